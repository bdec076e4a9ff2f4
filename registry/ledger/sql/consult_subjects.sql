-- The same as consult.sql where no events, causes or reliances are asked for, as most decisions begin: a plan a third as
-- large, and its start is most of what such a question costs.
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
    (
        select row (c.digest, c.first, c.last, e.recorded_at)
        from ledger.command c join ledger.event e on e.position = c.first
        where c.id = $1
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
    '{}'::text[],
    '{}'::text[],
    '{}'::text[],
    (select position from ledger.log),
    (select policies from ledger.log)
