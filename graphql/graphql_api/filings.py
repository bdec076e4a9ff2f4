"""Filings: an object of a mutation's input, as GraphQL coerced it, becomes what is filed at the desk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from aggregates import event as events
from aggregates.commands.command import Command, Items, Members, Parties, Plain
from aggregates.errors import InvalidValue, shown
from aggregates.event import Document, Reason
from graphql_api.desk import Filing
from graphql_api.inputs import EVENT_ID
from graphql_api.model import named_type
from graphql_api.naming import camel

_BY_HAND = (Reason.CHANGE, Reason.CORRECTION, Reason.ERROR, Reason.ORDER)
"""Reasons that whoever files may give: imports say MIGRATION, and what an event causes is CAUSED."""

_PARTY_NAMES = ("kind", "name", "id_type", "id_number", "phone", "enterprise_code", "enterprise_name", "share")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads coerced inputs of one command. ``own``: its inputs, camelCase -> snake_case; ``below``: of what they hold.

    ``ids`` are the inputs that hold ids.
    """

    command: Command
    own: Mapping[str, str]
    below: Mapping[str, str]
    ids: frozenset[str]

    def filing(self, given: Mapping[str, Any]) -> Filing:
        """The filing of an input object as GraphQL coerced it; a null counts as left out.

        Raises:
            InvalidValue: an id is no UUID, a text holds U+0000, or nobody can file for that reason.
        """
        check_texts("", given)
        command, corrects = self.command, given.get("corrects")
        kind, code = self._subject(given)
        return Filing(
            command,
            uuid_of("commandId", given["commandId"]),
            kind,
            code,
            given["effectiveOn"].isoformat(),
            self._values(given),
            given.get("scheme"),
            _document(given.get("document")),
            _reason(given.get("reason"), corrects is not None),
            given.get("remark"),
            uuid_of("corrects", corrects) if corrects is not None else None,
            given.get("expectedVersion"),
        )

    def _subject(self, given: Mapping[str, Any]) -> tuple[str, str]:
        """Kind and code; both empty where an event says them."""
        command, kind = self.command, self.command.subject.declaration
        if command.by_event:
            return "", ""
        if command.any_kind:
            return given["kind"].name, given["code"]
        return kind.name, given[f"{camel(kind.table)}Code"]

    def _values(self, given: Mapping[str, Any]) -> dict[str, object]:
        return {
            own: _ids(key, given[key]) if key in self.ids else self._value(given[key])
            for key, own in self.own.items()
            if given.get(key) is not None
        }

    def _value(self, value: Any) -> object:
        """A coerced value as a filing holds it."""
        if type(value) is str:
            return value
        if isinstance(value, dict):
            return {self.below[key]: self._value(one) for key, one in value.items() if one is not None}
        if isinstance(value, list):
            return [self._value(one) for one in value]
        return scalar(value)


def reader(command: Command) -> Reader:
    """The reader of a command's inputs."""
    about = [EVENT_ID] if command.by_event else []
    parts = [part.name for one in command.inputs if isinstance(one, Items) for part in one.given]
    parts += [part.name for one in command.inputs if isinstance(one, Members) for part in one.also]
    parties = _PARTY_NAMES if any(isinstance(one, Parties) for one in command.inputs) else ()
    ids = [one.name for one in command.inputs if isinstance(one, Plain) and named_type(one.type) == "ID"]
    return Reader(
        command,
        {camel(one): one for one in (*about, *(one.name for one in command.inputs))},
        {camel(one): one for one in (*parties, *parts)},
        frozenset(map(camel, (*about, *ids))),
    )


def scalar(value: Any) -> object:
    """A coerced value that is neither text, list nor object, as a filing holds it."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, datetime):
        return events.format_moment(value)
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else value


def _document(given: Mapping[str, Any] | None) -> Document | None:
    if given is None:
        return None
    issued = given["issuedOn"].isoformat()
    return Document(given["kind"], given["number"], issued, given.get("sha256"), given.get("uri"))


def _reason(given: Enum | None, corrects: bool) -> Reason:
    reason = Reason.CHANGE if given is None else Reason[given.name]
    if reason not in _BY_HAND:
        lawful = ", ".join(one.name for one in _BY_HAND)
        raise InvalidValue(
            f"reason {reason.name} cannot be given by whoever files a command; give one of {lawful}.",
            field="reason",
            rule="REASON",
        )
    return Reason.CORRECTION if corrects and reason is Reason.CHANGE else reason


def check_texts(path: str, value: Any) -> None:
    """Raise InvalidValue for a text with U+0000: neither canonical JSON nor PostgreSQL has U+0000."""
    if isinstance(value, dict):
        for key, one in value.items():
            check_texts(f"{path}.{key}" if path else key, one)
    elif isinstance(value, list):
        for index, one in enumerate(value):
            check_texts(f"{path}.{index}", one)
    elif type(value) is str and "\0" in value:
        raise InvalidValue(
            f"{path} holds the character U+0000, which no text may; leave it out.", field=path, rule="TEXT"
        )


def _ids(field: str, value: Any) -> object:
    """Ids as they stand in events: one, or a list."""
    if isinstance(value, list):
        return [str(uuid_of(f"{field}.{index}", one)) for index, one in enumerate(value)]
    return str(uuid_of(field, value))


def uuid_of(field: str, text: str) -> UUID:
    """The UUID that an input states; InvalidValue where it is none."""
    try:
        if len(text) == 36:
            return UUID(text)
    except ValueError:
        pass
    raise InvalidValue(
        f"{field} {shown(text)} is no UUID of the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx.",
        field=field,
        rule="UUID",
    )
