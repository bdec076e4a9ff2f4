"""`fangji audit`: sign, prove, check offline, and exit code 4 with the check that failed."""

import json
import pathlib

import pytest

from registry.audit import notes
from tests.registry.audit import test_cosignatures
from tests.registry.cli.conftest import Fangji, run
from tests.registry.cli.test_commands import execute

OTHER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"


@pytest.fixture
def proof(fangji: Fangji, tmp_path: pathlib.Path) -> pathlib.Path:
    """The proof of the third event of a small city that is signed."""
    fangji("generate", "--houses", "2", "--years", "2", "--seed", "1")
    fangji("audit", "checkpoint")
    out = tmp_path / "event.tlog-proof"
    assert fangji("audit", "prove", 3, "--out", out).code == 0
    return out


def test_from_a_city_to_a_proof(fangji: Fangji, tmp_path: pathlib.Path, proof: pathlib.Path) -> None:
    key = fangji("keys", "init", "--json").json["verifier_key"]
    signed = fangji("audit", "checkpoint", "--json").json
    assert signed["verifierKey"] == key
    assert fangji("audit", "checkpoint").out == signed["note"]
    assert (tmp_path / "data" / "checkpoints" / "checkpoint").read_text() == signed["note"]
    told = fangji("audit", "check", proof, "--key", key, "--json").json
    assert (told["verified"], told["position"], told["size"]) == (True, 3, signed["size"])
    assert (told["header"]["position"], told["body"]["actor"] != "") == (3, True)
    assert "verifies 验证通过: position 3, origin fangji/demo" in fangji("audit", "check", proof, "--key", key).out
    kept = tmp_path / "kept"
    assert fangji("audit", "checkpoint", "--out", kept).code == 0
    assert fangji("audit", "check", kept, "--key", key, "--json").json["root"] == signed["root"]
    for ends in ((3,), (3, 9), (kept,), (0, kept)):
        assert fangji("audit", "consistency", *ends, "--key", key, "--json").json["verified"]
    assert "begins with that of 3" in fangji("audit", "consistency", 3).out


