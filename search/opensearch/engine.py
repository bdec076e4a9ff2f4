"""The engine itself: the live index is searched through its alias, and written to beside one that is being built."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from uuid import UUID

from search import cursors, engine, interpreting, suggesting
from search.answer import Answer, Suggestion
from search.conditions import every
from search.document import Document
from search.interpreting import Interpretation
from search.opensearch import answering, asking, writing
from search.opensearch.client import ASK_SECONDS, WRITE_SECONDS, Client, Refused
from search.opensearch.indexes import EXCHANGES, Indexes
from search.query import NOT_BUILDING, InvalidSearch, Query, SearchUnavailable, Sight

Done = TypeVar("Done")

NAME = "opensearch"
SCANNED = 5_000
KEEP_ALIVE = "1m"
POSITION_SECONDS = 0.2
"""How old the position of an answer may be: it may be lower than what the answer reflects, never higher."""

NEVER = (float("-inf"), 0)
DOCUMENTS = {"exists": {"field": "subject"}}
"""All but the one that says how far an index has come."""

_FOREIGN = "after is no cursor of this question; take one from an answer to the same text, filters, sort and reader."


class OpenSearchEngine:
    """A :class:`search.engine.Engine` on the cluster of ``nodes``; ``name`` begins all that it makes there."""

    def __init__(
        self, nodes: Sequence[str], name: str = "fangji", *, shards: int = 1, ask_seconds: float = ASK_SECONDS
    ) -> None:
        self._client = Client(nodes, ask_seconds)
        self._indexes = Indexes(self._client, name, shards)
        self._seen = NEVER

    async def prepare(self) -> None:
        """See :class:`search.engine.Engine`."""
        await self._indexes.prepare()

    async def put(self, documents: Sequence[Document]) -> None:
        """See :class:`search.engine.Index`."""

        async def put() -> None:
            await writing.put_all(self._client, documents, await self._aliases())

        await _anew(put)

    async def remove(self, subjects: Mapping[UUID, int]) -> None:
        """See :class:`search.engine.Index`."""

        async def remove() -> None:
            aliases = await self._aliases()
            removed = [writing.remove(*one, index) for index in aliases for one in subjects.items()]
            await writing.write(self._client, removed)

        await _anew(remove)

    async def advance(self, position: int) -> None:
        """See :class:`search.engine.Index`."""
        await _anew(lambda: self._advance(position))
        self._seen = NEVER

    async def search(self, query: Query) -> Answer:
        """See :class:`search.engine.Engine`."""
        cursors.check_page(query)
        read, place = interpreting.interpret(query.text), cursors.decode(query)
        position = await self._position()
        if place is not None:
            return await self._next_page(query, read, place, position)
        for number, (needs, tier) in enumerate(_tiers(query, read)):
            said = await self._ask(asking.request(query, needs, tier, None))
            if said["hits"]["hits"]:
                return answering.page(query, read, number, said, position)
        return answering.nothing(query, position)

    async def suggest(self, text: str, sight: Sight, kinds: Sequence[str] = (), first: int = 10) -> list[Suggestion]:
        """See :class:`search.engine.Engine`."""
        query = Query(text, sight, tuple(kinds), first=suggesting.looked_at(first))
        read = interpreting.interpret(text)
        found: dict[str, Suggestion] = {}
        for number, (needs, tier) in enumerate(_tiers(query, read)[:2]):
            said = await self._ask(asking.completing(query, needs, tier))
            if said.get("terminated_early"):  # what comes before the others may be none of the first
                holding = every(needs, interpreting.HOLDING)
                said = answering.best(await self._ask(asking.completing(query, holding, tier)), said)
            page = answering.page(query, read, number, said, 0)
            found = {**found, **{one: it for one, it in suggesting.completions(page).items() if one not in found}}
            if suggesting.enough(found, read, first):
                break
        return list(found.values())[: max(first, 0)]

    async def status(self) -> engine.Status:
        """See :class:`search.engine.Engine`."""
        reached = await self._indexes.reached()
        if reached is None:
            return engine.Status(NAME, "", 0, 0)
        live, position = reached
        path = f"/{live}/_count"
        counted = await _anew(lambda: self._client.call("POST", path, {"query": DOCUMENTS}), starting=True)
        return engine.Status(NAME, live, counted["count"], position)

    async def versions(self) -> AsyncIterator[tuple[UUID, int]]:
        """See :class:`search.engine.Engine`."""
        context = await self._open(self._indexes.live)
        after: list[object] | None = None
        try:
            while hits := (await self._scan(context, after))["hits"]["hits"]:
                for hit in hits:
                    yield UUID(hit["_id"]), hit["_version"]
                after = hits[-1]["sort"]
        finally:
            await self._client.call("DELETE", "/_search/point_in_time", {"pit_id": [context]})

    async def altered(self, documents: Sequence[Document]) -> list[UUID]:
        """See :class:`search.engine.Engine`."""
        if not documents:
            return []
        said = {str(subject): written for subject, _, written in await writing.encode(documents)}
        path = f"/{self._indexes.live}/_mget"
        answer = await self._client.call("POST", path, {"ids": list(said)}, WRITE_SECONDS, realtime=False)
        kept = {one["_id"]: one["_source"] for one in answer["docs"] if one.get("found")}
        return [UUID(subject) for subject, source in kept.items() if not writing.same(said[subject], source)]

    @asynccontextmanager
    async def rebuilding(self) -> AsyncIterator[engine.Index]:
        """See :class:`search.engine.Engine`."""
        made = await self._indexes.begin()
        try:
            yield _Building(self._client, self._indexes)
            await self._indexes.finish(made)
        except BaseException:
            await asyncio.shield(self._indexes.abandon(made))
            raise
        self._seen = NEVER

    async def building(self) -> engine.Index:
        """See :class:`search.engine.Engine`."""
        if (await self._indexes.targets()).building is None:
            raise SearchUnavailable(NOT_BUILDING)
        return _Building(self._client, self._indexes)

    async def close(self) -> None:
        """See :class:`search.engine.Engine`."""
        await self._client.close()

    async def _advance(self, position: int) -> None:
        aliases = await self._aliases()
        await self._indexes.refresh(aliases)
        for alias in aliases:
            await self._indexes.advance(alias, position)

    async def _aliases(self) -> list[str]:
        """Through what to write now."""
        targets = await self._indexes.targets()
        named = ((targets.live, self._indexes.live), (targets.building, self._indexes.building))
        aliases = [alias for index, alias in named if index is not None]
        if not aliases:
            raise writing.Gone(_missing())
        return aliases

    async def _ask(self, request: Mapping[str, object]) -> dict[str, Any]:
        """The answer to a question; of pages in a point in time, which no exchange touches, the first one."""
        path, parameters = f"/{self._indexes.live}/_search", {"allow_partial_search_results": False}
        if "pit" in request:
            return await self._client.call("POST", "/_search", request, **parameters)
        return await _anew(lambda: self._client.call("POST", path, request, **parameters), starting=True)

    async def _next_page(self, query: Query, read: Interpretation, place: list[object], position: int) -> Answer:
        tiers = _tiers(query, read)
        number, context, *after = place if len(place) > 2 else [-1, None]
        if not isinstance(number, int) or not 0 <= number < len(tiers) or len(after) != len(asking.ORDERS[query.sort]):
            raise InvalidSearch(_FOREIGN, field="after")
        request = asking.request(query, *tiers[number], after)
        try:
            said = await self._ask_in(request, context)
        except Refused as error:
            if error.upstream != 400:
                raise
            raise InvalidSearch(_FOREIGN, field="after") from error
        return answering.page(query, read, number, said, position)

    async def _ask_in(self, request: dict[str, object], context: object) -> dict[str, Any]:
        """Asks in the point in time of the pages before, in a new one, or in none where none is to be had."""
        try:
            held = context if isinstance(context, str) else await self._open(self._indexes.live)
            return await self._ask({**request, "pit": {"id": held, "keep_alive": KEEP_ALIVE}})
        except Refused:
            return await self._ask(request)

    async def _open(self, index: str) -> str:
        opened = await self._client.call("POST", f"/{index}/_search/point_in_time", keep_alive=KEEP_ALIVE)
        return str(opened["pit_id"])

    async def _scan(self, context: str, after: list[object] | None) -> dict[str, Any]:
        request: dict[str, object] = {
            "query": DOCUMENTS,
            "size": SCANNED,
            "pit": {"id": context, "keep_alive": KEEP_ALIVE},
            "sort": [{"subject": "asc"}],
            "version": True,
            "_source": False,
            "track_total_hits": False,
        }
        if after is not None:
            request["search_after"] = after
        return await self._client.call("POST", "/_search", request, WRITE_SECONDS)

    async def _position(self) -> int:
        """The live index's position, read before what it is said of."""
        read_at, position = self._seen
        now = time.monotonic()
        if now - read_at < POSITION_SECONDS:
            return position
        reached = await self._indexes.reached()
        if reached is None:
            raise SearchUnavailable(_missing())
        self._seen = (now, reached[1])
        return reached[1]


