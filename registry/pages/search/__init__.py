"""The search page `/search` 检索: one box, facets, results as one types, a subject's whole life on a click.

It asks by the trusted documents, so that it also works where a server takes no others.
"""

from collections.abc import Mapping

from aggregates import catalogue
from graphql_api import operations
from graphql_api.pages import Page

PAGE = Page(__name__)

DOCUMENTS = {"search": "41-search", "suggestions": "42-suggestions", "life": "43-life"}
"""What the page calls them -> their names in `graphql/operations`."""


def render(tokens: Mapping[str, str]) -> bytes:
    """The page, with ``tokens`` to choose from by name."""
    known = operations.documents()
    documents = {name: known[file] for name, file in DOCUMENTS.items()}
    return PAGE.render({"tokens": dict(tokens), "documents": documents, "names": _names()})


def _names() -> dict[str, list[str]]:
    """Fields and values as people call them: English, Chinese."""
    found: dict[str, list[str]] = {}
    for kind in catalogue.CATALOGUE.kinds.values():
        found[kind.name] = [kind.en, kind.zh]
        for name, attribute in kind.attributes.items():
            found.setdefault(name, [attribute.en, attribute.zh])
            for member in attribute.type.choices or ():
                found.setdefault(member.name, [member.name.replace("_", " ").capitalize(), str(member.value)])
    return found
