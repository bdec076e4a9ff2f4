"""`fangji demo`: a generated city, a short tour, and the server with a token for each role."""

import shutil
import time
from collections.abc import Mapping
from typing import Annotated

import typer

from projections import ddl
from registry import app as application
from registry import asking, embedded, listening, server, settings, wiring
from registry.access import tokens
from registry.city import codes, plan
from registry.cli import audit_verify, console, example, generate, project, tour
from registry.search import follower

app = typer.Typer()

CITY = plan.City(houses=5000, years=20, seed=1)
READERS: Mapping[str, tuple[str, ...]] = {
    "cockpit": ("*",),
    "caseworker": (codes.EAST_LAKE,),
    "auditor": ("*",),
    "department:housing-transactions": ("*",),
    "admin": ("*",),
}


@app.command()
def demo(
    tour_only: Annotated[bool, typer.Option("--tour-only", help="End after the tour.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Remove the embedded database first.")] = False,
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Load a generated city, show it, and serve it on 127.0.0.1 until Ctrl-C; run again, it is the same city."""
    configured = console.settings()
    if reset:
        _reset(configured)
    if tour_only:
        console.run(_show(configured))
        return
    with listening.take("127.0.0.1", port) as taken:
        found = console.run(_show(configured))
        offered = _tokens(configured)
        _announce(port, offered, found)
        server.run(taken, application.build(configured, projector=False, presets=offered))


def _reset(configured: settings.Settings) -> None:
    if not configured.embedded:
        console.fail("DATABASE_URL is set, and only an embedded database can be removed; unset it.")
    running = embedded.Server(configured.folder)
    running.stop()
    shutil.rmtree(running.cluster, ignore_errors=True)
    (configured.folder / audit_verify.REMEMBERED).unlink(missing_ok=True)
    if configured.checkpoints is None:  # what was published of a ledger that is given up with it
        shutil.rmtree(configured.checkpoints_folder, ignore_errors=True)


async def _show(configured: settings.Settings) -> example.Example | None:
    url = wiring.database_url(configured)
    from registry import migrate

    await migrate.migrate(url)
    async with wiring.opened(configured, connections=6) as registry:
        started = time.monotonic()
        loaded = await generate.load(registry, CITY)
        await registry.monitor().catch_up()
        await _project(registry)
        await registry.masker().catch_up()
        await registry.grams().catch_up()
        await _index(registry)
        seconds = time.monotonic() - started
        told = f"{loaded.events} events loaded" if loaded.events else f"the same city, {loaded.repeated} events"
        console.out.print(
            f"Demo cities 安澜市 and 云津市: {CITY.houses} houses, {CITY.years} years; {told}; {seconds:.0f} s."
        )
        await tour.guide(registry, CITY)
        return await example.find(asking.Asker(registry))


async def _project(registry: wiring.Registry) -> None:
    """Up to the ledger; anew where the tables were made for other declarations."""
    try:
        await project.catch_up(registry)
    except ddl.ReadModelOutdated:
        await project.rebuilt(registry)


async def _index(registry: wiring.Registry) -> None:
    """For the tour's search, and the page that somebody opens at once; where the engine is down, all else goes on."""
    try:
        for one in registry.indexers():
            await one.catch_up()
    except follower.WAITED_FOR as error:
        console.out.print(f"Search is not ready 检索未就绪: {error}", markup=False)


def _tokens(configured: settings.Settings) -> dict[str, str]:
    """One for each role, none where an identity provider makes them."""
    if configured.jwks_url is not None:
        return {}
    return {
        role: tokens.make(configured, (role,), divisions, subject=f"demo-{role}") for role, divisions in READERS.items()
    }


def _announce(port: int, offered: Mapping[str, str], found: example.Example | None) -> None:
    url = f"http://127.0.0.1:{port}/graphql"
    console.out.print("\nTokens (Authorization: Bearer …); without one a reader is public 公众:")
    for role, token in offered.items():
        console.out.print(f"  {role} ({', '.join(READERS[role])})\n    {token}", markup=False)
    if found is not None:
        example.announce(found, url, offered.get(example.ROLE))
    console.out.print(f"\nServing on {url} until Ctrl-C; search 检索: http://127.0.0.1:{port}/search\n", markup=False)
