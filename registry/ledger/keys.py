"""The keys of sealed data in PostgreSQL: one per person or subject, wrapped, destroyed on demand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence

import asyncpg

from aggregates import errors, masking
from registry.ledger import grouping, units
from registry.ledger import kek as keks
from registry.ledger.sql import statement

INDEX_REF = "index/persons"
"""The reference of the key with which persons' blind indexes are made."""

GRAMS_REF = "index/grams"
"""The same of the key under which pieces of names and numbers are kept, by which persons are searched for."""

DATA_KEY = 32
"""Bytes of a data key (AES-256)."""

MOST_CALLERS = 500
MOST_REFS = 5000
"""Who shares a statement, and how many keys it makes before it is closed to more."""

ROTATING = "select pg_advisory_lock(hashtextextended('fangji key rotation', 0))"
"""One rotation at a time: the key file is read and written again."""

SHREDDED = "key#shredded"
"""What the log of disclosures says of a person whose key was destroyed."""

_SHREDDABLE = ("person/", "subject/")


def check_shreddable(ref: str) -> None:
    """Raise InvalidValue where ``ref`` is neither a person's nor a subject's."""
    if not ref.startswith(_SHREDDABLE):
        raise errors.InvalidValue(
            f"Only keys of person/… and subject/… can be shredded, not {ref!r}.", field="ref", rule="SHRED"
        )


def _picked(keys: Mapping[str, bytes], wanted: list[str]) -> Mapping[str, bytes] | Exception:
    missing = [ref for ref in wanted if ref not in keys]
    if missing:
        return errors.KeyShredded(f"The key of {missing[0]} was shredded; use a new reference.", field="ref")
    return {ref: keys[ref] for ref in wanted}


