"""`fangji subsidies`: a month of a rent subsidy: ordered, written for the bank, answered by it."""

from __future__ import annotations

import dataclasses
import pathlib
from typing import Annotated, Any

import orjson
import rich.table
import typer

from graphql_api import identity as identities
from graphql_api.subsidy_runs import Asked, Outcome
from registry import wiring
from registry.access import claims
from registry.cli import console, drafts
from registry.subsidies import answer_file, answering, naming, payment_file, rejects

app = typer.Typer()
group = typer.Typer(no_args_is_help=True, help="Monthly runs of rent subsidies 补贴发放批次.")
app.add_typer(group, name="subsidies")

ROLE = "caseworker"
SHOWN = 20
"""Households that are listed at a terminal; JSON and reports have all."""


@group.command()
def run(
    division: Annotated[str, typer.Option(metavar="D", help="Division, with all below it 行政区划.")],
    month: Annotated[str, typer.Option(metavar="2026-03", help="Month 所属月份; it has begun.")],
    kind: Annotated[str, typer.Option(help="MARKET_RENT or PUBLIC_RENT 补贴类别.")],
    preview: Annotated[bool, typer.Option("--preview", help="Decide and tell, record nothing 预览.")] = False,
    json: console.Json = False,
) -> None:
    """Order what is due for a month. Stopped, it goes on when called again; repeated, it orders nothing more.

    Exit code 3: done, but rules refused some households.
    """
    asked = Asked(division, month, kind, preview)
    done = console.run(_run(asked, _operator("admin", division)))
    if json:
        console.print_json(_outcome(done))
    else:
        _tell_outcome(done)
    if done.refused:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


