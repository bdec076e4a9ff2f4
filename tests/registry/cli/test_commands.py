"""Each command's way through, and its clear end where something is wrong."""

import asyncio
import pathlib

import jwt
import pytest

import registry
from aggregates.catalogue import CATALOGUE
from registry import listening
from tests import servers
from tests.registry.cli.conftest import Fangji

ROOT = pathlib.Path(__file__).parents[3]
SAMPLE = ROOT / "docs" / "samples" / "houses.csv"


def execute(database: str, sql: str) -> None:
    async def connected() -> None:
        async with servers.connected(database) as connection:
            await connection.execute(sql)

    asyncio.run(connected())


def test_the_readme_s_import(fangji: Fangji) -> None:
    """The commands that the README shows, as it shows them."""
    shown = (ROOT / "README.md").read_text().split("## Import a file")[1].split("```")[1]
    commands = [line.split() for line in shown.splitlines() if line.startswith("fangji ")]
    assert [words[1] for words in commands] == ["migrate", "import", "project", "history"]
    for words in commands:
        arguments = [ROOT / word if word.startswith("docs/") else word for word in words[1:]]
        result = fangji(*arguments)
        assert result.code == 0, (words, result)
    assert "House registered" in result.out


def test_history_with_both_clocks(fangji: Fangji) -> None:
    fangji("import", "generic", SAMPLE)
    fangji("project")
    known = fangji("history", "HOUSE", "H-0001", "--json").json
    assert [event["type"] for event in known["events"]] == [
        "HouseRegistered",
        "OwnershipTransferred",
        "MortgageRegistered",
    ]
    assert known["market"] == "OWNED"
    before = fangji("history", "house", "H-0001", "--valid-on", "2021-01-01", "--known-at", "2021-01-02", "--json").json
    assert before["market"] == "NOT_FOR_SALE"
    assert "张三" not in str(known)


def test_its_version(fangji: Fangji) -> None:
    result = fangji("--version")
    assert (result.code, result.out) == (0, f"fangji {registry.__version__}\n")


def test_history_of_nothing(fangji: Fangji) -> None:
    fangji("project")
    result = fangji("history", "HOUSE", "nowhere")
    assert (result.code, result.err) == (
        1,
        "fangji: There is no HOUSE 'nowhere' that was valid and known then; check its code and the two clocks.",
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("history", "HUT", "x"),
            f"There is no kind 'HUT'; use {', '.join(CATALOGUE.kinds)}.",
        ),
        (("history", "HOUSE", "x", "--valid-on", "31.5.2024"), "--valid-on '31.5.2024' is no date; write it as"),
        (("history", "HOUSE", "x", "--known-at", "noon"), "--known-at 'noon' is no moment; write it as"),
        (("project", "indicators"), "There is no projection 'indicators'"),
        (("project", "--rebuild", "--until", "3"), "--until cannot go with --rebuild"),
        (("serve", "--port", "0"), "Invalid value for '--port'"),
        (("generate", "--houses", "3"), "Missing option"),
        (("unknown",), "No such command 'unknown'"),
    ],
)
def test_wrong_usage_is_2(fangji: Fangji, words: tuple[str, ...], sentence: str) -> None:
    result = fangji(*words)
    assert result.code == 2
    assert sentence in result.err


def test_migrate_says_what_it_did(fangji: Fangji, database: str) -> None:
    assert "The schema is current" in fangji("migrate").out
    execute(database, "drop schema fangji, ledger, keys, intake, access, audit, search, read cascade")
    assert fangji("migrate").out.startswith("Applied 0001")


@pytest.mark.parametrize("words", [("project",), ("history", "HOUSE", "x"), ("serve", "--port", "8765")])
def test_a_database_that_is_not_ours(fangji: Fangji, database: str, words: tuple[str, ...]) -> None:
    execute(
        database,
        "drop schema fangji, ledger, keys, intake, access, audit, search, read cascade; create table invoices (n int)",
    )
    result = fangji(*words)
    assert result.code == 1
    assert "holds tables that are not Fangji's; set DATABASE_URL to a database of its own" in result.err
    assert fangji("migrate").code == 1


