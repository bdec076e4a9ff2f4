"""Appending one command: positions, bytes, heads; what is read back."""

import pytest

from aggregates import errors
from aggregates import event as events
from registry.ledger import units
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples


async def test_positions_are_dense_from_one_and_what_is_read_is_what_was_said(ledger: Ledger) -> None:
    first = await ledger.submit(samples.unit(samples.house("H1"), samples.house("H2")))
    second = await ledger.submit(samples.unit(samples.house("H1", 2)))
    assert (first.first, first.last, second.first, second.last) == (1, 2, 3, 3)
    recorded = await ledger.read_from(0)
    assert [(r.position, r.event.code, r.event.originator_version) for r in recorded] == [
        (1, "H1", 1),
        (2, "H2", 1),
        (3, "H1", 2),
    ]
    assert recorded[0].event.changes == samples.house("H1").changes


async def test_leaves_hold_header_and_body_as_the_format_says(ledger: Ledger) -> None:
    unit = samples.unit(samples.house("H1"), samples.house("H2"))
    await ledger.submit(unit)
    for leaf, event in zip(await ledger.read_leaves(0), unit.events, strict=True):
        assert leaf.header == events.header_bytes(samples.ORIGIN, leaf.position, leaf.recorded_at)
        assert leaf.body == events.body_bytes(event)
        assert leaf.leaf_hash == events.leaf_hash(leaf.header, leaf.body)


async def test_heads_name_designation_version_and_position(ledger: Ledger) -> None:
    await ledger.submit(samples.unit(samples.house("H1")))
    await ledger.submit(samples.unit(samples.house("H1", 2, code="H9")))
    heads = await ledger.heads([samples.stream("H1"), samples.stream("absent")])
    assert heads == {samples.stream("H1"): units.Head("HOUSE", "test", "H9", 2, 2)}


async def test_a_dry_run_refuses_what_an_append_would(ledger: Ledger) -> None:
    ledger.check(samples.unit(samples.house("H1")))
    with pytest.raises(errors.UnknownName):
        ledger.check(samples.unit(samples.house("H1", type="HouseFlown")))
    assert await ledger.head() == 0


async def test_a_bulk_append_raises_its_conflict(ledger: Ledger) -> None:
    with pytest.raises(errors.VersionConflict):
        await ledger.append_bulk(samples.unit(samples.house("H1", 2)))


async def test_nothing_to_append_is_nothing(ledger: Ledger) -> None:
    assert await ledger.append([]) == []
