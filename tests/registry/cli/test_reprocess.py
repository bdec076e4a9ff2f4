"""`fangji import --reprocess`: a preview, a question, and what was shown."""

import pathlib

import pytest

from registry.intake import profiles
from tests.registry.cli.conftest import Fangji
from tests.registry.intake import imports, improved, scratch
from tests.registry.intake.imports import work


@pytest.fixture
def works(fangji: Fangji, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> pathlib.Path:
    """Recorded by the first version; the second is there."""
    monkeypatch.setitem(profiles.MODULES, "scratch", scratch.__name__)
    rows = [work(n, f"b{n}", owner="Zhang San") for n in (1, 2)]
    path = imports.write_csv(tmp_path / "works.csv", [*rows, work(3, "low"), work(4, "odd"), work(5, "old-c")])
    assert fangji("import", "scratch", path, "--processes", 1).code == 0
    monkeypatch.setitem(profiles.MODULES, "scratch", improved.__name__)
    return path


def test_the_preview_alone_without_somebody_to_ask(fangji: Fangji, works: pathlib.Path) -> None:
    shown = fangji("import", "scratch", works, "--reprocess", "--processes", 1)
    assert (shown.code, "add --yes" in shown.err) == (2, True)
    assert "6 subjects" not in shown.out
    assert "5 subjects and 4 events would change: 2 corrected, 1 moved to another subject, 1 voided" in shown.out
    assert "BUILDING b1: SurveyRevised corrected" in shown.out
    assert "floors: 3 → 4" in shown.out
    json = fangji("import", "scratch", works, "--reprocess", "--processes", 1, "--json")
    assert (json.code, json.json["reprocess"]["byAttribute"], json.json["events"]) == (2, {"floors": 3, "code": 1}, 5)
    again = fangji("import", "scratch", works, "--reprocess", "--processes", 1, "--json", "--dry-run")
    assert (again.code, again.json["reprocess"]) == (0, json.json["reprocess"])
    assert "Zhang" not in shown.out + json.out


def test_written_with_yes_and_nothing_the_second_time(fangji: Fangji, works: pathlib.Path) -> None:
    done = fangji("import", "scratch", works, "--reprocess", "--yes", "--processes", 1, "--json")
    assert (done.code, done.json["events"], done.json["recorded"], done.json["skipped"]) == (0, 5, 3, 1)
    again = fangji("import", "scratch", works, "--reprocess", "--processes", 1, "--json")
    assert (again.code, again.json["events"], again.json["reprocess"]["subjects"]) == (0, 0, 0)


def test_what_was_answered_about_the_past_stays(fangji: Fangji, works: pathlib.Path) -> None:
    """As known before the better version came, each building has the floors that it had."""
    before = fangji("history", "BUILDING", "b1", "--json").json
    moment = before["events"][-1]["recordedAt"]
    fangji("import", "scratch", works, "--reprocess", "--yes", "--processes", 1)
    then = fangji("history", "BUILDING", "b1", "--known-at", moment, "--json").json
    now = fangji("history", "BUILDING", "b1", "--json").json
    assert [one["floors"] for one in (before, then, now)] == [3, 3, 4]
