"""`selfBuilt`: how far self-built homes have come from their screening to their remediation, by division 自建房安全."""

from __future__ import annotations

from enum import Enum

from aggregates import vocabulary
from aggregates.building import Building
from aggregates.catalogue import Catalogue
from aggregates.kinds import Kind
from graphql_api import columns, connections, reach, subjects, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from projections import names

ROOT, FUNNEL, OF_DIVISION, COUNT = "selfBuilt", "SelfBuiltFunnel", "SelfBuiltDivision", "SelfBuiltCount"
B = Building
_READS = (B.screenings, B.appraisals, B.hazards, B.controls)
_NEVER = ", ".join(names.literal(one.name) for one in vocabulary.LOST if one is not vocabulary.Physical.DEMOLISHED)
COUNTS = '"$self_built"'
"""The table of counts, a row a division; a dollar keeps it apart from every response key."""


class SelfBuiltStep(Enum):
    """A step of self-built homes towards safety; each counts on its own, so that what was left out shows."""

    REGISTERED = "登记"
    SCREENED = "已初判"
    SUSPECTED = "疑似危险"
    APPRAISED = "已鉴定"
    GRADE_A = "A级"
    GRADE_B = "B级"
    GRADE_C = "C级"
    GRADE_D = "D级"
    CONTROLLED = "已管控"
    REMEDIATED = "已整治"


_S = SelfBuiltStep
_DANGER = "(k.suspect or b.safety_grade in ('C', 'D') or z.found > 0)"
_REACHED = {
    _S.REGISTERED: "true",
    _S.SCREENED: "k.screened > 0",
    _S.SUSPECTED: "coalesce(k.suspect, false)",
    _S.APPRAISED: "b.safety_grade is not null",
    _S.GRADE_A: "b.safety_grade = 'A'",
    _S.GRADE_B: "b.safety_grade = 'B'",
    _S.GRADE_C: "b.safety_grade = 'C'",
    _S.GRADE_D: "b.safety_grade = 'D'",
    _S.CONTROLLED: "exists (select from {controls} y where y.subject = b.subject)",
    _S.REMEDIATED: f"{_DANGER} and z.open = 0 and (z.found > 0 or b.physical = 'DEMOLISHED')",
}
"""Step -> the condition that a building ``b`` has reached it, with its screenings ``k`` and hazards ``z``."""


