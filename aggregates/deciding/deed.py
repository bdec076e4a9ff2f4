"""A deed: one command as somebody filed it, with its inputs checked and its persons known by reference."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import cast
from uuid import UUID

from aggregates import codes, errors, naming
from aggregates.attributes import Attribute
from aggregates.codes import persons
from aggregates.commands.command import Command, Given, Input, Items, Members, Parties, Plain
from aggregates.draft import Said, Sealed
from aggregates.event import Document, Reason
from aggregates.kinds import Element
from aggregates.vocabulary import IdType

EARLIEST, LATEST = "1800-01-01", "2200-01-01"
"""Days before and from which no date of a command can lie."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who takes part. A person stands under a random reference; clear texts are sealed before recording.

    ``also`` are further attributes of a member, by name.
    """

    kind: str = "PERSON"
    person: str | None = None
    name: str | None = None
    id_type: str | None = None
    id_number: str | None = None
    phone: str | None = None
    enterprise_code: str | None = None
    enterprise_name: str | None = None
    share: str | None = None
    also: Mapping[str, Said] = dataclasses.field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"Party({self.kind!r}, person={self.person!r}, enterprise={self.enterprise_code!r})"

    def says(self, element: type[Element]) -> dict[str, Said]:
        """What it sets on an element of parties or owners."""
        plain: dict[str, Said] = {
            "party_kind": self.kind,
            "person": self.person,
            "enterprise_code": self.enterprise_code,
            "enterprise_name": self.enterprise_name,
            "share": self.share,
            "id_type": self.id_type,
            **self.also,
        }
        sealed = {"name": self.name, "id_number": self.id_number, "phone": self.phone}
        attributes = element.collection.attributes
        said: dict[str, Said] = {
            name: value for name, value in plain.items() if value is not None and name in attributes
        }
        for name, text in sealed.items():
            if text is not None and self.person is not None and name in attributes:
                said[name] = Sealed(self.person, text)
        return said


@dataclass(frozen=True, slots=True)
class Deed:
    """``values`` are by input name: texts, whole numbers, booleans, lists of codes, :class:`Party`, mappings of items.

    ``source`` is the department that files it; ``unrestricted`` speaks for the authority of whatever it records.
    ``today`` is the day in the bureau's time zone. ``kind`` is the subject's.
    """

    command: Command
    id: UUID
    kind: str
    code: str
    effective_on: str
    values: Mapping[str, object]
    source: str
    actor: str
    today: str
    scheme: str | None = None
    document: Document | None = None
    reason: Reason = Reason.CHANGE
    remark: str | None = None
    corrects: UUID | None = None
    expected_version: int | None = None
    unrestricted: bool = False

    def text(self, name: str) -> str | None:
        """An input that is text (dates, decimals, ids and names of enums are)."""
        return cast("str | None", self.values.get(name))

    def texts(self, name: str) -> list[str]:
        """An input that is a list of texts; empty where it was left out."""
        return list(cast("list[str] | None", self.values.get(name)) or ())

    def parties(self, name: str) -> list[Party]:
        """An input that is a list of parties; empty where it was left out."""
        return list(cast("list[Party] | None", self.values.get(name)) or ())

    def items(self, name: str) -> list[Mapping[str, Said]]:
        """An input that is a list of objects; empty where it was left out."""
        return list(cast("list[Mapping[str, Said]] | None", self.values.get(name)) or ())

    def on(self, day: str) -> Deed:
        """The same, effective on another day and filed no earlier than that."""
        return replace(self, effective_on=day, today=max(self.today, day))

    def check(self) -> None:
        """Let it pass or raise.

        Raises:
            InvalidValue: an input cannot be what it is; the error names the field, the value and the rule.
        """
        _check_day("effectiveOn", self.effective_on)
        if self.document is not None:
            _check_day("document.issuedOn", self.document.issued_on)
        if self.remark is not None and len(self.remark) > 4000:
            raise _wrong("remark", None, f"has {len(self.remark)} characters, at most 4000 are allowed", "LENGTH")
        for one in self.command.inputs:
            _check_input(one, self.values.get(one.name))


def _check_input(one: Input, value: object) -> None:
    name = naming.camel(one.name)
    if value is None or value == []:
        if one.required:
            raise _wrong(name, None, "is missing", "REQUIRED")
        return
    if one.required and _is_blank(value):
        raise _wrong(name, None, "is blank, and it has to say something", "REQUIRED")
    _check_said(one, name, value)


def _check_said(one: Input, name: str, value: object) -> None:
    if isinstance(one, Given):
        check_value(name, one.attribute, value)
    elif isinstance(one, Plain):
        _check_ids(name, one, value)
    elif isinstance(one, Parties):
        also = one.also if isinstance(one, Members) else ()
        for index, party in enumerate(cast("list[Party]", value)):
            _check_party(f"{name}.{index}", party)
            _check_given(f"{name}.{index}", also, party.also)
    elif isinstance(one, Items):
        for index, item in enumerate(cast("list[Mapping[str, object]]", value)):
            _check_given(f"{name}.{index}", one.given, item)


def _is_blank(value: object) -> bool:
    return isinstance(value, str) and not value.strip()


def _check_given(name: str, given: tuple[Given, ...], item: Mapping[str, object]) -> None:
    for part in given:
        if part.required and (item.get(part.name) is None or _is_blank(item.get(part.name))):
            raise _wrong(f"{name}.{naming.camel(part.name)}", None, "is missing", "REQUIRED")
        if item.get(part.name) is not None:
            check_value(f"{name}.{naming.camel(part.name)}", part.attribute, item[part.name])


def _check_ids(name: str, one: Plain, value: object) -> None:
    if "ID" in one.type:
        for text in cast("list[str]", value) if one.type.startswith("[") else [cast(str, value)]:
            try:
                UUID(text)
            except ValueError:
                raise _wrong(name, text, "is not the id of an event", "ID") from None


def check_value(name: str, attribute: Attribute, value: object) -> None:
    """Raise InvalidValue where an attribute cannot take a value; ``name`` is the input's."""
    wrong = attribute.type.check(value)
    if wrong:
        raise _wrong(name, None if attribute.sealed else value, wrong, attribute.type.name.upper())
    if attribute.type.name == "date":
        _check_day(name, cast(str, value))
    if attribute.type.refers == "ENTERPRISE":
        check_code(name, "uscc", cast(str, value))


