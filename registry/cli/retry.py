"""`fangji import --retry`: corrected rows of the quarantine taken again, and what came of them."""

from __future__ import annotations

import dataclasses
import pathlib
from collections import Counter
from collections.abc import Sequence

from registry import wiring
from registry.cli import console, importing
from registry.intake import engine, profiles, retrying, sources
from registry.intake.accounting import Counts, Summary
from registry.intake.retrying import Retried


def retry(
    name: str,
    corrected: pathlib.Path,
    files: Sequence[pathlib.Path],
    options: engine.Options,
    lines: importing.Lines | None,
    *,
    json: bool,
) -> Summary:
    """Take the corrected rows of a worksheet, tell what came of them, and answer the account of their deliveries."""
    profiles.get(name)
    answers = console.run(_retry(name, corrected, files, options, lines, quiet=json))
    summary = _together(name, answers)
    states = sum((Counter(answer.states) for answer in answers), Counter[str]())
    alone = sum(answer.alone for answer in answers)
    if json:
        console.print_json({**summary.to_json(), "retried": {**states, "without_files": alone}})
        return summary
    importing.print_summary(summary, json)
    _tell(states, alone, summary.dry_run)
    return summary


async def _retry(
    name: str,
    corrected: pathlib.Path,
    files: Sequence[pathlib.Path],
    options: engine.Options,
    lines: importing.Lines | None,
    *,
    quiet: bool,
) -> list[Retried]:
    if files:
        sources.expand(files)  # a missing file is told before the database is started
    async with wiring.opened(console.settings()) as registry:
        with importing.watcher(lines, quiet) as watching:
            answers = await retrying.retry(importing.parts(registry), name, corrected, files, options, watching)
        if not options.dry_run:
            for answer in answers:
                await importing.judge(registry, answer.summary)
        return answers


def _together(name: str, answers: Sequence[Retried]) -> Summary:
    """One account of all deliveries."""
    total = Counts()
    for answer in answers:
        total.add(answer.summary.counts)
    found = [answer.summary for answer in answers]
    whole = Summary(name, [file for one in found for file in one.files], sum(one.rows for one in found), total, 0.0)
    seconds = sum(one.seconds for one in found)
    return dataclasses.replace(whole, seconds=seconds, dry_run=any(one.dry_run for one in found))


def _tell(states: Counter[str], alone: int, dry: bool) -> None:
    if not dry:
        said = f"Of the rows in the file {states['corrected']} are taken 已更正, {states['open']} still wait 待更正."
        console.out.print(said)
    if alone:
        console.out.print(
            "Taken without their files, which are not where they were: rows of other parts that belong to them could"
            " not be seen; name the files to take those as well."
        )