def known(kind: Kind | None) -> bool:
    """Whether a kind is that of buildings, with all that is read here."""
    if kind is None or not {"self_built", "rural", "business_use", "safety_grade"} <= kind.attributes.keys():
        return False
    return {one.collection.name for one in _READS} <= kind.collections.keys()


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has buildings and divisions with all that it reads."""
    kind, division = catalogue.kinds.get("BUILDING"), catalogue.kinds.get("DIVISION")
    if kind is None or division is None or not known(kind):
        return
    counts = f"[{COUNT}!]!"
    model.add(
        EnumType(SelfBuiltStep, "A step of self-built homes towards safety 自建房安全环节."),
        ObjectType(COUNT, "Self-built homes that have reached a step 自建房数.", _count_fields()),
        ObjectType(
            OF_DIVISION,
            "Self-built homes of one division by step 区划自建房.",
            {
                "division": Field(
                    subjects.type_name(division),
                    lambda compiler, row, one: subjects.subject_object(
                        compiler, division, row.column("division_id"), row, one
                    ),
                    "The division; null where it is not known 区划",
                ),
                "steps": Field(counts, _steps_of_one, "Every step in its order 各环节"),
            },
        ),
        ObjectType(
            FUNNEL,
            "Self-built homes by step 自建房安全漏斗.",
            {
                "steps": Field(counts, _steps_of_all, "Every step in its order 各环节"),
                "divisions": Field(
                    f"[{OF_DIVISION}!]!", _divisions, "The same by division, in the order of codes 分区划"
                ),
                "position": Field(
                    "Position!", lambda compiler, row, one: connections.POSITION, "Position of the ledger 账本位置"
                ),
            },
        ),
    )
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: _root(kind)})


def _count_fields() -> dict[str, Field]:
    return {
        "step": columns.plain("step", "SelfBuiltStep!", "The step 环节"),
        "buildings": columns.plain("n", "Int!", "Buildings that have reached it 栋数", "int"),
        "inBusiness": columns.plain("b", "Int!", "Those of them that are used for business 其中用作经营", "int"),
    }


def _root(kind: Kind) -> Field:
    said = (
        "Self-built homes by how far they have come: screened, suspected by the last screening, appraised by the last "
        "grade, ever controlled, remediated (no hazard left of those found, or demolished) 自建房安全漏斗"
    )
    arguments = {
        "division": reach.ARGUMENT,
        "rural": Argument("Boolean", "Only rural ones, or (false) only others; null: all 农村.", None),
    }

    def compile_funnel(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), tables.clocks(compiler, None))
        told = f"with {COUNTS} as materialized ({_counts(compiler, kind, found, one)})"
        targets = compiler.targets(FUNNEL, found, compiler.below(FUNNEL, one.nodes))
        alias = compiler.statement.alias()
        return f"({told} select row_to_json({alias}) from (select {targets}) {alias})"

    return Field(f"{FUNNEL}!", compile_funnel, said, arguments)


def _counts(compiler: Compiler, kind: Kind, row: Row, one: Selected) -> str:
    """A row a division: the counts of all steps, and those of homes in business, as arrays in the order of steps."""

    def of(name: str | None) -> str:
        return tables.all_of_today(compiler, kind, row.at, kind.collections[name] if name else None)

    last = "(array_agg(x.suspect order by x.screened_on desc nulls last, x.key desc))[1]"
    screened = f"select count(*) screened, {last} suspect from {of('screenings')} x where x.subject = b.subject"
    counted = "count(*) found, count(*) filter (where x.live) open"
    hazards = f"select {counted} from {of('hazards')} x where x.subject = b.subject"
    reached = [condition.format(controls=of("controls")) for condition in _REACHED.values()]
    rows = ", ".join(f"({condition}) r{place}" for place, condition in enumerate(reached))
    where = [
        "b.self_built",
        "b.superseded is not true",
        f"b.physical not in ({_NEVER})",
        *sees(compiler, kind),
        *reach.within(compiler, "b.division_id", one),
    ]
    if (rural := one.arguments.get("rural")) is not None:
        where.append(f"b.rural is {'true' if rural else 'not true'}")
    homes = (
        f"select b.division_id, b.business_use is true business, {rows} from {of(None)} b "
        f"cross join lateral ({screened}) k cross join lateral ({hazards}) z{tables.conjunction(where)}"
    )
    every = ", ".join(f"count(*) filter (where r{place})" for place in range(len(reached)))
    business = ", ".join(f"count(*) filter (where r{place} and business)" for place in range(len(reached)))
    return f"select division_id, array[{every}] every, array[{business}] business from ({homes}) h group by division_id"


def sees(compiler: Compiler, kind: Kind) -> list[str]:
    """The condition that the reader may see buildings."""
    return tables.sees_kind(compiler, kind)


def _steps(compiler: Compiler, one: Selected, where: str) -> str:
    """Every step with its counts, summed over the divisions that meet ``where``; zeros where there are none."""
    found = Row(compiler.statement.alias(), None)
    listed = ", ".join(f"({place}, {names.literal(step.name)})" for place, step in enumerate(_S, start=1))
    told = "l.place, l.step, coalesce(sum(c.every[l.place]), 0)::int n, coalesce(sum(c.business[l.place]), 0)::int b"
    rows = f"select {told} from (values {listed}) l (place, step) left join {COUNTS} c on {where} group by 1, 2"
    return compiler.objects(COUNT, found, one, f"from ({rows}) {found.alias} order by {found.column('place')}")


def _steps_of_all(compiler: Compiler, row: Row, one: Selected) -> str:
    return _steps(compiler, one, "true")


def _steps_of_one(compiler: Compiler, row: Row, one: Selected) -> str:
    return _steps(compiler, one, f"c.division_id is not distinct from {row.column('division_id')}")


def _divisions(compiler: Compiler, row: Row, one: Selected) -> str:
    found = Row(compiler.statement.alias(), row.at)
    rows = f"select c.division_id, s.code from {COUNTS} c left join read.subject s on s.subject = c.division_id"
    return compiler.objects(OF_DIVISION, found, one, f"from ({rows}) {found.alias} order by {found.column('code')}")
