"""`fangji doctor`: what is configured, reachable, behind."""

import typer

from registry import health
from registry.cli import console

app = typer.Typer()


@app.command()
def doctor(json: console.Json = False) -> None:
    """Say what is configured, what answers, and how far the read model is behind. Exit 1 where something is wrong."""
    report = console.run(health.examine(console.settings()))
    if json:
        console.print_json(report)
    else:
        _print(report)
    if report["problems"]:
        raise typer.Exit(console.Exit.FAILED)


def _print(report: health.Report) -> None:
    for section, values in report.items():
        if isinstance(values, dict):
            console.out.print(section, style="bold")
            for name, value in values.items():
                console.out.print(f"  {name:<12} {'-' if value is None else value}", markup=False)
    for problem in report["problems"]:
        console.err.print(f"fangji: {problem}", markup=False)
