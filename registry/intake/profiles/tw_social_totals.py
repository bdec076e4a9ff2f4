"""Totals of social housing as indicators of the divisions: those that reports print, and sums over what they list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from aggregates.event import Value
from registry.intake.profile import Draft, Finding, Known, Outcome, Skipped, StagedRow
from registry.intake.profiles import tw_facts, tw_reading
from registry.intake.profiles.tw_social_reports import COUNTRY, Report
from registry.intake.restating import Story

UNCHANGED = "unchanged since the report that it revises"
REPORTER = "內政部國土管理署"
HOMES = "社會住宅戶數"
PROJECTS = "社會住宅案件數"
LISTED = "列冊"
BOTH = "小計"


def division(subject: str) -> str:
    """The code of a county, or of the country."""
    return COUNTRY if subject == COUNTRY else f"{COUNTRY}/{subject}"


def divisions(subject: str) -> Iterator[Draft]:
    """The country and the county, for registers that hold neither yet."""
    yield _division(COUNTRY, {"name": "臺灣", "level": "PROVINCE"})
    if subject != COUNTRY:
        yield _division(division(subject), {"name": subject, "level": "PREFECTURE", "parent": COUNTRY})


def _division(code: str, stated: dict[str, Value]) -> Draft:
    return Draft(
        "DIVISION",
        tw_facts.DIVISION_SCHEME,
        code,
        "DivisionRegistered",
        tw_reading.BEFORE_THE_REGISTER,
        stated,
        ensure=True,
        registered_at=tw_facts.REGISTER_BEGAN,
    )


def reported(subject: str, report: Report, values: Mapping[str, int | None], rows: Sequence[StagedRow]) -> Draft:
    """What a report says of a division's month; a revision of it comes after it within the day."""
    elements: dict[str, dict[str, Value]] = {
        f"indicators/{report.period}/{name}": {
            "indicator": name,
            "period": report.period,
            "value": None if value is None else str(value),
            "unit": "案" if name.startswith(PROJECTS) else "戶",
            "reporter": REPORTER,
        }
        for name, value in values.items()
    }
    return Draft(
        "DIVISION",
        tw_facts.DIVISION_SCHEME,
        division(subject),
        "IndicatorReported",
        report.day,
        elements=elements,
        rows=rows,
        effective_seq=1 if report.issued else 0,
        registered_at=report.known,
    )


def indicators(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """An event for each report; one for a revision only where it says something else, as a correction."""
    mine = ("DIVISION", tw_facts.DIVISION_SCHEME, division(subject))
    story = Story(past for past in known.history if past.subject == mine)
    for text, group in groupby(rows, lambda row: str(row.data["report"])):
        report, told = Report.named(text), list(group)
        draft = reported(subject, report, _values(told), told)
        recorded = all(row.key in known.rows for row in told)
        if report.issued and not recorded:
            if not _news(draft, story, report):
                yield Skipped(told, UNCHANGED)
                continue
            _correct(draft, story, report)
        draft.findings = _findings(told)
        if not recorded:
            story.add(draft, report.known)
        yield draft


def _values(rows: Sequence[StagedRow]) -> dict[str, int | None]:
    return {_name(row, column): value for row in rows for column, value in row.data["values"].items()}


def _name(row: StagedRow, column: str) -> str:
    area = "(其他縣市)" if row.data["area"] == "其他縣市" else ""
    return "·".join(filter(None, (HOMES + area, row.data["authority"], column)))


def _news(draft: Draft, story: Story, report: Report) -> bool:
    state = story.state(report.known)
    return any(state.get(entity, {}).get("value") != said["value"] for entity, said in draft.elements.items())


def _correct(draft: Draft, story: Story, report: Report) -> None:
    """Let it replace what the month's report said before, which is there unless it comes late."""
    shown = story.shown("IndicatorReported", report.known)
    if shown is not None and shown.told.effective_on == report.day and (live := story.live(shown)):
        draft.corrects = live[0]


def _findings(rows: Sequence[StagedRow]) -> list[Finding]:
    """Sums that the report itself gets wrong; they stand as printed."""
    wrong = [
        f"{area} {column}"
        for area, group in groupby(rows, lambda row: str(row.data["area"]))
        for column in _unequal({row.data["authority"]: row.data["values"] for row in group})
    ]
    if not wrong:
        return []
    detail = f"中央 and 地方 do not add up to 小計, as the report has it: {', '.join(wrong)}."
    return [Finding("TOTAL", detail, "indicators", "NOTE")]


def _unequal(values: Mapping[str, Mapping[str, int]]) -> list[str]:
    if BOTH not in values or len(values) < 3:
        return []
    parts = [values[name] for name in values if name != BOTH]
    return [column for column, total in values[BOTH].items() if total != sum(part.get(column, 0) for part in parts)]
