"""The checkpointer: a follower that extends the trees over what is durable, signs them, and exports what it signed.

What it signs always extends what it signed before: the tree goes on from the edge of the last checkpoint, whose root is
computed anew each time, and a consistency proof from the stored tiles is verified before the key is touched. It also
has to extend what was exported, which a restored backup may know nothing of.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Mapping, Sequence

import asyncpg

from registry import following
from registry.audit import checkpoints, errors, exports, logs, merkle, notes, publishing, stored, tiles
from registry.ledger import units

log = logging.getLogger(__name__)

NAME = "checkpoints"
MOST = 1 << 16
"""Leaves that one checkpoint adds at most; the next one follows at once."""

AT_ONCE = 4096
"""Leaves that are hashed between two looks at the rest of the process."""

TOGETHER = 256
"""Full tiles that are kept at once."""

LOCK = "select pg_advisory_lock(hashtextextended('fangji checkpoint', 0))"
UNLOCK = "select pg_advisory_unlock(hashtextextended('fangji checkpoint', 0))"

# Write-ahead logs are flushed in order: once this transaction is on disk (and at the synchronous replicas), every event
# that it saw is, whatever those who recorded them settled for.
DURABLY = """
select set_config('synchronous_commit', 'on', true)
where current_setting('synchronous_commit') in ('off', 'local', 'remote_write')
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """What one step did: the trees have ``position`` leaves in all, ``head`` are recorded; the newest ones made."""

    position: int
    head: int
    signed: Sequence[stored.Signed] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Kept:
    """A log with the key of its origin."""

    log: logs.Log
    signer: notes.Signer


class Checkpointer:
    """Makes the checkpoints of several logs; ``pool`` is the primary's."""

    def __init__(self, pool: asyncpg.Pool, kept: Sequence[Kept], export: exports.Export, every: float) -> None:
        """``every`` so many seconds it looks whether a log has grown."""
        self._pool, self._kept, self._export, self._every = pool, kept, export, every

    async def run(self, stop: asyncio.Event) -> None:
        """Follow the logs until ``stop``; wait where another leads, go on after a lost connection.

        Raises:
            Forked: a log is no extension of what was signed; nothing more is signed.
        """
        await following.follow(self._pool, NAME, self.step, stop, self._every, head=None)  # a rhythm, not a race

    async def step(self) -> Made:
        """Make and export a checkpoint of every log that has grown, whoever else does; Forked like :meth:`run`."""
        made = await self._step(new_key=False)
        signed = [one for step in made for one in step.signed]
        return Made(sum(step.position for step in made), sum(step.head for step in made), signed)

    async def catch_up(self, *, new_key: bool = False) -> list[stored.Signed]:
        """Make checkpoints up to what is recorded now, and export them; those that were made.

        With ``new_key`` the last ones may be by another key, which this one takes over from.
        """
        signed: list[stored.Signed] = []
        while True:
            steps = await self._step(new_key=new_key)
            signed += [one for step in steps for one in step.signed]
            if all(step.position >= step.head for step in steps):
                return signed

    async def _step(self, *, new_key: bool) -> list[Made]:
        """One maker at a time, until all is exported: else an older checkpoint could be written over a newer one."""
        async with self._pool.acquire() as connection:
            await connection.execute(LOCK)
            try:
                return [await self._make(connection, one, new_key) for one in self._kept]
            finally:
                await connection.execute(UNLOCK)

    async def _make(self, connection: units.Connection, one: Kept, new_key: bool) -> Made:
        exported = await self._exported(one, new_key)
        async with connection.transaction(isolation="read_committed"):
            await connection.execute(DURABLY)
            made, grown = await self._extend(connection, one, exported, new_key)
        if grown is not None:
            await publishing.publish(connection, one.log, self._export, grown)
        return made

    async def _exported(self, one: Kept, new_key: bool) -> checkpoints.Checkpoint | None:
        try:
            return await publishing.exported(self._export, one.log, one.signer.verifier, any_key=new_key)
        except errors.NotVerified as error:
            raise _unverified(one.log, "the exported", error) from None

    async def _extend(
        self, connection: units.Connection, one: Kept, exported: checkpoints.Checkpoint | None, new_key: bool
    ) -> tuple[Made, publishing.Grown | None]:
        last, edge = await _last(connection, one, new_key)
        head = await one.log.head(connection)
        old = edge.size
        if head < old:
            raise errors.Forked(
                f"{one.log.origin} has {head} leaves, its last checkpoint {old}: leaves were taken away. Nothing is "
                "signed; restore the database from a backup and run `fangji audit verify`."
            )
        if head == old:
            return Made(old, head), await publishing.grown(connection, one.log, last, exported)
        at_least = exported.size if exported else 0
        made = await _grow(connection, one.log, edge, min(head, max(old + MOST, at_least)))
        checkpoint = checkpoints.Checkpoint(one.log.origin, edge.size, edge.root())
        reached = await _check_extends(connection, one.log, last, checkpoint, exported)
        signed = await self._sign(connection, one, checkpoint)
        return Made(edge.size, head, [signed]), publishing.Grown(signed, reached, made)

    async def _sign(self, connection: units.Connection, one: Kept, checkpoint: checkpoints.Checkpoint) -> stored.Signed:
        signed = await stored.keep_checkpoint(connection, one.log.name, checkpoint, checkpoint.signed(one.signer))
        log.info("checkpoint", extra={"log": one.log.origin, "size": signed.size, "root": signed.root.hex()})
        return signed


