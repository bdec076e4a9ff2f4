-- Claims whose holder is not the stream that took them after they were last released, with the position of that; an
-- event releases before it takes. $1 are events whose body is no JSON.
with said as materialized (
    select e.position, e.stream, convert_from(e.body, 'UTF8')::jsonb -> 'claims' as claims
    from ledger.event e
    where position(convert_to('"claims":', 'UTF8') in e.body) > 0 and e.position <> all ($1::bigint[])
),
step as (
    select position, stream, false as take, c ->> 'scope' as scope, c ->> 'key' as key
    from said cross join lateral jsonb_array_elements(claims -> 'release') c
    union all
    select position, stream, true, c ->> 'scope', c ->> 'key'
    from said cross join lateral jsonb_array_elements(claims -> 'take') c
),
placed as (
    select *, max(position) filter (where not take) over (partition by scope, key) as released from step
),
held as (
    select scope, key, min(position) as position, min(stream::text) as stream, count(distinct stream) as holders
    from placed where take and position >= coalesce(released, 0)
    group by scope, key
)
select coalesce(h.position, c.position) as position, coalesce(h.scope, c.scope) as scope, coalesce(h.key, c.key) as key,
    coalesce(h.stream, c.stream::text) as stream
from held h full join ledger.claim c on c.scope = h.scope collate "C" and c.key = h.key collate "C"
where (c.stream::text, c.position) is distinct from (h.stream, h.position) or h.holders > 1
order by 1
