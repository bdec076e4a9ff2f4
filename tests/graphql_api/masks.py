"""The oracle's words for values: as the answer shows them, and what of an event's changes a reader may see."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from aggregates.catalogue import Catalogue
from graphql_api.identity import Identity
from tests.graphql_api import sight


def shown(value: Any) -> Any:
    """A column's value in JSON; ``jsonb`` comes as text from the driver."""
    if isinstance(value, Decimal | uuid.UUID):
        return str(value)
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, str) and value.startswith(("{", "[")):
        return json.loads(value)
    return value


def changes(catalogue: Catalogue, row: Mapping[str, Any], identity: Identity) -> list[dict[str, Any]]:
    """Every change, with what may not be seen replaced."""
    kind = catalogue.kinds[row["kind"]]
    found = []
    for change in json.loads(row["changes"]):
        attributes = kind.attributes_of(change["entity"].partition("/")[0]) or {}
        hidden = {name for name, one in attributes.items() if not sight.sees(identity.roles, one.exposure.name)}
        values = {name: _masked(value, name in hidden) for name, value in change["set"].items()}
        found.append({"entity": change["entity"], "set": values})
    return found


def _masked(value: Any, hidden: bool) -> Any:
    if isinstance(value, dict):
        return {"sealed": True}
    return {"masked": True} if hidden and value is not None else value


def flattened(told: list[dict[str, Any]]) -> dict[str, Any]:
    """``attribute`` or ``collection/key/attribute`` -> value."""
    return {
        f"{change['entity']}/{name}" if change["entity"] else name: value
        for change in told
        for name, value in change["set"].items()
    }
