"""GraphQL over HTTP, through a real application on a real database."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from aggregates.errors import FangjiError
from graphql_api.executor import Executor
from graphql_api.http import GraphQL
from graphql_api.identity import PUBLIC, Identity

NEW, OLD = "application/graphql-response+json", "application/json"
ME = "{ me { subject } }"


class Unknown(FangjiError):
    """A token that nobody gave."""

    code = "UNAUTHENTICATED"


async def authenticate(header: str | None) -> Identity:
    if header is None:
        return PUBLIC
    if header != "Bearer good":
        raise Unknown("The token is not known.")
    return Identity("somebody", ("auditor",), ("*",))


@pytest.fixture
def client(execute: Executor) -> httpx.AsyncClient:
    app = Starlette(routes=[Route("/graphql", GraphQL(execute, authenticate, lambda: {"auditor": "<t>"}))])
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