def test_a_check_takes_no_database_and_no_settings(
    fangji: Fangji, proof: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    key = fangji("keys", "init", "--json").json["verifier_key"]
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    monkeypatch.setenv("FANGJI_TIME_ZONE", "nonsense")
    assert run(monkeypatch, capfd, "audit", "check", proof, "--key", key).code == 0


def test_a_witness_that_was_asked_for(fangji: Fangji, proof: pathlib.Path, tmp_path: pathlib.Path) -> None:
    key, kept = fangji("audit", "checkpoint", "--json").json["verifierKey"], tmp_path / "kept"
    fangji("audit", "checkpoint", "--out", kept)
    wanted = ("--key", key, "--witness", test_cosignatures.key())
    refused = fangji("audit", "check", proof, *wanted, "--json")
    assert (refused.code, refused.json["check"]) == (4, "witness")
    kept.write_text(kept.read_text() + test_cosignatures.line(note=kept.read_text()))
    told = fangji("audit", "check", kept, *wanted)
    assert told.code == 0
    assert "seen by witness.example/w1 2023-11-14T22:13:20Z" in told.out
    assert fangji("audit", "consistency", kept, *wanted).code == 0
    assert fangji("audit", "consistency", 3, *wanted[2:]).code == 2


def test_what_does_not_verify(fangji: Fangji, proof: pathlib.Path, tmp_path: pathlib.Path, database: str) -> None:
    key = fangji("keys", "init", "--json").json["verifier_key"]
    stranger = fangji("audit", "check", proof, "--key", OTHER, "--json")
    assert (stranger.code, stranger.json["verified"], stranger.json["check"]) == (4, False, "key")
    assert "not verified 验证未通过 (key): The note is signed by fangji/demo+" in stranger.err
    proof.write_text(proof.read_text().replace("index 2", "index 1"))
    assert fangji("audit", "check", proof, "--key", key, "--json").json["check"] == "position"
    kept = tmp_path / "kept"
    other = notes.Signer.generate("fangji/other")
    kept.write_text(str(notes.sign("fangji/other\n3\n" + "A" * 43 + "=\n", other)))
    elsewhere = fangji("audit", "consistency", kept, "--key", other.verifier)
    assert (elsewhere.code, "(origin)" in elsewhere.err) == (4, True)
    execute(
        database,
        "set session_replication_role = replica; update audit.checkpoint set root = sha256('') where log = 'events'",
    )
    size = fangji("audit", "check", tmp_path / "data" / "checkpoints" / "checkpoint", "--key", key, "--json").json[
        "size"
    ]
    altered = fangji("audit", "consistency", 3, size)
    assert (altered.code, "(root)" in altered.err) == (4, True)


def test_wrong_words(fangji: Fangji, proof: pathlib.Path, tmp_path: pathlib.Path) -> None:
    for words, code, said in (
        (("check", proof, "--key", "nonsense"), 2, "--key: The key cannot be used: a key is written"),
        (("check", tmp_path / "none", "--key", OTHER), 2, "cannot be read"),
        (("check", proof), 2, "Missing option '--key'"),
        (("prove", 3, "--out", proof), 2, "is there already; name another file, or add --force"),
        (("prove", 3, "--out", tmp_path / "none" / "x"), 2, "cannot be written"),
        (("prove", 999999, "--out", tmp_path / "x"), 1, "Position 999999 is not in the checkpoint"),
        (("prove", 3, "--size", 7, "--out", tmp_path / "x"), 1, "has no checkpoint of 7 leaves"),
        (("prove", 1, "--disclosures", "--out", tmp_path / "x"), 1, "fangji/demo/disclosures has no checkpoint yet"),
        (("consistency", "kept-in-may"), 2, "kept-in-may is a file, so --key must say whose checkpoint it is"),
        (("consistency", 9999999), 1, "Tree size 9999999 is out of range"),
    ):
        result = fangji("audit", *words)
        assert (result.code, said in result.err) == (code, True), result


def test_a_house_s_certificate(
    fangji: Fangji,
    database: str,
    proof: pathlib.Path,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """It says what the ledger says at both clocks, and is checked with nothing but the key."""
    assert fangji("project").code == 0
    key = fangji("keys", "init", "--json").json["verifier_key"]
    fangji("project")
    lines = fangji("export", "--kind", "HOUSE", "--format", "ndjson").out.splitlines()
    execute(database, "drop schema read cascade")
    exported = [json.loads(one) for one in lines]
    code = next(one["code"] for one in exported if any(not path.isascii() for path in one["data"]))
    events = [one for one in exported if one["code"] == code]
    last, day = events[-1]["position"], max(one["effectiveOn"] for one in events)
    out = tmp_path / "house.fangji-certificate.json"
    told = fangji("audit", "certify", "house", code, "--valid-on", day, "--out", out)
    assert (told.code, f"{len(events)} events" in told.out) == (0, True), told.err
    early = tmp_path / "early.json"
    assert fangji("audit", "certify", "HOUSE", code, "--position", last - 1, "--out", early).code == 0
    for words, code_, said in (
        (("HOUSE", "nowhere"), 1, "There is no HOUSE 'nowhere'; check its code"),
        (("HOUSE", code, "--scheme", "other"), 1, "There is no HOUSE"),
        (("HOUSE", code, "--position", 999999), 1, "--position 999999 lies beyond the checkpoint"),
        (("HOUSE", code, "--size", 7), 1, "has no checkpoint of 7 leaves"),
        (("HUT", code), 2, "There is no kind 'HUT'"),
    ):
        refused = fangji("audit", "certify", *words, "--out", tmp_path / "none")
        assert (refused.code, said in refused.err) == (code_, True), refused
    assert "is there already" in fangji("audit", "certify", "HOUSE", code, "--out", out).err
    monkeypatch.setenv("DATABASE_URL", "nonsense")
    checked = run(monkeypatch, capfd, "audit", "check", out, "--key", key, "--json").json
    assert (checked["verified"], checked["code"], checked["events"]) == (True, code, len(events))
    assert checked["valid_on"] == day
    assert any(not entity.isascii() for entity in checked["state"])
    assert run(monkeypatch, capfd, "audit", "check", early, "--key", key, "--json").json["position"] == last - 1
    assert "verifies 验证通过: kind HOUSE" in run(monkeypatch, capfd, "audit", "check", out, "--key", key).out
    out.write_text(out.read_text().replace(day, "1949-10-01"))
    refused = run(monkeypatch, capfd, "audit", "check", out, "--key", key, "--json")
    assert (refused.code, refused.json["check"]) == (4, "state")
