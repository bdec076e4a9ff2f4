"""`fangji up`, `down`, `migrate`: the database and its schema."""

import typer

from registry import database, embedded, schema_version, wiring
from registry.cli import console

app = typer.Typer()


@app.command()
def up() -> None:
    """Start the embedded database of this data folder and leave it running."""
    server = _server()
    running = server.url() is not None
    url = server.start()
    console.out.print(f"{'Running' if running else 'Started'}: {url}", markup=False)


@app.command()
def down() -> None:
    """Stop the embedded database of this data folder."""
    stopped = _server().stop()
    console.out.print("Stopped." if stopped else "It was not running.")


@app.command(name="migrate")
def migrate_command() -> None:
    """Bring the database to the schema of this version."""
    url = wiring.database_url(console.settings())
    applied = console.run(_migrate(url))
    version = schema_version.versions()[-1]
    console.out.print(f"Applied {', '.join(applied)}." if applied else f"The schema is current ({version}).")


async def _migrate(url: str) -> list[str]:
    from registry import migrate

    try:
        return await migrate.migrate(url)
    except database.REFUSALS as error:
        raise database.unreachable(url, error) from error


def _server() -> embedded.Server:
    settings = console.settings()
    if not settings.embedded:
        console.fail("DATABASE_URL is set, so there is no embedded database to start or stop; unset it first.")
    return embedded.Server(settings.folder)
