"""What Prometheus reads: requests, their time, how far read model and review are behind. Each worker tells its own."""

import time
from collections.abc import Mapping
from typing import Any

import prometheus_client
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REQUESTS = prometheus_client.Counter("fangji_requests", "Requests by path and status.", ["path", "status"])
SECONDS = prometheus_client.Histogram(
    "fangji_request_seconds",
    "Seconds until a response begins, by path.",
    ["path"],
    buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
REFUSALS = prometheus_client.Counter("fangji_refusals", "Errors in answers, by code.", ["code"])
TOKENS = prometheus_client.Counter("fangji_tokens_refused", "Bearer tokens that were refused, by reason.", ["reason"])
POSITION = prometheus_client.Gauge("fangji_projection_position", "Position up to which the read model has come.")
BEHIND = prometheus_client.Gauge("fangji_projection_behind", "Events not yet in the read model.")
OLDEST = prometheus_client.Gauge(
    "fangji_projection_oldest_seconds", "Age of the oldest event not yet in the read model."
)
POLLED = prometheus_client.Gauge("fangji_projection_polled_at_seconds", "When a projector last looked, Unix time.")
REPLICA = prometheus_client.Gauge(
    "fangji_replica_read", "1 while queries go to the replica, 0 while it is unfit or none."
)
REVIEWED = prometheus_client.Gauge("fangji_review_position", "Position up to which the rules have judged events.")
UNREVIEWED = prometheus_client.Gauge("fangji_review_behind", "Events that no rule has judged yet.")
UNMONITORED = prometheus_client.Gauge(
    "fangji_acquisitions_behind", "Events not yet looked at for homes that members of households acquire."
)
UNMASKED = prometheus_client.Gauge("fangji_masks_behind", "Events whose personal data may not be masked yet.")
UNGRAMMED = prometheus_client.Gauge("fangji_grams_behind", "Events whose persons may not be found by search yet.")
SIGNED = prometheus_client.Gauge("fangji_checkpoint_size", "Events that the last signed checkpoint has.")
UNSIGNED = prometheus_client.Gauge("fangji_checkpoint_behind", "Events that no signed checkpoint has yet.")
SIGNED_AT = prometheus_client.Gauge(
    "fangji_checkpoint_made_at_seconds", "When the last checkpoint was made, Unix time."
)
UNINDEXED = prometheus_client.Gauge("fangji_search_behind", "Events that the search index does not hold yet.")
UNPUT = prometheus_client.Gauge("fangji_search_waiting", "Documents that wait to be put into the search index.")
SOURCE_AGE = prometheus_client.Gauge(
    "fangji_source_age_seconds", "Seconds since a source's last delivery was finished.", ["profile", "dataset"]
)
SOURCE_OPEN = prometheus_client.Gauge(
    "fangji_source_rejected_rows", "Rejected rows of a source that wait for a correction.", ["profile", "dataset"]
)

SUBSCRIBERS = prometheus_client.Gauge("fangji_subscribers", "Subscriptions that are open.", ["transport"])
DELIVERED = prometheus_client.Counter("fangji_events_delivered", "Events sent to subscribers.", ["transport"])
CUT_OFF = prometheus_client.Counter(
    "fangji_subscribers_cut_off", "Subscribers and sockets that were cut off because they did not read.", ["transport"]
)

PATHS = frozenset({"/graphql", "/health", "/ready", "/metrics"})


def path(scope: Mapping[str, Any]) -> str:
    """The path of a request where it is one of ours; else `other`, since it may say anything."""
    return scope["path"] if scope["path"] in PATHS else "other"


class Measured:
    """Counts and times the requests of an application; unknown paths count as one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        named = path(scope)
        started = time.perf_counter()

        async def measure(message: Message) -> None:
            if message["type"] == "http.response.start":
                SECONDS.labels(named).observe(time.perf_counter() - started)
                REQUESTS.labels(named, message["status"]).inc()
            await send(message)

        await self.app(scope, receive, measure)


def text() -> bytes:
    """All of it in Prometheus' text format."""
    return prometheus_client.generate_latest()
