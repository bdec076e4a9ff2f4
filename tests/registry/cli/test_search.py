"""`fangji search`: the index beside the registry, built anew, and what doctor says of it."""

from __future__ import annotations

import asyncio

from tests import servers
from tests.registry.cli.conftest import Fangji


def test_an_index_is_compared_and_built(fangji: Fangji, database: str) -> None:
    fangji("generate", "--houses", "2", "--years", "1", "--seed", "1")
    fangji("project")
    before = fangji("search", "status", "--json")
    assert (before.code, before.json["position"], before.json["differs"]) == (0, 0, False), "it is behind, no more"
    subjects = before.json["missing"]["count"]
    assert before.json["behind"] == fangji("doctor", "--json").json["ledger"]["position"]
    built = fangji("search", "reindex", "--json").json
    assert (built["documents"], built["position"]) == (subjects, before.json["behind"])
    after = fangji("search", "status", "--json")
    assert (after.code, after.json["documents"], after.json["missing"]["count"]) == (0, subjects, 0)
    told = fangji("doctor", "--json").json["search"]
    assert (told["engine"], told["documents"], told["behind"], told["waiting"]) == ("embedded", subjects, 0, 0)
    asyncio.run(_lose(database, told["index"]))
    differing = fangji("search", "status")
    assert differing.code == 4
    assert "missing  1" in differing.out
    assert "documents a second" in fangji("search", "reindex").out
    assert fangji("search", "status").code == 0


async def _lose(url: str, index: str) -> None:
    """One document of the index."""
    async with servers.connected(url) as connection:
        await connection.execute(
            f"delete from search.{index} where subject = (select min(subject::text)::uuid from search.{index})"
        )


def test_a_fallback_has_to_be_set(fangji: Fangji) -> None:
    result = fangji("search", "status", "--fallback")
    assert result.code == 1
    assert "set FANGJI_SEARCH_FALLBACK=embedded" in result.err
