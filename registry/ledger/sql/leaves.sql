-- The leaves after a position, in order.
select position, recorded_at, header, body, leaf_hash
from ledger.event
where position > $1
order by position
limit $2
