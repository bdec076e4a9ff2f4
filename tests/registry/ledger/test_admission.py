"""What the ledger refuses, with field, value and rule named; and that the read columns take all that it admits."""

import dataclasses
import datetime
import json
import math
import uuid

import asyncpg
import pytest

from aggregates import attributes, errors
from aggregates import catalogue as catalogues
from aggregates import event as events
from registry.ledger import admission, encoding, preparation, stamping, units
from tests.registry.ledger import samples

ADMISSION = admission.Admission(catalogues.CATALOGUE)
ENVELOPE = {"sealed": 1, "ref": "person/1", "nonce": "AAAA", "text": "AAAA"}


def _refusal(event: events.Event) -> errors.FangjiError:
    """Why an event is refused, by the very way that an append takes."""
    with pytest.raises(errors.FangjiError) as caught:
        preparation.prepare(samples.unit(event), ADMISSION)
    return caught.value


def _setting(name: str, value: object, entity: str = "") -> events.Event:
    changes = (events.Change(entity, {name: value}),)  # type: ignore[dict-item]
    return samples.house("H1", type="PresaleContractFiled", changes=changes)


def _admitted(event: events.Event) -> bool:
    return preparation.prepare(samples.unit(event), ADMISSION).size == 1


@pytest.mark.parametrize(
    ("name", "value", "wrong"),
    [
        ("address", "光复路\0 88号", r"holds U\+0000"),
        ("address", "光复路\ud800", "lone surrogate"),
        ("address", 88, "is not text"),
        ("address", "长" * 501, "has 501 characters"),
        ("floor_area", math.nan, "is not a decimal number"),
        ("floor_area", math.inf, "is not a decimal number"),
        ("floor_area", 88.2, "is not a decimal number"),
        ("floor_area", 88, "is not a decimal number"),
        ("floor_area", "NaN", "is not a decimal number"),
        ("floor_area", "1e5", "is not a decimal number"),
        ("floor_area", "88.123", "more than 2 digits"),
        ("floor_area", "９9.00", "is not a decimal number"),
        ("floor_area", "1" * 19, "is not a decimal number"),
        ("bedrooms", 2**53, "does not lie between"),
        ("bedrooms", 2**31, "does not lie between"),
        ("bedrooms", True, "is not a whole number"),
        ("bedrooms", 3.0, "is not a whole number"),
        ("bedrooms", "3", "is not a whole number"),
        ("managed", "true", "neither true nor false"),
        ("managed", 1, "neither true nor false"),
        ("land_lease_from", "2020-02-30", "not a day of the calendar"),
        ("land_lease_from", "0000-01-01", "not a day of the calendar"),
        ("land_lease_from", "20200131", "not a date"),
        ("physical", "CASTLE", "is none of"),
        ("physical", ["BUILT"], "is none of"),
        ("physical", {"a": 1}, "is none of"),
        ("currency", "yuan", "does not match|has 4 characters"),
        ("building_code", "", "is not a code"),
    ],
)
def test_a_value_that_the_column_could_not_take_is_refused_by_name(name: str, value: object, wrong: str) -> None:
    refusal = _refusal(_setting(name, value))
    assert isinstance(refusal, errors.InvalidValue)
    assert refusal.field == name
    assert name in refusal.message
    assert refusal.rule
    with pytest.raises(errors.InvalidValue, match=wrong):
        raise refusal


@pytest.mark.parametrize(
    "value",
    [
        "张三",
        {"name": "张三"},
        {**ENVELOPE, "sealed": 2},
        {**ENVELOPE, "sealed": True},
        {**ENVELOPE, "more": 1},
        {**ENVELOPE, "ref": ""},
        {**ENVELOPE, "nonce": 5},
        {**ENVELOPE, "text": "张三"},
    ],
)
def test_personal_data_in_clear_is_refused_and_never_shown(value: object) -> None:
    event = samples.house("H1", type="OwnershipTransferred", changes=(events.Change("owners/1", {"name": value}),))  # type: ignore[dict-item]
    refusal = _refusal(event)
    assert refusal.field == "owners.name"
    assert "张三" not in refusal.message


def test_an_element_s_attribute_is_named_with_its_entity() -> None:
    refusal = _refusal(_setting("price", "12,5", "contracts/2021-0007"))
    assert refusal.field == "contracts.price"
    assert "contracts/2021-0007" in refusal.message
    assert "'12,5'" in refusal.message


@pytest.mark.parametrize(
    ("name", "entity", "wrong"),
    [
        ("colour", "", "not declared for HOUSE"),
        ("colour", "contracts/1", "not declared for HOUSE"),
        ("presale_open", "", "may not be set by PresaleContractFiled"),
    ],
)
def test_an_attribute_that_is_not_this_type_s_is_refused(name: str, entity: str, wrong: str) -> None:
    refusal = _refusal(_setting(name, None, entity))
    assert isinstance(refusal, errors.UnknownName)
    assert wrong in refusal.message
    assert (refusal.field or "").endswith(name)


