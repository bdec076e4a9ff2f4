"""Whose documents change when a subject does: the statements that follow from what is searched; schema `read`."""

from __future__ import annotations

from collections.abc import Iterator

from search.searched import PARENTS, SEARCHED, SPREADING, Searched

DESIGNATIONS = "t.entity >= 'designations/' and t.entity < 'designations0'"


def spreads() -> str:
    """The condition that what an event ``e`` said (``t``, its row of the timeline) stands in others' documents."""
    return " or ".join(f"e.kind = '{kind}' and ({_changes(SEARCHED[kind])})" for kind in SPREADING)


def _changes(searched: Searched) -> str:
    names = SPREADING[searched.kind.name].split()
    own = ", ".join(f"'{name}'" for name in names if name in searched.kind.attributes)
    entities = [
        f"t.entity >= '{name}/' and t.entity < '{name}0'" for name in names if name in searched.kind.collections
    ]
    return " or ".join(["e.version = 1", f"t.entity = '' and t.set ?| array[{own}]", DESIGNATIONS, *entities])


def dependants(kind: str, changed: str) -> str:
    """Who takes something over of subjects of a kind.

    ``changed`` is a relation with the columns `subject`, `first` and `last`; answers the same columns.
    """
    found = {"DIVISION": _divided, "ENTERPRISE": _referring, "PRACTITIONER": _referring}.get(kind, _children)
    codes = f"{changed} x join read.code c on c.kind = '{kind}' and c.subject = x.subject"
    return " union ".join(f"select d.subject, x.first, x.last {text}" for text in found(kind, changed, codes))


def _children(kind: str, changed: str, codes: str) -> Iterator[str]:
    for child, parents in PARENTS.items():
        if attribute := parents.get(kind):
            table = SEARCHED[child].kind.table
            yield f'from {codes} join read.{table} d on d."{attribute}" = c.code'


def _referring(kind: str, changed: str, codes: str) -> Iterator[str]:
    for searched in SEARCHED.values():
        for part in searched.parts:
            if part.attribute.type.refers == kind:
                collection = part.attribute.collection
                table = f"{searched.kind.table}_{collection}" if collection else searched.kind.table
                yield f'from {codes} join read.{table} d on d."{part.attribute.name}" = c.code'


def _divided(kind: str, changed: str, codes: str) -> Iterator[str]:
    """What a division contains, what those contain that it went into, ever, and what bears one of its codes."""
    went_into = (
        f"select x.subject, x.first, x.last from {changed} x union all"
        f" select c.subject, x.first, x.last from {changed} x join read.timeline t on t.subject = x.subject"
        f" and t.entity >= 'successors/' and t.entity < 'successors0'"
        f" join read.code c on c.kind = 'DIVISION' and c.code = t.set ->> 'division'"
    )
    for searched in SEARCHED.values():
        table = searched.kind.table
        yield (
            f"from ({went_into}) x join read.division_closure n on n.ancestor = x.subject"
            f" join read.{table} d on d.division_id = n.descendant"
        )
    kinds = ", ".join(f"'{name}'" for name in SEARCHED)
    yield f"from {codes} join read.ever d on d.kind in ({kinds}) and d.attribute = 'division' and d.value = c.code"
