"""Inputs of mutations: their types follow from what a command declares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from aggregates.commands.command import Codes, Command, Given, Input, Items, Members, Parties, Plain
from aggregates.event import Reason
from aggregates.vocabulary import IdType, PartyKind
from graphql_api import columns
from graphql_api.model import Argument, EnumType, InputType, Model
from graphql_api.naming import bilingual, camel, pascal, singular

DOCUMENT, PARTY = "DocumentInput", "PartyInput"
_PERSON = frozenset({"name", "idType", "idNumber", "phone"})
EVENT_ID = "event_id"
"""The input of commands on one event, whose subject and kind follow from it."""


def name(command: Command) -> str:
    """``FilePresaleContractInput``."""
    return f"{pascal(command.name)}Input"


def add_types(model: Model, commands: Iterable[Command]) -> None:
    """The input of every command, and what inputs consist of."""
    model.add(
        EnumType(PartyKind, "Sorts of parties 主体类别."),
        EnumType(IdType, "Sorts of identity documents 证件类型."),
        InputType(DOCUMENT, "The paper behind what is recorded 文书.", _document_fields()),
        InputType(PARTY, "A person, by an identity document, or an enterprise, by its code 当事人.", _party_fields()),
    )
    for command in commands:
        model.add(*_enums(command.inputs), _input_type(command))
        model.add(*(_item_type(command, one) for one in command.inputs if isinstance(one, Items | Members)))


def _input_type(command: Command) -> InputType:
    own = [(camel(one.name), _argument(command, one)) for one in command.inputs]
    fields = {**_subject_fields(command), **_common_fields(command)}
    for key, argument in own:
        if key in fields and not (key == camel(EVENT_ID) and command.by_event):
            raise ValueError(
                f"The input {key} of the command {command.name} stands in every input or twice in its own."
            )
        fields[key] = argument
    of = command.event_type
    return InputType(name(command), bilingual(of.en, of.zh, f"what `{camel(command.name)}` takes."), fields)


def _subject_fields(command: Command) -> dict[str, Argument]:
    if command.by_event:
        return {camel(EVENT_ID): Argument("ID!", "Id of the event that it is about 事件标识")}
    if command.any_kind:
        return {
            "kind": Argument("SubjectKind!", "Kind of the subject 对象类别"),
            "code": Argument("String!", "Any code that the subject ever had 对象编码"),
        }
    kind = command.subject.declaration
    fresh = "Code, which no other has" if command.registers else "Any code that it ever had"
    said = "Any code that it ever had; a new one registers it" if command.may_register else fresh
    return {f"{camel(kind.table)}Code": Argument("String!", bilingual(f"{kind.en}'s code", f"{kind.zh}编码", said))}


def _common_fields(command: Command) -> dict[str, Argument]:
    fields = {
        "effectiveOn": Argument("Date!", "From which day it holds in the world 生效日期"),
        "document": Argument(DOCUMENT, "The paper that tells of it 文书", None)
        if command.is_fact
        else Argument(f"{DOCUMENT}!", "The paper by which it is done 文书"),
        "commandId": Argument(
            "ID!", "A UUID made for this command; sent again with the same content it answers the same 命令标识"
        ),
        "reason": Argument("Reason", _said_of_reason(command), command.reason or Reason.CHANGE),
        "remark": Argument("String", "Remark, kept sealed 备注", None),
        "expectedVersion": Argument("Int", "Version of the subject that whoever files has seen 预期版本", None),
    }
    if not command.by_event:
        fields["scheme"] = Argument("String", "Code scheme of the code, where several use the same 编码体系", None)
    fields["corrects"] = Argument(
        "ID",
        "Id of an event of the same type that this states anew; without it nothing on record is replaced, whatever the "
        "reason 更正对象",
        None,
    )
    return fields


def _said_of_reason(command: Command) -> str:
    if command.reason is not None:
        return f"Why it is recorded; here always {command.reason.name} 登记原因"
    return (
        "Why it is recorded; MIGRATION and CAUSED are refused, CHANGE is CORRECTION where `corrects` is given 登记原因"
    )


def _argument(command: Command, one: Input) -> Argument:
    type_ = _type(command, one)
    return Argument(f"{type_}!", _describe(one)) if one.required else Argument(type_, _describe(one), None)


def _type(command: Command, one: Input) -> str:
    match one:
        case Given():
            return one.attribute.type.scalar
        case Members():
            return f"[{_item_name(command, one)}!]"
        case Parties():
            return f"[{PARTY}!]"
        case Codes():
            return "[String!]"
        case Items():
            return f"[{_item_name(command, one)}!]"
        case Plain():
            return one.type


def _describe(one: Input) -> str:
    return columns.describe(one.attribute) if isinstance(one, Given) else bilingual(one.en, one.zh)


def _item_name(command: Command, one: Items | Members) -> str:
    return f"{pascal(command.name)}{pascal(singular(one.name))}Input"


def _item_type(command: Command, one: Items | Members) -> InputType:
    if isinstance(one, Members):
        person = {key: argument for key, argument in _party_fields().items() if key in _PERSON}
        fields = {**person, **{camel(part.name): _argument(command, part) for part in one.also}}
    else:
        fields = {camel(part.name): _argument(command, part) for part in one.given}
    return InputType(_item_name(command, one), bilingual(one.en, one.zh), fields)


def _enums(inputs: Iterable[Input]) -> Iterator[EnumType]:
    for one in inputs:
        if isinstance(one, Items):
            yield from _enums(one.given)
        elif isinstance(one, Members):
            yield from _enums(one.also)
        elif isinstance(one, Given) and (enum := columns.enum_of(one.attribute)):
            yield enum


def _document_fields() -> dict[str, Argument]:
    return {
        "kind": Argument("String!", "Kind 文书类别"),
        "number": Argument("String!", "Number 文号"),
        "issuedOn": Argument("Date!", "Issued on 签发日期"),
        "sha256": Argument("String", "SHA-256 of its text, in hex 摘要", None),
        "uri": Argument("String", "Where it is kept 存放地址", None),
    }


def _party_fields() -> dict[str, Argument]:
    return {
        "kind": Argument("PartyKind", "Sort of party 主体类别", PartyKind.PERSON),
        "name": Argument("String", "A person's name, kept sealed 姓名", None),
        "idType": Argument("IdType", "Sort of the identity document 证件类型", IdType.RESIDENT_IDENTITY),
        "idNumber": Argument("String", "Number of the identity document, kept sealed; persons need it 证件号码", None),
        "phone": Argument("String", "Telephone, kept sealed 电话", None),
        "enterpriseCode": Argument("String", "Unified social credit code; enterprises need it 统一社会信用代码", None),
        "enterpriseName": Argument("String", "An enterprise's name 企业名称", None),
        "share": Argument("String", 'Share, a fraction: "1/2" 份额', None),
    }
