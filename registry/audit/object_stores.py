"""An object store to which checkpoints and tiles are exported: S3 and what speaks its language, Google's, Azure's.

Credentials, region and endpoint come from where each provider's own tools take them (`AWS_ACCESS_KEY_ID`,
`AWS_ENDPOINT_URL`, …), or from the machine's role.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import obstore
from obstore import exceptions, store

from registry.audit import publishing

if TYPE_CHECKING:
    from obstore.store import RetryConfig

AT_ONCE = 16
"""Requests under way."""

SECONDS = "20s"
RETRY: RetryConfig = {"max_retries": 2, "retry_timeout": datetime.timedelta(seconds=30)}
"""A server starts although its store does not answer, and whatever failed is tried again at the next checkpoint."""

AWAY = (exceptions.BaseError, RuntimeError, ValueError)


class Objects:
    """A :class:`registry.audit.exports.Export` in a bucket, or in a part of it.

    A checkpoint is put only over the one that was read last, where the store can tell: two ledgers that export to one
    place do not overwrite each other's unseen.
    """

    def __init__(self, kept: store.ObjectStore) -> None:
        self._store = kept
        self._seen: dict[str, str | None] = {}

    async def read(self, path: str) -> bytes | None:
        with _reaching(path):
            try:
                found = await obstore.get_async(self._store, path)
                data = bytes(await found.bytes_async())
            except (FileNotFoundError, exceptions.NotFoundError):
                self._see(path, None)
                return None
        self._see(path, found.meta["e_tag"])
        return data

    async def write(self, files: Mapping[str, bytes]) -> None:
        limit = asyncio.Semaphore(AT_ONCE)

        async def one(path: str, data: bytes) -> None:
            async with limit:
                with _reaching(path):
                    await self._put(path, data)

        await asyncio.gather(*(one(path, data) for path, data in files.items()))

    async def remove(self, paths: Iterable[str]) -> None:
        for path in paths:
            with _reaching(path):
                below = await obstore.list(self._store, prefix=f"{path}/").collect_async()
                with contextlib.suppress(FileNotFoundError):
                    await obstore.delete_async(self._store, [one["path"] for one in below] or path)

    def _see(self, path: str, tag: str | None) -> None:
        """Of tiles nothing is remembered: they are the same whoever writes them."""
        if path.endswith(publishing.CHECKPOINT):
            self._seen[path] = tag

    async def _put(self, path: str, data: bytes) -> None:
        if path not in self._seen or not isinstance(self._store, ATOMIC):
            await obstore.put_async(self._store, path, data)
            return
        tag = self._seen.pop(path)
        done = await obstore.put_async(self._store, path, data, mode="create" if tag is None else {"e_tag": tag})
        self._seen[path] = done["e_tag"]


ATOMIC = (store.S3Store, store.GCSStore, store.AzureStore, store.MemoryStore)
"""Stores that put an object only over one that was seen."""


def opened(url: str) -> Objects:
    """The store of a URL: `s3://bucket/part`, `gs://bucket/part`, `az://container/part`; nothing is asked of it yet.

    Raises:
        OSError: its URL or its settings in the environment cannot be understood.
    """
    with _reaching(url):
        kept = store.from_url(url, client_options={"timeout": SECONDS, "allow_http": True}, retry_config=RETRY)
        return Objects(kept)


@contextlib.contextmanager
def _reaching(path: str) -> Iterator[None]:
    """Whatever is wrong with a store is an OSError, which says where and of what sort, and nothing of credentials."""
    try:
        yield
    except exceptions.PreconditionError as error:
        raise OSError(f"{path} was written by another since it was read") from error
    except exceptions.AlreadyExistsError as error:
        raise OSError(f"{path} was written by another since it was looked for") from error
    except AWAY as error:
        raise OSError(f"the object store did not answer for {path} ({type(error).__name__})") from error
