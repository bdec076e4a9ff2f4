"""What is due of works: `worksDue` over all that a reader may see, `due` of one project or building, and the filter."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from aggregates import departments, vocabulary
from aggregates.building import Building
from aggregates.catalogue import Catalogue
from aggregates.kinds import Element, Kind
from aggregates.project import Project
from graphql_api import columns, connections, reach, subjects, tables
from graphql_api.compiler import AsOf, Compiler, Row, Selected
from graphql_api.connections import Page
from graphql_api.cursors import Key, Order
from graphql_api.filters import FilterField
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from projections import names

ITEM, ROOT, FIELD, FILTER, PAGE = "ProcedureDue", "worksDue", "due", "late", 20
LAPSE_AHEAD = 30
"""Days before its lapse from which a permit without works is due."""

P, B = Project, Building


class ProcedureDuty(Enum):
    """What is to be done about works."""

    TENDER_AWARD = "定标"
    WORKS_CONTRACT = "签订合同"
    DRAWINGS_REVISION = "施工图修改送审"
    PROCEDURE_STEP = "办理环节"
    SUPERVISION = "质安监登记"
    PERMIT_LAPSE = "施工许可将失效"
    RETEST = "建材复检"
    RECTIFICATION = "整改"
    LABOUR_REPORT = "劳务实名上报"
    FIRE_ACCEPTANCE = "消防验收"
    ARCHIVE_ACCEPTANCE = "城建档案验收"
    COMPLETION_FILING = "竣工备案"
    HAZARD = "隐患整治"


_D = ProcedureDuty
_READS: dict[str, tuple[type[Element], ...]] = {
    "PROJECT": (
        P.tenders, P.contracts, P.drawing_reviews, P.procedure_steps, P.permits, P.material_tests, P.rectifications,
    ),
    "BUILDING": (B.hazards,),
}  # fmt: skip
"""Kind -> the collections of which something may be due."""

_LOST = ", ".join(names.literal(one.name) for one in vocabulary.LOST)
_GOING_ON = {"PROJECT": "h.cancelled is not true", "BUILDING": f"h.physical not in ({_LOST})"}
_UNDER_WAY = "h.completion_filed is not true"


def known(kind: Kind | None) -> bool:
    """Whether a kind is that of projects or buildings, with all that is read here."""
    needed = _READS.get(kind.name) if kind else None
    if kind is None or needed is None or "completion_filed" not in kind.attributes:
        return False
    return all(_has(kind, one) for one in needed)


def _has(kind: Kind, element: type[Element]) -> bool:
    found = kind.attributes_of(element.collection.name)
    return found is not None and found.keys() >= element.collection.attributes.keys()


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The items and the root, where the catalogue has projects and buildings with all that they read."""
    kinds = _kinds(catalogue)
    if not kinds:
        return
    model.add(
        EnumType(ProcedureDuty, "What is to be done about works 待办环节."),
        ObjectType(ITEM, "Something of a project or a building that has to be done 应办事项.", _fields(catalogue)),
        *connections.connection_types(ITEM),
    )
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: _root(kinds)})


def _kinds(catalogue: Catalogue) -> list[Kind]:
    found = [catalogue.kinds.get(name) for name in _READS]
    return [kind for kind in found if kind is not None] if all(map(known, found)) else []


def _fields(catalogue: Catalogue) -> dict[str, Field]:
    plain = columns.plain
    return {
        "what": plain("what", "ProcedureDuty!", "What is to be done 事项"),
        "kind": plain("kind", "SubjectKind!", "Kind of its subject 对象类别"),
        "code": plain("code", "String!", "Code of its subject 对象编码"),
        "key": plain("key", "String!", "Key of the element; empty where it is about the subject itself 键"),
        "subject": Field(
            "Subject",
            lambda compiler, row, one: subjects.subject_of(compiler, catalogue, row, one),
            "The project or building 对象",
        ),
        "since": plain("since", "Date", "Since when it is to be done 起始日", "date"),
        "dueOn": plain("due_on", "Date", "Last day on which to do it; null where there is none 期限", "date"),
        "late": Field("Boolean!", lambda compiler, row, one: _late(compiler, row), "Its day has passed 已逾期"),
        "department": plain("department", "String!", "The department that sees to it 责任部门"),
    }


