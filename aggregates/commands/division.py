"""What may be asked to be recorded of a division: its registration, what is reported and adopted for it, successors."""

from __future__ import annotations

from aggregates import errors, policy, rules
from aggregates.catalogue import CATALOGUE
from aggregates.commands import inspecting, reporting, subsidy_runs
from aggregates.commands.command import Declaring, Items, given, needed
from aggregates.deciding import Deciding
from aggregates.division import Division
from aggregates.draft import Draft, Said
from aggregates.rules import general
from aggregates.view import View
from aggregates.world import Name

D = Division
do = Declaring(D, {event_type.name: event_type for event_type in CATALOGUE.of_kind("DIVISION")})

Entities = dict[str, dict[str, Said]]


def _known_parent(deciding: Deciding, before: View, changes: Entities) -> None:
    """A division is registered under one that is on record."""
    parent = deciding.deed.text("parent")
    if parent is not None:
        deciding.require(Name("DIVISION", parent), "parent")


def _adopt(deciding: Deciding, before: View, changes: Entities) -> None:
    """The whole text goes into the event, read and hashed there; the policy that it follows ends on its first day."""
    deed = deciding.deed
    text = str(deed.text("text"))
    try:
        adopted = policy.parse(text)
    except errors.InvalidValue as error:  # whoever files has given a text; the message says what of it is wrong
        raise errors.InvalidValue(error.message, field="text", rule=error.rule) from error
    rule_set = deed.text("rule_set") or rules.RULE_SET
    changes.clear()
    for key, said in before.standing(D.policies):
        if said.get("rule_set") == rule_set:
            changes[f"policies/{key}"] = {"ended_on": deed.effective_on}
    changes[f"policies/{adopted.version}"] = {
        "rule_set": rule_set,
        "policy_version": adopted.version,
        "text": text,
        "digest": adopted.digest,
        "in_force_from": deed.effective_on,
    }


def _new_version(deciding: Deciding, primary: Draft, before: View) -> None:
    """A version names one text for good: what a verdict was given by is never another text later."""
    version = policy.parse(str(deciding.deed.text("text"))).version
    corrected = deciding.deed.corrects
    for known in (e.recorded.event for e in deciding.subject.timeline.visible()):
        said = next((one.set for one in known.changes if one.entity == f"policies/{version}"), {})
        if said.get("text") is not None and known.id != corrected:
            deciding.refuse(general.NEW, primary, number=version, in_the_way=[known.id], field="text")


def _succeed(deciding: Deciding, before: View, changes: Entities) -> None:
    """Successors are on record; what is left of the division, if anything, stays itself."""
    deed = deciding.deed
    items = deed.items("successors")
    found = deciding.require_all("DIVISION", [str(item["code"]) for item in items], "successors")
    if any(known.stream == deciding.subject.stream for known in found):
        raise errors.InvalidValue(
            "successors name the division itself; it succeeds only into others.", field="successors", rule="SUCCESSOR"
        )
    for item in items:
        number = {"document_no": deed.document.number} if deed.document else {}
        changes[f"successors/{item['code']}"] |= {"since": deed.effective_on, **number}


COMMANDS = (
    do.registers(
        "register_division",
        "DivisionRegistered",
        needed(D.name),
        needed(D.level),
        amend=_known_parent,
    ),
    do.states(
        "report_indicators",
        "IndicatorReported",
        Items(
            "indicators",
            "Values by indicator and period",
            "指标值",
            D.indicators,
            (
                needed(D.indicators.indicator),
                needed(D.indicators.period),
                needed(D.indicators.value),
                given(D.indicators.unit),
                given(D.indicators.reporter),
            ),
            ("indicator", "period"),
            required=True,
        ),
        amend=reporting.report,
        summary="Of declared indicators, in their units; one stated again for a period replaces the former.",
    ),
    do.opens(
        "adopt_policy",
        "PolicyAdopted",
        D.policies,
        needed(D.policies.text),
        given(D.policies.rule_set),
        amend=_adopt,
        effects=_new_version,
        summary="The whole TOML text is recorded; durations, quotas, levels, exemptions and authorities follow it.",
    ),
    do.states(
        "succeed_division",
        "Succeeded",
        Items(
            "successors",
            "Divisions that it went into",
            "承继区划",
            D.successors,
            (needed(D.successors.division, "code"), given(D.successors.whole)),
            ("code",),
            required=True,
        ),
        given(D.superseded, "abolished"),
        amend=_succeed,
        summary="Its subjects are found under its successors, too.",
    ),
    *inspecting.commands(do),
    *subsidy_runs.commands(do),
)
