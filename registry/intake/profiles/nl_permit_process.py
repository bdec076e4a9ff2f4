"""Permit procedures of Dutch municipalities: a case is a project, a row a step of its procedure (doi 10.4121/uuid:
31a308ef-c844-48da-948c-305d167a0ec1, BPI Challenge 2015, and the receipt phase of the CoSeLoG project).

A step takes effect on its day in Amsterdam; steps of one day keep the order of the file. The register knew of it when
it was finished there (``dateFinished``), which now and then lies before the day itself: a finding, not a reason to
refuse. The decision to grant, where a case has that step, also grants the permits that its parts ask for. Whoever took
a step, watches over it or has charge of the case is sealed from the first moment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache

from aggregates.event import Value
from registry.intake.profile import Covers, Draft, Finding, Known, Outcome, Profile, StagedRow
from registry.intake.profiles import nl_bag_buildings as bag
from registry.intake.profiles import nl_permit_files as files

SCHEME = "nl-permit-process"
CASE = "case"
TITLE, LOCAL_TITLE = "environmental permit procedure", "omgevingsvergunning"
STEP = "ProcedureStepTaken"
CURRENCY = "EUR"

GRANTING = frozenset({"01_HOOFD_490_3a", "01_HOOFD_490_5a"})
"""Set decision phase: permitting decided (instellen besluitfase: besluit vergunnen besloten)."""

# Rows of one file that agree in case, step and moment are different steps: the second is …~2. The first row of a case
# in each file answers for what is said of the case, which stands in all of them: its digest covers that, too.
OCCURRENCES = """
update {stage} s set key = s.key || '~' || o.nth
from (select n, row_number() over (partition by file, key order by n) nth from {stage} where box is null) o
where s.n = o.n and o.nth > 1
"""
HEADS = """
update {stage} s set data = (s.data::jsonb || '{"head": true}')::text,
    digest = encode(sha256(convert_to(s.digest || (s.data::jsonb -> 'case')::text, 'UTF8')), 'hex')
from (select min(n) n from {stage} where box is null group by subject, file) h where s.n = h.n
"""


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """The case as it began, each of its steps with the permits that it grants, the case as it ended."""
    yield bag.country()
    if rows[0].data["log"] != files.RECEIPT:
        yield _municipality(rows[0].data["log"])
    heads = [row for row in rows if row.data.get("head")]
    for head in heads:
        yield _begun(subject, head)
    steps = _Days(rows, known)
    granted = False
    for row in rows:
        place = steps.next(row.data["day"])
        yield _step(subject, row, place)
        if row.data["step"] in GRANTING and not granted and not _granted_before(known, row):
            granted = True
            yield from _grants(subject, row, place)
    for head in heads:
        yield from _ended(subject, head, rows, steps)


class _Days:
    """Counts the steps of each day, in the file's order and after those that were recorded before."""

    def __init__(self, rows: Sequence[StagedRow], known: Known) -> None:
        delivered = {row.key for row in rows}
        self._told = Counter(
            past.effective_on
            for past in known.events
            if any("#" not in key and key not in delivered for key in past.keys)
        )

    def next(self, day: str) -> int:
        """The place of one more step on that day, from 1."""
        self._told[day] += 1
        return self._told[day]


def _begun(code: str, head: StagedRow) -> Draft:
    """The case as one step of its own, which lasts from application to end; who has charge of it is sealed."""
    log, case = head.data["log"], head.data["case"]
    element = {
        "case_no": head.data["case_no"],
        "step": CASE,
        "title": TITLE,
        "local_title": " ".join(filter(None, (LOCAL_TITLE, case["procedure"].lower()))),
        "unit": case["unit"],
        "started_on": case["started_on"],
        "planned_on": case["planned_on"],
        "due_on": case["due_on"],
        "fee": case["fee"],
    }
    division = bag.COUNTRY if log == files.RECEIPT else _division_code(log)
    project = {"division": division, "category": case["parts"], "currency": CURRENCY}
    return _draft(
        code,
        head,
        STEP,
        case["started_on"],
        {f"procedure_steps/{CASE}": element},
        set_=project,
        facet=CASE,
        persons={f"procedure_steps/{CASE}#practitioner_name": case["actor"]},
    )


def _step(code: str, row: StagedRow, place: int) -> Draft:
    data, entity = row.data, f"procedure_steps/{row.key.removeprefix(f'{code}/')}"
    element = {
        "case_no": data["case_no"],
        "step": data["step"],
        "title": data["title"],
        "local_title": data["local_title"],
        "unit": data["unit"],
        "planned_on": data["planned_on"],
        "due_on": data["due_on"],
        "done_on": data["day"],
        "place": place,
        "stopped_on": data["stopped_on"],
        "outcome": data["outcome"],
    }
    persons = {f"{entity}#practitioner_name": data["actor"], f"{entity}#monitor_name": data["monitor"]}
    draft = _draft(code, row, STEP, data["day"], {entity: element}, persons=persons)
    draft.effective_seq, draft.findings = place, tuple(_doubts(data))
    return draft


