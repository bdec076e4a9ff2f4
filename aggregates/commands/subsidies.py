"""Subsidies of projects and buildings: granted, paid, clawed back, alike for both."""

from __future__ import annotations

from aggregates.commands import coverage
from aggregates.commands.command import Command, Declaring, Input, given, needed, rest
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft
from aggregates.parts import Subsidised
from aggregates.view import View
from aggregates.vocabulary import Instrument

S, M = Subsidised.subsidies, Subsidised.subsidy_payments


def commands(do: Declaring, kind: str, *of_grant: Input) -> tuple[Command, ...]:
    """The three commands of a kind; ``of_grant`` are further inputs of the grant."""
    return (
        do.opens(
            f"grant_{kind}_subsidy",
            "SubsidyGranted",
            S,
            needed(S.number, "subsidy_no"),
            *rest(S, S.number, S.granted_on, S.ended_on),
            *of_grant,
            key="subsidy_no",
            stamps=(S.granted_on,),
            amend=_cover,
        ),
        _moves(do, f"pay_{kind}_subsidy", "SubsidyPaid", "PAYMENT"),
        _moves(do, f"claw_back_{kind}_subsidy", "SubsidyClawedBack", "CLAWBACK", given(M.reason, "clawback_reason")),
    )


def _moves(do: Declaring, name: str, type_: str, direction: str, *inputs: Input) -> Command:
    return do.opens(
        name,
        type_,
        M,
        needed(M.subsidy_no),
        needed(M.amount),
        given(M.period),
        *inputs,
        stamps=(M.paid_on,),
        constants={"subsidy_payments.direction": direction},
        effects=_is_granted,
    )


def _cover(deciding: Deciding, before: View, changes: Entities) -> None:
    """A project's grant may list buildings."""
    number = changes[coverage.entity_of(changes, S)]["number"]
    coverage.cover(changes, Instrument.SUBSIDY, number, coverage.buildings(deciding), deciding.deed.effective_on)


def _is_granted(deciding: Deciding, primary: Draft, before: View) -> None:
    """Money moves under a grant that is on record; it may have ended by then."""
    number = deciding.deed.text("subsidy_no")
    if coverage.find(before, S, number) is None:
        coverage.refuse_reference(deciding, primary, S, number)