class PostgresKeys:
    """The :class:`aggregates.sealed.KeyStore` in schema `keys`; data keys leave the database only wrapped.

    A person's blind index is taken by the append that first names the person (``Unit.persons``), not here.
    """

    def __init__(self, pool: asyncpg.Pool, kek: keks.KeyEncryption) -> None:
        self._pool = pool
        self._kek = kek
        self._index_key: bytes | None = None
        self._gram_key: bytes | None = None
        self._creating = grouping.Grouping(
            self._create_for_all, len, most=MOST_CALLERS, heaviest=MOST_REFS, name="data keys"
        )

    async def create(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        """Keys of all ``refs``, fresh where there was none, durable before this returns.

        Callers at the same time share a statement, and its wait for the disk.

        Raises:
            KeyShredded: a ref's key was destroyed; it never gets another.
        """
        wanted = list(dict.fromkeys(refs))
        return await self._creating.ask(wanted) if wanted else {}

    def fresh(self, refs: Iterable[str]) -> tuple[dict[str, bytes], list[units.WrappedKey]]:
        """Keys of random references that nobody has used yet, kept by the append that first uses them (``Unit.keys``).

        That is one wait for the disk instead of two, and no key is left behind where the append is refused.
        """
        made = {ref: os.urandom(DATA_KEY) for ref in refs}
        current = self._kek.current
        return made, [(ref, self._kek.wrap(ref, key), current) for ref, key in made.items()]

    async def _create_for_all(self, asked: Sequence[list[str]]) -> list[Mapping[str, bytes] | Exception]:
        """What each caller asked for; a text that the database cannot take fails its own caller."""
        try:
            keys = await self._create({ref for wanted in asked for ref in wanted})
        except (asyncpg.DataError, UnicodeEncodeError) as error:
            if len(asked) == 1:
                return [error]
            return [answer for wanted in asked for answer in await self._create_for_all([wanted])]
        return [_picked(keys, wanted) for wanted in asked]

    async def _create(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        """The keys of those refs that may have one; in one order, so that no two creators wait for each other."""
        wanted = sorted(refs)
        current = self._kek.current
        fresh = {ref: os.urandom(DATA_KEY) for ref in wanted}
        wrapped = [self._kek.wrap(ref, key) for ref, key in fresh.items()]
        rows = await self._pool.fetch(statement("create_keys"), wanted, wrapped, current)
        made = {ref: fresh[ref] for (ref,) in rows}
        if len(made) == len(wanted):
            return made
        # a statement of its own, so that it sees what other creators have committed meanwhile
        found = {**made, **await self.get(ref for ref in wanted if ref not in made)}
        if len(found) < len(wanted) and self._kek.current != current:
            return await self._create(wanted)  # what wrapped them may be forgotten by now, and was refused for that
        return found

    async def get(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        """The keys of those refs that have one; shredded and unknown refs are absent."""
        rows = await self._pool.fetch("select ref, kek, wrapped from keys.key where ref = any ($1::text[])", list(refs))
        return self._unwrapped(rows)

    async def destroyed(
        self, refs: Iterable[str], connection: units.Connection | asyncpg.Pool | None = None
    ) -> frozenset[str]:
        """Those refs whose key was shredded; on a connection of the caller's, where it has one in hand."""
        if not (sought := list(refs)):
            return frozenset()
        query = "select ref from keys.shredded where ref = any ($1::text[])"
        return frozenset(row[0] for row in await (connection or self._pool).fetch(query, sought))

    async def shred(self, ref: str, account: str | None = None) -> bool:
        """Destroy the key of ``ref`` and its blind indexes for good; False where there was none.

        Its masks are overwritten by :data:`aggregates.masking.ERASED`, and no search finds it any more. That
        ``account`` did so stands in the log of disclosures, from which nothing is ever deleted, in the same
        transaction.
        """
        check_shreddable(ref)
        async with self._pool.acquire() as connection, connection.transaction(isolation="read_committed"):
            await connection.fetchval(statement("lock"))  # no append may take an index of this person meanwhile
            existed = bool(await connection.fetchval(statement("shred"), ref))
            # a statement of its own: the one before waited for whoever held the key, and this sees what they made
            await connection.execute("update access.mask set masked = $2 where ref = $1", ref, masking.ERASED)
            await connection.execute(statement("forget_person"), ref)
            if existed:
                await connection.execute(statement("note_shredded"), ref, account, SHREDDED)
            return existed

    async def shredded(self) -> list[str]:
        """Every ref whose key was destroyed, for a restore to destroy again."""
        rows = await self._pool.fetch("select ref from keys.shredded order by shredded_at, ref")
        return [row[0] for row in rows]

    async def find_persons(self, digests: Iterable[bytes]) -> Mapping[bytes, str]:
        """The person references that hold these blind indexes."""
        sought = list(digests)
        rows = await self._pool.fetch(
            "select digest, ref from keys.person_index where digest = any ($1::bytea[])", sought
        )
        return dict(map(tuple, rows))

    async def index_key(self) -> bytes:
        """The key for :func:`aggregates.sealed.blind_index`, made at its first use; it never changes."""
        if self._index_key is None:
            self._index_key = (await self.create([INDEX_REF]))[INDEX_REF]
        return self._index_key

    async def gram_key(self) -> bytes:
        """The key for :mod:`registry.access.grams`, made at its first use; it never changes."""
        if self._gram_key is None:
            self._gram_key = (await self.create([GRAMS_REF]))[GRAMS_REF]
        return self._gram_key

    async def rotate(self) -> int:
        """Wrap every data key anew under a fresh key-encryption key; returns how many. Data and indexes stay.

        The one before is kept until the next rotation, since a process may have wrapped by it what it has yet to
        insert; older ones are forgotten, and nothing that they wrapped is let in any more.
        """
        async with self._pool.acquire() as connection:
            await connection.execute(ROTATING)
            try:
                wrapped = await self._wrap_anew(connection)
                self._kek.forget(await self._doomed(connection))
                return wrapped
            finally:
                await connection.execute("select pg_advisory_unlock_all()")

    async def _wrap_anew(self, connection: units.Connection) -> int:
        async with connection.transaction():
            await connection.execute("lock table keys.key in share row exclusive mode")
            self._kek.begin_rotation()
            rows = await connection.fetch("select ref, kek, wrapped from keys.key")
            keys = self._unwrapped(rows)
            wrapped = [self._kek.wrap(ref, key) for ref, key in keys.items()]
            await connection.execute(statement("rewrap"), list(keys), wrapped, self._kek.current)
            return len(keys)

    async def _doomed(self, connection: units.Connection) -> list[str]:
        """Key-encryption keys to forget: committed as forgotten under both locks that insert keys, so no row uses them
        and none ever will.
        """
        async with connection.transaction(isolation="read_committed"):
            await connection.fetchval(statement("lock"))
            await connection.execute("lock table keys.key in share row exclusive mode")
            rows = await connection.fetch(statement("forget"), self._kek.names[:-2])
            return [row[0] for row in rows]

    async def hold(self, connection: units.Connection, refs: Iterable[str]) -> Mapping[str, bytes]:
        """Like :meth:`get`; nobody shreds these keys before the connection's transaction ends."""
        query = "select ref, kek, wrapped from keys.key where ref = any ($1::text[]) for key share"
        return self._unwrapped(await connection.fetch(query, list(refs)))

    def _unwrapped(self, rows: Iterable[asyncpg.Record]) -> dict[str, bytes]:
        return {ref: self._kek.unwrap(name, ref, wrapped) for ref, name, wrapped in rows}


class MemoryKeys:
    """The same store in memory, for dry runs and tests: its keys are gone with the process."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}
        self._shredded: set[str] = set()
        self.persons: dict[bytes, str] = {}

    async def create(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        wanted = list(refs)
        for ref in wanted:
            if ref in self._shredded:
                raise errors.KeyShredded(f"The key of {ref} was shredded; use a new reference.", field="ref")
        return {ref: self._keys.setdefault(ref, os.urandom(DATA_KEY)) for ref in wanted}

    async def get(self, refs: Iterable[str]) -> Mapping[str, bytes]:
        return {ref: self._keys[ref] for ref in refs if ref in self._keys}

    async def shred(self, ref: str) -> bool:
        check_shreddable(ref)
        self.persons = {digest: holder for digest, holder in self.persons.items() if holder != ref}
        existed = self._keys.pop(ref, None) is not None
        if existed:
            self._shredded.add(ref)
        return existed

    async def destroyed(self, refs: Iterable[str]) -> frozenset[str]:
        return frozenset(self._shredded.intersection(refs))

    async def find_persons(self, digests: Iterable[bytes]) -> Mapping[bytes, str]:
        return {digest: self.persons[digest] for digest in digests if digest in self.persons}

    async def index_key(self) -> bytes:
        return (await self.create([INDEX_REF]))[INDEX_REF]
