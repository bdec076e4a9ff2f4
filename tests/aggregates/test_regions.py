"""The decision tables: a life read region by region, and Python against PostgreSQL on random inputs."""

import json
import random
from collections.abc import Mapping
from datetime import date, timedelta

import asyncpg
import pytest

from aggregates import regions, spans
from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE
from aggregates.decisions import Table
from aggregates.event import Value
from aggregates.timeline import State

DAY = date(2020, 6, 15)
CASES = 400


def house(own: dict[str, Value], building: dict[str, Value] | None = None, **elements: dict[str, Value]) -> object:
    """Market, occupancy and phase of a house on DAY; elements as ``collection={attributes}``."""
    state: State = {"": own} | {f"{collection}/1": values for collection, values in elements.items()}
    derived = regions.HOUSE.derive(state, DAY.isoformat(), building)
    return derived["market"], derived["occupancy"], derived["phase"]


SITE: dict[str, Value] = {"physical": "UNDER_CONSTRUCTION"}
DONE: dict[str, Value] = {"physical": "COMPLETED"}
BOUGHT: dict[str, Value] = {"basis": "SALE"}


def test_a_house_goes_from_construction_through_transaction_and_holding_to_loss() -> None:
    assert house({}, SITE) == ("NOT_FOR_SALE", "VACANT", "CONSTRUCTION")
    assert house({"presale_open": True}, SITE) == ("PRESALE_OPEN", "VACANT", "TRANSACTION")
    contract: dict[str, Value] = {"kind": "PRESALE", "number": "Y1"}
    assert house({"presale_open": True}, SITE, contracts=contract) == ("PRESALE_CONTRACTED", "VACANT", "TRANSACTION")
    performed: dict[str, Value] = {**contract, "performed_on": "2020-06-01"}
    assert house({}, DONE, contracts=performed, owners=BOUGHT) == ("OWNED", "OWNER_OCCUPIED", "HOLDING")
    assert house({}, DONE, owners=BOUGHT, leases={"starts_on": "2020-01-01"}) == ("OWNED", "LET", "HOLDING")
    assert house({}, {"physical": "DEMOLISHED"}, owners=BOUGHT) == ("NOT_FOR_SALE", "OUT_OF_USE", "LOSS")


def test_the_developers_first_registration_leaves_a_finished_house_for_sale() -> None:
    developer: dict[str, Value] = {"basis": "FIRST_REGISTRATION", "enterprise_code": "91350100M000100Y43"}
    assert house({"sale_confirmed": True}, DONE, owners=developer) == ("SALE_CONFIRMED", "VACANT", "TRANSACTION")


def test_a_transfer_without_named_owners_makes_a_house_owned_until_owners_are_named() -> None:
    transfer: dict[str, Value] = {"basis": "SALE", "price": "1000000"}
    assert house({}, DONE, transfers=transfer) == ("OWNED", "OWNER_OCCUPIED", "HOLDING")
    struck_off: dict[str, Value] = {**BOUGHT, "ended_on": "2020-01-01"}
    assert house({}, DONE, transfers=transfer, owners=struck_off) == ("NOT_FOR_SALE", "VACANT", "HOLDING")


def test_a_house_lost_by_itself_stays_lost_whatever_its_building_is() -> None:
    state: State = {"": {"physical": "DEMOLISHED"}}
    assert regions.HOUSE.derive(state, "2020-06-15", DONE)["physical"] == "DEMOLISHED"
    assert regions.HOUSE.derive({"": {"physical": "COMPLETED"}}, "2020-06-15", SITE)["physical"] == "UNDER_CONSTRUCTION"


def test_time_alone_ends_a_seizure_and_closes_a_presale() -> None:
    state: State = {
        "": {"presale_open": True, "presale_lapses_on": "2020-07-01"},
        "seizures/1": {"number": "S1", "expires_on": "2020-06-20"},
    }
    before, between, after = (regions.HOUSE.derive(state, day) for day in ("2020-06-19", "2020-06-20", "2020-07-01"))
    assert (before["encumbered"], before["market"]) == (True, "PRESALE_OPEN")
    assert (between["encumbered"], between["market"]) == (False, "PRESALE_OPEN")
    assert (after["encumbered"], after["market"]) == (False, "NOT_FOR_SALE")
    days = [regions.HOUSE.next_change(state, day) for day in ("2020-06-19", "2020-06-20", "2020-07-01")]
    assert days == ["2020-06-20", "2020-07-01", None]


def test_a_projects_stage_is_the_furthest_that_is_stated_or_shown() -> None:
    def stage(own: dict[str, Value], **elements: dict[str, Value]) -> Value:
        state: State = {"": own} | {f"{collection}/1": values for collection, values in elements.items()}
        return regions.PROJECT.derive(state, DAY.isoformat())["stage"]

    assert stage({}) == "APPROVED"
    assert stage({"stage": "AWARDED"}) == "AWARDED"
    permit: dict[str, Value] = {"kind": "CONSTRUCTION"}
    assert stage({"stage": "AWARDED"}, permits=permit) == "CONSTRUCTION_PERMITTED"
    assert stage({}, permits={**permit, "works_started_on": "2020-05-01"}) == "UNDER_CONSTRUCTION"
    assert stage({"completion_filed": True}, permits=permit) == "COMPLETED"
    assert stage({"completion_filed": True, "cancelled": True}) == "CANCELLED"


