"""The indexes of one registry: which is live, which is being built, how far each has come; made, exchanged, deleted.

Two aliases say it: ``<name>`` is on the live index, ``<name>-building`` on the one that will take its place. Whoever
writes looks at them for each batch and writes through them, so that an index that is being built misses nothing from
the moment at which it has its alias. How far an index has come is a document in it, which no question finds.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from search.opensearch import mapping
from search.opensearch.client import WRITE_SECONDS, Client, Refused, Unreachable
from search.query import SearchUnavailable

PROGRESS = "progress"
GREEN_SECONDS = 60
MERGE_SECONDS = 1_800.0
NO_INDEX = "index_not_found_exception"

log = logging.getLogger(__name__)

EXCHANGES = 5
"""How often what is done through an alias begins anew because its index was exchanged."""


@dataclass(frozen=True, slots=True)
class Targets:
    """Names of indexes, None where there is none of this version of the code."""

    live: str | None
    building: str | None


class Indexes:
    """The indexes whose names begin with ``name``."""

    def __init__(self, client: Client, name: str, shards: int) -> None:
        self._client, self._shards = client, shards
        self.live, self.building = name, f"{name}-building"

    async def prepare(self) -> None:
        """Makes the template and, where nothing is live, an empty index."""
        template = mapping.template(f"{self.live}-documents-*", self._shards)
        await self._client.call("PUT", f"/_index_template/{self.live}", template, WRITE_SECONDS)
        if not await self._holders(self.live):
            await self._create("first", self.live)  # one name, so that of several who prepare one makes it

    async def targets(self) -> Targets:
        """Where to write now."""
        rows = await self._aliases()
        found = {row["alias"]: row["index"] for row in rows if self.is_ours(row["index"])}
        return Targets(found.get(self.live), found.get(self.building))

    def is_ours(self, index: str) -> bool:
        """Whether an index is of this version of the code."""
        return index.startswith(f"{self.live}-documents-{mapping.VERSION}-")

    async def reached(self) -> tuple[str, int] | None:
        """The live index, and how far it has come: nowhere if it is of another version; None where nothing is live."""
        try:
            found = await self._progress()
        except Refused as error:
            if not error.missing:
                raise
            holders = await self._holders(self.live)
            return (holders[0], 0) if holders else None
        index, position = str(found["_index"]), int(found["_source"]["position"])
        return index, position if self.is_ours(index) else 0

    async def _progress(self) -> dict[str, Any]:
        """Asks again where the index was exchanged under the question, since it is not the new one that has no
        progress, and where the new one's shards are starting."""
        for attempt in range(1, EXCHANGES):
            try:
                return await self._client.call("GET", f"/{self.live}/_doc/{PROGRESS}")
            except Refused as error:
                starting = error.upstream == 503
                if not starting and (error.reason != NO_INDEX or not await self._holders(self.live)):
                    raise
            await asyncio.sleep(0.05 * attempt)
        return await self._client.call("GET", f"/{self.live}/_doc/{PROGRESS}")

    async def begin(self) -> str:
        """A new index that everything is written to from now on; one that was begun and never finished goes."""
        for left in await self._holders(self.building):
            await self.abandon(left)
        made = await self._create(secrets.token_hex(4), self.building)
        if await self._holders(self.building) != [made]:
            await self.abandon(made)
            raise SearchUnavailable("The search index is being rebuilt already; wait until that is done.")
        return made

    async def finish(self, made: str) -> None:
        """The new index takes the place of the live one, in one step; all others of this registry are deleted."""
        await self._merge(made)
        await self.refresh([made])
        await self._await_copies(made)
        await self._catch_up(made)
        if await self._holders(self.building) != [made]:
            raise SearchUnavailable("Another rebuild of the search index has begun since; this one is without effect.")
        found = await self._client.call("GET", f"/{self.live}-documents-*/_alias")
        gone = [{"remove_index": {"index": index}} for index in sorted(found) if index != made]
        swap = [
            {"add": {"index": made, "alias": self.live}},
            {"remove": {"index": made, "alias": self.building, "must_exist": True}},
        ]
        await self._client.call("POST", "/_aliases", {"actions": [*gone, *swap]}, WRITE_SECONDS)

    async def abandon(self, made: str) -> None:
        """Deletes an index that will not be finished."""
        await self._client.call("DELETE", f"/{made}", seconds=WRITE_SECONDS, ignore_unavailable=True)

    async def refresh(self, names: Sequence[str]) -> None:
        """What was written is found from here on."""
        await self._client.call("POST", f"/{','.join(names)}/_refresh", seconds=WRITE_SECONDS)

    async def advance(self, alias: str, position: int) -> None:
        """Records how far an index has come; a lower position than the recorded one changes nothing."""
        written = {"version": position, "version_type": "external_gte", "require_alias": True}
        body = {"position": position}
        try:
            await self._client.call("PUT", f"/{alias}/_doc/{PROGRESS}", body, WRITE_SECONDS, **written)
        except Refused as error:
            if error.upstream != 409:
                raise

    async def _catch_up(self, made: str) -> None:
        """What has come to the live index meanwhile has come to the new one, too."""
        live = await self.reached()
        try:
            await self._client.call("GET", f"/{made}/_doc/{PROGRESS}")
        except Refused as error:
            if not error.missing:
                raise
            return  # who built it does not say that it is complete
        if live is not None:
            await self.advance(self.building, live[1])

    async def _create(self, suffix: str, alias: str) -> str:
        made = f"{self.live}-documents-{mapping.VERSION}-{suffix}"
        body: Mapping[str, object] = {"aliases": {alias: {}}}
        try:
            await self._client.call("PUT", f"/{made}", body, WRITE_SECONDS)
        except Refused as error:
            if error.reason != "resource_already_exists_exception":
                raise
        return made

    async def _merge(self, made: str) -> None:
        """One segment of each shard, for a question looks up each of its hundreds of terms in every one. Of millions of
        documents it takes minutes; where nobody waits that long, the cluster goes on by itself, and one that is too
        busy does without. A cluster that is gone is told by what is asked of it next."""
        try:
            await self._client.call("POST", f"/{made}/_forcemerge", seconds=MERGE_SECONDS, max_num_segments=1)
        except (Unreachable, Refused) as error:
            if not error.passing:
                raise
            log.info("the segments of %s are not merged yet, and questions take longer: %s", made, error.message)

    async def _await_copies(self, index: str) -> None:
        """Until every shard has its copy, so that the loss of one node does not lose what was just built."""
        waiting = {"wait_for_status": "green", "timeout": f"{GREEN_SECONDS}s"}
        try:
            await self._client.call("GET", f"/_cluster/health/{index}", None, GREEN_SECONDS + 10, **waiting)
        except Refused as error:
            if error.upstream != 408:  # a cluster that is short of nodes does without
                raise

    async def _holders(self, alias: str) -> list[str]:
        return [row["index"] for row in await self._aliases() if row["alias"] == alias]

    async def _aliases(self) -> list[dict[str, str]]:
        names = f"{self.live},{self.building}"
        rows = await self._client.call("GET", f"/_cat/aliases/{names}", format="json", h="alias,index")
        return list(rows["answer"])