class _Building:
    """The index that is being built beside the live one."""

    def __init__(self, client: Client, indexes: Indexes) -> None:
        self._client, self._indexes = client, indexes

    async def put(self, documents: Sequence[Document]) -> None:
        await writing.put_all(self._client, documents, [self._indexes.building])

    async def remove(self, subjects: Mapping[UUID, int]) -> None:
        removed = [writing.remove(*one, self._indexes.building) for one in subjects.items()]
        await writing.write(self._client, removed)

    async def advance(self, position: int) -> None:
        await self._indexes.advance(self._indexes.building, position)


def _tiers(query: Query, read: Interpretation) -> list[tuple[Any, Any]]:
    """What a hit of each tier needs, and the tier; persons alone make one."""
    if not read.tiers:
        return [(None, None)] if asking.persons(query) else []
    return [(asking.either(tier.needs, read.sharp), tier) for tier in read.tiers]


async def _anew(work: Callable[[], Awaitable[Done]], *, starting: bool = False) -> Done:
    """Does it again where an index was exchanged in between; ``starting``: the new one's shards may take a moment."""
    for attempt in range(EXCHANGES - 1):
        try:
            return await work()
        except (Refused, writing.Gone) as error:
            if not (isinstance(error, writing.Gone) or error.missing or (starting and error.upstream == 503)):
                raise
        await asyncio.sleep(0.05 * 2**attempt)
    return await work()


def _missing() -> str:
    return "The search index is not there; `fangji search reindex` builds it, and everything but search works."
