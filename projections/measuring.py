"""The statements that turn timelines into what subjects add to figures, day by day, on two tracks.

On the track PRESENT a fact counts from its effective day on, as it is known now; on the track SHOWN for the days at
whose end it was both effective and known (`registered_at`, by the bureau's clock): what a page showed on each day.
Nothing here depends on today, so a new day costs nothing.

A subject's timeline becomes *versions* of its entities, each standing from a day until another; an element's version
adds to facts and measures within one interval of days; the subject's regions are then decided at each of its days.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from aggregates import cockpit, conditions, measures, spans
from aggregates.catalogue import Catalogue
from aggregates.conditions import Condition
from aggregates.decisions import Fact
from aggregates.kinds import Collection, Kind
from aggregates.measures import Measure
from projections import columns, typed, versions
from projections.names import literal, quoted


@dataclass(frozen=True)
class Measuring:
    """The generated statements of one schema."""

    catalogue: Catalogue
    schema: str

    @functools.cached_property
    def measures(self) -> list[Measure]:
        return cockpit.known(self.catalogue)

    @functools.cached_property
    def numbers(self) -> Mapping[str, int]:
        return cockpit.numbers(self.measures)

    @functools.cached_property
    def kinds(self) -> list[Kind]:
        """The kinds whose subjects or elements are measured."""
        return [self.catalogue.kinds[name] for name in dict.fromkeys(measure.kind for measure in self.measures)]

    @property
    def joining(self) -> bool:
        """Whether measures of houses follow from their buildings."""
        return any(kind.name in typed.PARENTS and _Sweep(self, kind).joined for kind in self.kinds)

    def rows(self) -> str:
        """The statement that fills `read.measure`; empty where nothing is measured."""
        listed = ", ".join(f"({number}, {literal(key)})" for key, number in self.numbers.items())
        return f"insert into {self.schema}.measure (number, key) values {listed}" if listed else ""

    @functools.cached_property
    def versions(self) -> str:
        """Versions of all entities of gauged subjects that are measured."""
        listed = " ".join(
            f"when {literal(kind.name)} then array[{', '.join(map(literal, ['', *_collections(self, kind)]))}]"
            for kind in self.kinds
        )
        source = (
            f"pg_temp.gauged g join {self.schema}.timeline t on t.subject = g.subject"
            f" and split_part(t.entity, '/', 1) = any (case g.kind {listed} end)"
        )
        told = "subject, kind, split_part(entity, '/', 1)"
        select = versions.select(self.schema, source, "subject, kind, entity", told)
        return f"insert into pg_temp.version (track, subject, kind, collection, day, until, state) {select}"

    @functools.cached_property
    def parents(self) -> str:
        """Versions of the buildings that gauged houses ever named."""
        source = (
            "(select distinct subject from pg_temp.named) g"
            f" join {self.schema}.timeline t on t.subject = g.subject and t.entity = ''"
        )
        select = versions.select(self.schema, source, "subject", "subject")
        return f"insert into pg_temp.parent_version (track, subject, day, until, state) {select}"

    @functools.cached_property
    def elements(self) -> dict[tuple[str, str], str]:
        """(Kind, collection) -> the statement that makes steps of versions of its elements."""
        return {
            (kind.name, name): _elements(self, kind, kind.collections[name], _Sweep(self, kind).facts)
            for kind in self.kinds
            for name in _collections(self, kind)
        }

    @functools.cached_property
    def subjects(self) -> dict[str, str]:
        """Kind -> the statement that makes steps of its subjects' own versions, after those of elements."""
        return {kind.name: text for kind in self.kinds for text in _Sweep(self, kind).statements()}


def _elements(measuring: Measuring, kind: Kind, collection: Collection, facts: Mapping[str, int]) -> str:
    """Intervals in which elements make facts and meet measures, as steps at both of their ends."""
    intervals = [*_facts(kind, collection, facts), *_measures(measuring, kind, collection)]
    every, last = ([one for one in intervals if bool(one.last) is which] for which in (False, True))
    both = [
        *([f"select * from ({_intervals(kind, collection, every)}) i"] if every else []),
        *([_last(_intervals(kind, collection, last))] if last else []),
    ]
    return (
        "insert into pg_temp.step (number, track, subject, day, amount)"
        f" select i.number, i.track, i.subject, x.day, x.amount from ({' union all '.join(both)}) i"
        " cross join lateral (values (i.lo, i.amount), (i.hi, -i.amount)) x (day, amount)"
        " where i.amount <> 0 and x.day < 'infinity'"
    )


