-- Which rows of which sources are recorded, with the digest of their latest content.
insert into ledger.source_row (dataset, key, digest, position)
select * from unnest($1::text[], $2::text[], $3::bytea[], $4::bigint[])
on conflict (dataset, key) do update set digest = excluded.digest, position = excluded.position
