"""What comes by import has been judged by nobody: the review judges it once, by all rules."""

from collections import Counter

import pytest

from registry.ledger import errors
from tests.registry.desk.office import Office
from tests.registry.review import bureau

BUILDING = bureau.row(
    "BUILDING", "B1", "BuildingRegistered", "2019-01-01", {"": {"division": bureau.DIVISION, "physical": "COMPLETED"}}
)


async def reviewed(office: Office, ran: Counter[tuple[str, str]], batch: int = 1000) -> Counter[str]:
    """What a review in batches of that size finds."""
    await office.project()
    worker, found = bureau.reviewer(office, bureau.spying(ran)), Counter[str]()
    while (done := await worker.step(batch)).position < done.head:
        found += done.found
    return found + done.found


async def clashing(office: Office) -> list[str]:
    """An imported house with two leases of the same part, of which the second clashes; the leases."""
    first = bureau.lease("H1", "L1", "2021-01-01", "2023-01-01")
    second = bureau.lease("H1", "L2", "2022-01-01", "2024-01-01")
    made = await bureau.Register(office).record(BUILDING, bureau.house("H1"), first, second)
    return [str(one) for one in made[2:]]


@pytest.mark.parametrize("batch", [1, 2, 1000])
async def test_an_import_is_judged_once(office: Office, batch: int) -> None:
    leases = await clashing(office)
    ran: Counter[tuple[str, str]] = Counter()
    assert await reviewed(office, ran, batch) == {"USE-1": 1}
    assert await bureau.open_findings(office, "H1") == {("USE-1", leases[1])}
    assert ran["USE-1", "LeaseFiled"] == ran["GEN-2", "LeaseFiled"] == 2
    assert ran["GEN-2", "HouseRegistered"] == ran["GEN-2", "BuildingRegistered"] == 1
    ran.clear()
    assert not await reviewed(office, ran)
    assert not ran


async def test_an_import_judges_only_what_it_touches_of_the_rest(office: Office) -> None:
    await clashing(office)
    ran: Counter[tuple[str, str]] = Counter()
    await reviewed(office, ran)
    ran.clear()
    await bureau.Register(office).record(bureau.lease("H1", "L3", "2020-06-01", "2020-12-01"))
    assert not await reviewed(office, ran)
    assert {rule for rule, type_ in ran if ran[rule, type_] > 1} == {"USE-1"}
    assert ran["USE-1", "LeaseFiled"] == 3
    assert ran["GEN-2", "LeaseFiled"] == 1  # the new one
    assert ran["GEN-2", "HouseRegistered"] == 0


async def test_what_a_command_judged_is_not_judged_again(office: Office) -> None:
    await office.given("register_building", "B1", on="2020-01-01", division=bureau.DIVISION)
    await office.given("register_house", "H1", on="2020-02-01", division=bureau.DIVISION, building_code="B1")
    ran: Counter[tuple[str, str]] = Counter()
    await reviewed(office, ran)
    assert not {rule for rule, _ in ran if rule.startswith("GEN")}


async def test_a_part_is_judged_again_when_its_whole_is_recorded_after_it(office: Office) -> None:
    register = bureau.Register(office)
    await register.record(BUILDING, bureau.house("H1"), bureau.house("H2", building="B2"))
    leases = await register.record(bureau.lease("H1", "L1", "2021-01-01", "2022-01-01"))
    assert not await bureau.review(office)
    unrealised = bureau.row("BUILDING", "B1", "NotRealised", "2020-06-01", {"": {"physical": "NOT_REALISED"}})
    made = await register.record(unrealised)
    ran: Counter[tuple[str, str]] = Counter()
    assert (await reviewed(office, ran))["HSE-1"] == 1
    assert ("HSE-1", str(leases[0])) in await bureau.open_findings(office, "H1")
    assert ran["HSE-1", "LeaseFiled"] == 1
    assert ran["USE-1", "LeaseFiled"] == 0
    await register.record(bureau.row("BUILDING", "B1", "EventVoided", "2020-06-01", {}, voids=tuple(made)))
    assert not await bureau.review(office)
    assert not await bureau.open_findings(office, "H1")


async def test_a_review_waits_for_the_first_projector(office: Office) -> None:
    register = bureau.Register(office)
    await register.record(BUILDING, bureau.house("H1"), bureau.lease("H1", "L1", "2021-01-01", "2022-01-01"))
    await office.pool.execute("drop schema read cascade")
    with pytest.raises(errors.Unavailable, match="has not come to position 3"):
        await bureau.reviewer(office).step()
    assert await bureau.position(office) == 0
