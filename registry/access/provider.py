"""The published keys of an identity provider (JSON Web Key Set), fetched beside the event loop and kept for a while."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import jwt

from aggregates import errors
from registry.access import signing

log = logging.getLogger(__name__)

FRESH_SECONDS = 300
"""After which the keys are fetched anew, and those that the provider has withdrawn no longer count."""

RETRY_SECONDS = 5
"""Between two attempts: neither unknown keys nor a provider that is down make more."""

LAST_KNOWN_SECONDS = 3600
"""For which the last known keys serve while the provider does not answer."""

PATIENCE_SECONDS = 5
ALGORITHMS: Mapping[tuple[str, str | None], tuple[str, ...]] = {
    ("RSA", None): ("RS256", "RS512", "PS256"),
    ("EC", "P-256"): ("ES256",),
    ("EC", "P-384"): ("ES384",),
    ("OKP", "Ed25519"): ("EdDSA",),
    ("OKP", "Ed448"): ("EdDSA",),
}
"""What a key may check, by its type and curve. Secrets (`oct`) are none that a provider publishes."""


class ProviderAway(errors.FangjiError):
    """The identity provider does not answer, and what it said last is too old."""

    code = "UNAVAILABLE"
    status = 503


class ProviderKeys:
    """The keys of the provider at `url`.

    One fetch at a time serves all who wait for it. `clock` gives seconds that never go back.
    """

    way_out = "the identity provider gives a new one"

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._client = jwt.PyJWKClient(url, cache_jwk_set=False, timeout=PATIENCE_SECONDS)
        self._clock = clock
        self._known: Mapping[str | None, signing.Key] = {}
        self._fetched = self._tried = float("-inf")
        self._fetching: asyncio.Task[None] | None = None

    async def find(self, key_id: str | None) -> signing.Key:
        """The key of that id; a stale set, or one that lacks it, is fetched anew first.

        Raises:
            TokenError: the provider publishes no such key.
            ProviderAway: the provider has not answered for so long that nobody can tell.
        """
        if self._age >= FRESH_SECONDS or key_id not in self._known:
            await self._refresh()
        if self._age >= LAST_KNOWN_SECONDS:
            raise ProviderAway("The identity provider does not answer, so no token can be checked; try again later.")
        if key_id not in self._known:
            raise signing.TokenError(
                f"The token is signed with a key that the identity provider does not publish; {self.way_out}.", "key"
            )
        key = self._known[key_id]
        return signing.Key(key.material, key.algorithms, max(FRESH_SECONDS - self._age, RETRY_SECONDS))

    @property
    def _age(self) -> float:
        return self._clock() - self._fetched

    async def _refresh(self) -> None:
        """Waits for the fetch that is under way, or for a new one unless the last was just now."""
        if self._fetching is None:
            if self._clock() - self._tried < RETRY_SECONDS:
                return
            self._fetching = asyncio.create_task(self._fetch())
        await asyncio.shield(self._fetching)  # one who gives up waiting does not end it for the others

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(2 * PATIENCE_SECONDS):
                self._known = _usable(await asyncio.to_thread(self._client.fetch_data))
            self._fetched = self._clock()
        except (jwt.PyJWTError, OSError, ValueError, TimeoutError, RecursionError) as error:
            log.warning("the identity provider's keys cannot be fetched: %s", error)
        finally:
            self._tried = self._clock()
            self._fetching = None


def _usable(published: Mapping[str, Any]) -> Mapping[str | None, signing.Key]:
    """The keys of a set that may check signatures; an empty set withdraws all. Raises `ValueError` for what is none."""
    entries = published.get("keys")
    if not isinstance(entries, list):
        raise ValueError("the answer has no list named keys")
    found = (_key(entry) for entry in entries if isinstance(entry, dict) and entry.get("use", "sig") == "sig")
    return dict(one for one in found if one is not None)


def _key(entry: dict[str, Any]) -> tuple[str | None, signing.Key] | None:
    try:
        parsed = jwt.PyJWK(entry)
    except jwt.PyJWTError as error:
        log.warning("a key of the identity provider cannot be used: %s", error)
        return None
    curve = entry.get("crv")
    family = ALGORITHMS.get((parsed.key_type or "", curve if isinstance(curve, str) else None), ())
    declared = entry.get("alg")
    allowed = tuple(one for one in family if declared is None or one == declared)
    return (parsed.key_id, signing.Key(parsed.key, allowed)) if allowed else None
