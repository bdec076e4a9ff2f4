"""A presale permit that opened houses is corrected, the correction voided, the permit overturned or voided."""

import uuid

from aggregates import draft
from aggregates import event as events
from tests import deeds, sites

PERMIT = {"on": "2020-04-01", "permit_no": "YS-1"}


def permitted() -> tuple[deeds.Town, events.Event]:
    town = sites.for_presale()
    permit, *_ = town.file("grant_presale_permit", "P1", house_codes=["H1", "H2"], building_codes=["B1"], **PERMIT)
    return town, permit.event


def is_open(town: deeds.Town, code: str, day: str | None = None) -> draft.Said:
    return town.state("HOUSE", code, day).get("", {}).get("presale_open")


def corrected(town: deeds.Town, permit: events.Event) -> events.Event:
    """It covered H1 and H3, never H2."""
    said = {"house_codes": ["H1", "H3"], "building_codes": ["B1", "B2"], "corrects": permit.id, **PERMIT}
    return town.file("grant_presale_permit", "P1", **said)[0].event


def void(town: deeds.Town, event: uuid.UUID, **said: object) -> list[events.Recorded]:
    return town.file("void_event", "", on=town.today, event_id=str(event), **said)


def test_a_corrected_permit_opens_what_it_covers_and_no_more() -> None:
    town, permit = permitted()
    corrected(town, permit)
    assert [is_open(town, code) for code in ("H1", "H2", "H3")] == [True, None, True]


def test_voiding_the_correction_opens_what_the_permit_had_opened() -> None:
    town, permit = permitted()
    before = [town.state(kind, code) for kind, code in (("HOUSE", "H1"), ("HOUSE", "H2"), ("BUILDING", "B1"))]
    correction = corrected(town, permit)
    void(town, correction.id)
    assert [is_open(town, code) for code in ("H1", "H2", "H3")] == [True, True, None]
    assert [town.state(k, code) for k, code in (("HOUSE", "H1"), ("HOUSE", "H2"), ("BUILDING", "B1"))] == before
    again = corrected(town, permit)
    assert [is_open(town, code) for code in ("H1", "H2", "H3")] == [True, None, True]
    void(town, again.id)
    void(town, permit.id)
    assert [is_open(town, code) for code in ("H1", "H2", "H3")] == [None, None, None]


def test_voiding_the_whole_chain_leaves_nothing() -> None:
    town, permit = permitted()
    correction = corrected(town, permit)
    void(town, permit.id, whole_chain=True)
    assert [is_open(town, code) for code in ("H1", "H2", "H3")] == [None, None, None]
    assert f"permits/{correction.id}" not in town.state("PROJECT", "P1")
    assert not town.state("BUILDING", "B1").get("presale_permits/YS-1")


def test_a_voided_permit_names_the_contracts_that_were_filed_under_it() -> None:
    town, permit = permitted()
    contracts = [
        town.file("file_presale_contract", code, on="2020-04-02", **sites.contract(f"HT-{code}", number))[0].event.id
        for number, code in enumerate(("H1", "H2"), 1)
    ]
    decision = town.decide("void_event", "", on=town.today, event_id=str(permit.id))
    assert not decision.rejections
    assert set(contracts) <= set(decision.dependants)


def test_an_overturned_permit_closes_its_houses_from_that_day() -> None:
    town, permit = permitted()
    town.file("overturn_decision", "", on="2021-01-01", event_id=str(permit.id), body="某中级法院")
    assert [is_open(town, "H1", day) for day in ("2020-12-31", "2021-01-01")] == [True, None]
    stands = town.state("BUILDING", "B1", "2021-01-01")["presale_permits/YS-1"]
    assert "2021-01-01" in (stands.get("lapses_on"), stands.get("ended_on"))
    said = sites.contract("HT-1")
    assert "PRE-2" in town.refused("file_presale_contract", "H1", on="2021-01-01", **said)
    assert not town.decide("file_presale_contract", "H1", on="2020-12-31", **said).rejections


def test_a_contract_under_an_overturned_permit_is_told() -> None:
    town, permit = permitted()
    contract = town.file("file_presale_contract", "H1", on="2021-04-02", **sites.contract("HT-1"))[0].event
    decision = town.decide("overturn_decision", "", on="2021-01-01", event_id=str(permit.id), body="某中级法院")
    assert not decision.rejections
    assert contract.id in decision.dependants
