"""Epochs: after a loss that nothing can restore, an event names what was published and is gone.

Checkpoints over sizes past what was kept, up to what was lost, no longer bind: where they do not fit, they are
*withdrawn* by that event, which itself stands in the tree from then on.
"""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import uuid
from collections.abc import Collection, Iterable, Mapping

import asyncpg
import orjson

from aggregates import departments, errors
from aggregates import event as events
from registry.ledger import units
from registry.ledger.ledger import Ledger

TYPE = "EpochDeclared"
KIND = "DIVISION"

MEMBERS: Mapping[str, tuple[str, str, str]] = {
    "events": ("kept_size", "lost_size", "lost_root"),
    "disclosures": ("kept_disclosures", "lost_disclosures", "lost_disclosures_root"),
}
"""By the name of a log, the attributes that say what of it was kept and lost."""

DECLARED = "select position, body from ledger.event where kind = $1 and type = $2 order by position"
DIVISION = """
select s.stream, s.scheme, s.code, s.version from ledger.claim c join ledger.stream s using (stream)
where c.scope = 'code/DIVISION' and split_part(c.key, E'\\n', 2) = $1
order by s.scheme limit 1
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Loss:
    """Of the ``lost`` leaves of a log that were published the first ``kept`` are still there; ``root`` was theirs."""

    log: str
    kept: int
    lost: int
    root: bytes


@dataclasses.dataclass(frozen=True, slots=True)
class Epoch:
    """What the event at ``position`` declares lost."""

    position: int
    losses: Collection[Loss]


async def declared(database: asyncpg.Pool | units.Connection) -> list[Epoch]:
    """The epochs that the ledger's events declare, in order; the bytes are what is read.

    Raises:
        ValueError, KeyError, TypeError: the bytes of such an event were altered.
    """
    rows = await database.fetch(DECLARED, KIND, TYPE)
    return [Epoch(row["position"], list(_losses(orjson.loads(row["body"])))) for row in rows]


def _losses(body: dict[str, list[dict[str, dict[str, str]]]]) -> Iterable[Loss]:
    for change in body["changes"]:
        said = change["set"]
        for log, (kept, lost, root) in MEMBERS.items():
            if lost in said:
                yield Loss(log, int(said[kept]), int(said[lost]), bytes.fromhex(said[root]))


def withdrawn(epochs: Iterable[Epoch], log: str, size: int) -> tuple[Epoch, Loss] | None:
    """What explains why a checkpoint of a log's size does not fit; None where no epoch does."""
    found = ((epoch, loss) for epoch in epochs for loss in epoch.losses)
    return next(((epoch, loss) for epoch, loss in found if loss.log == log and loss.kept < size <= loss.lost), None)


async def declare(
    ledger: Ledger, pool: asyncpg.Pool, losses: Collection[Loss], division: str, actor: str, today: datetime.date
) -> units.Appended:
    """Record the epoch on a division, past the guard that keeps everything else out; the ledger is open again then.

    Repeated for the same losses it answers as the first time.

    Raises:
        InvalidValue: there is no division of that code.
    """
    subject = await pool.fetchrow(DIVISION, division)
    if subject is None:
        raise errors.InvalidValue(
            f"There is no division {division} in this ledger; name one that is registered.", field="division"
        )
    said = {name: value for loss in losses for name, value in _attributes(loss).items()}
    digest = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()
    command = uuid.uuid5(events.NAMESPACE, f"{TYPE}\n{digest.hex()}")
    made = events.assembled(
        originator_id=subject["stream"],
        originator_version=subject["version"] + 1,
        timestamp=events.UNRECORDED,
        id=events.event_id(command, 0),
        kind=KIND,
        scheme=subject["scheme"],
        code=subject["code"],
        type=TYPE,
        effective_on=today.isoformat(),
        source=departments.DATA,
        actor=actor,
        reason=events.Reason.CHANGE,
        changes=(events.Change(f"epochs/{command}", said),),
        command=command,
        correlation=command,
    )
    ledger.refuse(None)
    return await ledger.append_bulk(units.Unit(command, digest, [made]))


def _attributes(loss: Loss) -> dict[str, events.Value]:
    kept, lost, root = MEMBERS[loss.log]
    return {kept: str(loss.kept), lost: str(loss.lost), root: loss.root.hex()}
