"""A small register for tests: works of buildings, notes that belong to them, inspections without keys, all in csv.

``works``: no, building, day, floors, year, owner (personal), filled (volatile). ``note``: no, text. ``check``: building
and day.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from registry.intake.profile import (
    Draft,
    Finding,
    Known,
    Outcome,
    Part,
    Profile,
    Reject,
    Rejected,
    Row,
    Skip,
    Skipped,
    Staged,
    StagedRow,
    followed,
)

WORKS = Part(
    "works",
    r"works.*\.csv",
    columns=("no", "building", "day", "floors"),
    optional=("year", "owner", "filled"),
    volatile=frozenset({"filled"}),
    sensitive=frozenset({"owner"}),
)
NOTES = Part("note", r"notes.*\.csv", columns=("no", "text"), follows="works")
CHECKS = Part("check", r"checks.*\.csv", columns=("building", "day"))


def stage(row: Row) -> Staged | Skip:
    """Rows with the word "bare" are out of scope; floors "x" are a fault that is seen at once."""
    if row.part == "note":
        return Staged(key=f"note/{row['no']}/{row.number}", link=row["no"], data={"text": row["text"]})
    if row["building"] == "bare":
        return Skip("bare land")
    if row.part == "check":
        return Staged(subject=row["building"], order="9", data={"day": row["day"]})
    if row["floors"] == "x":
        raise Reject("floors", "is not a number of floors", "INTEGER")
    if row["owner"] == "x":
        raise Reject("owner", "is not a name", "TEXT")
    return Staged(
        subject=row["building"],
        order=row["day"],
        key=row["no"],
        link=row["no"],
        data={"no": row["no"], "day": row["day"], "floors": int(row["floors"]), "year": row["year"]},
    )


def facts(subject: str, rows: Sequence[StagedRow], known: Known) -> Iterator[Outcome]:
    """One event a work, with its notes; one a check. Floors 13 are skipped, 14 rejected, 999 a year to look at."""
    yield Draft("DIVISION", "test", "T", "DivisionRegistered", "1990-01-01", set={"name": "T"}, ensure=True)
    for work, notes in followed(rows, "works"):
        if work.data["floors"] == 13:
            yield Skipped((work, *notes), "floor 13")
        elif work.data["floors"] == 14:
            yield Rejected((work,), "floors", "is not liked", "FLOORS")
            yield Skipped(notes, "no work")
        else:
            yield _work(subject, work, notes)
    for row in rows:
        if row.part == "check":
            yield Draft("BUILDING", "test", subject, "SafetyScreened", row.data["day"], rows=(row,))


def _work(code: str, work: StagedRow, notes: Sequence[StagedRow]) -> Draft:
    name = " ".join(note.data["text"] for note in notes)
    year = work.data["year"]
    return Draft(
        "BUILDING",
        "test",
        code,
        "SurveyRevised",
        work.data["day"],
        set={"floors": work.data["floors"], **({"name": name} if name else {})},
        rows=(work, *notes),
        findings=(Finding("DATA-YEAR", "unknown", "year_built"),) if year == "9999" else (),
    )


PROFILE = Profile(
    "scratch",
    1,
    "A register for tests",
    "测试",
    __name__,
    dataset="scratch",
    source="test",
    parts=(WORKS, NOTES, CHECKS),
    stage=stage,
    facts=facts,
)
