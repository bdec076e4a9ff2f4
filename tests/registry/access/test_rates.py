"""An account, or an address without one, may send so many requests and no more."""

import time

import pytest

from graphql_api import errors
from registry.access import rates


def test_one_too_many_is_refused_and_says_when_the_next_counts() -> None:
    counting = rates.Rates("3/hour")
    for _ in range(3):
        counting.take("account li")
    counting.take("account wang")
    with pytest.raises(errors.RateLimited, match="3 per 1 hour") as caught:
        counting.take("account li")
    assert (caught.value.code, caught.value.status) == ("RATE_LIMITED", 429)
    assert 1 <= caught.value.retry_after <= 2 * 3600


def test_the_shortest_of_several_limits_holds() -> None:
    counting = rates.Rates("100/minute; 2/hour")
    counting.take("a")
    counting.take("a")
    with pytest.raises(errors.RateLimited):
        counting.take("a")


def test_time_lets_requests_in_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_800_000_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    counting = rates.Rates("2/minute")
    counting.take("a")
    counting.take("a")
    with pytest.raises(errors.RateLimited):
        counting.take("a")
    now += 180
    counting.take("a")


@pytest.mark.parametrize(
    ("client", "who"),
    [
        ("192.0.2.7", "address 192.0.2.7"),
        ("::ffff:192.0.2.7", "address 192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "address 2001:db8:1:2::"),
        ("2001:db8:1:2::1", "address 2001:db8:1:2::"),
        (None, "address unknown"),
        ("testclient", "address unknown"),
    ],
)
def test_who_has_one_address_of_a_network_has_all(client: str | None, who: str) -> None:
    assert rates.address(client) == who
