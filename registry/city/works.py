"""The life of a project and its buildings until they are filed as complete."""

from __future__ import annotations

import dataclasses
import datetime

from aggregates import calendar_days, policy, vocabulary
from registry.city import adoption, codes, people, plan
from registry.city.drafts import Book, Changes, Draft, Value

COST, INVESTED = 4500, 0.4
"""Investment in CNY per square metre, and the share of it that is completed when presale begins."""

LATE_BUILDING, LATE_DAYS = 2, 31
"""Number in the first project, and days from acceptance: the completion that is filed late on purpose."""


@dataclasses.dataclass(slots=True)
class Site:
    """A project at work: when each building was completed, and the presale permit that sales rely on."""

    project: plan.Project
    book: Book
    presale: Draft | None = None
    presale_no: str = ""
    completed: dict[int, datetime.date] = dataclasses.field(default_factory=dict)


def after(day: datetime.date, days: int) -> datetime.date:
    """That many days later."""
    return day + datetime.timedelta(days=days)


def rules_of(site: Site, day: datetime.date) -> policy.Policy:
    """What the site's city sets on a day."""
    return adoption.in_force(site.project.division, day)


def build(book: Book, project: plan.Project) -> Site:
    """Everything up to the archive; what lies beyond the city's last day is left out."""
    site = Site(project, book)
    _approve(site)
    permit = _permit(site)
    starts = {b.number: after(project.approved, 300 + 12 * i) for i, b in enumerate(project.buildings)}
    for building in project.buildings:
        _raise(site, building, starts[building.number], permit)
    _invest(site)
    _presell(site, permit)
    _supervise(site)
    if site.completed:
        _file(site, max(site.completed.values()))
    return site


def _approve(site: Site) -> None:
    project, day, book = site.project, site.project.approved, site.book
    mark = codes.mark(project.division)
    stated: dict[str, Value] = {
        "name": project.name,
        "national_code": project.subject.code,
        "division": project.division,
        "address": project.address,
        "category": "房屋建筑工程",
        "nature": "新建",
        "developer_code": people.credit_code(codes.ANLAN, project.developer),
        "developer_name": project.developer,
        "planned_units": sum(building.houses for building in project.buildings),
        "gross_area": f"{project.area}.00",
        "investment_total": f"{project.area * COST}.00",
        "approved_on": day.isoformat(),
    }
    developer = _party("DEVELOPER", project.developer, day)
    _paper(site, "ProjectApproved", day, {"": stated, "participants/developer": developer}, ("立项批复", f"{mark}发改"))
    acquired = after(day, 60)
    land = {"parcel": f"{mark}地-{project.number:04}", "mode": "挂牌出让", "acquired_on": acquired.isoformat()}
    _paper(site, "LandAcquired", acquired, {"lands/1": land}, ("出让合同", f"{mark}土让"))
    opened, awarded = after(day, 170), after(day, plan.AWARDED)
    tender = {"number": f"ZB{opened:%Y}{project.number:04}", "mode": "公开招标", "opened_on": opened.isoformat()}
    book.record(project.subject, "TenderOpened", opened, {"tenders/1": tender})
    won: dict[str, Value] = {"winner_name": project.builder, "awarded_on": awarded.isoformat(), "bidders": 7}
    builder = _party("BUILDER", project.builder, awarded)
    contract: dict[str, Value] = {
        "number": _number(site, "施合"),
        "kind": "施工总承包",
        "tender_no": tender["number"],
        "enterprise_code": people.credit_code(codes.ANLAN, project.builder),
        "enterprise_name": project.builder,
        "signed_on": awarded.isoformat(),
        "value": f"{project.area * 2600}.00",
    }
    changes: Changes = {
        "": {"contract_value": contract["value"]},
        "tenders/1": won,
        f"contracts/{contract['number']}": contract,
        "participants/builder": builder,
    }
    _paper(site, "BidAwarded", awarded, changes, ("中标通知书", "中标"))


def _party(role: str, name: str, day: datetime.date) -> dict[str, str]:
    code = people.credit_code(codes.ANLAN, name)
    stated = {"role": role, "party_kind": "ENTERPRISE", "enterprise_code": code, "enterprise_name": name}
    return {**stated, "starts_on": day.isoformat()}


