"""Spans tell what took time, under the caller's trace, and nothing of anybody; without a collector none are made."""

import contextlib
import gzip
import http.server
import json
import logging
import pathlib
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator, Sequence

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2
from opentelemetry.sdk.trace import ReadableSpan, export
from opentelemetry.sdk.trace.export import in_memory_span_exporter
from opentelemetry.trace import SpanKind, StatusCode

from graphql_api import trace
from projections import spans
from registry import __version__ as version
from registry import app, listening, logs, settings, tracing
from registry.access import tokens
from registry.ledger import grouping
from tests.acceptance import office
from tests.registry import test_app, test_requests

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
TRACEPARENT = {"traceparent": f"00-{TRACE}-{PARENT}-01"}
PERSONAL = ("王芳", "13800001111", "S-77")
ATTRIBUTES = {
    "http.request.method", "http.route", "http.response.status_code", "graphql.operation.name", "error.type",
    "fangji.request", "fangji.fields", "fangji.codes", "fangji.commands", "fangji.command", "fangji.events",
    "fangji.units", "fangji.after", "fangji.until", "fangji.hits",
}  # fmt: skip
"""A new one belongs here once somebody has seen that it can hold nothing of a person."""

REGISTER = "mutation Register($i: RegisterBuildingInput!) { registerBuilding(input: $i) { position } }"
SEARCH = "query Look($t: String!) { search(text: $t) { totalCount } searchSuggestions(text: $t) { text } }"


@pytest.fixture
def exported() -> Iterator[in_memory_span_exporter.InMemorySpanExporter]:
    exporter = in_memory_span_exporter.InMemorySpanExporter()
    with tracing.to(export.SimpleSpanProcessor(exporter)) as provider:
        yield exporter
        provider.shutdown()


@pytest.fixture
async def asked(
    database: str, tmp_path: pathlib.Path, exported: in_memory_span_exporter.InMemorySpanExporter
) -> Sequence[ReadableSpan]:
    """The spans of a command and a search, both of personal texts."""
    configured = settings.Settings(database_url=database, data_dir=tmp_path)
    headers = {"authorization": f"Bearer {tokens.issue(tokens.secret(configured), ('admin',), ('*',), subject='li')}"}
    given: dict[str, object] = {
        "buildingCode": "S-77",
        "scheme": "local",
        "effectiveOn": "2020-01-01",
        "commandId": str(uuid.uuid4()),
    }
    given |= {"remark": "王芳 13800001111", "document": office.paper("1"), "division": "990102"}
    async with test_app.serving(app.build(configured)) as client:
        await test_app.caught_up(client)
        filed = await client.post(
            "/graphql", json={"query": REGISTER, "variables": {"i": given}}, headers=headers | TRACEPARENT
        )
        assert filed.json() == {"data": {"registerBuilding": {"position": 1}}}
        await test_app.caught_up(client, "search")
        sought = await client.post(
            "/graphql", json={"query": SEARCH, "variables": {"t": "王芳 13800001111"}}, headers=headers
        )
        assert "errors" not in sought.json()
    return exported.get_finished_spans()


@pytest.fixture
def collector() -> Iterator[tuple[str, list[trace_service_pb2.ExportTraceServiceRequest]]]:
    """The address of something that takes traces by OTLP over HTTP, and what it has taken."""
    received: list[trace_service_pb2.ExportTraceServiceRequest] = []

    class Taking(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            body = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
            if (self.path, self.headers["Content-Type"]) == (tracing.PATH, "application/x-protobuf"):
                received.append(trace_service_pb2.ExportTraceServiceRequest.FromString(body))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Taking) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


def named(found: Sequence[ReadableSpan], name: str) -> list[ReadableSpan]:
    return [one for one in found if one.name == name]


async def test_what_took_time_is_told_and_nothing_of_anybody(asked: Sequence[ReadableSpan]) -> None:
    command, search = named(asked, "POST /graphql")
    assert command.kind is SpanKind.SERVER
    assert command.context is not None
    assert command.parent is not None
    assert (f"{command.context.trace_id:032x}", f"{command.parent.span_id:016x}") == (TRACE, PARENT)
    told = dict(command.attributes or {})
    assert told["graphql.operation.name"] == "Register"
    assert told["http.response.status_code"] == 200
    assert len(str(told["fangji.request"])) == 32
    (submitted,) = named(asked, "ledger submit")
    assert submitted.parent is not None
    assert submitted.parent.span_id == command.context.span_id
    assert dict(submitted.attributes or {}) == {"fangji.command": told["fangji.commands"], "fangji.events": 1}
    assert named(asked, "ledger append")[0].parent is None, "a group belongs to no request"
    assert {"fangji.after": 0, "fangji.until": 1} in [
        dict(one.attributes or {}) for one in named(asked, "projector batch")
    ]
    (found,) = named(asked, "search")
    assert found.parent is not None
    assert search.context is not None
    assert found.parent.span_id == search.context.span_id
    written = "".join(one.to_json() for one in asked)
    assert [one for one in PERSONAL if json.dumps(one)[1:-1] in written] == []
    assert {key for one in asked for key in one.attributes or {}} <= ATTRIBUTES
    assert not any(one.events for one in asked), "an exception's words may quote rows"