def _late(compiler: Compiler, row: Row) -> str:
    return f"coalesce({row.column('due_on')} < {tables.day(compiler, row)}, false)"


def fields(kind: Kind) -> dict[str, Field]:
    """``due`` of a project or a building."""
    if not known(kind):
        return {}

    def compile_due(compiler: Compiler, row: Row, one: Selected) -> str:
        found = Row(compiler.statement.alias(), row.at)
        keys = ", ".join(found.column(name) for name in ("due_on", "since", "what", "key"))
        items = _of_one(compiler, kind, row)
        return compiler.objects(ITEM, found, one, f"from ({items}) {found.alias} order by {keys}")

    return {FIELD: Field(f"[{ITEM}!]!", compile_due, "What of it is to be done, what is due first at the head 应办")}


def filter_fields(kind: Kind) -> dict[str, FilterField]:
    """``late`` of a project or a building."""
    if not known(kind):
        return {}

    def condition(compiler: Compiler, row: Row, value: object) -> str:
        late = f"exists (select from ({_of_one(compiler, kind, row)}) d where d.due_on < {tables.day(compiler, row)})"
        return late if value else f"not {late}"

    return {
        FILTER: FilterField(
            "Boolean", "Something of it is to be done and its day has passed 有逾期事项", condition, beyond=True
        )
    }


def _root(kinds: list[Kind]) -> Field:
    arguments = {
        "division": reach.ARGUMENT,
        "what": Argument("[ProcedureDuty!]", "Only these 事项.", None),
        "late": Argument("Boolean", "Only what is late, or (false) only what is not; null: all 逾期.", None),
        **connections.page_arguments(PAGE),
    }

    def compile_due(compiler: Compiler, row: Row, one: Selected) -> str:
        return connections.compile_page(compiler, one, _page(compiler, kinds, one), ITEM, PAGE)

    said = "What of works is to be done, what is due first at the head and what has no day at the end 应办事项"
    return Field(f"{connections.connection_name(ITEM)}!", compile_due, said, arguments)


def _page(compiler: Compiler, kinds: list[Kind], one: Selected) -> Page:
    row = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    items = " union all ".join(part for kind in kinds for part in _Rows(compiler, kind, row.at, None).items())
    where = reach.within(compiler, row.column("division_id"), one)
    if one.arguments.get("what") is not None:
        asked = compiler.statement.bind(one.arguments["what"], "text[]", _names)
        where.append(f"{row.column('what')} = any({asked})")
    if (late := one.arguments.get("late")) is not None:
        where.append(_late(compiler, row) if late else f"not {_late(compiler, row)}")
    days = (Key(row.column(name), "date", nullable=True) for name in ("due_on", "since"))
    texts = (Key(row.column(name), "text") for name in ("code", "what", "key"))
    order = Order(ROOT, (*days, *texts, Key(row.column("subject"), "uuid")))
    return Page(
        row,
        f"from ({items}) {row.alias}",
        tuple(where),
        order,
        order,
    )


def _names(members: list[ProcedureDuty]) -> list[str]:
    return [member.name for member in members]


def _of_one(compiler: Compiler, kind: Kind, row: Row) -> str:
    return " union all ".join(_Rows(compiler, kind, row.at, row).items())


