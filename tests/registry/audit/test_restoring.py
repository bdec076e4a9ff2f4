"""A database that is not what was published takes no events until an epoch says what is lost."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from aggregates import event as events
from registry.audit import checkpoints, epochs, errors, exports, restoring
from registry.ledger import errors as ledger_errors
from registry.ledger.ledger import Ledger
from tests.registry.audit.conftest import Bureau
from tests.registry.audit.verifying.conftest import rewrite
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 1, 1)
CODE = "330100"


async def started(bureau: Bureau) -> Ledger:
    """What a start opens."""
    ledger = await Ledger.open(bureau.pool, samples.ORIGIN)
    async with bureau.pool.acquire() as connection:
        ledger.refuse(await restoring.refusal(connection, [bureau.log, bureau.disclosures], bureau.export))
    return ledger


async def losses(bureau: Bureau) -> list[epochs.Loss]:
    async with bureau.pool.acquire() as connection:
        found = await restoring.misfits(connection, [bureau.log, bureau.disclosures], bureau.export)
        return await restoring.losses(connection, found, bureau.export)


def division() -> events.Event:
    stream = events.stream_id("DIVISION", "test", CODE)
    said = {"kind": "DIVISION", "type": "DivisionRegistered", "changes": (events.Change("", {"name": "安澜市"}),)}
    claim = events.code_claim("DIVISION", "test", CODE)
    return samples.house(CODE, 1, originator_id=stream, takes=(claim,), **said)


async def cut(bureau: Bureau, last: int) -> None:
    """As a backup of that position has it, which knows of no later checkpoint either."""
    for table, column in (("event", "position"), ("stream_event", "position"), ("stream", "position")):
        await bureau.alter(f"delete from ledger.{table} where {column} > $1", last)
    await bureau.alter("delete from ledger.command where first > $1", last)
    await bureau.alter("update ledger.log set position = $1", last)
    for table in ("tile", "edge", "checkpoint"):
        await bureau.alter(f"delete from audit.{table}")


async def test_a_database_that_is_what_was_published_is_open(bureau: Bureau) -> None:
    assert (await started(bureau)).refused is None  # nothing was ever published
    await bureau.record(10)
    await bureau.sign()
    await bureau.record(1)
    assert (await started(bureau)).refused is None


async def test_a_restored_older_backup_is_read_only_until_the_loss_is_declared(bureau: Bureau) -> None:
    await bureau.ledger.submit(samples.unit(division()))
    await bureau.record(399)
    await bureau.record(200)
    lost = await bureau.sign()
    await cut(bureau, 401)
    ledger = await started(bureau)
    assert ledger.refused is not None
    assert ledger.refused.startswith(f"{samples.ORIGIN} has 401 leaves, of which 600 were published: nothing is")
    with pytest.raises(ledger_errors.ReadOnly, match="fangji ledger epoch"):
        await ledger.submit(samples.unit(samples.house("H-new")))
    assert [one.event.code for one in await ledger.read_from(400)] == ["H400"]
    with pytest.raises(errors.Forked):
        await bureau.checkpointer().catch_up()

    found = await losses(bureau)
    assert found == [epochs.Loss("events", 401, 600, lost.root)]
    made = await epochs.declare(ledger, bureau.pool, found, CODE, "operator/a", TODAY)
    assert made.first == 402
    assert (await epochs.declare(ledger, bureau.pool, found, CODE, "operator/a", TODAY)).repeated
    assert (await started(bureau)).refused is None
    await ledger.submit(samples.unit(samples.house("H-new")))

    signed = await bureau.sign()
    assert signed.size == 403
    exported = await bureau.export.read("checkpoint")
    assert exported is not None
    assert checkpoints.verify(exported, bureau.signer.verifier).size == 403
    assert (await started(bureau)).refused is None


async def test_an_altered_history_is_another_one(bureau: Bureau) -> None:
    await bureau.ledger.submit(samples.unit(division()))
    await bureau.record(299)
    await bureau.sign()
    await rewrite(bureau, 270, b"88.20", b"99.20")
    for table in ("tile", "edge", "checkpoint"):
        await bureau.alter(f"delete from audit.{table}")
    elsewhere = dataclasses.replace(bureau, folder=bureau.folder.parent / "elsewhere")
    await elsewhere.sign()
    refused = (await started(bureau)).refused
    assert refused is not None
    assert "has another history than the one whose 300 leaves were published" in refused
    assert [(one.kept, one.lost) for one in await losses(bureau)] == [(269, 300)]


async def test_only_an_epoch_s_own_sizes_are_withdrawn() -> None:
    declared = [epochs.Epoch(402, [epochs.Loss("events", 401, 600, bytes(32))])]
    sizes = [size for size in (401, 402, 600, 601) if epochs.withdrawn(declared, "events", size)]
    assert sizes == [402, 600]
    assert epochs.withdrawn(declared, "disclosures", 500) is None


async def test_a_division_that_is_not_there_declares_nothing(bureau: Bureau) -> None:
    with pytest.raises(Exception, match="There is no division 999999 in this ledger"):
        await epochs.declare(bureau.ledger, bureau.pool, [], "999999", "operator/a", TODAY)


@pytest.mark.parametrize("note", [b"", b"no note", None])
async def test_a_checkpoint_that_cannot_be_read_stands_in_nobody_s_way(bureau: Bureau, note: bytes | None) -> None:
    if note is None:
        bureau = dataclasses.replace(bureau, folder=bureau.folder / "checkpoint")
        await exports.Folder(bureau.folder.parent).write({"checkpoint": b"a file where the folder should be"})
    else:
        await bureau.export.write({"checkpoint": note})
    assert (await started(bureau)).refused is None
