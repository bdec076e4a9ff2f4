"""What the feed and its sockets tell Prometheus and the access log."""

from graphql_api import trace
from registry import metrics, requests


class Tally:
    """Counts by transport; see `graphql_api.tally.Tally`."""

    def opened(self, transport: str) -> None:
        """A subscription began."""
        metrics.SUBSCRIBERS.labels(transport).inc()

    def closed(self, transport: str) -> None:
        """It ended."""
        metrics.SUBSCRIBERS.labels(transport).dec()

    def delivered(self, transport: str) -> None:
        """An event was sent."""
        metrics.DELIVERED.labels(transport).inc()

    def cut_off(self, transport: str) -> None:
        """A subscriber read too slowly."""
        metrics.CUT_OFF.labels(transport).inc()

    def answered(self, request: trace.Trace, milliseconds: float) -> None:
        """An operation of a socket ended: a line in the log, as every request has one."""
        requests.tell(request, {"method": "WEBSOCKET", "path": "/graphql"}, milliseconds)
