"""Many documents are analysed in a process beside this one, with the same result, and whatever becomes of it."""

from __future__ import annotations

import asyncio
import os
import pathlib
import signal
import sys

import psutil
import pytest

from search import aside
from search.document import Document
from tests.search import samples

ROOT = pathlib.Path(__file__).parents[2]
MANY = [samples.document(f"aside {n}", "HOUSE", f"A-{n}", f"梧桐路 {n} 号") for n in range(aside.AT_ONCE + 7)]


def where(document: Document) -> tuple[str, int]:
    return document.code, os.getpid()


def end(document: Document) -> str:
    """Ends the process beside the one that runs the tests, whose id is in the environment."""
    if os.getpid() != int(os.environ["FANGJI_ASIDE_TEST"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return document.code


async def test_many_are_analysed_elsewhere_in_their_order() -> None:
    made = await aside.each(where, MANY)
    assert [code for code, _ in made] == [one.code for one in MANY]
    (process,) = {pid for _, pid in made}
    assert process != os.getpid()


async def test_a_few_are_analysed_here_in_turns_with_others() -> None:
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    other = asyncio.create_task(others())
    made = await aside.each(where, MANY[: aside.FEW])
    other.cancel()
    assert {pid for _, pid in made} == {os.getpid()}
    assert turns >= aside.FEW


async def test_a_process_that_is_killed_loses_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("FANGJI_ASIDE_TEST", str(os.getpid()))
    monkeypatch.setattr(aside, "_beside", type(aside._beside)())  # its process takes the environment over
    assert await aside.each(end, MANY) == [one.code for one in MANY]
    assert caplog.messages[0] == "the process that analyses documents was killed; this one goes on with them"


def beside(document: Document) -> int:
    return os.getpid()


async def test_it_ends_with_the_process_that_started_it() -> None:
    program = (
        "import asyncio, sys; from search import aside; from tests.search import test_aside as t;"
        "print(asyncio.run(aside.each(t.beside, t.MANY))[0], flush=True); sys.stdin.read()"
    )
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert started.stdout is not None
    child = psutil.Process(int(await started.stdout.readline()))
    started.kill()
    await started.wait()
    child.wait(timeout=10)
