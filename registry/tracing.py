"""Sends the process's spans to an OpenTelemetry collector, where OTEL_EXPORTER_OTLP_ENDPOINT names one.

Without it nothing of OpenTelemetry is loaded. What else the SDK reads of the environment counts too: OTEL_SERVICE_NAME,
OTEL_RESOURCE_ATTRIBUTES, OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS and their like.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

import registry
from graphql_api import trace
from projections import spans
from registry import metrics, settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
    from starlette.types import Scope

PATH = "/v1/traces"
SERVICE = "fangji"
PATIENCE = 2.0
"""Seconds that the end of a process waits for a collector that does not answer."""

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})


@contextlib.asynccontextmanager
async def sending(configured: settings.Settings) -> AsyncIterator[None]:
    """While this lasts, spans go to the collector of these settings; what is left is sent at the end, or given up."""
    if configured.otlp_endpoint is None:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace import export

    exporter = OTLPSpanExporter(endpoint=configured.otlp_endpoint.rstrip("/") + PATH)
    with to(export.BatchSpanProcessor(exporter)) as provider:
        yield
        giving_up = asyncio.get_running_loop().call_later(PATIENCE, exporter.shutdown)
        await asyncio.to_thread(provider.shutdown)
        giving_up.cancel()


@contextlib.contextmanager
def to(processor: SpanProcessor) -> Iterator[TracerProvider]:
    """While this lasts, spans go to ``processor``; the caller shuts the provider down."""
    from opentelemetry.sdk import resources
    from opentelemetry.sdk.trace import TracerProvider

    named = resources.Resource.create({"service.version": registry.__version__})
    if named.attributes.get(resources.SERVICE_NAME, "").startswith("unknown_service"):  # type: ignore[union-attr]
        named = named.merge(resources.Resource({resources.SERVICE_NAME: SERVICE}))
    provider = TracerProvider(resource=named)
    provider.add_span_processor(processor)
    spans.use(provider.get_tracer(SERVICE, registry.__version__))
    try:
        yield provider
    finally:
        spans.use(None)


@contextlib.contextmanager
def request(scope: Scope, request_id: str) -> Iterator[spans.Span]:
    """A span of one HTTP request, part of the trace that its caller names in `traceparent` (W3C Trace Context)."""
    if not spans.traced():
        yield spans.UNTRACED
        return
    from opentelemetry import context
    from opentelemetry.trace.propagation import tracecontext

    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"), "")
    found = tracecontext.TraceContextTextMapPropagator().extract({"traceparent": given}, context.Context())
    token = context.attach(found)
    try:
        with spans.span(f"{_method(scope)} {metrics.path(scope)}", server=True, request=request_id) as started:
            yield started
    finally:
        context.detach(token)


def answered(span: spans.Span, scope: Scope, asked: trace.Trace, status: int | None) -> None:
    """What an HTTP request came to: names of the schema and the document's own, codes and ids."""
    if not spans.traced():
        return
    given = {
        "http.request.method": _method(scope),
        "http.route": metrics.path(scope),
        "http.response.status_code": status,
        "graphql.operation.name": asked.operation,
        "fangji.fields": " ".join(asked.fields),
        "fangji.codes": " ".join(asked.codes),
        "fangji.commands": " ".join(asked.commands),
    }
    for name, value in given.items():
        if value:
            span.set_attribute(name, value)
    if status is None or status >= 500:
        spans.failed(span, str(status or "broken off"))


def _method(scope: Scope) -> str:
    """The method where it is one that is served: others are the client's own words."""
    return scope["method"] if scope["method"] in METHODS else "_OTHER"
