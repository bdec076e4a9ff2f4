"""The root of every subscription: the events after a position, page by page, each page one statement 变更订阅.

A page is a text: the position that it comes to, that of the read model, and of each event its position and its JSON,
all parted by :data:`PART`, which no JSON holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from graphql_api import events, feeds, tables
from graphql_api.compiler import Compiler, Row, Selected
from graphql_api.connections import POSITION
from graphql_api.model import Argument, Field, Model, ObjectType
from graphql_api.values import Request, Variables

SUBSCRIPTION = "Subscription"
ROOT = "changes"

PAGE = 100
"""Events of a page at most."""
LARGEST = 65_536
"""Bytes of a page, but for its first event: what lies beyond comes with the next."""
WINDOW = 10_000
"""Positions that one statement looks at, however few of their events it answers."""

PART = "\x1e"
"""Between the parts of a page: in JSON a control character stands escaped."""

ONE_LINE = bytes.maketrans(b"\r\n", b"  ")
"""Ends of lines stand between values of JSON only, and some transports end a message by them."""

_SAID = (
    "Every event after a position, in the order of recording and each once, then each as it is recorded; without "
    "after, from now on. Who was cut off goes on after the last position that came 变更订阅."
)


@dataclass(frozen=True, slots=True)
class Page:
    """Events with their positions. All up to ``reached`` are in it; ``known`` is how far the read model had come."""

    reached: int
    known: int
    events: tuple[tuple[int, bytes], ...]

    def next_size(self, size: int, largest: int) -> int:
        """How many events to ask for next: of large ones not many more than a page holds, since all are read."""
        cut = bool(self.events) and len(self.events) < size and self.reached == self.events[-1][0] < self.known
        return min(largest, max(2, 2 * len(self.events)) if cut else 2 * size)


def add_types(model: Model) -> None:
    """Subscription."""
    after = Argument("Position", "Only events after this position, which is none of the future.", None)
    changes = Field(f"{events.EVENT}!", _changes, _SAID, {"after": after, **feeds.narrowing()})
    model.add(ObjectType(SUBSCRIPTION, "What can be followed 订阅.", {ROOT: changes}))
    model.subscription = SUBSCRIPTION


def read(data: bytes) -> Page:
    """The page of a statement's answer."""
    reached, known, *parts = data.split(PART.encode())
    return Page(int(reached), int(known), tuple(_pairs(parts)))


def _pairs(parts: list[bytes]) -> Iterator[tuple[int, bytes]]:
    for position, event in zip(parts[::2], parts[1::2], strict=True):
        yield int(position), event.translate(ONE_LINE)


def _after(variables: Variables, request: Request) -> object:
    return request.after


def _most(variables: Variables, request: Request) -> int:
    return request.most


def _changes(compiler: Compiler, row: Row, one: Selected) -> str:
    """The page after the request's own position; what the document says of ``after`` is where it began."""
    after = compiler.statement.bind_request("after", _after, "bigint")
    until = f"greatest({after}, least({POSITION}, {after} + {WINDOW}))"
    most = compiler.statement.bind_request("most", _most, "bigint")
    texts = _texts(compiler, one, [f"> {after}", f"<= {until}"], most)
    before = "sum(octet_length(j)) over (order by p rows between unbounded preceding and 1 preceding)"
    kept = f"select p, j, coalesce({before}, 0) < {LARGEST} kept from ({texts}) t"
    cut = f"count(*) = {most} or not bool_and(kept)"
    reached = f"case when {cut} then max(p) filter (where kept) else {until} end"
    told = "string_agg(concat_ws(chr(30), p, j), chr(30) order by p) filter (where kept)"
    return f"(select concat_ws(chr(30), {reached}, {POSITION}, {told}) from ({kept}) k)"


def _texts(compiler: Compiler, one: Selected, bounds: list[str], most: str) -> str:
    event = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    narrowed = {name: value for name, value in one.arguments.items() if name != "after"}
    where = [f"{event.column('position')} {bound}" for bound in bounds]
    where += [*feeds.conditions(compiler, event, narrowed), *tables.event_in_scope(compiler, event)]
    rows = f"select {event.alias}.* from read.event {event.alias}{tables.conjunction(where)}"
    with compiler.volume.within(_most):
        told = events.event_item(compiler, event, one)
    page = f"{rows} order by {event.column('position')} limit {most}"
    return f"select {event.column('position')} p, ({told})::text j from ({page}) {event.alias}"
