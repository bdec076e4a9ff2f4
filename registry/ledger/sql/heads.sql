-- Streams, commands and the log's own head after the events $13 to $11 were copied in; $14 is the last of them after
-- which a division's policies may be others, 0 where none is.
with stream_event as (
    insert into ledger.stream_event (stream, version, position)
    select stream, version, position from ledger.event where position between $13 and $11
),
stream as (
    insert into ledger.stream (stream, kind, scheme, code, version, position)
    select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::bigint[])
    on conflict (stream) do update
    set scheme = excluded.scheme, code = excluded.code, version = excluded.version, position = excluded.position
),
command as (
    insert into ledger.command (id, digest, first, last)
    select * from unnest($7::uuid[], $8::bytea[], $9::bigint[], $10::bigint[])
)
update ledger.log set position = $11::bigint, recorded_at = $12, policies = greatest(policies, $14::bigint)
