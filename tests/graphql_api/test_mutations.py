"""Mutations: what is filed, payloads compiled from what became of it, errors of one beside answers of others."""

from __future__ import annotations

import uuid
from typing import Any

import asyncpg
import orjson
import pytest

from aggregates import errors
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from graphql_api import api, operations
from graphql_api.desk import Filed, Filing
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC
from tests.graphql_api import desks, world
from tests.graphql_api.desks import ADMIN, COMMAND, CONTRACT, DOCUMENT, FILE, send, told


async def test_what_is_filed_are_the_inputs_by_their_names(reads: asyncpg.Pool) -> None:
    desk = desks.always(Filed())
    await told(reads, desk, FILE % "{ repeated }", input=CONTRACT)
    assert desk.identities == [ADMIN]
    (filing,) = desk.filed
    assert filing == Filing(
        api.of(CATALOGUE).readers["filePresaleContract"].command,
        uuid.UUID(COMMAND),
        "HOUSE",
        "W-1",
        "2026-06-01",
        {
            "contract_no": "C-1",
            "signed_on": "2026-05-30",
            "buyers": [
                {
                    "kind": "PERSON",
                    "name": "王芳",
                    "id_type": "RESIDENT_IDENTITY",
                    "id_number": "990102199003078516",
                    "share": "1/2",
                }
            ],
            "price": "1234567.80",
        },
        document=events.Document("合同", "HT-1", "2026-05-31"),
    )


async def test_the_same_from_literals_variables_within_and_fragments(reads: asyncpg.Pool) -> None:
    desk = desks.always(Filed())
    text = """mutation($code: String!, $id: ID!, $buyer: PartyInput!, $no: Boolean!) { ...Files }
        fragment Files on Mutation { contract: filePresaleContract(input: {houseCode: $code, commandId: $id,
        effectiveOn: "2026-06-01", document: {kind: "合同", number: "HT-1", issuedOn: "2026-05-31"}, remark: null,
        contractNo: "C-1", signedOn: "2026-05-30", buyers: [$buyer], price: 1234567.80}) {
        ... on FilePresaleContractPayload { __typename again: repeated position @skip(if: $no) } } __typename }"""
    asked = {"code": "W-1", "id": COMMAND, "buyer": CONTRACT["buyers"][0]}
    found = await told(reads, desk, text, **asked, no=True)
    payload = {"__typename": "FilePresaleContractPayload", "again": False}
    assert found == {"contract": payload, "__typename": "Mutation"}
    found = await told(reads, desk, text, **asked, no=False)
    assert found["contract"] == {**payload, "position": None}
    await told(reads, desk, FILE % "{ repeated }", input={**CONTRACT, "price": "1234567.8"})
    assert desk.filed[0] == desk.filed[1]
    assert desk.filed[0].values["price"] == desk.filed[2].values["price"] == "1234567.8"


async def test_mutations_of_one_request_are_filed_in_order_and_fail_alone(reads: asyncpg.Pool) -> None:
    async def answer(filing: Filing) -> Filed:
        match filing.code:
            case "unknown":
                raise errors.FangjiError("houseCode 'unknown' is not registered.", field="house_code", rule="KNOWN")
            case "defect":
                raise ZeroDivisionError
            case "away":
                raise asyncpg.CannotConnectNowError
        return Filed(repeated=True)

    desk = desks.Scripted(answer)
    text = "mutation($a: S, $b: S, $c: S, $d: S, $e: S, $f: S = {}) { %s }".replace("S", "FilePresaleContractInput!")
    text %= " ".join(f"{one}: filePresaleContract(input: ${one}) {{ repeated }}" for one in "abcdef")
    codes = dict(zip("abcdef", ["first", "unknown", "defect", "away", "MIGRATION", "last"], strict=True))
    given: dict[str, Any] = {one: {**CONTRACT, "houseCode": code} for one, code in codes.items()}
    given["e"]["reason"] = "MIGRATION"
    answered = await send(reads, desk, text.replace(" = {}", ""), **given)
    assert answered.status == 200
    found = orjson.loads(answered.body)
    assert [one.code for one in desk.filed] == ["first", "unknown", "defect", "away", "last"]
    fine = {"repeated": True}
    assert found["data"] == {"a": fine, "b": None, "c": None, "d": None, "e": None, "f": fine}
    assert list(found["data"]) == list("abcdef")
    told = [(one["path"], one["extensions"]) for one in found["errors"]]
    assert told == [
        (["b"], {"code": "ERROR", "field": "houseCode", "rule": "KNOWN"}),
        (["c"], {"code": "INTERNAL"}),
        (["d"], {"code": "UNAVAILABLE"}),
        (["e"], {"code": "INVALID_VALUE", "field": "reason", "rule": "REASON"}),
    ]
    assert all(one["locations"] and one["message"].endswith(".") for one in found["errors"])


