-- All that a decision needs, in one snapshot. Each part is empty where its arrays are.
-- $1 command; $2, $3 scope and code of names in whatever scheme; $4, $5 scope and key of names with their scheme;
-- $6 streams; $7 events whose streams are wanted; $8, $9 claims; $10 causes; $11 events relied on.
-- An array comes through a subquery, so that no estimate rests on its length and the plan made once is kept; `offset 0`
-- holds the joins to one index look-up for each thing asked, whatever is estimated.
with recursive named as materialized (
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
found as materialized (
    select e.id, e.stream
    from unnest((select $7::uuid[])) wanted (id)
    cross join lateral (select event.id, event.stream from ledger.event where event.id = wanted.id offset 0) e
),
wanted as materialized (
    select stream from named
    union
    select stream from found
    union
    select unnest((select $6::uuid[]))
),
caused as (
    select e.id, e.position
    from unnest((select $10::uuid[])) cause (id)
    cross join lateral (select event.id, event.position from ledger.event where event.cause = cause.id offset 0) e
    union
    select e.id, e.position
    from caused
    cross join lateral (select event.id, event.position from ledger.event where event.cause = caused.id offset 0) e
),
relying as (
    select distinct r.position
    from unnest((select $11::uuid[])) relied (id)
    cross join lateral (select position from ledger.reliance where reliance.relied = relied.id offset 0) r
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
        from unnest((select $8::text[]), (select $9::text[])) w (scope, key)
        cross join lateral (
            select held.stream from ledger.claim held where held.scope = w.scope and held.key = w.key offset 0
        ) c
    ),
    array(select row (id, stream) from found),
    array(
        select row (e.position, e.recorded_at, e.body)
        from caused
        cross join lateral (
            select event.position, event.recorded_at, event.body
            from ledger.event where event.position = caused.position
            offset 0
        ) e
        order by e.position
    ),
    array(
        select row (e.position, e.recorded_at, e.body)
        from relying
        cross join lateral (
            select event.position, event.recorded_at, event.body
            from ledger.event where event.position = relying.position
            offset 0
        ) e
        order by e.position
    ),
    (select position from ledger.log),
    (select policies from ledger.log)
