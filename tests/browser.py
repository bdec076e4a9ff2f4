"""A real Chromium for the tests of pages: Debian's, found on PATH. With REQUIRE_BROWSER=1 its absence is a failure."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest
import uvicorn
from starlette.types import ASGIApp

from registry import listening

if TYPE_CHECKING:
    from playwright.async_api import Browser, BrowserContext

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage")  # a container's root has no sandbox, and little shared memory
MISSING = f"there is no browser on PATH ({', '.join(NAMES)}); on Debian: apt-get install chromium"
SLOW = 60_000
"""Milliseconds for anything that a page is waited for."""


def executable() -> str:
    """The browser's path; skips the test that asks where there is none, or fails it where one is required."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None and os.environ.get("REQUIRE_BROWSER") == "1":
        pytest.fail(MISSING)
    if found is None:
        pytest.skip(MISSING)
    return found


@contextlib.asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """A headless browser."""
    path = executable()
    from playwright import async_api  # half a second that only tests of pages pay

    async with async_api.async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS, timeout=SLOW)
        try:
            yield browser
        finally:
            await browser.close()


@contextlib.asynccontextmanager
async def context(browser: Browser, **options: object) -> AsyncIterator[BrowserContext]:
    """A fresh profile; fails where a page threw an error that nobody caught, or wrote one to its console."""
    opened = await browser.new_context(**options)  # type: ignore[arg-type]
    opened.set_default_timeout(SLOW)
    thrown: list[str] = []
    opened.on("weberror", lambda one: thrown.append(str(one.error)))
    opened.on("console", lambda one: thrown.append(one.text) if one.type == "error" else None)
    try:
        yield opened
    finally:
        await opened.close()
    assert not thrown, thrown


@contextlib.asynccontextmanager
async def served(application: ASGIApp) -> AsyncIterator[str]:
    """The address of an application on a port of its own; its lifespan is not run."""
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_config=None, access_log=False))
    with listening.take("127.0.0.1", 0) as taken:
        task = asyncio.create_task(server.serve(sockets=[taken]))
        try:
            while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
                await asyncio.sleep(0.01)
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
