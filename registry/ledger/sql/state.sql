-- What the ledger holds of all that a group of commands touches.
select
    clock_timestamp(),
    array(select row (stream, kind, code, version) from ledger.stream where stream = any ($1::uuid[])),
    array(
        select row (c.id, c.digest, c.first, c.last, e.recorded_at)
        from ledger.command c join ledger.event e on e.position = c.first
        where c.id = any ($2::uuid[])
    ),
    array(
        select row (c.scope, c.key, c.stream)
        from unnest($3::text[], $4::text[]) as wanted (scope, key) join ledger.claim c using (scope, key)
    ),
    array(select row (digest, ref) from keys.person_index where digest = any ($5::bytea[])),
    array(select row (id, stream) from ledger.event where id = any ($6::uuid[])),
    array(select ref from keys.shredded where ref = any ($7::text[])),
    array(select name from keys.forgotten where name = any ($8::text[]))
