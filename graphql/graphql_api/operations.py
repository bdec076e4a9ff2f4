"""The documents of ``graphql/operations``: useful questions, validated in tests and offered by the query page."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType

_SHIPPED = "operations"
_CHECKOUT = Path(__file__).parent.parent / "operations"


@cache
def documents() -> Mapping[str, str]:
    """Name -> text, in the order of names. In an installed package they lie within it, in a checkout beside it."""
    shipped = resources.files("graphql_api").joinpath(_SHIPPED)
    folder = shipped if shipped.is_dir() else _CHECKOUT
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".graphql")), key=lambda file: file.name)
    return MappingProxyType({file.name.removesuffix(".graphql"): file.read_text(encoding="utf-8") for file in files})