@pytest.mark.parametrize(
    ("error", "extensions"),
    [
        (errors.InvalidValue("buyers.0.idNumber is wrong.", field="buyers.0.id_number", rule="CN-ID"),
         {"code": "INVALID_VALUE", "field": "buyers.0.idNumber", "rule": "CN-ID"}),
        (errors.VersionConflict("It moved on.", field="expectedVersion"),
         {"code": "VERSION_CONFLICT", "field": "expectedVersion"}),
        (errors.CommandReused("Another content.", field="command"), {"code": "COMMAND_REUSED", "field": "commandId"}),
        (errors.UnknownName("There is no such kind."), {"code": "UNKNOWN_NAME"}),
    ],
)  # fmt: skip
async def test_errors_keep_their_codes(reads: asyncpg.Pool, error: Exception, extensions: dict[str, Any]) -> None:
    answer = await send(reads, desks.always(error), FILE % "{ repeated }", input=CONTRACT)
    found = orjson.loads(answer.body)
    assert found["data"] == {"filePresaleContract": None}
    assert [one["extensions"] for one in found["errors"]] == [extensions]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"commandId": "1"}, "commandId"),
        ({"commandId": 17}, "commandId"),
        ({"commandId": "{0b9e7c9e8c8a4c559d3b3f4f9d5f7a11xxx}"}, "commandId"),
        ({"corrects": "W-1"}, "corrects"),
        ({"reason": "CAUSED"}, "reason"),
        ({"houseCode": "a\0b"}, "houseCode"),
        ({"remark": "\0"}, "remark"),
        ({"document": {**DOCUMENT, "uri": "\0"}}, "document.uri"),
        ({"buyers": [{}, {"name": "\0"}]}, "buyers.1.name"),
    ],
)
async def test_what_is_no_filing_is_not_filed(reads: asyncpg.Pool, changed: dict[str, Any], field: str) -> None:
    desk = desks.always(Filed())
    answer = await send(reads, desk, FILE % "{ repeated }", input={**CONTRACT, **changed})
    (error,) = orjson.loads(answer.body)["errors"]
    assert error["extensions"]["code"] == "INVALID_VALUE"
    assert error["extensions"]["field"] == field
    assert desk.filed == []


@pytest.mark.parametrize(
    ("reason", "corrects", "filed"),
    [
        (None, None, "CHANGE"),
        (None, COMMAND, "CORRECTION"),
        ("CHANGE", COMMAND, "CORRECTION"),
        ("ORDER", COMMAND, "ORDER"),
        ("CORRECTION", None, "CORRECTION"),
        ("ERROR", None, "ERROR"),
    ],
)
async def test_reasons(reads: asyncpg.Pool, reason: str | None, corrects: str | None, filed: str) -> None:
    desk = desks.always(Filed())
    given = {**CONTRACT, "corrects": corrects, **({"reason": reason} if reason else {})}
    await told(reads, desk, FILE % "{ repeated }", input=given)
    assert desk.filed[0].reason.name == filed
    assert desk.filed[0].corrects == (uuid.UUID(corrects) if corrects else None)


@pytest.mark.parametrize(
    ("text", "given", "code"),
    [
        (FILE % "{ house { nothing } }", CONTRACT, "INVALID_DOCUMENT"),
        (FILE % "{ repeated }", {**CONTRACT, "document": None}, "BAD_VALUE"),
        (FILE % "{ repeated }", {**CONTRACT, "price": "a lot"}, "BAD_VALUE"),
        (FILE % "{ repeated }", {**CONTRACT, "house": "W-1"}, "BAD_VALUE"),
        (FILE % '{ house { timeline(after: "zzz") { nodes { id } } } }', CONTRACT, "BAD_CURSOR"),
        (FILE % "{ house { timeline(first: 501) { nodes { id } } } }", CONTRACT, "TOO_LARGE"),
    ],
)
async def test_what_cannot_be_answered_is_refused_before_anything_is_filed(
    reads: asyncpg.Pool, text: str, given: dict[str, Any], code: str
) -> None:
    desk = desks.always(Filed())
    answer = await send(reads, desk, text, input=given)
    found = orjson.loads(answer.body)
    assert answer.status == 400
    assert "data" not in found
    assert found["errors"][0]["extensions"]["code"] == code
    assert desk.filed == []


