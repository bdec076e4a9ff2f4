"""The mutation that the demo offers passes over HTTP, once, and sells the house."""

import asyncio
import json
import pathlib
import shlex
import uuid
from typing import Any

import httpx
import pytest

from graphql_api import operations
from registry import app, asking, settings
from registry.access import tokens
from registry.city import generation, loading, plan
from registry.cli import demo, example

CITY = plan.City(houses=60, years=3, seed=1)
"""Young enough for houses that are still for sale when its time ends."""


async def caught_up(client: httpx.AsyncClient) -> None:
    for _ in range(600):
        found = (await client.get("/ready")).json()
        if found["status"] == "ok" and not found["projection"]["behind"]:
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"the projector did not catch up: {found}")


async def test_the_example(database: str, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    application = app.build(configured)
    transport = httpx.ASGITransport(application)
    async with (
        application.router.lifespan_context(application),
        httpx.AsyncClient(transport=transport, base_url="http://test") as client,
    ):
        registry = application.state.registry
        await loading.load(CITY, registry.ledger, registry.keys)
        await caught_up(client)
        found = await example.find(asking.Asker(registry))
        assert found is not None
        token = tokens.issue(tokens.secret(configured), (example.ROLE,), demo.READERS[example.ROLE], subject="demo")
        example.announce(found, "http://test/graphql", token)
        words = shlex.split(next(line for line in capfd.readouterr().out.splitlines() if line.startswith("curl ")))
        headers = dict(word.split(": ", 1) for word in words if ": " in word and word[0] != "{")
        body = words[words.index("-d") + 1]

        async def send(body: str) -> Any:
            answer = (await client.post("/graphql", content=body, headers=headers)).json()
            assert "errors" not in answer, answer
            return answer["data"]["filePresaleContract"]

        first = await send(body)
        assert (first["rejections"], first["repeated"], first["findings"]) == ([], False, [])
        assert first["house"]["market"] == "PRESALE_CONTRACTED"
        again = await send(body)
        assert (again["repeated"], again["event"]["id"]) == (True, first["event"]["id"])
        other = json.loads(body)
        other["variables"]["input"] |= {"commandId": str(uuid.uuid4()), "contractNo": "试-2"}
        refused = await send(json.dumps(other))
        assert [one["rule"] for one in refused["rejections"]] == ["PRE-3"]
        assert [one["position"] for one in refused["rejections"][0]["inTheWay"]] == [first["position"]]
        following = await example.find(asking.Asker(registry))
        assert following is not None
        assert following.variables["input"]["houseCode"] != found.variables["input"]["houseCode"]


def test_the_shipped_document_names_a_house_of_the_demo_that_is_for_sale() -> None:
    line = operations.documents()[example.DOCUMENT].splitlines()[1]
    code = json.loads(line.removeprefix("# variables: "))["input"]["houseCode"]
    types = {d.type for _, book in generation.books(demo.CITY) for d in book.drafts if d.subject.code == code}
    assert "PresaleOpened" in types
    assert types.isdisjoint({"PresaleContractFiled", "SaleContractFiled", "OwnershipTransferred"})
