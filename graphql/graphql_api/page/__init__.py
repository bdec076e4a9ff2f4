"""The query page of ``GET /graphql``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql_api import operations
from graphql_api.pages import Page

PAGE = Page(__name__)


def _examples() -> Iterator[dict[str, str]]:
    """The documents that the page offers; the first line of each is its title."""
    for name, text in operations.documents().items():
        yield {"title": text.splitlines()[0].lstrip("# ") or name, "query": text}


def render(tokens: Mapping[str, str]) -> bytes:
    """The page, with ``tokens`` to choose from by name."""
    return PAGE.render({"tokens": dict(tokens), "examples": list(_examples())})
