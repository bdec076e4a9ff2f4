"""`fangji subsidies`: a month ordered, written for the bank and answered, as a caseworker does it."""

import asyncio
import csv
import json
import pathlib
import zoneinfo
from collections.abc import AsyncIterator

import asyncpg
import pytest

from aggregates.catalogue import CATALOGUE
from projections import ddl, projector
from registry import settings as configuration
from registry import wiring
from registry.desk import desk
from registry.ledger import kek, keys, ledger
from tests.registry.cli.conftest import Fangji
from tests.registry.desk import office as offices
from tests.registry.subsidies import bureau
from tests.registry.subsidies.bureau import DISTRICT, HOUSEHOLDS, RUN

ASKED = ("subsidies", "run", "--division", DISTRICT, "--month", "2026-03", "--kind", "MARKET_RENT")
PURPOSE = ("--purpose", "case-handling")


@pytest.fixture
async def city(pool: asyncpg.Pool, fangji: Fangji) -> AsyncIterator[bureau.Bureau]:
    """A bureau in the database and with the keys of the command."""
    settings = configuration.load()
    settings.folder.mkdir(mode=0o700, parents=True)
    log = await ledger.Ledger.open(pool, wiring.origin(settings))
    store = keys.PostgresKeys(pool, kek.FileKeys(settings.key_file))
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
    counter = desk.Desk(log, store, pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: offices.TODAY)
    stop = asyncio.Event()
    following = asyncio.create_task(projector.Projector(pool, lambda: offices.TODAY).run(stop))
    made = await bureau.opened(offices.Office(pool, log, store, counter))
    stop.set()
    await following
    yield made
    await log.close()


def test_a_month_from_preview_to_answer(fangji: Fangji, city: bureau.Bureau, tmp_path: pathlib.Path) -> None:
    preview = fangji(*ASKED, "--preview", "--json").json
    done = fangji(*ASKED, "--json").json
    assert (preview["run"], preview["ordered"], preview["preview"]) == (RUN, HOUSEHOLDS, True)
    assert {**done, "preview": True, "payments": preview["payments"]} == preview
    assert "0 of them now" in fangji(*ASKED).out
    file = tmp_path / "pay.csv"
    written = fangji("subsidies", "file", RUN, "--out", file, *PURPOSE)
    assert (written.code, file.stat().st_mode & 0o077) == (3, 0)
    assert "BZ-008 is not in the file" in written.err
    assert fangji("subsidies", "file", RUN, "--out", file, *PURPOSE).code == 2
    before = file.read_bytes()
    told = fangji("subsidies", "file", RUN, "--out", file, *PURPOSE, "--force", "--json").json
    assert (told["payments"], file.read_bytes()) == (HOUSEHOLDS - 1, before)
    answered(fangji, file, tmp_path)


def answered(fangji: Fangji, file: pathlib.Path, folder: pathlib.Path) -> None:
    with file.open(newline="") as stream:
        numbers = [row["payment_no"] for row in csv.DictReader(stream)]
    day = today()
    rows = [f"{one},PAID,{day}," for one in numbers[1:]] + [
        f"{numbers[0]},FAILED,{day},张三账户注销",
        f"M-1,PAID,{day},李四",
    ]
    answer, report = folder / "answer.csv", folder / "rejected.jsonl"
    answer.write_text("\r\n".join(["payment_no,result,paid_on,reason", *rows]))
    done = fangji("subsidies", "answer", answer, "--report", report, "--json")
    assert done.code == 3
    assert (done.json["paid"], done.json["failed"], done.json["rejected"]) == (HOUSEHOLDS - 2, 1, 1)
    assert done.json["runs"] == {RUN: {"payments": HOUSEHOLDS, "paid": HOUSEHOLDS - 2, "failed": 1}}
    (line,) = map(json.loads, report.read_text().splitlines())
    assert (line["row"], line["rule"], line["value"]) == (HOUSEHOLDS, "UNKNOWN", "M-1")
    assert "李四" not in report.read_text()
    (listed,) = fangji("quarantine", "list", "--profile", "bank-answers", "--rows", "--json").json
    assert (listed["row"], listed["rule"]) == (HOUSEHOLDS, "UNKNOWN")
    assert "李四" not in json.dumps(listed, ensure_ascii=False)
    assert fangji("quarantine", "show", listed["id"]).code == 0
    assert fangji("quarantine", "export", "--out", folder / "sheet.csv").code == 0
    assert "李四" not in (folder / "sheet.csv").read_text()
    assert fangji("sources", "--json").code == 0
    again = fangji("subsidies", "answer", answer)
    assert (again.code, "duplicates" in again.out) == (3, True)
    assert fangji(*ASKED, "--json").json["added"] == 1


def today() -> str:
    """The day of the command's own clock."""
    return projector.today_in("Asia/Shanghai")().isoformat()


def test_what_cannot_be_is_told_in_one_sentence(fangji: Fangji, city: bureau.Bureau, tmp_path: pathlib.Path) -> None:
    for words, sentence in (
        (("run", "--division", "1", "--month", "2026-03", "--kind", "MARKET_RENT"), "no division on record"),
        (("run", "--division", DISTRICT, "--month", "2199-01", "--kind", "MARKET_RENT"), "has not begun"),
        (("run", "--division", DISTRICT, "--month", "03/2026", "--kind", "MARKET_RENT"), "is no month"),
        (("run", "--division", DISTRICT, "--month", "2026-03", "--kind", "RENT"), "is no subsidy"),
        (("file", RUN, "--out", tmp_path / "a.csv", *PURPOSE), "no payment that waits"),
        (("file", RUN, "--out", tmp_path / "a.csv", "--purpose", "none"), "no purpose of a policy"),
        (("file", RUN, "--out", tmp_path / "a.csv", *PURPOSE, "--role", "auditor"), "names and accounts in clear"),
        (("answer", tmp_path / "none.csv"), "cannot be read"),
    ):
        done = fangji("subsidies", *words)
        assert (done.code, sentence in done.err) == (1, True), (words, done)
    assert fangji("subsidies", "file", RUN, "--out", tmp_path / "a.csv", *PURPOSE, "--role", "king").code == 2
