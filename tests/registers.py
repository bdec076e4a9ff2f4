"""Where the real registers lie, beside the project; tests that need them say so where they are absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FOLDER = Path(os.environ.get("FANGJI_REGISTERS", Path(__file__).parents[2] / "shared" / "data"))


def file(name: str) -> Path:
    """A register's file or folder; skips the test, with the reason in the summary, where it is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(
            f"the register {path} is absent: it is not part of the project, put it there or set FANGJI_REGISTERS"
        )
    return path
