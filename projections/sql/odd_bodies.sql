-- The bodies of a range of positions that were written for another schema version of their type.
select e.position, e.body, t.schema as current
from ledger.event e
join read.type t on t.kind = e.kind and t.type = e.type
where e.position > $1 and e.position <= $2 and t.schema <> e.schema
order by e.position
