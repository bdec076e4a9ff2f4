"""What one document may ask for; checked once, before validation, with every fragment looked at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from graphql_api.errors import TooLarge

TOKENS = 5_000
CHARACTERS = 100_000
DEPTH = 20
FIELDS = 2_000
NAME = 63
"""PostgreSQL's limit for the name of a column, which a response key becomes."""


@dataclass(frozen=True, slots=True)
class _Size:
    depth: int
    fields: int


class _Measure:
    """Depth and number of fields with fragments expanded; a fragment is measured once, however often it is spread."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, _Size] = {}

    def selection(self, selections: SelectionSetNode | None) -> _Size:
        if selections is None:
            return _Size(0, 0)
        sizes = list(self._sizes(selections))
        return _Size(
            max((size.depth for size in sizes), default=0), min(sum(size.fields for size in sizes), FIELDS + 1)
        )

    def _sizes(self, selections: SelectionSetNode) -> Iterator[_Size]:
        for one in selections.selections:
            if isinstance(one, FieldNode):
                _check_name(one)
                below = self.selection(one.selection_set)
                yield _Size(below.depth + 1, below.fields + 1)
            elif isinstance(one, FragmentSpreadNode):
                yield self._fragment(one.name.value)
            else:
                yield self.selection(getattr(one, "selection_set", None))

    def _fragment(self, name: str) -> _Size:
        if name not in self._known:
            self._known[name] = _Size(0, 0)  # a fragment within itself is refused by validation
            fragment = self._fragments.get(name)
            self._known[name] = self.selection(fragment.selection_set if fragment else None)
        return self._known[name]


def _check_name(node: FieldNode) -> None:
    alias = node.alias.value if node.alias else ""
    if len(alias) > NAME:
        raise TooLarge(
            f"The alias {alias[:20]}… has {len(alias)} characters; at most {NAME} are allowed.", field="query"
        )


def check(document: DocumentNode) -> None:
    """Refuse a document that goes too deep or names too many fields, by TooLarge."""
    measure = _Measure(document)
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            size = measure.selection(one.selection_set)
            if size.depth > DEPTH:
                raise TooLarge(
                    f"The operation is {size.depth} levels deep; at most {DEPTH} are allowed.", field="query"
                )
            if size.fields > FIELDS:
                raise TooLarge(
                    f"The operation selects more than {FIELDS} fields; ask in several requests.", field="query"
                )
