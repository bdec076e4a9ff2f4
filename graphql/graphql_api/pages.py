"""Pages: documents of HTML, CSS and JavaScript that need nothing from elsewhere and reach this server only."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from importlib import resources

_SLOT = "/*DATA*/null"


class Page:
    """``page.html``, ``page.css`` and the scripts of a package, in their order, as one document.

    The document holds ``/*STYLE*/``, ``/*SCRIPT*/`` and ``/*DATA*/null`` where these belong.
    """

    def __init__(self, package: str, scripts: Sequence[str] = ("page.js",)) -> None:
        self._package, self._scripts = package, scripts

    def render(self, data: object) -> bytes:
        """The document, with ``data`` in it as JSON."""
        shown = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
        text = (
            _text(self._package, "page.html").replace("/*STYLE*/", self._style()).replace("/*SCRIPT*/", self._script())
        )
        return text.replace(_SLOT, shown).encode()

    def security(self) -> tuple[tuple[bytes, bytes], ...]:
        """Headers under which the page can reach this server only, and runs no script but its own."""
        policy = (
            f"default-src 'none'; connect-src 'self'; script-src {_digest(self._script())}; "
            f"style-src {_digest(self._style())}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )
        return (
            (b"content-security-policy", policy.encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"cache-control", b"no-store"),
        )

    def _style(self) -> str:
        return _text(self._package, "page.css")

    def _script(self) -> str:
        return "".join(_text(self._package, one) for one in self._scripts)


@cache
def _text(package: str, name: str) -> str:
    return resources.files(package).joinpath(name).read_text(encoding="utf-8")


@cache
def _digest(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"