class _Rows:
    """Subjects ``h`` of a kind and their elements ``x``, as selects of items: of one subject, or of all of today."""

    def __init__(self, compiler: Compiler, kind: Kind, at: AsOf | None, of: Row | None) -> None:
        self.compiler, self.kind, self.at, self.one = compiler, kind, at, of
        self.day = tables.day(compiler, of) if of else tables.today(compiler)

    def items(self) -> Iterator[str]:
        """A select for each duty of the kind."""
        return self._of_projects() if self.kind.name == "PROJECT" else self._of_buildings()

    def _of_projects(self) -> Iterator[str]:
        waits = "x.live and x.opened_on is not null and x.awarded_on is null"
        yield self._items(_D.TENDER_AWARD, P.tenders, "x.opened_on", "x.due_on", waits)
        made = f"exists (select from {self._of(P.contracts)} y where y.subject = x.subject and y.tender_no = x.number)"
        waits = f"x.live and x.awarded_on is not null and x.contract_due_on is not null and not {made}"
        yield self._items(_D.WORKS_CONTRACT, P.tenders, "x.awarded_on", "x.contract_due_on", waits)
        later = "y.subject = x.subject and y.discipline = x.discipline and y.round > x.round"
        again = f"exists (select from {self._of(P.drawing_reviews)} y where {later})"
        waits = f"x.outcome = 'RETURNED' and {_UNDER_WAY} and not {again}"
        yield self._items(_D.DRAWINGS_REVISION, P.drawing_reviews, "x.reviewed_on", "x.revision_due_on", waits)
        begun, due = "coalesce(x.started_on, x.planned_on)", "coalesce(x.due_on, x.planned_on)"
        yield self._items(_D.PROCEDURE_STEP, P.procedure_steps, begun, due, "x.live and x.closed is not true")
        works = f"x.live and x.kind = 'CONSTRUCTION' and {_UNDER_WAY}"
        waits = f"{works} and h.supervision_no is null"
        yield self._items(_D.SUPERVISION, P.permits, "x.granted_on", "x.works_started_on", waits)
        waits = f"{works} and x.lapses_on <= {self.day} + {LAPSE_AHEAD}"
        yield self._items(_D.PERMIT_LAPSE, P.permits, f"x.lapses_on - {LAPSE_AHEAD}", "x.lapses_on", waits)
        same = "y.material = x.material and y.part is not distinct from x.part and y.tested_on >= x.tested_on"
        found = f"select from {self._of(P.material_tests)} y where y.subject = x.subject and y.passed and {same}"
        waits = f"not x.passed and {_UNDER_WAY} and not exists ({found})"
        yield self._items(_D.RETEST, P.material_tests, "x.tested_on", "x.due_on", waits)
        yield self._items(_D.RECTIFICATION, P.rectifications, "x.ordered_on", "x.due_on", "x.live")
        month = "date_trunc('month', h.labour_due_on)::date"
        waits = f"{_UNDER_WAY} and {month} <= {self.day}"
        yield self._items(_D.LABOUR_REPORT, None, month, "h.labour_due_on", waits)
        waits = "h.fire_due_on is not null and h.fire_accepted is not true"
        yield self._items(_D.FIRE_ACCEPTANCE, None, "h.completed_on", "h.fire_due_on", waits, departments.FIRE)
        waits = "h.archive_due_on is not null and h.archive_accepted is not true"
        yield self._items(_D.ARCHIVE_ACCEPTANCE, None, "h.completed_on", "h.archive_due_on", waits, departments.ARCHIVE)

    def _of_buildings(self) -> Iterator[str]:
        waits = f"h.filing_due_on is not null and {_UNDER_WAY}"
        yield self._items(_D.COMPLETION_FILING, None, "h.completed_on", "h.filing_due_on", waits)
        safety = departments.HOUSE_SAFETY
        yield self._items(_D.HAZARD, B.hazards, "x.found_on", "x.due_on", "x.live", safety)

    def _of(self, element: type[Element] | None) -> str:
        """The rows of a collection, or of the kind, in brackets."""
        declared = self.kind.collections[element.collection.name] if element else None
        if self.one is None:
            return tables.all_of_today(self.compiler, self.kind, self.at, declared)
        rows = tables.relation(self.compiler, self.kind, self.at, declared)
        return f"(select * from {rows} o where o.subject = {self.one.column('subject')})"

    def _items(
        self,
        what: ProcedureDuty,
        element: type[Element] | None,
        since: str,
        due: str,
        where: str,
        department: str = departments.WORKS,
    ) -> str:
        """Items of one duty: of elements of a collection, or (None) of the subjects themselves."""
        source = f"{self._of(None)} h"
        if element is not None:
            source += f" join {self._of(element)} x on x.subject = h.subject"
        key = "x.key" if element is not None else "''::text"
        said = (what.name, self.kind.name, department)
        duty, kind, seen_to = (f"{names.literal(one)}::text" for one in said)
        return (
            f"select {duty} what, {kind} kind, h.subject, h.code, h.division_id, {key} key, "
            f"{since} since, {due} due_on, {seen_to} department "
            f"from {source} where {_GOING_ON[self.kind.name]} and {where}"
        )
