-- Whose events stand after a position, in order; their bodies stay where they are.
select position, stream, type
from ledger.event
where position > $1
order by position
limit $2
