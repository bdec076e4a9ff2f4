"""GraphQL over HTTP, through a real application on a real database."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import pathlib
from collections.abc import AsyncIterator, Awaitable
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from aggregates.errors import FangjiError
from graphql_api import executor, http, operations, trace, trusted
from graphql_api.executor import Executor
from graphql_api.http import GraphQL
from graphql_api.identity import PUBLIC, Identity

NEW, OLD = "application/graphql-response+json", "application/json"
ME = "{ me { subject } }"


class Unknown(FangjiError):
    """A token that nobody gave."""

    code = "UNAUTHENTICATED"


async def admit(header: str | None, address: str | None) -> Identity:
    if header is None:
        return PUBLIC
    if header != "Bearer good":
        raise Unknown("The token is not known.")
    return Identity("somebody", ("auditor",), ("*",))


@pytest.fixture
def client(execute: Executor) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/graphql", GraphQL(execute, admit, lambda: {"auditor": "<t>"}))])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def code(response: httpx.Response) -> str:
    (error,) = response.json()["errors"]
    assert error["message"].endswith((".", "?"))
    return str(error["extensions"]["code"])


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (NEW, NEW),
        (OLD, OLD),
        ("*/*", OLD),
        ("application/*", OLD),
        ("", OLD),
        (f"{NEW}, {OLD};q=0.9", NEW),
        (f"{OLD}, {NEW}", NEW),
        (f"{NEW};q=0.1, {OLD}", OLD),
        (f"{NEW};q=0, */*;q=0.1", OLD),
        (f"{NEW.upper()};q=x", NEW),
    ],
)
async def test_the_media_type_is_negotiated(client: httpx.AsyncClient, accept: str, media: str) -> None:
    response = await client.post("/graphql", json={"query": ME}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{media}; charset=utf-8"
    assert response.json() == {"data": {"me": {"subject": None}}}


async def test_an_unwanted_media_type_is_406(client: httpx.AsyncClient) -> None:
    for accept in ("image/png", f"{NEW};q=0"):
        response = await client.post("/graphql", json={"query": ME}, headers={"Accept": accept})
        assert (response.status_code, code(response)) == (406, "NOT_ACCEPTABLE")


async def test_a_get_asks_queries(client: httpx.AsyncClient) -> None:
    asked = {"query": "query($c: String!) { house(code: $c) { code } }", "variables": '{"c": "W-1"}'}
    response = await client.get("/graphql", params=asked)
    assert response.json() == {"data": {"house": {"code": "W-1"}}}
    wrong = await client.get("/graphql", params={**asked, "variables": "{"})
    assert (wrong.status_code, code(wrong)) == (400, "BAD_REQUEST")


async def test_a_get_records_nothing(client: httpx.AsyncClient) -> None:
    mutation = "mutation($i: RegisterHouseInput!) { registerHouse(input: $i) { position } }"
    response = await client.get("/graphql", params={"query": mutation, "variables": "{}"})
    assert (response.status_code, response.headers["allow"], code(response)) == (405, "GET, POST", "BAD_REQUEST")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
async def test_other_methods_are_405(client: httpx.AsyncClient, method: str) -> None:
    response = await client.request(method, "/graphql")
    assert (response.status_code, response.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("body", "media", "status"),
    [
        (b"{", OLD, 400),
        (b"[]", OLD, 400),
        (b"{}", OLD, 400),
        (b'{"query": 1}', OLD, 400),
        (b'{"query": "{me{subject}}", "variables": []}', OLD, 400),
        (b'{"query": "{me{subject}}", "extensions": []}', OLD, 400),
        (b'{"query": "{me{subject}}"}', "text/plain", 415),
        (b" " * 1_000_001, OLD, 413),
    ],
)
async def test_malformed_requests(client: httpx.AsyncClient, body: bytes, media: str, status: int) -> None:
    for accept in (NEW, OLD):
        response = await client.post("/graphql", content=body, headers={"Content-Type": media, "Accept": accept})
        assert response.status_code == status
        assert code(response)


@pytest.mark.parametrize("query", ["{", "{ nothing }", '{ houses(after: "x") { nodes { code } } }'])
async def test_a_refused_document_is_400_and_200_in_the_older_media_type(client: httpx.AsyncClient, query: str) -> None:
    for accept, status in ((NEW, 400), (OLD, 200)):
        response = await client.post("/graphql", json={"query": query}, headers={"Accept": accept})
        assert response.status_code == status
        assert code(response)


async def test_tokens(client: httpx.AsyncClient) -> None:
    good = await client.post("/graphql", json={"query": ME}, headers={"Authorization": "Bearer good"})
    assert good.json()["data"]["me"]["subject"] == "somebody"
    bad = await client.post("/graphql", json={"query": ME}, headers={"Authorization": "Bearer bad"})
    assert (bad.status_code, code(bad), bad.headers["www-authenticate"]) == (401, "UNAUTHENTICATED", "Bearer")


async def test_a_browser_gets_the_page_which_needs_nothing_from_elsewhere(client: httpx.AsyncClient) -> None:
    response = await client.get("/graphql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page: Any = response.text
    assert "http://" not in page
    assert "https://" not in page
    assert "/*DATA*/" not in page
    assert "房屋的全生命周期" in page
    assert "\\u003ct>" in page
    assert "default-src 'none'" in response.headers["content-security-policy"]


async def test_the_database_away_is_503(execute: Executor, client: httpx.AsyncClient) -> None:
    await execute.pool.close()
    response = await client.post("/graphql", json={"query": ME})
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")


async def trickling() -> AsyncIterator[bytes]:
    yield b'{"query":'
    await asyncio.sleep(5)
    yield b'"{me{subject}}"}'


async def test_a_body_that_does_not_arrive_is_given_up(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "BODY_SECONDS", 0.05)
    response = await client.post("/graphql", content=trickling(), headers={"Content-Type": OLD})
    assert (response.status_code, code(response)) == (408, "REQUEST_TIMEOUT")


async def test_a_query_waits_for_a_connection_only_so_long(
    execute: Executor, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executor, "PATIENCE", 0.05)
    async with contextlib.AsyncExitStack() as stack:
        for _ in range(4):
            await stack.enter_async_context(execute.pool.acquire())
        response = await client.post("/graphql", json={"query": ME}, headers={"Accept": NEW})
    assert (response.status_code, code(response)) == (503, "UNAVAILABLE")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
async def test_what_a_page_elsewhere_can_send_without_asking_is_no_request(
    client: httpx.AsyncClient, media: str
) -> None:
    """Those are the types that browsers send across origins without a preflight."""
    body = b'{"query": "mutation { __typename }"}'
    response = await client.post("/graphql", content=body, headers={"Content-Type": media})
    assert (response.status_code, code(response)) == (415, "UNSUPPORTED_MEDIA_TYPE")


async def test_batches_are_refused_with_the_way_out(client: httpx.AsyncClient) -> None:
    response = await client.post("/graphql", json=[{"query": ME}, {"query": ME}])
    assert (response.status_code, code(response)) == (400, "BAD_REQUEST")
    assert "batches are not supported" in response.json()["errors"][0]["message"]


def by_id(client: httpx.AsyncClient, document_id: object, **more: object) -> Awaitable[httpx.Response]:
    return client.post("/graphql", json={"documentId": document_id, **more}, headers={"Accept": NEW})


async def test_a_shipped_document_is_asked_by_its_name_or_hash(client: httpx.AsyncClient) -> None:
    text = operations.documents()["10-status"]
    hashed = f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
    for name in ("10-status", hashed):
        response = await by_id(client, name)
        assert response.status_code == 200, response.text
        asked = await client.get("/graphql", params={"documentId": name})
        assert asked.json()["data"].keys() == response.json()["data"].keys()
    for wrong, why in (("10-nothing", "UNKNOWN_DOCUMENT"), (7, "UNKNOWN_DOCUMENT"), ("", "UNKNOWN_DOCUMENT")):
        response = await by_id(client, wrong)
        assert (response.status_code, code(response)) == (400, why)
    both = await by_id(client, "10-status", query=ME)
    assert (both.status_code, code(both)) == (400, "BAD_REQUEST")


async def test_trusted_documents_only(execute: Executor, tmp_path: pathlib.Path) -> None:
    (tmp_path / "who.graphql").write_text(ME)
    trust = trusted.Trusted(tmp_path, only=True)
    app = Starlette(routes=[Route("/graphql", GraphQL(execute, admit, trusted=trust))])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        for good in ({"documentId": "who"}, {"query": ME}, {"documentId": "10-status"}):
            assert (await client.post("/graphql", json=good)).status_code == 200
        other = await client.post("/graphql", json={"query": "{ me { roles } }"}, headers={"Accept": OLD})
        assert (other.status_code, code(other)) == (403, "UNTRUSTED_DOCUMENT")
        surrogate = await client.get("/graphql", params={"query": "{ me { roles } }#"})
        assert (surrogate.status_code, code(surrogate)) == (403, "UNTRUSTED_DOCUMENT")


async def test_the_schema_may_be_for_accounts_alone(execute: Executor, client: httpx.AsyncClient) -> None:
    schema = {"query": "{ __schema { queryType { name } } }"}
    assert (await client.post("/graphql", json=schema)).status_code == 200
    execute.open_schema = False
    for asked in (schema, {"query": '{ me { subject } __type(name: "House") { name } }'}):
        closed = await client.post("/graphql", json=asked)
        assert (closed.status_code, code(closed)) == (403, "FORBIDDEN")
        signed_in = await client.post("/graphql", json=asked, headers={"Authorization": "Bearer good"})
        assert signed_in.status_code == 200
    assert (await client.post("/graphql", json={"query": "{ __typename me { __typename } }"})).status_code == 200


async def test_errors_and_the_trace_of_a_request_know_of_each_other(client: httpx.AsyncClient) -> None:
    request = trace.Trace("r-1")
    token = trace.CURRENT.set(request)
    try:
        asked = {"query": "query Named($c: String!) { h: house(code: $c) { code } me { subject } }"}
        refused = await client.post("/graphql", json=asked, headers={"Authorization": "Bearer good"})
    finally:
        trace.CURRENT.reset(token)
    assert refused.json()["errors"][0]["extensions"]["requestId"] == "r-1"
    assert request == trace.Trace("r-1", None, "Named", ("house", "me"), codes=["BAD_VALUE"])
