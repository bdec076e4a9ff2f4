"""Personal data over HTTP, from a running application: masked by its own follower, in clear with a request's id."""

import asyncio
import pathlib
import re

import httpx
import pytest

from registry import app, settings
from registry.access import tokens
from registry.city import loading, plan
from tests.registry.test_app import caught_up, serving

OWNERS = {"query": "query Owners { houses(first: 100) { nodes { owners(live: null) { person name } } } }"}
LOG = {"query": "{ audit { disclosures { nodes { account purpose request operation persons { fields } } } } }"}


def names(response: httpx.Response) -> list[str | None]:
    """Names of owners who are persons."""
    houses = response.json()["data"]["houses"]["nodes"]
    return [owner["name"] for house in houses for owner in house["owners"] if owner["person"]]


async def masked(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
    """The names as they are shown once the server's follower has come so far."""
    for _ in range(600):
        found = names(await client.post("/graphql", json=OWNERS, headers=headers))
        shown = [name for name in found if name is not None]
        if found and len(shown) == len(found):
            return shown
        await asyncio.sleep(0.05)
    pytest.fail("the masks did not catch up")


async def test_masked_and_in_clear(database: str, tmp_path: pathlib.Path) -> None:
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    application = app.build(configured)
    secret = tokens.secret(configured)

    def bearer(role: str, **more: str) -> dict[str, str]:
        return {"authorization": f"Bearer {tokens.issue(secret, (role,), ('*',), subject=f'{role}-1')}", **more}

    async with serving(application) as client:
        await loading.load(plan.City(20, 5, 1), application.state.registry.ledger, application.state.registry.keys)
        await caught_up(client)
        shown = await masked(client, bearer("caseworker"))
        assert all(re.fullmatch(r"..?\*+", name) for name in shown)
        wanted = {"x-purpose": "case-handling", "x-request-id": "desk-7-0001"}
        clear = names(await client.post("/graphql", json=OWNERS, headers=bearer("caseworker", **wanted)))
        assert [name and name[0] for name in clear] == [name[0] for name in shown]
        assert not any("*" in (name or "") for name in clear)
        (told,) = (await client.post("/graphql", json=LOG, headers=bearer("auditor"))).json()["data"]["audit"][
            "disclosures"
        ]["nodes"]
        assert {one["fields"][0].partition("#")[2] for one in told.pop("persons")} == {"name"}
        assert told == {
            "account": "caseworker-1",
            "purpose": "case-handling",
            "request": "desk-7-0001",
            "operation": "Owners",
        }
        refused = await client.post("/graphql", json=OWNERS, headers=bearer("admin", **{"x-purpose": "curiosity"}))
        assert refused.json()["errors"][0]["extensions"]["code"] == "UNKNOWN_PURPOSE"
