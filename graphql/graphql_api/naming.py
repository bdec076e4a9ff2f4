"""Names: snake_case in events and tables, camelCase in GraphQL, PascalCase for types."""

from __future__ import annotations

from aggregates.naming import camel as camel


def pascal(name: str) -> str:
    """``HOUSE`` or ``presale_permit`` -> ``House``, ``PresalePermit``."""
    return "".join(part.capitalize() for part in name.lower().split("_"))


def bilingual(en: str, zh: str, more: str | None = None) -> str:
    """The description of everything that a person reads: English, then the Chinese term."""
    said = f"{en} {zh}"
    return f"{said}: {more}" if more else said


def plural(name: str) -> str:
    """``house``, ``lottery`` -> ``houses``, ``lotteries``."""
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def singular(name: str) -> str:
    """``contracts``, ``parties``, ``boxes`` -> ``contract``, ``party``, ``box``."""
    if name.endswith("ies"):
        return name[:-3] + "y"
    if name.endswith("xes"):
        return name[:-2]
    return name[:-1] if name.endswith("s") else name
