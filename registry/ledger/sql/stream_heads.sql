-- The heads of some streams.
select stream, kind, scheme, code, version, position
from ledger.stream
where stream = any ($1::uuid[])
