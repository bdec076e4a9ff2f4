"""Searches by the number of an identity document: what a plan notes of them, and the port that answers them.

A statement never holds the number. It takes the reference of the person who has it, which is found, and the search
recorded, before the statement is run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    Visitor,
    visit,
)

from graphql_api.errors import RequestError
from graphql_api.identity import Identity
from graphql_api.values import Request, Resolve, Variables

ROOT = "personHoldings"
"""The root field that searches."""

TYPED = frozenset({ROOT, "search", "searchSuggestions"})
"""Root fields that take what a person typed, in which others may be named."""


class PurposeRequired(RequestError):
    """Who may search by number has to say what for."""

    code = "PURPOSE_REQUIRED"


@dataclass(frozen=True, slots=True)
class Number:
    """The number of a document as it was sent; ``id_type`` is a name of :class:`aggregates.vocabulary.IdType`."""

    id_type: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Search:
    """What a plan searches for; the number is resolved for each request."""

    id_type: str
    number: Resolve

    def resolve(self, variables: Variables, request: Request) -> Number:
        return Number(self.id_type, str(self.number(variables, request)))


class Searcher(Protocol):
    """Finds persons by their numbers, and records who searched and why."""

    async def find(self, numbers: Sequence[Number], identity: Identity, operation: str | None) -> Sequence[str]:
        """References in the same order, fresh ones of nobody where nobody has the number; the search is on record.

        Raises:
            InvalidValue: a number cannot be one of its document; the message does not show it.
            UnknownPurpose: no policy that holds for this reader has the stated purpose.
            Unavailable: the search cannot be recorded, so nothing may be shown.
        """


def searches(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> bool:
    """Whether an operation may search, whatever its directives say in the end."""
    return any(name in TYPED for name in _roots(operation.selection_set, fragments, set()))


class _Texts(Visitor):
    """Whether a text stands in a document."""

    found = False

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        self.found = True


def holds_text(document: DocumentNode) -> bool:
    """Whether a text stands in a document, so that a number may, too."""
    looking = _Texts()
    visit(document, looking)
    return looking.found


def _roots(within: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]) -> Iterator[str]:
    for one in within.selections:
        match one:
            case FieldNode():
                yield one.name.value
            case InlineFragmentNode():
                yield from _roots(one.selection_set, fragments, seen)
            case FragmentSpreadNode() if one.name.value not in seen:
                seen.add(one.name.value)
                yield from _roots(fragments[one.name.value].selection_set, fragments, seen)