def _permit(site: Site) -> Draft | None:
    """Planning and construction permit, with the buildings' own small events."""
    project, book = site.project, site.book
    planned, granted = after(project.approved, 120), after(project.approved, 270)
    planning = {"kind": "PLANNING", "number": _number(site, "规建"), "granted_on": planned.isoformat()}
    covers = _coverage(site, "PLANNING_PERMIT", planning["number"], planned)
    _paper(site, "PlanningPermitGranted", planned, {"permits/planning": planning, **covers}, ("规划许可证", "规建"))
    for building in project.buildings:
        _register(site, building, after(planned, 5))
    _review(site, granted)
    number = _number(site, "施许")
    permit = {
        "kind": "CONSTRUCTION",
        "number": number,
        "granted_on": granted.isoformat(),
        "lapses_on": calendar_days.add_months(granted.isoformat(), rules_of(site, granted).works.lapse_months),
        "builder_code": people.credit_code(codes.ANLAN, project.builder),
    }
    covers = _coverage(site, "CONSTRUCTION_PERMIT", number, granted)
    cause = _paper(
        site, "ConstructionPermitGranted", granted, {"permits/construction": permit, **covers}, ("施工许可证", number)
    )
    if cause is None:
        return None
    for building in project.buildings:
        covered = {"kind": "CONSTRUCTION", "number": number, "granted_on": granted.isoformat()}
        book.record(
            building.subject, "ConstructionPermitted", granted, {"permits/construction": covered}, cause=cause, late=0
        )
    started = after(project.approved, 300)
    works = {"lapses_on": None, "works_started_on": started.isoformat()}
    stated = {"started_on": started.isoformat()}
    book.record(
        project.subject, "WorksStarted", started, {"": stated, "permits/construction": works}, relied_on=[cause]
    )
    return cause


def _review(site: Site, granted: datetime.date) -> None:
    """Every discipline passes before the permit; fire sends the drawings back once."""
    for place, discipline in enumerate(vocabulary.Discipline):
        returned = discipline is vocabulary.Discipline.FIRE
        for number, outcome in enumerate(("RETURNED", "PASSED") if returned else ("PASSED",), 1):
            day = after(granted, -40 + 2 * place + 10 * number)
            reviewed: dict[str, Value] = {
                "discipline": discipline.name,
                "round": number,
                "outcome": outcome,
                "reviewed_on": day.isoformat(),
            }
            key = f"drawing_reviews/{discipline.name}-{number}"
            site.book.record(site.project.subject, "DrawingsReviewed", day, {key: reviewed}, late=1)


def _register(site: Site, building: plan.Building, day: datetime.date) -> None:
    stated: dict[str, Value] = {
        "division": building.division,
        "project_code": site.project.subject.code,
        "name": building.name,
        "address": f"{site.project.address}{building.name}",
        "estate": site.project.name,
        "floors": building.floors,
        "unit_count": building.houses,
        "gross_area": f"{building.area}.00",
        "purpose": "住宅",
        "structure": "钢筋混凝土",
    }
    site.book.record(building.subject, "BuildingRegistered", day, {"": stated})


def _raise(site: Site, building: plan.Building, started: datetime.date, permit: Draft | None) -> None:
    """From the first spade to the acceptance."""
    book, chance = site.book, site.book.chance
    if permit is None:
        return
    begun = {"": {"started_on": started.isoformat()}}
    start = book.record(building.subject, "ConstructionStarted", started, begun, relied_on=[permit])
    if start is None:
        return
    topped = after(started, 240 + building.floors * 6)
    if chance.random() < 0.12:
        topped = _suspend(site, building, after(started, 150), topped)
    book.record(building.subject, "ToppedOut", topped, {"": {"topped_out_on": topped.isoformat()}})
    done = after(topped, chance.randrange(200, 300))
    number = f"竣验{done:%Y}-{building.number:05}"
    acceptance: dict[str, Value] = {
        "kind": "COMPLETION",
        "number": number,
        "accepted_on": done.isoformat(),
        "passed": True,
    }
    changes: Changes = {
        "": {"completed_on": done.isoformat(), "year_built": done.year},
        "acceptances/completion": acceptance,
    }
    accepted = book.record(building.subject, "CompletionAccepted", done, changes, document=("竣工验收报告", number))
    if accepted is None:
        return
    site.completed[building.number] = done
    days = min(12, rules_of(site, done).works.completion_filing_days - 1)
    filed_on = after(done, LATE_DAYS if building.number == LATE_BUILDING else days)
    filed: dict[str, Value] = {
        "kind": "COMPLETION_FILING",
        "number": f"备{number}",
        "accepted_on": filed_on.isoformat(),
        "passed": True,
    }
    book.record(building.subject, "CompletionFiled", filed_on, {"acceptances/filing": filed}, relied_on=[accepted])
    registered = {
        "": {"first_registration_no": f"{codes.mark(building.division)}不动产首{done:%Y}{building.number:05}"}
    }
    book.record(building.subject, "FirstRegistered", after(done, 45), registered)


def _suspend(site: Site, building: plan.Building, day: datetime.date, topped: datetime.date) -> datetime.date:
    """A stop of some months, of which the registers learn late; the new day of topping out."""
    days = site.book.chance.randrange(60, 400)
    stop = {"suspended_on": day.isoformat(), "reported_on": after(day, 25).isoformat(), "reason": "资金未到位"}
    site.book.record(building.subject, "ConstructionSuspended", day, {"suspensions/1": stop}, late=25)
    resumed = after(day, days)
    again = {"resumed_on": resumed.isoformat()}
    reverify_after = rules_of(site, resumed).works.reverify_after_months
    if resumed.isoformat() >= calendar_days.add_months(day.isoformat(), reverify_after):
        again["verified_on"] = after(resumed, -7).isoformat()
    site.book.record(building.subject, "ConstructionResumed", resumed, {"suspensions/1": again})
    return after(topped, days)


