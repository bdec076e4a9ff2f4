"""Firms and practitioners of the demo: one stream through all parts, both sides of a role alike, scores by policy."""

from __future__ import annotations

import datetime
import functools
from collections import Counter
from collections.abc import Mapping

import pytest

from aggregates import event as events
from aggregates import inspecting, inspection_bundle, regions, timeline, view
from aggregates.catalogue import CATALOGUE
from registry.city import codes, drafts, firms, generation, plan, preparing, random_checks, staff
from registry.cli import demo
from tests import deeds
from tests.registry.city import court

LAST_DAY = datetime.date(2025, 12, 31)
PARTIES = ("ENTERPRISE", "PRACTITIONER")


@functools.cache
def streams() -> Mapping[drafts.Subject, list[events.Recorded]]:
    """The events of firms, practitioners, projects and the first city, in the order of the ledger."""
    found: dict[drafts.Subject, list[events.Recorded]] = {}
    versions: preparing.Versions = {}
    position = 0
    for book in court.demo_parts().values():
        for numbered in preparing.units_of(book, versions):
            for entry, version in numbered:
                if entry.subject.kind in (*PARTIES, "PROJECT", "DIVISION"):
                    position += 1
                    made = deeds.event_of(entry.neutral(first=version == 1), version)
                    found.setdefault(entry.subject, []).append(events.Recorded(position, entry.registered, made))
    return found


def states(kind: str) -> dict[str, timeline.State]:
    return {
        subject.code: timeline.Timeline(CATALOGUE, recorded).state(LAST_DAY)
        for subject, recorded in streams().items()
        if subject.kind == kind
    }


def elements(state: timeline.State, collection: str) -> dict[str, Mapping[str, events.Value]]:
    return {entity.partition("/")[2]: said for entity, said in state.items() if entity.startswith(f"{collection}/")}


def test_versions_go_on_from_part_to_part() -> None:
    for subject, recorded in streams().items():
        if subject.kind in PARTIES:
            assert [one.event.originator_version for one in recorded] == list(range(1, len(recorded) + 1)), subject
            assert recorded[0].event.type == "Registered"


def test_every_firm_and_nobody_else_is_on_record() -> None:
    assert set(states("ENTERPRISE")) == {one.code for one in firms.FIRMS}
    named = {
        str(said[name])
        for state in states("PROJECT").values()
        for said in elements(state, "participants").values()
        for name in ("practitioner_no", "enterprise_code")
        if said.get(name)
    }
    assert named <= {*states("ENTERPRISE"), *states("PRACTITIONER")}


@pytest.mark.parametrize("name", ["role", "key_role", "starts_on", "ended_on", "contract_no"])
def test_project_and_party_tell_the_same_of_every_role(name: str) -> None:
    told = {
        f"{code}-{key}": said.get(name)
        for code, state in states("PROJECT").items()
        for key, said in elements(state, "participants").items()
    }
    engaged = [elements(state, "engagements") for kind in PARTIES for state in states(kind).values()]
    assert {key: said.get(name) for one in engaged for key, said in one.items()} == told
    assert len(told) == 6 * demo.CITY.project_count


def test_credit_takes_every_form() -> None:
    types = Counter(
        one.event.type for subject, all_ in streams().items() if subject.kind == "ENTERPRISE" for one in all_
    )
    for type_ in ("AwardRecorded", "PenaltyRecorded", "CreditRepaired", "CreditScored", "SiteChecked", "Released"):
        assert types[type_], type_
    assert types["SeriousDishonestyListed"] == types["SeriousDishonestyRemoved"] == types["QualificationRevoked"] == 1
    grades = {s["grade"] for state in states("ENTERPRISE").values() for s in elements(state, "credit_scores").values()}
    assert len(grades) >= 2


def test_who_is_barred_wins_no_tender() -> None:
    for firm, bar in firms.BARS.items():
        state = next(state for code, state in states("ENTERPRISE").items() if code == firm.code)
        since = {str(said["starts_on"]) for said in elements(state, "engagements").values()}
        assert not [day for day in since if bar.since.isoformat() <= day < bar.until.isoformat()]
        assert firms.builder(firms.BUILDERS.index(firm), bar.since) != firm
        assert firms.builder(firms.BUILDERS.index(firm), bar.until) == firm


def test_a_firm_stands_as_its_record_says() -> None:
    recorded = {subject.code: all_ for subject, all_ in streams().items() if subject.kind == "ENTERPRISE"}
    line = timeline.Timeline(CATALOGUE, recorded[firms.BUILDERS[2].code])
    standing = {
        day: regions.TABLES["ENTERPRISE"].derive(line.state(datetime.date.fromisoformat(day)), day)["standing"]
        for day in ("2020-05-31", "2020-06-01", "2023-05-31", "2023-06-01")
    }
    assert list(standing.values()) == ["GOOD", "LISTED", "LISTED", "GOOD"]


def test_the_draw_of_inspections_replays_and_leaves_out_who_is_engaged() -> None:
    (city,) = [all_ for subject, all_ in streams().items() if subject.code == codes.ANLAN]
    division = view.View("DIVISION")
    for one in city:
        division.apply(view.of_event(one.event, "", CATALOGUE))
    drawn = inspecting.drawn(division, random_checks.number())
    assert drawn is not None
    assert inspection_bundle.verify(inspection_bundle.encode(drawn)).faults == []
    assert drawn.lists.terms.conflicts
    assert not {(project, one) for project, by in drawn.assignments for one in by} & drawn.lists.terms.conflicts
    inspected = {
        code
        for code, state in states("PROJECT").items()
        if any(said.get("draw_no") == random_checks.number() for said in elements(state, "inspections").values())
    }
    assert inspected == {project for project, _ in drawn.assignments}


@pytest.mark.parametrize(("houses", "years"), [(1, 1), (1500, 3), (3000, 20)])
def test_any_city_has_its_firms(houses: int, years: int) -> None:
    city = plan.City(houses, years, 1)
    every = [one for _, book in generation.books(city) for one in book.drafts if one.subject.kind in PARTIES]
    assert {one.subject for one in every if one.type == "Registered"} == {one.subject for one in every}
    kept = [one.number for one in city.projects() if not staff.is_released(city, one)]
    assert bool(kept) == (city.project_count >= staff.LEAST_FOR_OVERLAP)


def test_names_of_people_are_sealed_wherever_a_party_or_project_tells_them() -> None:
    said = 0
    for _, book in generation.books(plan.City(100, 20, 1)):
        people = {text for one in book.people.values() for text in (one.name, one.number)}
        people |= {one.representative for one in firms.FIRMS}
        for draft in book.drafts:
            if draft.subject.kind in (*PARTIES, "PROJECT"):
                values = [value for entity in draft.changes.values() for value in entity.values()]
                assert not people & {value for value in values if isinstance(value, str)}
                said += sum(isinstance(value, drafts.Sealed) for value in values)
    assert said > len(firms.FIRMS)
