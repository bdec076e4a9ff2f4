"""The program that docs/audit.md prints checks proofs and certificates by itself, and names the check that failed."""

import pathlib
import subprocess
import sys
import types

import pytest

from aggregates import catalogue
from registry.audit import errors
from tests.registry.audit import certified, test_proof_file

TEXT = (pathlib.Path(__file__).parent.parent / "docs" / "audit.md").read_text("utf-8")
PROGRAM = TEXT.partition("```python\n")[2].partition("```\n")[0]
KEY = str(certified.KEY)
PROOF = str(certified.proofs()[2]).encode()
CERTIFICATE = certified.certificate().encode()

TAKEN_FOR_GRANTED = {
    "a header with more",
    "a moment that is none",
    "a body with a member more",
    "a body with a member less",
    "a body of a type to come",
    "a day that is none, in an event",
}
"""What the program leaves to Fangji, as the document says: the form of an event's members, the names of types."""

FORM = {"file form", "leaf", "body", "note form", "checkpoint form"}
"""The program calls a file that cannot be read at all one thing; Fangji says which part."""


@pytest.fixture(scope="module")
def program() -> types.ModuleType:
    made = types.ModuleType("check")
    exec(compile(PROGRAM, "docs/audit.md", "exec"), vars(made))  # noqa: S102 - our own document
    return made


def told(program: types.ModuleType, data: bytes, key: str = KEY) -> str:
    try:
        program.check(data, key)
    except program.Failed as error:
        return str(error)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return "form"
    return "holds"


def test_it_is_about_a_hundred_lines_and_needs_little(program: types.ModuleType) -> None:
    lines = [line for line in PROGRAM.splitlines() if line]
    assert len(lines) < 130
    assert max(map(len, lines)) <= 120
    imported = {line.split()[1].partition(".")[0] for line in lines if line.startswith("from ")}
    assert imported == {"cryptography"}


def test_it_is_run_as_it_stands(tmp_path: pathlib.Path) -> None:
    (tmp_path / "check.py").write_text(PROGRAM, "utf-8")

    def run(data: bytes) -> tuple[int, str, str]:
        (tmp_path / "file").write_bytes(data)
        done = subprocess.run(
            [sys.executable, "-I", "check.py", "file", KEY], cwd=tmp_path, capture_output=True, check=False
        )
        return done.returncode, done.stdout.decode(), done.stderr.decode()

    assert run(PROOF) == (0, certified.LEAVES[2].decode() + "\n", "")
    assert run(certified.bad()["a value"][0]) == (4, "", "not verified: state\n")


def test_it_knows_what_affirms_nothing(program: types.ModuleType) -> None:
    silent = {name for (_, name), one in catalogue.CATALOGUE.event_types.items() if not one.affirms}
    assert silent == program.SILENT
    assert not [one for (_, name), one in catalogue.CATALOGUE.event_types.items() if one.affirms and name in silent]
    assert {one.schema for one in catalogue.CATALOGUE.event_types.values()} == {1}


def test_what_holds(program: types.ModuleType) -> None:
    for one in certified.proofs(positions=range(1, 18)):
        assert told(program, str(one).encode()) == "holds"
    assert told(program, CERTIFICATE) == "holds"


def test_the_states_are_those_of_the_format_s_vectors(program: types.ModuleType) -> None:
    history = [(entry["position"], entry["body"]) for entry in certified.VECTORS["history"]]
    for one in certified.VECTORS["questions"]:
        if "position" in one:
            assert program.state(history, one["valid"], one["position"]) == one["state"], one


def test_a_certificate_altered(program: types.ModuleType) -> None:
    for name, (data, check) in certified.bad().items():
        found = told(program, data)
        if name in TAKEN_FOR_GRANTED:
            assert found == "holds", name
        else:
            assert found == check or (found == "form" and check in FORM) or _other_words(name, found), (name, found)


def _other_words(name: str, found: str) -> bool:
    """Where the program's checks come in another order than Fangji's."""
    return {"a hash cut": "proof length", "a negative index": "index", "a version that is no number": "version"}.get(
        name
    ) == found


def test_a_proof_altered(program: types.ModuleType) -> None:
    lines = PROOF.decode().split("\n")
    for at in range(len(lines)):
        altered = "\n".join(lines[:at] + lines[at + 1 :]).encode()
        assert told(program, altered) != "holds", lines[at]
    assert told(program, PROOF.replace(b"index 2", b"index 3")) == "position"
    assert told(program, PROOF.replace(b"index 2", b"index 99")) == "index"
    for data, check in (
        (test_proof_file.flipped(test_proof_file.EXTRA), "root"),
        (test_proof_file.flipped(test_proof_file.ROOT), "signature"),
        (test_proof_file.resigned(size=40), "proof length"),
        (test_proof_file.resigned(size=0), "tree size"),
        (test_proof_file.resigned(origin="fangji/other"), "origin"),
    ):
        assert told(program, data.encode()) == check
    assert told(program, PROOF, str(certified.OTHER.verifier)) == "key"
    assert told(program, PROOF, KEY[:-4] + "AAA=") == "key form"


def test_the_checks_of_the_document_are_those_of_the_code() -> None:
    table = TEXT.partition("| check | the file |\n|---|---|\n")[2].partition("\n\n")[0]
    named = [name for line in table.splitlines() for name in line.split("|")[1].replace("`", "").strip().split(", ")]
    assert sorted(named) == sorted(one.value for one in errors.Check)
