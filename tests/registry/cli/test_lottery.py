"""`fangji lottery`: verifying needs nothing but the file; the ledger's bundle is the one that is published."""

import csv
import json
import pathlib
from collections.abc import AsyncIterator

import asyncpg
import pytest

from aggregates import lots
from registry import settings as configuration
from registry import wiring
from registry.ledger import ledger
from tests.aggregates import draws, inspections
from tests.registry.cli.conftest import Fangji, run
from tests.registry.ledger import samples

SAMPLE = pathlib.Path(__file__).parents[3] / "docs" / "samples" / "lottery.json"
BATCH = draws.BATCH


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: pathlib.Path) -> Fangji:
    """`fangji(*words)` where no database can be reached and no setting is right."""
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("FANGJI_TIME_ZONE", "Nowhere/Nothing")
    monkeypatch.chdir(tmp_path)
    return lambda *words: run(monkeypatch, capfd, *words)


def test_a_published_draw_is_verified_offline(offline: Fangji) -> None:
    digest = json.loads(SAMPLE.read_bytes())["list_digest"]
    done = offline("lottery", "verify", BATCH, "--bundle", SAMPLE)
    assert (done.code, digest in done.out) == (0, True)
    done = offline("lottery", "verify", BATCH, "--bundle", SAMPLE, "--list-digest", digest, "--json")
    assert done.json == {
        "verified": True, "batch": BATCH, "listDigest": digest, "tickets": 10, "homes": 3, "faults": [],
    }  # fmt: skip


def test_what_does_not_fit_is_told_with_exit_code_4(offline: Fangji, tmp_path: pathlib.Path) -> None:
    forged = tmp_path / "forged.json"
    forged.write_bytes(SAMPLE.read_bytes().replace(b'"chosen":[6,3]', b'"chosen":[3,6]'))
    done = offline("lottery", "verify", BATCH, "--bundle", forged)
    assert done.code == 4
    assert "1 bedrooms, rank 1): ticket 3 stands where ticket 6 was drawn" in done.err
    done = offline("lottery", "verify", "YH-9", "--bundle", SAMPLE, "--json")
    assert (done.code, [one["what"] for one in done.json["faults"]]) == (4, ["batch"])
    assert offline("lottery", "verify", BATCH, "--bundle", SAMPLE, "--list-digest", "0" * 64).code == 4
    assert offline("lottery", "verify", BATCH, "--bundle", tmp_path / "none.json").code == 2


def test_a_draw_of_inspections_is_verified_offline_too(offline: Fangji, tmp_path: pathlib.Path) -> None:
    sample = SAMPLE.with_name("inspection.json")
    assert sample.read_bytes() == inspections.bundle(inspections.drawn()), "python -m tests.aggregates.inspections"
    done = offline("lottery", "verify", inspections.DRAW, "--bundle", sample)
    assert (done.code, "11 tickets, 3 inspections" in done.out) == (0, True)
    forged = tmp_path / "forged.json"
    forged.write_bytes(sample.read_bytes().replace(b'"GH-003"', b'"GH-009"'))
    done = offline("lottery", "verify", inspections.DRAW, "--bundle", forged)
    assert (done.code, "not those of these projects and inspectors" in done.err) == (4, True)


def test_a_seed_comes_with_its_commitment(offline: Fangji) -> None:
    one, other = (offline("lottery", "seed", "B1", "--json").json for _ in range(2))
    assert one["commitment"] == lots.commitment("B1", one["seed"])
    assert one["seed"] != other["seed"]
    assert one["salting_key"] != one["seed"]


@pytest.fixture
async def drawn(pool: asyncpg.Pool) -> AsyncIterator[None]:
    """A ledger with the events of the sample's batch."""
    log = await ledger.Ledger.open(pool, wiring.origin(configuration.load()))
    for one in draws.drawn().recorded:
        if one.event.kind == "LOTTERY":
            assert await log.append([samples.unit(one.event, command=one.event.command)])
    yield
    await log.close()


def test_the_ledgers_bundle_is_exported_and_verified(fangji: Fangji, tmp_path: pathlib.Path, drawn: None) -> None:
    out, slips = tmp_path / "bundle.json", tmp_path / "slips.csv"
    assert fangji("lottery", "verify", BATCH).code == 0
    assert fangji("lottery", "export", BATCH, "--out", out).code == 0
    published, sample = json.loads(out.read_bytes()), json.loads(SAMPLE.read_bytes())
    assert published == sample
    assert fangji("lottery", "export", BATCH, "--out", out).code == 2
    assert fangji("lottery", "slips", BATCH, "--out", slips).code == 0
    assert slips.stat().st_mode & 0o077 == 0
    rows = {row["application"]: row for row in csv.DictReader(slips.read_text("utf-8").splitlines())}
    of = lots.applicant(BATCH, rows["SQ00"]["salt"], "SQ00")
    assert published["list"]["tickets"][int(rows["SQ00"]["ticket"]) - 1]["applicant"] == of
    assert fangji("lottery", "export", "YH-9", "--out", tmp_path / "x.json").code == 1


@pytest.fixture
async def inspected(pool: asyncpg.Pool) -> None:
    """A ledger with the division of the other sample."""
    log = await ledger.Ledger.open(pool, wiring.origin(configuration.load()))
    for one in inspections.drawn().recorded:
        if one.event.kind == "DIVISION":
            assert await log.append([samples.unit(one.event, command=one.event.command)])
    await log.close()


def test_the_ledgers_draw_of_inspections_is_exported(fangji: Fangji, tmp_path: pathlib.Path, inspected: None) -> None:
    out, named = tmp_path / "bundle.json", ("--division", inspections.CITY)
    assert fangji("lottery", "verify", inspections.DRAW, *named).code == 0
    assert fangji("lottery", "export", inspections.DRAW, *named, "--out", out).code == 0
    assert out.read_bytes() == SAMPLE.with_name("inspection.json").read_bytes()
    assert fangji("lottery", "verify", "SC-9", *named).code == 1
    assert fangji("lottery", "verify", inspections.DRAW, "--division", "1").code == 1
