"""`fangji credit`: the credit of an enterprise or practitioner on any day, computed again beside what was recorded."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Annotated, Any

import typer

from aggregates import credit_score, policy, timeline, view, vocabulary, world
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.credited import Credited
from aggregates.draft import Said
from registry import wiring
from registry.cli import console
from registry.cli.history import moment
from registry.cli.policy import adoption, day_of
from registry.desk.policies import Book
from registry.ledger import consulting

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="Credit 信用: compute a score again as of any day and moment.")
app.add_typer(group, name="credit")

KINDS = ("ENTERPRISE", "PRACTITIONER")


@group.callback()
def _group() -> None:
    """Keeps `score` a command of its own while it is the only one."""


@dataclasses.dataclass(frozen=True, slots=True)
class Found:
    """A score with the rules by which it was computed, and the last one on record up to that day, if any."""

    day: str
    known_at: str | None
    rules: policy.Policy
    score: credit_score.Score
    recorded: Mapping[str, Said] | None


@group.command()
def score(
    kind: Annotated[str, typer.Argument(help="ENTERPRISE or PRACTITIONER.")],
    code: Annotated[str, typer.Argument(help="Any code that it ever had.")],
    credit_class: Annotated[str, typer.Option("--class", metavar="CLASS", help="Class of credit 信用类别.")],
    on: Annotated[str | None, typer.Option(metavar="DATE", help="As of that day; today where nothing is said.")] = None,
    known_at: Annotated[str | None, typer.Option(metavar="TIME", help="As the registers knew at that moment.")] = None,
    json: console.Json = False,
) -> None:
    """Compute a score by the policy of a day from what counted then, and show it beside the one on record."""
    name, wanted = kind.upper(), credit_class.upper()
    if name not in KINDS:
        console.fail(f"{kind!r} has no credit; use {', '.join(KINDS)}.", console.Exit.USAGE)
    if wanted not in vocabulary.CreditClass.__members__:
        known = ", ".join(vocabulary.CreditClass.__members__)
        console.fail(f"--class {credit_class!r} is no class of credit; use {known}.", console.Exit.USAGE)
    found = console.run(_score(name, code, wanted, on, known_at))
    if json:
        console.print_json({"kind": name, "code": code, "class": wanted, **_described(found)})
    else:
        _tell(name, code, wanted, found)


async def _score(kind: str, code: str, credit_class: str, on: str | None, known_at: str | None) -> Found:
    settings = console.settings()
    known = moment(known_at, settings.zone)
    async with wiring.opened(settings, connections=2) as registry:
        day = day_of(on, registry.today())
        name = world.Name(kind, code)
        found = await registry.ledger.consult(consulting.Question(names=(name,)))
        streams = found.named.get(name, ())
        if len(streams) != 1:
            console.fail(f"{len(streams)} subjects on record have the {kind} code {code!r}; check the code.")
        party = _as_of(kind, found.streams[streams[0]], day, known)
        if not party.exists:
            console.fail(f"There is no {kind} {code!r} that was valid and known then; check the two clocks.")
        division = party.state.get("", {}).get("division")
        adopted = await adoption(Book(registry.ledger), division, day) if isinstance(division, str) else None
    rules = adopted.policy if adopted else policy.default()
    scoring = rules.credit.scoring.get(credit_class)
    if scoring is None:
        console.fail(f"Policy {rules.name} {rules.version}, in force on {day}, does not score {credit_class}.")
    computed = credit_score.compute(party, credit_class, scoring)
    return Found(day, known, rules, computed, _recorded(party, credit_class))


def _as_of(kind: str, recorded: list[events.Recorded], day: str, known_at: str | None) -> view.View:
    """The subject by the end of a day, as known at a moment."""
    known = datetime.datetime.fromisoformat(known_at) if known_at else None
    state = view.View(kind, day)
    for entry in timeline.Timeline(CATALOGUE, recorded).visible(known=known):
        if entry.recorded.event.effective_on <= day:
            state.apply(view.of_event(entry.recorded.event, "", CATALOGUE))
    return state


def _recorded(party: view.View, credit_class: str) -> Mapping[str, Said] | None:
    """The last score of a class that stands on record on the view's day."""
    scores = [said for _, said in party.elements(Credited.credit_scores) if said.get("credit_class") == credit_class]
    return max(scores, key=lambda said: str(said.get("scored_on")), default=None)


def _described(found: Found) -> dict[str, Any]:
    lines = [
        {"day": one.day, "what": one.what, "number": one.number, "points": f"{one.points:f}", "event": str(one.event)}
        for one in found.score.lines
    ]
    return {
        "on": found.day,
        "knownAt": found.known_at,
        "policy": {"name": found.rules.name, "version": found.rules.version, "digest": found.rules.digest},
        "base": f"{found.score.base:f}",
        "lines": lines,
        "score": f"{found.score.score:f}",
        "grade": found.score.grade,
        "recorded": dict(found.recorded) if found.recorded is not None else None,
    }


def _tell(kind: str, code: str, credit_class: str, found: Found) -> None:
    known = f", as known at {found.known_at}" if found.known_at else ""
    rules = f"{found.rules.name} {found.rules.version}"
    lines = [f"{kind} {code} {credit_class} on {found.day}{known}, by policy {rules}:", found.score.text]
    said = found.recorded
    if said is None:
        lines.append("No score of that class is on record up to that day 尚无评价记录.")
    else:
        lines.append(f"On record 登记: {said.get('score')} {said.get('grade') or ''} of {said.get('scored_on')}.")
        lines.append(str(said.get("computation") or "How it was computed is not on record."))
    console.out.print("\n".join(lines), markup=False)
