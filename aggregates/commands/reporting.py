"""What is reported of a division: declared indicators, in their unit, for a period that is not counted twice."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates import errors, indicators, periods, policy
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.division import Division
from aggregates.periods import Period
from aggregates.view import View
from aggregates.vocabulary import IndicatorMeasure

D = Division


def report(deciding: Deciding, before: View, changes: Entities) -> None:
    """Each value is of a declared indicator and of a period that has begun and adds up with the others on record."""
    known = _reported(deciding)
    declared = _own(deciding)
    for index, item in enumerate(deciding.deed.items("indicators")):
        field, name = f"indicators.{index}", str(item.get("indicator"))
        indicator = indicators.find(name, declared.indicators)
        if indicator is None:
            _refuse(
                f"{field}.indicator",
                "INDICATOR",
                f"{errors.shown(name)} is not declared; use one that `indicatorTypes` lists, or have the city's policy "
                "declare it",
            )
            continue
        period = _period(deciding, f"{field}.period", str(item.get("period")), indicator)
        said = changes[f"indicators/{name}-{period.text}"]
        unit = str(said.setdefault("unit", indicator.unit))
        if unit != indicator.unit:
            wrong = (
                f"{errors.shown(unit)} differs from {indicator.unit}, in which {name} is declared; convert the value"
            )
            _refuse(f"{field}.unit", "UNIT", wrong)
        said["measure"] = indicator.measure.name
        if indicator.measure is IndicatorMeasure.SUM:
            _check_overlap(f"{field}.period", name, period, known.setdefault(name, []))
        known.setdefault(name, []).append(period)


def _own(deciding: Deciding) -> policy.Policy:
    return deciding.world.policies.in_force(deciding.subject.code, deciding.deed.effective_on)


def _period(deciding: Deciding, field: str, text: str, indicator: indicators.Indicator) -> Period:
    try:
        period = periods.read(text)
    except ValueError as error:
        raise errors.InvalidValue(f"{field} {errors.shown(text)} {error}.", field=field, rule="PERIOD") from error
    order = list(periods.PeriodKind)
    if order.index(period.kind) > order.index(indicator.shortest):
        wrong = f"{text} is a {period.kind.name}, it is reported by {indicator.shortest.name} or longer"
        _refuse(field, "PERIOD", wrong)
    if period.first > deciding.deed.today:
        _refuse(field, "FUTURE", f"{text} has not begun by {deciding.deed.today}; report it when it has")
    return period


def _check_overlap(field: str, name: str, period: Period, others: list[Period]) -> None:
    """A sum of a month and of the year around it would be counted twice."""
    other = next((one for one in others if one.text != period.text and one.overlaps(period)), None)
    if other is not None:
        _refuse(
            field,
            "OVERLAP",
            f"{period.text} overlaps {other.text}, for which {name} is reported already: as a sum over its period it "
            f"would count twice; report by {other.kind.name}, or void what was reported",
        )


def _refuse(field: str, rule: str, wrong: str) -> None:
    raise errors.InvalidValue(f"{field} {wrong}.", field=field, rule=rule)


def _reported(deciding: Deciding) -> dict[str, list[Period]]:
    """Indicator -> the periods on record, whenever they take effect, but what the command corrects."""
    found: dict[str, list[Period]] = {}
    for name, text in _stated(deciding):
        try:
            period = periods.read(text)
        except ValueError:  # an import may have brought what no command lets in
            continue
        found.setdefault(name, []).append(period)
    return found


def _stated(deciding: Deciding) -> Iterator[tuple[str, str]]:
    seen = deciding.world.state(deciding.subject, "9999-12-31")
    for key, said in seen.elements(D.indicators):
        name, period = said.get("indicator"), said.get("period")
        replaced = deciding.deed.corrects is not None and seen.origin(D.indicators, key) == deciding.deed.corrects
        if isinstance(name, str) and isinstance(period, str) and said.get("value") is not None and not replaced:
            yield name, period
