"""The row of one cockpit: which divisions, which days, which track; and the sums that its figures are made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum

from aggregates.cockpit.shapes import Count, Over
from aggregates.exposure import Exposure
from graphql_api import tables
from graphql_api.compiler import Compiler, Row

NIL = "'00000000-0000-0000-0000-000000000000'::uuid"
"""The division that holds everything."""

LEAST = 5
"""A count of households below it is told only to who sees personal data."""


class Moment(IntEnum):
    """Days up to which sums are asked: the last one, the one before the first, the last one a year before."""

    UNTIL = 0
    BEFORE = 1
    YEAR_AGO = 2


@dataclass(frozen=True, slots=True)
class Cockpit(Row):
    """A row with the columns ``nodes``, ``own``, ``division`` (an id, null for all), ``since``, ``until``, ``track``.

    ``track`` is null where figures have to be counted anew. ``numbers`` are those of the schema's measures;
    ``wanted`` gathers, while what is selected is compiled, the numbers that it asks for at each moment.
    """

    numbers: dict[str, int] = field(default_factory=dict)
    wanted: dict[Moment, set[int]] = field(default_factory=dict)

    def count(self, count: Count) -> str:
        """The SQL of a count, as numeric; never null."""
        plus = [self._sum(key, count.over) for key in count.plus]
        minus = [self._sum(key, count.over) for key in count.minus]
        total = " - ".join([f"({' + '.join(plus)})", *minus])
        return f"(({total}) * {count.scale})" if count.scale != 1 else f"({total})"

    def _sum(self, key: str, over: Over) -> str:
        until = self._at(key, Moment.UNTIL)
        if over is Over.STOCK:
            return until
        return f"({until} - {self._at(key, Moment.BEFORE if over is Over.FLOW else Moment.YEAR_AGO)})"

    def _at(self, key: str, moment: Moment) -> str:
        number = self.numbers[key]
        self.wanted.setdefault(moment, set()).add(number)
        return f"coalesce(({self.column('sums')} ->> '{moment.value}:{number}')::numeric, 0)"

    def day(self, moment: Moment) -> str:
        match moment:
            case Moment.UNTIL:
                return self.column("until")
            case Moment.BEFORE:
                return f"{self.column('since')} - 1"
            case Moment.YEAR_AGO:
                return f"({self.column('until')} - interval '1 year')::date"


def exact(compiler: Compiler, *, households: bool) -> bool:
    """Whether this reader is told small counts, too."""
    return not households or compiler.identity.sees(Exposure.PERSONAL)


def sums(row: Cockpit) -> str:
    """The select of the sums that are kept, as one JSON object: ``moment:number`` -> amount."""
    days = ", ".join(
        f"({moment.value}, {row.day(moment)}, '{{{','.join(map(str, sorted(numbers)))}}}'::smallint[])"
        for moment, numbers in sorted(row.wanted.items())
    )
    if not days:
        return "select '{}'::jsonb sums"
    return (
        "select coalesce(jsonb_object_agg(x.moment || ':' || x.number, x.amount), '{}') sums from ("
        "select w.moment, s.number, sum(s.amount) amount "
        f"from (values {days}) w (moment, day, numbers) {prefix('w.day')} "
        f"join read.measure_sum s on {kept(row)} "
        "and s.level = l.level and s.number = any(w.numbers) and s.day >= l.lo and s.day < l.hi "
        "group by w.moment, s.number) x"
    )


def kept(row: Row) -> str:
    """The condition that a sum `s` is one of the row's."""
    nodes, own, track = map(row.column, ("nodes", "own", "track"))
    return f"s.division_id = any({nodes}) and s.own = {own} and s.track = {track}"


def prefix(day: str) -> str:
    """All days up to one, as whole years, whole months of its year, and days of its month: `l`."""
    year, month = (f"date_trunc('{unit}', {day})::date" for unit in ("year", "month"))
    return (
        f"cross join lateral (values (2, '-infinity'::date, {year}), (1, {year}, {month}), (0, {month}, {day} + 1)) "
        "l (level, lo, hi)"
    )


def divisions(row: Row) -> str:
    """Ids of the divisions whose subjects are meant, as a select; of everything where the row is of everything."""
    nodes, own = row.column("nodes"), row.column("own")
    return (
        f"select unnest({nodes}) where {own} union all "
        f"select d.descendant from read.division_closure d where d.ancestor = any({nodes}) and not {own}"
    )


def governs(row: Row, division: str) -> str:
    """The condition that a subject's division is one of the row's."""
    return f"({row.column('nodes')} = array[{NIL}] and not {row.column('own')} or {division} in ({divisions(row)}))"


def visible(compiler: Compiler, division: str) -> str:
    """Whether the reader may see a division, by its id."""
    return " and ".join(tables.in_scope(compiler, division)) or "true"
