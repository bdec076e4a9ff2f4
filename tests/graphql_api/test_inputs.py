"""Inputs follow from declarations: whatever GraphQL lets through becomes a filing that fits its command."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from typing import Any, cast

import hypothesis
import hypothesis.strategies as st
import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)

from aggregates import attributes, catalogue
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.commands.book import COMMANDS
from aggregates.commands.command import Codes, Declaring, Given, Input, Items, Members, Parties, Plain, given, needed
from aggregates.event import SubjectKind
from aggregates.house import House
from graphql_api import api, documents, filings, inputs, running
from graphql_api.desk import Filing
from tests import examples

API = api.of(CATALOGUE)
DAYS = st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31))
SCALARS: Mapping[str, st.SearchStrategy[Any]] = {
    "String": st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20),
    "ID": st.uuids().map(str),
    "Int": st.integers(-(2**31), 2**31 - 1),
    "Boolean": st.booleans(),
    "Float": st.floats(allow_nan=False, allow_infinity=False),
    "Date": DAYS.map(datetime.date.isoformat),
    "DateTime": st.datetimes(datetime.datetime(1800, 1, 1), timezones=st.timezones()).map(datetime.datetime.isoformat),
    "Decimal": st.decimals(-(10**17), 10**17, places=2).map(lambda one: format(one, "f")),
}


def values(of: GraphQLInputType) -> st.SearchStrategy[Any]:
    """Values of an input type as a request's variables hold them."""
    if isinstance(of, GraphQLNonNull):
        return _present(of.of_type)
    return st.none() | _present(of)


@functools.cache
def _present(of: Any) -> st.SearchStrategy[Any]:
    if isinstance(of, GraphQLList):
        return st.lists(values(of.of_type), max_size=3)
    if isinstance(of, GraphQLEnumType):
        return st.sampled_from(sorted(of.values))
    if not isinstance(of, GraphQLInputObjectType):
        return SCALARS[cast(GraphQLNamedType, of).name]
    required = {name: values(one.type) for name, one in of.fields.items() if isinstance(one.type, GraphQLNonNull)}
    optional = {name: values(one.type) for name, one in of.fields.items() if name not in required}
    if "reason" in optional:
        optional["reason"] = st.sampled_from(["CHANGE", "CORRECTION", "ERROR", "ORDER"])
    return st.fixed_dictionaries(required, optional=optional)


def filing(which: api.Api, name: str, given: Any) -> Filing:
    """The filing of an input object, as a mutation makes it."""
    coerced = mutation(which.schema, name).variables({"input": given}).coerced
    return which.readers[name].filing(coerced["input"])


@functools.lru_cache(maxsize=1)
def mutation(schema: GraphQLSchema, name: str) -> documents.Operation:
    """The same for all examples of a command, which are many."""
    root = schema.mutation_type
    assert root is not None
    type_ = root.fields[name].args["input"].type
    text = f"mutation($input: {type_}) {{ {name}(input: $input) {{ repeated }} }}"
    return documents.Documents(schema).get(text).operation(None)


def check(one: Input, value: object) -> None:
    """A filing's value is of the type that its input declares."""
    match one:
        case Given():
            check_attribute(one.attribute, value)
        case Codes():
            assert isinstance(value, list)
            assert all(type(code) is str for code in value)
        case Parties():
            assert isinstance(value, list)
            also = {part.name: part for part in one.also} if isinstance(one, Members) else {}
            for party in value:
                assert {part.name for part in also.values() if part.required} <= party.keys()
                for said in also.keys() & party.keys():
                    check(also[said], party.pop(said))
                assert party.keys() <= {"kind", "name", "id_type", "id_number", "phone", "share"} | {
                    "enterprise_code",
                    "enterprise_name",
                }
                assert all(type(text) is str for text in party.values())
        case Items():
            assert isinstance(value, list)
            declared = {part.name: part for part in one.given}
            for item in value:
                assert {part.name for part in one.given if part.required} <= item.keys() <= declared.keys()
                for name, said in item.items():
                    check(declared[name], said)
        case Plain():
            assert isinstance(value, str | bool | int | list)


def check_attribute(attribute: attributes.Attribute, value: object) -> None:
    match attribute.type.name:
        case "date":
            assert attributes.check_date(value) is None
        case "moment":
            assert attributes.check_timestamp(value) is None
        case "decimal":
            assert "decimal number" not in (attribute.type.check(value) or "")
        case "enum" | "boolean":
            assert attribute.type.check(value) is None
        case "integer":
            assert type(value) is int
        case _:
            assert type(value) is str


