"""What was believed when a decision was taken: its grounds and its subject as then known, beside what is known now."""

from __future__ import annotations

from collections.abc import Callable

from aggregates.catalogue import Catalogue
from graphql_api import columns, difference, events, tables
from graphql_api.compiler import AsOf, Compile, Compiler, Row, Selected
from graphql_api.model import Argument, Field, Model, ObjectType
from graphql_api.subjects import subject_of
from projections import names

BELIEF, RELIANCE = "Belief", "Reliance"


def add_types(model: Model, catalogue: Catalogue) -> None:
    """A belief, and one event that it relied on."""
    model.add(
        ObjectType(BELIEF, "What was believed when a decision was taken 决策时的认知.", _belief(catalogue)),
        ObjectType(RELIANCE, "An event on which a decision was taken, then and now 所依据的事件.", _reliance()),
    )


def field() -> Field:
    """``believed`` of ``audit``."""
    said = (
        "What was believed when the decision at a position was taken, beside what is known now; null where there is "
        "no event that the reader may see, and for all but auditors 决策时的认知"
    )
    return Field(BELIEF, _compile, said, {"position": Argument("Position!", "The position of the decision 账本位置.")})


def _compile(compiler: Compiler, row: Row, one: Selected) -> str:
    event, belief = Row("e", None), Row(compiler.statement.alias(), None)
    position = compiler.statement.bind(one.arguments["position"], "bigint")
    where = [f"e.position = {position}", *tables.event_in_scope(compiler, event)]
    last = "(select max(c.position) from read.event c where c.command = e.command) command_last"
    found = f"select e.*, e.position - 1 before, {last} from read.event e{tables.conjunction(where)}"
    return compiler.object(BELIEF, belief, one, f"from ({found}) {belief.alias}")


def _then(row: Row) -> AsOf:
    """All that stood in the ledger before the decision, on the day from which it holds."""
    return AsOf(row.column("effective_on"), "null::timestamptz", row.column("before"), stated=True, states_day=False)


def _after(row: Row) -> AsOf:
    """The same with all that its command recorded."""
    at = row.column("command_last")
    return AsOf(row.column("effective_on"), "null::timestamptz", at, stated=True, states_day=False)


def _now(row: Row) -> AsOf:
    """The same day as known now."""
    return AsOf(row.column("effective_on"), "null::timestamptz", "null::bigint", stated=True, states_day=False)


def _belief(catalogue: Catalogue) -> dict[str, Field]:
    day = "The day from which the decision holds, on which both states are told 生效日期"
    differences = (
        "What has become known of that day since the decision was recorded, attribute by attribute; what its own "
        "command changed is in both states, and no difference 认知差异"
    )
    return {
        "event": Field(f"{events.EVENT}!", events.event_item, "The decision, as it is known now 决策事件"),
        "validOn": columns.plain("effective_on", "Date!", day, "date"),
        "position": columns.plain(
            "before", "Position!", "How far the ledger had come before it 决策前的账本位置", "bigint"
        ),
        "reliedOn": Field(f"[{RELIANCE}!]!", _relied, "What it was decided on, by positions 依据事件"),
        "then": Field(
            "Subject", _subject(catalogue, _then), "Its subject as known before it; null: unknown yet 当时状态"
        ),
        "now": Field("Subject", _subject(catalogue, _now), "Its subject on that day as known now 现知状态"),
        "differences": Field(f"[{difference.TYPE}!]!", _differences(catalogue), differences),
    }


def _subject(catalogue: Catalogue, clocks: Callable[[Row], AsOf]) -> Compile:
    return lambda compiler, row, one: subject_of(compiler, catalogue, Row(row.alias, clocks(row)), one)


def _differences(catalogue: Catalogue) -> Compile:
    """What can differ depends on the kind, which only the row knows: each has its own branch."""

    def compile_differences(compiler: Compiler, row: Row, one: Selected) -> str:
        subject = (
            f"select s.subject, s.kind, s.scheme, s.code from read.subject s where s.subject = {row.column('subject')}"
        )
        branches = " ".join(
            f"when {names.literal(kind.name)} then "
            f"to_json({difference.between(compiler, kind, subject, _after(row), _now(row), one)})"
            for kind in catalogue.kinds.values()
        )
        return f"case {row.column('kind')} {branches} end"

    return compile_differences


def _relied(compiler: Compiler, row: Row, one: Selected) -> str:
    event = Row(compiler.statement.alias(), _then(row))
    where = [f"{event.column('id')} = any({row.column('relied_on')})", *tables.event_in_scope(compiler, event)]
    held = f"coalesce(e.positions @> {row.column('before')}, false) held, {row.column('before')} before"
    listed = f"(select e.*, {held} from read.event e) {event.alias}"
    order = f" order by {event.column('position')}"
    return compiler.objects(RELIANCE, event, one, f"from {listed}{tables.conjunction(where)}{order}")


def _reliance() -> dict[str, Field]:
    since = "What voided or corrected it after the decision, by positions; empty where it is as it was 此后更正或撤销"
    return {
        "event": Field(f"{events.EVENT}!", events.event_item, "As it was known then, its subject too 当时所知"),
        "held": columns.plain("held", "Boolean!", "It counted when the decision was taken 当时有效", "boolean"),
        "holds": Field("Boolean!", _holds, "It counts now 现仍有效"),
        "since": Field(f"[{events.EVENT}!]!", _since, since),
    }


def _holds(compiler: Compiler, row: Row, one: Selected) -> str:
    return f"upper_inf({row.column('positions')})"


def _since(compiler: Compiler, row: Row, one: Selected) -> str:
    """Of its subject, so that who sees it sees these; a correction of a correction follows from the first."""
    other = Row(compiler.statement.alias(), None)
    replaced = (
        f"{other.column('corrects')} = {row.column('id')} or {other.column('position')} = {row.column('voided_at')}"
    )
    where = [
        f"{other.column('subject')} = {row.column('subject')}",
        f"({replaced})",
        f"{other.column('position')} > {row.column('before')}",
    ]
    source = f"from read.event {other.alias}{tables.conjunction(where)} order by {other.column('position')}"
    return compiler.objects(events.EVENT, other, one, source)
