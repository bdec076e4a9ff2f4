"""What a profile of a register is: a declaration of its files, and two small functions from rows to event drafts.

The engine does the rest: files, encodings, staging, grouping by subject, versions, corrections, accounting, quarantine.
A profile is a module of :mod:`registry.intake.profiles` that ends in ``PROFILE = Profile(...)``, for instance::

    PERMITS = Part("permit", r"permits.*\\.csv", columns=("no", "building", "granted"), optional=("remark",))
    NOTES = Part("note", r"notes.*\\.csv", columns=("no", "text"), follows="permit")

    def stage(row: Row) -> Staged | Skip:
        if row.part == "note":
            return Staged(link=row["no"], key=f"note/{row.number}", data={"text": row["text"]})
        if not row["building"]:
            return Skip("no building")
        return Staged(
            subject=row["building"],          # rows of one subject are handed to facts() together …
            order=row["granted"],             # … in this order (text, compared by code point), then as they stood
            key=row["no"],                    # the source's natural key; None: digest and occurrence
            link=row["no"],                   # rows of a part that ``follows`` this one join on it
            data={"code": row["building"], "granted": row["granted"], "no": row["no"]},   # JSON for facts()
        )

    def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
        yield Draft("DIVISION", "cn", "110105", "DivisionRegistered", "1949-10-01", ensure=True)
        for permit, notes in followed(rows, "permit"):
            yield Draft(
                "BUILDING", "demo", permit.data["code"], "ConstructionPermitted", permit.data["granted"],
                set={"physical": "PLANNED"}, rows=(permit, *notes),
                document=Document("permit", permit.data["no"], permit.data["granted"]),
            )

    PROFILE = Profile("demo-permits", 1, "Permits of a demo city", "示例许可", __name__, dataset="demo",
                      source="工程监管", parts=(PERMITS, NOTES), stage=stage, facts=facts)

Every row must end in one box: either ``stage`` answers :class:`Skip` or raises :class:`Reject`, or ``facts`` names it
in a draft's ``rows``, in a :class:`Skipped` or in a :class:`Rejected`. A row that ``facts`` forgets stops the import.
Both functions are pure: they run in another process, and again when an import is resumed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from aggregates.event import Claim, Document, Value

if TYPE_CHECKING:
    from registry.intake.sources import Member

Data = dict[str, Any]
"""What ``stage`` hands to ``facts``: JSON of text, whole numbers, booleans, null, lists and objects; no floats."""


@dataclass(frozen=True, slots=True)
class Part:
    """One sort of file in a delivery.

    ``files`` is a regular expression for the whole file name (the last component, any ``.gz`` taken off; members of
    ``.tar.*`` and ``.zip`` archives count as files), matched without case. ``columns`` must be there, ``optional`` may;
    any other column is an error unless ``accepts`` takes its heading, or the part is ``open``: then it is left out, and
    named and counted in the summary, for registers add columns on the day of a release. A name followed by alternatives
    is one column under several headings: ``"price|total price"`` is read as ``price``. A heading that stands again is
    ``price#2``, then ``price#3``.
    ``encoding`` is a Python codec whose line ends are those of ASCII. ``tolerant``: bytes outside it do not stop the
    import; the cell holds U+FFFD for them and the row names the columns in ``broken``.
    ``header_rows``: the first names the columns, the others are passed over.
    ``ragged``: rows with too few or too many cells come with ``ragged`` set instead of being rejected.
    ``quoted``: cells of a csv file may stand in quotes; False where a quote is a character like any other.
    ``follows``: the rows belong to the row of that other part with the same ``link``, take its subject and order, and
    are skipped as ``no <part> row`` where there is none. ``ignored`` files match, but are not read.
    ``sensitive``: columns with personal data: their values stand in no message and no report.
    ``kept_out``: known columns of which nothing is kept, each with the reason, which ``fangji import --list`` prints.
    ``volatile``: columns that the register fills in later (``valid_to``); a row's digest covers the text of all others.
    ``reader``: reads the rows of a file instead of :mod:`registry.intake.reading`, checks the header itself.
    """

    name: str
    files: str
    columns: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    encoding: str = "utf-8-sig"
    tolerant: bool = False
    header_rows: int = 1
    ragged: bool = False
    quoted: bool = True
    open: bool = False
    accepts: Callable[[str], bool] | None = None
    follows: str | None = None
    ignored: bool = False
    sensitive: Container[str] = frozenset()
    kept_out: Mapping[str, str] = field(default_factory=dict, hash=False)
    volatile: frozenset[str] = frozenset()
    reader: Callable[[Member], Iterator[Row]] | None = None


@dataclass(slots=True)
class Row:
    """A data row as it stands in a file; ``row["column"]`` is its text, stripped; ``""`` where the column is absent.

    ``number`` counts data rows from 1 within the file. ``file`` is its name, below the folder that all delivered files
    share; ``path`` where it stood on disk (within an archive: the archive), ``release`` the name of what was delivered.
    ``unknown`` are headings of its file that its part, being open, does not know; ``cells`` holds their text too.
    """

    part: str
    file: str
    path: str
    release: str
    number: int
    cells: Mapping[str, str]
    broken: tuple[str, ...] = ()
    ragged: bool = False
    unknown: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "").strip()


@dataclass(frozen=True, slots=True)
class Skip:
    """The row is out of the profile's declared scope; rows are counted by ``reason``, a short constant text."""

    reason: str


