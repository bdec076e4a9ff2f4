"""How many requests an account may make, or an address that names none; each process counts for itself, in memory."""

import ipaddress
import math
import time
from collections.abc import Sequence

import limits
from limits import storage, strategies

from graphql_api import errors

PREFIX_BITS = 64
"""Of an IPv6 address: whoever has one has all that begin so."""


class Rates:
    """Counts requests in sliding windows against limits such as `600/minute; 50/second`."""

    def __init__(self, stated: str) -> None:
        self._limits: Sequence[limits.RateLimitItem] = limits.parse_many(stated)
        self._counting = strategies.SlidingWindowCounterRateLimiter(storage.MemoryStorage())

    def take(self, who: str) -> None:
        """Counts one request; raises `RateLimited` where it is one too many, which then does not count."""
        for limit in self._limits:
            if not self._counting.hit(limit, who):
                raise self._refused(limit, who)

    def _refused(self, limit: limits.RateLimitItem, who: str) -> errors.RateLimited:
        seconds = max(1, math.ceil(self._counting.get_window_stats(limit, who).reset_time - time.time()))
        return errors.RateLimited(f"More requests than {limit} came; send the next in {seconds} seconds.", seconds)


def account(subject: str) -> str:
    """Whose requests are counted together: an account's, whichever of its tokens it sends."""
    return f"account {subject}"


def address(client: str | None) -> str:
    """The same for requests that no account is known of."""
    try:
        found = ipaddress.ip_address(client or "")
    except ValueError:
        return "address unknown"  # a socket file, or a name that a proxy forwards
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or ipaddress.ip_network((found, PREFIX_BITS), strict=False).network_address
    return f"address {found}"
