"""Epochs: after a loss that nothing can restore, an event names what was published and is gone.

Checkpoints over sizes past what was kept, up to what was lost, no longer bind: where they do not fit, they are
*withdrawn* by that event, which itself stands in the tree from then on.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

import asyncpg
import orjson

from registry.ledger import units

TYPE = "EpochDeclared"
KIND = "DIVISION"

DECLARED = """
select position, body from ledger.event where kind = $1 and type = $2 order by position
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Epoch:
    """The event at ``position``: of the ``lost`` leaves that were published the first ``kept`` are still there.

    ``root`` is that of the lost tree, in hex.
    """

    position: int
    kept: int
    lost: int
    root: str

    def withdraws(self, size: int) -> bool:
        """Whether a checkpoint of a size that does not fit is explained by this epoch."""
        return self.kept < size <= self.lost


async def declared(database: asyncpg.Pool | units.Connection) -> list[Epoch]:
    """The epochs that the ledger's events declare, in order; the bytes are what is read."""
    rows = await database.fetch(DECLARED, KIND, TYPE)
    return [_epoch(row["position"], orjson.loads(row["body"])) for row in rows]


def _epoch(position: int, body: dict[str, list[dict[str, dict[str, object]]]]) -> Epoch:
    (change,) = body["changes"]
    said = change["set"]
    kept, lost = (int(str(said[name])) for name in ("kept_size", "lost_size"))
    return Epoch(position, kept, lost, str(said["lost_root"]))


def withdrawn(epochs: Iterable[Epoch], size: int) -> Epoch | None:
    """The epoch that explains why a checkpoint of a size does not fit; None where none does."""
    return next((epoch for epoch in epochs if epoch.withdraws(size)), None)
