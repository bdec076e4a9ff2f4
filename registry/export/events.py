"""Events of an export: the feed, asked for by ranges of positions."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from registry import asking
from registry.export import forms, pages

WIDEST = 64_000
"""Positions that one question looks through at most; so its work is bounded however few of them are wanted."""

FIELDS = """
    position id kind scheme code version type label effectiveOn effectiveSeq registeredAt recordedAt source
    document { kind number issuedOn sha256 uri } actor reason judgedBy { rules policy } command correlation
    corrects { position } voids { position } causedBy { position } data leafHash
"""
QUESTION = f"""query($after: Position, $until: Position, $kinds: [SubjectKind!], $types: [String!], $source: String) {{
    changes(after: $after, until: $until, first: {pages.ROWS}, kinds: $kinds, types: $types, source: $source) {{
        position nodes {{ {FIELDS} }} }} }}"""

COLUMNS = (
    *forms.plain("position id kind scheme code version type label effectiveOn effectiveSeq registeredAt recordedAt"),
    *forms.plain("source"),
    *(forms.Column(f"document{name[0].upper()}{name[1:]}", ("document", name)) for name in
      ("kind", "number", "issuedOn", "sha256", "uri")),
    *forms.plain("actor reason"),
    forms.Column("rules", ("judgedBy", "rules")),
    forms.Column("policy", ("judgedBy", "policy")),
    *forms.plain("command correlation"),
    forms.Column("corrects", ("corrects", "position")),
    forms.Column("voids", ("voids", "position")),
    forms.Column("causedBy", ("causedBy", "position")),
    *forms.plain("data leafHash"),
)  # fmt: skip
"""The columns of csv; `voids` is a list of positions."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events: those after ``since``, up to ``until``; of the named kinds, types and source where any is named."""

    since: int
    until: int
    kinds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    source: str | None = None


async def read(asker: asking.Asker, wanted: Wanted) -> AsyncIterator[pages.Page]:
    """The wanted events in the order of their positions; the read model has got to ``wanted.until``.

    Ranges in which little is wanted grow, those in which much is shrink again.
    """
    after, range_ = wanted.since, pages.ROWS
    while after < wanted.until:
        end = min(after + range_, wanted.until)
        nodes = await _ask(asker, wanted, after, end)
        full = len(nodes) == pages.ROWS
        range_ = max(pages.ROWS, range_ // 2) if full else min(range_ * 2, WIDEST)
        after = nodes[-1]["position"] if full else end
        yield pages.Page(nodes, after - wanted.since)


async def _ask(asker: asking.Asker, wanted: Wanted, after: int, end: int) -> list[Any]:
    """Events of one range, the first of them where they are more than a page."""
    named = {"kinds": list(wanted.kinds) or None, "types": list(wanted.types) or None, "source": wanted.source}
    found = (await asker.ask(QUESTION, {"after": after, "until": end, **named}))["changes"]
    pages.check(found["position"], wanted.until)
    return list(found["nodes"])
