"""Names of attributes and inputs: snake_case in declarations and events, camelCase where front ends read them."""

from __future__ import annotations

import functools


@functools.cache
def camel(name: str) -> str:
    """``floor_area`` -> ``floorArea``."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
