"""What one request may ask for: every bound in one place, as docs/graphql.md lists them."""

from __future__ import annotations

from dataclasses import dataclass

from graphql_api.errors import TooLarge


@dataclass(frozen=True, slots=True)
class Bound:
    """At most so many of something; ``whose`` and ``what`` make a refusal's sentence, ``instead`` is its way out."""

    whose: str
    what: str
    most: int
    instead: str = "ask in several requests"

    def check(self, found: int, field: str = "query") -> None:
        """Raise TooLarge where more was found; ``field`` is the part of the request."""
        if found > self.most:
            raise self.passed(found, field)

    def passed(self, found: int, field: str = "query") -> TooLarge:
        """The refusal of what was found."""
        shown = str(found) if found < 10**12 else "more than 10^12"
        return TooLarge(
            f"{self.whose} has {shown} {self.what}; at most {self.most} are allowed: {self.instead}.", field=field
        )


CHARACTERS = Bound("The document", "characters", 100_000)
TOKENS = Bound("The document", "tokens", 5_000)
NESTING = Bound("The document", "levels of braces and fragments", 100, "nest less")
OPERATIONS = Bound("The document", "operations", 50, "send those that are asked for")
FRAGMENTS = Bound("The document", "fragments", 100, "send those that are used")
DIRECTIVES = Bound("The document", "directives", 100, "leave out what is not wanted")
NAME = Bound("A name or alias of the document", "characters", 63, "use a shorter one")
"""63 is PostgreSQL's limit for the name of a column, which a response key becomes."""
DEPTH = Bound("The operation", "levels of fields", 20)
FIELDS = Bound("The operation", "fields with all fragments put in", 1_500)
"""A row of PostgreSQL has at most 1,664 columns."""
ALIASES = Bound("The operation", "aliases with all fragments put in", 500)
ROOTS = Bound("The query", "root fields", 100)
SEARCHES = Bound("The query", "searches by ID number", 20)
LOOKUPS = Bound("The query", "searches, suggestions and proofs", 10)
MUTATIONS = Bound("The mutation", "root fields", 50)
LIST = Bound("A list in the input", "values", 1_000)
VALUES = Bound("The input", "values", 10_000)
INPUT_DEPTH = Bound("The input", "levels of lists and objects", 30, "nest less")
TEXT = Bound("A text in the input", "characters", 20_000, "send less")
RUNNING = Bound("A WebSocket", "operations at once", 50, "complete some of them, or open another")
CONDITIONS = Bound("The operation", "conditions of filters", 2_000)
ROWS = Bound("The answer", "rows by estimate", 100_000, "ask for smaller pages")
ANSWER = Bound("The answer", "values by estimate", 1_000_000, "ask for smaller pages or fewer fields")
INTROSPECTED = Bound("The introspection", "values by estimate", 300_000)

BOUNDS = (
    CHARACTERS, TOKENS, NESTING, OPERATIONS, FRAGMENTS, DIRECTIVES, NAME, DEPTH, FIELDS, ALIASES, ROOTS, SEARCHES,
    LOOKUPS, MUTATIONS, LIST, VALUES, INPUT_DEPTH, TEXT, RUNNING, CONDITIONS, ROWS, ANSWER, INTROSPECTED,
)  # fmt: skip

UNPAGED = 5
"""Rows that a list without pages is estimated at: owners, mortgages, causes."""
SECONDS = 20
"""How long the database may work on one statement."""