def test_a_newer_schema(fangji: Fangji, database: str) -> None:
    execute(database, "update fangji.schema_version set version_num = '9999'")
    for words in (("project",), ("migrate",), ("generate", "--houses", "1", "--years", "1", "--seed", "1")):
        result = fangji(*words)
        assert result.code == 1
        assert "has schema 9999, which this version does not know" in result.err


def test_a_server_that_is_not_there(fangji: Fangji, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk:secret@127.0.0.1:1/registry")
    for command in ("project", "migrate", "doctor"):
        result = fangji(command)
        assert result.code == 1
        assert "postgresql://clerk@127.0.0.1:1/registry cannot be used" in result.err
        assert "secret" not in result.out + result.err


def test_a_port_in_use(fangji: Fangji) -> None:
    with listening.take("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        result = fangji("serve", "--port", port)
    assert (result.code, result.err) == (
        1,
        f"fangji: Port {port} on 127.0.0.1 is in use; choose another with --port, or stop the program that has it.",
    )


def test_a_bad_setting(fangji: Fangji, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGJI_TIME_ZONE", "Mars")
    result = fangji("doctor")
    assert result.code == 1
    assert result.err.startswith("fangji: FANGJI_TIME_ZONE has no time zone named 'Mars'")


def test_there_is_no_embedded_database_where_another_is_set(fangji: Fangji) -> None:
    for command in (("up",), ("down",), ("demo", "--reset", "--tour-only")):
        result = fangji(*command)
        assert result.code == 1
        assert "DATABASE_URL is set" in result.err


def test_doctor_tells_what_is_behind(fangji: Fangji) -> None:
    fangji("generate", "--houses", "1", "--years", "1", "--seed", "1")
    report = fangji("doctor", "--json").json
    assert report["database"]["url"].startswith("postgresql://")
    assert report["database"]["state"] == "current"
    assert report["search"]["engine"] == "embedded"
    assert report["projection"]["behind"] == report["ledger"]["position"] > 0
    assert report["problems"] == []
    assert fangji("project", "--json").json["position"] == report["ledger"]["position"]
    assert fangji("doctor", "--json").json["projection"]["behind"] == 0
    assert "behind" in fangji("doctor").out


def test_project_until_and_rebuild(fangji: Fangji) -> None:
    fangji("generate", "--houses", "1", "--years", "2", "--seed", "1")
    assert fangji("project", "--until", "5", "--json").json["position"] == 5
    rebuilt = fangji("project", "--rebuild", "--json").json
    assert rebuilt["rebuilt"]
    assert rebuilt["position"] == fangji("doctor", "--json").json["ledger"]["position"]


def test_a_failure_of_the_database_is_named_and_not_quoted(fangji: Fangji, database: str) -> None:
    execute(database, "alter table ledger.log rename column position to elsewhere")
    result = fangji("project")
    assert (result.code, result.err) == (
        1,
        "fangji: The database failed (UndefinedColumnError, 42703); its log says more.",
    )


def test_token(fangji: Fangji, monkeypatch: pytest.MonkeyPatch) -> None:
    made = fangji("token", "--role", "caseworker", "--division", "990102", "--division", "990103", "--subject", "li")
    claims = jwt.decode(made.out.strip(), options={"verify_signature": False})
    assert (claims["sub"], claims["roles"], claims["divisions"]) == ("li", ["caseworker"], ["990102", "990103"])
    assert "There is no role 'king'" in fangji("token", "--role", "king").err
    monkeypatch.setenv("FANGJI_JWKS_URL", "https://login.example/keys")
    assert "tokens come from the identity provider" in fangji("token", "--role", "admin").err
