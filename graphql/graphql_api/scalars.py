"""Scalars beside GraphQL's own. Output needs no work: SQL writes every value as the answer shows it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

LARGEST = 2**63 - 1

_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,40}(\.\d{1,20})?", re.ASCII)


def _refuse(what: str, value: object, form: str) -> GraphQLError:
    shown = f"{value!r}"[:80]
    return GraphQLError(f"{shown} is not {what}; write {form}.", extensions={"code": "BAD_VALUE"})


def parse_date(value: object) -> date:
    """A calendar day written as YYYY-MM-DD."""
    if isinstance(value, str) and _DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise _refuse("a day of the calendar", value, "YYYY-MM-DD")


def parse_datetime(value: object) -> datetime:
    """An RFC 3339 moment with its offset; in UTC."""
    if isinstance(value, str) and len(value) >= 20:
        try:
            moment = datetime.fromisoformat(value)
            if moment.tzinfo is not None:
                return moment.astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise _refuse("a moment with its offset", value, "it as in RFC 3339, 2024-05-01T08:00:00Z")


def parse_decimal(value: object) -> Decimal:
    """A decimal number, best as a string; a JSON number is taken by its digits."""
    written = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    if isinstance(written, str) and _DECIMAL.fullmatch(written):
        try:
            return Decimal(written)
        except InvalidOperation:
            pass
    raise _refuse("a decimal number", value, 'it as a string of digits, "88.50"')


def parse_position(value: object) -> int:
    """A position in the ledger: a whole number from 0, as a number or as the string that a cursor is."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LARGEST:
        return value
    raise _refuse("a position", value, "a whole number from 0 to 2^63 - 1")


class Date:
    """Marks the scalar Date."""


class DateTime:
    """Marks the scalar DateTime."""


class DecimalNumber:
    """Marks the scalar Decimal."""


class Position:
    """Marks the scalar Position."""


class Json:
    """Marks the scalar JSON."""


SCALARS: dict[object, ScalarDefinition] = {
    Date: strawberry.scalar(
        name="Date", description="Calendar day 日期, ISO 8601: YYYY-MM-DD.", parse_value=parse_date
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="Moment 时刻, RFC 3339 with its offset; answers are in UTC with six decimals and Z.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        parse_value=parse_datetime,
    ),
    DecimalNumber: strawberry.scalar(
        name="Decimal", description="Exact decimal number 十进制数, as a string.", parse_value=parse_decimal
    ),
    Position: strawberry.scalar(
        name="Position",
        description="Position in the ledger 账本位置; 64 bits, sent as a number.",
        parse_value=parse_position,
    ),
    Json: strawberry.scalar(name="JSON", description="Any JSON value."),
}

BY_NAME: dict[str, object] = {
    "Date": Date,
    "DateTime": DateTime,
    "Decimal": DecimalNumber,
    "Position": Position,
    "JSON": Json,
    "String": str,
    "Int": int,
    "Boolean": bool,
    "Float": float,
    "ID": strawberry.ID,
}
