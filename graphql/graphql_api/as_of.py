"""Lists as of other clocks: candidates from what ever was, folded one by one in the order of codes, then verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aggregates.kinds import Kind
from graphql_api import columns, tables
from graphql_api.compiler import Compiler, Row
from graphql_api.filters import value_condition
from graphql_api.naming import camel
from projections import names, typed

BUDGET = 5_000
"""Subjects that one list may fold for a total, or for an order other than by code."""

REFUSED = "$as-of-budget"
"""What the database says where a statement passes the budget; no value of ours can contain it."""


@dataclass(frozen=True, slots=True)
class Members:
    """The parts of one subject: those whose ``attribute`` holds one of its codes."""

    kind: str
    attribute: str
    subject: str

    @property
    def codes(self) -> str:
        return tables.codes_of(self.kind, self.subject)

    def condition(self, row: Row) -> str:
        return f"{row.column(self.attribute)} = any({self.codes})"


class Candidates:
    """Subjects of a kind that may be in the list, whatever the clocks; ``row`` is theirs in ``read.subject``."""

    def __init__(self, compiler: Compiler, kind: Kind, required: Mapping[str, Any], members: Members | None) -> None:
        self.compiler, self.kind = compiler, kind
        self.row = Row(compiler.statement.alias(), None)
        self.where = [
            f"{self.row.column('kind')} = {names.literal(kind.name)}",
            *tables.sees_kind(compiler, kind),
            *tables.in_scope(compiler, self.row.column("division_id")),
            *self._from_filter(required),
        ]
        if members:
            self.where.append(self._may_be(members))

    def _from_filter(self, required: Mapping[str, Any]) -> list[str]:
        statement = self.compiler.statement
        conditions = [
            self._had(name, value_condition(statement, "e.value", "text", required[camel(name)]))
            for name in _kept(self.kind)
            if camel(name) in required
        ]
        if "code" in required:
            conditions.append(value_condition(statement, self.row.column("code"), "text", required["code"]))
        return conditions

    def _may_be(self, members: Members) -> str:
        """That the subject ever was a part, by what it said itself or, where its parent says it, by what that said."""
        itself = self._had(members.attribute, f"e.value = any({members.codes})")
        table, link = typed.table(self.kind), typed.PARENTS.get(self.kind.name)
        if table is None or link is None or members.attribute not in table.joined:
            return itself
        attribute, parent = link
        parents = (
            "select c.code from read.code c join read.ever p on p.subject = c.subject "
            f"where p.kind = {names.literal(parent)} and p.attribute = {names.literal(members.attribute)} "
            f"and p.value = any({members.codes})"
        )
        return f"({itself} or {self._had(attribute, f'e.value in ({parents})')})"

    def _had(self, attribute: str, condition: str) -> str:
        """That the subject ever had such a value."""
        return (
            f"{self.row.column('subject')} in (select e.subject from read.ever e where e.kind = "
            f"{names.literal(self.kind.name)} and e.attribute = {names.literal(attribute)} and {condition})"
        )

    def lateral(self, row: Row) -> str:
        """The candidates, each with its state at the clocks of ``row``, under that alias.

        ``offset 0`` keeps the planner from folding every subject before it joins.
        """
        assert row.at is not None
        states = tables.relation(self.compiler, self.kind, row.at)
        state = f"select * from {states} f where f.subject = {self.row.column('subject')} offset 0"
        found = f"select * from read.subject {self.row.alias}{tables.conjunction(self.where)}"
        return f"({found}) {self.row.alias} cross join lateral ({state}) {row.alias}"

    def within_budget(self) -> str:
        """True, else the statement fails with :data:`REFUSED`; evaluated once."""
        return within_budget(self.compiler, f"read.subject {self.row.alias}{tables.conjunction(self.where)}")


def within_budget(compiler: Compiler, subjects: str) -> str:
    """True where ``subjects`` (what stands after ``from``) are few enough to fold, else the statement fails."""
    first, refusal = f"select 1 from {subjects} limit {BUDGET + 1}", f"('{REFUSED}' || count(*))::boolean"
    alias = compiler.statement.alias()
    return f"(select case when count(*) > {BUDGET} then {refusal} else true end from ({first}) {alias})"


def _kept(kind: Kind) -> list[str]:
    """Text attributes whose past values the read model keeps as the answer shows them."""
    derived = {region.name for region in columns.derived(kind)}
    return [
        attribute.name
        for attribute in kind.attributes.values()
        if attribute.ever and attribute.type.scalar == "String" and attribute.name not in derived
    ]
