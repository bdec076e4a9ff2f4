"""`Cockpit.series`: one indicator, period by period."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aggregates.cockpit.shapes import Count, Group, Over, Ratio
from aggregates.exposure import Exposure
from graphql_api import cockpit_rows, columns
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.errors import BadVariable
from graphql_api.model import Argument, Field, Model, ObjectType

POINT = "Point"
MOST = 1_000
"""Points of one series; those of a longer period are cut off at its beginning."""


def add_types(model: Model) -> None:
    """Points."""
    model.add(
        ObjectType(
            POINT,
            "An indicator in one period 指标值.",
            {
                "period": columns.plain("period", "Date!", "First day of the period 期间", "date"),
                "value": columns.plain(
                    "value", "Decimal", "On its last day, or within it; null: not to be told 数值", "numeric"
                ),
            },
        )
    )


def field(groups: Iterable[Group], numbers: Mapping[str, int]) -> Field:
    """The field of any row of a cockpit."""
    known = {name: (group, part) for group in groups for name, part in group.indicators()}

    def compile_series(compiler: Compiler, row: Row, one: Selected) -> str:
        bind, indicator = compiler.statement.bind, one.arguments["indicator"]
        hidden = {name for name, (group, _) in known.items() if not compiler.identity.sees(group.exposure)}
        found = _Finder({name: part for name, (_, part) in known.items() if name not in hidden}, numbers)
        terms = ", ".join(
            f"{bind(indicator, f'{sql}[]', found.of(name))}"
            for name, sql in (("part", "int"), ("number", "smallint"), ("factor", "numeric"), ("over", "int"))
        )
        ratio = bind(indicator, "boolean", found.of("ratio"))
        kept = "false"
        if not compiler.identity.sees(Exposure.PERSONAL):
            kept = f"{bind(indicator, 'boolean', found.of('households'))} and (n.n < {cockpit_rows.LEAST})"
        point = Row(compiler.statement.alias(), None)
        select = _points(row, one.arguments["by"].value, terms, ratio, kept)
        return compiler.objects(POINT, point, one, f"from ({select}) {point.alias} order by {point.column('period')}")

    said = (
        "One indicator by period: `group.figure`, or `group.figure.label` of a breakdown; docs/cockpit.md lists them. "
        f"At most {MOST} points, the last ones. Without values where asOf names another day and moment 指标序列"
    )
    arguments = {
        "indicator": Argument("String!", "Name of the indicator 指标."),
        "by": Argument("Granularity!", "How long a period is 粒度."),
    }
    return Field(f"[{POINT}!]!", compile_series, said, arguments)


class _Finder:
    """What a named indicator is made of, found when its name comes."""

    def __init__(self, known: Mapping[str, Count | Ratio], numbers: Mapping[str, int]) -> None:
        self._known, self._numbers = known, numbers
        self._checks: dict[str, Callable[[Any], object]] = {}

    def of(self, what: str) -> Callable[[Any], object]:
        return lambda name: getattr(self, f"_{what}")(self._find(name))

    def _find(self, name: Any) -> Count | Ratio:
        found = self._known.get(name)
        if found is None:
            raise BadVariable(
                f"There is no indicator {str(name)[:80]!r} that you may ask for; docs/cockpit.md lists them.",
                field="indicator",
            )
        return found

    def _terms(self, found: Count | Ratio) -> list[tuple[int, int, int, int]]:
        parts = (found,) if isinstance(found, Count) else (found.numerator, found.denominator)
        return [
            (place, self._numbers[key], sign * part.scale, list(Over).index(part.over))
            for place, part in enumerate(parts)
            for sign, keys in ((1, part.plus), (-1, part.minus))
            for key in keys
        ]

    def _part(self, found: Count | Ratio) -> list[int]:
        return [term[0] for term in self._terms(found)]

    def _number(self, found: Count | Ratio) -> list[int]:
        return [term[1] for term in self._terms(found)]

    def _factor(self, found: Count | Ratio) -> list[int]:
        return [term[2] for term in self._terms(found)]

    def _over(self, found: Count | Ratio) -> list[int]:
        return [term[3] for term in self._terms(found)]

    def _ratio(self, found: Count | Ratio) -> bool:
        return isinstance(found, Ratio)

    def _households(self, found: Count | Ratio) -> bool:
        return found.households


def _points(row: Row, unit: str, terms: str, ratio: str, kept: str) -> str:
    """First day and value of each period that the row's days touch."""
    since, until = row.column("since"), row.column("until")
    length = "3 months" if unit == "quarter" else f"1 {unit}"
    periods = (
        f"select * from (select p::date period, greatest(p::date, {since}) lo, "
        f"least((p + interval '{length}')::date - 1, {until}) hi "
        f"from generate_series(greatest(date_trunc('{unit}', {since}::timestamp), "
        f"date_trunc('{unit}', {until}::timestamp) - {MOST - 1} * interval '{length}'), {until}::timestamp, "
        f"interval '{length}') p) every_one"
    )
    over = (
        f"case t.over when 0 then 0 when 1 then {_prefix(row, 'p.lo - 1')} "
        f"else {_prefix(row, '''(p.hi - interval '1 year')::date''')} end"
    )
    summed = ", ".join(
        f"coalesce(sum(t.factor * ({_prefix(row, 'p.hi')} - {over})) filter (where t.part = {part}), 0) {name}"
        for part, name in ((0, "n"), (1, "d"))
    )
    value = f"case when {ratio} then round(n.n / nullif(n.d, 0), 4) else trim_scale(n.n) end"
    return (
        f"select p.period, case when {row.column('track')} is null or ({kept}) then null else {value} end as value "
        f"from ({periods}) p cross join lateral (select {summed} from unnest({terms}) t (part, number, factor, over)) n"
    )


def _prefix(row: Row, day: str) -> str:
    """The sum of one number of all days up to one."""
    return (
        f"(select coalesce(sum(s.amount), 0) from (select 1) o {cockpit_rows.prefix(day)} "
        f"join read.measure_sum s on {cockpit_rows.kept(row)} and s.level = l.level and s.number = t.number "
        "and s.day >= l.lo and s.day < l.hi)"
    )
