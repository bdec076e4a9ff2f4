"""What the review finds when something comes to light later, and what it takes back."""

from collections import Counter
from typing import Any

from aggregates import departments
from tests.registry.desk import office as offices
from tests.registry.desk import test_projects
from tests.registry.desk.office import Office
from tests.registry.review import bureau

PERSONS = [
    {"kind": "PERSON", "name": "王安", "id_number": "11010519491231002X"},
    {"kind": "PERSON", "name": "李宁", "id_number": "440524188001010014"},
]


async def built(office: Office) -> None:
    """A house in a building that stands."""
    await office.given("register_building", "B1", on="2020-01-01", division=bureau.DIVISION, physical="COMPLETED")
    await office.given("register_house", "H1", on="2020-02-01", division=bureau.DIVISION, building_code="B1")


async def transferred(office: Office) -> list[str]:
    """The house goes from hand to hand, three times; the ids of the transfers."""
    await built(office)
    first: dict[str, Any] = {"basis": "FIRST_REGISTRATION", "receivers": [PERSONS[0]]}
    await office.given("register_transfer", "H1", on="2021-01-01", transfer_no="T0", **first)
    passed = []
    for year, giver in ((2022, 0), (2023, 1), (2024, 0)):
        said: dict[str, Any] = {"basis": "GIFT", "givers": [PERSONS[giver]], "receivers": [PERSONS[1 - giver]]}
        filed = await office.given("register_transfer", "H1", on=f"{year}-01-01", transfer_no=f"T{year}", **said)
        passed.append(str(filed.event))
    return passed


async def seized(office: Office) -> str:
    filed = await office.given("register_seizure", "H1", on="2021-06-01", **bureau.SEIZURE)
    return str(filed.event)


async def test_a_seizure_comes_to_light_before_three_transfers(office: Office) -> None:
    transfers = await transferred(office)
    assert not await bureau.review(office)
    seizure = await seized(office)
    await office.project()
    ran: Counter[tuple[str, str]] = Counter()
    found = await bureau.reviewer(office, bureau.spying(ran)).catch_up()
    assert found == {"TRA-1": 3}
    made = [one for one in await bureau.recorded_findings(office) if one.actor == "review"]
    assert [str(one.cause) for one in made] == transfers
    for one, transfer in zip(made, transfers, strict=True):
        ((_, said),) = [(change.entity, change.set) for change in one.changes]
        assert (said["rule"], said["event"]) == ("TRA-1", transfer)
        assert said["department"] == departments.REAL_ESTATE
        assert one.code == "H1"
    assert {rule for rule, _ in ran} == {"TRA-1"}  # no other rule reads what a seizure sets
    assert ran["TRA-1", "OwnershipTransferred"] == 4
    assert all(type_ != "SeizureRegistered" for _, type_ in ran)  # judged when it was filed
    assert await bureau.open_findings(office, "H1") == {("TRA-1", transfer) for transfer in transfers}
    assert seizure not in {str(one.cause) for one in made}
    assert not await bureau.review(office)


async def test_the_void_of_the_cause_closes_what_it_opened(office: Office) -> None:
    transfers = await transferred(office)
    seizure = await seized(office)
    await bureau.review(office)
    kept = (await bureau.findings(office, "H1")).keys()
    await office.given("void_event", "", on="2026-06-01", event_id=seizure)
    assert not await bureau.review(office)
    closed = await bureau.findings(office, "H1")
    assert closed.keys() == kept
    assert {said["resolution"] for said in closed.values()} == {bureau.MENDED}
    assert {said["resolved_on"] for said in closed.values()} == {offices.TODAY.isoformat()}
    again = await office.given("register_seizure", "H1", on="2021-06-01", **{**bureau.SEIZURE, "seizure_no": "S-2"})
    assert again.event
    assert await bureau.review(office) == {"TRA-1": 3}
    assert await bureau.open_findings(office, "H1") == {("TRA-1", transfer) for transfer in transfers}


async def test_a_lift_from_the_first_day_closes_only_what_no_longer_holds(office: Office) -> None:
    transfers = await transferred(office)
    await seized(office)
    await bureau.review(office)
    await office.given("lift_seizure", "H1", on="2022-06-01", seizure_no="S-1")
    await bureau.review(office)
    assert await bureau.open_findings(office, "H1") == {("TRA-1", transfers[0])}


async def test_what_a_person_has_closed_stays_closed(office: Office) -> None:
    transfers = await transferred(office)
    await seized(office)
    await bureau.review(office)
    key = f"TRA-1-{transfers[0][:13]}"
    said: dict[str, Any] = {"kind": "HOUSE", "finding": key, "resolution": "法院已准许"}
    await office.given("resolve_finding", "H1", on="2026-06-01", **said)
    second = {**bureau.SEIZURE, "seizure_no": "S-2", "court": "临江区法院"}
    await office.given("register_seizure", "H1", on="2021-06-02", **second)
    assert not await bureau.review(office)  # the breach is there, and somebody has decided what it means
    assert await bureau.open_findings(office, "H1") == {("TRA-1", one) for one in transfers[1:]}
    found = (await bureau.findings(office, "H1"))["TRA-1", transfers[0]]
    assert found["resolution"] == "法院已准许"


async def test_a_finding_on_a_voided_event_is_closed(office: Office) -> None:
    transfers = await transferred(office)
    await seized(office)
    await bureau.review(office)
    await office.given("void_event", "", on="2026-06-01", event_id=transfers[2])
    await bureau.review(office)
    assert await bureau.open_findings(office, "H1") == {("TRA-1", one) for one in transfers[:2]}


async def test_a_permit_is_revoked_under_its_contracts(office: Office) -> None:
    codes = await test_projects.presold(office)
    await bureau.review(office)
    await office.given("revoke_presale_permit", "P1", on="2020-02-01", permit_no="YS-1")
    found = await bureau.review(office)
    assert found["PRE-2"] == len(codes) == 300
    for code in (codes[0], codes[-1]):
        contract = next(one for one in await bureau.stream(office, code) if one.event.type == "PresaleContractFiled")
        assert ("PRE-2", str(contract.event.id)) in await bureau.open_findings(office, code)
    causes = Counter(one.cause for one in await bureau.recorded_findings(office) if one.actor == "review")
    assert set(causes.values()) == {1}
    assert None not in causes


async def test_a_building_that_never_was_puts_its_houses_leases_into_question(office: Office) -> None:
    await built(office)
    await office.given("register_house", "H2", on="2020-02-01", division=bureau.DIVISION, building_code="B1")
    said: dict[str, Any] = {"lessees": [offices.PERSON], "ends_on": "2027-05-20"}
    leases = {}
    for code in ("H1", "H2"):
        filed = await office.given("file_lease", code, on="2026-05-20", lease_no=f"L-{code}", **said)
        leases[code] = str(filed.event)
    assert not await bureau.review(office)
    register = bureau.Register(office)
    gone = bureau.row("BUILDING", "B1", "NotRealised", "2021-01-01", {"": {"physical": "NOT_REALISED"}})
    # a house of the same batch is examined once: for what happened to it and for what happened to its building
    surveyed = bureau.row("HOUSE", "H1", "SurveyRevised", "2022-01-01", {"": {"room": "102"}})
    await register.record(gone, surveyed)
    found = await bureau.review(office)
    assert found["HSE-1"] == 2
    for code, lease in leases.items():
        assert ("HSE-1", lease) in await bureau.open_findings(office, code)
    about = [str(one.cause) for one in await bureau.recorded_findings(office) if one.actor == "review"]
    assert len(about) == len(set(about))
