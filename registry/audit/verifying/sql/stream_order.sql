-- Events that do not have the version after that of the event before them in their stream. $1: not read here.
select position, stream, version
from (
    select position, stream, version, row_number() over (partition by stream order by position) as number
    from ledger.event
) e
where version <> number and $1::bigint[] is not null
order by 1
