"""The list of destroyed keys beside the exported checkpoints, from which a restored backup destroys them again."""

from __future__ import annotations

import logging

from registry.audit import exports
from registry.ledger import keys

log = logging.getLogger(__name__)

PATH = "shredded"
"""One reference a line: random ones, which name nobody."""

RESTORED = "restored"
"""The account under which the log of disclosures has what a restore destroyed again."""


async def publish(store: keys.PostgresKeys, export: exports.Export) -> None:
    """Write the list: what it has already, and all that the database knows. OSError where the store does not answer."""
    known = await _listed(export)
    wanted = sorted({*known, *await store.shredded()})
    if wanted != known:
        await export.write({PATH: "".join(f"{ref}\n" for ref in wanted).encode()})


async def repeat(store: keys.PostgresKeys, export: exports.Export) -> list[str]:
    """Destroy what the list has and a restored database still holds; those that were.

    A store that does not answer is told in the log, and the next start tries again.
    """
    try:
        listed = await _listed(export)
    except OSError as error:
        log.warning("the list of destroyed keys cannot be read: %s", error)
        return []
    missed = set(listed) - await store.destroyed(listed) if listed else set()
    again = [ref for ref in sorted(missed) if await store.shred(ref, RESTORED)]
    if again:
        log.warning("destroyed %d keys again that this database still held", len(again))
    return again


async def _listed(export: exports.Export) -> list[str]:
    return ((await export.read(PATH)) or b"").decode().split()