@pytest.mark.parametrize("name", sorted(API.readers))
@examples.some(10, suppress_health_check=[hypothesis.HealthCheck.too_slow])
@hypothesis.given(data=st.data())
def test_any_input_object_becomes_a_filing_that_fits_its_command(name: str, data: st.DataObject) -> None:
    type_ = cast(GraphQLInputType, API.schema.type_map[inputs.name(API.readers[name].command)])
    given = data.draw(_present(type_))
    made = filing(API, name, given)
    declared = {one.name: one for one in made.command.inputs}
    required = {one.name for one in made.command.inputs if one.required}
    assert required <= made.values.keys() <= declared.keys() | {"event_id"}
    for key, value in made.values.items():
        check(declared[key], value)
    assert str(made.id) == given["commandId"]
    assert made.effective_on == given["effectiveOn"]
    assert (made.document is None) is (given.get("document") is None)
    assert made.kind in {"", *SubjectKind.__members__}
    assert made.expected_version == given.get("expectedVersion")
    assert made.remark == given.get("remark")


def test_every_command_has_its_mutation_in_the_order_of_names() -> None:
    root = API.schema.mutation_type
    assert root is not None
    assert root.fields.keys() - {running.ROOT} == API.readers.keys()
    assert len(API.readers) == len(COMMANDS) > 0
    assert list(root.fields) == sorted(root.fields)
    for name, field in root.fields.items():
        if name == running.ROOT:  # it files commands of others
            continue
        assert str(field.args["input"].type) == f"{name[0].upper()}{name[1:]}Input!"
        assert str(field.type) == f"{name[0].upper()}{name[1:]}Payload"
        assert field.description is not None
        assert API.readers[name].command.event_type.zh in field.description
        of = cast(GraphQLInputObjectType, cast(GraphQLNonNull[Any], field.args["input"].type).of_type)
        assert all(one.description for one in of.fields.values())
        required = isinstance(of.fields["document"].type, GraphQLNonNull)
        assert required is not API.readers[name].command.is_fact


do = Declaring(House, {one.name: one for one in CATALOGUE.of_kind("HOUSE")})
ITEM = Items("leases", "Leases", "租约", House.leases, (needed(House.leases.number, "lease_no"),), ("lease_no",))
ODD = (
    do.states("say_of_any", "SurveyRevised", given(House.floor_area), any_kind=True),
    do.states("undo", "SurveyRevised", Plain("why", "[ID!]", "Why", "缘由"), by_event=True),
    do.states("list_all", "SurveyRevised", ITEM, Codes("houses", "HOUSE", "Houses", "房屋", required=True)),
)
HEAD = {
    "effectiveOn": "2026-06-01",
    "commandId": "0b9e7c9e-8c8a-4c55-9d3b-3f4f9d5f7a11",
    "document": {"kind": "决定", "number": "1", "issuedOn": "2026-05-31"},
}
EVENT = "11111111-2222-5333-8444-abcdefabcdef"


def test_commands_on_any_kind_on_events_and_with_lists_follow_from_their_declarations() -> None:
    odd = api.build(CATALOGUE, ODD)
    any_kind = filing(odd, "sayOfAny", {**HEAD, "kind": "BUILDING", "code": "B-1", "floorArea": "007.50"})
    assert (any_kind.kind, any_kind.code, any_kind.values) == ("BUILDING", "B-1", {"floor_area": "7.50"})
    by_event = filing(odd, "undo", {**HEAD, "eventId": EVENT.upper(), "why": [EVENT]})
    assert (by_event.kind, by_event.code, by_event.values) == ("", "", {"event_id": EVENT, "why": [EVENT]})
    listed = filing(
        odd, "listAll", {**HEAD, "houseCode": "H-1", "leases": [{"leaseNo": "L"}], "houses": ["H-2", "H-3"]}
    )
    assert listed.values == {"leases": [{"lease_no": "L"}], "houses": ["H-2", "H-3"]}
    types = odd.schema.type_map
    assert str(cast(GraphQLInputObjectType, types["ListAllInput"]).fields["leases"].type) == "[ListAllLeaseInput!]"
    for name, field in (("SayOfAny", "subject"), ("Undo", "subject"), ("ListAll", "house")):
        assert list(cast(GraphQLObjectType, types[f"{name}Payload"]).fields)[:2] == ["event", field]


def test_an_input_that_stands_in_every_command_cannot_be_declared_again() -> None:
    wrong = do.states("wrong", "SurveyRevised", given(House.floor_area, "remark"))
    with pytest.raises(ValueError, match="remark of the command wrong"):
        api.build(CATALOGUE, [wrong])


def test_a_catalogue_without_their_types_has_no_mutations() -> None:
    without = catalogue.Catalogue(CATALOGUE.kinds.values(), ())
    assert api.build(without, COMMANDS.values()).schema.mutation_type is None


def test_moments_are_written_as_events_write_them() -> None:
    made = filings.scalar(datetime.datetime(2026, 6, 1, 8, tzinfo=datetime.UTC))
    assert made == events.format_moment(datetime.datetime(2026, 6, 1, 8, tzinfo=datetime.UTC))
