"""From the counter to the decision: applications with verification, materials, reviews, publicity, eligibility."""

from __future__ import annotations

import datetime

from aggregates import entitlement, vocabulary
from registry.city import codes, families
from registry.city.drafts import Draft, Value
from registry.city.families import Family
from registry.city.works import after

BODIES = {
    codes.ANLAN: ("街道办事处", "区住房保障中心", "安澜市住房保障局"),
    codes.YUNJIN: ("镇人民政府", "云津市住房保障中心", "云津市住房保障中心"),
}
"""City -> who reviews at each level."""

MISSING = "收入证明；婚姻状况证明 (proof of income; proof of marital status)"
REASONS = (
    "人均月收入超过标准 (income above the standard)",
    "核验发现另有住房 (another home was found)",
    "社保缴纳年限不足 (too few years of social insurance)",
)


def accept(family: Family) -> Draft | None:
    """The application is accepted on the day on which it is made."""
    day = family.applied
    family.note(day)
    stated: dict[str, Value] = {
        "division": family.division,
        "category": family.category,
        "programme": family.programme,
        "applied_on": day.isoformat(),
        "accepted_on": day.isoformat(),
        **circumstances(family, day),
        "residence": family.sealed(f"{codes.full_name(family.division)}幸福里{family.numbers + 3}号"),
        "bank_account": family.sealed(f"6217{int(family.code) % 10**15:015}"),
    }
    members = {f"members/{one.key}": families.said_of(one, day) for one in family.members}
    return family.record("ApplicationAccepted", day, {"": stated, **members}, late=0, takes=family.claims())


def circumstances(family: Family, day: datetime.date) -> dict[str, Value]:
    """What a family states of itself on a day."""
    return {
        "size": family.size,
        "income": f"{family.income}.00",
        "assets": f"{family.assets}.00",
        "housing_area": f"{family.area}.00",
        "income_band": entitlement.band(family.policy(day).income_bands, family.circumstances),
    }


def verify(family: Family, day: datetime.date, result: str = "CONSISTENT") -> None:
    """Three agencies answer; the last of them may differ from what was stated."""
    agencies = family.chance.sample([one.name for one in vocabulary.VerificationAgency], 3)
    for place, agency in enumerate(agencies):
        number = family.number("HY", day)
        answered: dict[str, Value] = {
            "number": number,
            "agency": agency,
            "result": result if place == 2 else "CONSISTENT",
            "checked_on": after(day, place).isoformat(),
        }
        if place == 0:
            answered["member"] = family.members[-1].key
        family.record("VerificationRecorded", after(day, place), {f"verifications/{number}": answered}, late=0)


def ask(family: Family, day: datetime.date) -> None:
    """What is missing is asked for once, and brought ten days later."""
    number = family.number("BZ", day)
    key = f"material_requests/{number}"
    asked: dict[str, Value] = {
        "number": number,
        "materials": MISSING,
        "requested_on": day.isoformat(),
        "due_on": after(day, family.policy(day).reviews.materials_days).isoformat(),
    }
    family.record("MaterialsRequested", day, {key: asked}, document=("补正通知书", number), late=0)
    family.record("MaterialsSupplied", after(day, 10), {key: {"supplied_on": after(day, 10).isoformat()}}, late=0)


def review(family: Family, day: datetime.date, *, objected: bool = False, levels: int | None = None) -> datetime.date:
    """Level by level, made public where policy says so; the day on which it could be decided.

    ``levels``: only so many of them. ``objected``: somebody objects to the first publicity, without success.
    """
    reviews = family.policy(day).reviews
    for level in range(1, (reviews.levels if levels is None else levels) + 1):
        opine(family, day, level, "PASSED")
        day = after(day, 2)
        if level in reviews.published:
            day = publish(family, day, level, objected=objected)
            objected = False
        day = after(day, 10)
    return day


def opine(family: Family, day: datetime.date, level: int, outcome: str, reason: str | None = None) -> Draft | None:
    """The opinion of one level; one that is against the application ends it, and its members may apply anew."""
    number = family.number("SH", day)
    said: dict[str, Value] = {
        "number": number,
        "level": level,
        "body": BODIES[codes.city_of(family.division)][level - 1],
        "outcome": outcome,
        "reviewed_on": day.isoformat(),
    }
    if reason is not None:
        said["reason"] = reason
    passed = outcome == "PASSED"
    gone = () if passed else family.claims()
    return family.record(
        "ReviewPassed" if passed else "ReviewRejected", day, {f"reviews/{number}": said}, late=0, releases=gone
    )


def publish(family: Family, day: datetime.date, level: int, *, objected: bool = False) -> datetime.date:
    """A publicity of the days that policy sets; the day on which it was closed."""
    number = family.number("GS", day)
    ends = after(day, family.policy(day).reviews.publicity_days)
    opened: dict[str, Value] = {
        "number": number,
        "level": level,
        "opened_on": day.isoformat(),
        "ends_on": ends.isoformat(),
    }
    family.record("PublicityOpened", day, {f"publicities/{number}": opened}, late=0)
    closed = ends
    if objected:
        closed = after(ends, 6)
        _object(family, after(day, 2), number, after(ends, 5))
    family.record("PublicityClosed", closed, {f"publicities/{number}": {"closed_on": closed.isoformat()}}, late=0)
    return closed


def _object(family: Family, day: datetime.date, publicity: str, resolved: datetime.date) -> None:
    number = family.number("YY", day)
    key = f"publicity_objections/{number}"
    raised: dict[str, Value] = {
        "number": number,
        "publicity_no": publicity,
        "raised_on": day.isoformat(),
        "detail": "有人反映该家庭名下有车 (somebody says that the family has a car)",
    }
    family.record("ObjectionRaised", day, {key: raised}, late=0)
    settled: dict[str, Value] = {
        "resolved_on": resolved.isoformat(),
        "upheld": False,
        "outcome": "经核实车辆已报废 (the car was scrapped)",
    }
    family.record("ObjectionResolved", resolved, {key: settled}, late=0)


def grant(family: Family, day: datetime.date, programme: str | None = None) -> Draft | None:
    """Eligible for what it applied for, or for another programme beside it, for five years."""
    number = family.number(f"{family.mark}保资", day)
    family.eligibilities.append(number)
    said: dict[str, Value] = {
        "number": number,
        "programme": programme or family.programme,
        "granted_on": day.isoformat(),
        "expires_on": day.replace(year=day.year + 5, day=1).isoformat(),
    }
    return family.record(
        "EligibilityGranted", day, {f"eligibilities/{number}": said}, document=("资格确认书", number), late=0
    )


def succeed(family: Family) -> datetime.date:
    """The whole way of an application that is lawful; the day after its eligibility. One in four lacks something."""
    accept(family)
    day = after(family.applied, 3)
    verify(family, day)
    if family.chance.random() < 0.25:
        ask(family, after(day, 4))
        day = after(day, 14)
    day = review(family, after(day, 8), objected=family.chance.random() < 0.08)
    grant(family, day)
    return after(day, 3)
