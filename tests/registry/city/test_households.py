"""The households of the demo: in every stage, drawn, housed where their homes say so; and one that is noticed."""

from __future__ import annotations

import dataclasses
import datetime
import functools
import pathlib
import uuid
from collections import Counter
from collections.abc import Mapping

import pytest

from aggregates import (
    acquisitions,
    common_events,
    draft,
    drawing,
    lottery_bundle,
    regions,
    timeline,
    view,
    vocabulary,
    world,
)
from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.household import Household
from registry.city import adoption, codes, drafts, generation, monitored, plan, preparing, toured
from registry.cli import demo
from tests import deeds
from tests.registry.city import court

LAST_DAY = datetime.date(2025, 12, 31)
SEEN = ("HOUSEHOLD", "LOTTERY")


@dataclasses.dataclass(repr=False)
class Known:
    """A subject of the city: its events, and its state on the city's last day."""

    recorded: list[events.Recorded]
    part: str

    @functools.cached_property
    def state(self) -> timeline.State:
        return timeline.Timeline(CATALOGUE, self.recorded).state(LAST_DAY)


@dataclasses.dataclass(repr=False)
class City:
    """The demo's parts, and those of its subjects that belong to housing security."""

    parts: dict[str, drafts.Book]
    known: dict[str, dict[str, Known]]

    def states(self, kind: str) -> Mapping[str, timeline.State]:
        return {code: one.state for code, one in self.known[kind].items()}


@pytest.fixture(scope="module")
def city() -> City:
    parts = dict(court.demo_parts())
    known: dict[str, dict[str, Known]] = {kind: {} for kind in (*SEEN, "HOUSE")}
    position = 0
    for name, book in parts.items():
        secured = {one.subject for one in book.drafts if one.type == "StockAdded"}
        for numbered in preparing.units_of(book):
            for entry, version in numbered:
                if entry.subject.kind in SEEN or entry.subject in secured:
                    position += 1
                    made = deeds.event_of(entry.neutral(first=version == 1), version)
                    subjects = known[entry.subject.kind]
                    subject = subjects.setdefault(entry.subject.code, Known([], name))
                    subject.recorded.append(events.Recorded(position, entry.registered, made))
    return City(parts, known)


def elements(state: timeline.State, collection: str) -> dict[str, Mapping[str, events.Value]]:
    return {entity.partition("/")[2]: said for entity, said in state.items() if entity.startswith(f"{collection}/")}


def test_four_hundred_households_are_in_every_stage(city: City) -> None:
    stages = Counter(
        regions.TABLES["HOUSEHOLD"].derive(state, LAST_DAY.isoformat())["stage"]
        for state in city.states("HOUSEHOLD").values()
    )
    assert stages.total() == 400
    assert set(stages) == {one.name for one in vocabulary.HouseholdStage}
    assert min(stages.values()) >= 5


@pytest.mark.parametrize("kind", SEEN)
def test_every_type_of_event_occurs(city: City, kind: str) -> None:
    anybody = {one.name for one in common_events.any_subject(Household)}
    own = {one.name for one in CATALOGUE.of_kind(kind)} - anybody
    happened = {one.event.type for known in city.known[kind].values() for one in known.recorded}
    assert own - happened == set()


@pytest.mark.parametrize("field", ["category", "programme"])
def test_all_sorts_of_people_apply_for_all_programmes(city: City, field: str) -> None:
    said = {state[""][field] for state in city.states("HOUSEHOLD").values()}
    declared = {"category": vocabulary.HouseholdCategory, "programme": vocabulary.SecurityProgramme}[field]
    assert said == {one.name for one in declared}


def test_households_have_one_to_six_members_with_several_documents(city: City) -> None:
    members = [elements(state, "members") for state in city.states("HOUSEHOLD").values()]
    assert {len(one) for one in members} >= {1, 2, 3, 4, 5, 6}
    documents = {said["id_type"] for one in members for said in one.values()}
    assert documents == {"RESIDENT_IDENTITY", "PASSPORT", "RESIDENCE_PERMIT"}


def test_nobody_belongs_to_two_live_applications(city: City) -> None:
    held = Counter(
        claim.key
        for book in city.parts.values()
        for one in book.drafts
        for claim in one.takes
        if claim.scope == "household-member"
    )
    assert max(held.values()) == 1


