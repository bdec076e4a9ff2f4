"""docs/codes.md lists every scheme with its names, its basis and all that its check may say, and no other."""

import pathlib
import re

from aggregates import codes

TEXT = (pathlib.Path(__file__).parent.parent / "docs/codes.md").read_text("utf-8")
ROW = re.compile(
    r"^\| `(?P<name>[\w-]+)` \| (?P<en>.*?) \| (?P<zh>.*?) \| (?P<basis>.*?) \| (?P<remarks>.*?) ?\|$", re.M
)


def written(scheme: codes.Scheme) -> tuple[str, ...]:
    remarks = ", ".join(f"`{remark.rule}` {remark.grade.name}" for remark in scheme.remarks)
    en = f"{scheme.en}, personal" if scheme.personal else scheme.en
    return (scheme.name, en, scheme.zh, scheme.basis, remarks)


def test_the_schemes_of_the_document_are_those_of_the_code() -> None:
    assert [row.groups() for row in ROW.finditer(TEXT)] == [written(scheme) for scheme in codes.SCHEMES.values()]


def test_the_grades_and_the_limit_of_length_are_told() -> None:
    assert all(f"| {grade.name} | {grade.value} |" in TEXT for grade in codes.Grade)
    assert f"more than {codes.LONGEST} characters: `{codes.LENGTH.rule}` {codes.LENGTH.grade.name}." in TEXT
