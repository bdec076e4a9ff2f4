"""The checkpointer: what it signs, keeps and exports, in which order, and everything that it refuses to sign."""

from __future__ import annotations

import asyncio
import itertools
import pathlib

import asyncpg
import pytest

from registry.audit import checkpointer, checkpoints, errors, exports, merkle, notes, proofs, stored, tiles
from registry.ledger import errors as ledger_errors
from tests.registry.audit import naive
from tests.registry.audit.conftest import Bureau

HASHES = "select leaf_hash from ledger.event order by position"


async def root(pool: asyncpg.Pool, size: int) -> bytes:
    """The root as RFC 9162 defines it over the first events."""
    return naive.mth([row[0] for row in await pool.fetch(HASHES)][:size])


def files(folder: pathlib.Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


async def test_an_empty_ledger_has_no_checkpoint(bureau: Bureau) -> None:
    assert await bureau.checkpointer().catch_up() == []
    assert not bureau.folder.exists()
    with pytest.raises(errors.NotThere, match="has no checkpoint yet; `fangji audit checkpoint` makes one"):
        await bureau.prover.newest()


async def test_each_checkpoint_is_the_tree_of_the_events_so_far(bureau: Bureau) -> None:
    for count, size in ((3, 3), (252, 255), (1, 256), (1, 257), (400, 657)):
        await bureau.record(count)
        signed = await bureau.sign()
        assert (signed.size, signed.root) == (size, await root(bureau.pool, size))
        read = checkpoints.verify(signed.note, bureau.signer.verifier)
        assert (read.size, read.root, read.origin) == (size, signed.root, bureau.log.origin)
    assert await bureau.checkpointer().catch_up() == []
    assert await bureau.pool.fetchval("select count(*) from audit.checkpoint") == 5


async def test_what_is_exported_is_the_same_tree(bureau: Bureau) -> None:
    await bureau.record(300)
    await bureau.sign()
    assert files(bureau.folder) == ["checkpoint", "tile/0/000", "tile/0/001.p/44", "tile/1/000.p/1"]
    await bureau.record(230)
    signed = await bureau.sign()
    assert files(bureau.folder) == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/18",
        "tile/1/000.p/1",
        "tile/1/000.p/2",
    ]
    assert (bureau.folder / "checkpoint").read_text() == signed.note

    def find(level: int, index: int) -> bytes:
        partial = {(one.level, one.index): one for one in tiles.of_size(530)}
        return (bureau.folder / partial.get((level, index), tiles.Tile(level, index)).path).read_bytes()

    leaves = [row[0] for row in await bureau.pool.fetch(HASHES)]
    assert merkle.span_hash((0, 530), tiles.reader(find)) == naive.mth(leaves)
    assert merkle.inclusion_proof(300, 530, tiles.reader(find)) == naive.path(300, leaves)


async def test_a_long_history_is_signed_in_steps(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpointer, "MOST", 100)
    monkeypatch.setattr(checkpointer, "AT_ONCE", 30)
    await bureau.record(330)
    assert [one.size for one in await bureau.checkpointer().catch_up()] == [100, 200, 300, 330]
    assert (await bureau.prover.newest()).root == await root(bureau.pool, 330)


async def test_two_makers_make_each_checkpoint_once(bureau: Bureau) -> None:
    for _ in range(3):
        await bureau.record(20)
        await asyncio.gather(*(bureau.checkpointer().catch_up() for _ in range(4)))
    sizes = [row[0] for row in await bureau.pool.fetch("select size from audit.checkpoint order by size")]
    assert sizes == [20, 40, 60]
    assert (await bureau.prover.newest()).note == (bureau.folder / "checkpoint").read_text()


async def test_it_follows_the_ledger(bureau: Bureau) -> None:
    stop = asyncio.Event()
    maker = checkpointer.Checkpointer(bureau.pool, [checkpointer.Kept(bureau.log, bureau.signer)], bureau.export, 0.01)
    running = asyncio.create_task(maker.run(stop))
    for size in (2, 4):
        await bureau.record(2)
        for _ in range(10_000):
            if (found := await stored.newest(bureau.pool, "events")) and found.size == size:
                break
            await asyncio.sleep(0.01)
        else:
            pytest.fail(f"no checkpoint of {size}")
    stop.set()
    await running


