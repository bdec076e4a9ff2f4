-- What several decisions need to begin, in one snapshot: the same as consult.sql without events, causes and reliances.
-- $1 commands; $2, $3 scope and code of names in whatever scheme; $4, $5 scope and key of names with their scheme;
-- $6 streams; $7, $8 claims; $9 digests of persons. The start of its plan is most of what one such question costs.
with named as materialized (
    select n.number, c.stream
    from unnest((select $2::text[]), (select $3::text[])) with ordinality n (scope, code, number)
    cross join lateral (
        select held.stream
        from ledger.claim held
        where held.scope = n.scope and held.scope like 'code/%' and split_part(held.key, E'\n', 2) = n.code
        and held.key = split_part(held.key, E'\n', 1) || E'\n' || n.code
        offset 0
    ) c
    union all
    select -n.number, c.stream
    from unnest((select $4::text[]), (select $5::text[])) with ordinality n (scope, key, number)
    cross join lateral (
        select held.stream from ledger.claim held where held.scope = n.scope and held.key = n.key offset 0
    ) c
),
wanted as materialized (
    select stream from named
    union
    select unnest((select $6::uuid[]))
)
select
    array(
        select row (c.id, c.digest, c.first, c.last, e.recorded_at)
        from unnest((select $1::uuid[])) asked (id)
        cross join lateral (select command.* from ledger.command where command.id = asked.id offset 0) c
        cross join lateral (select event.recorded_at from ledger.event where event.position = c.first offset 0) e
    ),
    array(select row (number, stream) from named),
    array(
        select row (s.stream, s.kind, s.scheme, s.code, s.version, s.position)
        from wanted
        cross join lateral (select stream.* from ledger.stream where stream.stream = wanted.stream offset 0) s
    ),
    array(
        select row (e.position, e.recorded_at, e.body)
        from wanted
        cross join lateral (
            select s.stream, s.version, s.position from ledger.stream_event s where s.stream = wanted.stream offset 0
        ) s
        cross join lateral (
            select event.position, event.recorded_at, event.body
            from ledger.event where event.position = s.position
            offset 0
        ) e
        order by s.stream, s.version
    ),
    array(
        select row (w.scope, w.key, c.stream)
        from unnest((select $7::text[]), (select $8::text[])) w (scope, key)
        cross join lateral (
            select held.stream from ledger.claim held where held.scope = w.scope and held.key = w.key offset 0
        ) c
    ),
    array(
        select row (p.digest, p.ref)
        from unnest((select $9::bytea[])) asked (digest)
        cross join lateral (select i.digest, i.ref from keys.person_index i where i.digest = asked.digest offset 0) p
    ),
    (select position from ledger.log),
    (select policies from ledger.log)
