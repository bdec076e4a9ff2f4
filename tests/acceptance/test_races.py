"""Races over HTTP, hundreds of rounds on a server of two processes: whoever comes second is told who was first."""

from __future__ import annotations

import asyncio
import itertools
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from tests.acceptance.office import Desk, paper

ROUNDS = 48
LIMITS = httpx.Limits(max_connections=40)
STEP = 0.01
"""Seconds."""
DIVISION = "990102"
BUILDING = "990102001000000000001"
_numbers = itertools.count(1)


@pytest.fixture
async def desk(racing: str) -> AsyncIterator[Desk]:
    """A desk at a server with one finished building."""
    async with httpx.AsyncClient(base_url=racing, timeout=60, limits=LIMITS, verify=False) as client:
        made = Desk(client)
        if (await made.read("query($c: String!) { building(code: $c) { code } }", c=BUILDING))["building"] is None:
            await building(made, BUILDING)
        yield made


async def building(desk: Desk, code: str) -> None:
    """A building that stands."""
    common = {"buildingCode": code, "document": paper(f"楼-{code}")}
    await desk.given("registerBuilding", effectiveOn="2020-01-01", division=DIVISION, **common)
    await desk.given("permitConstruction", effectiveOn="2020-01-02", permitNo=f"施-{code}", **common)
    await desk.given("startConstruction", effectiveOn="2020-01-03", **common)
    await desk.given("acceptCompletion", effectiveOn="2020-06-01", acceptanceNo=f"验-{code}", **common)


async def house(desk: Desk, of: str = BUILDING) -> str:
    """A house of that building."""
    code = f"{of}-{next(_numbers)}"
    await desk.given(
        "registerHouse",
        houseCode=code,
        effectiveOn="2020-02-01",
        division=DIVISION,
        buildingCode=of,
        document=paper(f"户-{code}"),
    )
    return code


async def for_sale(desk: Desk) -> str:
    """A house in presale."""
    code = await house(desk)
    await desk.given("openPresale", houseCode=code, effectiveOn="2020-03-01", permitNo="预-1", document=paper("预-1"))
    return code


def person(number: int) -> dict[str, str]:
    """An invented person with a passport."""
    return {"name": "王安", "idType": "PASSPORT", "idNumber": f"E{number:08}"}


def contract(code: str, number: str, buyer: int = 1) -> dict[str, Any]:
    """A contract's inputs."""
    return {
        "houseCode": code,
        "effectiveOn": "2020-03-02",
        "signedOn": "2020-03-02",
        "contractNo": number,
        "price": "1000000.00",
        "buyers": [person(buyer)],
        "document": paper(number),
    }


async def together(*filings: Any) -> tuple[list[Any], list[Any]]:
    """The payloads of those that were let in, and of those that were refused."""
    answers = await asyncio.gather(*filings)
    return [one for one in answers if not one["rejections"]], [one for one in answers if one["rejections"]]


class Start:
    """The moments at which two file: whoever was first comes later the next time, by ever more while it stays first.

    So both come first on a machine of any speed, and mostly by little.
    """

    def __init__(self) -> None:
        self._head = 0.0  # seconds by which the first filing is sent before the second
        self._step = STEP
        self._first: bool | None = None

    async def both(self, first: Any, second: Any) -> tuple[Any, Any]:
        """Both answers."""
        return await asyncio.gather(_after(-self._head, first), _after(self._head, second))

    def won(self, *, first: bool) -> None:
        """Which of the two came first."""
        self._step = 2 * self._step if first == self._first else STEP
        self._head += -self._step if first else self._step
        self._first = first


async def _after(seconds: float, filing: Any) -> Any:
    await asyncio.sleep(max(0, seconds))
    return await filing


async def test_many_desks_file_for_one_house(desk: Desk) -> None:
    for _ in range(ROUNDS):
        code = await for_sale(desk)
        filings = [desk.file("filePresaleContract", **contract(code, f"{code}/{n}", n)) for n in range(4)]
        (won,), lost = await together(*filings)
        for one in lost:
            (refused,) = one["rejections"]
            assert refused["rule"] == "PRE-3"
            assert refused["inTheWay"] == [{"position": won["event"]["position"], "type": "PresaleContractFiled"}]
        shown = await desk.ask("query($c: String!) { house(code: $c) { contracts { number } market } }", c=code)
        assert len(shown["data"]["house"]["contracts"]) == 1
        assert shown["data"]["house"]["market"] == "PRESALE_CONTRACTED"