async def test_it_waits_for_the_disk(bureau: Bureau) -> None:
    """Its own transaction is synchronous where the server or the writers are not."""
    await bureau.record(1)
    seen: list[str] = []

    class Watching(type(bureau.log)):  # type: ignore[misc]
        async def head(self, connection: asyncpg.Connection) -> int:
            seen.append(await connection.fetchval("show synchronous_commit"))
            return int(await super().head(connection))

    maker = checkpointer.Checkpointer(
        bureau.pool, [checkpointer.Kept(Watching(bureau.log.origin), bureau.signer)], bureau.export, 60
    )
    await maker.catch_up()
    assert await bureau.pool.fetchval("show synchronous_commit") == "off"
    assert set(seen) == {"on"}


async def test_durable_tables_only_grow(bureau: Bureau) -> None:
    await bureau.record(300)
    await bureau.sign()
    for statement in (
        "update audit.tile set hashes = hashes",
        "delete from audit.checkpoint",
        "truncate audit.tile",
        "delete from audit.disclosure",
    ):
        with pytest.raises(asyncpg.IntegrityConstraintViolationError, match="only grows"):
            await bureau.pool.execute(statement)


ALTERED = {
    "the edge": "update audit.edge set levels[1] = set_byte(levels[1], 3, get_byte(levels[1], 3) # 1)",
    "the edge's size": "update audit.edge set size = size - 1",
    "no edge": "delete from audit.edge",
    "a root": "update audit.checkpoint set root = set_byte(root, 3, get_byte(root, 3) # 1)",
    "a note": "update audit.checkpoint set note = replace(note, '300', '299')",
    "no checkpoint": "delete from audit.checkpoint",
    "events taken away": "delete from ledger.event where position > 290",
}


@pytest.mark.parametrize("statement", ALTERED.values(), ids=ALTERED.keys())
async def test_what_is_no_extension_is_not_signed(bureau: Bureau, statement: str) -> None:
    await bureau.record(300)
    await bureau.sign()
    exported = (bureau.folder / "checkpoint").read_text()
    await bureau.alter(statement)
    if "ledger.event" not in statement:
        await bureau.record(5)
    before = await bureau.pool.fetchval("select count(*) from audit.checkpoint")
    with pytest.raises(errors.Forked, match="fangji audit verify"):
        await bureau.checkpointer().catch_up()
    assert await bureau.pool.fetchval("select count(*) from audit.checkpoint") == before
    assert (bureau.folder / "checkpoint").read_text() == exported


async def test_a_gap_is_not_signed(bureau: Bureau) -> None:
    await bureau.record(5)
    await bureau.alter("delete from ledger.event where position = 3")
    with pytest.raises(ledger_errors.LedgerGap, match=r"Positions 1 to 5 of ledger\.event hold 4 rows"):
        await bureau.checkpointer().catch_up()


async def restored(bureau: Bureau, size: int, events: int) -> None:
    """The database as a backup has it: checkpoints up to a size, events up to another position."""
    for table, column in (("audit.checkpoint", "size"), ("ledger.event", "position")):
        await bureau.alter(f"delete from {table} where {column} > $1", size if column == "size" else events)
    hashes = await bureau.pool.fetch(HASHES)
    await bureau.alter(
        "update audit.edge set size = $1, levels = $2", size, [b"".join(row[0] for row in hashes[:size])]
    )


@pytest.mark.parametrize("since", [0, 1, 5])
async def test_a_restored_older_backup_signs_nothing(bureau: Bureau, since: int) -> None:
    """However much is recorded since, there is no second history under the same key."""
    await bureau.record(3)
    await bureau.sign()
    await bureau.record(3)
    newest = await bureau.sign()
    await bureau.record(2)
    await restored(bureau, 3, 3 + since)
    await bureau.alter("update ledger.event set leaf_hash = sha256(leaf_hash) where position > 3")
    with pytest.raises(errors.Forked, match="recorded since was lost" if since < 3 else "its history was altered"):
        await bureau.checkpointer().catch_up()
    assert (await bureau.prover.newest()).size == 3
    assert (bureau.folder / "checkpoint").read_text() == newest.note


