"""`portraits`: how many households there are by size, age, income and stage; small counts only for caseworkers."""

from __future__ import annotations

from aggregates.catalogue import Catalogue
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from aggregates.vocabulary import HouseholdStage
from graphql_api import columns, connections, filters, households, reach, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.model import Argument, Field, Model, ObjectType
from projections import names

PORTRAITS, COUNT, ROOT = "Portraits", "PortraitCount", "portraits"
LEAST = 5
"""A count below it is told only to who sees personal data."""

SIZES = ("1", "2", "3", "4", "5+")
AGES = ("<30", "30-39", "40-49", "50-59", "60+")
CHILDREN = ("0", "1", "2", "3+")
UNKNOWN = "unknown"
ADULT = 18
"""Members are children up to the year in which they reach it."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has households with all that it reads."""
    kind = catalogue.kinds.get("HOUSEHOLD")
    if kind is None or not households.known(kind):
        return
    model.add(
        ObjectType(COUNT, "How many households are of a class 分组户数.", _count_fields()),
        ObjectType(PORTRAITS, "Households counted by what they are like 保障家庭画像.", _fields()),
    )
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: _root(kind)})


def _count_fields() -> dict[str, Field]:
    said = f"Households of it; null: fewer than {LEAST}, or it would tell such a count 户数"
    return {
        "label": columns.plain("label", "String!", "The class; unknown where it is not on record 分组"),
        "count": columns.plain("n", "Int", said, "int"),
    }


def _fields() -> dict[str, Field]:
    listed = f"[{COUNT}!]!"
    return {
        "total": Field("Int", _total, "All of them 总户数"),
        "bySize": Field(listed, _by("size_class", (*SIZES, UNKNOWN)), "By number of members 家庭人数"),
        "byAge": Field(listed, _by("age_class", (*AGES, UNKNOWN)), "By the age that the applicant reaches 申请人年龄"),
        "byChildren": Field(listed, _by("children", CHILDREN), f"By members who are not {ADULT} yet 未成年人数"),
        "byStage": Field(listed, _by("stage", tuple(one.name for one in HouseholdStage)), "By stage 阶段"),
        "byIncomeBand": Field(
            listed, _by("income_band", ()), f"By income band; who sees no personal data, those of {LEAST} up 收入档次"
        ),
        "position": Field(
            "Position!", lambda compiler, row, one: connections.POSITION, "Position of the ledger 账本位置"
        ),
    }


def _root(kind: Kind) -> Field:
    said = (
        f"Households by size, age, income and stage today. Who sees no personal data is told no count below {LEAST}, "
        "and none from which one could be worked out 画像"
    )
    arguments = {
        "division": reach.ARGUMENT,
        "programme": Argument("SecurityProgramme", "Only those that applied for it 申请项目.", None),
        "stage": Argument("HouseholdStage", "Only those at this stage 阶段.", None),
    }

    def compile_portraits(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), tables.clocks(compiler, None))
        told = f"with {CLASSES} as materialized ({_classes(compiler, kind, found, one)})"
        targets = compiler.targets(PORTRAITS, found, compiler.below(PORTRAITS, one.nodes))
        alias = compiler.statement.alias()
        return f"({told} select row_to_json({alias}) from (select {targets}) {alias})"

    return Field(f"{PORTRAITS}!", compile_portraits, said, arguments)


CLASSES = '"$households"'
"""The table of households, one row each with its classes; a dollar keeps it apart from every response key."""


def _classes(compiler: Compiler, kind: Kind, row: Row, one: Selected) -> str:
    day = tables.today(compiler)
    members = tables.all_of_today(compiler, kind, row.at, kind.collections["members"])
    age = f"extract(year from {day})::int - m.birth_year"
    people = (
        f"select max({age}) filter (where m.relation = 'APPLICANT') age, count(*) filter (where {age} < {ADULT}) young "
        f"from {members} m where m.subject = h.subject and m.live"
    )
    where = [*tables.sees_kind(compiler, kind), *reach.within(compiler, "h.division_id", one)]
    where += [
        filters.enum_condition(compiler.statement, f"h.{name}", {"eq": one.arguments[name]})
        for name in ("programme", "stage")
        if one.arguments.get(name) is not None
    ]
    return (
        f"select case when h.size >= 5 then '5+' else coalesce(h.size::text, '{UNKNOWN}') end size_class, "
        f"case when a.age < 30 then '<30' when a.age < 40 then '30-39' when a.age < 50 then '40-49' "
        f"when a.age < 60 then '50-59' when a.age >= 60 then '60+' else '{UNKNOWN}' end age_class, "
        f"case when a.young >= 3 then '3+' else a.young::text end children, h.stage, "
        f"coalesce(h.income_band, '{UNKNOWN}') income_band "
        f"from {tables.all_of_today(compiler, kind, row.at)} h cross join lateral ({people}) a"
        f"{tables.conjunction(where)}"
    )


def _total(compiler: Compiler, row: Row, one: Selected) -> str:
    counted = f"select count(*)::int n from {CLASSES}"
    told = "n" if compiler.identity.sees(Exposure.PERSONAL) else f"case when n >= {LEAST} then n end"
    return f"(select {told} from ({counted}) c)"


def _by(column: str, labels: tuple[str, ...]) -> Compile:
    """Counts by a column: of every one of ``labels`` in their order, or, without any, of those that there are."""

    def compile_counts(compiler: Compiler, row: Row, one: Selected) -> str:
        exact = compiler.identity.sees(Exposure.PERSONAL)
        counts = _of_labels(column, labels) if labels else _of_any(column)
        shown = counts if exact else _kept(counts, listed=bool(labels))
        found = Row(compiler.statement.alias(), None)
        return compiler.objects(COUNT, found, one, f"from ({shown}) {found.alias} order by {found.column('place')}")

    return compile_counts


def _of_labels(column: str, labels: tuple[str, ...]) -> str:
    values = ", ".join(f"({place}, {names.literal(label)})" for place, label in enumerate(labels))
    return (
        f"select l.place, l.label, count(c.{column})::int n from (values {values}) l (place, label) "
        f"left join {CLASSES} c on c.{column} = l.label group by l.place, l.label"
    )


def _of_any(column: str) -> str:
    return (
        f"select row_number() over (order by c.{column})::int place, c.{column} label, count(*)::int n "
        f"from {CLASSES} c group by c.{column}"
    )


def _kept(counts: str, *, listed: bool) -> str:
    """The counts that may be told: none below the least, and where one alone is kept back, the next one too.

    The total less the others would tell it. Labels that the data alone name are left out with their counts.
    """
    ranked = (
        f"select k.*, row_number() over (order by k.n, k.place) least, "
        f"count(*) filter (where k.n < {LEAST}) over () few from ({counts}) k"
    )
    told = f"r.n >= {LEAST} and not (r.few = 1 and r.least = 2)"
    if listed:
        return f"select r.place, r.label, case when {told} then r.n end n from ({ranked}) r"
    return f"select r.place, r.label, r.n from ({ranked}) r where {told}"
