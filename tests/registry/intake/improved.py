"""The scratch register under a second version of its profile, which reads some things better.

Floors count the ground floor, too, so that there is one more, but not below "low"; buildings named "old-…" are those
without that prefix; "odd" ones are out of scope, "bad" ones faulty; notes say nothing, those on "…solo" are skipped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from registry.intake.profile import Draft, Known, Outcome, Profile, Rejected, Skipped, StagedRow
from tests.registry.intake import scratch


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """What the first version says, better."""
    for outcome in scratch.facts(subject, rows, known):
        if not isinstance(outcome, Draft) or outcome.type != "SurveyRevised":
            yield outcome
        elif outcome.code == "odd":
            yield Skipped(outcome.rows, "odd")
        elif outcome.code == "bad":
            yield Rejected(outcome.rows, "building", "is bad", "BAD")
        elif outcome.code.endswith("solo"):
            yield replace(_better(outcome), rows=outcome.rows[:1])
            yield Skipped(outcome.rows[1:], "a note")
        else:
            yield _better(outcome)


def _better(draft: Draft) -> Draft:
    floors = draft.set["floors"]
    assert isinstance(floors, int)
    set_ = {**draft.set, "floors": floors if draft.code.startswith("low") else floors + 1}
    set_.pop("name", None)
    return replace(draft, code=draft.code.removeprefix("old-"), set=set_)


PROFILE: Profile = replace(scratch.PROFILE, version=2, module=__name__, facts=facts)
