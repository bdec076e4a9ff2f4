"""Years of holding: leases, resales, seizures; with late, wrong and corrected entries."""

from __future__ import annotations

import datetime

from registry.city import codes, sales
from registry.city.drafts import Draft, Value
from registry.city.homes import Home, amount
from registry.city.works import after

TERM = 1095
"""Days of a seizure that nobody lifts."""

COURTS = {
    codes.ANLAN: ("安澜市中级人民法院", "东湖区人民法院", "港城区人民法院"),
    codes.YUNJIN: ("云津市中级人民法院", "北渡区人民法院", "南浦县人民法院"),
}


def hold(home: Home, since: datetime.date | None) -> None:
    """What happens after somebody became the owner; the house of a city without a later day simply goes on."""
    chance = home.book.chance
    while since is not None:
        until = after(since, int(400 + chance.expovariate(1 / 4000)))
        if chance.random() < 0.3:
            lease(home, max(after(since, chance.randrange(30, 700)), home.let_until))
        if chance.random() < 0.012:
            seize(home, after(since, chance.randrange(100, 1500)), late=chance.choice((0, 1, 2, 75, 110)))
        if chance.random() < 0.05:
            survey(home, after(since, chance.randrange(20, 300)))
        since = sales.resell(home, _unseized(home, until))


def _unseized(home: Home, day: datetime.date) -> datetime.date:
    """The day, or a later one, on which the house may be transferred under a contract that could be signed."""
    while not home.free(after(day, -sales.BEFORE), day):
        day = after(max(end for start, end in home.seizures if start <= day), sales.BEFORE + 20)
    return day


def lease(home: Home, day: datetime.date, *, late: int | None = None) -> Draft | None:
    """Let for a year or three; one in seven is filed months late, one in sixty was entered by mistake."""
    chance = home.book.chance
    number = home.number("租", day)
    ends = after(day, chance.choice((365, 365, 730, 1095)))
    stated: dict[str, Value] = {
        "number": number,
        "level": "LEASE",
        "signed_on": after(day, -5).isoformat(),
        "starts_on": day.isoformat(),
        "ends_on": ends.isoformat(),
        "rent": amount(home.area * (18 + (day.year - 2005) * 1.6)),
    }
    if late is None and chance.random() < 0.15:
        late = chance.randrange(60, 200)
    home.let_until = ends
    filed = home.record("LeaseFiled", day, {f"leases/{number}": stated}, document=("租赁合同", number), late=late)
    if filed is not None and chance.random() < 1 / 60:
        home.record("EventVoided", day, {}, voids=filed, late=(filed.registered.date() - day).days + 9)
    elif filed is not None and chance.random() < 0.2:
        ended = after(day, chance.randrange(100, 360))
        home.record("LeaseEnded", ended, {f"leases/{number}": {"ended_on": ended.isoformat()}}, relied_on=[filed])
    return filed


def seize(home: Home, day: datetime.date, *, late: int) -> Draft | None:
    """A court seizes the house; the notice may reach the registry months later."""
    chance = home.book.chance
    number = home.number("执", day)
    stated: dict[str, Value] = {
        "kind": "ORDINARY",
        "number": number,
        "court": chance.choice(COURTS[codes.city_of(home.division)]),
        "case_no": f"（{day.year}）{home.mark}执{chance.randrange(9000) + 100}号",
        "registered_on": day.isoformat(),
        "expires_on": after(day, TERM).isoformat(),
    }
    seized = home.record(
        "SeizureRegistered", day, {f"seizures/{number}": stated}, document=("协助执行通知书", number), late=late
    )
    home.seizures.append((day, after(day, TERM)))
    if seized is not None and chance.random() < 0.7:
        lifted = after(day, chance.randrange(200, 1000))
        home.seizures[-1] = (day, lifted)
        home.record(
            "SeizureLifted", lifted, {f"seizures/{number}": {"lifted_on": lifted.isoformat()}}, relied_on=[seized]
        )
    return seized


def survey(home: Home, day: datetime.date) -> Draft | None:
    """Measured anew; half of the surveys are corrected later, as of the same day."""
    chance = home.book.chance
    measured = home.area + chance.randrange(-150, 150) / 100
    first = home.record("SurveyRevised", day, {"": _areas(measured)}, document=("测绘报告", home.number("测", day)))
    if first is not None and chance.random() < 0.5:
        corrected = _areas(measured + 0.36)
        days = (first.registered.date() - day).days + chance.randrange(20, 200)
        first = home.record("SurveyRevised", day, {"": corrected}, corrects=first, late=days)
    return first


def _areas(measured: float) -> dict[str, Value]:
    return {"floor_area": amount(measured), "inner_area": amount(measured * 0.8)}