async def test_an_error_tells_its_class_alone(exported: in_memory_span_exporter.InMemorySpanExporter) -> None:
    with contextlib.suppress(ValueError), spans.span("step", after=1):
        raise ValueError("Key (name)=(王芳) exists")
    transport = httpx.ASGITransport(test_requests.APPLICATION)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        await client.get("/failing", headers={"traceparent": "x"})
        await client.request("WANGFANG", "/WANGFANG?name=WANGFANG", headers={"traceparent": f"WANGFANG-{TRACE}"})
    step, request, unknown = exported.get_finished_spans()
    assert (step.status.status_code, step.status.description) == (StatusCode.ERROR, None)
    assert dict(step.attributes or {}) == {"fangji.after": 1, "error.type": "ValueError"}
    assert (request.name, request.parent, request.status.status_code) == ("GET other", None, StatusCode.ERROR)
    assert (unknown.name, unknown.parent, unknown.status.status_code) == ("_OTHER other", None, StatusCode.UNSET)
    written = step.to_json() + request.to_json() + unknown.to_json()
    assert "WANGFANG" not in written
    assert json.dumps("王芳")[1:-1] not in written


def test_a_line_of_the_log_names_its_trace(exported: in_memory_span_exporter.InMemorySpanExporter) -> None:
    record = logging.LogRecord("fangji", logging.INFO, __file__, 1, "x", (), None)
    with spans.span("step"):
        line = json.loads(logs.JsonFormatter().format(record))
    (step,) = exported.get_finished_spans()
    assert step.context is not None
    assert line["trace"] == f"{step.context.trace_id:032x}"
    assert "trace" not in json.loads(logs.JsonFormatter().format(record))


async def test_a_group_is_no_part_of_the_request_that_asked_first() -> None:
    seen: list[object] = []

    async def work(group: Sequence[int]) -> Sequence[int]:
        seen.append(trace.CURRENT.get())
        return group

    grouped = grouping.Grouping[int, int](work, int, most=9, heaviest=9, name="test")
    token = trace.CURRENT.set(trace.Trace("first"))
    try:
        await grouped.ask(1)
    finally:
        trace.CURRENT.reset(token)
    assert seen == [None]


def test_without_a_collector_nothing_is_loaded() -> None:
    program = (
        "import sys, logging; from registry import app, logs; from projections import spans\n"
        "with spans.span('x', after=1) as one: one.set_attribute('y', 1)\n"
        "logs.JsonFormatter().format(logging.makeLogRecord({}))\n"
        "print([name for name in sys.modules if name.startswith('opentelemetry')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=office_environment()
    )
    assert done.stdout == "[]\n"


def office_environment() -> dict[str, str]:
    root = pathlib.Path(__file__).parents[2]
    return {"PYTHONPATH": f"{root}:{root / 'graphql'}", "PATH": "/usr/bin:/bin"}


async def test_a_collector_gets_them_by_the_end(
    collector: tuple[str, list[trace_service_pb2.ExportTraceServiceRequest]],
) -> None:
    address, received = collector
    async with tracing.sending(settings.Settings(otlp_endpoint=f"{address}/")):
        with spans.span("step", after=1):
            pass
    (batch,) = received
    (resource,) = batch.resource_spans
    service = {one.key: one.value.string_value for one in resource.resource.attributes}
    assert (service["service.name"], service["service.version"]) == ("fangji", version)
    assert [one.name for one in resource.scope_spans[0].spans] == ["step"]
    assert not spans.traced()


async def test_a_collector_that_is_not_there_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracing, "PATIENCE", 0.2)
    with listening.take("127.0.0.1", 0) as taken:
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}"
    started = time.monotonic()
    async with tracing.sending(settings.Settings(otlp_endpoint=nowhere)):
        with spans.span("step"):
            pass
    assert time.monotonic() - started < tracing.PATIENCE + 3
