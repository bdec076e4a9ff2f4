"""Connections to PostgreSQL: one way to open a pool, and clear words where the server does not answer."""

import asyncio
import types
import urllib.parse
from collections.abc import Collection
from typing import Any

import asyncpg

from aggregates import errors

CONNECTING = 10.0
"""Seconds that a server has to let a connection in; asyncpg's own minute is too long for one that is gone."""

LARGEST_KEPT_STATEMENT = 256 * 1024
"""Characters; asyncpg's own bound of 15 KiB would have an operation of fifty aliases planned anew each time."""


LIVENESS = {
    "client_connection_check_interval": "2s",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
}
"""How soon the server sees that a process of ours is gone, with its machine or in the midst of a statement: whoever
stands by leads only when the locks of the one before are free."""


class DatabaseError(errors.FangjiError):
    """The database server cannot be reached or refuses this user."""

    code = "DATABASE_UNREACHABLE"


FIXED = 10_000
"""Object ids below it were given by hand to what is PostgreSQL's own; they are the same in every database."""

_KNOWN: dict[frozenset[int], Any] = {}
_NONE_MADE = types.SimpleNamespace(name="none")


class Connection(asyncpg.Connection):
    """A connection that learns PostgreSQL's own types, such as `uuid[]`, once a process.

    asyncpg has each connection ask the server, which takes as long as dozens of our statements. Where a later asyncpg
    asks in another way, it asks again, and nothing else changes.
    """

    async def _introspect_types(self, typeoids: Collection[int], timeout: float | None) -> Any:  # noqa: ASYNC109
        asked = frozenset(typeoids)
        if asked in _KNOWN:
            return _KNOWN[asked], _NONE_MADE  # no statement has taken the place of the caller's
        found, made = await super()._introspect_types(typeoids, timeout)  # type: ignore[misc]
        if max(asked) < FIXED:
            _KNOWN[asked] = found
        return found, made


class Stateless(Connection):
    """A connection that goes back to its pool without a reset query: its users leave no session state behind."""

    def get_reset_query(self) -> str:
        return ""


class Prompt(asyncpg.Pool):
    """A pool of stateless connections that takes one back in the task that gives it, where nothing is to be waited for.

    asyncpg makes a task each time, which outlives a cancelled caller, for the sake of what may have to be rolled back.
    """

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109
        if timeout is None and self._rests(connection):
            connection._con._on_release()
            await connection._holder.release(connection._holder._timeout)
        else:
            await super().release(connection, timeout=timeout)

    def _rests(self, connection: Any) -> bool:
        """Whether a connection of ours is out of any transaction, and nothing of its is being cancelled."""
        lent = type(connection) is asyncpg.pool.PoolConnectionProxy
        if not lent or connection._con is None:
            return False
        protocol = connection._con._protocol
        return connection._holder._pool is self and not protocol.is_in_transaction() and not protocol._is_cancelling()


async def open_pool(
    url: str,
    *,
    name: str = "fangji",
    least: int = 1,
    most: int = 10,
    stateless: bool = False,
    **server_settings: str,
) -> asyncpg.Pool:
    """A pool on the database at `url`: UTC, JSON left as the text that it is, statements kept prepared for good.

    `stateless` saves a round trip at each release, for users who set nothing, lock nothing and listen to nothing. With
    `least` 0 no connection is opened before it is needed.
    Raises `DatabaseError` where the server does not answer; the message holds no password.
    """
    settings = {"application_name": name, "timezone": "UTC", **LIVENESS, **server_settings}
    try:
        return await (Prompt if stateless else asyncpg.Pool)(
            url,
            min_size=least,
            max_size=most,
            max_queries=50_000,
            loop=None,
            record_class=asyncpg.Record,
            statement_cache_size=1000,
            max_cached_statement_lifetime=0,
            max_cacheable_statement_size=LARGEST_KEPT_STATEMENT,
            max_inactive_connection_lifetime=300,
            timeout=CONNECTING,
            connection_class=Stateless if stateless else Connection,
            server_settings=settings,
        )
    except REFUSALS as error:
        raise unreachable(url, error) from error


async def connect(url: str, *, name: str = "fangji") -> asyncpg.Connection:
    """One connection; raises `DatabaseError` like `open_pool`."""
    try:
        return await asyncpg.connect(
            url, connection_class=Connection, server_settings={"application_name": name, "timezone": "UTC"}
        )
    except REFUSALS as error:
        raise unreachable(url, error) from error


REFUSALS = (
    OSError,
    asyncio.TimeoutError,
    ValueError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.ConnectionDoesNotExistError,
    asyncpg.ClientConfigurationError,
)


def unreachable(url: str, error: BaseException) -> DatabaseError:
    """The error for a database that does not let us in."""
    reason = str(error) or type(error).__name__
    return DatabaseError(f"The database {without_password(url)} cannot be used ({reason}); check DATABASE_URL.")


def without_password(url: str) -> str:
    """The URL for people to read."""
    parts = urllib.parse.urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    query = [(key, value) for key, value in urllib.parse.parse_qsl(parts.query) if key != "password"]
    netloc = f"{user.partition(':')[0]}{at}{host}"
    return urllib.parse.urlunsplit(parts._replace(netloc=netloc, query=urllib.parse.urlencode(query, safe="/")))
