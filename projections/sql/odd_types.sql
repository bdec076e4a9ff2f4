-- Types in a range of positions that cannot be read as they stand: unknown ones, and other schema versions.
select distinct e.kind, e.type, e.schema, t.schema as current
from ledger.event e
left join read.type t on t.kind = e.kind and t.type = e.type
where e.position > $1 and e.position <= $2 and t.schema is distinct from e.schema
