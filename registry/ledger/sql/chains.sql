-- The whole chains of corrections to which some events belong, each from its first event on.
with recursive upward as (
    select e.id, e.corrects
    from unnest((select $1::uuid[])) target (id)
    cross join lateral (select event.id, event.corrects from ledger.event where event.id = target.id offset 0) e
    union
    select e.id, e.corrects
    from upward
    cross join lateral (select event.id, event.corrects from ledger.event where event.id = upward.corrects offset 0) e
),
member as (
    select upward.id as chain, upward.id from upward where upward.corrects is null
    union all
    select member.chain, e.id
    from member
    cross join lateral (select event.id from ledger.event where event.corrects = member.id offset 0) e
)
select
    member.chain,
    member.id,
    e.voids is not null,
    exists (select from ledger.event void where void.voids @> array[member.id])
from member
cross join lateral (select event.position, event.voids from ledger.event where event.id = member.id offset 0) e
order by e.position
