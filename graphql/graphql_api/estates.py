"""`estates`: buildings put together by their estate, with what of them was renovated and for how much 老旧小区改造."""

from __future__ import annotations

from aggregates import vocabulary
from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import columns, connections, reach, subjects, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import Page
from graphql_api.cursors import Key, Order
from graphql_api.model import Argument, Field, Model, ObjectType
from projections import names

ITEM, ROOT, PAGE = "Estate", "estates", 20
NOWHERE = "00000000-0000-0000-0000-000000000000"
_NEVER = ", ".join(names.literal(one.name) for one in vocabulary.LOST if one is not vocabulary.Physical.DEMOLISHED)
_OWN = {"estate", "estate_code", "currency", "unit_count", "year_built"}


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has buildings and divisions with all that it reads."""
    kind, division = catalogue.kinds.get("BUILDING"), catalogue.kinds.get("DIVISION")
    if kind is None or division is None or not kind.attributes.keys() >= _OWN or "renovations" not in kind.collections:
        return
    model.add(
        ObjectType(ITEM, "The buildings of one estate 小区.", _fields(division)), *connections.connection_types(ITEM)
    )
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: _root(kind)})


def _fields(division: Kind) -> dict[str, Field]:
    plain = columns.plain
    return {
        "code": plain("estate_code", "String", "Code of the estate 小区编码"),
        "name": plain("estate", "String", "Its name 小区"),
        "division": Field(
            subjects.type_name(division),
            lambda compiler, row, one: subjects.subject_object(compiler, division, row.column("division_id"), row, one),
            "The division in which its buildings stand 区划",
        ),
        "currency": plain("currency", "String!", "Currency of the money; one of several has a row each 币种"),
        "buildings": plain("buildings", "Int!", "Buildings 楼幢数", "int"),
        "homes": plain("homes", "Int", "Homes in those that say how many 套数", "int"),
        "builtFrom": plain("built_from", "Int", "Year of the oldest 最早建成年份", "int"),
        "builtTo": plain("built_to", "Int", "Year of the newest 最晚建成年份", "int"),
        "buildingsGranted": plain("granted", "Int!", "Buildings with a renovation 获批改造楼幢", "int"),
        "buildingsCompleted": plain("completed", "Int!", "Buildings of which one is completed 完成改造楼幢", "int"),
        "grants": plain("grants", "Int!", "Renovations granted 批准数", "int"),
        "completions": plain("completions", "Int!", "Renovations completed 完工数", "int"),
        "cost": plain("cost", "Decimal", "Cost of all of them, as far as it is stated 投资", "numeric"),
        "costCompleted": plain("spent", "Decimal", "Cost of those that are completed 完工投资", "numeric"),
    }


def _root(kind: Kind) -> Field:
    said = "Estates with their buildings and renovations, by division, name and code 老旧小区改造"
    arguments = {
        "division": reach.ARGUMENT,
        "renovated": Argument("Boolean", "Only with a renovation granted, or (false) without any; null: all.", None),
        **connections.page_arguments(PAGE),
    }

    def compile_estates(compiler: Compiler, row: Row, one: Selected) -> str:
        return connections.compile_page(compiler, one, _page(compiler, kind, one), ITEM, PAGE)

    return Field(f"{connections.connection_name(ITEM)}!", compile_estates, said, arguments)


def _page(compiler: Compiler, kind: Kind, one: Selected) -> Page:
    row = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    texts = (Key(row.column(name), "text") for name in ("place", "by_name", "by_code", "currency"))
    order = Order(ROOT, (*texts, Key(row.column("by_division"), "uuid")))
    renovated, where = one.arguments.get("renovated"), []
    if renovated is not None:
        where.append(f"{row.column('grants')} {'>' if renovated else '='} 0")
    return Page(
        row,
        f"from ({_estates(compiler, kind, row, one)}) {row.alias}",
        tuple(where),
        order,
        order,
    )


def _estates(compiler: Compiler, kind: Kind, row: Row, one: Selected) -> str:
    buildings = tables.all_of_today(compiler, kind, row.at)
    works = tables.all_of_today(compiler, kind, row.at, kind.collections["renovations"])
    own = "count(*) grants, count(*) filter (where not x.live) completions, sum(x.cost) cost"
    money = f"select {own}, sum(x.cost) filter (where not x.live) spent from {works} x where x.subject = b.subject"
    where = [
        "(b.estate is not null or b.estate_code is not null)",
        "b.superseded is not true",
        f"b.physical not in ({_NEVER})",
        *tables.sees_kind(compiler, kind),
        *reach.within(compiler, "b.division_id", one),
    ]
    told = (
        "b.division_id, b.estate_code, min(b.estate) estate, coalesce(b.currency, 'CNY') currency, "
        "count(*)::int buildings, sum(b.unit_count)::int homes, "
        "min(b.year_built) filter (where b.year_built < 9999) built_from, "
        "max(b.year_built) filter (where b.year_built < 9999) built_to, "
        "count(*) filter (where w.grants > 0)::int granted, count(*) filter (where w.completions > 0)::int completed, "
        "sum(w.grants)::int grants, sum(w.completions)::int completions, sum(w.cost) cost, sum(w.spent) spent"
    )
    grouped = (
        "b.division_id, b.estate_code, case when b.estate_code is null then b.estate end, coalesce(b.currency, 'CNY')"
    )
    rows = (
        f"select {told} from {buildings} b cross join lateral ({money}) w{tables.conjunction(where)} group by {grouped}"
    )
    keys = (
        "coalesce(s.code, '') place, coalesce(g.estate, '') by_name, coalesce(g.estate_code, '') by_code, "
        f"coalesce(g.division_id, '{NOWHERE}'::uuid) by_division"
    )
    return f"select g.*, {keys} from ({rows}) g left join read.subject s on s.subject = g.division_id"
