"""In which capacity somebody files: as a department, or as an administrator for whichever department it is."""

from __future__ import annotations

import dataclasses

from aggregates import departments, errors
from aggregates.event_types import EventType
from graphql_api import identity as identities


class Forbidden(errors.FangjiError):
    """Whoever asks may not do that."""

    code = "FORBIDDEN"
    status = 403


@dataclasses.dataclass(frozen=True, slots=True)
class Capacity:
    """``source`` is the department; ``unrestricted`` speaks for the authority of whatever is recorded."""

    source: str
    unrestricted: bool
    actor: str


def of(identity: identities.Identity, event_type: EventType) -> Capacity:
    """The capacity in which a command that makes that type is filed.

    Raises:
        Forbidden: no role of the identity records anything.
    """
    if identity.administrator:
        return Capacity(departments.DATA, True, identity.subject or "admin")
    named = identity.departments
    if not named or identity.subject is None:
        raise Forbidden(
            "Commands are filed by a department (role department:NAME), a caseworker or an administrator; "
            f"{'nobody is signed in' if identity.subject is None else 'none of these is among your roles'}.",
            rule="SRC-1",
        )
    source = event_type.authority if event_type.authority in named else named[0]
    return Capacity(source, False, identity.subject)
