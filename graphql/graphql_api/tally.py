"""What subscriptions and sockets tell whoever measures and logs them."""

from __future__ import annotations

from typing import Protocol

from graphql_api.trace import Trace

SOCKET, STREAM = "websocket", "event-stream"
"""How a subscriber is connected."""


class Tally(Protocol):
    """Counts, by how the subscriber is connected."""

    def opened(self, transport: str) -> None:
        """A subscription began."""

    def closed(self, transport: str) -> None:
        """It ended, whoever ended it."""

    def delivered(self, transport: str) -> None:
        """An event was sent."""

    def cut_off(self, transport: str) -> None:
        """A subscriber read too slowly."""

    def answered(self, request: Trace, milliseconds: float) -> None:
        """An operation that came over a WebSocket ended; over HTTP that is the end of its request."""


class Untold:
    """Counts nothing."""

    def opened(self, transport: str) -> None: ...

    def closed(self, transport: str) -> None: ...

    def delivered(self, transport: str) -> None: ...

    def cut_off(self, transport: str) -> None: ...

    def answered(self, request: Trace, milliseconds: float) -> None: ...