def _intervals(kind: Kind, collection: Collection, intervals: list[_Interval]) -> str:
    """The select of them all: nth, number, track, subject, lo, hi, amount, last."""
    listed = ",\n".join(one.values(nth) for nth, one in enumerate(intervals))
    return (
        "select i.nth, i.number, v.track, v.subject, i.lo, i.hi, i.amount, i.last from pg_temp.version v"
        f" cross join lateral jsonb_to_record(v.state) e({_record(collection, intervals)})"
        f" cross join lateral (values {listed}) i (nth, number, lo, hi, amount, last)"
        f" where v.kind = {literal(kind.name)} and v.collection = {literal(collection.name)} and v.state is not null"
        " and i.number is not null and i.lo < i.hi"
    )


def _last(intervals: str) -> str:
    """What of them is the last of its subject, from each day on which that changes until the next."""
    same = "nth, track, subject"
    return f"""select * from (
    with one as materialized ({intervals}), turn as (
        select distinct {same}, x.day from one cross join lateral (values (lo), (hi)) x (day) where x.day < 'infinity'
    ), chosen as (
        select distinct on (t.nth, t.track, t.subject, t.day) t.*, o.number, o.amount, o.last
        from turn t
        left join one o on o.nth = t.nth and o.track = t.track and o.subject = t.subject
            and o.lo <= t.day and t.day < o.hi
        order by t.nth, t.track, t.subject, t.day, o.last desc nulls last, o.number, o.amount desc
    )
    select nth, number, track, subject, day as lo,
        coalesce(lead(day) over (partition by {same} order by day), 'infinity') as hi, amount, last
    from chosen
) chosen where number is not null"""


@dataclass(frozen=True)
class _Interval:
    """When an element counts: the number's expression, the days that begin and end it, the amount's."""

    number: str
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    amount: str
    reads: frozenset[str]
    last: str = ""

    def values(self, nth: int) -> str:
        lo, hi = _of("greatest", "v.day", self.starts), _of("least", "v.until", self.ends)
        last = f'{_element(self.last)}::text collate "C"' if self.last else "null"
        return f"({nth}, {self.number}, {lo}, {hi}, {self.amount}, {last})"


def _of(function: str, first: str, others: tuple[str, ...]) -> str:
    return f"{function}({', '.join([first, *others])})" if others else first


def _element(name: str) -> str:
    return f"e.{quoted(name)}"


def _static(condition: Condition) -> tuple[str, list[str]]:
    """What of a condition does not depend on the day, as SQL, and the days that have to be reached."""
    reached = measures.days(condition)
    whole = [part for part in measures.parts(condition) if not isinstance(part, conditions.Reached)]
    parts = [part.sql(_element, "null::date") for part in whole] + [f"{_element(name)} is not null" for name in reached]
    return " and ".join(parts) or "true", reached


def _facts(kind: Kind, collection: Collection, facts: Mapping[str, int]) -> Iterator[_Interval]:
    table = typed.table(kind)
    for fact in table.facts if table else ():
        if fact.name in facts and fact.collection == collection.name:
            static, reached = _static(fact.where)
            span = table.span(fact) if table else spans.ALWAYS
            number = f"case when {static} then {facts[fact.name]} end"
            starts = tuple(_element(name) for name in (*span.starts, *reached))
            yield _Interval(number, starts, tuple(map(_element, span.ends)), "1::numeric", _fact_reads(fact, span))


def _fact_reads(fact: Fact, span: spans.Span) -> frozenset[str]:
    found = set(span.days)

    def read(name: str) -> str:
        found.add(name)
        return name

    fact.where.sql(read, "day")
    return frozenset(found)


