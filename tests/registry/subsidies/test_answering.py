"""What the bank answers: every row is recorded, a duplicate or rejected with a reason, and nothing is paid twice."""

import asyncio
import pathlib

import pytest

from aggregates import errors
from registry.intake import kept
from registry.subsidies import answer_file, answering
from tests.registry.desk import office as offices
from tests.registry.subsidies import bureau
from tests.registry.subsidies.bureau import HOUSEHOLDS, Bureau

HEADER = "payment_no,result,paid_on,reason"
TODAY = "2026-06-01"


@pytest.fixture
async def numbers(office: Bureau) -> list[str]:
    """Payment numbers of a run that is ordered, by household."""
    await office.run()
    return [one["number"] for one in await office.payments()]


def written(folder: pathlib.Path, *rows: str, name: str = "answer.csv", header: str = HEADER) -> pathlib.Path:
    path = folder / name
    path.write_bytes("".join(f"{row}\r\n" for row in (header, *rows)).encode())
    return path


def paid(number: str, day: str = TODAY) -> str:
    return f"{number},PAID,{day},"


def failed(number: str, day: str = TODAY, reason: str = "账户已销户") -> str:
    return f"{number},FAILED,{day},{reason}"


def boxes(report: answering.Report) -> tuple[dict[str, int], int, dict[str, int]]:
    """What became of the rows, of which none may be lost."""
    assert sum(report.recorded.values()) + report.duplicates + len(report.rejected) == report.rows
    return dict(report.recorded), report.duplicates, report.by_rule


async def states(office: Bureau) -> dict[str, str]:
    return {one["number"]: one["state"] for one in await office.payments()}


async def test_answers_are_recorded_and_delivered_again_record_nothing(
    office: Bureau, numbers: list[str], tmp_path: pathlib.Path
) -> None:
    rows = [paid(one) for one in numbers[:20]] + [failed(one) for one in numbers[20:]]
    file = written(tmp_path, *rows)
    assert boxes(await office.take(file)) == ({"PAID": 20, "FAILED": 10}, 0, {})
    stand = await states(office)
    assert [stand[one] for one in numbers] == ["PAID"] * 20 + ["FAILED"] * 10
    assert {**await office.division(), "amount": None} == {
        "payments": HOUSEHOLDS, "amount": None, "refused": 0, "paid": 20, "failed": 10,
    }  # fmt: skip
    sources = await office.office.pool.fetch("select distinct source from read.event where type like '%SubsidyPaid'")
    assert [one["source"] for one in sources] == ["payments"]
    head = await office.head()
    assert boxes(await office.take(file)) == ({}, 30, {})
    assert await office.head() == head


async def test_what_failed_is_ordered_anew_under_another_number(
    office: Bureau, numbers: list[str], tmp_path: pathlib.Path
) -> None:
    await office.take(written(tmp_path, *[failed(one) for one in numbers[:3]]))
    preview, done = await office.run(preview=True), await office.run()
    assert [one.payment_no for one in preview.payments] == [f"{one}-2" for one in numbers[:3]]
    assert (done.added, done.ordered) == (preview.added, preview.ordered) == (3, HOUSEHOLDS + 3)
    rows = [paid(f"{one}-2") for one in numbers[:3]] + [paid(one) for one in numbers[3:]]
    assert boxes(await office.take(written(tmp_path, *rows))) == ({"PAID": HOUSEHOLDS}, 0, {})
    division = await office.division()
    assert (division["payments"], division["paid"], division["failed"]) == (HOUSEHOLDS + 3, HOUSEHOLDS, 3)
    assert (await office.run()).added == 0


async def test_rows_that_cannot_be_true_are_rejected_each_for_its_reason(
    office: Bureau, numbers: list[str], tmp_path: pathlib.Path
) -> None:
    first, second, third, fourth, fifth = numbers[:5]
    await office.take(written(tmp_path, paid(fifth), name="earlier.csv"))
    rows = {
        paid("M-404"): "UNKNOWN",
        paid(first): None,
        f"{paid(first)} ": "again",
        paid(second): "CONTRADICTION",
        failed(second): "CONTRADICTION",
        paid(third, "2026-05-31"): "ORDER",
        paid(fourth, "2026-06-02"): "FUTURE",
        paid(numbers[5], "1.6.2026"): "DATE",
        f"{numbers[6]},OK,{TODAY},": "ENUM",
        failed(numbers[7], reason=" "): "REQUIRED",
        paid(""): "REQUIRED",
        f"{numbers[8]},PAID": "COLUMNS",
        failed(numbers[9], reason="长" * 501): "LENGTH",
        paid(fifth): "recorded before",
    }
    file = written(tmp_path, *rows)
    report = await office.take(file)
    rejected = {line.number: fault.rule for line, fault in report.rejected}
    expected = [rule for rule in rows.values() if rule is not None and rule.isupper()]
    assert list(rejected.values()) == expected
    assert (dict(report.recorded), report.duplicates) == ({"PAID": 1}, 2)
    assert sorted({state for number, state in (await states(office)).items() if number in numbers[1:4]}) == ["ORDERED"]
    async with office.office.pool.acquire() as connection:
        waiting = [one async for one in kept.find(connection, kept.Wanted(profile="bank-answers"))]
        opened = [await kept.Opener(office.office.keys).open(one) for one in waiting]
    assert [(one.file, one.row, one.rule) for one in waiting] == [
        ("answer.csv", number, rule) for number, rule in sorted(rejected.items())
    ]
    assert opened[0] is not None
    assert opened[0].cells["payment_no"] == "M-404"
    assert kept.profile(waiting[0]).part("answer")
    assert boxes(await office.take(file))[1] == 3
    counted = await office.office.pool.fetchval("select count(*) from intake.quarantine")
    assert counted == len(expected)


