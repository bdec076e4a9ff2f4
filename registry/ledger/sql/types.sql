-- The leaves of some event types after a position, in order: the first few of each type, merged.
select e.position, e.recorded_at, e.header, e.body, e.leaf_hash
from unnest($1::text[], $2::text[]) as wanted (kind, type)
cross join lateral (
    select position, recorded_at, header, body, leaf_hash
    from ledger.event
    where kind = wanted.kind and type = wanted.type and position > $3
    order by position
    limit $4
) e
order by e.position
limit $4