@pytest.mark.parametrize("kind", regions.TABLES)
def test_tables_name_only_what_their_kind_declares(kind: str) -> None:
    declared, table = CATALOGUE.kind(kind), regions.TABLES[kind]
    for collection, span in spans.SPANS[kind].items():
        attributes = declared.collections[collection].attributes
        assert all(attributes[name].type.name == "date" for name in span.days)
    assert set(table.collections) <= declared.collections.keys()
    assert set(table.days) <= declared.attributes.keys()
    names = [fact.name for fact in table.facts]
    assert not declared.attributes.keys() & set(names)
    assert not declared.collections.keys() & regions.derived(kind).keys()


@pytest.mark.parametrize("kind", regions.TABLES)
async def test_python_and_sql_agree_on_random_inputs(pool: asyncpg.Pool, kind: str) -> None:
    draw = random.Random(f"{kind} 3")
    table = regions.TABLES[kind]
    statement = _statement(table)
    seen: dict[str, set[object]] = {region.name: set() for region in table.regions}
    for _ in range(CASES):
        state, building = _state(draw, table), _attributes(draw, CATALOGUE.kind("BUILDING").attributes, table.joined)
        inputs = state[""] | {f"building_{name}": value for name, value in building.items()}
        elements = {c: [v for e, v in state.items() if e.startswith(f"{c}/")] for c in table.collections}
        row = await pool.fetchrow(statement, json.dumps(inputs), json.dumps(elements), DAY)
        assert row is not None
        derived = table.derive(state, DAY.isoformat(), building)
        expected = {region.name: derived[region.name] for region in table.regions}
        assert {name: row[name] for name in expected} == expected, state
        for name, value in expected.items():
            seen[name].add(value)
    assert all(len(values) > 1 for values in seen.values()), "the inputs are too tame to tell outcomes apart"


def _state(draw: random.Random, table: Table) -> State:
    kind = CATALOGUE.kind(table.kind)
    state: State = {"": _attributes(draw, kind.attributes, kind.attributes)}
    for collection in table.collections:
        attributes = kind.collections[collection].attributes
        for key in range(draw.choice((0, 0, 0, 1, 2))):
            state[f"{collection}/{key}"] = _attributes(draw, attributes, attributes)
    return state


def _attributes(
    draw: random.Random, attributes: Mapping[str, Attribute], names: Mapping[str, Attribute] | tuple[str, ...]
) -> dict[str, Value]:
    return {name: _value(draw, attributes[name]) for name in names if draw.random() < 0.6}


def _value(draw: random.Random, attribute: Attribute) -> Value:
    kind = attribute.type
    if draw.random() < 0.3:
        return None
    if kind.choices:
        return draw.choice([choice.name for choice in kind.choices])
    if kind.name == "date":
        return (DAY + timedelta(days=draw.randint(-2, 2))).isoformat()
    if kind.name == "boolean":
        return draw.random() < 0.3
    plain: dict[str, Value] = {"integer": 1, "decimal": "1.5", "sealed": None}
    return plain.get(kind.name, "x")


def _columns(attributes: Mapping[str, Attribute], names: Mapping[str, Attribute] | tuple[str, ...]) -> list[str]:
    return [f"{name} {attributes[name].type.sql}" for name in names]


def _statement(table: Table) -> str:
    """The inputs of one subject as JSON ($1 its own, $2 its elements), as the read model holds them, on day $3."""
    kind = CATALOGUE.kind(table.kind)
    own = _columns(kind.attributes, kind.attributes)
    own += [f"building_{column}" for column in _columns(CATALOGUE.kind("BUILDING").attributes, table.joined)]
    laterals = [_lateral(table, collection) for collection in table.collections]
    facts = ", ".join(f"f_{collection}.*" for collection in table.collections)
    derived = ", ".join(f"{table.sql(region.name, lambda name: f'i.{name}', '$3::date')} as {region.name}"
                        for region in table.regions)  # fmt: skip
    return f"""
        select {derived}
        from (select o.*, {facts} from jsonb_to_record($1::jsonb) as o({", ".join(own)}), {", ".join(laterals)}) i
    """


def _lateral(table: Table, collection: str) -> str:
    attributes = CATALOGUE.kind(table.kind).collections[collection].attributes
    asked = table.facts_sql(collection, "e", "$3::date") | table.parts_sql(collection, "e", "$3::date")
    facts = [f"{sql} as {name}" for name, sql in asked.items()]
    rows = f"jsonb_to_recordset($2::jsonb -> '{collection}') as e({', '.join(_columns(attributes, attributes))})"
    return f"lateral (select {', '.join(facts)} from {rows}) f_{collection}"


def test_a_region_follows_from_what_its_cases_and_those_of_other_regions_read() -> None:
    house = regions.TABLES["HOUSE"]
    assert house.inputs("stock") == {"stock"}
    assert house.inputs("physical") == {"physical", "building_physical"}
    assert house.inputs("under_investigation") == {"has_investigation"}
    assert house.inputs("market") >= {"physical", "building_physical", "superseded", "has_presale_contract"}
    assert house.inputs("phase") >= house.inputs("market") | house.inputs("occupancy")
    assert not house.inputs("phase") & {"market", "occupancy"}
    assert "has_mortgage" not in house.inputs("phase")