@group.command("file")
def file_command(
    number: Annotated[str, typer.Argument(metavar="RUN", help="Number of the run 发放批次.")],
    out: Annotated[pathlib.Path, typer.Option(metavar="FILE.csv", help="Write this file, for its owner alone.")],
    purpose: Annotated[
        str, typer.Option(help="Why names and accounts are read in clear: a purpose of the policy, case-handling say.")
    ],
    role: Annotated[str, typer.Option(help="As whom; a role that may read in clear.")] = ROLE,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    json: console.Json = False,
) -> None:
    """Write what the bank is to pay: payments of a run that wait for an answer. What is shown is disclosed.

    Exit code 3: done, but some payments have no payee or no account.
    """
    if out.is_dir() or (out.exists() and not force):
        console.fail(f"--out {out} is there already; name another file, or add --force.", console.Exit.USAGE)
    asked = naming.parse(number)
    written = console.run(_file(asked, _operator(role, asked.division, purpose)))
    try:
        with drafts.written(out) as stream:
            stream.write(written.data)
    except OSError as error:
        console.fail(f"--out {out} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)
    _tell_written(asked, written, out, json=json)
    if written.missing:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


@group.command()
def answer(
    file: Annotated[pathlib.Path, typer.Argument(metavar="F.csv", help="The bank's answer 银行回盘.")],
    report: Annotated[
        pathlib.Path | None, typer.Option(metavar="FILE", help="Write rejected rows here, one JSON object a line.")
    ] = None,
    json: console.Json = False,
) -> None:
    """Record what the bank answered. Rows that cannot be true wait in the quarantine; nothing is recorded twice.

    Exit code 3: done, but some rows were rejected.
    """
    done = console.run(_answer(file, _operator("admin", identities.EVERYWHERE)))
    if report is not None:
        _write_report(done, report)
    if json:
        console.print_json(_answered(done))
    else:
        _tell_answered(done)
    if done.rejected:
        raise typer.Exit(console.Exit.REJECTED_ROWS)


def _operator(role: str, division: str, purpose: str | None = None) -> identities.Identity:
    """Whoever is at this machine, for one division; an administrator speaks for the authority of what is recorded."""
    try:
        return identities.Identity(console.operator(), (claims.check_role(role),), (division,), purpose)
    except claims.RoleError as error:
        console.fail(error.message, console.Exit.USAGE)


async def _run(asked: Asked, who: identities.Identity) -> Outcome:
    async with wiring.opened(console.settings(), connections=20) as registry:
        with console.progress() as bar:
            task = bar.add_task("Deciding 审核" if asked.preview else "Ordering 提交", total=None)
            return await registry.runner(lambda done, of: bar.update(task, completed=done, total=of)).run(asked, who)


async def _file(asked: naming.Run, who: identities.Identity) -> payment_file.Written:
    async with wiring.opened(console.settings(), connections=4) as registry:
        await registry.masker().catch_up()  # it knows where envelopes stand
        await registry.subsidies().refresh(registry.today())
        division = await registry.subsidies().division(asked.division, who)
        return await registry.payment_files().write(division, asked, who)


async def _answer(file: pathlib.Path, who: identities.Identity) -> answering.Report:
    async with wiring.opened(console.settings(), connections=20) as registry:
        return await registry.answering(who).take(answer_file.read(file, registry.today()))


def _outcome(done: Outcome) -> dict[str, Any]:
    return {**dataclasses.asdict(done), "by_rule": done.by_rule}


def _tell_outcome(done: Outcome) -> None:
    said = "would order 预览" if done.preview else "ordered 已提交"
    console.out.print(
        f"{done.run} {said}: {done.ordered:,} payments, {done.amount} in all; {done.added:,} of them now.", markup=False
    )
    for rule, count in done.by_rule.items():
        console.out.print(f"refused by {rule} 不予发放: {count:,}", markup=False)
    for one in done.refused[:SHOWN]:
        console.out.print(f"  {one.household}  {one.rule}  {one.message}", markup=False)
    if len(done.refused) > SHOWN:
        console.out.print(f"  … {len(done.refused) - SHOWN:,} more; --json lists all.", markup=False)


def _tell_written(run: naming.Run, written: payment_file.Written, out: pathlib.Path, *, json: bool) -> None:
    if json:
        missing = [{"household": household, "reason": reason} for household, reason in written.missing]
        said = {"run": run.number, "file": str(out), "payments": written.payments, "amount": written.amount}
        console.print_json({**said, "missing": missing})
        return
    console.out.print(f"{written.payments:,} payments of {run.number}, {written.amount} in all, are in {out}.")
    for household, reason in written.missing:
        console.err.print(f"fangji: {household} is not in the file: {reason}.", markup=False)


def _write_report(done: answering.Report, path: pathlib.Path) -> None:
    rows = [rejects.told(done.file, line, fault) for line, fault in done.rejected]
    try:
        with drafts.written(path) as stream:
            stream.write(b"".join(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE) for row in rows))
    except OSError as error:
        console.fail(f"--report {path} cannot be written ({error.strerror}); name another file.", console.Exit.USAGE)


def _answered(done: answering.Report) -> dict[str, Any]:
    runs = {
        number: {"payments": one.payments, "paid": one.paid, "failed": one.failed} for number, one in done.runs.items()
    }
    boxes = {"recorded": sum(done.recorded.values()), "duplicates": done.duplicates, "rejected": len(done.rejected)}
    results = {"paid": done.recorded[answer_file.PAID], "failed": done.recorded[answer_file.FAILED]}
    return {"file": done.file, "rows": done.rows, **boxes, **results, "by_rule": done.by_rule, "runs": runs}


def _tell_answered(done: answering.Report) -> None:
    said = _answered(done)
    table = rich.table.Table(title=f"{done.file}: {done.rows:,} rows", title_justify="left")
    table.add_column("rows")
    table.add_column("", justify="right")
    for box in ("recorded", "duplicates", "rejected"):
        table.add_row(box, f"{said[box]:,}", style="red" if box == "rejected" and said[box] else None)
    for name in ("paid", "failed"):
        table.add_row(f"→ {name}", f"{said[name]:,}")
    for rule, count in done.by_rule.items():
        table.add_row(f"rejected: {rule}", f"{count:,}")
    console.out.print(table)
    for number, one in done.runs.items():
        console.out.print(f"{number}: {one.paid:,} paid, {one.failed:,} failed of {one.payments:,}.", markup=False)
    if done.rejected:
        console.out.print(
            "Rejected rows wait 隔离区: fangji quarantine list --profile bank-answers --rows", markup=False
        )
