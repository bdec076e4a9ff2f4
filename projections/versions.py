"""How entities came to be what they are, as versions: states by the days on which they stand, on two tracks."""

from __future__ import annotations

PRESENT, SHOWN = 0, 1
"""Tracks: as known now, and what a page showed at the end of each day."""


def select(schema: str, source: str, same: str, told: str) -> str:
    """The select of versions: track, ``told``, day, until, state; ``source`` has `t`, and `g` with columns ``same``.

    States add up in one pass for both tracks: where all came to be seen in its effective order and stays, what the page
    showed differs in its days alone. What came otherwise is folded anew for that track, at each of its days.
    """
    key = ", ".join("t.entity" if name == "entity" else f"g.{name}" for name in same.split(", "))
    odd = " and ".join(f"odd.{name} = placed.{name}" for name in same.split(", "))
    order = "effective_on, effective_seq, chain, position"
    zone = f"(select zone from {schema}.meta)"
    return f"""
with entry as materialized (
    select {key}, t.effective_on, t.effective_seq, t.chain, t.position, t.set, t.known, x.*,
        x.present and upper_inf(t.known) and t.known = tstzmultirange(range_merge(t.known)) as plain
    from {source}
    cross join lateral (
        select upper_inf(t.positions) as present,
            greatest(t.effective_on, (lower(t.known) at time zone {zone})::date) as lo
    ) x
    where x.present or upper_inf(t.known) or x.lo < (upper(t.known) at time zone {zone})::date
), placed as materialized (
    select {same}, present, {order}, lo, not plain or coalesce(lag(lo) over w > lo, false) as odd,
        set <> '{{}}' or row_number() over w = 1 as turns, {schema}.merge(set) over w as state
    from entry
    window w as (partition by {same}, present order by {order})
), odd as materialized (
    select distinct {same} from placed where odd
), shown as materialized (
    select {same}, {order}, set, x.*
    from entry join odd using ({same})
    cross join lateral (
        select greatest(effective_on, (lower(seen) at time zone {zone})::date) as lo,
            coalesce((upper(seen) at time zone {zone})::date, 'infinity') as hi
        from unnest(known) seen
    ) x
    where x.lo < x.hi
), turn as (
    select distinct {same}, x.day
    from shown cross join lateral (values (lo), (hi)) x (day)
    where x.day < 'infinity'
)
select x.track, {told}, x.day, coalesce(x.until, 'infinity'), state
from (
    select {same}, effective_on as day, lead(effective_on) over w as until, lo, lead(lo) over w as hi, state
    from placed
    where present and turns
    window w as (partition by {same}, present order by {order})
) placed cross join lateral (
    values ({PRESENT}::smallint, placed.day, placed.until), ({SHOWN}::smallint, lo, hi)
) x (track, day, until)
where x.until is distinct from x.day and (x.track = {PRESENT} or not exists (select from odd where {odd}))
union all
select {SHOWN}, {told}, day, coalesce(lead(day) over (partition by {same} order by day), 'infinity'), state
from (
    select {same}, turn.day,
        {schema}.merge(a.set order by a.effective_on, a.effective_seq, a.chain, a.position)
            filter (where a.lo <= turn.day and turn.day < a.hi) as state
    from turn join shown a using ({same})
    group by {same}, turn.day
) folded"""