async def test_a_null_where_the_input_needs_a_value_is_refused_whole(reads: asyncpg.Pool) -> None:
    text = """mutation($input: FilePresaleContractInput = {houseCode: "", effectiveOn: "2026-06-01", commandId: "none",
        document: {kind: "", number: "", issuedOn: "2026-06-01"}, contractNo: "", signedOn: "2026-06-01", buyers: [],
        price: 1}) { filePresaleContract(input: $input) { repeated } }"""
    desk = desks.always(Filed())
    execute = Executor(api.of(CATALOGUE), reads, lambda: world.TODAY, desk)
    for given in ({"input": None}, {}, {"input": None}):
        answer = await execute.execute(text, given, None, ADMIN)
        found = orjson.loads(answer.body)
        assert desk.filed == []
        if given:
            assert "data" not in found
            assert found["errors"][0]["extensions"]["code"] == "BAD_VALUE"
        else:
            assert found["errors"][0]["extensions"]["field"] == "commandId"


async def test_a_process_without_a_desk_only_reads(reads: asyncpg.Pool) -> None:
    answer = await send(reads, None, FILE % "{ repeated }", PUBLIC, input=CONTRACT)
    assert answer.status == 403
    (error,) = orjson.loads(answer.body)["errors"]
    assert error["extensions"] == {"code": "READ_ONLY"}


PRIVATE = {"name": "王芳", "idNumber": "990102199003078516", "phone": "13900000000"}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"contractNo": 5.5}, "contractNo"),
        ({"price": None}, "price"),
        ({"nothing": 1}, "nothing"),
        ({"buyers": "王芳"}, "buyers"),
        ({"buyers": [{**PRIVATE, "idCard": "x"}]}, "buyers.0.idCard"),
        ({"buyers": [{**PRIVATE, "idType": "990102199003078516"}]}, "buyers.0.idType"),
        ({"buyers": [PRIVATE, {"idNumber": 990102199003078516}]}, "buyers.1.idNumber"),
        ({"buyers": [{"phone": ["13900000000"]}]}, "buyers.0.phone"),
        ({"remark": {"王芳": 1}}, "remark"),
        ({"document": {"kind": "王芳"}}, "document.number"),
    ],
)
async def test_errors_of_variables_name_the_field_and_show_no_personal_data(
    reads: asyncpg.Pool, changed: dict[str, Any], field: str
) -> None:
    given = {**CONTRACT, "buyers": [PRIVATE], **changed}
    answer = await send(reads, desks.always(Filed()), FILE % "{ repeated }", input=given)
    assert answer.status == 400
    found = orjson.loads(answer.body)["errors"]
    assert found[0]["extensions"] == {"code": "BAD_VALUE", "field": field}
    assert all(one["message"].endswith((".", "?")) for one in found)
    assert not any(text in answer.body.decode() for text in ("王芳", "990102199003078516", "13900000000"))


@pytest.mark.parametrize(
    "buyers",
    [
        '[{name: "王芳", idCard: 1}]',
        "[{phone: 13900000000}]",
        '"王芳"',
        '[{name "王芳"}]',
        "[{idNumber: 1 990102199003078516}]",
    ],
)
async def test_errors_of_literals_show_no_personal_data_either(reads: asyncpg.Pool, buyers: str) -> None:
    text = f'mutation {{ filePresaleContract(input: {{houseCode: "W-1", buyers: {buyers}}}) {{ repeated }} }}'
    answer = await send(reads, desks.always(Filed()), text)
    assert answer.status == 400
    assert orjson.loads(answer.body)["errors"][0]["extensions"]["code"] in {"INVALID_DOCUMENT", "SYNTAX_ERROR"}
    assert not any(text in answer.body.decode() for text in ("王芳", "990102199003078516", "13900000000"))


SHIPPED = {name: text for name, text in operations.documents().items() if "\nmutation " in text}


@pytest.mark.parametrize("name", SHIPPED)
async def test_every_shipped_mutation_can_be_filed(reads: asyncpg.Pool, name: str) -> None:
    desk = desks.always(Filed())
    given = next(line for line in SHIPPED[name].splitlines() if line.startswith("# variables: "))
    (payload,) = (await told(reads, desk, SHIPPED[name], **orjson.loads(given.removeprefix("# variables: ")))).values()
    assert payload["rejections"] == []
    assert len(desk.filed) == 1
