-- The latest recorded digest of some rows of a dataset.
select key, digest, position
from ledger.source_row
where dataset = $1 and key = any ($2::text[])
