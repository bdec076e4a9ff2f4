"""What the walk's worlds have beside ledger and read model: a signed tree, and an index of the embedded engine."""

from __future__ import annotations

import pathlib
from collections.abc import Collection, Mapping

import asyncpg

from graphql_api import hits, lookups
from graphql_api import identity as identities
from graphql_api import proofs as questions
from registry.audit import checkpointer, exports, logs, notes, proofs, proving
from registry.search import finding, rebuilding
from search.embedded import engine

KEY = bytes(range(32))


async def prepare(pool: asyncpg.Pool, folder: pathlib.Path, origin: str) -> None:
    """Sign what is recorded, and index what is projected."""
    log = logs.Events(origin)
    kept = [checkpointer.Kept(log, notes.Signer(origin, KEY))]
    await checkpointer.Checkpointer(pool, kept, exports.Folder(folder / "checkpoints"), 60).catch_up()
    live = engine.Embedded(pool)
    await live.prepare()
    await rebuilding.rebuild(pool, live, "search")


class Nobody:
    """A :class:`registry.search.finding.Naming` that finds nobody: who searches for persons has tests of its own."""

    async def find(self, text: str, identity: identities.Identity) -> finding.Named:
        """Nobody."""
        return finding.NOBODY

    async def note(
        self, named: finding.Named, shown: Collection[str], identity: identities.Identity, operation: str | None
    ) -> None:
        """Nothing was looked for."""


def sources(pool: asyncpg.Pool, origin: str) -> Mapping[str, lookups.Source]:
    """What answers lookups; as the server has it but for persons."""
    prover, live = proofs.Prover(pool, logs.Events(origin)), engine.Embedded(pool)
    return {
        questions.INCLUDES: proving.Including(prover),
        questions.EXTENDS: proving.Extending(prover),
        hits.ROOT: finding.Finding(live, pool, Nobody()),
        hits.SUGGESTIONS: finding.Completing(live, pool),
    }
