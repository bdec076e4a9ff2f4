"""Documents parsed and validated once; each operation keeps the plans that were compiled for it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from graphql import (
    SKIP,
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphql_api import limits
from graphql_api.discretion import discreet
from graphql_api.errors import RequestError, TooLarge

DOCUMENTS = 2_000
PLANS = 100
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_MAX_ERRORS = 20

K = TypeVar("K")
V = TypeVar("V")


class Refused(Exception):
    """A document or its variables are not valid; nothing was executed."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors)
        self.errors = errors


class Recent(Generic[K, V]):
    """The most recently added entries."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[K, V] = OrderedDict()
        self.get = self._entries.get

    def add(self, key: K, value: V) -> V:
        self._entries[key] = value
        if len(self._entries) > self._most:
            self._entries.popitem(last=False)
        return value


class Operation:
    """One operation of a valid document."""

    def __init__(
        self, schema: GraphQLSchema, node: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self.schema, self.node, self.fragments = schema, node, fragments
        self.plans: Recent[object, Any] = Recent(PLANS)
        self.steering = steering(node, fragments)

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables coerced to their types; Refused where they do not fit."""
        found = get_variable_values(
            self.schema, self.node.variable_definitions or (), dict(given), max_errors=_MAX_ERRORS
        )
        if isinstance(found, list):
            raise Refused(discreet(found, "BAD_VALUE"))
        return found


class _Steering(Visitor):
    """Collects variables, but those of arguments of root fields."""

    def __init__(self, depth: int) -> None:
        super().__init__()
        self.depth = depth
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: object) -> None:
        self.depth += 1

    def leave_field(self, node: FieldNode, *_: object) -> None:
        self.depth -= 1

    def enter_argument(self, node: ArgumentNode, key: object, parent: object, path: object, above: list[Any]) -> Any:
        return SKIP if self.depth == 1 and isinstance(above[-1], FieldNode) else None

    def enter_variable_definition(self, node: VariableDefinitionNode, *_: object) -> Any:
        return SKIP

    def enter_variable(self, node: VariableNode, *_: object) -> None:
        self.found.add(node.name.value)


def steering(node: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> frozenset[str]:
    """The variables on which it depends what is selected below the root fields of an operation."""
    own, theirs = _Steering(0), _Steering(1)
    visit(node, own)
    for fragment in fragments.values():
        visit(fragment, theirs)
    return frozenset(own.found | theirs.found)


class Document:
    """A valid document."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode) -> None:
        fragments = {one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)}
        nodes = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        self.operations = {one.name.value if one.name else None: Operation(schema, one, fragments) for one in nodes}

    def operation(self, name: str | None) -> Operation:
        """The operation of that name; without a name the only one."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations.values()))
        if name in self.operations and name is not None:
            return self.operations[name]
        known = ", ".join(str(one) for one in self.operations if one)
        if name is None:
            raise RequestError(
                f"The document has several operations; name one of {known} in operationName.", field="operationName"
            )
        raise RequestError(
            f"The document has no operation {name[:60]!r}; it has {known or 'one without a name'}.",
            field="operationName",
        )


class Documents:
    """Valid documents by their text."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.schema = schema
        self._known: Recent[str, Document] = Recent(DOCUMENTS)

    def get(self, text: str) -> Document:
        """The document of that text.

        Raises:
            Refused: it is no GraphQL, or not valid for this schema.
            TooLarge: it asks for more than one document may.
        """
        return self._known.get(text) or self._known.add(text, self._read(text))

    def _read(self, text: str) -> Document:
        node = _parse(text)
        limits.check(node)
        if errors := validate(self.schema, node, _RULES, max_errors=_MAX_ERRORS):
            raise Refused(discreet(errors, "INVALID_DOCUMENT"))
        return Document(self.schema, node)


def _parse(text: str) -> DocumentNode:
    if len(text) > limits.CHARACTERS:
        raise TooLarge(
            f"The document has {len(text)} characters; at most {limits.CHARACTERS} are allowed.", field="query"
        )
    try:
        return parse(text, max_tokens=limits.TOKENS)
    except GraphQLSyntaxError as error:
        code = TooLarge.code if "tokens" in error.message else "SYNTAX_ERROR"
        raise Refused(discreet([error], code)) from None
    except RecursionError:
        raise TooLarge("The document is nested too deeply to be read.", field="query") from None


def is_read(operation: Operation) -> bool:
    """Whether the operation is a query."""
    return operation.node.operation == OperationType.QUERY


def is_write(operation: Operation) -> bool:
    """Whether the operation is a mutation."""
    return operation.node.operation == OperationType.MUTATION
