"""Upcasting: reading a body of an older schema version as if written today; the stored bytes never change."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from aggregates.errors import UnknownName

Members = dict[str, object]
Upcaster = Callable[[Members], Members]
"""A pure function from a body's members of one schema version to those of the next; its argument stays as it is."""


class Upcasters:
    """Upcasters by (kind, type, schema version that they read)."""

    def __init__(self, steps: Mapping[tuple[str, str, int], Upcaster] | None = None) -> None:
        self._steps = dict(steps or {})

    def outdated(self) -> frozenset[tuple[str, str, int]]:
        """Every (kind, type, schema) that there is a step for: the bodies that cannot be read as they stand."""
        return frozenset(self._steps)

    def upcast(self, members: Members, to: int) -> Members:
        """``members`` as of schema version ``to``.

        Raises:
            UnknownName: a step is missing, or the body is newer than this code.
        """
        while (schema := cast(int, members["schema"])) != to:
            step = self._steps.get((cast(str, members["kind"]), cast(str, members["type"]), schema))
            if step is None:
                raise UnknownName(
                    f"No way from schema {schema} to {to} of {members['type']}; this code may be too old."
                )
            members = {**step(members), "schema": schema + 1}
        return members


UPCASTERS = Upcasters()
"""The shipped ones; none yet, for every type is in its first version."""
