-- The same data keys under another key-encryption key.
update keys.key
set wrapped = anew.wrapped, kek = $3
from unnest($1::text[], $2::bytea[]) as anew (ref, wrapped)
where key.ref = anew.ref
