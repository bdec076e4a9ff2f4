"""What the database says when a statement fails, in words for who asked; details stay in the log."""

from __future__ import annotations

import asyncpg

from graphql_api import as_of
from graphql_api.errors import AsOfTooLarge, BadVariable, Internal, RequestError, Unavailable
from projections import lost

PASSING = (
    asyncpg.TransactionRollbackError,
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidCachedStatementError,
)
"""What ends a statement for the sake of another's, of a failover or of a changed table; asked again it passes."""


def of(error: Exception) -> RequestError:
    """The error to show."""
    if isinstance(error, asyncpg.InvalidTextRepresentationError) and as_of.REFUSED in str(error):
        return AsOfTooLarge(
            f"This list as of another day would fold more than {as_of.BUDGET} subjects for a total or for an order "
            "other than by code; add a filter by division, building or purpose, or leave totalCount and orderBy out.",
            field="asOf",
        )
    if isinstance(error, asyncpg.QueryCanceledError):
        return Unavailable("The answer took too long and was given up; ask for fewer rows or add a filter.")
    if isinstance(error, asyncpg.DataError):
        return BadVariable("A value of the request cannot be stored in a text, number or date; check the variables.")
    if isinstance(error, asyncpg.UndefinedTableError | asyncpg.InvalidSchemaNameError | asyncpg.UndefinedFunctionError):
        return Unavailable("The read model does not exist yet; run `fangji migrate` and `fangji project`.")
    if isinstance(error, lost.LOST):
        return Unavailable("The database does not answer; try again in a moment.")
    if isinstance(error, PASSING):
        return Unavailable("The database gave way to other work, such as a migration; try again in a moment.")
    return Internal("Something went wrong inside; the server's log has the details.")
