"""Spans: what takes time, and for how long, for whoever traces this process (:mod:`registry.tracing`).

A process that is not traced loads nothing of OpenTelemetry, and each costs it a microsecond. Attributes are numbers and
names of ours: never a value that somebody sent, never anything of a person. An exception gives its class alone, since
the words of a database's error may quote rows.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

Attribute = str | int | bool


class Span(Protocol):
    """Something that takes time."""

    def set_attribute(self, key: str, value: Attribute) -> None:
        """Say something of it."""


class Untraced:
    """A span that nobody will see."""

    def set_attribute(self, key: str, value: Attribute) -> None:
        """Nothing."""


UNTRACED = Untraced()
_tracer: Tracer | None = None


def use(tracer: Tracer | None) -> None:
    """From now on the process's spans go to this tracer; None: to nobody."""
    global _tracer
    _tracer = tracer


def traced() -> bool:
    """Whether anybody wants spans."""
    return _tracer is not None


@contextlib.contextmanager
def span(name: str, *, server: bool = False, **attributes: Attribute) -> Iterator[Span]:
    """A span of the block, within the one that is under way. ``server``: it answers somebody who asked from outside."""
    if _tracer is None:
        yield UNTRACED
        return
    from opentelemetry.trace import SpanKind

    kind = SpanKind.SERVER if server else SpanKind.INTERNAL
    given = {f"fangji.{key}": value for key, value in attributes.items()}
    with _tracer.start_as_current_span(
        name, kind=kind, attributes=given, record_exception=False, set_status_on_exception=False
    ) as started:
        try:
            yield started
        except Exception as error:
            failed(started, type(error).__name__)
            raise


def failed(span_: Span, kind: str) -> None:
    """Say that it failed, and how: the class of an error, or a status of HTTP."""
    if _tracer is not None:
        from opentelemetry.trace import Span as Recorded
        from opentelemetry.trace import StatusCode

        if isinstance(span_, Recorded):
            span_.set_status(StatusCode.ERROR)
            span_.set_attribute("error.type", kind)


def trace_id() -> str | None:
    """The id of the trace that is under way, as 32 hexadecimal digits; None outside of one."""
    if _tracer is None:
        return None
    from opentelemetry import trace

    found = trace.get_current_span().get_span_context()
    return f"{found.trace_id:032x}" if found.is_valid else None