def _doubts(data: Mapping[str, str]) -> Iterator[Finding]:
    finished = data["registered_at"][:10]
    if finished and finished < data["day"]:
        yield Finding("NL-CLOCK", f"finished in the register on {finished}, before it happened on {data['day']}")


def _granted_before(known: Known, row: StagedRow) -> bool:
    """Whether another row's decision is on record already."""
    own = frozenset(f"{row.key}#{facet}" for facet in _PERMITS)
    return any(known.has(event_type, but=own) for event_type, _, _ in _PERMITS.values())


_PERMITS: Mapping[str, tuple[str, str, str]] = {
    "construction": ("ConstructionPermitGranted", "Bouw", "permits/construction"),
    "planning": ("PlanningPermitGranted", "Handelen in strijd met regels RO", "permits/planning"),
    "demolition": ("DemolitionFiled", "Sloop", "demolitions/demolition"),
}
"""Facet -> event type, the part of an application that asks for it, and the entity that it makes."""


def _grants(code: str, row: StagedRow, place: int) -> Iterator[Draft]:
    """To build, to depart from the zoning plan, to demolish; other permits (trees, signs, milieu) are steps alone."""
    parts = row.data["case"]["parts"]
    for facet, (event_type, part, entity) in _PERMITS.items():
        if part in parts.split(","):
            element = _permit(facet, row, parts)
            draft = _draft(code, row, event_type, row.data["day"], {entity: element}, facet=facet)
            draft.effective_seq = place
            yield draft


def _permit(facet: str, row: StagedRow, parts: str) -> dict[str, str]:
    number, day = row.data["case_no"], row.data["day"]
    if facet == "demolition":
        return {"number": number, "filed_on": day}
    return {
        "kind": facet.upper(),
        "number": number,
        "body": _name(row.data["log"]),
        "granted_on": day,
        "works": parts,
    }


def _ended(code: str, head: StagedRow, rows: Sequence[StagedRow], steps: _Days) -> Iterator[Draft]:
    """How the case stands at its end, or on the day of its last step; known with the last thing that was registered."""
    case = head.data["case"]
    element = {"done_on": case["ended_on"], "outcome": case["phase"], "closed": case["closed"]}
    if any(value not in ("", None) for value in element.values()):
        day = case["ended_on"] or max(row.data["day"] for row in rows)
        draft = _draft(code, head, STEP, day, {f"procedure_steps/{CASE}": element}, facet="end")
        draft.effective_seq = steps.next(day)
        draft.registered_at = max(filter(None, map(_registered_at, rows)), default=None)
        yield draft


def _draft(
    code: str,
    row: StagedRow,
    event_type: str,
    day: str,
    elements: Mapping[str, Mapping[str, object]],
    *,
    set_: Mapping[str, object] | None = None,
    facet: str = "",
    persons: Mapping[str, str] | None = None,
) -> Draft:
    return Draft(
        "PROJECT",
        SCHEME,
        code,
        event_type,
        day,
        _stated(set_ or {}),
        {entity: _stated(values) for entity, values in elements.items()},
        (row,),
        facet=facet,
        registered_at=_registered_at(row),
        source=_name(row.data["log"]),
        seal={path: name for path, name in (persons or {}).items() if name},
    )


def _registered_at(row: StagedRow) -> datetime | None:
    moment = row.data["registered_at"]
    return datetime.fromisoformat(moment) if moment else None


def _stated(values: Mapping[str, object]) -> dict[str, Value]:
    """Without what the row leaves blank: a blank cell says nothing."""
    return {name: value for name, value in values.items() if isinstance(value, str | int) and value != ""}


def _name(log: str) -> str:
    """``Gemeente 1`` of ``BPIC15-1``; the receipt phase's log does not say whose it is."""
    return "Gemeente (CoSeLoG)" if log == files.RECEIPT else f"Gemeente {log.rpartition('-')[2]} (BPIC15)"


def _division_code(log: str) -> str:
    return f"{bag.COUNTRY}/{log}"


@cache
def _municipality(log: str) -> Draft:
    """A municipality, which the publisher of the log does not name."""
    return Draft(
        "DIVISION",
        SCHEME,
        _division_code(log),
        "DivisionRegistered",
        bag.DIVISIONS_SINCE,
        {"name": _name(log), "level": "COUNTY", "parent": bag.COUNTRY},
        ensure=True,
        registered_at=bag.DIVISIONS_KNOWN,
    )


PROFILE = Profile(
    "nl-permit-process",
    1,
    "Permit procedures of Dutch municipalities (BPI Challenge 2015, receipt phase)",
    "荷兰市镇许可审批流程",
    __name__,
    dataset="nl-permit-process",
    source="Dutch municipalities",
    covers=Covers.SUBJECTS,
    parts=(files.STEPS, files.TASKS),
    stage=files.stage,
    facts=facts,
    joins=(OCCURRENCES, HEADS),
    subjects_of=lambda subject, rows: (("PROJECT", SCHEME, subject),),
    personal=True,
    description=(
        "Event logs, one row a step: BPIC15_1.csv to BPIC15_5.csv and the receipt phase. Registered at is the moment at"
        " which the step was finished in the source's system, on Amsterdam's clock. All of a case in one delivery."
    ),
)
