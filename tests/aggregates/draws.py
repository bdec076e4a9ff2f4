"""A draw in a town in memory: two size classes, two tiers, ten households of which the first are served first."""

from __future__ import annotations

import pathlib
import uuid

from aggregates import drawing, lots, lottery_bundle
from aggregates import event as events
from aggregates.draft import Changes, Draft
from aggregates.world import Name
from tests import deeds

BATCH = "YH-2026-01"
SEED, SALTING_KEY = "5e" * 32, "a1" * 32
SOURCE = "上交所国债逆回购GC001 2026年5月20日收盘价 (closing rate, three decimals)"
RANDOMNESS = "1.835"
OPENED, FROZEN, KNOWN = "2026-05-01", "2026-05-15", "2026-05-20"
CITY = "990102"


def opening(**said: object) -> dict[str, object]:
    """What a batch is opened with."""
    return {
        "on": OPENED,
        "division": CITY,
        "programme": "PUBLIC_RENTAL",
        "commitment": lots.commitment(BATCH, SEED),
        "randomness_source": SOURCE,
        "randomness_on": KNOWN,
    } | said


def freezing(**said: object) -> dict[str, object]:
    """Ten households, the last of each class in the second tier, for three homes."""
    entries = [
        {"household_code": f"SQ{number:02}", "bedrooms": 1 + number % 2, "tier": 1 if number < 8 else 2}
        for number in range(10)
    ]
    homes = [{"house_code": f"H{number}", "bedrooms": 1 + number // 2} for number in range(3)]
    return {"on": FROZEN, "entries": entries, "homes": homes, "salting_key": SALTING_KEY} | said


def opened(today: str = OPENED) -> deeds.Town:
    """Households and homes on record, the batch announced."""
    town = deeds.Town("2026-04-01")
    town.given("register_building", "B1", on="2020-01-01", division=CITY)
    for number in range(4):
        town.given("register_house", f"H{number}", on="2020-02-01", division=CITY, building_code="B1")
    town.record(_application(f"SQ{number:02}") for number in range(10))
    town.at(OPENED).given("open_batch", BATCH, **opening())
    return town.at(today)


def _application(code: str) -> Draft:
    """A household on record, no more of it than that."""
    stream, event = (uuid.uuid5(uuid.NAMESPACE_OID, f"{what} {code}") for what in ("stream", "event"))
    said: Changes = {"": {"division": CITY, "programme": "PUBLIC_RENTAL"}}
    return Draft(
        event,
        "HOUSEHOLD",
        "local",
        code,
        stream,
        "ApplicationAccepted",
        "2026-01-01",
        "housing-security",
        said,
        takes=(events.code_claim("HOUSEHOLD", "local", code),),
    )


def frozen(today: str = FROZEN) -> deeds.Town:
    """The list frozen."""
    town = opened(FROZEN)
    town.given("freeze_list", BATCH, **freezing())
    return town.at(today)


def drawn(today: str = KNOWN) -> deeds.Town:
    """The lots drawn."""
    town = frozen(KNOWN)
    town.given("draw_lots", BATCH, on=KNOWN, seed=SEED, randomness=RANDOMNESS)
    return town.at(today)


def listed(town: deeds.Town) -> lots.FrozenList:
    """The frozen list of the batch."""
    seen = town.seen()
    (known,) = seen.find(Name("LOTTERY", BATCH))
    found = drawing.listed(seen.state(known, town.today), BATCH)
    assert found is not None
    return found


def bundle(town: deeds.Town) -> bytes:
    """The bundle of the drawn batch."""
    seen = town.seen()
    (known,) = seen.find(Name("LOTTERY", BATCH))
    found = drawing.drawn(seen.state(known, town.today), BATCH)
    assert found is not None
    return lottery_bundle.encode(found)


if __name__ == "__main__":
    (pathlib.Path(__file__).parents[2] / "docs/samples/lottery.json").write_bytes(bundle(drawn()))
