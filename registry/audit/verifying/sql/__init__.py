"""The comparisons that the database makes, one a file."""

from __future__ import annotations

import functools
import importlib.resources


@functools.cache
def statement(name: str) -> str:
    """The text of ``name.sql``."""
    return importlib.resources.files(__name__).joinpath(f"{name}.sql").read_text("utf-8")
