"""`inbox`: what of households waits for a caseworker, since when and until when, over all that they have in common."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from aggregates import departments
from aggregates.catalogue import Catalogue
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from graphql_api import columns, connections, households, reach, subjects, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import Page
from graphql_api.cursors import Key, Order
from graphql_api.errors import Forbidden
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from projections import names

ITEM, ROOT, PAGE = "InboxItem", "inbox", 20
REVIEW_AHEAD, TENANCY_AHEAD = 30, 60
"""Days before its day from which a yearly review, and the end of a tenancy, are in the inbox."""


class InboxKind(Enum):
    """What waits for a caseworker."""

    MATERIALS_DUE = "待补正"
    PUBLICITY_ENDED_NOT_CLOSED = "公示期满未结束"
    REVIEW_WAITING = "待审核"
    OBJECTION_OPEN = "异议待处理"
    OPEN_REVIEW = "复核进行中"
    YEARLY_REVIEW_DUE = "年度复核到期"
    CHOICE_DUE = "待选房"
    TENANCY_ENDING = "合同到期"
    RENT_OVERDUE = "欠租"
    PAYMENT_FAILED = "补贴发放失败"
    SUSPENSION_OPEN = "资格中止中"
    FINDING_OPEN = "问题待办"


_K = InboxKind
_OVER = "h.stage not in ('EXITED', 'REJECTED')"
_OPEN = {
    _K.MATERIALS_DUE: ("material_requests", "requested_on", "due_on", _OVER),
    _K.PUBLICITY_ENDED_NOT_CLOSED: ("publicities", "ends_on", "ends_on", "x.ends_on <= {today}"),
    _K.OBJECTION_OPEN: ("publicity_objections", "raised_on", None, _OVER),
    _K.OPEN_REVIEW: ("annual_reviews", "opened_on", "due_on", "x.opened_on is not null"),
    _K.CHOICE_DUE: ("allocations", "allocated_on", "choose_by", "x.selected_on is null"),
    _K.SUSPENSION_OPEN: ("eligibility_suspensions", "suspended_on", None, _OVER),
    _K.FINDING_OPEN: ("findings", "found_on", None, "true"),
}
"""Kind -> collection whose elements that stand are meant, the days since when and until when, and on what condition."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has households with all that it reads."""
    kind = catalogue.kinds.get("HOUSEHOLD")
    if kind is None or not households.known(kind):
        return
    model.add(
        EnumType(InboxKind, "What waits for a caseworker 待办类别."),
        ObjectType(ITEM, "Something of a household that waits for a caseworker 待办事项.", _fields(kind)),
        *connections.connection_types(ITEM),
    )
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, ROOT: _root(kind)})


def _fields(kind: Kind) -> dict[str, Field]:
    plain = columns.plain
    late = "Its day has passed 已逾期"
    return {
        "kind": plain("kind", "InboxKind!", "What waits 类别"),
        "code": plain("code", "String!", "Code of the household 申请编号"),
        "key": plain(
            "key", "String!", "Key of the element that it is about; empty where it is about the household itself 键"
        ),
        "household": Field(
            subjects.type_name(kind),
            lambda compiler, row, one: subjects.subject_object(compiler, kind, row.column("subject"), row, one),
            "The household 家庭",
        ),
        "since": plain("since", "Date", "Since when it waits 起始日", "date"),
        "dueOn": plain("due_on", "Date", "Last day on which to do it; null where there is none 截止日", "date"),
        "late": Field(
            "Boolean!",
            lambda compiler, row, one: f"coalesce({row.column('due_on')} < {tables.today(compiler)}, false)",
            late,
        ),
        "department": plain("department", "String", "The department that has to do it 责任部门"),
    }


def _root(kind: Kind) -> Field:
    said = (
        "What waits for a caseworker, what is due first at the head and what has no day at the end; for roles that see "
        "personal data 待办"
    )
    arguments = {
        "division": reach.ARGUMENT,
        "kinds": Argument("[InboxKind!]", "Only of these kinds 类别.", None),
        **connections.page_arguments(PAGE),
    }

    def compile_inbox(compiler: Compiler, row: Row, one: Selected) -> str:
        if not compiler.identity.sees(Exposure.PERSONAL):
            raise Forbidden("inbox is for roles that see personal data; ask with a token of a caseworker.")
        return connections.compile_page(compiler, one, _page(compiler, kind, one), ITEM, PAGE)

    return Field(f"{connections.connection_name(ITEM)}!", compile_inbox, said, arguments)


