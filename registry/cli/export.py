"""`fangji export`: the ledger's events, or the state of subjects, as one identity may see them, for use elsewhere."""

import asyncio
import contextlib
import dataclasses
import enum
import pathlib
import sys
import time
from collections.abc import AsyncIterator, Iterator
from typing import Annotated, BinaryIO

import typer

from aggregates import catalogue
from graphql_api import identity, scalars
from registry import asking, wiring
from registry.access import claims
from registry.cli import console, drafts
from registry.export import events, forms, pages, subjects

app = typer.Typer()

ACCOUNT = "fangji-export"


class Format(enum.StrEnum):
    """How an export is written."""

    NDJSON = "ndjson"
    CSV = "csv"


@dataclasses.dataclass(frozen=True)
class Asked:
    """What the options say: of which kind what is exported, in which form, and as whom."""

    who: identity.Identity
    kind: str | None
    states: bool
    since: int
    until: int | None
    types: tuple[str, ...]
    source: str | None
    format: Format

    @property
    def what(self) -> str:
        """Of what there are records."""
        return "subjects" if self.states else "events"


@dataclasses.dataclass
class Done:
    """What an export came to: it reflects the ledger up to `until`, of which `records` records were written."""

    since: int
    until: int
    behind: int
    records: int = 0
    bytes: int = 0


@app.command()
def export(
    kind: Annotated[str | None, typer.Option(help=f"Only this kind: {', '.join(catalogue.CATALOGUE.kinds)}.")] = None,
    since: Annotated[
        int, typer.Option(min=0, max=scalars.LARGEST, metavar="POSITION", help="Only events after this position.")
    ] = 0,
    until: Annotated[
        int | None,
        typer.Option(min=0, max=scalars.LARGEST, metavar="POSITION", help="Nothing that was recorded after it."),
    ] = None,
    type_: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Only events of this type; repeatable.")
    ] = None,
    source: Annotated[str | None, typer.Option(help="Only events that this source said.")] = None,
    states: Annotated[
        bool, typer.Option("--subjects", help="The state of the kind's subjects instead of events.")
    ] = False,
    role: Annotated[
        list[str] | None, typer.Option(help="As whom: roles as those of tokens; repeatable.  [default: auditor]")
    ] = None,
    division: Annotated[
        list[str] | None, typer.Option(help="Of which division, with all it contains; repeatable.  [default: all]")
    ] = None,
    form: Annotated[Format, typer.Option("--format", help="One JSON object a line, or a table.")] = Format.NDJSON,
    out: Annotated[
        pathlib.Path | None, typer.Option(metavar="FILE", help="Write this file, for its owner alone.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    json: console.Json = False,
) -> None:
    """Export events in the order of the ledger, or the state of subjects. Personal data never stands in it in clear."""
    who = reader(tuple(role or ("auditor",)), tuple(division or (identity.EVERYWHERE,)))
    name = kind.upper() if kind is not None else None
    asked = Asked(who, name, states, since, until, tuple(type_ or ()), source, form)
    _check(asked)
    started = time.monotonic()
    with target(out, force) as stream:
        done = console.run(_export(asked, stream))
    if done.behind:
        sentence = f"fangji: {done.behind} later events are not in the read model yet; `fangji project` applies them."
        console.err.print(sentence, markup=False)
    if out is not None:
        _tell(asked, done, out, time.monotonic() - started, json)


def reader(roles: tuple[str, ...], divisions: tuple[str, ...]) -> identity.Identity:
    """Who reads: by the same rules as tokens, and for no purpose."""
    try:
        return identity.Identity(ACCOUNT, tuple(map(claims.check_role, roles)), divisions)
    except claims.RoleError as error:
        console.fail(error.message, console.Exit.USAGE)


def _check(asked: Asked) -> None:
    """End with a sentence where the options do not go together, or name what there is not."""
    known = catalogue.CATALOGUE
    if asked.kind is not None and asked.kind not in known.kinds:
        console.fail(f"There is no kind {asked.kind!r}; use {', '.join(known.kinds)}.", console.Exit.USAGE)
    if unknown := sorted(set(asked.types) - {name for _, name in known.event_types}):
        console.fail(f"There is no event type {unknown[0]!r}; docs/events.md lists them.", console.Exit.USAGE)
    if asked.states and asked.kind is None:
        console.fail("--subjects needs --kind, whose attributes are the columns; name one.", console.Exit.USAGE)
    if asked.states and (asked.since or asked.types or asked.source is not None):
        console.fail(
            "--since, --type and --source choose events and cannot go with --subjects; leave them out.",
            console.Exit.USAGE,
        )
    if asked.until is not None and asked.since > asked.until:
        console.fail(
            f"--since {asked.since} lies after --until {asked.until}; there is nothing between.", console.Exit.USAGE
        )


@contextlib.contextmanager
def target(out: pathlib.Path | None, force: bool) -> Iterator[BinaryIO]:
    """Where the export goes: standard output, or a file that is there when all of it is."""
    if out is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    if out.is_dir() or (out.exists() and not force):
        console.fail(f"--out {out} is there already; name another file, or add --force.", console.Exit.USAGE)
    with contextlib.ExitStack() as stack:
        try:
            stream = stack.enter_context(drafts.written(out))
        except OSError as error:
            console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)
        yield stream


