"""Where rows come from: the tables of today, or the same rows as of the clocks in force; and which a reader may see."""

from __future__ import annotations

import re
from typing import Any

from aggregates.kinds import Collection, Kind
from graphql_api.compiler import AsOf, Compiler, Row
from graphql_api.errors import BadVariable
from graphql_api.values import Request, Variables
from projections import columns, names


def today(compiler: Compiler) -> str:
    """The bureau's day, a parameter."""
    return compiler.statement.bind_request("today", _today, "date")


def _today(variables: Variables, request: Request) -> object:
    return request.today


_DUE = re.search(r"begin atomic\s+select (.*);\s*end", names.statement("due"), re.DOTALL)


def due(compiler: Compiler) -> str:
    """Whether time has passed over the tables of today: the body of ``read.due``, which PostgreSQL would not inline."""
    assert _DUE is not None
    return f"({_DUE[1].replace('due.today', today(compiler))})"


def clocks(compiler: Compiler, given: Any) -> AsOf | None:
    """The clocks that an ``asOf`` argument sets; None where it sets none and the tables of today are right."""
    found = stated_clocks(compiler, given)
    return found if found.stated or compiler.due else None


def stated_clocks(compiler: Compiler, given: Any, field: str = "asOf") -> AsOf:
    """The same where the clocks are needed whatever they say; ``field`` is the argument's name."""
    stated = {name: value for name, value in (given or {}).items() if value is not None}
    if "knownAt" in stated and "position" in stated:
        raise BadVariable(
            f"{field} takes knownAt (as the registers knew) or position (as this ledger knew), not both.", field=field
        )
    bind = compiler.statement.bind
    return AsOf(
        bind(stated["validOn"], "date") if "validOn" in stated else today(compiler),
        bind(stated["knownAt"], "timestamptz") if "knownAt" in stated else "null::timestamptz",
        bind(stated["position"], "bigint") if "position" in stated else "null::bigint",
        stated=bool(stated),
        states_day="validOn" in stated,
    )


def day(compiler: Compiler, row: Row) -> str:
    """The day on which the row is looked at."""
    return row.at.valid if row.at else today(compiler)


def relation(compiler: Compiler, kind: Kind, at: AsOf | None, collection: Collection | None = None) -> str:
    """The table of a kind or collection, or the function that gives the same rows as of other clocks."""
    name = columns.table_of(kind, collection)
    if at is None:
        compiler.reads_today = True
        return f"read.{names.quoted(name)}"
    return f"read.{names.quoted(f'{name}_as_of')}({at.arguments})"


def rows_of_today(compiler: Compiler, kind: Kind, at: AsOf | None, collection: Collection | None = None) -> list[str]:
    """Relations that together hold the rows of today of a kind, or of a collection, of all subjects.

    Where time has passed over the tables (``at`` is then today), only subjects that it changed are folded anew.
    """
    present = relation(compiler, kind, None, collection)
    if at is None:
        return [present]
    changed = f"select c.subject from read.change c where c.changes_on <= {at.valid}"
    folded = f"select * from {relation(compiler, kind, at, collection)} x where x.subject = c.subject offset 0"
    return [
        f"(select * from {present} x where x.subject not in ({changed}))",
        f"(select y.* from ({changed} group by c.subject) c cross join lateral ({folded}) y)",
    ]


def all_of_today(compiler: Compiler, kind: Kind, at: AsOf | None, collection: Collection | None = None) -> str:
    """The same as one relation, for a ``from`` that gives it an alias."""
    found = rows_of_today(compiler, kind, at, collection)
    return found[0] if len(found) == 1 else f"({' union all '.join(f'select * from {one} o' for one in found)})"


def sees_kind(compiler: Compiler, kind: Kind) -> list[str]:
    """The condition that a reader may see subjects of a kind at all: none, or one that nothing meets."""
    return [] if compiler.identity.sees(kind.exposure) else ["false"]


def in_scope(compiler: Compiler, division: str) -> list[str]:
    """The condition that a reader may see a row by its division's id; none for who may see all.

    Divisions are those of the dated closure over children and successors, of the codes that the reader's token names.
    """
    if compiler.identity.everywhere:
        return []
    codes = compiler.statement.bind_request("divisions", _divisions, "text[]")
    ancestors = f"array(select c.subject from read.code c where c.kind = 'DIVISION' and c.code = any({codes}))"
    seen = f"d.ancestor = any({ancestors}) and d.descendant = {division}"
    return [f"exists (select from read.division_closure d where {seen})"]


def _divisions(variables: Variables, request: Request) -> object:
    return list(request.identity.divisions)


def subject_in_scope(compiler: Compiler, subject: str) -> list[str]:
    """The same, its kind included, for a row that knows its subject only; today's division governs at any clocks."""
    alias = compiler.statement.alias()
    conditions = [*_of_seen_kind(compiler, f"{alias}.kind"), *in_scope(compiler, f"{alias}.division_id")]
    if not conditions:
        return []
    met = " and ".join([f"{alias}.subject = {subject}", *conditions])
    return [f"exists (select from read.subject {alias} where {met})"]


def event_in_scope(compiler: Compiler, event: Row) -> list[str]:
    """The same for an event, which knows its kind, too."""
    if compiler.identity.everywhere:
        return _of_seen_kind(compiler, event.column("kind"))
    return subject_in_scope(compiler, event.column("subject"))


def _of_seen_kind(compiler: Compiler, kind: str) -> list[str]:
    hidden = sorted(
        name for name, exposure in compiler.bindings.exposures.items() if not compiler.identity.sees(exposure)
    )
    return [f"{kind} not in ({', '.join(map(names.literal, hidden))})"] if hidden else []


def by_code(kind: str, code: str, scheme: str | None = None) -> str:
    """The id of the subject that has, or ever had, a code; among several schemes, of the one named or the first."""
    order = f"c.scheme = {scheme} desc, c.scheme" if scheme else "c.scheme"
    return (
        f"(select c.subject from read.code c where c.kind = {names.literal(kind)} and c.code = {code} "
        f"order by {order} limit 1)"
    )


def codes_of(kind: str, subject: str) -> str:
    """All codes that a subject ever had, as an array."""
    return f"array(select c.code from read.code c where c.kind = {names.literal(kind)} and c.subject = {subject})"


def conjunction(conditions: list[str]) -> str:
    """``where …``, or nothing."""
    return f" where {' and '.join(conditions)}" if conditions else ""


def one_subject(compiler: Compiler, kind: Kind, subject: str, at: AsOf | None) -> tuple[Row, str]:
    """The row of one subject, and its ``from … where …``; no row where it did not exist or may not be seen."""
    row = Row(compiler.statement.alias(), at)
    scope = subject_in_scope(compiler, row.column("subject")) if at else in_scope(compiler, row.column("division_id"))
    where = [f"{row.column('subject')} = {subject}", *sees_kind(compiler, kind), *scope]
    return row, f"from {relation(compiler, kind, at)} {row.alias}{conjunction(where)}"
