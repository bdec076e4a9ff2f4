"""Nothing secret is said: not in arguments of processes, logs, metrics, reports of `doctor`, or errors."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psutil
import pytest

from registry.access import tokens
from tests.acceptance import office

PASSWORD = "pass-word-that-nobody-may-read"
ROOT = pathlib.Path(__file__).parents[2]


@dataclass(frozen=True)
class Site:
    """A server and what it was started with."""

    address: str
    database: str
    folder: pathlib.Path

    def secrets(self, *tokens_sent: str) -> set[str]:
        """Password, token key, key-encryption keys as they stand in their file and as bytes, tokens."""
        held = json.loads((self.folder / "keys.json").read_text())
        texts = {text for text in _texts(held) if len(text) > 20}
        raw = {base64.b64decode(text).hex() for text in texts if _is_base64(text)}
        assert texts, "the key file was not understood"
        return {PASSWORD, office.KEY, *texts, *raw, *tokens_sent}


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def _is_base64(text: str) -> bool:
    try:
        return len(base64.b64decode(text, validate=True)) == 32
    except ValueError:
        return False


@pytest.fixture
def site(database: str, tmp_path: pathlib.Path) -> Iterator[Site]:
    """A server of two processes whose database URL holds a password."""
    with office.running(_with_password(database), tmp_path) as address:
        yield Site(address, _with_password(database), tmp_path)


def _with_password(url: str) -> str:
    """The embedded server trusts its socket and asks for no password, so that any will do."""
    return f"{url}{'&' if urllib.parse.urlsplit(url).query else '?'}password={PASSWORD}"


def _house(address: str, token: str) -> httpx.Response:
    query = "mutation($i: RegisterHouseInput!) { registerHouse(input: $i) { position } }"
    said = {"houseCode": "S-1", "scheme": "local", "effectiveOn": "2020-01-01", "commandId": str(uuid.uuid4())}
    given = {**said, "remark": "a text that is sealed", "document": office.paper("1"), "division": "990102"}
    body = {"query": query, "variables": {"i": given}}
    return httpx.post(f"{address}/graphql", json=body, headers={"Authorization": f"Bearer {token}"}, timeout=30)


def _arguments() -> str:
    """The command lines of all processes below this one, as far as they have not just ended."""
    found = []
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
            found.append(" ".join(process.cmdline()))
    return "\n".join(found)


def test_nothing_secret_is_said(site: Site, tmp_path: pathlib.Path) -> None:
    token = tokens.issue(office.KEY, ("admin",), ("*",), subject="li")
    forged = tokens.issue("another key of at least thirty-two bytes", ("admin",), ("*",), subject="li")
    assert _house(site.address, token).status_code == 200
    refused = _house(site.address, forged)
    assert refused.status_code == 401
    doctor = _fangji(site, "doctor", "--json")
    broken = _fangji(site, "doctor", database=f"postgresql://fangji:{PASSWORD}@127.0.0.1:1/none")
    assert broken.returncode != 0
    assert json.loads(doctor.stdout)["database"]["url"]
    said = {
        "arguments": _arguments(),
        "log": (site.folder / "server.log").read_text(),
        "metrics": httpx.get(f"{site.address}/metrics").text,
        "refusal": refused.text,
        "doctor": doctor.stdout + doctor.stderr,
        "doctor without a database": broken.stdout + broken.stderr,
    }
    assert "registry serve" in said["arguments"]
    assert '"account":"li"' in said["log"], "the log tells who asked, so that it would tell more"
    secrets = site.secrets(token, forged)
    assert [(secret, where) for where, text in said.items() for secret in secrets if secret in text] == []


def test_an_import_in_two_processes_passes_no_secret_in_arguments(database: str, tmp_path: pathlib.Path) -> None:
    rows = "".join(f"HOUSE,local,H-{n},HouseRegistered,2020-01-01,note {n}\n" for n in range(3000))
    file = tmp_path / "houses.csv"
    file.write_text("kind,scheme,code,type,effective_on,remark\n" + rows)
    command = [sys.executable, "-m", "registry", "import", "generic", str(file), "--processes", "2"]
    site = Site("", _with_password(database), tmp_path)
    with subprocess.Popen(command, env=_environment(site), stdout=subprocess.DEVNULL) as process:
        seen = set()
        while process.poll() is None:
            seen.update(_arguments().splitlines())
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
    assert process.returncode == 0
    assert len([line for line in seen if sys.executable in line]) > 1, "the second process was seen"
    assert [secret for secret in site.secrets() if any(secret in line for line in seen)] == []


def _fangji(site: Site, *words: str, database: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**_environment(site), "DATABASE_URL": database or site.database}
    command = [sys.executable, "-m", "registry", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def _environment(site: Site) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": site.database,
        "FANGJI_DATA_DIR": str(site.folder),
        "FANGJI_TOKEN_KEY": office.KEY,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}",
    }
