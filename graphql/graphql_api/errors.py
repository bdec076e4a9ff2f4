"""What a GraphQL request can be refused for; every error has a stable code and one sentence."""

from __future__ import annotations

from graphql import GraphQLError

from aggregates.errors import FangjiError
from graphql_api import trace


class RequestError(FangjiError):
    """The request as such cannot be executed."""

    code = "BAD_REQUEST"
    status = 400


class BadVariable(RequestError):
    """A variable or an argument holds a value that it cannot take."""

    code = "BAD_VALUE"


class BadCursor(RequestError):
    """A cursor that no page of this query gave."""

    code = "BAD_CURSOR"


class TooLarge(RequestError):
    """The operation asks for more than one request may."""

    code = "TOO_LARGE"


class NotAcceptable(RequestError):
    """No media type is wanted in which this could be answered."""

    code = "NOT_ACCEPTABLE"
    status = 406


class TooSlow(RequestError):
    """A subscriber does not take what it asked for."""

    code = "TOO_SLOW"
    status = 408


class AsOfTooLarge(RequestError):
    """A list as of another day would have to fold more subjects than one request may."""

    code = "AS_OF_TOO_LARGE"


class Unauthenticated(RequestError):
    """The bearer token says nothing that can be trusted."""

    code = "UNAUTHENTICATED"
    status = 401


class Forbidden(RequestError):
    """None of the reader's roles may ask that."""

    code = "FORBIDDEN"
    status = 403


class RateLimited(RequestError):
    """Too many requests; the next counts ``retry_after`` seconds from now."""

    code = "RATE_LIMITED"
    status = 429

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Unavailable(RequestError):
    """The database does not answer, or not in time."""

    code = "UNAVAILABLE"
    status = 503


class ReadOnly(RequestError):
    """A mutation was sent to a process that takes no commands."""

    code = "READ_ONLY"
    status = 403


class NotYetReadable(RequestError):
    """What is recorded at ``position`` cannot be read yet, or, where that is None, what stands in a command's way."""

    code = "NOT_YET_READABLE"
    status = 503

    def __init__(self, message: str, position: int | None, *, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.position = position


class Internal(RequestError):
    """Something went wrong inside; the log has it, the answer does not."""

    code = "INTERNAL"
    status = 500


def as_json(error: Exception) -> dict[str, object]:
    """One entry of ``errors``, in the shape that every answer of this registry has.

    Within a request it says the request's id too, and the request's trace takes down the code.
    """
    if isinstance(error, FangjiError):
        return _entry(error.message, error.code, error.field, error.rule, _position(error))
    if isinstance(error, GraphQLError):
        return _graphql_entry(error)
    return _entry("Something went wrong inside; the server's log has the details.", Internal.code)


def _position(error: FangjiError) -> int | None:
    return error.position if isinstance(error, NotYetReadable) else None


def _entry(
    message: str, code: str, field: str | None = None, rule: str | None = None, position: int | None = None
) -> dict[str, object]:
    request = trace.CURRENT.get()
    if request is not None:
        request.codes.append(code)
    extensions = {
        "code": code,
        "field": field,
        "rule": rule,
        "position": position,
        "requestId": request.id if request else None,
    }
    return {"message": message, "extensions": {name: value for name, value in extensions.items() if value is not None}}


def _graphql_entry(error: GraphQLError) -> dict[str, object]:
    if isinstance(error.original_error, FangjiError):
        entry = as_json(error.original_error)
    else:
        said = error.extensions or {}
        entry = _entry(error.message, str(said.get("code", "INVALID_DOCUMENT")), said.get("field"))
    if error.locations:
        entry["locations"] = [{"line": at.line, "column": at.column} for at in error.locations]
    if error.path:
        entry["path"] = error.path
    return entry
