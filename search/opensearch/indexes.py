"""The indexes of one registry: which is live, which is being built, how far each has come; made, exchanged, deleted.

Two aliases say it: ``<name>`` is on the live index, ``<name>-building`` on the one that will take its place. Whoever
writes looks at them for each batch and writes through them, so that an index that is being built misses nothing from
the moment at which it has its alias.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.opensearch import mapping
from search.opensearch.client import WRITE_SECONDS, Client, Refused
from search.query import SearchUnavailable

GREEN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Targets:
    """Names of indexes, None where there is none of this version of the code."""

    live: str | None
    building: str | None


class Indexes:
    """The indexes whose names begin with ``name``."""

    def __init__(self, client: Client, name: str, shards: int) -> None:
        self._client, self._shards = client, shards
        self.live, self.building, self._progress = name, f"{name}-building", f"{name}-progress"

    async def prepare(self) -> None:
        """Makes the template, and what is missing."""
        template = mapping.template(f"{self.live}-documents-*", self._shards)
        await self._client.call("PUT", f"/_index_template/{self.live}", template, WRITE_SECONDS)
        await self._make_progress()
        if await self._holder(self.live) is None:
            made = await self._create()
            await self._alias([_add(made, self.live)])

    async def targets(self) -> Targets:
        """Where to write now."""
        aliases = await self._aliases()
        return Targets(self._ours(aliases.get(self.live)), self._ours(aliases.get(self.building)))

    async def find_live(self) -> str | None:
        """The live index, of this version of the code or not."""
        return await self._holder(self.live)

    def is_ours(self, index: str) -> bool:
        """Whether an index is of this version of the code."""
        return index.startswith(f"{self.live}-documents-{mapping.VERSION}-")

    async def begin(self) -> str:
        """A new index that everything is written to from now on; one that was begun and never finished goes."""
        made = await self._create()
        left = await self._holder(self.building)
        actions = [{"remove_index": {"index": left}}] if left else []
        await self._alias([*actions, _add(made, self.building)])
        return made

    async def finish(self, made: str) -> None:
        """The new index takes the place of the live one, in one step; all others of this registry are deleted."""
        await self._client.call("POST", f"/{made}/_refresh", seconds=WRITE_SECONDS)
        await self._await_copies(made)
        if await self._holder(self.building) != made:
            raise SearchUnavailable(
                "Another rebuild of the search index has begun since; this one ends without effect."
            )
        others = [index for index in await self._all() if index != made]
        gone = [{"remove_index": {"index": index}} for index in others]
        swap = {"remove": {"index": made, "alias": self.building, "must_exist": True}}
        await self._alias([*gone, _add(made, self.live), swap])

    async def abandon(self, made: str) -> None:
        """Deletes an index that will not be finished."""
        await self._client.call("DELETE", f"/{made}", seconds=WRITE_SECONDS, ignore_unavailable=True)

    async def refresh(self, names: Sequence[str]) -> None:
        """What was written is found from here on."""
        await self._client.call("POST", f"/{','.join(names)}/_refresh", seconds=WRITE_SECONDS)

    async def advance(self, index: str, position: int) -> None:
        """Records how far an index has come; a lower position than the recorded one changes nothing."""
        path = f"/{self._progress}/_doc/{index}"
        written = {"version": position, "version_type": "external_gte", "require_alias": True}
        try:
            await self._client.call("PUT", path, {"position": position}, WRITE_SECONDS, **written)
        except Refused as error:
            if error.status != 409:
                raise

    async def position(self, index: str) -> int:
        """How far an index has come; 0 where nothing says it."""
        try:
            found = await self._client.call("GET", f"/{self._progress}/_doc/{index}")
        except Refused as error:
            if not error.missing:
                raise
            return 0
        return int(found["_source"]["position"])

    async def _make_progress(self) -> None:
        if await self._holder(self._progress) is None:
            body = {**mapping.PROGRESS, "aliases": {self._progress: {}}}
            await self._make(f"{self._progress}-{secrets.token_hex(4)}", body)

    async def _create(self) -> str:
        made = f"{self.live}-documents-{mapping.VERSION}-{secrets.token_hex(4)}"
        await self._make(made, {})
        return made

    async def _make(self, name: str, body: Mapping[str, object]) -> None:
        await self._client.call("PUT", f"/{name}", body, WRITE_SECONDS, wait_for_active_shards=1)

    async def _await_copies(self, index: str) -> None:
        """Until every shard has its copy, so that the loss of one node does not lose what was just built."""
        waiting = {"wait_for_status": "green", "timeout": f"{GREEN_SECONDS}s"}
        try:
            await self._client.call("GET", f"/_cluster/health/{index}", None, GREEN_SECONDS + 10, **waiting)
        except Refused as error:
            if error.status != 408:  # a cluster that is short of nodes does without
                raise

    async def _alias(self, actions: Sequence[Mapping[str, object]]) -> None:
        await self._client.call("POST", "/_aliases", {"actions": actions}, WRITE_SECONDS)

    async def _holder(self, alias: str) -> str | None:
        return (await self._aliases()).get(alias)

    async def _aliases(self) -> dict[str, str]:
        """Alias -> index."""
        names = ",".join((self.live, self.building, self._progress))
        rows = await self._client.call("GET", f"/_cat/aliases/{names}", format="json", h="alias,index")
        return {row["alias"]: row["index"] for row in rows["answer"]}

    async def _all(self) -> list[str]:
        found = await self._client.call("GET", f"/{self.live}-documents-*/_alias")
        return sorted(found)

    def _ours(self, index: str | None) -> str | None:
        return index if index is not None and self.is_ours(index) else None


def _add(index: str, alias: str) -> dict[str, object]:
    return {"add": {"index": index, "alias": alias}}
