"""The generic profile under a second version, which takes tildes off sealed texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from registry.intake.profile import Draft, Known, Outcome, StagedRow
from registry.intake.profiles import generic


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """What the first version says, without tildes."""
    for outcome in generic.facts(subject, rows, known):
        if isinstance(outcome, Draft):
            yield replace(outcome, seal={path: text.strip("~") for path, text in outcome.seal.items()})
        else:
            yield outcome


PROFILE = replace(generic.PROFILE, version=generic.PROFILE.version + 1, module=__name__, facts=facts)
