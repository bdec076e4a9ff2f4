"""The HTTP application around GraphQL: health, readiness, metrics, one shape of errors, and its projector."""

import asyncio
import contextlib
import json
import pathlib
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette import applications

from registry import app, logs, settings
from registry.access import tokens
from registry.city import loading, plan

LOG = "registry.access"
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


async def caught_up(client: httpx.AsyncClient, follower: str = "projection") -> None:
    """Waits for the server's own projector or review."""
    for _ in range(600):
        found = (await client.get("/ready")).json()
        if found["status"] == "ok" and not found[follower]["behind"]:
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"the {follower} did not catch up: {found}")


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
    await caught_up(client, "review")
    assert (await client.get("/ready")).json()["review"]["position"] > 0
    await caught_up(client)  # with what the review found, too
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


ME = {"query": "query Who { me { roles } }"}
PORTAL = "https://portal.example.org"


@contextlib.asynccontextmanager
async def with_settings(configured: settings.Settings, **more: str) -> AsyncIterator[httpx.AsyncClient]:
    async with serving(app.build(configured.model_copy(update=more), projector=False)) as client:
        yield client


async def test_one_too_many_is_429(configured: settings.Settings) -> None:
    async with with_settings(configured, rate_limit="2/hour") as client:
        for _ in range(2):
            assert (await client.post("/graphql", json=ME)).status_code == 200
        refused = await client.post("/graphql", json=ME)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) >= 1
        assert refused.json()["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
        token = tokens.issue(tokens.secret(configured), ("auditor",), ())
        assert (await client.post("/graphql", json=ME, headers={"authorization": f"Bearer {token}"})).status_code == 200
        assert 'fangji_refusals_total{code="RATE_LIMITED"}' in (await client.get("/metrics")).text


async def test_pages_of_other_origins_ask_only_where_they_are_listed(configured: settings.Settings) -> None:
    preflight = {"Origin": PORTAL, "Access-Control-Request-Method": "POST"}
    async with with_settings(configured) as client:
        answer = await client.post("/graphql", json=ME, headers={"Origin": PORTAL})
        assert "access-control-allow-origin" not in answer.headers
        assert (await client.options("/graphql", headers=preflight)).status_code == 405
    async with with_settings(configured, cors_origins=f"https://other.example.org, {PORTAL}") as client:
        answer = await client.post("/graphql", json=ME, headers={"Origin": PORTAL})
        assert answer.headers["access-control-allow-origin"] == PORTAL
        assert "access-control-allow-credentials" not in answer.headers
        asked = {**preflight, "Access-Control-Request-Headers": "authorization,content-type,x-purpose"}
        assert (await client.options("/graphql", headers=asked)).status_code == 200
        evil = await client.post("/graphql", json=ME, headers={"Origin": "https://portal.example.org.evil"})
        assert "access-control-allow-origin" not in evil.headers


async def test_settings_for_documents_and_the_schema(configured: settings.Settings) -> None:
    async with with_settings(configured, trusted_documents=settings.ONLY, introspection="accounts") as client:
        assert (await client.post("/graphql", json=ME)).status_code == 403
    async with with_settings(configured, introspection="accounts") as client:
        assert (await client.post("/graphql", json={"query": "{ __schema { description } }"})).status_code == 403


async def test_every_decision_is_one_line_without_what_was_given(
    configured: settings.Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "registry.access")
    token = tokens.issue(tokens.secret(configured), ("auditor",), ("*",), subject="li")
    asked = {"query": "query Look($c: String!) { house(code: $c) { code } }", "variables": {"c": "13800001111"}}
    async with with_settings(configured) as client:
        await client.post("/graphql", json=asked, headers={"authorization": f"Bearer {token}"})
        await client.post("/graphql", json=asked, headers={"authorization": f"Bearer {token}x"})
    good, bad = [json.loads(logs.JsonFormatter().format(one)) for one in caplog.records if one.name == LOG]
    assert (good["account"], good["roles"], good["operation"], good["fields"]) == ("li", ["auditor"], "Look", ["house"])
    assert (bad["account"], bad["status"], bad["codes"], bad["reason"]) == (None, 401, ["UNAUTHENTICATED"], "signature")
    assert not any(secret in json.dumps([good, bad]) for secret in ("13800001111", token))
