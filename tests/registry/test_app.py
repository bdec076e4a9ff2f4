"""The HTTP application around GraphQL: health, readiness, metrics, one shape of errors, and its projector."""

import asyncio
import contextlib
import pathlib
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette import applications

from registry import app, settings
from registry.access import tokens
from registry.city import loading, plan

QUERY = {"query": "{ me { roles } houses { totalCount } }"}


@pytest.fixture
def configured(database: str, tmp_path: pathlib.Path) -> settings.Settings:
    return settings.Settings(database_url=database, data_dir=tmp_path)


@contextlib.asynccontextmanager
async def serving(application: applications.Starlette) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        yield client


@pytest.fixture
async def client(configured: settings.Settings) -> AsyncIterator[httpx.AsyncClient]:
    application = app.build(configured)
    async with serving(application) as client:
        await loading.load(plan.City(20, 5, 1), application.state.registry.ledger, application.state.registry.keys)
        await caught_up(client)
        yield client


async def caught_up(client: httpx.AsyncClient) -> None:
    """Waits for the server's own projector."""
    for _ in range(600):
        found = (await client.get("/ready")).json()
        if found["status"] == "ok" and not found["projection"]["behind"]:
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"the projector did not catch up: {found}")


async def test_the_public_reads(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=QUERY)
    assert answer.json()["data"] == {"me": {"roles": ["public"]}, "houses": {"totalCount": 20}}


async def test_a_token_speaks_for_its_divisions(client: httpx.AsyncClient, configured: settings.Settings) -> None:
    for divisions, count in (((), 0), (("990103",), 0), (("990102",), 20), (("990100",), 20), (("*",), 20)):
        token = tokens.issue(tokens.secret(configured), ("auditor",), divisions)
        answer = await client.post("/graphql", json=QUERY, headers={"authorization": f"Bearer {token}"})
        assert answer.json()["data"] == {"me": {"roles": ["auditor"]}, "houses": {"totalCount": count}}, divisions


async def test_a_malformed_token(client: httpx.AsyncClient) -> None:
    answer = await client.post("/graphql", json=QUERY, headers={"authorization": "Bearer nonsense"})
    assert answer.status_code == 401
    error = answer.json()["errors"][0]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert "nonsense" not in error["message"]


async def test_health_and_metrics(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    await client.post("/graphql", json=QUERY)
    text = (await client.get("/metrics")).text
    assert 'fangji_requests_total{path="/graphql",status="200"}' in text
    assert "fangji_projection_behind 0.0" in text
    assert "\nfangji_review_behind " in text


async def test_nothing_there(client: httpx.AsyncClient) -> None:
    answer = await client.get("/nowhere")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_not_ready_before_there_is_a_read_model(configured: settings.Settings) -> None:
    application = app.build(configured, projector=False)
    async with serving(application) as client:
        answer = await client.get("/ready")
    assert (answer.status_code, answer.json()["status"]) == (503, "unavailable")


async def test_presets_stand_in_the_page_alone(configured: settings.Settings) -> None:
    application = app.build(configured, projector=False, presets={"auditor": "token-of-the-demo"})
    async with serving(application) as client:
        page = await client.get("/graphql", headers={"accept": "text/html"})
    assert "token-of-the-demo" in page.text
