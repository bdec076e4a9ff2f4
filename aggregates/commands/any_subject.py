"""What may be asked to be recorded of any subject: voids, overturned decisions, codes, investigations, findings."""

from __future__ import annotations

from aggregates import codes, errors, naming
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.commands import conflicts, overturning, voids
from aggregates.commands.command import Declaring, Plain, given, needed
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.project import Project
from aggregates.rules import general
from aggregates.view import View
from aggregates.world import Name

R = Project
do = Declaring(R, {event_type.name: event_type for event_type in CATALOGUE.of_kind("PROJECT")})

Entities = dict[str, dict[str, Said]]

_EVENT = Plain("event_id", "ID", "Id of the event that it is about", "所涉事件", required=True)


def _recode(deciding: Deciding, before: View, changes: Entities) -> None:
    """From here on the subject goes by its new code, in the code's one spelling."""
    known, deed = deciding.subject, deciding.deed
    scheme = deed.text("new_scheme") or known.scheme
    code = codes.normalise(scheme, str(deed.text("new_code")))
    if (scheme, code) == (known.scheme, known.code):
        raise errors.InvalidValue(
            f"newCode {code} is the code by which the {known.kind} goes already.", field="newCode", rule="CODE"
        )
    deciding.designation = (scheme, code)
    deciding.taking.append(events.code_claim(known.kind, scheme, code))
    (entity,) = (one for one in changes if one.startswith("designations/"))
    changes[entity] |= {"scheme": scheme, "code": code}


def _nobody_else(deciding: Deciding, primary: Draft, before: View) -> None:
    """A code finds one subject for good, so that it is never freed and two subjects cannot swap theirs."""
    known = deciding.subject
    first = min(known.timeline.in_order(), key=lambda entry: entry.recorded.position).recorded.event
    voids.by_recorder(deciding, primary, [first])
    for other in deciding.world.find(Name(known.kind, primary.code, primary.scheme)):
        if other.stream != known.stream:
            deciding.refuse(general.CLAIMED, primary, number=primary.code, what=f"code/{known.kind}", field="newCode")


def _investigable(deciding: Deciding, before: View, changes: Entities) -> None:
    """An attribute under investigation is one that the subject, or its named element, may have, in either spelling."""
    deed, kind = deciding.deed, deciding.world.catalogue.kind(deciding.subject.kind)
    entity, attribute = deed.text("entity") or "", str(deed.text("attribute"))
    collection, _, key = entity.partition("/")
    collection = naming.snake(collection)
    attributes = kind.attributes_of(collection)
    if attributes is None or bool(collection) is not bool(key):
        raise errors.InvalidValue(
            f"entity {errors.shown(entity)} is neither empty nor collection/key of a collection of {kind.name}.",
            field="entity",
            rule="ENTITY",
        )
    attribute = naming.snake(attribute)
    if attribute not in attributes:
        raise errors.InvalidValue(
            f"attribute {errors.shown(attribute)} is not declared for {collection or kind.name}; see docs/events.md.",
            field="attribute",
            rule="ATTRIBUTE",
        )
    (opened,) = (said for one, said in changes.items() if one.startswith("investigations/"))
    opened["attribute"] = attribute
    if entity:
        opened["entity"] = f"{collection}/{key}"


ABOUT_EVENTS = (
    do.states(
        "void_event",
        "EventVoided",
        _EVENT,
        Plain("whole_chain", "Boolean", "Void all events that it corrected, too", "连同整条更正链"),
        voids=voids.voided,
        effects=voids.take_along,
        reason=events.Reason.ERROR,
        by_event=True,
        summary="What it alone caused falls with it, on every subject; the reason is the remark.",
    ),
    do.opens(
        "overturn_decision",
        "DecisionOverturned",
        R.overturnings,
        _EVENT,
        needed(R.overturnings.body),
        given(R.overturnings.number, "judgment_no"),
        given(R.overturnings.reason, "reason_text"),
        key="event_id",
        stamps=(R.overturnings.ended_on,),
        amend=overturning.overturn,
        effects=overturning.undo_effects,
        reason=events.Reason.ORDER,
        by_event=True,
        summary="What the decision did is undone from that day, on every subject; earlier days keep it.",
    ),
)

CODES = (
    do.opens(
        "recode_subject",
        "Recoded",
        R.designations,
        needed(R.designations.code, "new_code"),
        given(R.designations.scheme, "new_scheme"),
        given(R.designations.reason, "reason_text"),
        stamps=(R.designations.since,),
        amend=_recode,
        effects=_nobody_else,
        any_kind=True,
        summary="Every code that the subject ever had still finds it; a code is never given to another subject.",
    ),
)

INVESTIGATIONS = (
    do.opens(
        "open_investigation",
        "InvestigationOpened",
        R.investigations,
        needed(R.investigations.attribute),
        given(R.investigations.entity),
        needed(R.investigations.reason, "reason_text"),
        stamps=(R.investigations.opened_on,),
        amend=_investigable,
        any_kind=True,
        summary="The attribute is marked wherever it is shown, even where it is empty.",
    ),
    do.ends(
        "close_investigation",
        "InvestigationClosed",
        R.investigations,
        Plain("investigation", "String", "Key of the investigation", "核查编号", required=True),
        needed(R.investigations.outcome),
        key="investigation",
        stamps=(R.investigations.closed_on,),
        any_kind=True,
    ),
)

FINDINGS = (
    do.opens(
        "record_finding",
        "FindingRecorded",
        R.findings,
        needed(R.findings.rule),
        needed(R.findings.grade),
        needed(R.findings.detail),
        given(R.findings.event, "about_event"),
        given(R.findings.attribute),
        given(R.findings.department),
        stamps=(R.findings.found_on,),
        any_kind=True,
        summary="The detail holds no personal data.",
    ),
    do.ends(
        "resolve_finding",
        "FindingResolved",
        R.findings,
        Plain("finding", "String", "Key of the finding", "问题编号", required=True),
        needed(R.findings.resolution),
        key="finding",
        stamps=(R.findings.resolved_on,),
        any_kind=True,
    ),
    do.ends(
        "resolve_source_conflict",
        "FindingResolved",
        R.conflicts,
        Plain("conflict_key", "String", "Key of the conflict", "冲突编号", required=True),
        Plain("whole_submission", "Boolean", "Decide all open conflicts of the submission", "同批一并裁定"),
        needed(R.conflicts.holds),
        needed(R.conflicts.decision, "why"),
        key="conflict_key",
        stamps=(R.conflicts.resolved_on,),
        amend=conflicts.decide_all,
        effects=conflicts.settle,
        any_kind=True,
        summary="Decided by the authority or the data supervision; where theirs holds, the fact itself is recorded.",
    ),
)

COMMANDS = (*ABOUT_EVENTS, *CODES, *INVESTIGATIONS, *FINDINGS)
