"""`fangji export`: order, bounds, scope and masks of what leaves, its two forms, and what an interruption leaves."""

import asyncio
import csv
import io
import json
import os
import pathlib
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from aggregates import catalogue
from graphql_api import identity, lists
from registry import asking, settings, wiring
from registry.cli import main
from registry.export import events, forms, pages, subjects
from tests import patience, servers
from tests.registry.cli import conftest

ROOT = pathlib.Path(__file__).parents[3]
DISTRICT = "990102"
CITY = ("--houses", "150", "--years", "18", "--seed", "3")

Export = Callable[..., conftest.Result]


@pytest.fixture(scope="module")
def city(
    server_folder: pathlib.Path, server_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    """The environment of a small city that is never changed."""
    with servers.lasting_database(server_folder, server_url, servers.READABLE) as url:
        folder = str(tmp_path_factory.mktemp("city"))
        environment = {"DATABASE_URL": url, "FANGJI_DATA_DIR": folder, "PYTHONPATH": f"{ROOT}:{ROOT / 'graphql'}"}
        for words in (("generate", *CITY), ("project",), ("masks",)):
            with pytest.MonkeyPatch.context() as patch:
                for name, value in environment.items():
                    patch.setenv(name, value)
                patch.setattr(sys, "argv", ["fangji", *words])
                with pytest.raises(SystemExit) as ended:
                    main.main()
                assert not ended.value.code, words
        yield environment


@pytest.fixture
def export(city: dict[str, str], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Export:
    """`export(*words)` of that city."""
    for name, value in city.items():
        monkeypatch.setenv(name, value)
    return lambda *words: conftest.run(monkeypatch, capfd, "export", *words)


def asked(text: str, who: identity.Identity = asking.OPERATOR, **variables: Any) -> Any:
    """What the city answers."""

    async def answer() -> Any:
        async with wiring.opened(settings.load(), connections=2) as registry:
            return await asking.Asker(registry, who).ask(text, variables)

    return asyncio.run(answer())


def feed(who: identity.Identity = asking.OPERATOR, **arguments: Any) -> list[Any]:
    """All events of the feed, page by page of 500."""
    found: list[Any] = []
    text = f"""query($after: Position, $kinds: [SubjectKind!]) {{
        changes(after: $after, kinds: $kinds, first: 500) {{ nodes {{ {events.FIELDS} }} }} }}"""
    while page := asked(text, who, after=found[-1]["position"] if found else 0, **arguments)["changes"]["nodes"]:
        found += page
    return found


def lines(result: conftest.Result) -> list[Any]:
    assert result.code == 0, result.err
    return [json.loads(line) for line in result.out.splitlines()]


def test_all_of_the_feed_in_its_order(export: Export) -> None:
    found = lines(export())
    assert [one["position"] for one in found] == list(range(1, len(found) + 1))
    assert len(found) > 2 * pages.ROWS
    assert found == feed()


def test_since_the_last_line_goes_on_without_gap_or_repetition(export: Export) -> None:
    whole = export().out.splitlines()
    first = export("--until", 700).out.splitlines()
    last = json.loads(first[-1])["position"]
    assert last == 700
    assert first + export("--since", last).out.splitlines() == whole
    assert export("--since", len(whole)).out == ""
    assert export("--since", 600, "--until", 600).out == ""


def test_kinds_types_and_sources(export: Export) -> None:
    whole = lines(export())
    for words, member, value in (
        (("--kind", "building"), "kind", "BUILDING"),
        (("--type", "MortgageRegistered"), "type", "MortgageRegistered"),
        (("--source", "housing-transactions"), "source", "housing-transactions"),
    ):
        expected = [one for one in whole if one[member] == value]
        assert 0 < len(expected) < len(whole)
        assert lines(export(*words)) == expected
    two = ("--type", "MortgageRegistered", "--type", "HouseRegistered")
    assert {one["type"] for one in lines(export(*two))} == {"MortgageRegistered", "HouseRegistered"}


def test_what_is_rare_is_found_in_wide_ranges(city: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges grow while little is found; whatever their width, nothing is left out or read twice."""
    for name, value in city.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pages, "ROWS", 7)
    monkeypatch.setattr(events, "QUESTION", events.QUESTION.replace("first: 500", "first: 7"))

    async def positions(wanted: events.Wanted) -> list[int]:
        async with wiring.opened(settings.load(), connections=2) as registry:
            read = events.read(asking.Asker(registry), wanted)
            return [one["position"] async for page in pages.ahead(read) for one in page.records]

    within = [one for one in feed() if 40 < one["position"] <= 900]
    for types in ((), ("HouseRegistered",), ("EventVoided",), ("MortgageRegistered", "MortgageDischarged")):
        expected = [one["position"] for one in within if one["type"] in (types or one["type"])]
        assert asyncio.run(positions(events.Wanted(40, 900, types=types))) == expected


def test_a_division_s_reader_takes_away_its_part(export: Export) -> None:
    who = identity.Identity("x", ("auditor",), (DISTRICT,))
    mine = lines(export("--division", DISTRICT))
    assert mine == feed(who)
    assert 0 < len(mine) < len(lines(export()))
    assert export("--division", "000000").out == ""
    houses = lines(export("--subjects", "--kind", "HOUSE", "--division", DISTRICT))
    assert {one["division"] for one in houses} == {DISTRICT}


def test_the_public_s_export_has_the_public_s_masks(export: Export) -> None:
    assert lines(export("--role", "public")) == feed(identity.PUBLIC)
    shown, hidden = export().out, export("--role", "public").out
    assert '{"masked":true}' in hidden
    assert '{"masked":true}' not in shown


@pytest.mark.parametrize("role", ["auditor", "caseworker", "admin", "department:housing-security"])
def test_sealed_values_stay_sealed_for_every_role(export: Export, role: str) -> None:
    sealed = [
        value for one in lines(export("--role", role)) for value in one["data"].values() if isinstance(value, dict)
    ]
    assert sealed
    assert all(value == {"sealed": True} for value in sealed)


def test_csv_is_the_same_events(export: Export) -> None:
    result = export("--format", "csv", "--kind", "HOUSE")
    assert result.code == 0
    rows = list(csv.DictReader(io.StringIO(result.out, newline=""), strict=True))
    records = lines(export("--kind", "HOUSE"))
    assert [int(row["position"]) for row in rows] == [one["position"] for one in records]
    assert list(rows[0]) == [column.name for column in events.COLUMNS]
    for row, one in zip(rows, records, strict=True):
        assert json.loads(row["data"]) == one["data"]
        assert row["documentNumber"] == ((one["document"] or {}).get("number") or "")
        assert row["label"] == one["label"]
        assert json.loads(row["voids"]) == [voided["position"] for voided in one["voids"]]


def test_csv_of_texts_that_are_awkward_or_run(export: Export) -> None:
    columns = forms.plain("a b c")
    data = forms.header(columns) + forms.table(columns)(
        [{"a": '=cmd|"x"!A1', "b": "two\nlines, and a comma", "c": None}, {"a": -3, "b": "-3.5", "c": [1, "x"]}]
    )
    assert data == b'a,b,c\r\n"\'=cmd|""x""!A1","two\nlines, and a comma",\r\n-3,-3.5,"[1,""x""]"\r\n'


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "－1", "＋1", "＠x", "'=1", "'"]
)
def test_a_formula_is_made_harmless_and_can_be_had_back(text: str) -> None:
    assert forms.cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "张三", "-3", "-0.50", "1-2", "a=b", " =1"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert forms.cell(text) == text


def test_true_and_false_are_as_in_json() -> None:
    assert [forms.cell(value) for value in (True, False, 0, None)] == ["true", "false", 0, None]


def test_subjects_as_they_stand(export: Export) -> None:
    for kind in ("HOUSE", "BUILDING", "PROJECT", "DIVISION"):
        declared = catalogue.CATALOGUE.kinds[kind]
        found = lines(export("--subjects", "--kind", kind))
        fields = " ".join(found[0])
        page = fields if kind == "DIVISION" else f"nodes {{ {fields} }}"
        listed = asked(f"{{ all: {lists.plural(declared)}(first: 500) {{ {page} }} }}")["all"]
        assert found == (listed if kind == "DIVISION" else listed["nodes"])
        table = list(csv.DictReader(io.StringIO(export("--subjects", "--kind", kind, "--format", "csv").out)))
        assert [row["code"] for row in table] == [one["code"] for one in found]
        assert list(table[0]) == list(found[0])
    assert {"phase", "market", "floorArea", "encumbered"} <= set(lines(export("--subjects", "--kind", "HOUSE"))[0])


def test_subjects_as_of_a_position(export: Export) -> None:
    early = lines(export("--subjects", "--kind", "HOUSE", "--until", 200))
    assert 0 < len(early) <= len(lines(export("--subjects", "--kind", "HOUSE")))
    assert max(one["version"] for one in early) >= 1
    at = asked("{ houses(first: 500, asOf: { position: 200 }) { nodes { code market } } }")["houses"]["nodes"]
    assert [{"code": one["code"], "market": one["market"]} for one in early] == at


@pytest.mark.parametrize("size", [1, 2, 4])
def test_pages_of_subjects_join(city: dict[str, str], monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Divisions are a plain list that goes on by code, the other kinds have cursors."""
    for name, value in city.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(pages, "ROWS", size + 1)

    async def codes(kind: str) -> list[str]:
        async with wiring.opened(settings.load(), connections=2) as registry:
            read = subjects.read(asking.Asker(registry), catalogue.CATALOGUE.kinds[kind], 10**6, registry.today())
            return [one["code"] async for page in read for one in page.records]

    monkeypatch.setattr(pages, "check", lambda reflected, upper: None)
    for kind, field in (
        ("DIVISION", "divisions(first: 500) { code }"),
        ("HOUSE", "houses(first: 500) { nodes { code } }"),
    ):
        found = next(iter(asked(f"{{ {field} }}").values()))
        expected = [one["code"] for one in (found if kind == "DIVISION" else found["nodes"])]
        assert asyncio.run(codes(kind)) == expected


def test_a_replica_that_lags_is_told() -> None:
    with pytest.raises(pages.Behind, match="reflected position 9 at first and now 7"):
        pages.check(7, 9)


def test_a_file_is_its_owner_s_and_is_not_overwritten(export: Export, tmp_path: pathlib.Path) -> None:
    file = tmp_path / "events.ndjson"
    said = export("--out", file, "--json").json
    assert (said["file"], said["format"], said["since"]) == (str(file), "ndjson", 0)
    assert said["events"] == said["until"] == len(file.read_text().splitlines())
    assert said["bytes"] == file.stat().st_size
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    refused = export("--out", file)
    assert (refused.code, refused.err) == (
        2,
        f"fangji: --out {file} is there already; name another file, or add --force.",
    )
    assert "events up to position" in export("--out", file, "--force", "--kind", "BUILDING").out
    assert len(file.read_text().splitlines()) < said["events"]
    assert list(tmp_path.iterdir()) == [file]


def _heeds_ctrl_c() -> None:
    """Also where the tests run in the background of a script, whose jobs ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_an_interrupted_export_leaves_no_file(city: dict[str, str], tmp_path: pathlib.Path, number: int) -> None:
    """Stopped at its first page, while the second one is on its way."""
    text = """
import pathlib, time
from registry.cli import export, main
def stuck(self, form, page):
    self.stream.write(form(page.records)); self.stream.flush()
    pathlib.Path("begun").touch()
    while not pathlib.Path("told").exists():
        time.sleep(0.01)
export._Written.page = stuck
main.main()
"""
    words = [sys.executable, "-c", text, "export", "--out", "events.ndjson"]
    with subprocess.Popen(
        words, cwd=tmp_path, env={**os.environ, **city}, stderr=subprocess.PIPE, preexec_fn=_heeds_ctrl_c
    ) as process:
        ends = time.monotonic() + patience.SECONDS
        while not (tmp_path / "begun").exists():
            assert time.monotonic() < ends
            time.sleep(0.02)
        assert [path.name[:15] for path in tmp_path.iterdir() if path.name != "begun"] == [".events.ndjson."]
        process.send_signal(number)
        (tmp_path / "told").touch()
        assert process.wait(patience.SECONDS) == 130
    assert {path.name for path in tmp_path.iterdir()} == {"begun", "told"}


def test_a_failure_half_way_leaves_no_file(
    export: Export, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = events.read

    async def broken(asker: asking.Asker, wanted: events.Wanted) -> Any:
        async for page in original(asker, wanted):
            yield page
            raise pages.Behind("The database fell behind.")

    monkeypatch.setattr(events, "read", broken)
    result = export("--out", tmp_path / "events.csv", "--format", "csv")
    assert (result.code, result.err) == (1, "fangji: The database fell behind.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--role", "king"), "There is no role 'king'; use one of public,"),
        (("--kind", "HUT"), "There is no kind 'HUT'; use PROJECT,"),
        (("--type", "HutBurned"), "There is no event type 'HutBurned'; docs/events.md lists them."),
        (("--subjects",), "--subjects needs --kind"),
        (("--subjects", "--kind", "HOUSE", "--since", "3"), "cannot go with --subjects"),
        (("--since", "9", "--until", "3"), "--since 9 lies after --until 3"),
        (("--since", "-1"), "Invalid value for '--since'"),
        (("--since", str(2**63)), "Invalid value for '--since'"),
        (("--format", "xml"), "Invalid value for '--format'"),
        (("--out", "/nowhere/at/all/file"), "cannot be written (No such file or directory)"),
        (("--out", "/"), "is there already"),
        (("--out", "/", "--force"), "is there already"),
    ],
)
def test_wrong_usage_is_2(export: Export, words: tuple[str, ...], sentence: str) -> None:
    result = export(*words)
    assert (result.code, result.out) == (2, "")
    assert sentence in result.err


def test_what_is_not_in_the_read_model_yet_is_told(fangji: conftest.Fangji) -> None:
    fangji("generate", "--houses", "1", "--years", "1", "--seed", "1")
    assert fangji("project", "--until", "5").code == 0
    result = fangji("export")
    assert [json.loads(line)["position"] for line in result.out.splitlines()] == [1, 2, 3, 4, 5]
    assert "later events are not in the read model yet; `fangji project` applies them." in result.err
    assert "later events" not in fangji("export", "--until", "4").err
