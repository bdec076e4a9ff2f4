"""A draw through the desk and the ledger: its households and homes are loaded, its result is on record."""

import datetime
import zoneinfo
from typing import Any

from aggregates import drawing, lottery_bundle, timeline, view, world
from aggregates.catalogue import CATALOGUE
from registry.desk import desk
from registry.ledger import consulting
from tests.aggregates import draws
from tests.registry.desk import office as offices
from tests.registry.ledger import samples

KNOWN = datetime.date(2026, 6, 5)


async def test_a_draw_is_filed_from_announcement_to_bundle(office: offices.Office) -> None:
    for one in draws.opened().recorded:
        if one.event.kind != "LOTTERY":
            await office.ledger.append([samples.unit(one.event, command=one.event.command)])
    announced: dict[str, Any] = draws.opening(on="2026-06-01", randomness_on=KNOWN.isoformat())
    await office.given("open_batch", draws.BATCH, **announced)
    listed: dict[str, Any] = draws.freezing(on="2026-06-01")
    await office.given("freeze_list", draws.BATCH, **listed)
    said: dict[str, Any] = {"on": KNOWN.isoformat(), "seed": draws.SEED, "randomness": "1.835"}
    early = await office.file("draw_lots", draws.BATCH, **{**said, "on": "2026-06-01"})
    assert [one.rule for one in early.rejections] == ["LOT-1"]
    later = desk.Desk(office.ledger, office.keys, office.pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: KNOWN)
    drawn = await later.file(office.filing("draw_lots", draws.BATCH, **said), offices.ADMIN)
    assert not drawn.rejections
    assert lottery_bundle.verify(await bundle(office), draws.BATCH).faults == []


async def bundle(office: offices.Office) -> bytes:
    name = world.Name("LOTTERY", draws.BATCH)
    found = await office.ledger.consult(consulting.Question(names=(name,)))
    state = view.View("LOTTERY")
    for entry in timeline.Timeline(CATALOGUE, found.streams[found.named[name][0]]).visible():
        state.apply(view.of_event(entry.recorded.event, "", CATALOGUE))
    drawn = drawing.drawn(state, draws.BATCH)
    assert drawn
    return lottery_bundle.encode(drawn)
