"""`cockpit`: every group of figures of a division, by period and as of both clocks, from the sums that are kept."""

from __future__ import annotations

from typing import Any

from aggregates import cockpit
from aggregates.catalogue import Catalogue
from aggregates.cockpit.shapes import Group
from aggregates.measures import Measure
from graphql_api import (
    cockpit_figures,
    cockpit_recount,
    cockpit_reported,
    cockpit_rows,
    cockpit_series,
    columns,
    naming,
    tables,
)
from graphql_api.cockpit_rows import NIL, Cockpit
from graphql_api.compiler import AsOf, Compiler, Row, Selected, as_object
from graphql_api.errors import BadVariable
from graphql_api.model import Argument, Field, Model, ObjectType
from graphql_api.query import AS_OF
from graphql_api.values import Request, Variables, resolver

TYPE, ROOT = "Cockpit", "cockpit"
DATA = "data"
CHILDREN = 40
"""Divisions that one contains, as the size of an answer is estimated: no city has more districts than Chongqing, 38. So
three levels may be asked for at once."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has divisions and anything is measured."""
    groups = list(cockpit.groups(catalogue))
    if "DIVISION" not in catalogue.kinds or not groups:
        return
    measures = cockpit.known(catalogue)
    numbers = dict(cockpit.numbers(measures))
    cockpit_figures.add_types(model)
    cockpit_series.add_types(model)
    fields = _own(measures)
    for group in groups:
        model.add(_group(model, catalogue, group))
        fields[group.name] = _group_field(group)
    if cockpit_reported.known(catalogue):
        cockpit_reported.add_types(model)
        fields[cockpit_reported.NAME] = cockpit_reported.group_field()
    fields["series"] = cockpit_series.field(groups, numbers)
    model.add(ObjectType(TYPE, "Figures of a division and all that it contains, for a period 驾驶舱.", fields))
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: _root(measures)})


def _own(measures: list[Measure]) -> dict[str, Field]:
    def code(compiler: Compiler, row: Row, one: Selected) -> str:
        return f"(select s.code from read.subject s where s.subject = {row.column('division')})"

    def children(compiler: Compiler, row: Row, one: Selected) -> str:
        assert isinstance(row, Cockpit)
        below = _below(compiler, row)
        with compiler.volume.within(CHILDREN):
            select = _select(compiler, one, row, below, measures)
        alias = compiler.statement.alias()
        return f"array(select {alias} from ({select} order by {Row(_BELOW, None).column('code')}) {alias})"

    return {
        "division": Field("String", code, "Code of the division; null: all that the reader sees 区划"),
        "from": columns.plain("since", "Date!", "First day of the period 起始日", "date"),
        "to": columns.plain("until", "Date!", "Last day of the period 截止日", "date"),
        "children": Field(f"[{TYPE}!]!", children, "The same of each division that it contains next 下级区划"),
        "position": cockpit_figures.POSITION,
    }


_BELOW = '"$below"'
"""The row of which a cockpit is made; a dollar keeps it apart from every response key."""


def _below(compiler: Compiler, row: Cockpit) -> str:
    """The divisions next below; of a row of everything those that stand below none."""
    codes = f"select c.code from read.code c where c.kind = 'DIVISION' and c.subject = {row.column('division')}"
    parent = f"u.parent in ({codes})"
    top = "u.parent is null" if compiler.identity.everywhere else f"u.code = any({_codes(compiler)})"
    return (
        f"select u.code, array[u.subject] nodes, false own, u.subject division, {row.column('since')} since, "
        f"{row.column('until')} until, {row.column('track')} track from read.division u "
        f"where case when {row.column('division')} is null then {row.column('whole')} and {top} else {parent} end "
        f"and {cockpit_rows.visible(compiler, 'u.subject')}"
    )


def _codes(compiler: Compiler) -> str:
    return compiler.statement.bind_request(
        "divisions", lambda variables, request: list(request.identity.divisions), "text[]"
    )


def _group(model: Model, catalogue: Catalogue, group: Group) -> ObjectType:
    fields = {figure.name: cockpit_figures.field(figure) for figure in group.figures}
    if group.name == "housing":
        fields |= cockpit_reported.median_price(catalogue)
    if group.name == DATA:
        fields |= cockpit_reported.add_events(model)
        count = str(len(catalogue.event_types))
        fields["resources"] = Field(
            "Int!", lambda compiler, row, one: count, "Types in the resource catalogue 资源目录"
        )
    fields["position"] = cockpit_figures.POSITION
    return ObjectType(_type(group), f"{group.en} {group.zh}.", fields)


def _type(group: Group) -> str:
    return f"Cockpit{naming.camel(group.name)[0].upper()}{naming.camel(group.name)[1:]}"


def _group_field(group: Group) -> Field:
    def compile_group(compiler: Compiler, row: Row, one: Selected) -> str:
        if not compiler.identity.sees(group.exposure):
            compiler.below(_type(group), one.nodes)
            return "null::json"
        targets = compiler.targets(_type(group), row, compiler.below(_type(group), one.nodes))
        return as_object(compiler.statement, f"select {targets}")

    public = group.exposure.name == "PUBLIC"
    return Field(_type(group) + ("!" if public else ""), compile_group, f"{group.en} {group.zh}")