class Reject(Exception):
    """The row cannot be taken: goes to quarantine with the column, its value, the rule and a sentence."""

    def __init__(self, column: str, reason: str, rule: str = "TYPE", value: str | None = None) -> None:
        super().__init__(reason)
        self.column = column
        self.reason = reason
        self.rule = rule
        self.value = value


@dataclass(slots=True)
class Staged:
    """What is kept of a row until all rows of its subject are together; see the example in the module's docstring.

    ``content`` replaces the cells as that which the digest covers.
    """

    subject: str = ""
    order: str = ""
    key: str | None = None
    link: str = ""
    data: Data = field(default_factory=dict)
    content: Data | None = None


@dataclass(slots=True)
class StagedRow:
    """A staged row as ``facts`` gets it."""

    n: int
    part: str
    file: str
    number: int
    key: str
    digest: str
    link: str
    data: Data


@dataclass(frozen=True, slots=True)
class Past:
    """An event of the subject that the ledger already holds; ``keys`` are the source row keys of this dataset.

    ``subject`` is its kind, scheme and code. ``registered_at``: when the registers knew of it. ``corrects`` and
    ``voids`` are ids.
    """

    id: str
    type: str
    effective_on: str
    changes: Mapping[str, Mapping[str, Value]]
    keys: frozenset[str]
    subject: tuple[str, str, str] = ("", "", "")
    effective_seq: int = 0
    registered_at: datetime | None = None
    corrects: str | None = None
    voids: tuple[str, ...] = ()


class Known:
    """What the ledger holds already; loaded only where the profile asks for it.

    With ``Profile.subjects_of``: ``events``, the live ones of those streams. With ``Profile.rows_of``: ``rows``, the
    digests of the recorded source rows by key, and ``history``, every event of their streams as they were recorded,
    replaced and voided ones too.
    """

    def __init__(
        self,
        events: Sequence[Past] = (),
        history: Sequence[Past] = (),
        rows: Mapping[str, str] | None = None,
    ) -> None:
        self.events = events
        self.history = history
        self.rows: Mapping[str, str] = rows or {}

    def has(self, event_type: str, *, but: frozenset[str] = frozenset()) -> bool:
        """Whether an event of that type is recorded, leaving out those made by the source rows ``but``."""
        return any(event.type == event_type and not event.keys & but for event in self.events)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something worth a look in a row that is recorded all the same: a rule's id and one sentence, no personal data.

    ``attribute`` is the path of what it is about; ``grade`` is ERROR, WARNING or NOTE.
    """

    rule: str
    detail: str
    attribute: str = ""
    grade: str = "WARNING"


@dataclass(slots=True)
class Draft:
    """An event to be: the engine adds ids, stream, version, provenance, and corrects what the rows made before.

    ``code`` is the subject's first code. ``effective_on`` is ``YYYY-MM-DD``. ``set`` is what it changes on the subject,
    ``elements`` on elements (``{"leases/2019-1": {...}}``). ``rows`` are the source rows that it rests on; a row may
    make several events if all but one name a ``facet`` (``"park"``), which then becomes part of the source row's key.
    ``ensure``: recorded only where its subject has no event yet; needs no rows.
    ``corrects``: an event of the same subject that this one replaces from its registration on, recorded already or
    made by an earlier draft of the same group; it must be the live head of its chain. Unlike a row with other content,
    which is news to this registry, it says what the old register itself corrected, on the old register's clock.
    ``voids``: with the type ``EventVoided``, the whole live chain that is untrue from then on, its head first.
    ``registered_at``: the old register's clock, aware. ``seal``: clear text of sealed attributes (``entity#attribute``
    or ``remark`` -> text), sealed under the subject's key before it leaves the engine.
    """

    kind: str
    scheme: str
    code: str
    type: str
    effective_on: str
    set: Mapping[str, Value] = field(default_factory=dict)
    elements: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
    rows: Sequence[StagedRow] = ()
    facet: str = ""
    effective_seq: int = 0
    registered_at: datetime | None = None
    document: Document | None = None
    findings: Sequence[Finding] = ()
    ensure: bool = False
    takes: tuple[Claim, ...] = ()
    source: str | None = None
    seal: Mapping[str, str] = field(default_factory=dict)
    corrects: Past | Draft | None = None
    voids: Sequence[Past | Draft] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows that turn out to be out of scope once all rows of their subject are seen."""

    rows: Sequence[StagedRow]
    reason: str


