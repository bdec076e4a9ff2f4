"""The page `/verify` 验证: checks proofs, certificates and checkpoints in the browser, which sends them nowhere."""

from __future__ import annotations

from collections.abc import Mapping

from aggregates import catalogue as catalogues
from graphql_api.pages import Page

PAGE = Page(__name__)


def render(key: str | None, catalogue: catalogues.Catalogue = catalogues.CATALOGUE) -> bytes:
    """The page, with the log's verifier key to begin with where there is one."""
    return PAGE.render({"key": key or "", "types": _types(catalogue)})


def _types(catalogue: catalogues.Catalogue) -> Mapping[str, Mapping[str, list[int]]]:
    """Kind -> event type -> its schema version, and 1 where it affirms that its subject exists, else 0."""
    found: dict[str, dict[str, list[int]]] = {}
    for (kind, name), declared in catalogue.event_types.items():
        found.setdefault(kind, {})[name] = [declared.schema, int(declared.affirms)]
    return found
