"""Who is let in is counted by account or address; who is refused, by reason."""

import prometheus_client
import pytest

from graphql_api import errors, identity, trace
from registry.access import door, rates, signing, tokens

SECRET = "s" * 40
READER = tokens.Reader(signing.OwnKey(SECRET))
ADDRESS = "192.0.2.1"


def bearer(subject: str, days: int = 1) -> str:
    return f"Bearer {tokens.issue(SECRET, ('auditor',), ('*',), subject=subject, days=days)}"


def refusals(reason: str) -> float:
    return prometheus_client.REGISTRY.get_sample_value("fangji_tokens_refused_total", {"reason": reason}) or 0.0


async def test_without_a_limit_as_many_as_come() -> None:
    entrance = door.Door(READER)
    for _ in range(50):
        assert await entrance.admit(None, ADDRESS) is identity.PUBLIC


async def test_all_tokens_of_an_account_count_together_wherever_they_come_from() -> None:
    entrance = door.Door(READER, rates.Rates("2/hour"))
    await entrance.admit(bearer("li"), ADDRESS)
    await entrance.admit(bearer("li", days=2), "192.0.2.2")
    with pytest.raises(errors.RateLimited):
        await entrance.admit(bearer("li"), "192.0.2.3")
    await entrance.admit(bearer("wang"), ADDRESS)
    await entrance.admit(None, ADDRESS)


async def test_refused_tokens_count_for_their_address_and_by_reason() -> None:
    entrance = door.Door(READER, rates.Rates("2/hour"))
    before = refusals("expired")
    for _ in range(2):
        with pytest.raises(signing.TokenError):
            await entrance.admit(bearer("li", days=-1), ADDRESS)
    with pytest.raises(errors.RateLimited):
        await entrance.admit(bearer("li", days=-1), ADDRESS)
    assert refusals("expired") - before == 3
    await entrance.admit(bearer("li"), ADDRESS)


async def test_the_log_knows_whose_request_was_one_too_many() -> None:
    entrance = door.Door(READER, rates.Rates("1/hour"))
    await entrance.admit(bearer("li"), ADDRESS)
    request = trace.Trace("r-1")
    token = trace.CURRENT.set(request)
    with pytest.raises(errors.RateLimited):
        await entrance.admit(bearer("li"), ADDRESS)
    assert request.identity is not None
    assert request.identity.subject == "li"
    with pytest.raises(signing.TokenError):
        await entrance.admit("Bearer nonsense", ADDRESS)
    assert request == trace.Trace("r-1", reason="malformed")
    trace.CURRENT.reset(token)