def test_each_city_reviews_as_its_policy_says(city: City) -> None:
    for code, state in city.states("HOUSEHOLD").items():
        for said in elements(state, "eligibilities").values():
            reviews = adoption.in_force(code, datetime.date.fromisoformat(str(said["granted_on"]))).reviews
            levels = {one["level"] for one in elements(state, "reviews").values()}
            assert levels == set(range(1, reviews.levels + 1))
            assert {one["level"] for one in elements(state, "publicities").values()} == reviews.published


def test_each_city_has_a_draw_that_anybody_can_replay(city: City) -> None:
    assert {codes.city_of(code) for code in city.known["LOTTERY"]} == {codes.ANLAN, codes.YUNJIN}
    for code, known in city.known["LOTTERY"].items():
        batch = view.View("LOTTERY")
        for one in known.recorded:
            batch.apply(view.of_event(one.event, "", CATALOGUE))
        drawn = drawing.drawn(batch, code)
        assert drawn is not None
        found = lottery_bundle.verify(lottery_bundle.encode(drawn), code)
        assert (found.faults, found.tickets, found.homes) == ([], 24, len(elements(known.state, "pool")))
        applied = {str(one["household_code"]) for one in elements(known.state, "entries").values()}
        assert applied <= set(city.known["HOUSEHOLD"])


def test_somebody_waived_somebody_missed_the_day_and_reserves_moved_up(city: City) -> None:
    for code, state in city.states("LOTTERY").items():
        allocated = [
            said
            for household in city.states("HOUSEHOLD").values()
            for said in elements(household, "allocations").values()
            if said.get("lottery_code") == code
        ]
        given_up = [said for said in allocated if "waived_on" in said or "lapsed_on" in said]
        assert len(given_up) == len(elements(state, "advances")) > 0
        used = sum("contracted_on" in said for said in allocated)
        assert used == len(elements(state, "pool"))
    assert any(
        said.get("lapsed_on")
        for one in city.states("HOUSEHOLD").values()
        for said in elements(one, "allocations").values()
    )


def test_homes_are_lived_in_by_those_who_say_so(city: City) -> None:
    """Contract by contract, the house says of its household what the household says of its house."""
    shared = ("contract_no", "signed_on", "starts_on", "ends_on", "ended_on", "rent", "deposit", "reason")
    told: dict[tuple[str, str, str], list[object]] = {}
    for code, state in city.states("HOUSEHOLD").items():
        for number, said in elements(state, "tenancies").items():
            told[number, code, str(said["house_code"])] = [said.get(name) for name in shared]
    lived: dict[tuple[str, str, str], list[object]] = {}
    for code, state in city.states("HOUSE").items():
        for number, said in elements(state, "tenancies").items():
            lived[number, str(said["household_code"]), code] = [said.get(name) for name in shared]
    assert len(told) > 100
    assert lived == told


def test_three_years_of_rents_with_arrears(city: City) -> None:
    months = {f"{year}-{month:02}" for year in (2023, 2024, 2025) for month in range(1, 13)}
    paid, open_ = Counter[str](), 0
    for code, state in city.states("HOUSEHOLD").items():
        for said in elements(state, "rents").values():
            paid[code] += said["period"] in months and said.get("paid") == said["charged"]
            open_ += "paid" not in said
    assert sum(count == len(months) for count in paid.values()) > 10
    assert open_ > 8


def test_subsidies_are_computed_by_policy_and_the_bank_returns_some(city: City) -> None:
    states = city.states("HOUSEHOLD").values()
    approvals = [said for one in states for said in elements(one, "subsidy_approvals").values()]
    assert {said["kind"] for said in approvals} == {"PUBLIC_RENT", "MARKET_RENT"}
    assert [said for said in approvals if f"{float(str(said['amount'])):,.2f}" not in str(said["computation"])] == []
    paid = Counter(said["state"] for one in states for said in elements(one, "subsidies").values())
    assert paid["PAID"] > 3000 > paid["FAILED"] > 20
    assert paid["RETURNED"] > 5


def test_homes_come_into_the_stock_in_every_way(city: City) -> None:
    entries = [said for state in city.states("HOUSE").values() for said in elements(state, "stock_entries").values()]
    assert {said["basis"] for said in entries} == {"ALLOCATION", "PURCHASE", "MASTER_LEASE"}
    assert {"ALLOTTED_SALE", "SHARED_OWNERSHIP", "AFFORDABLE_RENTAL", "PUBLIC_RENTAL"} == {
        said["stock"] for said in entries
    }
    sold = {
        said["share"] for state in city.states("HOUSEHOLD").values() for said in elements(state, "purchases").values()
    }
    assert sold == {"1/1", "1/2"}


