"""The units of systemd start commands that there are, by settings that there are; systemd finds no fault in them."""

import pathlib
import re
import shutil
import subprocess

import pytest
import typer

from registry import settings
from registry.cli import main

FOLDER = pathlib.Path(__file__).parent.parent / "deploy" / "systemd"
SERVICES = sorted(FOLDER.glob("*.service"))
PROGRAM = "/opt/fangji/bin/fangji"


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: str(unit.name))
def test_a_unit_starts_a_command_that_there_is(unit: pathlib.Path) -> None:
    (command,) = re.findall(rf"^ExecStart={PROGRAM} (.*)$", unit.read_text("utf-8"), re.M)
    words = command.replace("%i", "8001").split()
    found = typer.main.get_command(main.app)
    context = typer.Context(found)
    while hasattr(found, "commands"):
        found = found.commands[words.pop(0)]
    found.parse_args(context, words)


def test_the_settings_of_the_example_are_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {str(field.validation_alias) for field in settings.Settings.model_fields.values()}
    given = dict(re.findall(r"^#? ?([A-Z_]+)=(\S+)$", (FOLDER / "environment.example").read_text("utf-8"), re.M))
    assert len(given) > 5
    assert set(given) <= known
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    assert settings.load().ready_seconds == 60


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_finds_no_fault(tmp_path: pathlib.Path) -> None:
    """With another program and user, since Fangji is not installed here."""
    for unit in (*SERVICES, *FOLDER.glob("*.timer")):
        text = unit.read_text("utf-8").replace(PROGRAM, "/bin/true").replace("=fangji\n", "=root\n")
        (tmp_path / unit.name.replace("@.", "@8001.")).write_text(text)
    units = sorted(map(str, tmp_path.iterdir()))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True, check=False
    )
    assert [line for line in done.stderr.splitlines() if "fangji" in line] == []
    assert done.returncode == 0, done.stderr