def _root(measures: list[Measure]) -> Field:
    said = (
        "Figures of a division for a period, each with its definition in docs/cockpit.md. As of a day and what was "
        "known on that day: what the page showed 驾驶舱"
    )
    arguments = {
        "division": Argument("String", "Code of a division; without it all that the reader sees 区划.", None),
        "from": Argument("Date", "First day; the first of the last day's year where not given 起始日.", None),
        "to": Argument("Date", "Last day; that of asOf, else today 截止日.", None),
        "asOf": AS_OF,
    }

    def compile_cockpit(compiler: Compiler, row: Row, one: Selected) -> str:
        at = tables.stated_clocks(compiler, one.arguments.get("asOf"))
        base = Cockpit(_BELOW, at if at.stated else None)
        return as_object(compiler.statement, _select(compiler, one, base, _asked(compiler, one, at), measures))

    return Field(f"{TYPE}!", compile_cockpit, said, arguments)


def _select(compiler: Compiler, one: Selected, base: Cockpit, source: str, measures: list[Measure]) -> str:
    """What is selected of cockpits, one for each row of ``source``."""
    numbers = dict(cockpit.numbers(measures))
    row = Cockpit(compiler.statement.alias(), base.at, numbers)
    targets = compiler.targets(TYPE, row, compiler.below(TYPE, one.nodes))
    inner = Cockpit(_BELOW, base.at, numbers, row.wanted)
    return (
        f"select {targets} from ({source}) {_BELOW} cross join lateral ({_sums(compiler, inner, measures)}) {row.alias}"
    )


def _sums(compiler: Compiler, row: Cockpit, measures: list[Measure]) -> str:
    kept = cockpit_rows.sums(row)
    whole = f"{_BELOW}.division is not null or {_BELOW}.nodes <> '{{}}' whole"
    if row.at is None or (row.at.known == "null::timestamptz" and row.at.position == "null::bigint"):
        return f"select {_BELOW}.*, {whole}, k.sums from ({kept}) k offset 0"
    anew = cockpit_recount.sums(compiler, row, measures)
    return (
        f"select {_BELOW}.*, {whole}, case when {row.column('track')} is null then ({anew}) else k.sums end sums "
        f"from ({kept}) k offset 0"
    )


def _asked(compiler: Compiler, one: Selected, at: AsOf) -> str:
    """The row of the root: its divisions, days and track."""
    until, since = _days(compiler, one, at)
    code = one.arguments.get("division")
    if code is not None:
        found = tables.by_code("DIVISION", compiler.statement.bind(code, "text"))
        known = f"x.id is not null and {cockpit_rows.visible(compiler, 'x.id')}"
        seen = f"select x.id from (select {found} id) x where {known}"
        nodes, own, division = f"array({seen})", "false", f"({seen})"
    elif compiler.identity.everywhere:
        nodes, own, division = f"array[{NIL}]", "false", "null::uuid"
    else:
        ancestors = f"select c.subject from read.code c where c.kind = 'DIVISION' and c.code = any({_codes(compiler)})"
        nodes = f"array(select distinct d.descendant from read.division_closure d where d.ancestor in ({ancestors}))"
        own, division = "true", "null::uuid"
    return (
        f"select {nodes} nodes, {own} own, {division} division, {since} since, {until} until, "
        f"{_track(compiler, at, until)} track"
    )


def _track(compiler: Compiler, at: AsOf, until: str) -> str:
    """0: as known now; 1: as known on the last day itself; null: count anew."""
    if at.position != "null::bigint":
        return "null::smallint"
    if at.known == "null::timestamptz":
        return "0::smallint"
    known = _known_on(at)
    return f"(case when {at.known} >= now() then 0 when {known} = {until} then 1 end)::smallint"


def _known_on(at: AsOf) -> str:
    """The bureau's day of the moment."""
    return f"({at.known} at time zone (select zone from read.meta))::date"


def _days(compiler: Compiler, one: Selected, at: AsOf) -> tuple[str, str]:
    """The last day, and the first."""
    bind = compiler.statement.bind
    to, start = one.arguments.get("to"), one.arguments.get("from")
    if to is not None:
        until = bind(to, "date")
    elif not at.states_day and at.known != "null::timestamptz":
        until = f"least({_known_on(at)}, {tables.today(compiler)})"
    else:
        until = at.valid
    if start is None:
        return until, f"date_trunc('year', {until})::date"
    ordered = _ordered(start, to)
    key = f"cockpit from {start!r} to {to!r}"
    return until, compiler.statement.bind_request(key, ordered, "date")


def _ordered(start: object, to: object) -> Any:
    first, last = resolver(start, None), resolver(to, None)

    def resolve(variables: Variables, request: Request) -> object:
        day, end = first(variables, request), last(variables, request)
        if end is not None and day > end:  # type: ignore[operator]
            raise BadVariable(
                f"from {day} lies after to {end}; give the first day of the period and its last.", field="from"
            )
        return day

    return resolve
