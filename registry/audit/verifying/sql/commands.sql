-- Commands whose events are not the dense run, of one moment, that ledger.command says. $1: not read here.
select coalesce(e.first, c.first) as position, coalesce(e.command, c.id) as command
from (
    select command, min(position) as first, max(position) as last, count(*) as events,
        count(distinct recorded_at) as moments
    from ledger.event group by command
) e
full join ledger.command c on c.id = e.command
where ((c.first, c.last) is distinct from (e.first, e.last) or e.events <> e.last - e.first + 1 or e.moments <> 1)
    and $1::bigint[] is not null
order by 1