def _page(compiler: Compiler, kind: Kind, one: Selected) -> Page:
    row = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    items = " union all ".join(_items(compiler, kind, row))
    where = [*tables.sees_kind(compiler, kind), *reach.within(compiler, row.column("division_id"), one)]
    if one.arguments.get("kinds") is not None:
        asked = compiler.statement.bind(one.arguments["kinds"], "text[]", _names)
        where.append(f"{row.column('kind')} = any({asked})")
    days = (Key(row.column(name), "date", nullable=True) for name in ("due_on", "since"))
    texts = (Key(row.column(name), "text") for name in ("code", "kind", "key"))
    order = Order(ROOT, (*days, *texts, Key(row.column("subject"), "uuid")))
    return Page(
        row,
        f"from ({items}) {row.alias}",
        tuple(where),
        order,
        order,
    )


def _names(members: list[InboxKind]) -> list[str]:
    return [member.name for member in members]


def _items(compiler: Compiler, kind: Kind, row: Row) -> Iterator[str]:
    rows, today = _Rows(compiler, kind, row), tables.today(compiler)
    for what, (collection, since, due, where) in _OPEN.items():
        department = "x.department" if what is _K.FINDING_OPEN else None
        met = f"x.live and {where.format(today=today)}"
        until = f"x.{due}" if due else None
        yield rows.items(what, collection, f"x.{since}", until, met, department)
    ends = f"x.ended_on is null and coalesce(x.starts_on <= {today}, true) and x.ends_on <= {today} + {TENANCY_AHEAD}"
    yield rows.items(_K.TENANCY_ENDING, "tenancies", f"x.ends_on - {TENANCY_AHEAD}", "x.ends_on", ends)
    again = f"exists (select from {rows.of('subsidies')} y where y.subject = x.subject and {_AGAIN})"
    failed = f"x.state = 'FAILED' and x.failed_on is not null and not {again}"
    yield rows.items(_K.PAYMENT_FAILED, "subsidies", "x.failed_on", None, failed)
    yield rows.items(_K.REVIEW_WAITING, None, rows.last_step(), None, rows.waits_for_review())
    opened = f"exists (select from {rows.of('annual_reviews')} y where y.subject = h.subject and y.live)"
    yearly = f"h.review_due <= {today} + {REVIEW_AHEAD} and {_OVER} and not {opened}"
    yield rows.items(_K.YEARLY_REVIEW_DUE, None, f"h.review_due - {REVIEW_AHEAD}", "h.review_due", yearly)
    yield rows.items(_K.RENT_OVERDUE, None, "h.arrears_since", "h.arrears_since", "h.arrears > 0")


_AGAIN = "y.period = x.period and y.state in ('ORDERED', 'PAID')"


class _Rows:
    """Households ``h`` and their elements ``x`` of today, as selects of items."""

    def __init__(self, compiler: Compiler, kind: Kind, row: Row) -> None:
        self.compiler, self.kind, self.row = compiler, kind, row

    def of(self, collection: str | None) -> str:
        """The rows of a collection, or of the kind, in brackets."""
        declared = self.kind.collections[collection] if collection else None
        return tables.all_of_today(self.compiler, self.kind, self.row.at, declared)

    def items(
        self,
        what: InboxKind,
        collection: str | None,
        since: str,
        due: str | None,
        where: str,
        department: str | None = None,
    ) -> str:
        """Items of one kind: of elements of a collection, or (None) of the households themselves."""
        source = f"{self.of(None)} h"
        if collection:
            source += f" join {self.of(collection)} x on x.subject = h.subject"
        key = "x.key" if collection else "''::text"
        return (
            f"select {names.literal(what.name)}::text kind, h.subject, h.code, h.division_id, {key} key, "
            f"{since} since, {due or 'null::date'} due_on, "
            f"coalesce({department or 'null::text'}, {names.literal(departments.SECURITY)}) department "
            f"from {source} where {where}"
        )

    def last_step(self) -> str:
        """The day of the last step of the application."""
        steps = (("reviews", "reviewed_on"), ("publicities", "closed_on"), ("material_requests", "supplied_on"))
        days = (f"(select max(y.{day}) from {self.of(of)} y where y.subject = h.subject)" for of, day in steps)
        return f"greatest(h.accepted_on, {', '.join(days)})"

    def waits_for_review(self) -> str:
        """An application that nothing keeps from its next review, or from the decision."""
        objection = f"select from {self.of('publicity_objections')} y where y.subject = h.subject and y.live"
        return f"h.stage = 'ACCEPTED' and not exists ({objection})"
