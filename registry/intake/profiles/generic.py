"""Any register whose columns are named as the fields of events: one row makes one event on one subject.

``kind``, ``code``, ``type`` and ``effective_on`` say what happened to whom and when. Every further column is an
attribute: ``floor_area`` of the subject itself, ``mortgages.amount`` of the element that ``mortgages.key`` names in the
same row, ``owners/1.share`` of the element that the heading names. An empty cell says nothing; ``null`` says that the
attribute is known to be empty.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import NamedTuple

from aggregates import errors
from aggregates.attributes import Attribute, check_date
from aggregates.catalogue import CATALOGUE
from aggregates.event import Document, Value
from registry.intake.profile import Draft, Known, Outcome, Part, Profile, Reject, Row, Staged, StagedRow

NULL = "null"
KEY = "key"

FIELDS = ("kind", "code", "type", "effective_on")
OPTIONAL = (
    "scheme",
    "effective_seq",
    "registered_at",
    "row",
    "source",
    "remark",
    "document.kind",
    "document.number",
    "document.issued_on",
)


class Heading(NamedTuple):
    """What a column sets: ``key`` is None where the row itself names the element."""

    collection: str
    key: str | None
    attribute: str

    @property
    def path(self) -> str:
        """As the catalogue writes it: ``floor_area`` or ``mortgages.amount``."""
        return f"{self.collection}.{self.attribute}" if self.collection else self.attribute


@cache
def heading(column: str) -> Heading:
    """The parts of an attribute's column."""
    entity, _, attribute = column.rpartition(".")
    collection, slash, key = entity.partition("/")
    return Heading(collection, key if slash or not entity else None, attribute)


def is_known(column: str) -> bool:
    """Whether some kind has such an attribute, or it names the elements of one of its collections."""
    found = heading(column)
    return (found.attribute == KEY and found.key is None) or any(_declared(kind, column) for kind in CATALOGUE.kinds)


@cache
def _declared(kind: str, column: str) -> Attribute | None:
    found = heading(column)
    attributes = CATALOGUE.kind(kind).attributes_of(found.collection)
    return attributes.get(found.attribute) if attributes else None


class _Sealed:
    """The columns whose values are personal data; ``seal`` is where a staged row keeps them."""

    def __contains__(self, column: object) -> bool:
        return column in ("remark", "seal") or any(_is_sealed(kind, str(column)) for kind in CATALOGUE.kinds)


def _is_sealed(kind: str, column: str) -> bool:
    attribute = _declared(kind, column)
    return attribute is not None and attribute.sealed


SEALED = _Sealed()

EVENTS = Part(
    "event",
    r".*\.(csv|ndjson|jsonl|xlsx)",
    columns=FIELDS,
    optional=OPTIONAL,
    accepts=is_known,
    sensitive=SEALED,
)


def stage(row: Row) -> Staged:
    """One event, its values converted to what their attributes hold."""
    kind, scheme = row["kind"], row["scheme"] or "local"
    _check_names(row, kind)
    subject = "\t".join((kind, scheme, _given(row, "code")))
    stated: dict[str, dict[str, Value]] = {}
    seal: dict[str, str] = {}
    for column, text in row.cells.items():
        if text.strip() and column not in _OWN and heading(column).attribute != KEY:
            _state(row, kind, column, stated, seal)
    if row["remark"]:
        seal["remark"] = row["remark"]
    return Staged(subject=subject, key=row["row"] or None, data={**_header(row), "set": stated, "seal": seal})


_OWN = frozenset((*FIELDS, *OPTIONAL))


def _check_names(row: Row, kind: str) -> None:
    try:
        CATALOGUE.kind(kind)
        CATALOGUE.event_type(kind, row["type"])
    except errors.UnknownName as error:
        raise Reject(error.field or "kind", error.message, "NAME") from None


def _header(row: Row) -> dict[str, object]:
    registered_at = row["registered_at"]
    return {
        "type": row["type"],
        "effective_on": _date(row, "effective_on"),
        "effective_seq": _whole(row, "effective_seq") if row["effective_seq"] else 0,
        "registered_at": _moment(row, "registered_at") if registered_at else None,
        "source": row["source"] or None,
        "document": _document(row),
    }


def _document(row: Row) -> list[str] | None:
    if not any(row[f"document.{name}"] for name in ("kind", "number", "issued_on")):
        return None
    return [_given(row, "document.kind"), _given(row, "document.number"), _date(row, "document.issued_on")]


