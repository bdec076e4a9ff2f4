"""What the replay desk found, as tables for a terminal, English with the Chinese term."""

import bisect
import datetime
import json
import string
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import rich.cells
import rich.markup
import rich.table

from aggregates import kinds
from registry.cli import wording

Told = Mapping[str, Any]
ESCAPE = rich.markup.escape
ROW = 66
"""Cells that a moment and what was registered then take of a line."""
DAY = len("from 2020-01-01")
LONGEST = 24

STANDING = {
    "HOLDS": "holds 有效",
    "SUPERSEDED": "superseded 被后来者取代",
    "CORRECTED": "corrected 被更正",
    "VOIDED": "voided 被撤销",
    "NOT_YET_EFFECTIVE": "not yet effective 尚未生效",
}
MANNER = {
    "RECORDED": "recorded 登记",
    "TOOK_EFFECT": "took effect 生效",
    "RESTORED": "restored 恢复",
    "CORRECTED": "corrected 被更正",
    "VOIDED": "voided 被撤销",
    "NOT_YET_RECORDED": "not yet recorded 尚未登记",
    "NOT_YET_EFFECTIVE": "not yet effective 尚未生效",
}


class Life:
    """A life as the table of two clocks: a row a moment, a column a day; what knowledge changed then is emphasised.

    A cell holds the letter of a state, which the legend tells, or the value of ``attribute``; ``derived`` is its field
    where the subject's state has it and not its record.
    """

    def __init__(
        self, kind: kinds.Kind, found: Told, zone: datetime.tzinfo, attribute: str | None, derived: str | None
    ) -> None:
        self._kind, self._moments, self._zone = kind, found["moments"], zone
        self._attribute, self._derived = attribute, derived
        self._days = sorted({span["validFrom"] for one in self._moments for span in one["spans"]})
        self._letters: dict[str, str] = {}
        self._states: list[tuple[str, Told]] = []
        for moment in self._moments:
            for span in moment["spans"]:
                self._note(span["values"])

    def tables(self, width: int) -> Iterator[rich.table.Table]:
        """As many tables, one below the other, as the days need at this width."""
        told = (self._cell(one["spans"], day) for one in self._moments for day in self._days)
        cell = max((rich.cells.cell_len(rich.markup.render(one).plain) for one in told), default=0)
        each = max(1, (width - ROW) // (max(cell, DAY) + 2))
        for start in range(0, len(self._days), each):
            yield self._table(self._days[start : start + each])

    def legend(self) -> Iterator[str]:
        """Each state in a line: the first whole, the others by what they have, or lack, beside the one before."""
        before: Told = {}
        for letter, values in self._states:
            new = {path: one for path, one in values.items() if before.get(path) != one}
            gone = [f"without {ESCAPE(_label(self._kind, path))}" for path in before if path not in values]
            told = [f"{ESCAPE(_label(self._kind, path))} {_value(self._kind, path, one)}" for path, one in new.items()]
            yield f"[bold]{letter}[/bold]  " + (" · ".join([*told, *gone]) or "nothing 无")
            before = values

    def _note(self, values: Told) -> str:
        spelled = json.dumps(values, sort_keys=True)
        if spelled not in self._letters:
            self._letters[spelled] = _letter(len(self._letters))
            self._states.append((self._letters[spelled], values))
        return self._letters[spelled]

    def _table(self, days: Sequence[str]) -> rich.table.Table:
        table = _table("known since 登记时间", "registered 登记事件", *(f"from {day}" for day in days))
        for moment in self._moments:
            said = ", ".join(dict.fromkeys(one["label"] for one in moment["events"]))
            cells = [self._cell(moment["spans"], day) for day in days]
            positions = " ".join(f"#{one['position']}" for one in moment["events"][:3])
            table.add_row(
                wording.moment(moment["knownAt"], self._zone), f"{ESCAPE(_short(said))} [dim]{positions}[/dim]", *cells
            )
        return table

    def _cell(self, spans: Sequence[Told], day: str) -> str:
        """What was believed of a day: emphasised where something else was believed before."""
        at = bisect.bisect_right([one["validFrom"] for one in spans], day) - 1
        if at < 0:
            return "·"
        span = spans[at]
        if self._attribute is None:
            text, changed = self._note(span["values"]), bool(span["changed"])
        else:
            text, changed = self._told(span), self._attribute in span["changed"]
        return f"[bold yellow]{text}[/bold yellow]" if changed else text

    def _told(self, span: Told) -> str:
        assert self._attribute is not None
        value = (span["subject"] or {}).get(self._derived) if self._derived else span["values"].get(self._attribute)
        return _value(self._kind, self._attribute, value)


def step(kind: kinds.Kind, found: Told, zone: datetime.tzinfo) -> Iterator[str | rich.table.Table]:
    """Where the step stands, then a row an attribute: value, the event that set it, what that took the place of."""
    event = found["event"]
    beside = [f"{name} #{found[name]['position']}" for name in ("previous", "next") if found[name]]
    here = (
        f"{ESCAPE(event['label'])} by {ESCAPE(event['actor'])}" if event else "another subject's event 其他对象的事件"
    )
    yield f"[bold]#{found['position']}[/bold] {here} · as valid on {found['validOn']} · {' · '.join(beside)}"
    table = _table("attribute 属性", "value 值", "set by 设定", "in the place of 取代", "who, by which paper 来源")
    for one in found["attributes"]:
        setter = one["setBy"]
        table.add_row(
            _named(one),
            _value(kind, one["path"], one["value"]),
            _event(setter, zone) if setter else ", ".join(f"#{because['position']}" for because in one["because"]),
            "\n".join(_saying(kind, one["path"], saying) for saying in one["sayings"] if saying["standing"] != "HOLDS"),
            _origin(setter) if setter else "follows from these 推导",
        )
    yield table


def belief(kind: kinds.Kind, found: Told, zone: datetime.tzinfo) -> Iterator[str | rich.table.Table]:
    """The decision, what it relied on, and what is known otherwise now."""
    event = found["event"]
    yield (
        f"[bold]#{event['position']}[/bold] {ESCAPE(event['label'])} of {event['kind']} {ESCAPE(event['code'])} · "
        f"as valid on {found['validOn']} · {_origin(event)}"
    )
    relied = _table("relied on 依据", "then 当时", "now 现在", "since 此后")
    for one in found["reliedOn"]:
        since = "; ".join(f"{ESCAPE(later['label'])} #{later['position']}" for later in one["since"])
        relied.add_row(_event(one["event"], zone), _counts(one["held"]), _counts(one["holds"]), since)
    yield relied if found["reliedOn"] else "It relied on no event 无依据事件."
    if not found["differences"]:
        yield "Nothing else is known of that day now 认知未变."
        return
    table = _table("attribute 属性", "believed then 当时所知", "known now 现知", "because 原因")
    for one in found["differences"]:
        told = (_value(kind, one["path"], one[side]) for side in ("before", "after"))
        table.add_row(_named(one), *told, "\n".join(map(_cause, one["causes"])))
    yield table


def done(found: Told, zone: datetime.tzinfo) -> Iterator[str | rich.table.Table]:
    """A row an event, with how many rested on it and which came first."""
    exact = "" if found["totalIsExact"] else "about "
    yield f"{exact}{found['totalCount']} events 事件, as of position {found['position']}"
    table = _table(
        "event 事件", "subject 对象", "who, by which paper 来源", "became of it 现状", "rested on it 后续影响"
    )
    for one in found["nodes"]:
        rested = one["consequences"]
        first = " ".join(f"#{later['position']}" for later in rested["nodes"][:5])
        table.add_row(
            _event(one, zone),
            ESCAPE(f"{one['kind']} {one['code']}"),
            _origin(one),
            _became(one),
            f"{rested['totalCount']}: {first}" if rested["totalCount"] else "",
        )
    yield table


def _table(*headings: str) -> rich.table.Table:
    table = rich.table.Table(box=None, padding=(0, 2, 0, 0), header_style="bold")
    for heading in headings:
        table.add_column(heading, no_wrap=heading.startswith(("from", "known since")))
    return table


def _letter(number: int) -> str:
    """A, B … Z, AA, AB …"""
    first, last = divmod(number, len(string.ascii_uppercase))
    return (_letter(first - 1) if first else "") + string.ascii_uppercase[last]


def _label(kind: kinds.Kind, path: str) -> str:
    entity, _, name = path.rpartition("/")
    said = wording.label(kind, entity, name)
    return f"{wording.entity_label(kind, entity)}: {said}" if entity else said


def _named(one: Told) -> str:
    """An attribute as the answer names it, derived ones too."""
    return ESCAPE(f"{one['entityLabel']}: {one['label']}" if one["entity"] else one["label"])


def _value(kind: kinds.Kind, path: str, value: Any) -> str:
    entity, _, name = path.rpartition("/")
    return ESCAPE(wording.value(wording.attribute(kind, entity, name), value))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _event(event: Told, zone: datetime.tzinfo) -> str:
    return f"#{event['position']} {ESCAPE(event['label'])} [dim]{wording.moment(event['registeredAt'], zone)}[/dim]"


def _origin(event: Told) -> str:
    document = event["document"]
    paper = f" · {document['kind']} {document['number']}" if document else ""
    return ESCAPE(f"{event['actor']} · {event['source']}{paper}")


def _saying(kind: kinds.Kind, path: str, saying: Told) -> str:
    event = saying["event"]
    by = event["voidedBy"] or event["correctedBy"]
    because = f" by #{by['position']}" if by and saying["standing"] in ("VOIDED", "CORRECTED") else ""
    return f"{_value(kind, path, saying['value'])} #{event['position']} {STANDING[saying['standing']]}{because}"


def _cause(cause: Told) -> str:
    by = f" by #{cause['by']['position']}" if cause["by"] else ""
    return f"#{cause['event']['position']} {ESCAPE(cause['event']['label'])} {MANNER[cause['manner']]}{by}"


def _counts(value: bool) -> str:
    return "counted 有效" if value else "[bold yellow]did not count 无效[/bold yellow]"


def _became(one: Told) -> str:
    if one["voidedBy"]:
        return f"voided by #{one['voidedBy']['position']} 被撤销"
    return f"corrected by #{one['correctedBy']['position']} 被更正" if one["correctedBy"] else ""