async def test_one_command_id_is_one_event(desk: Desk) -> None:
    for _ in range(ROUNDS):
        code = await for_sale(desk)
        command = str(uuid.uuid4())
        shown = "position repeated rejections { rule }"  # the outcome alone, which is sent but once
        said = contract(code, code)
        filings = [desk.file("filePresaleContract", shown, command=command, **said) for _ in range(4)]
        let_in, refused = await together(*filings)
        assert not refused
        assert len({one["position"] for one in let_in}) == 1
        assert [one["repeated"] for one in let_in].count(False) == 1


async def test_a_contract_number_is_used_once_over_all_houses(desk: Desk) -> None:
    for _ in range(ROUNDS):
        codes = [await for_sale(desk) for _ in range(2)]
        number = f"共-{codes[0]}"
        (won,), (lost,) = await together(*(desk.file("filePresaleContract", **contract(c, number)) for c in codes))
        assert [one["rule"] for one in lost["rejections"]] == ["PRE-3"]
        assert won["event"]["type"] == "PresaleContractFiled"


async def test_a_transfer_races_a_seizure(desk: Desk) -> None:
    outcomes, start = set(), Start()
    for _ in range(ROUNDS):
        code = await house(desk)
        await desk.given("registerTransfer", **transfer(code, "FIRST_REGISTRATION", "2020-07-01", [], 1))
        sale = transfer(code, "GIFT", "2020-07-02", [person(1)], 2)
        seizure: dict[str, Any] = {
            "houseCode": code,
            "effectiveOn": "2020-07-02",
            "seizureNo": f"封-{code}",
            "court": "安澜市中级人民法院",
            "expiresOn": "2099-01-01",
        }
        moved, seized = await start.both(desk.file("registerTransfer", **sale), desk.file("registerSeizure", **seizure))
        assert seized["event"], "a court's seizure is never refused"
        if moved["rejections"]:
            (refused,) = moved["rejections"]
            assert refused["rule"] == "TRA-1"
            assert {one["position"] for one in refused["inTheWay"]} == {seized["event"]["position"]}
            assert refused["earliestLawfulOn"] == "2099-01-01"
        else:
            assert moved["event"]["position"] < seized["event"]["position"]
        start.won(first=not moved["rejections"])
        outcomes.add(bool(moved["rejections"]))
    assert outcomes == {True, False}, "one of the two was always first: this raced nothing"


def transfer(code: str, basis: str, on: str, givers: list[dict[str, str]], receiver: int) -> dict[str, Any]:
    """A transfer's inputs."""
    return {
        "houseCode": code,
        "effectiveOn": on,
        "transferNo": f"转-{code}-{receiver}",
        "basis": basis,
        "form": "SOLE",
        "givers": givers,
        "receivers": [person(receiver)],
        "document": paper(f"转-{code}-{receiver}"),
    }


async def test_a_demolition_races_a_lease(desk: Desk) -> None:
    outcomes, start = set(), Start()
    for round_ in range(ROUNDS // 3):
        block = f"99010200100000000{1000 + round_}"
        await building(desk, block)
        filing: dict[str, Any] = {"buildingCode": block, "effectiveOn": "2020-08-01", "document": paper(f"拆-{block}")}
        await desk.given("fileBuildingDemolition", filingNo=f"拆-{block}", **filing)
        code = await house(desk, block)
        lease: dict[str, Any] = {
            "houseCode": code,
            "effectiveOn": "2020-08-02",
            "leaseNo": f"租-{code}",
            "lessees": [person(3)],
            "startsOn": "2020-08-02",
            "endsOn": "2021-08-02",
            "rent": "2000.00",
            "document": paper(f"租-{code}"),
        }
        fall: dict[str, Any] = {**filing, "effectiveOn": "2020-08-02"}
        fell, let = await start.both(desk.file("demolishBuilding", **fall), desk.file("fileLease", **lease))
        assert fell["event"], fell["rejections"]
        if let["rejections"]:
            assert {one["rule"] for one in let["rejections"]} <= {"GEN-3", "HSE-1"}
        else:
            assert let["event"]["position"] < fell["event"]["position"]
            assert "LOS-1" in {one["rule"] for one in fell["findings"]}
        start.won(first=bool(let["rejections"]))
        outcomes.add(bool(let["rejections"]))
    assert outcomes == {True, False}, "one of the two was always first: this raced nothing"
