"""Search for persons over HTTP: a household by its members, for a purpose, within the divisions, on record."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests import patience
from tests.acceptance import applicants, people
from tests.acceptance.office import Desk
from tests.acceptance.test_person_holdings import HERE, THERE, Reader, disclosed, divisions

__all__ = ["divisions"]

SEARCH = """query Find($t: String!) { search(text: $t, kinds: [HOUSEHOLD]) { totalCount didYouMean
    nodes { code title persons highlights { attribute pieces { text } }
        subject { ... on Household { members { name idNumber } } } } } }"""


async def hits(reader: Reader, text: str) -> list[dict[str, Any]]:
    """The households that a text finds."""
    response = await reader.ask(SEARCH, t=text)
    assert response.status_code == 200, response.text
    nodes: list[dict[str, Any]] = response.json()["data"]["search"]["nodes"]
    return nodes


async def found(reader: Reader, text: str, code: str) -> dict[str, Any]:
    """The hit with a code, once the server's followers have come so far."""

    async def hit() -> dict[str, Any] | None:
        return next((one for one in await hits(reader, text) if one["code"] == code), None)

    told = await patience.until(hit)
    assert told is not None
    return told


@pytest.mark.usefixtures("divisions")
async def test_a_household_is_found_by_whoever_is_its_member(desk: Desk, client: httpx.AsyncClient) -> None:
    one = people.person(name=people.secret("尉迟寻梅"))
    code = await applicants.accepted(desk, applicants.member(one), division=HERE)
    clerk, beyond = Reader(client, "caseworker", [HERE]), Reader(client, "caseworker", [THERE])
    hit = await found(clerk, one["name"], code)
    assert hit["persons"] == 1
    assert hit["highlights"] == []
    assert hit["subject"]["members"] == [{"name": one["name"], "idNumber": one["idNumber"]}]
    for text in ("寻梅", "yuchixunmei", "ycxm", one["idNumber"], one["idNumber"][8:], one["phone"], one["phone"][3:]):
        assert code in [each["code"] for each in await hits(clerk, text)], "by a piece of a name or a number"
    others = Reader(client, "caseworker", [HERE], None), Reader(client, "auditor", [HERE]), beyond
    for other in others:
        assert await hits(other, one["name"]) == []
    assert [reason for other in others for reason in await reasons(client, other)] == [([], 1)]
    told = await reasons(client, clerk)
    (ref,) = {ref for persons, _ in told for ref in persons}
    assert ref.startswith("person/")
    refused = await client.get("/graphql", params={"query": '{ search(text: "x") { totalCount } }'})
    assert refused.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def reasons(client: httpx.AsyncClient, reader: Reader) -> list[tuple[list[str], int]]:
    """Of each search of a reader for persons on record, whom it was shown and how many it looked for."""
    searches = [one for one in await disclosed(client, reader.account) if one["numbers"]]
    for one in searches:
        assert (one["purpose"], one["operation"]) == ("case-handling", "Find")
        assert all(person["code"] is None for person in one["persons"])
    return [([person["person"] for person in one["persons"]], one["numbers"]) for one in searches]
