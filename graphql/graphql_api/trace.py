"""What is known of the request in hand, whoever needs it: its id beside errors, and the rest for the access log."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from graphql_api.identity import Identity


@dataclass(slots=True)
class Trace:
    """One request. ``identity`` is None until its token is accepted; ``operation`` and ``fields`` name what it asks.

    ``commands`` are the ids under which its mutations were filed, ``codes`` those of the errors in the answer,
    ``reason`` is one word for why a token was refused. Neither variables nor tokens ever come here: this is written to
    the log.
    """

    id: str
    identity: Identity | None = None
    operation: str | None = None
    fields: tuple[str, ...] = ()
    commands: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    reason: str | None = None


CURRENT: ContextVar[Trace | None] = ContextVar("fangji_request", default=None)
"""The request that this task answers; None outside of one."""


def filed(command: UUID) -> None:
    """Take down that the request in hand files this command."""
    request = CURRENT.get()
    if request is not None:
        request.commands.append(str(command))
