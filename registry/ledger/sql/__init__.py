"""The ledger's statements, one a file, named for what they do."""

from __future__ import annotations

import functools
import importlib.resources


@functools.cache
def statement(name: str) -> str:
    """The text of ``name.sql``."""
    return importlib.resources.files(__name__).joinpath(f"{name}.sql").read_text("utf-8")
