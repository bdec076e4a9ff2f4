"""Chains of corrections under the append lock: only a live head is corrected or voided (event-format.md, section 7).

A chain is named by its first event. An event that is not loaded is the group's own, a chain of itself until revised.
"""

from __future__ import annotations

import collections
import dataclasses
from collections.abc import Iterable, MutableMapping, Sequence
from uuid import UUID

from aggregates import errors


@dataclasses.dataclass(frozen=True, slots=True)
class Revision:
    """An event that corrects or voids others."""

    event: UUID
    corrects: UUID | None
    voids: tuple[UUID, ...]


@dataclasses.dataclass(slots=True)
class Chains:
    """The chains that a group of units touches: ``live`` has the members that are not voided, the head last.

    ``voids`` are those events of the ledger and the group that are themselves voids.
    """

    chain: MutableMapping[UUID, UUID] = dataclasses.field(default_factory=dict)
    live: MutableMapping[UUID, tuple[UUID, ...]] = dataclasses.field(default_factory=dict)
    voids: MutableMapping[UUID, None] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Sequence[object]]) -> Chains:
        """Of the rows of ``chains.sql``: chain, member, whether that is a void, whether it was voided; oldest first."""
        chains = cls()
        for chain, member, is_void, voided in rows:
            assert isinstance(chain, UUID)
            assert isinstance(member, UUID)
            chains.chain[member] = chain
            chains.live[chain] = (*chains.live.get(chain, ()), *(() if voided else (member,)))
            if is_void:
                chains.voids[member] = None
        return chains

    def after(self, revisions: Iterable[Revision]) -> Chains:
        """What the revisions, one after the other, change in these chains, which stay as they are until :meth:`take`.

        Raises:
            InvalidValue: rule HEAD, one of them corrects or voids what is no live head.
        """
        own, overlay = Chains(), collections.ChainMap
        seen = Chains(overlay(own.chain, self.chain), overlay(own.live, self.live), overlay(own.voids, self.voids))
        for revision in revisions:
            seen._revise(revision)
        return own

    def take(self, after: Chains) -> None:
        """Make these here what :meth:`after` left."""
        self.chain.update(after.chain)
        self.live.update(after.live)
        self.voids.update(after.voids)

    def _revise(self, revision: Revision) -> None:
        if revision.corrects is not None:
            self.chain[revision.event] = self._headed_by(revision.corrects, "corrects")
        for voided in revision.voids:
            chain = self._headed_by(voided, "voids")
            self.live[chain] = self.live.get(chain, (chain,))[:-1]
        if revision.corrects is not None:
            chain = self.chain[revision.event]
            self.live[chain] = (*self.live.get(chain, (chain,)), revision.event)
        if revision.voids:
            self.voids[revision.event] = None

    def _headed_by(self, target: UUID, field: str) -> UUID:
        """The chain whose live head the target is."""
        chain = self.chain.get(target, target)
        live = self.live.get(chain, (chain,))
        if target in self.voids:
            raise _refused(f"Event {target} is itself a void and stays; record the fact anew instead.", field)
        if not live:
            raise _refused(f"Event {target} and all of its chain are voided; record the fact anew instead.", field)
        if live[-1] != target:
            raise _refused(
                f"Event {target} is not the head of its chain, that is {live[-1]}; correct or void that one.", field
            )
        return chain


def _refused(message: str, field: str) -> errors.InvalidValue:
    return errors.InvalidValue(message, field=field, rule="HEAD")
