"""The query page of ``GET /graphql``: one document of HTML, CSS and JavaScript that needs nothing from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from graphql_api import operations

_SLOT = "/*DATA*/null"


@cache
def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _examples() -> Iterator[dict[str, str]]:
    """The documents that the page offers; the first line of each is its title."""
    for name, text in operations.documents().items():
        yield {"title": text.splitlines()[0].lstrip("# ") or name, "query": text}


@cache
def _style() -> str:
    return _text("page.css")


@cache
def _script() -> str:
    return _text("page.js")


def render(tokens: Mapping[str, str]) -> bytes:
    """The page, with ``tokens`` to choose from by name."""
    data = json.dumps({"tokens": dict(tokens), "examples": list(_examples())}, ensure_ascii=False)
    page = _text("page.html").replace("/*STYLE*/", _style()).replace("/*SCRIPT*/", _script())
    return page.replace(_SLOT, data.replace("<", "\\u003c")).encode()


def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


@cache
def security() -> tuple[tuple[bytes, bytes], ...]:
    """Headers under which the page can reach this server only, and runs no script but its own."""
    policy = (
        f"default-src 'none'; connect-src 'self'; script-src {_digest(_script())}; style-src {_digest(_style())}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return (
        (b"content-security-policy", policy.encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"cache-control", b"no-store"),
    )
