"""What the walk's worlds have beside ledger and read model: a signed tree, and an index of the embedded engine."""

from __future__ import annotations

import pathlib
from collections.abc import Mapping

import asyncpg

from graphql_api import hits, lookups
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


def sources(pool: asyncpg.Pool, origin: str, names: finding.Naming) -> Mapping[str, lookups.Source]:
    """What answers lookups; as the server has it."""
    prover, live = proofs.Prover(pool, logs.Events(origin)), engine.Embedded(pool)
    return {
        questions.INCLUDES: proving.Including(prover),
        questions.EXTENDS: proving.Extending(prover),
        hits.ROOT: finding.Finding(live, pool, names),
        hits.SUGGESTIONS: finding.Completing(live, pool),
    }
