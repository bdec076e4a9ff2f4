"""The search page `/search` 检索: one box, facets, results as one types, a subject's whole life on a click.

It asks by the trusted documents, so that it also works where a server takes no others.
"""

from collections.abc import Mapping

from aggregates import policy
from graphql_api import operations
from graphql_api.pages import Page
from registry.pages.search import names

PAGE = Page(__name__, ("words.js", "asking.js", "life.js", "page.js"))

DOCUMENTS = {"search": "41-search", "suggestions": "42-suggestions", "life": "43-life"}
"""What the page calls them -> their names in `graphql/operations`."""


def render(tokens: Mapping[str, str]) -> bytes:
    """The page, with ``tokens`` to choose from by name."""
    known = operations.documents()
    return PAGE.render(
        {
            "tokens": dict(tokens),
            "documents": {name: known[file] for name, file in DOCUMENTS.items()},
            "purposes": {name: [one.en, one.zh] for name, one in policy.default().purposes.items()},
            "paths": names.paths(),
            "values": names.values(),
        }
    )
