-- Events relied on that ledger.reliance has and no event names, or the other way round. $1 are events whose body is no
-- JSON.
with said as (
    select distinct e.position, relied
    from ledger.event e
    cross join lateral jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'relied_on') relied
    where position(convert_to('"relied_on":[', 'UTF8') in e.body) > 0 and e.position <> all ($1::bigint[])
)
select coalesce(s.position, r.position) as position, coalesce(s.relied, r.relied::text) as event
from said s full join ledger.reliance r on r.position = s.position and r.relied::text = s.relied
where s.position is null or r.position is null
order by 1
