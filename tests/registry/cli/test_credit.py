"""`fangji credit score`: any day on both clocks, computed again beside what was recorded."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from aggregates import policy
from registry import settings as configuration
from registry import wiring
from registry.ledger import ledger
from tests import deeds
from tests.aggregates import parties
from tests.registry.cli.conftest import Fangji
from tests.registry.ledger import samples

E = parties.BUILDER
DAY = "2024-06-01"


def scored() -> deeds.Town:
    """Scored in June 2024; in 2025 a penalty of May 2024 becomes known."""
    town = parties.registered(deeds.Town("2020-01-01"))
    town.at("2024-06-01").given("score_enterprise_credit", E, on=DAY, credit_class="BUILDING")
    town.at("2025-02-01").given("record_enterprise_penalty", E, on="2024-05-01", **parties.penalty())
    return town


@pytest.fixture
async def recorded(pool: asyncpg.Pool) -> AsyncIterator[str]:
    """A ledger with the enterprise's events; the moment at which the score was registered."""
    log = await ledger.Ledger.open(pool, wiring.origin(configuration.load()))
    for one in scored().recorded:
        assert await log.append([samples.unit(one.event, command=one.event.command)])
        if one.event.type == "CreditScored":
            (stream,) = (await log.read_streams([one.event.originator_id])).values()
            moment = stream[-1].registered_at.isoformat()
    yield moment
    await log.close()


def test_a_past_day_is_computed_again_beside_what_was_recorded(fangji: Fangji, recorded: str) -> None:
    found = fangji("credit", "score", "enterprise", E, "--class", "building", "--on", DAY, "--json").json
    assert (found["score"], found["grade"], found["policy"]["version"]) == ("92.00", "A", policy.default().version)
    assert [(one["day"], one["number"], one["points"]) for one in found["lines"]] == [("2024-05-01", "CF-1", "-8")]
    assert (found["recorded"]["score"], found["recorded"]["scored_on"]) == ("100.00", DAY)
    said = fangji("credit", "score", "ENTERPRISE", E, "--class", "BUILDING", "--on", DAY).out
    assert "2024-05-01 处罚 penalty CF-1: -8" in said
    assert f"On record 登记: 100.00 A of {DAY}." in said
    before = fangji("credit", "score", "ENTERPRISE", E, "--class", "BUILDING", "--on", "2024-04-30").out
    assert "No score of that class is on record up to that day" in before


def test_the_other_clock_tells_what_was_known_then(fangji: Fangji, recorded: str) -> None:
    words = ("credit", "score", "ENTERPRISE", E, "--class", "BUILDING", "--on", DAY, "--json")
    assert fangji(*words, "--known-at", "2099-01-01T00:00:00Z").json["score"] == "92.00"
    then = fangji(*words, "--known-at", recorded).json
    assert (then["score"], then["recorded"]["score"]) == ("100.00", "100.00")
    early = fangji(*words, "--known-at", "2000-01-01T00:00:00Z")
    assert (early.code, "valid and known then" in early.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("HOUSE", "H1", "--class", "BUILDING"), "'HOUSE' has no credit"),
        (("ENTERPRISE", E, "--class", "CIRCUS"), "--class 'CIRCUS' is no class of credit"),
        (("ENTERPRISE", E, "--class", "BUILDING", "--on", "soon"), "--on 'soon' is no date"),
        (("ENTERPRISE", E, "--class", "BUILDING", "--known-at", "soon"), "--known-at 'soon' is no moment"),
    ],
)
def test_what_cannot_be_asked_is_a_mistake_of_usage(fangji: Fangji, words: tuple[str, ...], message: str) -> None:
    done = fangji("credit", "score", *words)
    assert (done.code, message in done.err) == (2, True)


def test_nobody_of_that_code(fangji: Fangji) -> None:
    done = fangji("credit", "score", "ENTERPRISE", E, "--class", "BUILDING")
    assert (done.code, "0 subjects on record" in done.err) == (1, True)
