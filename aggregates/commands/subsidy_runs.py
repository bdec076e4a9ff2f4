"""Commands on the monthly runs of a subsidy 补贴发放批次: what was ordered, and what the bank answered so far."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates import errors
from aggregates.commands.command import Command, Declaring, Given, Items, needed
from aggregates.deciding import Deciding
from aggregates.division import Division
from aggregates.draft import Said
from aggregates.view import View

R = Division.subsidy_runs

Entities = dict[str, dict[str, Said]]


def commands(do: Declaring) -> tuple[Command, ...]:
    """The two commands of a division."""
    return (
        do.states(
            "order_subsidy_run",
            "SubsidyRunOrdered",
            _runs(
                needed(R.kind),
                needed(R.period),
                needed(R.payments),
                needed(R.amount),
                needed(R.refused),
            ),
            amend=_order,
            summary="The payments themselves stand on the households; a run that went on is stated again.",
        ),
        do.states(
            "answer_subsidy_run",
            "SubsidyRunAnswered",
            _runs(needed(R.paid), needed(R.failed)),
            amend=_answer,
            summary="How many payments of a run are paid and failed so far, in all.",
        ),
    )


def _runs(*given: Given) -> Items:
    return Items("runs", "Runs", "发放批次", R, (needed(R.number, "run_no"), *given), ("run_no",), required=True)


def _order(deciding: Deciding, before: View, changes: Entities) -> None:
    """A run is of one kind and one month for good; it was ordered when it was stated first."""
    for index, item in enumerate(deciding.deed.items("runs")):
        known = before.element(R, str(item["run_no"])) or {}
        for name in ("kind", "period"):
            if known.get(name) not in (None, item[name]):
                raise _wrong(index, name, f"is {known[name]} on record; another run needs another number", "RUN")
        _check_counts(index, {**known, **item})
        changes[_entity(item)].setdefault("ordered_on", known.get("ordered_on") or deciding.deed.effective_on)


def _answer(deciding: Deciding, before: View, changes: Entities) -> None:
    """A bank answers what was ordered."""
    for index, item in enumerate(deciding.deed.items("runs")):
        known = before.element(R, str(item["run_no"]))
        if known is None:
            number = errors.shown(item["run_no"])
            raise _wrong(index, "run_no", f"{number} is no run on record; order it first", "REFERENCE")
        _check_counts(index, {**known, **item})
        changes[_entity(item)]["answered_on"] = deciding.deed.effective_on


def _check_counts(index: int, said: Mapping[str, Said]) -> None:
    """No more is answered than was ordered."""
    ordered, paid, failed = (int(str(said.get(name) or 0)) for name in ("payments", "paid", "failed"))
    if paid + failed > ordered:
        wrong = f"{paid} and {failed} failed are more than the {ordered} payments ordered"
        raise _wrong(index, "paid", wrong, "RANGE")


def _entity(item: Mapping[str, Said]) -> str:
    return f"{R.collection.name}/{item['run_no']}"


def _wrong(index: int, name: str, wrong: str, rule: str) -> errors.InvalidValue:
    words = {"run_no": "runNo"}
    field = f"runs.{index}.{words.get(name, name)}"
    return errors.InvalidValue(f"{field} {wrong}.", field=field, rule=rule)
