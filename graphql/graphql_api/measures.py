"""How large documents and their inputs are, before they are validated; no fragment is looked at twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    NameNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    VariableDefinitionNode,
)

from graphql_api import limits, searching
from graphql_api.errors import TooLarge


def check_document(document: DocumentNode) -> None:
    """Refuse a document that passes a bound, by TooLarge."""
    limits.OPERATIONS.check(len(_of(document, OperationDefinitionNode)))
    limits.FRAGMENTS.check(len(_of(document, FragmentDefinitionNode)))
    _check_nodes(document)
    try:
        _check_operations(document)
    except RecursionError:
        raise TooLarge(
            f"The document is nested too deeply to be read; at most {limits.NESTING.most} levels are allowed.",
            field="query",
        ) from None


def check_variables(given: Mapping[str, object]) -> None:
    """Refuse variables that pass a bound, by TooLarge; whether they fit their types is not asked."""
    _Input(_parts_of_json).check(given, "variables")


def _of(document: DocumentNode, sort: type[Node]) -> list[Node]:
    return [one for one in document.definitions if isinstance(one, sort)]


def _check_nodes(document: DocumentNode) -> None:
    """Names, directives and literals, wherever they stand."""
    directives, literals = 0, _Input(_parts_of_literal)
    stack: list[Node] = [document]
    while stack:
        node = stack.pop()
        match node:
            case NameNode():
                limits.NAME.check(len(node.value))
            case DirectiveNode():
                directives += 1
            case ArgumentNode():
                literals.check(node.value, "query")
            case VariableDefinitionNode() if node.default_value is not None:
                literals.check(node.default_value, "query")
        stack.extend(_children(node))
    limits.DIRECTIVES.check(directives)


def _children(node: Node) -> Iterator[Node]:
    for key in node.keys:
        value = getattr(node, key, None)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list | tuple):
            yield from (one for one in value if isinstance(one, Node))


def _check_operations(document: DocumentNode) -> None:
    measure = _Measure(document)
    for one in document.definitions:
        if isinstance(one, OperationDefinitionNode):
            size = measure.selections(one.selection_set)
            limits.NESTING.check(size.nesting)
            limits.DEPTH.check(size.depth)
            limits.FIELDS.check(size.fields)
            limits.ALIASES.check(size.aliases)
            limits.SEARCHES.check(size.searches)
            (limits.MUTATIONS if one.operation == OperationType.MUTATION else limits.ROOTS).check(size.roots)


@dataclass(frozen=True, slots=True)
class _Size:
    """Of a selection with its fragments put in: levels in the text, levels of fields, fields, aliases, fields on top.

    ``searches`` are those fields on top that search by number. A fragment counts as a field too, since it is
    work even where it is empty.
    """

    nesting: int = 0
    depth: int = 0
    fields: int = 0
    aliases: int = 0
    roots: int = 0
    searches: int = 0


class _Measure:
    """Sizes of selections; a fragment is measured once, however often it is spread."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
        }
        self._known: dict[str, _Size] = {}

    def selections(self, selections: SelectionSetNode | None) -> _Size:
        if selections is None:
            return _Size()
        sizes = [self._one(one) for one in selections.selections]
        return _Size(
            max((one.nesting for one in sizes), default=0) + 1,
            max((one.depth for one in sizes), default=0),
            sum(one.fields for one in sizes),
            sum(one.aliases for one in sizes),
            sum(one.roots for one in sizes),
            sum(one.searches for one in sizes),
        )

    def _one(self, one: SelectionNode) -> _Size:
        if isinstance(one, FieldNode):
            below = self.selections(one.selection_set)
            aliases = below.aliases + (one.alias is not None)
            searches = int(one.name.value == searching.ROOT)
            return _Size(below.nesting, below.depth + 1, below.fields + 1, aliases, 1, searches)
        if isinstance(one, FragmentSpreadNode):
            below = self._fragment(one.name.value)
        else:
            below = self.selections(getattr(one, "selection_set", None))
        return _Size(below.nesting, below.depth, below.fields + 1, below.aliases, below.roots, below.searches)

    def _fragment(self, name: str) -> _Size:
        if name not in self._known:
            self._known[name] = _Size()  # a fragment within itself is refused by validation
            fragment = self._fragments.get(name)
            self._known[name] = self.selections(fragment.selection_set if fragment else None)
        return self._known[name]


Parts = Callable[[object], Iterable[object] | None]
"""What a list or an object holds; None for a leaf."""


def _parts_of_json(value: object) -> Iterable[object] | None:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, list) else None


def _parts_of_literal(value: object) -> Iterable[object] | None:
    if isinstance(value, ObjectValueNode):
        return [one.value for one in value.fields]
    return value.values if isinstance(value, ListValueNode) else None


class _Input:
    """Bounds of inputs, in variables or in literals, whose values add up over calls."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._values = 0

    def check(self, root: object, field: str) -> None:
        """Refuse an input that passes a bound; without recursion, since nobody has looked at it yet."""
        stack = [(root, 1)]
        while stack:
            value, level = stack.pop()
            parts = self._parts(value)
            if parts is None:
                limits.TEXT.check(_length(value), field)
                continue
            limits.INPUT_DEPTH.check(level, field)
            found = list(parts)
            if isinstance(value, list | ListValueNode):
                limits.LIST.check(len(found), field)
            self._values += len(found)
            limits.VALUES.check(self._values, field)
            stack.extend((one, level + 1) for one in found)


def _length(leaf: object) -> int:
    text = leaf.value if isinstance(leaf, StringValueNode) else leaf
    return len(text) if isinstance(text, str) else 0
