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
    SelectionSetNode,
    VariableDefinitionNode,
    VariableNode,
    Visitor,
    parse,
    specified_rules,
    validate,
    visit,
)
from graphql.execution.values import VariableValues, get_variable_values
from graphql.validation.rules.max_introspection_depth_rule import MAX_LIST_DEPTH
from strawberry.schema.validation_rules.maybe_null import MaybeNullValidationRule
from strawberry.schema.validation_rules.one_of import OneOfInputValidationRule

from graphql_api import limits, measures, searching
from graphql_api.discretion import discreet
from graphql_api.errors import RequestError, TooLarge
from graphql_api.leaves import Leaves

DOCUMENTS = 500_000
"""Characters of the documents that are kept, each taken for at least SMALL; parsed, one takes up to 400 bytes."""
SMALL = 250
PLANS = 5_000_000
"""Characters of the SQL of the plans that are kept, each taken for at least LEAST; 25 bytes are taken for each."""
LEAST = 2_000
_RULES = (*specified_rules, MaybeNullValidationRule, OneOfInputValidationRule)
_MAX_ERRORS = 20

K = TypeVar("K")
V = TypeVar("V")
P = TypeVar("P")


class Refused(Exception):
    """A document or its variables are not valid; nothing was executed."""

    def __init__(self, errors: list[GraphQLError]) -> None:
        super().__init__(errors)
        self.errors = errors


class Recent(Generic[K, V]):
    """The most recently added entries, as many as weigh no more than ``most`` together."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._entries: OrderedDict[K, V] = OrderedDict()
        self._weights: dict[K, int] = {}
        self.weight = 0
        self.get = self._entries.get

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, key: K, value: V, weight: int) -> V:
        """Keep an entry, also where it alone weighs more; the oldest go."""
        self.weight += weight - self._weights.get(key, 0)
        self._entries[key], self._weights[key] = value, weight
        while self.weight > self._most and len(self._entries) > 1:
            oldest, _ = self._entries.popitem(last=False)
            self.weight -= self._weights.pop(oldest)
        return value


class Operation:
    """One operation of a valid document."""

    def __init__(
        self,
        schema: GraphQLSchema,
        node: OperationDefinitionNode,
        fragments: Mapping[str, FragmentDefinitionNode],
        plans: Recent[object, Any],
    ) -> None:
        self.schema, self.node, self.fragments = schema, node, fragments
        self.steering = steering(node, fragments)
        self.searches = searching.searches(node, fragments)
        self._plans = plans
        self._leaves = Leaves.of(schema, node.variable_definitions or ())

    @property
    def name(self) -> str | None:
        """The document's own name for it."""
        return self.node.name.value if self.node.name else None

    def plan(self, key: object) -> Any:
        """What was kept under ``key``, or None."""
        return self._plans.get((self, key))

    def keep(self, key: object, plan: P, weight: int) -> P:
        """Keep what was compiled from ``weight`` characters of SQL; plans of all operations share one bound."""
        self._plans.add((self, key), plan, max(weight, LEAST))
        return plan

    def variables(self, given: Mapping[str, Any]) -> VariableValues:
        """The variables coerced to their types.

        Raises:
            Refused: they do not fit.
            TooLarge: they are more than one request may send.
        """
        measures.check_variables(given)
        if self._leaves is not None and (fitting := self._leaves.coerced(given)) is not None:
            return fitting
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
    """A valid document; ``spelled``: it searches by number, and the number may stand in its text."""

    def __init__(self, schema: GraphQLSchema, node: DocumentNode, plans: Recent[object, Any]) -> None:
        fragments = {one.name.value: one for one in node.definitions if isinstance(one, FragmentDefinitionNode)}
        nodes = [one for one in node.definitions if isinstance(one, OperationDefinitionNode)]
        self.spelled = any(searching.searches(one, fragments) for one in nodes) and searching.holds_text(node)
        kept = Recent[object, Any](PLANS) if self.spelled else plans
        self.operations = {
            one.name.value if one.name else None: Operation(schema, one, fragments, kept) for one in nodes
        }

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
        self.known: Recent[str, Document] = Recent(DOCUMENTS)
        self.plans: Recent[object, Any] = Recent(PLANS)

    def get(self, text: str) -> Document:
        """The document of that text.

        Raises:
            Refused: it is no GraphQL, or not valid for this schema.
            TooLarge: it asks for more than one document may.
        """
        return self.known.get(text) or self._keep(text, self._read(text))

    def _keep(self, text: str, document: Document) -> Document:
        """Documents in which the number of somebody may stand are forgotten after the request."""
        return document if document.spelled else self.known.add(text, document, max(len(text), SMALL))

    def _read(self, text: str) -> Document:
        node = _parse(text)
        measures.check_document(node)
        if errors := validate(self.schema, visit(node, _Once()), _RULES, max_errors=_MAX_ERRORS):
            raise Refused(_coded(errors, "INVALID_DOCUMENT"))
        return Document(self.schema, node, self.plans)


class _Once(Visitor):
    """Leaves out what a selection repeats word for word: whether fields can be merged is asked of each two of them."""

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> SelectionSetNode | None:
        """Bare leaves only; None leaves the node as it is."""
        kept = {_repeated(one) or id(one): one for one in reversed(node.selections)}
        if len(kept) == len(node.selections):
            return None
        return SelectionSetNode(selections=tuple(reversed(kept.values())), loc=node.loc)


def _repeated(one: object) -> tuple[str, str] | None:
    """What makes two bare leaves the same; None of any other selection."""
    if not isinstance(one, FieldNode) or one.arguments or one.directives or one.selection_set:
        return None
    return one.alias.value if one.alias else one.name.value, one.name.value


def _parse(text: str) -> DocumentNode:
    limits.CHARACTERS.check(len(text))
    try:
        return parse(text, max_tokens=limits.TOKENS.most)
    except GraphQLSyntaxError as error:
        raise Refused(_coded([error], "SYNTAX_ERROR")) from None


_BOUNDS_OF_CORE = {
    f"Syntax Error: Document contains more than {limits.TOKENS.most} tokens. Parsing aborted.": (
        f"The document has more than {limits.TOKENS.most} tokens, which are allowed at most: {limits.TOKENS.instead}."
    ),
    "Syntax Error: Document is nested too deeply. Parsing aborted.": (
        f"The document has more than {limits.NESTING.most} levels of braces, which are allowed at most: nest less."
    ),
    "Maximum introspection depth exceeded": (
        f"The introspection nests more than {MAX_LIST_DEPTH - 1} lists of fields, interfaces or possible types, which "
        "are allowed at most: ask for one type after the other."
    ),
    "Validation aborted.": (
        "The document repeats so many fields that comparing them was given up: give each response key once."
    ),
}
"""What graphql-core says of its own bounds, and what is told."""


def _coded(errors: list[GraphQLError], code: str) -> list[GraphQLError]:
    """The errors with their codes; TooLarge alone where one says that a bound of graphql-core was passed."""
    for error in errors:
        if error.message in _BOUNDS_OF_CORE:
            raise TooLarge(_BOUNDS_OF_CORE[error.message], field="query")
    return discreet(errors, code)


def is_read(operation: Operation) -> bool:
    """Whether the operation is a query."""
    return operation.node.operation == OperationType.QUERY


def is_write(operation: Operation) -> bool:
    """Whether the operation is a mutation."""
    return operation.node.operation == OperationType.MUTATION


def is_subscription(operation: Operation) -> bool:
    """Whether the operation is a subscription."""
    return operation.node.operation == OperationType.SUBSCRIPTION
