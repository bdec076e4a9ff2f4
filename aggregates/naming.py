"""Names of attributes and inputs: snake_case in declarations and events, camelCase where front ends read them.

Entities are named by their collection and key.
"""

from __future__ import annotations

import functools
import hashlib
import re

_ENTITY = re.compile(r"[^\x00-\x1f\x7f]{1,200}")


@functools.cache
def snake(name: str) -> str:
    """``floorArea`` -> ``floor_area``; what is in snake case already stays as it is."""
    return "".join(f"_{mark.lower()}" if mark.isupper() else mark for mark in name)


@functools.cache
def camel(name: str) -> str:
    """``floor_area`` -> ``floorArea``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def entity(named: str) -> str:
    """An entity as events may name it: a key made of long or unprintable numbers becomes their digest."""
    collection, slash, key = named.partition("/")
    if not slash or _ENTITY.fullmatch(key):
        return named
    return f"{collection}/sha256-{hashlib.sha256(key.encode()).hexdigest()[:32]}"
