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
    """``source`` is the department; ``unrestricted`` speaks for the authority of whatever is recorded.

    ``divisions`` are the codes for whose subjects it files, with all that they contain; None: for every subject.
    """

    source: str
    unrestricted: bool
    actor: str
    divisions: tuple[str, ...] | None = None


def of(identity: identities.Identity, event_type: EventType) -> Capacity:
    """The capacity in which a command that makes that type is filed.

    Raises:
        Forbidden: no role of the identity records anything, or it names no division.
    """
    divisions = _divisions(identity)
    if identity.administrator:
        return Capacity(departments.DATA, True, identity.subject or "admin", divisions)
    named = identity.departments
    if not named or identity.subject is None:
        raise Forbidden(
            "Commands are filed by a department (role department:NAME), a caseworker or an administrator; "
            f"{'nobody is signed in' if identity.subject is None else 'none of these is among your roles'}.",
            rule="SRC-1",
        )
    source = event_type.authority if event_type.authority in named else named[0]
    return Capacity(source, False, identity.subject, divisions)


def _divisions(identity: identities.Identity) -> tuple[str, ...] | None:
    if not identity.divisions:
        raise Forbidden(
            "Commands are filed for subjects of the divisions that a token names, and yours names none; ask for one "
            "that names your divisions.",
            rule="DIVISION",
        )
    return None if identity.everywhere else identity.divisions
