-- Versions of streams at which an event and ledger.stream_event do not stand for the same position. $1: not read here.
select coalesce(e.position, s.position) as position, coalesce(e.stream, s.stream) as stream,
    coalesce(e.version, s.version) as version
from ledger.event e full join ledger.stream_event s on s.stream = e.stream and s.version = e.version
where e.position is distinct from s.position and $1::bigint[] is not null
order by 1
