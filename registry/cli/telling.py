"""A subject and its life as a terminal shows them: its values, then one block an event in effective order."""

import datetime
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import rich.cells
import rich.markup

from aggregates import kinds
from graphql_api import naming
from registry.cli import life, wording

HIDDEN = frozenset({"events", "investigations", "underInvestigationAttributes"})
INDENT = " " * 12
ESCAPE = rich.markup.escape


class Teller:
    """Tells what was found of one subject, in lines of at most `width` cells where they can be broken.

    Moments stand on the wall clock of `zone`. Not `details`: without what each event set.
    """

    def __init__(
        self, kind: kinds.Kind, found: dict[str, Any], zone: datetime.tzinfo, width: int, *, details: bool = True
    ) -> None:
        self.kind, self.found, self.zone, self.width, self.details = kind, found, zone, width, details
        self._doubts = {
            (one["entity"] or "", naming.camel(one["attribute"] or "")): one["reason"]
            for one in found.get("investigations", ())
        }

    def lines(self) -> Iterator[str]:
        """The subject's own values, those under investigation whether they hold anything or not; then its events."""
        yield from _aligned(list(self._values()), "")
        for event in self.found["events"]:
            yield from self._event(event)

    def _values(self) -> Iterator[tuple[str, str]]:
        known = wording.fields(self.kind)
        for name, told in self.found.items():
            doubt = self._doubt("", name)
            if name not in HIDDEN and (told not in (None, [], False) or doubt):
                found = known.get(name)
                words = naming.bilingual(found.en, found.zh) if found else name
                yield words, ESCAPE(wording.value(found, told)) + doubt

    def _event(self, event: life.Event) -> Iterator[str]:
        label = ESCAPE(event["label"])
        words = f"[bold]{label}[/bold]" if event["stands"] else f"[strike]{label}[/strike]"
        yield ""
        yield f"[bold]{event['effectiveOn']}[/bold]  {words}  [dim]#{event['position']}[/dim]{_notes(event)}"
        yield f"{INDENT}[dim]{self._origin(event)}[/dim]"
        for entity, changed in groupby(event["changed"] if self.details else (), key=lambda one: one["entity"]):
            yield from self._entity(entity, list(changed), event["stands"])
        for belief in event["believed"]:
            yield f"{INDENT}[yellow]{self._belief(belief)}[/yellow]"
        for finding in event["findings"]:
            yield f"{INDENT}[red]{_finding(finding)}[/red]"

    def _origin(self, event: life.Event) -> str:
        late, document = life.days_late(event), event["document"]
        registered = f"registered 登记 {wording.moment(event['registeredAt'], self.zone)}"
        if late > life.LATE:
            registered += f" [/dim][yellow]+{late} d[/yellow][dim]"
        paper = [ESCAPE(f"{document['kind']} {document['number']}")] if document else []
        return " · ".join([registered, *paper, f"from {ESCAPE(event['source'])}"])

    def _entity(self, entity: str, changed: Sequence[life.Event], stands: bool) -> Iterator[str]:
        """What is new in as few lines as hold it, then a line for each value that took the place of another."""
        replaced = [one for one in changed if stands and one["before"] not in (None, one["after"])]
        new = [one for one in changed if one not in replaced and not _repeats_key(entity, one)]
        told = [f"{ESCAPE(one['label'])} {self._now(entity, one)}" for one in new]
        yield from self._flowing(f"[cyan]{ESCAPE(changed[0]['entityLabel'])}[/cyan]" if entity else "", told)
        lines = [(one["label"], self._replacement(entity, one)) for one in replaced]
        yield from _aligned(lines, INDENT + ("  " if entity else ""))

    def _flowing(self, head: str, items: Sequence[str]) -> Iterator[str]:
        line, indent = INDENT + head, INDENT + ("  " if head else "")
        for item in items:
            joined = f"{line} · {item}" if line.strip() else line + item
            if _cells(joined) <= self.width:
                line = joined
            else:
                yield line
                line = indent + item
        if line.strip():
            yield line

    def _replacement(self, entity: str, one: life.Event) -> str:
        return f"{self._value(one, 'before')} → {self._now(entity, one)}"

    def _now(self, entity: str, one: life.Event) -> str:
        return self._value(one, "after") + self._doubt(entity, one["attribute"])

    def _value(self, one: life.Event, side: str) -> str:
        return ESCAPE(wording.value(wording.attribute(self.kind, one["entity"], one["attribute"]), one[side]))

    def _belief(self, one: life.Event) -> str:
        until = wording.moment(one["until"], self.zone)
        return f"believed until {until}: {ESCAPE(one['was'])}; since then: {ESCAPE(one['since'])}"

    def _doubt(self, entity: str, attribute: str) -> str:
        place = entity, naming.camel(attribute)
        if place not in self._doubts:
            return ""
        reason = ESCAPE(self._doubts[place] or "no reason given")
        return f"  [bold yellow]核查中 under investigation: {reason}[/bold yellow]"


def _repeats_key(entity: str, one: life.Event) -> bool:
    """A number that stands in the heading already."""
    return bool(entity) and one["after"] == entity.partition("/")[2]


def _cells(line: str) -> int:
    return rich.cells.cell_len(rich.markup.render(line).plain)


def _aligned(rows: Sequence[tuple[str, str]], indent: str) -> Iterator[str]:
    width = max((rich.cells.cell_len(words) for words, _ in rows), default=0)
    for words, told in rows:
        yield f"{indent}[dim]{ESCAPE(words)}[/dim]{' ' * (width - rich.cells.cell_len(words))}  {told}"


def _finding(one: dict[str, Any]) -> str:
    state = "open 未办结" if one["open"] else "resolved 已办结"
    return f"finding 问题 {ESCAPE(one['rule'] or '')} ({state}): {ESCAPE(one['detail'] or '')}"


def _notes(event: life.Event) -> str:
    """How it refers to other events."""
    parts = []
    if event["voidedBy"]:
        parts.append(f"voided by #{event['voidedBy']['position']}")
    if event["corrects"]:
        parts.append(f"corrects #{event['corrects']['position']}")
    if event["correctedBy"]:
        parts.append(f"corrected by #{event['correctedBy']['position']}")
    if event["causedBy"]:
        parts.append(f"caused by {event['causedBy']['type']} {event['causedBy']['code']}")
    return f"  [yellow]{ESCAPE('; '.join(parts))}[/yellow]" if parts else ""
