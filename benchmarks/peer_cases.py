"""What `make bench-peers` compares with whom, what has to be reached, and what keeps us from it where it is not."""

import dataclasses
import statistics
from collections.abc import Sequence

from benchmarks import harness, load, postgraphile

LIBRARY = "eventsourcing 9.5"
ROUTE = "bare asyncpg"
INSERT = "bare asyncpg insert"
COPY = "bare COPY"
HASHES = "bare read and SHA-256"
BULK = "bare OpenSearch bulk"
SEARCHES = "bare OpenSearch searches"


@dataclasses.dataclass(frozen=True)
class Case:
    """One comparison. ``least``: the ratio that issue 11 aims at; None where nothing was asked.

    ``unit``: of what there are so many a second. ``does``: what both do. ``why``: what the difference is made of.
    """

    group: str
    name: str
    peer: str
    least: float | None
    unit: str
    does: str
    why: str = ""


READS = "GraphQL reads"
COMMANDS = "Commands"
EVENTS = "Loads and replay"
LIMITS = "Limits: what the machine and its servers do bare"

_SMALL = (
    "Little work for anybody: HTTP, the driver, PostgreSQL and the client, all on two cores, are most of it; the limit "
    "below says how much of what one process can do at all is left."
)
_SHARED = (
    "Two Python processes and PostgreSQL share two cores; the transactions of both wait for one append lock, as the "
    "library's wait for its table."
)
_BETWEEN = "Between the request and its SQL stand the kept document, the variables, and who sees what."

CASES = {
    "one": Case(
        READS, "one house with its ten events", postgraphile.NAME, 2.0, "requests", "by its code; 500 houses in turns",
        _SMALL,
    ),
    "fifty": Case(
        READS, "fifty houses with their events", postgraphile.NAME, 3.5, "requests", "by a prefix of the code; 125 kB",
        "PostgreSQL writes the JSON of five hundred events, which is most of it.",
    ),
    "list": Case(
        READS, "a filtered, ordered page of fifty houses", postgraphile.NAME, 3.5, "requests",
        "of a division, in a phase, over a floor area, ordered by it, with `pageInfo`; first and second pages in turns",
        _SMALL,
    ),
    "register": Case(
        COMMANDS, "register a house, 16 at once", LIBRARY, 3.0, "commands",
        "ours with all rules, claims, seals and the hash chain; the peer saves one aggregate of one event",
        "The library saves by one call of a database function and decides nothing; ours reads the building, judges "
        "every rule, and writes source rows, claims and leaf hashes beside the event, in one Python process.",
    ),
    "contract": Case(
        COMMANDS, "file a presale contract, 16 at once", LIBRARY, 3.0, "commands",
        "ours with all rules and a sealed buyer; the peer saves one aggregate of one event",
        "As with a registration; a contract also makes and stores a key for its buyer.",
    ),
    "register two": Case(
        COMMANDS, "register a house, 16 at once in two processes", LIBRARY, 3.0, "commands",
        "the same, eight writers in each process, ours and the peer's",
        _SHARED,
    ),
    "contract two": Case(
        COMMANDS, "file a presale contract, 16 at once in two processes", LIBRARY, 3.0, "commands",
        "the same, eight writers in each process, ours and the peer's", _SHARED,
    ),
    "load 10": Case(
        EVENTS, "load a subject of 10 events", LIBRARY, None, "loads", "events read, parsed and folded to a state"
    ),
    "load 1000": Case(
        EVENTS, "load a subject of 1,000 events", LIBRARY, None, "loads",
        "the same; ours keeps the state as of any day and as known at any moment",
    ),
    "replay": Case(
        EVENTS, "replay of all events", LIBRARY, None, "events",
        "every event in its order as an object, a thousand at a time",
    ),
    "bare one": Case(
        LIMITS, "one house with its ten events: GraphQL", ROUTE, 0.6, "requests",
        "the same SQL sent from a bare Starlette route: no document, no variables' types, no errors", _BETWEEN,
    ),
    "bare fifty": Case(
        LIMITS, "fifty houses with their events: GraphQL", ROUTE, 0.6, "requests", "the same", _BETWEEN
    ),
    "bare list": Case(
        LIMITS, "a filtered, ordered page of fifty houses: GraphQL", ROUTE, 0.6, "requests", "the same", _BETWEEN
    ),
    "submit": Case(
        LIMITS, "submit to the ledger, 16 at once", INSERT, 0.6, "commands",
        "the peer inserts one row of the same size and commits, on 16 connections",
        "Ours validates, encodes and hashes the event, checks version and claims, and writes streams and commands "
        "beside it; all wait for one lock, since positions have no gaps, and commit in groups.",
    ),
    "append": Case(
        LIMITS, "bulk append", COPY, 0.6, "events",
        "30,000 events of 800 bytes in batches of 5,000; the peer copies the finished rows",
        "COPY starts where ours ends: each event is validated, encoded canonically and hashed first, and "
        "streams, versions, claims and source rows are written in the same transaction.",
    ),
    "verify": Case(
        LIMITS, "verify again: hashes, tree and columns", HASHES, 0.6, "events a CPU second",
        "what was found whole once; by CPU seconds, PostgreSQL's among them; the peer hashes the same bytes",
        "The tree and the columns are read and compared beside the bytes.",
    ),
    "verify first": Case(
        LIMITS, "verify for the first time: form, too", HASHES, 0.6, "events a CPU second",
        "the same, with nothing remembered",
        "Columns are read, too, and held against the body, whose form is checked; hashing is the smaller part.",
    ),
    "index": Case(
        LIMITS, "rebuild of the search index", BULK, 0.6, "documents",
        "20,000 houses; the peer sends the finished requests",
        "What is sent is made first: texts, their pieces, pinyin.",
    ),
    "search": Case(
        LIMITS, "search", SEARCHES, 0.6, "questions",
        "one after the other; the peer sends the same requests",
        "Questions are read, analysed and their hits marked in Python.",
    ),
}  # fmt: skip
"""Key -> comparison, in the order in which they are shown."""


def note(report: harness.Report, key: str, ours: Sequence[load.Pace], theirs: Sequence[load.Pace]) -> None:
    """Note the medians of rounds that were measured in turns; the ratio is the median of the rounds' ratios."""
    case = CASES[key]
    peer, own = load.Pace.median(theirs), load.Pace.median(ours)
    ratio = statistics.median(one.rate / other.rate for one, other in zip(ours, theirs, strict=True))
    of = f"{case.name}: {case.peer}"
    if not any(figure.case == of for figure in report.figures):
        report.put(harness.Figure(of, peer.rate, "/s", p99=peer.p99))
    report.put(harness.Figure(case.name, own.rate, "/s", ratio, of, p99=own.p99, least=case.least))
