"""The connection to the cluster: several nodes, time limits, and one kind of error for whatever goes wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import opensearchpy
import orjson
from opensearchpy import exceptions

from search.query import SearchUnavailable

Body: TypeAlias = "Mapping[str, object] | bytes | None"

ASK_SECONDS = 5.0
WRITE_SECONDS = 60.0
BUSY = frozenset({429, 502, 503, 504})
"""HTTP statuses of what a cluster may do a moment later."""

_ELSEWHERE = "everything but search works"


class Refused(SearchUnavailable):
    """The cluster understood a request and did not do it. ``upstream`` is its HTTP status."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(_sentence(status, reason))
        self.upstream = status
        self.reason = reason

    def __reduce__(self) -> tuple[type[Refused], tuple[int, str]]:
        return type(self), (self.upstream, self.reason)  # what comes out of another process is made of what made it

    @property
    def passing(self) -> bool:
        """Whether the same request may be taken a moment later."""
        return self.upstream in BUSY

    @property
    def missing(self) -> bool:
        """Whether an index or a context that it names is not there."""
        return self.upstream == 404 or self.reason in ("index_not_found_exception", "search_context_missing_exception")


class Unreachable(SearchUnavailable):
    """No node answered in time; whether the request was carried out is not known. A node may answer a moment later."""

    passing = True


class Client:
    """Requests to whichever node of several answers."""

    def __init__(self, nodes: Sequence[str], ask_seconds: float = ASK_SECONDS) -> None:
        self._seconds = ask_seconds
        self._opensearch = opensearchpy.AsyncOpenSearch(
            hosts=list(nodes),
            serializer=_Json(),
            max_retries=max(2, len(nodes)),
            retry_on_timeout=False,
            retry_on_status=(),
            dead_timeout=2,  # a node that comes back is used soon; one that does not costs a refused connection
            timeout_cutoff=1,
            maxsize=32,
        )

    async def call(
        self, method: str, path: str, body: Body = None, seconds: float | None = None, **parameters: object
    ) -> dict[str, Any]:
        """The answer to one request.

        Raises:
            Refused: the answer is an error.
            Unreachable: there is no answer.
        """
        given = {name: _written(value) for name, value in parameters.items()}
        limit = self._seconds if seconds is None else seconds
        given["request_timeout"] = limit
        try:
            answer = await self._opensearch.transport.perform_request(method, path, params=given, body=body)
        except exceptions.ConnectionTimeout as error:
            message = f"OpenSearch did not answer within {limit} s; try again, {_ELSEWHERE}."
            raise Unreachable(message) from error
        except exceptions.ConnectionError as error:
            raise Unreachable(
                f"OpenSearch cannot be reached; {_ELSEWHERE}, and search as soon as it answers."
            ) from error
        except exceptions.TransportError as error:
            raise _refused(error) from error
        except exceptions.OpenSearchException as error:
            raise Unreachable(f"OpenSearch answers what is none of its answers; {_ELSEWHERE}.") from error
        return answer if isinstance(answer, dict) else {"answer": answer}

    async def close(self) -> None:
        """Lets go of connections."""
        pool = self._opensearch.transport.connection_pool
        await self._opensearch.close()
        for connection in getattr(pool, "orig_connections", ()):  # the library passes over those to nodes held for dead
            await connection.close()


class _Json(opensearchpy.JSONSerializer):
    """JSON by orjson, which takes a tenth of the time."""

    def loads(self, s: str) -> Any:
        try:
            return orjson.loads(s)
        except ValueError as error:
            raise exceptions.SerializationError(s, error) from error

    def dumps(self, data: Any) -> Any:
        return data if isinstance(data, (str, bytes)) else orjson.dumps(data)


def _written(value: object) -> object:
    return str(value).lower() if isinstance(value, bool) else value


def _refused(error: exceptions.TransportError) -> Refused:
    status = error.status_code if isinstance(error.status_code, int) else 500
    return Refused(status, reason_of(error.info))


def reason_of(info: object) -> str:
    """The type of an error in an answer: the first cause's, since the outermost says only that shards failed."""
    said = info.get("error") if isinstance(info, dict) else None
    if not isinstance(said, dict):
        return "unknown"
    causes = said.get("root_cause") or [said]
    return str(causes[0].get("type") or said.get("type") or "unknown")


def _sentence(status: int, reason: str) -> str:
    if status in (401, 403):
        return "OpenSearch does not let us in; check the user and the password in OPENSEARCH_URL."
    if status == 404:
        return f"The search index is not there; `fangji search reindex` builds it, and {_ELSEWHERE}."
    if status == 429:
        return f"OpenSearch has too much to do; try again, {_ELSEWHERE}."
    return f"OpenSearch could not do what was asked ({status}, {reason}); {_ELSEWHERE}."
