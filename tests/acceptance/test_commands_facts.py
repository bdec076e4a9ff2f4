"""Acts may be refused, facts are admitted: what they make unlawful gets findings as soon as the server has reviewed."""

from __future__ import annotations

from tests.acceptance import estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk


async def test_a_seizure_comes_to_light_before_three_recorded_transfers(desk: Desk) -> None:
    owners = [people.person() for _ in range(4)]
    code = await estates.owned(desk, owners[0])
    moved = []
    for year, giver, receiver in zip((2017, 2018, 2019), owners, owners[1:], strict=False):
        said = estates.transfer(code, "GIFT", f"{year}-05-01", [people.who(giver)], [receiver])
        moved.append((await desk.given("registerTransfer", **said))["position"])
    seized = await desk.file("registerSeizure", **estates.seizure(code, "2016-06-01", "2020-01-01"))
    assert seized["event"]["type"] == "SeizureRegistered"
    assert not seized["rejections"]
    found = await desk.reviewed(code, 3)
    assert {one["rule"] for one in found} == {"TRA-1"}
    assert sorted(one["eventRecord"]["position"] for one in found) == moved
    assert {one["eventRecord"]["type"] for one in found} == {"OwnershipTransferred"}
    shown = await desk.house(code, "owners { acquiredOn } seizures { live inForce rank }")
    assert shown["owners"] == [{"acquiredOn": "2019-05-01"}], "a finding undoes nothing"
    assert shown["seizures"] == [{"live": False, "inForce": False, "rank": None}]
    then = await desk.house(code, "seizures { live inForce rank }", validOn="2018-05-01")
    assert then["seizures"] == [{"live": True, "inForce": True, "rank": 1}]
    before = await desk.house(code, "seizures { live }", validOn="2018-05-01", position=moved[-1])
    assert before["seizures"] == [], "nobody could know of it then"


async def test_the_same_seizure_refuses_a_fourth_transfer_of_that_time(desk: Desk) -> None:
    """The act comes after the fact: it is refused, where the earlier ones were not."""
    owner, receiver = people.person(), people.person()
    code = await estates.owned(desk, owner)
    await desk.given("registerSeizure", **estates.seizure(code, "2016-06-01", "2020-01-01"))
    late = estates.transfer(code, "GIFT", "2019-06-01", [owner], [receiver])
    answer = await desk.file("registerTransfer", **late)
    assert [one["rule"] for one in answer["rejections"]] == ["TRA-1"]
    assert answer["rejections"][0]["earliestLawfulOn"] == "2020-01-01"


async def test_a_permit_is_revoked_retroactively_under_twenty_contracts(desk: Desk) -> None:
    estate, permit = await estates.presold(desk, buildings=2, houses=10)
    filed = []
    for code in estate.houses:
        said = estates.contract(code, "2020-05-01", [people.person()])
        filed.append((await desk.given("filePresaleContract", **said))["position"])
    revoked = await desk.file(
        "revokePresalePermit",
        projectCode=estate.project,
        effectiveOn="2020-04-01",
        permitNo=permit,
        document=paper(number("撤")),
    )
    assert revoked["event"]["type"] == "PresalePermitRevoked"
    assert sorted(one["position"] for one in revoked["dependants"]) == sorted(filed)
    assert sorted(one["code"] for one in revoked["dependants"]) == sorted(estate.houses)
    for code, position in zip(estate.houses, filed, strict=True):
        (finding,) = await desk.reviewed(code)
        assert (finding["rule"], finding["eventRecord"]["position"]) == ("PRE-2", position)
        assert (await desk.house(code, "market"))["market"] == "PRESALE_CONTRACTED", "the contract stays on record"
    again = estates.contract(estate.houses[0], "2020-05-02", [people.person()])
    answer = await desk.file("filePresaleContract", **again)
    assert "PRE-2" in [one["rule"] for one in answer["rejections"]]