async def _last(connection: units.Connection, one: Kept, new_key: bool) -> tuple[stored.Signed | None, tiles.Edge]:
    """The last checkpoint and where the tree goes on; Forked where that is not the tree that was signed last."""
    try:
        last, edge = await stored.last(connection, one.log.name)
    except ValueError as error:
        raise _altered(one.log, str(error)) from None
    if last is None and edge.size:
        raise _altered(one.log, f"its tree has {edge.size} leaves and no checkpoint")
    if last is not None:
        _check_last(one, last, edge, new_key)
    return last, edge


def _check_last(one: Kept, last: stored.Signed, edge: tiles.Edge, new_key: bool) -> None:
    signed = _signed(one, last, new_key)
    if (signed.size, signed.root) != (last.size, last.root):
        raise _altered(one.log, f"the checkpoint of {last.size} leaves does not say what was signed")
    if (edge.size, edge.root()) != (signed.size, signed.root):
        raise _altered(one.log, f"its tree goes on from {edge.size} leaves, the last checkpoint has {signed.size}")


def _signed(one: Kept, last: stored.Signed, new_key: bool) -> checkpoints.Checkpoint:
    if new_key:
        return checkpoints.parse(notes.parse(last.note).text)
    try:
        return checkpoints.verify(last.note, one.signer.verifier, origin=one.log.origin)
    except errors.NotVerified as error:
        raise _unverified(one.log, "its last", error) from None


async def _grow(
    connection: units.Connection, log: logs.Log, edge: tiles.Edge, until: int
) -> Mapping[tuple[int, int], bytes]:
    """Extend a tree and keep it; its new tiles and the partial ones, unless they are too many to have at hand."""
    made: dict[tuple[int, int], bytes] = {}
    few = until - edge.size <= MOST
    full: list[tuple[tiles.Tile, bytes]] = []
    for after in range(edge.size, until, AT_ONCE):
        full += edge.extend(await log.hashes(connection, after, min(after + AT_ONCE, until)))
        if len(full) >= TOGETHER or edge.size == until:
            await stored.keep_tiles(connection, log.name, full)
            made.update({(tile.level, tile.index): data for tile, data in full} if few else {})
            full.clear()
    await stored.keep_edge(connection, log.name, edge)
    partial = {(level, edge.size >> tiles.HEIGHT * (level + 1)): data for level, data in enumerate(edge.levels)}
    return {**made, **partial}


async def _check_extends(
    connection: units.Connection,
    log: logs.Log,
    last: stored.Signed | None,
    new: checkpoints.Checkpoint,
    exported: checkpoints.Checkpoint | None,
) -> int:
    """Verify by the stored tiles, as anybody outside would, that a tree extends what was signed and what was exported.

    From which size on it goes past what was exported. One that is the last checkpoint itself needs no second look.
    """
    same = last is not None and exported is not None and (last.size, last.root) == (exported.size, exported.root)
    inner = merkle.consistency_spans(last.size, new.size) if last else []
    outer = [] if same else publishing.spans(exported, new.size)
    read = await stored.reader(connection, log.name, [*inner, *outer])
    if last is not None:
        _check_proof(log, last, new, read)
        if same:
            return last.size
    return await publishing.since(connection, log, exported, new.size, read)


def _check_proof(log: logs.Log, last: stored.Signed, new: checkpoints.Checkpoint, read: merkle.Read) -> None:
    proof = merkle.consistency_proof(last.size, new.size, read)
    try:
        merkle.verify_consistency(last.size, new.size, last.root, new.root, proof)
    except errors.NotVerified as error:
        raise _altered(log, f"its tiles are not those of what was signed: {error.message}") from None


def _unverified(log: logs.Log, which: str, error: errors.NotVerified) -> errors.Forked:
    why = f"{which} checkpoint does not verify: {error.message.removesuffix('.')}"
    return _altered(log, f"{why}; where the key is new, run `fangji audit checkpoint --new-key`")


def _altered(log: logs.Log, why: str) -> errors.Forked:
    why = why.removesuffix(".")
    return errors.Forked(f"Nothing is signed for {log.origin}: {why}. Run `fangji audit verify`.")
