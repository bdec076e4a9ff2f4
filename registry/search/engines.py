"""The search engines of this process: OpenSearch where it is set, else the embedded one; or one behind the other."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from aggregates import errors
from registry import database
from registry.settings import Settings
from search import answer, engine, query
from search.embedded import engine as embedded

log = logging.getLogger(__name__)

LIVE, FALLBACK = "search", "search-fallback"
CONNECTIONS = 8


class NoFallback(errors.FangjiError):
    """No fallback is set: FANGJI_SEARCH_FALLBACK=embedded beside OPENSEARCH_URL makes one."""

    code = "NO_FALLBACK"


@dataclass(frozen=True, slots=True)
class Kept:
    """An engine and the name under which its index is kept."""

    name: str
    engine: engine.Engine


@dataclass(frozen=True, slots=True)
class Engines:
    """Those whose indexes are kept: the first one answers, the second, where there is one, while the first does not."""

    kept: tuple[Kept, ...]

    def of(self, *, fallback: bool = False) -> Kept:
        """The live one, or the fallback; NoFallback where none is set."""
        if fallback and len(self.kept) == 1:
            raise NoFallback("There is no fallback; set FANGJI_SEARCH_FALLBACK=embedded beside OPENSEARCH_URL.")
        return self.kept[fallback]

    def answering(self) -> engine.Answering:
        """What answers questions."""
        live, *others = (one.engine for one in self.kept)
        return InPlaceOf(live, others[0]) if others else live


class InPlaceOf:
    """Questions go to ``live``; while it does not answer, to ``other``. A cursor of the one is none of the other."""

    def __init__(self, live: engine.Answering, other: engine.Answering) -> None:
        self._live, self._other = live, other

    async def search(self, query_: query.Query) -> answer.Answer:
        """See :class:`search.engine.Answering`."""
        try:
            return await self._live.search(query_)
        except query.SearchUnavailable as error:
            log.warning("the fallback answers a search: %s", error)
            return await self._other.search(query_)

    async def suggest(
        self, text: str, sight: query.Sight, kinds: Sequence[str] = (), first: int = 10
    ) -> list[answer.Suggestion]:
        """See :class:`search.engine.Answering`."""
        try:
            return await self._live.suggest(text, sight, kinds, first)
        except query.SearchUnavailable:
            return await self._other.suggest(text, sight, kinds, first)


def name_of(configured: Settings) -> str:
    """The engine that these settings ask for."""
    return "opensearch" if configured.opensearch_nodes else "embedded"


@contextlib.asynccontextmanager
async def opened(configured: Settings, url: str) -> AsyncIterator[Engines]:
    """The engines of these settings, on a database; nothing is asked of them yet, and they are closed at the end."""
    async with contextlib.AsyncExitStack() as stack:
        kept: list[Kept] = []
        if configured.opensearch_nodes:
            from search.opensearch import engine as opensearch  # a sixth of the time that any command takes to start

            live = opensearch.OpenSearchEngine(configured.opensearch_nodes, f"fangji-{configured.city}")
            stack.push_async_callback(live.close)
            kept.append(Kept(LIVE, live))
        if not kept or configured.search_fallback:
            settings = embedded.SETTINGS
            pool = await database.open_pool(
                url, name="fangji search", least=0, most=CONNECTIONS, stateless=False, **settings
            )
            stack.push_async_callback(pool.close)
            kept.append(Kept(FALLBACK if kept else LIVE, embedded.Embedded(pool)))
        yield Engines(tuple(kept))
