"""The monthly run of a rent subsidy 补贴发放批次: what is asked and answered. The registry is what carries it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from graphql_api.identity import Identity


@dataclass(frozen=True, slots=True)
class Asked:
    """A run: of a division and all below it, a month (``2026-03``) and a kind of subsidy (``MARKET_RENT``).

    ``command`` is the id under which the division records the run; None: one that follows from the run.
    """

    division: str
    period: str
    kind: str
    preview: bool = False
    command: UUID | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A household for which nothing is ordered: its code, and the first rule that says so, in both languages."""

    household: str
    rule: str
    message: str
    message_en: str


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment that a run ordered, or in a preview would order; ``amount`` with two decimals."""

    household: str
    payment_no: str
    amount: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run comes to: ``ordered`` payments of ``amount`` in all, those of earlier calls included.

    ``added`` of them are this call's, in a preview those that a run would add, which ``payments`` then lists.
    ``repeated``: the command was recorded before, and nothing was done.
    """

    run: str
    preview: bool
    ordered: int
    amount: str
    added: int
    refused: Sequence[Refused] = ()
    payments: Sequence[Payment] = ()
    repeated: bool = False

    @property
    def by_rule(self) -> dict[str, int]:
        """How many households each rule refuses, the most frequent first."""
        return dict(sorted(Counter(one.rule for one in self.refused).items(), key=lambda of: (-of[1], of[0])))


class Runner(Protocol):
    """Carries out monthly runs."""

    async def run(self, asked: Asked, identity: Identity) -> Outcome:
        """Order the payments of a month, or in a preview decide them without recording anything.

        Raises:
            FangjiError: the month, the kind or the division is none for which this identity may run it.
        """
