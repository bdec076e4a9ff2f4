"""A server of two processes on a real database, and desks that file commands with it over HTTP at the same time."""

from __future__ import annotations

import contextlib
import os
import pathlib
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from registry.access import tokens
from tests import patience, ports

ROOT = pathlib.Path(__file__).parents[2]
KEY = "a key of at least thirty-two bytes for tests"

CLERK = "clerk-01"

PAYLOAD = """
    position repeated
    event { position type reliedOn { type } }
    rejections { rule messageEn missing earliestLawfulOn inTheWay { position type } }
    dependants { position type code }
    findings { rule }
"""


@contextlib.contextmanager
def running(database: str, folder: pathlib.Path, workers: int = 2, code: pathlib.Path = ROOT) -> Iterator[str]:
    """The address of a server, ended at the end; of the packages in another folder where `code` is one."""
    port = ports.free()
    command = [sys.executable, "-m", "registry", "serve", "--port", str(port), "--workers", str(workers)]
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FANGJI_DATA_DIR": str(folder),
        "FANGJI_TOKEN_KEY": KEY,
        "PYTHONPATH": f"{code}{os.pathsep}{code / 'graphql'}",
    }
    log = folder / ("server.log" if code == ROOT else "later.log")
    with (
        log.open("w") as said,
        subprocess.Popen(command, env=environment, cwd=folder, stdout=said, stderr=said) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            answered(f"{address}/ready", process, log.read_text)
            yield address
        finally:
            process.terminate()


def answered(url: str, process: subprocess.Popen[Any], said: Callable[[], str]) -> httpx.Response:
    """What a server answers once it is ready; ``said`` tells what it wrote where it ends instead."""
    ends = time.monotonic() + patience.SECONDS
    while time.monotonic() < ends:
        assert process.poll() is None, said()
        with contextlib.suppress(httpx.TransportError):
            answer = httpx.get(url, timeout=30, verify=False)
            if answer.status_code == 200:
                return answer
        time.sleep(0.05)
    raise AssertionError(f"{url} did not get ready")


def readable(answer: Any) -> bool:
    """False where a busy machine's read model did not come up in time: the same command may be sent again, then."""
    codes = {one["extensions"]["code"] for one in answer.get("errors", ())}
    return not codes & {"NOT_YET_READABLE", "UNAVAILABLE"}


@dataclass
class Desk:
    """Somebody who files commands over HTTP. ``file`` answers the payload; errors are raised."""

    client: httpx.AsyncClient
    roles: tuple[str, ...] = ("admin",)
    divisions: tuple[str, ...] = ("*",)
    headers: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        token = tokens.issue(KEY, self.roles, self.divisions, subject=CLERK)
        self.headers = {"Authorization": f"Bearer {token}"}

    async def ask(self, query: str, **variables: Any) -> Any:
        """The whole answer."""
        response = await self.client.post(
            "/graphql", json={"query": query, "variables": variables}, headers=self.headers
        )
        return response.json()

    async def file(self, mutation: str, payload: str = PAYLOAD, command: str | None = None, **said: Any) -> Any:
        """The payload of a command."""
        kind = mutation[:1].upper() + mutation[1:]
        given = {"commandId": command or str(uuid.uuid4()), **said}
        query = f"mutation($input: {kind}Input!) {{ answer: {mutation}(input: $input) {{ {payload} }} }}"
        answer = await patience.until(lambda: self.ask(query, input=given), readable)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]["answer"]

    async def house(self, code: str, fields: str, **at: Any) -> Any:
        """Fields of a house, as of some clocks where they are named; all that was filed before is in them."""
        text = f"query($code: String!, $at: AsOf) {{ house(code: $code, asOf: $at) {{ {fields} }} }}"
        return (await self.read(text, code=code, at=at or None))["house"]

    async def read(self, query: str, **variables: Any) -> Any:
        """The data of an answer that has seen all that was filed before."""

        async def behind() -> int:
            return int((await self.ask("{ audit { projection { behind } } }"))["data"]["audit"]["projection"]["behind"])

        await patience.until(behind, lambda events: not events)
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def reviewed(self, code: str, expected: int = 1) -> Any:
        """Open findings of a house's events, once the server's review has come to so many."""
        fields = "findings(live: true, first: 50) { nodes { rule grade detail eventRecord { position type } } }"

        async def found() -> Any:
            return (await self.house(code, fields))["findings"]["nodes"]

        return await patience.until(found, lambda nodes: len(nodes) >= expected)

    def of(self, *roles: str, divisions: tuple[str, ...] = ("*",)) -> Desk:
        """Somebody else at the same server."""
        return Desk(self.client, roles, divisions)

    async def head(self) -> int:
        """The ledger's last position."""
        answer = await self.ask("{ audit { projection { ledgerPosition } } }")
        return int(answer["data"]["audit"]["projection"]["ledgerPosition"])

    async def recorded_since(self, position: int) -> list[str]:
        """Types of the events that clerks recorded after a position; the review's own are not among them."""
        text = "query($p: Position) { changes(after: $p, first: 500) { nodes { type actor } } }"
        nodes = (await self.ask(text, p=position))["data"]["changes"]["nodes"]
        return [one["type"] for one in nodes if one["actor"] == CLERK]

    async def given(self, mutation: str, **said: Any) -> Any:
        """The payload of a command that must pass; what it shows of the read model is not waited for."""
        answer = await self.file(mutation, "position rejections { rule messageEn }", **said)
        assert not answer["rejections"], answer["rejections"]
        return answer


def paper(number: str, issued: str = "2020-01-01") -> dict[str, str]:
    """A document."""
    return {"kind": "申请书", "number": number, "issuedOn": issued}


@contextlib.contextmanager
def following(database: str, folder: pathlib.Path) -> Iterator[subprocess.Popen[str]]:
    """A process of `fangji follow`, killed at the end."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "FANGJI_DATA_DIR": str(folder),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'graphql'}",
    }
    words = [sys.executable, "-m", "registry", "follow"]
    with subprocess.Popen(words, env=environment, cwd=folder, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
