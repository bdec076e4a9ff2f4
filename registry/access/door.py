"""Who is let in: the token is read, the request is counted, and what was refused is counted too."""

from graphql_api import identity, trace
from registry import metrics
from registry.access import rates, signing, tokens


class Door:
    """Admits requests to GraphQL, as `graphql_api.http.Admit` asks for it; without `limit` as many as come."""

    def __init__(self, reader: tokens.Reader, limit: rates.Rates | None = None) -> None:
        self._reader, self._limit = reader, limit

    async def admit(self, authorization: str | None, client: str | None) -> identity.Identity:
        """The identity behind a header, sent from the address of `client`.

        Raises:
            TokenError, ProviderAway: the token is not accepted, or cannot be checked.
            RateLimited: its account, or its address where the token names none, has asked too often.
        """
        try:
            found = await self._reader.read(authorization)
        except signing.TokenError as error:
            metrics.TOKENS.labels(error.reason).inc()
            _note(reason=error.reason)
            self._count(rates.address(client))
            raise
        _note(found)
        self._count(rates.address(client) if found.subject is None else rates.account(found.subject))
        return found

    def _count(self, who: str) -> None:
        if self._limit is not None:
            self._limit.take(who)


def _note(found: identity.Identity | None = None, reason: str | None = None) -> None:
    """For the log, also of what is refused hereafter."""
    request = trace.CURRENT.get()
    if request is not None:
        request.identity, request.reason = found, reason