async def test_nothing_is_paid_twice(office: Bureau, numbers: list[str], tmp_path: pathlib.Path) -> None:
    one, other = numbers[:2]
    later = "2026-06-01"
    await office.take(written(tmp_path, paid(one), failed(other)))
    report = await office.take(written(tmp_path, failed(one, later, "退汇"), paid(other), name="back.csv"))
    assert boxes(report) == ({"FAILED": 1}, 0, {"STATE": 1})
    report = await office.take(written(tmp_path, failed(one, later, "另一原因"), name="again.csv"))
    assert boxes(report) == ({}, 0, {"TWICE": 1})
    assert await office.count("MarketRentSubsidyPaid") == 1


async def test_two_deliveries_at_once_record_every_answer_once(
    office: Bureau, numbers: list[str], tmp_path: pathlib.Path
) -> None:
    rows = [paid(one) for one in numbers]
    files = [written(tmp_path, *rows, name="a.csv"), written(tmp_path, *reversed(rows), name="b.csv")]
    async with office.beside() as other:
        reports = await asyncio.gather(office.take(files[0]), other.take(files[1]))
    assert sorted((dict(one.recorded).get("PAID", 0), one.duplicates) for one in reports) == [(0, 30), (30, 0)]
    assert await office.count("MarketRentSubsidyPaid") == HOUSEHOLDS
    assert await office.count("SubsidyRunAnswered") == 1


async def test_a_rejected_row_that_is_taken_later_leaves_the_quarantine(office: Bureau, tmp_path: pathlib.Path) -> None:
    await office.run(preview=True)
    number = (await office.run(preview=True)).payments[0].payment_no
    file = written(tmp_path, paid(number))
    assert boxes(await office.take(file)) == ({}, 0, {"UNKNOWN": 1})
    await office.run()
    assert boxes(await office.take(file)) == ({"PAID": 1}, 0, {})
    rows = await office.office.pool.fetch("select state, outcome from intake.quarantine")
    assert [tuple(row) for row in rows] == [("corrected", "recorded")]


async def test_what_was_paid_wrongly_is_clawed_back_and_not_ordered_again(
    office: Bureau, numbers: list[str], tmp_path: pathlib.Path
) -> None:
    await office.take(written(tmp_path, *[paid(one) for one in numbers]))
    claw = {"payment_no": numbers[0], "document": ("追缴决定", "ZJ-1", TODAY)}
    for amount, state in (("500.00", "PAID"), (f"{bureau.amount(1) - 500}.00", "RETURNED")):
        await office.office.given("claw_back_market_rent_subsidy", bureau.code(1), on=TODAY, amount=amount, **claw)
        assert (await states(office))[numbers[0]] == state
    with pytest.raises(errors.InvalidValue):
        await office.office.given("claw_back_market_rent_subsidy", bureau.code(1), on=TODAY, amount="1.00", **claw)
    done = await office.run()
    assert (done.added, done.ordered) == (0, HOUSEHOLDS)
    again = await office.take(written(tmp_path, paid(numbers[0]), name="again.csv"))
    assert boxes(again) == ({}, 1, {})
    assert (await office.division())["paid"] == HOUSEHOLDS


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "is empty"),
        (b"payment_no,result,paid_on,reason\r\n", "no rows"),
        (b"payment_no,result,paid_on\r\nM,PAID,2026-06-01\r\n", "other columns"),
        (b"payment_no,result,paid_on,reason,amount\r\nM,PAID,2026-06-01,,1\r\n", "other columns"),
        ("付款,结果\r\n".encode("gb18030"), "not UTF-8"),
        (b'payment_no,result,paid_on,reason\r\n"M,PAID', "no csv"),
        (b"payment_no,result,paid_on,reason\r\nM\0,PAID,2026-06-01,\r\n", "U\\+0000"),
    ],
)
def test_a_file_that_is_no_answer_is_refused_whole(tmp_path: pathlib.Path, data: bytes, told: str) -> None:
    path = tmp_path / "answer.csv"
    path.write_bytes(data)
    with pytest.raises(answer_file.WrongFile, match=told):
        answer_file.read(path, offices.TODAY)


def test_a_file_that_is_not_there_is_told(tmp_path: pathlib.Path) -> None:
    with pytest.raises(answer_file.WrongFile, match="cannot be read"):
        answer_file.read(tmp_path / "none.csv", offices.TODAY)