@dataclass(frozen=True, slots=True)
class Rejected:
    """Rows that turn out to be faulty once all rows of their subject are seen."""

    rows: Sequence[StagedRow]
    column: str
    reason: str
    rule: str
    value: str | None = None


Outcome = Draft | Skipped | Rejected
Stage = Callable[[Row], Staged | Skip]
Facts = Callable[[str, Sequence[StagedRow], Known], Iterator[Outcome]]


class Covers(Enum):
    """Of what a delivery tells everything: ``rows`` says no more than what stands in it."""

    ROWS = "rows"
    FILES = "files"
    SUBJECTS = "subjects"
    REGISTER = "register"


@dataclass(frozen=True, slots=True)
class Profile:
    """How one register is read. ``version`` rises whenever the same row would make another event.

    ``dataset`` names the register in source rows. ``source`` is the department or system that the facts come from.
    ``joins`` are SQL statements run once over the staging table, written ``{stage}``, with the columns ``n bigint``
    (unique, in the order of delivery), ``part, file, subject, ord, key, digest, link, data`` (text; ``data`` is JSON)
    and ``number``: to give rows of several parts one subject (``update {stage} set subject = …``) before they are
    grouped. ``personal``: rows hold personal data, so that their digests are keyed. ``subjects_of`` names the streams
    whose recorded events ``facts`` wants to see for a group's rows, as (kind, scheme, code). ``rows_of``: those of all
    streams that source rows made whose keys begin with what it answers. ``variant`` tells settings of one profile
    apart, such as column maps. ``whole``: a row means something only among all others of its register, delivered and
    recorded, so that corrected rows are not taken without their files, and none is judged anew by itself.
    ``every``: days from one delivery of the register to the next; None where it has no rhythm. ``covers``: of what a
    delivery tells everything, so that rows recorded before and absent from it are worth a look.
    """

    name: str
    version: int
    en: str
    zh: str
    module: str
    dataset: str
    source: str
    parts: tuple[Part, ...]
    stage: Stage
    facts: Facts
    joins: tuple[str, ...] = ()
    subjects_of: Callable[[str, Sequence[StagedRow]], Collection[tuple[str, str, str]]] | None = None
    rows_of: Callable[[str], str] | None = None
    personal: bool = False
    description: str = ""
    variant: str = ""
    whole: bool = False
    every: int | None = None
    covers: Covers = Covers.ROWS

    @property
    def label(self) -> str:
        """Name, version and variant, as source rows carry it: ``generic/1+2f9c01d4be7a``."""
        return f"{self.name}/{self.version}" + (f"+{self.variant}" if self.variant else "")

    def part(self, name: str) -> Part:
        """The part of that name."""
        return next(part for part in self.parts if part.name == name)


def followed(rows: Sequence[StagedRow], part: str) -> Iterator[tuple[StagedRow, tuple[StagedRow, ...]]]:
    """Each row of ``part``, with the rows of other parts that carry the same link."""
    others: dict[str, list[StagedRow]] = {}
    for row in rows:
        if row.part != part:
            others.setdefault(row.link, []).append(row)
    return ((row, tuple(others.get(row.link, ()))) for row in rows if row.part == part)
