"""Every request has an id, safe headers, and one line in the log that shows who asked what and nothing else."""

import contextlib
import json
import logging
import uuid
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import prometheus_client
import pytest
from starlette import applications, middleware, routing
from starlette import requests as http
from starlette import responses as answers

from graphql_api import trace
from registry import logs, requests

COMMAND = uuid.UUID("6f1b0a6e-3f0e-4a52-8f58-0a8c6d1f9b11")


class Lines(logging.Handler):
    """The log as it would be written."""

    def __init__(self) -> None:
        super().__init__()
        self.formatter = logs.JsonFormatter()
        self.written: list[dict[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.written.append(json.loads(self.format(record)))


@pytest.fixture
def lines() -> Iterator[list[dict[str, Any]]]:
    handler, level = Lines(), requests.log.level
    requests.log.addHandler(handler)
    requests.log.setLevel(logging.INFO)
    yield handler.written
    requests.log.removeHandler(handler)
    requests.log.setLevel(level)


async def answered(request: http.Request) -> answers.Response:
    return answers.JSONResponse({"id": (trace.CURRENT.get() or trace.Trace("none")).id})


async def filing(request: http.Request) -> answers.Response:
    trace.filed(COMMAND)
    return answers.Response()


async def failing(request: http.Request) -> answers.Response:
    raise ZeroDivisionError("13800001111 must not be told")


async def breaking_off(request: http.Request) -> answers.Response:
    async def parts() -> AsyncIterator[bytes]:
        yield b"a part"
        raise ZeroDivisionError

    return answers.StreamingResponse(parts())


async def with_its_own_policy(request: http.Request) -> answers.Response:
    return answers.Response("x", headers={"Content-Security-Policy": "default-src 'self'"})


APPLICATION = applications.Starlette(
    routes=[
        routing.Route("/graphql", answered),
        routing.Route("/health", answered),
        routing.Route("/filing", filing),
        routing.Route("/failing", failing),
        routing.Route("/parts", breaking_off),
        routing.Route("/page", with_its_own_policy),
    ],
    middleware=[middleware.Middleware(requests.Requests)],
)


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(APPLICATION)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


async def test_an_id_is_made_or_taken_over_and_told(client: httpx.AsyncClient) -> None:
    made = await client.get("/graphql")
    assert made.json()["id"] == made.headers["x-request-id"]
    assert len(made.headers["x-request-id"]) == 32
    given = await client.get("/graphql", headers={"X-Request-ID": "gateway:7f-3.a_b"})
    assert given.json()["id"] == given.headers["x-request-id"] == "gateway:7f-3.a_b"
    assert trace.CURRENT.get() is None


@pytest.mark.parametrize("bad", ["", "x" * 65, 'a"b', "a b", "\u5f20"])
async def test_an_id_that_cannot_stand_in_a_log_is_replaced(client: httpx.AsyncClient, bad: str) -> None:
    answer = await client.get("/graphql", headers=[(b"X-Request-ID", bad.encode())])
    assert len(answer.headers["x-request-id"]) == 32


async def test_every_answer_is_safe_in_a_browser(client: httpx.AsyncClient) -> None:
    for path in ("/graphql", "/nowhere", "/failing"):
        headers = (await client.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert headers["cache-control"] == "no-store"
        assert "server" not in headers
    assert (await client.get("/page")).headers["content-security-policy"] == "default-src 'self'"


async def test_a_defect_is_one_sentence_and_the_log_has_the_rest(
    client: httpx.AsyncClient, lines: list[dict[str, Any]]
) -> None:
    refused = {"code": "INTERNAL"}
    before = prometheus_client.REGISTRY.get_sample_value("fangji_refusals_total", refused) or 0
    answer = await client.get("/failing", headers={"X-Request-ID": "7"})
    assert answer.status_code == 500
    assert answer.json() == {
        "errors": [
            {
                "message": "The server failed; its log says why.",
                "extensions": {"code": "INTERNAL", "requestId": "7"},
            }
        ]
    }
    failed, told = lines
    assert "ZeroDivisionError" in failed["exception"]
    assert (failed["request"], told["request"], told["status"], told["codes"]) == ("7", "7", 500, ["INTERNAL"])
    assert prometheus_client.REGISTRY.get_sample_value("fangji_refusals_total", refused) == before + 1


async def test_an_answer_that_breaks_off_is_logged_and_not_completed(
    client: httpx.AsyncClient, lines: list[dict[str, Any]]
) -> None:
    with contextlib.suppress(ZeroDivisionError):
        await client.get("/parts")
    assert lines[-1]["bytes"] == len(b"a part")


async def test_a_line_has_no_text_of_the_client(client: httpx.AsyncClient, lines: list[dict[str, Any]]) -> None:
    await client.get("/13800001111?query=13800001111", headers={"Authorization": "Bearer 13800001111"})
    (line,) = lines
    assert "13800001111" not in json.dumps(line)
    assert (line["path"], line["status"], line["account"], line["method"]) == ("other", 404, None, "GET")
    assert line["milliseconds"] >= 0


async def test_probes_are_not_logged(client: httpx.AsyncClient, lines: list[dict[str, Any]]) -> None:
    await client.get("/health")
    assert lines == []


async def test_a_line_names_the_commands_that_were_filed(
    client: httpx.AsyncClient, lines: list[dict[str, Any]]
) -> None:
    await client.get("/filing")
    await client.get("/graphql")
    assert [one["commands"] for one in lines] == [[str(COMMAND)], []]
