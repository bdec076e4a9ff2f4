"""The desk where commands are filed: what mutations hand over and get back. The registry is what stands behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from aggregates.commands.command import Command
from aggregates.event import Document, Reason
from graphql_api.identity import Identity


@dataclass(frozen=True, slots=True)
class Filing:
    """One command as it came in. ``values`` are by input name in snake case: texts (dates, decimals, ids and enums'
    names too), whole numbers, booleans, lists of codes, and for parties and items lists of mappings in snake case.
    """

    command: Command
    id: UUID
    kind: str
    code: str
    effective_on: str
    values: Mapping[str, object]
    scheme: str | None = None
    document: Document | None = None
    reason: Reason = Reason.CHANGE
    remark: str | None = None
    corrects: UUID | None = None
    expected_version: int | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A rule that refuses a command; ``in_the_way`` are ids of events on record, ``missing`` are event types."""

    rule: str
    message: str
    message_en: str
    basis: str
    field: str | None = None
    missing: Sequence[str] = ()
    in_the_way: Sequence[UUID] = ()
    earliest_lawful_on: str | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a command: its events' positions, or ``rejections``. ``event`` is the command's own event,
    ``dependants`` are events that were decided on what it changed; ``repeated``: it was recorded before.
    """

    subject: UUID | None = None
    event: UUID | None = None
    first: int | None = None
    last: int | None = None
    rejections: Sequence[Rejected] = ()
    dependants: Sequence[UUID] = ()
    repeated: bool = False


class Desk(Protocol):
    """Where commands are filed."""

    async def file(self, filing: Filing, identity: Identity) -> Filed:
        """Decide and record a command, or say why not.

        Raises:
            FangjiError: it is not to be decided at all (an input, an unknown subject, a stale version), its id was
                used for another request, or whoever files it may not.
        """