def _invest(site: Site) -> None:
    """What the works have cost by the time that presale begins."""
    project, day = site.project, after(site.project.approved, 475)
    done, contract = f"{project.area * COST * INVESTED:.2f}", _number(site, "施合")
    performed: dict[str, Value] = {
        "contract_no": contract,
        "recorded_on": day.isoformat(),
        "grade": "合格",
        "paid": done,
    }
    changes: Changes = {"": {"investment_done": done}, f"performances/{contract}-{day}": performed}
    site.book.record(project.subject, "ContractPerformanceRecorded", day, changes, late=1)


def _presell(site: Site, permit: Draft | None) -> None:
    book, project = site.book, site.project
    granted = after(project.approved, 480)
    number = f"{codes.mark(project.division)}房预许字〔{granted.year}〕第{project.number + 1:03}号"
    stated: dict[str, Value] = {
        "kind": "PRESALE",
        "number": number,
        "granted_on": granted.isoformat(),
        "lapses_on": after(granted, 1095).isoformat(),
        "units": sum(building.houses for building in project.buildings),
    }
    changes: Changes = {"permits/presale": stated, **_coverage(site, "PRESALE_PERMIT", number, granted)}
    relied = [permit] if permit else []
    site.presale = book.record(
        project.subject,
        "PresalePermitGranted",
        granted,
        changes,
        document=("预售许可证", number),
        relied_on=relied,
        late=0,
    )
    site.presale_no = number
    if site.presale is None:
        return
    for building in project.buildings:
        covered: dict[str, Value] = {
            "number": number,
            "project_code": project.subject.code,
            "granted_on": granted.isoformat(),
            "units": building.houses,
        }
        book.record(
            building.subject, "PresalePermitted", granted, {"presale_permits/1": covered}, cause=site.presale, late=0
        )
    escrow = {"agreement_no": f"JG{project.number:04}", "bank": people.BANKS[0], "opened_on": granted.isoformat()}
    book.record(project.subject, "EscrowOpened", granted, {"escrows/1": escrow})


def _supervise(site: Site) -> None:
    """Inspections every quarter of the works; some end in an order to put something right."""
    book, project = site.book, site.project
    for quarter in range(1, 8):
        day = after(project.approved, 300 + 91 * quarter)
        passed = book.chance.random() > 0.25
        looked: dict[str, Value] = {
            "kind": "SAFETY",
            "number": f"AJ{project.number:03}-{quarter}",
            "inspected_on": day.isoformat(),
            "passed": passed,
        }
        seen = book.record(project.subject, "SafetyInspected", day, {f"inspections/{quarter}": looked})
        if seen is None or passed:
            continue
        order = {
            "kind": "SAFETY",
            "number": f"ZG{project.number:03}-{quarter}",
            "ordered_on": day.isoformat(),
            "due_on": after(day, 15).isoformat(),
            "issue": "临边防护不到位",
        }
        ordered = book.record(
            project.subject, "RectificationOrdered", day, {f"rectifications/{quarter}": order}, cause=seen, late=0
        )
        if ordered is not None and book.chance.random() < 0.9:
            closed = {"closed_on": after(day, 11).isoformat(), "outcome": "已整改"}
            book.record(
                project.subject,
                "RectificationClosed",
                after(day, 11),
                {f"rectifications/{quarter}": closed},
                relied_on=[ordered],
            )


def _file(site: Site, done: datetime.date) -> None:
    if len(site.completed) < len(site.project.buildings):
        return
    for type_, kind, days, paper in (
        ("FireAccepted", "FIRE", 8, "消防验收意见书"),
        ("CompletionFiled", "COMPLETION_FILING", 9, "竣工备案表"),
        ("ArchiveAccepted", "ARCHIVE", 40, "档案验收意见书"),
    ):
        day = after(done, days)
        number = _number(site, kind[:2])
        stated: dict[str, Value] = {"kind": kind, "number": number, "accepted_on": day.isoformat(), "passed": True}
        site.book.record(
            site.project.subject,
            type_,
            day,
            {f"acceptances/{kind.lower()}": stated},
            document=(paper, number),
        )


def _coverage(site: Site, instrument: str, number: str, day: datetime.date) -> Changes:
    return {
        f"coverage/{instrument.lower()}-{building.number}": {
            "instrument": instrument,
            "number": number,
            "covered_kind": "BUILDING",
            "covered_scheme": building.subject.scheme,
            "covered_code": building.subject.code,
            "units": building.houses,
            "starts_on": day.isoformat(),
        }
        for building in site.project.buildings
    }


def _number(site: Site, prefix: str) -> str:
    return f"{prefix}{site.project.subject.code}"


def _paper(site: Site, type_: str, day: datetime.date, changes: Changes, paper: tuple[str, str]) -> Draft | None:
    kind, prefix = paper
    number = prefix if len(prefix) > 8 else _number(site, prefix)
    return site.book.record(site.project.subject, type_, day, changes, document=(kind, number))
