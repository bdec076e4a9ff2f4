"""How an event came to make a difference between two states: recorded, corrected, voided, restored, or its day came.

Each cause has the event because of which it counts in one of the states only, and the chain of what caused it.
"""

from __future__ import annotations

from enum import Enum

from graphql_api import columns, events, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import EnumType, Field, Model, ObjectType

TYPE = "DifferenceCause"


class DifferenceManner(Enum):
    """How an event makes a difference."""

    RECORDED = "已登记"
    TOOK_EFFECT = "已生效"
    RESTORED = "已恢复"
    CORRECTED = "被更正"
    VOIDED = "被撤销"
    NOT_YET_RECORDED = "尚未登记"
    NOT_YET_EFFECTIVE = "尚未生效"


_MANNER = (
    "RECORDED: known by the second state only; TOOK_EFFECT: known by both, effective by the second; RESTORED: the "
    "correction that had replaced it was voided, or what undid it is not recorded yet by the second; CORRECTED, "
    "VOIDED: no longer counts; NOT_YET_RECORDED, NOT_YET_EFFECTIVE: the second state is the earlier one 方式"
)


def add_types(model: Model) -> None:
    """A cause and its manner."""
    model.add(EnumType(DifferenceManner, "How an event makes a difference 差异方式."))
    model.add(ObjectType(TYPE, "An event that made a difference, and how 差异原因.", _fields()))


def _fields() -> dict[str, Field]:
    chain = "What caused it, then what caused that, as far as the reader may see: the last is the first cause 起因链"
    because = (
        "What voided or corrected it (where its correction is not known by then, a later one of the same fact), or "
        "voided its correction; null where none did, or out of reach 更正或撤销事件"
    )
    return {
        "event": Field(f"{events.EVENT}!", events.event_item, "The event 事件"),
        "manner": columns.plain("manner", "DifferenceManner!", _MANNER),
        "by": Field(events.EVENT, _by, because),
        "chain": Field(f"[{events.EVENT}!]!", _chain, chain),
    }


def of(compiler: Compiler, row: Row, one: Selected, positions: str) -> str:
    """The causes of the difference ``row`` among the events at ``positions``, in effective order."""
    event = Row(compiler.statement.alias(), row.at)
    clocks = f"case {_manner(row)} end manner, {row.column('second_known')} then_known"
    inner = f"select e.*, {clocks}, {row.column('second_position')} then_position from read.event e"
    where = [f"{event.column('position')} in ({positions})", *tables.event_in_scope(compiler, event)]
    order = events.timeline_order(event.alias).sql(backward=False)
    source = f"from ({inner}) {event.alias}{tables.conjunction(where)} order by {order}"
    return compiler.objects(TYPE, event, one, source)


def _manner(row: Row) -> str:
    """Of event ``e``, which counts in one of the states only."""
    (_, stood, known), (due, stands, knows) = (_at(row, side) for side in ("first", "second"))
    counts = f"{stands} and {due}"
    return (
        f"when {counts} and not {stood} then case when {known} then 'RESTORED' else 'RECORDED' end "
        f"when {counts} then 'TOOK_EFFECT' when not {knows} then 'NOT_YET_RECORDED' "
        f"when {stands} then 'NOT_YET_EFFECTIVE' when {_voided(row)} then 'VOIDED' else 'CORRECTED'"
    )


def _at(row: Row, side: str) -> tuple[str, str, str]:
    """Whether ``e`` has taken effect by a state's day, stands at its clocks, and was recorded by then."""
    day, known, position = (row.column(f"{side}_{clock}") for clock in ("day", "known", "position"))
    stands = (
        f"(case when {known} is not null then e.known @> {known} when {position} is not null "
        f"then e.positions @> {position} else upper_inf(e.positions) end)"
    )
    recorded = f"(coalesce(e.registered_at <= {known}, true) and coalesce(e.position <= {position}, true))"
    return f"(e.effective_on <= {day})", stands, recorded


def _voided(row: Row) -> str:
    known, position = row.column("second_known"), row.column("second_position")
    by_then = f"coalesce(v.registered_at <= {known}, true) and coalesce(v.position <= {position}, true)"
    return f"exists (select from read.event v where v.position = e.voided_at and {by_then})"


def _by(compiler: Compiler, row: Row, one: Selected) -> str:
    """A void of it, its correction, or the last void of a correction that stands by the second state.

    A correction may have been registered before the one that it corrects, in the source's own time: then the second
    state knows the later one alone, and by that the event no longer counts.
    """
    other = Row(compiler.statement.alias(), row.at)
    void = f"{other.column('position')} = {row.column('voided_at')}"
    same = f"subject = {row.column('subject')}"
    own = f"{other.column('corrects')} = {row.column('id')}"
    correction = (
        f"{other.column('chain')} = {row.column('chain')} and {other.column('position')} > {row.column('position')}"
    )
    undone = (
        f"{other.column('position')} in (select c.voided_at from read.event c where c.{same} and "
        f"c.corrects = {row.column('id')})"
    )
    cases = f"when 'VOIDED' then {void} when 'CORRECTED' then {correction} when 'RESTORED' then {undone}"
    where = [
        f"{other.column('subject')} = {row.column('subject')}",
        f"case {row.column('manner')} {cases} else false end",
        f"coalesce({other.column('registered_at')} <= {row.column('then_known')}, true)",
        f"coalesce({other.column('position')} <= {row.column('then_position')}, true)",
    ]
    last = f" order by {own} desc, {other.column('position')} desc limit 1"
    return compiler.object(events.EVENT, other, one, f"from read.event {other.alias}{tables.conjunction(where)}{last}")


def _chain(compiler: Compiler, row: Row, one: Selected) -> str:
    """Causes are recorded before what they cause, so the chain ends."""
    cause, step = Row(compiler.statement.alias(), row.at), Row("e", None)
    seen = tables.event_in_scope(compiler, step)
    own = f"e.id = {row.column('cause')}"
    first = f"select e.* from read.event e{tables.conjunction([own, *seen])}"
    further = f"select e.* from above join read.event e on {' and '.join(['e.id = above.cause', *seen])}"
    source = f"from (with recursive above as ({first} union all {further}) select * from above) {cause.alias}"
    return compiler.objects(events.EVENT, cause, one, f"{source} order by {cause.column('position')} desc")