async def test_a_backup_with_the_events_and_without_the_last_checkpoint_goes_on(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checkpointer, "MOST", 2)
    await bureau.record(3)
    await bureau.sign()
    await bureau.record(6)
    newest = await bureau.sign()
    await restored(bureau, 3, 9)
    await bureau.sign()
    again = await bureau.prover.newest()
    assert (again.size, again.note) == (9, newest.note)
    assert (bureau.folder / "checkpoint").read_text() == newest.note


async def test_a_fork_is_not_exported_over_what_was(bureau: Bureau) -> None:
    """Somebody who holds the key signs another history; what is outside stays, and tells."""
    await bureau.record(4)
    signed = await bureau.sign()
    for table in ("checkpoint", "edge", "tile"):
        await bureau.alter(f"delete from audit.{table}")
    await bureau.alter(
        "update ledger.event set leaf_hash = set_byte(leaf_hash, 0, get_byte(leaf_hash, 0) # 1) where position = 2"
    )
    await bureau.record(1)
    with pytest.raises(errors.Forked, match="its history was altered"):
        await bureau.checkpointer().catch_up()
    assert (bureau.folder / "checkpoint").read_text() == signed.note


async def test_a_lost_export_is_made_again(bureau: Bureau, tmp_path: pathlib.Path) -> None:
    await bureau.record(600)
    await bureau.sign()
    before = {name: (bureau.folder / name).read_bytes() for name in files(bureau.folder)}
    bureau.folder = tmp_path / "another"
    await bureau.sign()
    assert {name: (bureau.folder / name).read_bytes() for name in files(bureau.folder)} == before


async def test_an_export_that_failed_is_caught_up(bureau: Bureau) -> None:
    class Full(exports.Folder):
        async def write(self, files: object) -> None:
            raise OSError("no space left")

    await bureau.record(3)
    maker = checkpointer.Checkpointer(
        bureau.pool, [checkpointer.Kept(bureau.log, bureau.signer)], Full(bureau.folder), 60
    )
    with pytest.raises(OSError, match="no space left"):
        await maker.catch_up()
    assert (await bureau.prover.newest()).size == 3
    await bureau.sign()
    assert (bureau.folder / "checkpoint").read_text() == (await bureau.prover.newest()).note


async def test_a_witness_s_signature_on_the_exported_checkpoint_stays(bureau: Bureau) -> None:
    await bureau.record(3)
    signed = await bureau.sign()
    witness = notes.Signer("witness.example", bytes(32))
    note = notes.parse(signed.note)
    cosigned = str(notes.Note(note.text, [*note.signatures, witness.sign(note.text)]))
    (bureau.folder / "checkpoint").write_text(cosigned)
    await bureau.sign()
    assert (bureau.folder / "checkpoint").read_text() == cosigned


async def test_a_new_key_takes_over_when_told(bureau: Bureau) -> None:
    await bureau.record(3)
    await bureau.sign()
    fresh = notes.Signer(bureau.log.origin, bytes(32))
    await bureau.record(3)
    with pytest.raises(errors.Forked, match="where the key is new, run `fangji audit checkpoint --new-key`"):
        await bureau.checkpointer(fresh).catch_up()
    (signed,) = await bureau.checkpointer(fresh).catch_up(new_key=True)
    assert checkpoints.verify(signed.note, fresh.verifier).size == 6
    await bureau.record(1)
    assert [one.size for one in await bureau.checkpointer(fresh).catch_up()] == [7]
    assert checkpoints.verify((bureau.folder / "checkpoint").read_bytes(), fresh.verifier).size == 7


async def test_every_checkpoint_extends_those_before(bureau: Bureau) -> None:
    signed = []
    for count in (1, 254, 2, 300):
        await bureau.record(count)
        signed.append(await bureau.sign())
    for old, new in itertools.combinations(signed, 2):
        proof: proofs.Consistency = await bureau.prover.consistency(old.size, new.size)
        assert (proof.old_root, proof.new_root) == (old.root, new.root)
        merkle.verify_consistency(old.size, new.size, old.root, new.root, proof.hashes)
