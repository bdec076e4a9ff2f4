"""Commands on a project's subsidies and its end: expropriation, demolition, cancelling."""

from __future__ import annotations

from aggregates.commands import losses, subsidies
from aggregates.commands.command import given, needed, rest
from aggregates.commands.coverage import BUILDINGS
from aggregates.commands.project import P, do

END = (
    do.opens(
        "decide_expropriation",
        "ExpropriationDecided",
        P.expropriations,
        needed(P.expropriations.number, "decision_no"),
        *rest(P.expropriations, P.expropriations.number, P.expropriations.decided_on, P.expropriations.ended_on),
        BUILDINGS,
        key="decision_no",
        stamps=(P.expropriations.decided_on,),
        amend=losses.expropriate,
        effects=losses.expropriate_buildings,
    ),
    do.opens(
        "file_demolition",
        "DemolitionFiled",
        P.demolitions,
        needed(P.demolitions.number, "filing_no"),
        *rest(P.demolitions, P.demolitions.number, P.demolitions.filed_on, P.demolitions.ended_on),
        BUILDINGS,
        key="filing_no",
        stamps=(P.demolitions.filed_on,),
        amend=losses.file_demolition,
        effects=losses.file_for_buildings,
    ),
    do.states("cancel_project", "Cancelled", given(P.cancellation_reason)),
)

COMMANDS = (*subsidies.commands(do, "project", BUILDINGS), *END)
