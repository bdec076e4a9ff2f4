"""Event types that any subject may have. None of them by itself says that the subject exists."""

from __future__ import annotations

from dataclasses import replace

from aggregates.common import Registered
from aggregates.declaring import act, fact
from aggregates.departments import ANY, DATA, RECORDER
from aggregates.event_types import EventClass, EventType
from aggregates.kinds import Kind

D = EventClass.DATA


def any_subject(kind: type[Registered]) -> tuple[EventType, ...]:
    """The types of every subject, declared for one kind. All may be recorded on a lost subject (GEN-3)."""
    overturned = act(
        kind, "DecisionOverturned", "Decision overturned", "复议/诉讼撤销", D, RECORDER, future=True, prevails=True
    )
    types = (
        act(kind, "EventVoided", "Event voided", "撤销录入", D, RECORDER, prevails=True),
        replace(overturned, sets=_everything(kind.declaration)),
        act(kind, "Recoded", "Recoded", "编码变更", D, RECORDER, kind.designations),
        act(kind, "InvestigationOpened", "Investigation opened", "核查立案", D, ANY, kind.investigations),
        act(kind, "InvestigationClosed", "Investigation closed", "核查结案", D, ANY, kind.investigations),
        fact(kind, "SourceConflictFound", "Source conflict found", "数据冲突", D, DATA, kind.conflicts),
        fact(kind, "FindingRecorded", "Finding recorded", "问题记录", D, ANY, kind.findings),
        act(kind, "FindingResolved", "Finding resolved", "问题办结", D, ANY, kind.findings, kind.conflicts),
    )
    return tuple(replace(event_type, affirms=False, on_lost=True) for event_type in types)


def _everything(kind: Kind) -> dict[str, frozenset[str]]:
    """A decision of any sort may fall, so its end may touch any attribute."""
    collections = {name: frozenset(collection.attributes) for name, collection in kind.collections.items()}
    return {"": frozenset(kind.attributes), **collections}
