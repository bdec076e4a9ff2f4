"""What small worlds of tests have beside ledger and read model: a signed tree, and an index of the embedded engine."""

from __future__ import annotations

import pathlib
from collections.abc import Collection, Mapping

import asyncpg

from graphql_api import hits, lookups
from graphql_api import proofs as questions
from graphql_api.identity import Identity
from registry.audit import checkpointer, exports, logs, notes, proofs, proving
from registry.search import finding, rebuilding
from search.embedded import engine

KEY = bytes(range(32))


class Nobody:
    """Finds nobody: for readers who state no purpose."""

    async def find(self, text: str, identity: Identity) -> finding.Named:
        assert not identity.opens
        return finding.NOBODY

    async def note(
        self, named: finding.Named, shown: Collection[str], identity: Identity, operation: str | None
    ) -> None:
        assert not named.persons


async def prepare(pool: asyncpg.Pool, folder: pathlib.Path, origin: str) -> None:
    """Sign what is recorded, and index what is projected."""
    log = logs.Events(origin)
    kept = [checkpointer.Kept(log, notes.Signer(origin, KEY))]
    await checkpointer.Checkpointer(pool, kept, exports.Folder(folder / "checkpoints"), 60).catch_up()
    live = engine.Embedded(pool)
    await live.prepare()
    await rebuilding.rebuild(pool, live, "search")


def sources(pool: asyncpg.Pool, origin: str, names: finding.Naming | None = None) -> Mapping[str, lookups.Source]:
    """What answers lookups; as the server has it."""
    prover, live = proofs.Prover(pool, logs.Events(origin)), engine.Embedded(pool)
    return {
        questions.INCLUDES: proving.Including(prover),
        questions.EXTENDS: proving.Extending(prover),
        hits.ROOT: finding.Finding(live, pool, names or Nobody()),
        hits.SUGGESTIONS: finding.Completing(live, pool),
    }