def _check_party(name: str, party: Party) -> None:
    for field, text, longest in _texts(party):
        if text is not None and not 0 < len(text) <= longest:
            raise _wrong(f"{name}.{field}", None, f"has {len(text)} characters, 1 to {longest} are allowed", "LENGTH")
    if party.kind == "PERSON" and party.person is None:
        raise _wrong(f"{name}.idNumber", None, "is missing, and without it nobody is told apart", "REQUIRED")
    if party.kind == "ENTERPRISE" and party.enterprise_code is None:
        raise _wrong(f"{name}.enterpriseCode", None, "is missing", "REQUIRED")
    if party.enterprise_code is not None:
        check_code(f"{name}.enterpriseCode", "uscc", party.enterprise_code)
    if party.id_number is not None and party.id_type is not None:
        check_code(f"{name}.idNumber", persons.scheme_of(IdType[party.id_type]), party.id_number)


def _texts(party: Party) -> Iterator[tuple[str, str | None, int]]:
    yield "name", party.name, 200
    yield "idNumber", party.id_number, 60
    yield "phone", party.phone, 40
    yield "enterpriseName", party.enterprise_name, 300
    yield "share", party.share, 40


def check_code(name: str, scheme: str, code: str) -> list[codes.Remark]:
    """The remarks on a code that do not refuse it; a graver one raises InvalidValue, never with a personal number.

    Neither a scheme nor a code holds a line break or another sign that nobody sees: claims join both by one.
    """
    for field, text in (("scheme" if name != "newCode" else "newScheme", scheme), (name, code)):
        if not text.isprintable():
            hidden = field == name and scheme in codes.SCHEMES and codes.SCHEMES[scheme].personal
            said = None if hidden else text
            raise _wrong(field, said, "holds a character that cannot be printed; leave it out", "TEXT")
    remarks = codes.check(scheme, code)
    grave = next((one for one in remarks if one.grade is codes.Grade.REJECT), None)
    if grave is not None:
        raise errors.InvalidValue(f"{name}: {grave.en} {grave.zh}", field=name, rule=grave.rule)
    return list(remarks)


def _check_day(name: str, day: str) -> None:
    if not EARLIEST <= day < LATEST:
        raise _wrong(name, day, f"does not lie between {EARLIEST} and {LATEST}", "RANGE")


def _wrong(name: str, value: object, wrong: str, rule: str) -> errors.InvalidValue:
    said = "" if value is None else f" {errors.shown(value)}"
    return errors.InvalidValue(f"{name}{said} {wrong}.", field=name, rule=rule)