async def _export(asked: Asked, stream: BinaryIO) -> Done:
    async with wiring.opened(console.settings(), connections=2) as registry:
        done = await _reach(asking.Asker(registry), asked)
        asker = asking.Asker(registry, asked.who)
        columns, found, total = _source(asker, registry, asked, done)
        written = _Written(stream, done)
        if asked.format is Format.CSV:
            written.add(forms.header(columns), 0)
        form = forms.table(columns) if asked.format is Format.CSV else forms.ndjson
        with console.progress() as bar:
            task = bar.add_task("Exporting 导出", total=total, visible=not stream.isatty())
            async with contextlib.aclosing(pages.ahead(found)) as coming:
                async for page in coming:
                    await asyncio.to_thread(written.page, form, page)
                    bar.update(task, completed=page.done)
        return done


async def _reach(asker: asking.Asker, asked: Asked) -> Done:
    """How far the export goes: fixed here, whatever is recorded while it is written."""
    found = (await asker.ask("{ audit { projection { position ledgerPosition } } }"))["audit"]["projection"]
    most = found["ledgerPosition"] if asked.until is None else min(asked.until, found["ledgerPosition"])
    return Done(asked.since, min(most, found["position"]), max(0, most - found["position"]))


def _source(
    asker: asking.Asker, registry: wiring.Registry, asked: Asked, done: Done
) -> tuple[tuple[forms.Column, ...], AsyncIterator[pages.Page], int | None]:
    """The columns, the pages, and how much there is to go through where that is known."""
    if asked.states and asked.kind is not None:
        kind = registry.catalogue.kinds[asked.kind]
        return subjects.columns(asker, kind), subjects.read(asker, kind, done.until, registry.today()), None
    kinds = (asked.kind,) if asked.kind is not None else ()
    wanted = events.Wanted(asked.since, done.until, kinds, asked.types, asked.source)
    return events.COLUMNS, events.read(asker, wanted), max(0, done.until - asked.since)


@dataclasses.dataclass(frozen=True)
class _Written:
    """What has been written so far."""

    stream: BinaryIO
    done: Done

    def page(self, form: forms.Form, page: pages.Page) -> None:
        self.add(form(page.records), len(page.records))

    def add(self, data: bytes, records: int) -> None:
        self.stream.write(data)
        self.done.bytes += len(data)
        self.done.records += records


def _tell(asked: Asked, done: Done, out: pathlib.Path, seconds: float, json: bool) -> None:
    said = {"file": str(out), "format": asked.format.value, asked.what: done.records}
    reach = {} if asked.states else {"since": done.since}
    if json:
        more = {"until": done.until, "bytes": done.bytes, "seconds": round(seconds, 3)}
        console.print_json({**said, **reach, **more})
    else:
        told = f"{done.records} {asked.what} up to position {done.until} are in {out}; {seconds:.1f} s."
        console.out.print(told, markup=False)