def _state(row: Row, kind: str, column: str, stated: dict[str, dict[str, Value]], seal: dict[str, str]) -> None:
    """Add one cell to what the event states, or to what is sealed."""
    attribute = _declared(kind, column)
    if attribute is None:
        raise Reject(column, f"is not an attribute of {kind}", "NAME")
    entity = _entity(row, column)
    if attribute.sealed and row[column] != NULL:
        seal[f"{entity}#{attribute.name}"] = row[column]
    else:
        stated.setdefault(entity, {})[attribute.name] = convert(row[column], attribute, column)


def _entity(row: Row, column: str) -> str:
    collection, key, _ = heading(column)
    if not collection:
        return ""
    return f"{collection}/{key if key is not None else _given(row, f'{collection}.{KEY}')}"


def convert(text: str, attribute: Attribute, column: str) -> Value:
    """The value of a cell; Reject where the attribute cannot take it."""
    if text == NULL:
        return None
    value = _CONVERSIONS.get(attribute.type.name, _same)(text, attribute)
    wrong = attribute.type.check(value)
    if wrong:
        raise Reject(column, wrong, attribute.type.name.upper())
    return value


def _same(text: str, attribute: Attribute) -> Value:
    return text


def _integer(text: str, attribute: Attribute) -> Value:
    try:
        return int(text)
    except ValueError:
        return text


def _boolean(text: str, attribute: Attribute) -> Value:
    return _BOOLEANS.get(text.lower(), text)


def _choice(text: str, attribute: Attribute) -> Value:
    """The name of a choice, given by name or by its Chinese term."""
    return next((choice.name for choice in attribute.type.choices or () if text in (choice.name, choice.value)), text)


_BOOLEANS = {"true": True, "yes": True, "1": True, "是": True, "false": False, "no": False, "0": False, "否": False}
_CONVERSIONS = {"integer": _integer, "boolean": _boolean, "enum": _choice}


def _given(row: Row, column: str) -> str:
    if not row[column]:
        raise Reject(column, "is empty, but this row needs it", "MISSING")
    return row[column]


def _whole(row: Row, column: str) -> int:
    try:
        return int(row[column])
    except ValueError:
        raise Reject(column, "is not a whole number", "INTEGER") from None


def _date(row: Row, column: str) -> str:
    wrong = check_date(_given(row, column))
    if wrong:
        raise Reject(column, wrong, "DATE")
    return row[column]


def _moment(row: Row, column: str) -> str:
    try:
        moment = datetime.fromisoformat(row[column])
    except ValueError:
        raise Reject(column, "is not a moment of the form YYYY-MM-DDTHH:MM:SSZ", "MOMENT") from None
    if moment.tzinfo is None:
        raise Reject(column, "has no time zone; write Z or an offset such as +08:00", "MOMENT")
    return moment.isoformat()


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """An event for each row, in the order of the file."""
    kind, scheme, code = subject.split("\t")
    return (_draft(kind, scheme, code, row) for row in rows)


def _draft(kind: str, scheme: str, code: str, row: StagedRow) -> Draft:
    data = row.data
    stated: Mapping[str, Mapping[str, Value]] = data["set"]
    return Draft(
        kind,
        scheme,
        code,
        data["type"],
        data["effective_on"],
        set=stated.get("", {}),
        elements={entity: values for entity, values in stated.items() if entity},
        rows=(row,),
        effective_seq=data["effective_seq"],
        registered_at=datetime.fromisoformat(data["registered_at"]) if data["registered_at"] else None,
        document=Document(*data["document"]) if data["document"] else None,
        source=data["source"],
        seal=data["seal"],
    )


PROFILE = Profile(
    "generic",
    1,
    "Columns named as the fields of events (csv, ndjson, xlsx)",
    "通用格式：列名即事件字段",
    __name__,
    dataset="generic",
    source="generic import",
    parts=(EVENTS,),
    stage=stage,
    facts=facts,
    personal=True,
    description=(
        "kind, code, type, effective_on; optional scheme (local), row (the source's own key, by which a corrected row"
        " is known again), registered_at (an old register's time), effective_seq, document.kind/number/issued_on,"
        " source, remark; then attributes: floor_area, mortgages.key with mortgages.amount, owners/1.share."
    ),
)
