-- The claims that changed hands: a null stream releases.
merge into ledger.claim held
using unnest($1::text[], $2::text[], $3::uuid[], $4::bigint[]) as now (scope, key, stream, position)
on held.scope = now.scope and held.key = now.key
when matched and now.stream is null then delete
when matched then update set stream = now.stream, position = now.position
when not matched and now.stream is not null then
    insert (scope, key, stream, position) values (now.scope, now.key, now.stream, now.position)
