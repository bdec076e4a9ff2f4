"""`fangji doctor`: what is configured, reachable, behind."""

from typing import Annotated

import typer

from registry import health
from registry.cli import console, sources

app = typer.Typer()


@app.command()
def doctor(
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 for warnings too: a source is late.")] = False,
    json: console.Json = False,
) -> None:
    """Say what is configured, what answers, how far the read model is behind, and how fresh the sources are.

    Exit 1 where something is wrong. A source that is late is a warning.
    """
    report = console.run(health.examine(console.settings()))
    if json:
        console.print_json(report)
    else:
        _print(report)
    if report["problems"] or (strict and report["warnings"]):
        raise typer.Exit(console.Exit.FAILED)


def _print(report: health.Report) -> None:
    for section, values in report.items():
        if isinstance(values, dict):
            console.out.print(section, style="bold")
            for name, value in values.items():
                console.out.print(f"  {name:<12} {'-' if value is None else value}", markup=False)
    if report["sources"]:
        console.out.print("sources", style="bold")
        console.out.print(sources.table(report["sources"]))
    for warning in report["warnings"]:
        console.err.print(f"fangji: warning: {warning}", markup=False)
    for problem in report["problems"]:
        console.err.print(f"fangji: {problem}", markup=False)