def test_every_method_of_allocation_is_there(city: City) -> None:
    allocations = [s for one in city.states("HOUSEHOLD").values() for s in elements(one, "allocations").values()]
    assert {said["method"] for said in allocations} == {one.name for one in vocabulary.AllocationMethod}


def test_no_part_refers_to_another(city: City) -> None:
    for name, book in city.parts.items():
        own: set[uuid.UUID] = {one.id for one in book.drafts}
        named = [
            n for one in book.drafts for n in (one.cause, one.corrects, one.voids, *one.relied_on) if n is not None
        ]
        assert {one.id for one in named} <= own, name


def test_a_member_of_a_subsidised_family_buys_in_another_district(city: City) -> None:
    """The purchase is in another part and division; monitoring suspends the family and opens a review for it."""
    code = monitored.application(demo.CITY)
    family = city.known["HOUSEHOLD"][code]
    buyer = monitored.buyer(demo.CITY)
    part = f"project/{monitored.BOUGHT_IN}"
    bought = [
        one for one in city.parts[part].drafts if any(said.get("person") == buyer.ref for said in one.changes.values())
    ]
    assert [one.type for one in bought] == ["SaleContractFiled"]
    assert bought[0].subject.code[:6] not in (code[:6], codes.ANLAN)
    assert codes.city_of(bought[0].subject.code) == codes.city_of(code)
    (sold,) = [said for said in bought[0].changes.values() if said.get("person") == buyer.ref]
    (spouse,) = [said for said in elements_of(city, code, "members") if said.get("person") == buyer.ref]
    assert (sold["name"], sold["id_number"]) == (spouse["name"], spouse["id_number"])
    made = noticed(city, code, bought[0].subject, buyer.ref)
    assert [one.type for one in made] == ["EligibilitySuspended", "AnnualReviewOpened"]
    assert family.part != part


def elements_of(city: City, code: str, collection: str) -> list[Mapping[str, object]]:
    """As drafts say them, sealed texts in clear."""
    part = city.parts[city.known["HOUSEHOLD"][code].part]
    return [
        said
        for one in part.drafts
        if one.subject.code == code
        for entity, said in one.changes.items()
        if entity.startswith(f"{collection}/")
    ]


def noticed(city: City, code: str, house: drafts.Subject, person: str) -> list[draft.Draft]:
    both = drafts.Book("both", plan.END)
    both.drafts = [one for book in city.parts.values() for one in book.drafts if one.subject.code in (code, house.code)]
    seen = court.world_of(both)
    (household,), (bought,) = (seen.find(world.Name(*name)) for name in (("HOUSEHOLD", code), ("HOUSE", house.code)))
    contract = next(one.event for one in bought.recorded if person in acquisitions.persons(one.event))
    found = acquisitions.acquisition(seen, bought, contract.id)
    assert found is not None
    return acquisitions.concerns(seen, household, found)


@pytest.mark.parametrize(("houses", "households"), [(1, 0), (20, 0), (110, 4), (5000, 400), (100_000, 8000)])
def test_households_follow_the_number_of_houses(houses: int, households: int) -> None:
    planned = plan.City(houses, 12, 1)
    assert planned.households == sum(one.households for one in planned.projects()) == households


def test_a_small_city_has_the_household_of_the_tour_and_a_draw() -> None:
    small = plan.City(110, 12, 7)
    book = dict(generation.books(small))["project/0"]
    assert {one.subject.code for one in book.drafts if one.subject.kind == "LOTTERY"} == {"990100-2024-01"}
    told = [one for one in book.drafts if one.subject.code == toured.application(small)]
    late = [(one.registered.date() - one.effective).days for one in told if one.type == "MemberJoined"]
    assert late == [toured.TOLD_AFTER]
    assert {one.type for one in told} >= {"MarketRentSubsidyStopped", "TenancyContractSigned", "PublicRentSubsidyPaid"}


def test_a_city_whose_homes_are_not_built_has_families_that_wait() -> None:
    types = {one.type for _, book in generation.books(plan.City(300, 2, 1)) for one in book.drafts}
    assert "Waitlisted" in types
    assert types.isdisjoint({"TenancyContractSigned", "BatchOpened", "StockAdded"})


def test_the_page_names_what_there_is_to_look_at(city: City) -> None:
    page = (pathlib.Path(__file__).parents[3] / "docs" / "tour.md").read_text()
    for code in (toured.application(demo.CITY), monitored.application(demo.CITY)):
        assert f"`{code}`" in page
        assert code in city.known["HOUSEHOLD"]
    assert [code for code in city.known["LOTTERY"] if f"`{code}`" not in page] == []
