"""`fangji search`: whether the index holds what the registry has, building it anew, and what persons are found by."""

import dataclasses
import time
from typing import Annotated

import typer

from projections import ddl
from registry import ahead, wiring
from registry.cli import console
from registry.search import apart, comparing, engines, rebuilding

app = typer.Typer()
group = typer.Typer(
    help="The search index: compare it with the registry, build it anew; by what persons are found.",
    no_args_is_help=True,
)
app.add_typer(group, name="search")

WAYS = {
    "missing": "in the registry and not in the index 缺失",
    "extra": "in the index and not in the registry 多余",
    "stale": "older in the index than in the registry 过期",
}


@group.command()
def status(
    fallback: Annotated[bool, typer.Option("--fallback", help="Of the fallback's index.")] = False,
    json: console.Json = False,
) -> None:
    """Compare the index with the registry, document by document.

    Exit 4 where they differ although nothing is behind: `fangji search reindex` puts that right.
    """
    found = console.run(_status(fallback))
    if json:
        console.print_json(dataclasses.asdict(found) | {"differs": found.differs})
    else:
        _print(found)
    if found.differs:
        raise typer.Exit(console.Exit.NOT_VERIFIED)


@group.command()
def reindex(
    fallback: Annotated[bool, typer.Option("--fallback", help="The fallback's index.")] = False,
    processes: Annotated[
        int | None,
        typer.Option(min=0, max=ahead.MOST, help="Processes that make documents; by default one a core, for many."),
    ] = None,
    json: console.Json = False,
) -> None:
    """Build the index anew beside the live one, which answers until the new one has caught up and takes its place."""
    began = time.monotonic()
    done = console.run(_reindex(fallback, processes))
    seconds = time.monotonic() - began
    rate = round(done.documents / seconds)
    if json:
        told = {"documents": done.documents, "position": done.position, "seconds": round(seconds, 3)}
        console.print_json(told | {"documents_per_second": rate})
    else:
        console.out.print(f"{done.documents} documents at position {done.position}; {rate} documents a second.")


@group.command()
def persons(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Drop every digest and compute all anew.")] = False,
    json: console.Json = False,
) -> None:
    """Compute the digests by which persons are found, as far as nobody has; the server does this by itself."""
    values = console.run(_persons(rebuild))
    if json:
        console.print_json({"values": values, "rebuilt": rebuild})
    else:
        console.out.print(f"{values} values of persons can be searched for 可检索.")


async def _persons(rebuild: bool) -> int:
    async with wiring.opened(console.settings(), connections=2) as registry:
        grams = registry.grams()
        if rebuild:
            await grams.restart()
        return await grams.catch_up()


async def _status(fallback: bool) -> comparing.Comparison:
    async with wiring.opened(console.settings(), connections=3) as registry:
        kept = await _prepared(registry, fallback)
        return await comparing.compare(registry.pool, kept.engine, kept.name)


async def _reindex(fallback: bool, processes: int | None) -> rebuilding.Rebuilt:
    async with wiring.opened(console.settings(), connections=4) as registry:
        kept = await _prepared(registry, fallback)
        if processes is None:
            processes = apart.worth(await registry.pool.fetchval("select count(*) from read.subject"))
        beside = apart.Apart(registry.settings, registry.url, processes, fallback) if processes else None
        with console.progress() as bar:
            task = bar.add_task("Documents 文档", total=None)

            def report(done: int, of: int) -> None:
                bar.update(task, completed=done, total=of)

            return await rebuilding.rebuild(registry.pool, kept.engine, kept.name, report, beside)


async def _prepared(registry: wiring.Registry, fallback: bool) -> engines.Kept:
    """The engine, with a read model to keep it up with; ReadModelOutdated where that has to be rebuilt first."""
    kept = registry.engines.of(fallback=fallback)
    async with registry.pool.acquire() as connection:
        await ddl.ensure(connection, registry.catalogue, zone=registry.settings.time_zone)
    await kept.engine.prepare()
    return kept


def _print(found: comparing.Comparison) -> None:
    console.out.print(f"{found.index} ({found.engine}): {found.documents} documents at position {found.position}.")
    console.out.print(f"{found.behind} events behind 落后, {found.waiting} documents wait 待更新.")
    for name, meaning in WAYS.items():
        difference: comparing.Difference = getattr(found, name)
        console.out.print(f"{name:<8} {difference.count}  {meaning}", markup=False)
        for one in difference.examples:
            console.out.print(f"  {one.kind or '-'} {one.code or one.subject}", markup=False)
