"""What the feed tells: one line in the access log for an operation of a socket, and the numbers of Prometheus."""

import logging
import time

import prometheus_client
import pytest

from graphql_api import identity, trace
from registry import logs, subscribers, websockets
from registry.access import signing, tokens

SECRET = "a key of at least thirty-two bytes for tests"


def number(name: str, **labels: str) -> float:
    return prometheus_client.REGISTRY.get_sample_value(name, labels) or 0.0


def test_subscribers_and_what_they_were_sent_are_counted() -> None:
    tally, labels = subscribers.Tally(), {"transport": "test"}
    for tell in (tally.opened, tally.opened, tally.closed, tally.delivered, tally.delivered, tally.cut_off):
        tell("test")
    assert number("fangji_subscribers", **labels) == 1
    assert number("fangji_events_delivered_total", **labels) == 2
    assert number("fangji_subscribers_cut_off_total", **labels) == 1


def test_an_operation_of_a_socket_is_a_line_of_the_access_log(caplog: pytest.LogCaptureFixture) -> None:
    before = number("fangji_refusals_total", code="TOO_SLOW")
    who = identity.Identity("li", ("caseworker",), ("*",))
    request = trace.Trace("r-1", who, "Follow", ("changes",), codes=["TOO_SLOW"])
    with caplog.at_level(logging.INFO, "registry.access"):
        subscribers.Tally().answered(request, 12.345)
    (record,) = caplog.records
    told = {name: vars(record)[name] for name in ("account", "roles", "method", "path", "operation", "fields", "codes")}
    assert told == {
        "account": "li",
        "roles": ("caseworker",),
        "method": "WEBSOCKET",
        "path": "/graphql",
        "operation": "Follow",
        "fields": ("changes",),
        "codes": ["TOO_SLOW"],
    }
    assert vars(record)["milliseconds"] == pytest.approx(12.345, abs=0.01)
    assert number("fangji_refusals_total", code="TOO_SLOW") == before + 1


def test_uvicorn_writes_no_address_of_a_socket() -> None:
    """It would write the query string, in which some clients send their token."""
    assert logs.CONFIGURATION["loggers"][websockets.log.name]["level"] == "WARNING"


@pytest.mark.parametrize("days", [1, 10**9])
async def test_an_identity_knows_when_its_token_ends(days: int) -> None:
    reader = tokens.Reader(signing.OwnKey(SECRET))
    more = {"exp": int(time.time()) + 86400 * days}
    token = tokens.issue(SECRET, ("auditor",), ("*",), more=more)  # type: ignore[arg-type]
    found = await reader.read(f"Bearer {token}")
    expected = min(more["exp"], tokens.FAR) + tokens.LEEWAY_SECONDS
    assert found.until == expected
    assert (await reader.read(None)).until is None