@pytest.mark.parametrize(
    ("entity", "wrong"),
    [
        ("contracts", "collection/key"),
        ("contracts/", "collection/key"),
        ("/1", "collection/key"),
        ("contracts/\n", "collection/key"),
        ("contracts/" + "x" * 201, "collection/key"),
        (7, "collection/key"),
        ("tombs/1", "of no collection of HOUSE"),
        ("mortgages/1", "collection that PresaleContractFiled may not set"),
    ],
)
def test_an_entity_of_another_shape_is_refused(entity: object, wrong: str) -> None:
    refusal = _refusal(_setting("price", "1", entity))  # type: ignore[arg-type]
    assert wrong in refusal.message
    assert refusal.field == "entity"


def test_each_entity_stands_once_and_not_too_many_stand() -> None:
    once = events.Change("contracts/1", {"price": "1.00"})
    twice = samples.house("H1", type="PresaleContractFiled", changes=(once, once))
    many = tuple(events.Change(f"contracts/{n}", {}) for n in range(admission.MOST_ENTITIES + 1))
    assert "2 entities; each may stand once" in _refusal(twice).message
    assert "at most" in _refusal(samples.house("H1", type="PresaleContractFiled", changes=many)).message


def test_what_a_type_always_sets_must_be_said() -> None:
    opened = samples.house("H1", type="PresaleOpened", changes=())
    assert "PresaleOpened always sets" in _refusal(opened).message
    assert _refusal(dataclasses.replace(opened, changes=(events.Change("", {"presale_open": False}),))).field
    assert _admitted(dataclasses.replace(opened, changes=(events.Change("", {"presale_open": True}),)))


@pytest.mark.parametrize(
    ("members", "field", "wrong"),
    [
        ({"type": "HouseFlown"}, "type", "no event type 'HouseFlown'"),
        ({"kind": "SHIP"}, "kind", "no kind 'SHIP'"),
        ({"schema": 2}, "schema", "not the current version 1"),
        ({"effective_on": "2020-13-01"}, "effective_on", "not a day"),
        ({"effective_on": "31.1.2020"}, "effective_on", "not a date"),
        ({"effective_on": datetime.date(2020, 1, 31)}, "effective_on", "not a date"),
        ({"effective_seq": -1}, "effective_seq", "not between"),
        ({"effective_seq": 2**31}, "effective_seq", "not between"),
        ({"effective_seq": 1.0}, "effective_seq", "not between"),
        ({"originator_version": 0}, "version", "does not count from 1"),
        ({"source": ""}, "source", "text of 1 to 200"),
        ({"actor": "x" * 201}, "actor", "text of 1 to 200"),
        ({"scheme": None}, "scheme", "text of 1 to 200"),
        ({"reason": events.Reason.MIGRATION}, "registered_at", "is missing"),
        ({"registered_at": datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)}, "registered_at", "only for reason"),
        (
            {"reason": events.Reason.MIGRATION, "registered_at": datetime.datetime(2020, 1, 1)},
            "registered_at",
            "time zone",
        ),
        ({"document": events.Document("deed", "1", "2020-1-1")}, "document.issued_on", "not a date"),
        ({"document": events.Document("deed", "", "2020-01-01")}, "document.number", "text of 1 to 400"),
        ({"document": events.Document("deed", "1", "2020-01-01", "AB")}, "document.sha256", "64 lower-case"),
        ({"document": events.Document("deed", "1", "2020-01-01", uri="x" * 2001)}, "document.uri", "1 to 2000"),
        ({"remark": {"text": "free"}}, "remark", "sealed envelope"),
        ({"takes": (events.Claim("", "key"),)}, "claims.scope", "1 to 200"),
        ({"releases": (events.Claim("scope", "k" * 401),)}, "claims.key", "1 to 400"),
        ({"rows": (events.SourceRow("d", "k", "xyz", "p"),)}, "rows.digest", "hex"),
        ({"rows": (events.SourceRow("d", "k" * 501, "ab", "p"),)}, "rows.key", "1 to 500"),
        ({"judged_by": events.Judgement("", "p")}, "judged_by.rules", "1 to 200"),
        ({"cause": "not-a-uuid"}, "cause, corrects, voids or relied_on", "not a UUID"),
        ({"relied_on": ("x",)}, "cause, corrects, voids or relied_on", "not a UUID"),
        ({"id": "x"}, "id", "not a UUID"),
        ({"code": "H\0"}, "code", r"U+0000"),
        ({"source": "\udfff"}, "source", "surrogate"),
    ],
)
def test_a_member_of_the_event_is_refused_by_name(members: dict[str, object], field: str, wrong: str) -> None:
    code = str(members.pop("code", "H1"))
    version = members.pop("originator_version", 1)
    refusal = _refusal(samples.house(code, version, **members))  # type: ignore[arg-type]
    assert refusal.field == field
    assert wrong in refusal.message