def _measures(measuring: Measuring, kind: Kind, collection: Collection) -> Iterator[_Interval]:
    for measure in measuring.measures:
        if measure.kind == kind.name and measure.collection == collection.name:
            static, reached = _static(measure.where)
            starts = [_element(name) for name in (*measure.span.starts, *reached)]
            if measure.since is not None:
                starts.append(measure.since.sql(_element))
                static += f" and {_element(measure.since.name)} is not null"
            number = measure.number_sql(measuring.numbers, static, _element)
            ends = tuple(map(_element, measure.span.ends))
            yield _Interval(number, tuple(starts), ends, measure.amount_sql(_element), measure.reads, measure.last)


def _record(collection: Collection, intervals: Iterable[_Interval]) -> str:
    names = sorted({name for one in intervals for name in one.reads})
    return columns.record({name: collection.attributes[name] for name in names})


def _collections(measuring: Measuring, kind: Kind) -> list[str]:
    """Collections that measures count, or that regions of measures follow from."""
    facts = _Sweep(measuring, kind).facts
    table = typed.table(kind)
    found = {fact.collection for fact in (table.facts if table else ()) if fact.name in facts}
    found |= {one.collection for one in measuring.measures if one.kind == kind.name and one.collection}
    return sorted(found)


class _Sweep:
    """The measures of a kind's subjects themselves: decided at each day on which anything of one changes."""

    def __init__(self, measuring: Measuring, kind: Kind) -> None:
        self.measuring, self.kind = measuring, kind
        self.table = typed.table(kind)
        self.measures = [one for one in measuring.measures if one.kind == kind.name and not one.collection]
        read = {name for measure in self.measures for name in measure.reads}
        regions = self.table.regions if self.table else ()
        wanted = read & {region.name for region in regions}
        self.regions = [one for one in regions if one.name in wanted | self._before(wanted)]
        inputs = read.union(*(self.table.inputs(name) for name in wanted)) if self.table else read
        own = [fact.name for fact in (self.table.facts if self.table else ()) if fact.name in inputs]
        self.facts = {name: -number for number, name in enumerate(own, start=1)}
        self.attributes = {name: one for name, one in kind.attributes.items() if name in inputs}
        self.joined = sorted(name for name in (self.table.joined if self.table else ()) if f"building_{name}" in inputs)
        if self.joined:
            attribute = typed.PARENTS[kind.name][0]
            self.attributes |= {attribute: kind.attributes[attribute]}

    def _before(self, wanted: set[str]) -> set[str]:
        """The regions that others follow from."""
        found: set[str] = set()
        names = [region.name for region in self.table.regions] if self.table else []
        for region in self.table.regions if self.table else ():
            if region.name in wanted:
                earlier = set(names[: names.index(region.name)]) & region.inputs()
                found |= earlier | self._before(earlier)
        return found

    def statements(self) -> Iterator[str]:
        if self.measures:
            yield self._statement()

    def _statement(self) -> str:
        facts = "".join(
            f", coalesce(sum(amount) filter (where number = {n}), 0)::int f{-n}" for n in self.facts.values()
        )
        summed = "".join(f", sum(f{-n}) over w f{-n}" for n in self.facts.values())
        families, summed_up = list(self._families()), [i for i, one in enumerate(self.measures) if one.amount]
        told = "".join(f", case when s.state is not null then {n} end n{i}" for i, (n, _) in enumerate(families))
        told += "".join(f", {families[i][1]} a{i}" for i in summed_up)
        before = "".join(f", lag(n{i}) over w pn{i}" for i in range(len(families)))
        before += "".join(f", lag(a{i}) over w pa{i}" for i in summed_up)
        pairs = ", ".join(
            f"(n{i}, a{i}, pn{i}, pa{i})" if one.amount else f"(n{i}, 1::numeric, pn{i}, 1::numeric)"
            for i, one in enumerate(self.measures)
        )
        return f"""
insert into pg_temp.step (number, track, subject, day, amount)
with move as (
    {" union all ".join(self._moves())}
), day as (
    select track, subject, day{facts} from move group by track, subject, day
), swept as (
    select track, subject, day{summed} from day window w as (partition by track, subject order by day)
), told as (
    select s.track, s.subject, s.day{told}
    from (
        select t.*, v.state
        from swept t
        left join lateral (
            select case when t.day < v.until then v.state end as state from pg_temp.version v
            where v.subject = t.subject and v.track = t.track and v.day <= t.day and v.collection = ''
            order by v.day desc limit 1
        ) v on true
    ) s{self._rows()}
), paired as (
    select t.*{before} from told t window w as (partition by track, subject order by day)
)
select v.number, p.track, p.subject, p.day, v.amount
from paired p cross join lateral (values {pairs}) c (n, a, pn, pa)
cross join lateral (values (c.n, c.a), (c.pn, -c.pa)) v (number, amount)
where (c.n is distinct from c.pn or c.a <> c.pa) and v.number is not null and v.amount <> 0"""

    def _moves(self) -> Iterator[str]:
        kind = f"v.kind = {literal(self.kind.name)} and v.collection = ''"
        yield (f"select v.track, v.subject, v.day, 0 number, 0::numeric amount from pg_temp.version v where {kind}")
        if self.facts:
            yield (
                "select s.track, s.subject, s.day, s.number, s.amount from pg_temp.step s"
                f" join pg_temp.gauged g on g.subject = s.subject and g.kind = {literal(self.kind.name)}"
                " where s.number < 0"
            )
        if days := self._days():
            listed = ", ".join(f"({day})" for day in days)
            yield (
                "select v.track, v.subject, x.day, 0, 0 from pg_temp.version v"
                f" cross join lateral (values {listed}) x (day)"
                f" where {kind} and x.day > v.day and x.day < v.until"
            )
        if self.joined:
            yield (
                "select v.track, v.subject, p.day, 0, 0 from pg_temp.version v"
                " join pg_temp.gauged g on g.subject = v.subject"
                f" join pg_temp.named n on n.code = v.state ->> {literal(typed.PARENTS[self.kind.name][0])}"
                " and n.scheme = g.scheme"
                " join pg_temp.parent_version p on p.subject = n.subject and p.track = v.track"
                f" and p.day > v.day and p.day < v.until where {kind}"
            )

    def _days(self) -> list[str]:
        """Own days of the subject on which a region or measure of it may change."""
        names = {n for region in self.regions for condition, _ in region.cases for n in condition.days()}
        names |= {name for measure in self.measures for name in measure.where.days()}
        days = [f"(v.state ->> {literal(name)})::date" for name in sorted(names)]

        def stated(name: str) -> str:
            return f"(v.state ->> {literal(name)})::date"

        return days + [measure.since.sql(stated) for measure in self.measures if measure.since is not None]

    def _rows(self) -> str:
        """What the measures' expressions read: attributes `r`, the building's `p`, one `d…` a region."""
        text = f" cross join lateral jsonb_to_record(coalesce(s.state, '{{}}')) r({columns.record(self.attributes)})"
        if self.joined:
            attribute = typed.PARENTS[self.kind.name][0]
            text += (
                " join pg_temp.gauged g on g.subject = s.subject"
                f" left join pg_temp.named n on n.code = r.{quoted(attribute)} and n.scheme = g.scheme"
                " left join pg_temp.parent_version p on p.subject = n.subject and p.track = s.track"
                " and p.day <= s.day and s.day < p.until"
            )
        for index, region in enumerate(self.regions):
            assert self.table is not None
            sql = self.table.region_sql(region, self._column(index), "s.day")
            text += f" cross join lateral (select {sql} as {quoted(region.name)} offset 0) d{index}"
        return text

    def _column(self, until: int) -> Callable[[str], str]:
        """Inputs of the region at an index: facts, regions before it, the building's values, attributes."""
        before = {region.name: index for index, region in enumerate(self.regions[:until])}

        def column(name: str) -> str:
            if name in self.facts:
                return f"(s.f{-self.facts[name]} > 0)"
            if name in before:
                return f"d{before[name]}.{quoted(name)}"
            joined = name.removeprefix("building_")
            if joined != name and joined in self.joined:
                parent = typed.JOINED_FROM[typed.PARENTS[self.kind.name][1]].attributes[joined]
                return f"(p.state ->> {literal(joined)})::{columns.sql_type(parent)}"
            return f"r.{quoted(name)}"

        return column

    def _families(self) -> Iterator[tuple[str, str]]:
        column = self._column(len(self.regions))
        for measure in self.measures:
            static = measure.stands_sql(column, "s.day")
            yield measure.number_sql(self.measuring.numbers, static, column), measure.amount_sql(column)
