"""Disclosures: who was shown which personal data in clear, when and why; for auditors, others see none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql_api import columns, filters, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import Page, compile_page, connection_name, connection_types
from graphql_api.cursors import Key, Order
from graphql_api.filters import Filter, FilterField
from graphql_api.model import Argument, Field, Model, ObjectType

DISCLOSURE, PERSON = "Disclosure", "DisclosedPerson"
PAGE = 20


def add_types(model: Model) -> None:
    """A disclosure, the persons in it, the connection and its filter."""
    model.add(
        ObjectType(PERSON, "A person of whom something was shown 被查看人.", _person_fields()),
        ObjectType(
            DISCLOSURE,
            "Personal data that was shown in clear, searched by number or erased 个人信息查看记录.",
            _fields(),
        ),
        *connection_types(DISCLOSURE),
        _filter().input_type(),
    )


def field() -> Field:
    """``disclosures`` of ``audit``."""
    said = (
        "Who was shown personal data in clear, searched by number or erased it, the latest first; only what concerns "
        "subjects of the reader's divisions. Empty for all but auditors 个人信息查看记录"
    )
    arguments = {
        "filter": Argument("DisclosureFilter", "Which of them.", None),
        "first": Argument("Int", "Rows of a page, at most 500.", PAGE),
        "after": Argument("String", "Cursor that the page begins after."),
    }
    return Field(f"{connection_name(DISCLOSURE)}!", _compile, said, arguments)


def _fields() -> dict[str, Field]:
    plain = columns.plain
    return {
        "id": plain("id", "Position!", "Its number; later ones are greater 编号", "bigint"),
        "at": plain("at", "DateTime!", "When it was committed, before the answer left 时间", "timestamptz"),
        "account": plain("account", "String", "Who was shown it, or destroyed the key 账号"),
        "roles": plain("roles", "[String!]!", "The roles of the account then 角色"),
        "purpose": plain(
            "purpose", "String!", "The purpose that the request stated; erasure where a key was destroyed 目的"
        ),
        "basis": plain("basis", "String!", "The law that the policy names for the purpose 依据"),
        "request": plain("request", "String", "Id of the request 请求标识"),
        "operation": plain("operation", "String", "Name of the operation, where it has one 操作名"),
        "numbers": plain(
            "numbers", "Int!", "ID numbers that were searched for, also such as nobody has 检索的证件号码数", "int"
        ),
        "persons": Field(f"[{PERSON}!]!", _persons, "Whose data, and which 被查看人"),
    }


def _person_fields() -> dict[str, Field]:
    plain, searched = columns.plain, "null of a search by number and of a destroyed key"
    return {
        "person": plain("ref", "String!", "Reference to the person, or to the subject whose own data it is 人员标识"),
        "kind": plain("kind", "SubjectKind", f"Kind of the subject that the data stood on; {searched} 对象类别"),
        "code": plain("code", "String", f"Code of that subject then; {searched} 对象编码"),
        "fields": plain(
            "fields",
            "[String!]!",
            "Which: collection/key#attribute; search#id_number of a search by number; key#shredded where the key was "
            "destroyed 查看内容",
        ),
    }


def _persons(compiler: Compiler, row: Row, one: Selected) -> str:
    person = Row(compiler.statement.alias(), None)
    where = [f"{person.column('disclosure')} = {row.column('id')}", *_scope(compiler, person)]
    order = f" order by {person.column('ref')}, {person.column('subject')}"
    source = f"from access.disclosed {person.alias}{tables.conjunction(where)}{order}"
    return compiler.objects(PERSON, person, one, source)


def _scope(compiler: Compiler, person: Row) -> list[str]:
    return tables.subject_in_scope(compiler, person.column("subject"))


def _compile(compiler: Compiler, row: Row, one: Selected) -> str:
    disclosure = Row(compiler.statement.alias(), None)
    where = ["true" if compiler.identity.audits else "false"]
    if not compiler.identity.everywhere:
        where.append(f"({_of_persons(compiler, disclosure, [])} or {_searched_within(compiler, disclosure)})")
    if one.arguments.get("filter"):
        where.append(_filter().condition(compiler, disclosure, one.arguments["filter"]))
    order = Order("disclosures", (Key(disclosure.column("id"), "bigint", descending=True),))
    source = f"from access.disclosure {disclosure.alias}"
    page = Page(disclosure, source, tuple(where), order, order)
    return compile_page(compiler, one, page, DISCLOSURE, PAGE)


def _filter() -> Filter:
    found = {
        "account": FilterField("StringFilter", "Who was shown it 账号", _text("account")),
        "purpose": FilterField("StringFilter", "Why 目的", _text("purpose")),
        "person": FilterField("StringFilter", "Reference to somebody whose data it is 人员标识", _any_person("ref")),
        "code": FilterField("StringFilter", "Code of a subject that the data stood on 对象编码", _any_person("code")),
        "from": FilterField("DateTime", "At this moment or later 起", _moment(">=")),
        "to": FilterField("DateTime", "Before this moment 止", _moment("<")),
    }
    return Filter(f"{DISCLOSURE}Filter", found)


def _text(column: str) -> filters.Condition:
    def condition(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        return filters.value_condition(compiler.statement, f"coalesce({row.column(column)}, '')", "text", value)

    return condition


def _any_person(column: str) -> filters.Condition:
    def condition(compiler: Compiler, row: Row, value: Mapping[str, Any]) -> str:
        def meant(person: Row) -> str:
            return filters.value_condition(compiler.statement, person.column(column), "text", value)

        return _of_persons(compiler, row, [meant])

    return condition


def _of_persons(compiler: Compiler, row: Row, conditions: list[Any]) -> str:
    """Some person of the disclosure whom the reader may know of meets the conditions."""
    person = Row(compiler.statement.alias(), None)
    where = [f"{person.column('disclosure')} = {row.column('id')}", *_scope(compiler, person)]
    where += [condition(person) for condition in conditions]
    return f"exists (select from access.disclosed {person.alias}{tables.conjunction(where)})"


def _searched_within(compiler: Compiler, row: Row) -> str:
    """A search by number of somebody who reads none but divisions of this reader; whom it found is not told by that."""
    code = Row(compiler.statement.alias(), None)
    (seen,) = tables.in_scope(compiler, code.column("subject"))
    own = f"{code.column('kind')} = 'DIVISION' and {code.column('code')} = division.code and {seen}"
    theirs = f"select from unnest({row.column('divisions')}) division (code)"
    within = f"not exists ({theirs} where not exists (select from read.code {code.alias} where {own}))"
    return f"({row.column('numbers')} > 0 and {row.column('divisions')} <> '{{}}' and {within})"


def _moment(operator: str) -> filters.Condition:
    def condition(compiler: Compiler, row: Row, value: Any) -> str:
        return f"{row.column('at')} {operator} {compiler.statement.bind(value, 'timestamptz')}"

    return condition