def test_an_event_of_another_command_is_refused() -> None:
    unit = samples.unit(samples.house("H1"))
    stray = dataclasses.replace(unit, command=uuid.uuid4())
    with pytest.raises(errors.InvalidValue, match="is not the unit's command"):
        preparation.prepare(stray, ADMISSION)


def test_a_stamp_s_header_is_the_format_s() -> None:
    prepared = preparation.prepare(samples.unit(samples.house("H1"), samples.house("H2")), ADMISSION)
    answer = units.Appended(prepared.unit.command, 10**15, 10**15 + 1, samples.NOON)
    for row in stamping.Stamp('an "odd" 源').rows(prepared, answer):
        position, recorded_at, header, body, leaf_hash = row[:5]
        assert header == events.header_bytes('an "odd" 源', position, recorded_at)  # type: ignore[arg-type]
        assert leaf_hash == events.leaf_hash(header, body)  # type: ignore[arg-type]


def test_a_body_past_the_limit_is_refused() -> None:
    many = tuple(
        events.Change(f"contracts/{n}", {"conditions": "长" * 500}) for n in range(encoding.LARGEST_BODY // 1500)
    )
    refusal = _refusal(samples.house("H1", type="PresaleContractFiled", changes=many))
    assert "at most 1048576 are allowed" in refusal.message


def test_null_is_lawful_everywhere() -> None:
    names = ADMISSION.catalogue.kind("HOUSE").attributes
    restated = {name: None for name, attribute in names.items() if attribute.restated}
    assert _admitted(samples.house("H1", changes=(events.Change("", dict(restated)),)))


def test_a_scratch_attribute_is_admitted_by_the_catalogue_that_declares_it() -> None:
    kind = ADMISSION.catalogue.kind("HOUSE")
    colour = attributes.text("Colour", "颜色", restated=True)
    colour.name = "colour"
    wider = dataclasses.replace(kind, attributes={**kind.attributes, "colour": colour})
    scratch = admission.Admission(ADMISSION.catalogue.extended([wider]))
    event = samples.house("H1", changes=(events.Change("", {"colour": "red"}),))
    assert preparation.prepare(samples.unit(event), scratch).size == 1
    assert _refusal(event).field == "colour"


EXTREMES: tuple[events.Value, ...] = (
    *("", " ", "x" * 2000, "长" * 500, "'; drop table", "\u007f", "\ufffe", "😀", "\n", "{}", "null", "NULL", "\\N"),
    *("0", "-0", "-0.00", "0.5", "999999999999999999", "999999999999999999.99", "-999999999999999999.99"),
    *("999999999999999999.9999999", "1.0000000", "-1", "00", "1.", ".5", "+1", "1_000"),
    *("0001-01-01", "9999-12-31", "2020-02-29", "1900-02-29", "10000-01-01", "infinity", "today"),
    *("0001-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z", "2020-01-01T24:00:00.000000Z"),
    *("2016-12-31T23:59:60.000000Z", "POINT(1 2)", "POINT (121.4737 31.2304)", "POINT()", "1/2", "CNY"),
    *(0, -1, 1, 2**31 - 1, -(2**31), 2**31, 2**53 - 1, True, False),
)


def _lawful_values() -> dict[str, set[str]]:
    """SQL type -> the extreme values, as JSON texts, that some attribute of that type lets pass."""
    found: dict[str, set[str]] = {}
    for kind in catalogues.CATALOGUE.kinds.values():
        for declared in (kind.attributes, *(collection.attributes for collection in kind.collections.values())):
            for attribute in declared.values():
                lawful = {json.dumps(value) for value in EXTREMES if admission.check_of(attribute)(value) is None}
                found.setdefault(attribute.type.sql, set()).update(lawful)
    return found


async def test_the_read_columns_take_every_value_that_is_admitted(pool: asyncpg.Pool) -> None:
    """Each declared attribute of every kind, with each extreme value that its check lets pass."""
    lawful = _lawful_values()
    assert {sql for sql, values in lawful.items() if values} >= {"text", "integer", "boolean", "date", "numeric(20,2)"}
    for number, (sql, values) in enumerate(lawful.items()):
        await pool.execute(f"create type scratch_{number} as (value {sql})")
        take = f"select jsonb_populate_record(null::scratch_{number}, jsonb_build_object('value', $1::jsonb)) is null"
        for value in values:
            await pool.fetchval(take, value)
