-- Who holds these claims.
select c.scope, c.key, c.stream
from unnest($1::text[], $2::text[]) as wanted (scope, key) join ledger.claim c using (scope, key)
