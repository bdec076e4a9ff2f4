"""Files commands: the same loop for every one of them, whatever it is about.

Load what the command names, let the domain decide, append what it decided with the version of every stream that it
looked at. Where somebody was first, load and decide again; where a rule refuses, nothing is recorded and the command
may come again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import datetime
import hashlib
import hmac
import random
from collections.abc import Callable, Sequence, Set
from uuid import UUID

import asyncpg
import orjson

from aggregates import catalogue, deciding, errors, world
from aggregates import event as events
from aggregates.commands.command import Codes, Given
from aggregates.deciding.deed import Deed
from aggregates.draft import Draft
from aggregates.rules import book as rulebook
from graphql_api import desk as port
from graphql_api import identity as identities
from registry.desk import answers, capacity, loading, persons, placing, policies, reaches
from registry.ledger import drafting, keys, ledger, units
from registry.ledger import errors as ledger_errors

ATTEMPTS = 12
"""Times that a command is decided anew because somebody was first."""

MOST_LOADS = 40
"""Times that one decision may ask for more; each time it must learn something, so that this only stops a defect."""

PREFETCHED = frozenset({"HOUSE", "BUILDING", "PROJECT"})


@dataclasses.dataclass(frozen=True, slots=True)
class Trial:
    """A decision without its recording: the ``drafts``, or ``filed``, its answer if it is refused or on record."""

    drafts: Sequence[Draft]
    filed: port.Filed | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """What one attempt decided to append, and the world on which it was decided."""

    deed: Deed
    drafts: Sequence[Draft]
    dependants: Sequence[UUID]
    loader: loading.Loader
    persons: persons.Persons


class Desk:
    """Implements :class:`graphql_api.desk.Desk` on a ledger. ``reads`` is a pool that sees the read model at once."""

    def __init__(
        self,
        log: ledger.Ledger,
        store: keys.PostgresKeys,
        reads: asyncpg.Pool,
        zone: datetime.tzinfo,
        today: Callable[[], datetime.date],
        known: catalogue.Catalogue = catalogue.CATALOGUE,
    ) -> None:
        self._catalogue = known
        self._log, self._keys, self._reads, self._zone, self._today = log, store, reads, zone, today
        self._policies = policies.Book(log)
        self._reaches = reaches.Reaches(reads)

    async def file(self, filing: port.Filing, identity: identities.Identity) -> port.Filed:
        """Decide and record a command, or say why not; see :class:`graphql_api.desk.Desk`."""
        filed_as = capacity.of(identity, filing.command.event_type)
        digest = await self._digest(filing, filed_as)
        named = await persons.named(filing.command, filing.values, self._keys)
        claims: set[events.Claim] = set()
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._attempt(filing, filed_as, named, digest, claims)
            except errors.Conflict as conflict:
                if attempt == ATTEMPTS or isinstance(conflict, deciding.StaleVersion | errors.CommandReused):
                    raise conflict if filed_as.divisions is None else answers.discreet(conflict, filing.id) from None
            await asyncio.sleep(random.uniform(0, 0.002 * attempt))
        raise AssertionError("the last attempt returns or raises")

    async def decide(self, filing: port.Filing, identity: identities.Identity) -> Trial:
        """What filing it now would come to; nothing is recorded. Raises as :meth:`file` does."""
        filed_as = capacity.of(identity, filing.command.event_type)
        digest = await self._digest(filing, filed_as)
        named = await persons.named(filing.command, filing.values, self._keys)
        made = await self._decide(filing, filed_as, named, digest, frozenset())
        return Trial((), made) if isinstance(made, port.Filed) else Trial(made.drafts)

    async def _attempt(
        self,
        filing: port.Filing,
        filed_as: capacity.Capacity,
        named: persons.Named,
        digest: bytes,
        claims: set[events.Claim],
    ) -> port.Filed:
        """One decision; ``claims`` are those whose holders matter, as far as earlier attempts have shown."""
        made = await self._decide(filing, filed_as, named, digest, claims)
        if isinstance(made, port.Filed):
            return made
        drafts = made.drafts
        claims.update(claim for draft in drafts for claim in draft.takes)
        appended = await self._append(made.deed, drafts, made.loader.world, made.persons, digest)
        if appended.repeated:
            return await self._first_answer(appended, made.loader)
        return port.Filed(drafts[0].stream, drafts[0].id, appended.first, appended.last, dependants=made.dependants)

    async def _decide(
        self,
        filing: port.Filing,
        filed_as: capacity.Capacity,
        named: persons.Named,
        digest: bytes,
        claims: Set[events.Claim],
    ) -> port.Filed | Made:
        """What is to be appended; or the answer, where the command is recorded already or a rule refuses it."""
        today = self._today().isoformat()
        loader = loading.Loader(self._log, self._reads, self._policies, self._catalogue, self._zone, today)
        await loader.begin(filing.id, _names(filing), claims, named.digests)
        await self._limit(loader, filed_as, today)
        if loader.answered is not None:
            return await self._answered(filing.id, *loader.answered, digest, loader)
        placing.check_filing(filing, loader.world.reach)
        resolved = named.resolved(loader.persons)
        loader.world.unnamed = resolved.newcomers
        deed = self._deed(filing, filed_as, resolved, today)
        decision = await _decided(deed, loader)
        if decision.rejections:
            refused = decision.rejections
            return port.Filed(refused[0].draft.stream, rejections=[answers.rejected(one) for one in refused])
        placing.check_drafts(decision.drafts, loader.world.reach)
        return Made(deed, decision.drafts, decision.dependants, loader, resolved)

    async def _limit(self, loader: loading.Loader, filed_as: capacity.Capacity, today: str) -> None:
        """Let the world know what whoever files may name."""
        if filed_as.divisions is not None:
            loader.world.reach = await self._reaches.of(filed_as.divisions, loader.divided, today)

    async def _append(
        self, deed: Deed, drafts: Sequence[Draft], seen: world.World, named: persons.Persons, digest: bytes
    ) -> units.Appended:
        refs = drafting.references(drafts)
        fresh, wrapped = self._keys.fresh(refs & named.newcomers)
        data_keys = {**fresh, **await self._keys.create(refs - named.newcomers)}
        shared = drafting.Filing(deed.id, deed.id, deed.actor, data_keys)
        versions = dict(seen.reads)
        made = []
        for draft in drafts:
            versions[draft.stream] = versions.get(draft.stream, 0) + 1
            made.append(drafting.make_event(draft, versions[draft.stream], shared, self._catalogue))
        unit = units.Unit(deed.id, digest, made, dict(seen.reads), named.named_by(drafts), wrapped)
        return await self._log.submit(unit)

    async def _answered(
        self, command: UUID, known: bytes, appended: units.Appended, digest: bytes, loader: loading.Loader
    ) -> port.Filed:
        if known != digest:
            raise ledger_errors.CommandReused(command, appended.first)
        return await self._first_answer(appended, loader)

    async def _first_answer(self, appended: units.Appended, loader: loading.Loader) -> port.Filed:
        """What the command was answered first; CommandReused where its subject is out of reach."""
        first = (await self._log.read_from(appended.first - 1, 1))[0].event
        if loader.world.reach is not None:
            about = await loader.streams([first.originator_id])
            if any(map(loader.world.hides, about)):
                raise ledger_errors.CommandReused(appended.command, None)
        return port.Filed(first.originator_id, first.id, appended.first, appended.last, repeated=True)

    def _deed(self, filing: port.Filing, filed_as: capacity.Capacity, named: persons.Persons, today: str) -> Deed:
        return Deed(
            filing.command,
            filing.id,
            filing.kind,
            filing.code,
            filing.effective_on,
            {**filing.values, **named.values},
            filed_as.source,
            filed_as.actor,
            today,
            filing.scheme,
            filing.document,
            filing.reason,
            filing.remark,
            filing.corrects,
            filing.expected_version,
            filed_as.unrestricted,
        )

    async def _digest(self, filing: port.Filing, filed_as: capacity.Capacity) -> bytes:
        """What the caller asked for, in a keyed hash: a plain one would give ID numbers away to whoever tries them."""
        asked = {
            field.name: getattr(filing, field.name)
            for field in dataclasses.fields(filing)
            if field.name not in ("command", "reason", "document")
        }
        asked |= {"command": filing.command.name, "reason": filing.reason.name, "source": filed_as.source}
        asked["document"] = dataclasses.asdict(filing.document) if filing.document else None
        written = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)
        return hmac.new(await self._keys.index_key(), b"command\n" + written, hashlib.sha256).digest()


def _names(filing: port.Filing) -> set[world.Name]:
    """The subjects that the inputs name; the rest is loaded when the decision asks for it."""
    found = {world.Name(filing.kind, filing.code, filing.scheme)} if filing.code else set()
    for one in filing.command.inputs:
        said = filing.values.get(one.name)
        if isinstance(one, Given) and one.attribute.type.refers in PREFETCHED and isinstance(said, str):
            found.add(world.Name(str(one.attribute.type.refers), said))
        elif isinstance(one, Codes) and one.kind in PREFETCHED and isinstance(said, list):
            found |= {world.Name(one.kind, code) for code in said}
    return found


async def _decided(deed: Deed, loader: loading.Loader) -> deciding.Decision:
    for _ in range(MOST_LOADS):
        try:
            return deciding.decide(deed, loader.world, rulebook.RULES)
        except world.Unloaded as unloaded:
            loader.world.reads.clear()
            await loader.more(unloaded.wanted)
    raise AssertionError(f"{deed.command.name} asked for more {MOST_LOADS} times")
