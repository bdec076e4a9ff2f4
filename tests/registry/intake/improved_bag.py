"""The Dutch register of buildings under a second version, which takes 9999 for no year and renovations for surveys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from registry.intake.profile import Draft, Known, Outcome, StagedRow
from registry.intake.profiles import nl_bag_buildings as first


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """What the first version says, better."""
    for outcome in first.facts(subject, rows, known):
        yield _better(outcome) if isinstance(outcome, Draft) and outcome.kind == "BUILDING" else outcome


def _better(draft: Draft) -> Draft:
    known = draft.set.get("year_built") != first.UNKNOWN_YEAR
    said = draft.set if known else {name: value for name, value in draft.set.items() if name != "year_built"}
    return replace(draft, set=said, type="SurveyRevised" if draft.type == "RenovationGranted" else draft.type)


PROFILE = replace(first.PROFILE, version=first.PROFILE.version + 1, module=__name__, facts=facts)
