"""`fangji export` gives away no more than GraphQL does: its lines are judged as answers are."""

from __future__ import annotations

import pytest
import typer.testing

from aggregates.catalogue import CATALOGUE
from registry.cli import main
from tests.walk import judge, readers
from tests.walk.asking import Built
from tests.walk.world import CITY, EAST

WHO = [
    (("auditor",), EAST),
    (("public",), EAST),
    (("cockpit",), readers.EVERYWHERE),
    (("department:tax", "auditor"), CITY),
    (("admin",), readers.UNKNOWN),
]


@pytest.fixture
def runner(base: Built, monkeypatch: pytest.MonkeyPatch) -> typer.testing.CliRunner:
    """Runs the commands on the first world."""
    monkeypatch.setenv("DATABASE_URL", base.url)
    monkeypatch.setenv("FANGJI_DATA_DIR", str(base.folder))
    monkeypatch.chdir(base.folder)
    return typer.testing.CliRunner()


@pytest.mark.parametrize(("roles", "division"), WHO)
def test_exports(base: Built, runner: typer.testing.CliRunner, roles: tuple[str, ...], division: str) -> None:
    """Of events and of the subjects of every kind, as lines and as tables."""
    reader = readers.reader(roles, division, base.world.divisions)
    judged = judge.Judge(base.world.marks)
    who = [part for role in roles for part in ("--role", role)]
    who += [part for code in reader.identity.divisions for part in ("--division", code)]
    whats = [[], *(["--subjects", "--kind", kind] for kind in CATALOGUE.kinds)]
    for n, what in enumerate(whats):
        for form in ("ndjson", "csv") if n < 2 else ("ndjson",):
            result = runner.invoke(main.app, ["export", *what, *who, "--format", form])
            assert result.exit_code == 0, result.output
            judged.look(reader, " ".join(["fangji export", *what]), result.stdout_bytes)
    judged.check()
    assert bool(judged.seen) == bool(reader.districts)
