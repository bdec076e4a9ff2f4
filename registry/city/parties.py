"""What is on record of the cities' firms and practitioners: registration, qualifications, awards, penalties, credit."""

from __future__ import annotations

import datetime

from aggregates import sealed
from registry.city import codes, firms, plan, staff
from registry.city.drafts import Book, Changes, Draft, Sealed, Value
from registry.city.firms import Firm
from registry.city.works import after

FOUNDED = datetime.date(1998, 3, 2)
TERM_YEARS = 5
"""Years of a qualification; before it ends it is granted anew."""

WORKS_BUREAU = "安澜市住房和城乡建设局"
CREDIT_OFFICE = "安澜市信用建设办公室"


def record(book: Book, city: plan.City) -> None:
    """All of them. Their chance is their own; what projects do with them stands beside the projects."""
    for place, firm in enumerate(firms.FIRMS):
        _register(book, firm, after(FOUNDED, 40 * place))
    _credit(book)
    for project in city.projects():
        for role in (staff.MANAGER, staff.SUPERVISOR):
            _enrol(book, staff.of_role(city, project, role), project)


def _register(book: Book, firm: Firm, day: datetime.date) -> None:
    stated: dict[str, Value] = {
        "name": firm.name,
        "category": firm.category,
        "division": firm.seat,
        "address": f"{codes.NAMES[codes.ANLAN]}文澜路{day.day + 10}号",
        "established_on": after(day, -30).isoformat(),
        "capital": "50000000.00",
        "legal_representative": Sealed(_own_ref(firm), firm.representative),
    }
    book.record(firm.subject, "Registered", day, {"": stated}, document=("营业执照", firm.code), late=0)
    if firm.qualification is not None:
        _qualify(book, firm, firm.qualification, day)


def _own_ref(firm: Firm) -> str:
    return sealed.subject_ref(firm.subject.stream)


def _qualify(book: Book, firm: Firm, qualification: tuple[str, str], day: datetime.date) -> None:
    """Granted for some years, and again each time before it expires; the last one expires after the city's end."""
    category, grade = qualification
    granted = after(day, 20)
    while granted < book.until:
        expires = granted.replace(year=granted.year + TERM_YEARS, day=1)
        _grant(book, firm, f"D{granted:%Y%m}{firm.code[-6:]}", (category, grade), granted, expires)
        granted = after(expires, -1)


def _grant(
    book: Book,
    firm: Firm,
    number: str,
    qualification: tuple[str, str],
    granted: datetime.date,
    expires: datetime.date | None,
) -> None:
    stated: dict[str, Value] = {
        "number": number,
        "category": qualification[0],
        "grade": qualification[1],
        "body": WORKS_BUREAU,
        "granted_on": granted.isoformat(),
    }
    if expires is not None:
        stated["expires_on"] = expires.isoformat()
    changes: Changes = {f"qualifications/{number}": stated}
    book.record(firm.subject, "QualificationGranted", granted, changes, document=("资质证书", number), late=0)


def _enrol(book: Book, one: staff.Practitioner, project: plan.Project) -> None:
    book.meet(one.person)
    specialty, category = staff.SPECIALTIES[one.role]
    day = one.registered
    stated: dict[str, Value] = {
        "person": one.person.ref,
        "name": one.name,
        "id_type": one.person.id_type.name,
        "id_number": Sealed(one.person.ref, one.person.number),
        "specialty": specialty,
        "division": project.division,
        "employer_code": one.employer.code,
        "employed_since": day.isoformat(),
        "registered_on": day.isoformat(),
    }
    enrolled = book.record(one.subject, "Registered", day, {"": stated}, document=("注册证书", one.number), late=0)
    qualified: Changes = {
        f"qualifications/{one.number}": {
            "number": one.number,
            "category": category,
            "grade": "一级",
            "body": WORKS_BUREAU,
            "granted_on": day.isoformat(),
        }
    }
    book.record(
        one.subject, "QualificationGranted", day, qualified, document=("资格证书", one.number), seq=1, beside=enrolled
    )


def _credit(book: Book) -> None:
    """What firms were honoured and penalised for, and what became of it."""
    first, second, third = firms.BUILDERS
    _award(book, first, datetime.date(2015, 11, 20), "NATIONAL", "鲁班奖")
    _award(book, first, datetime.date(2022, 12, 6), "PROVINCIAL", "省优质工程奖")
    _award(book, second, datetime.date(2023, 5, 16), "CITY", "安澜杯优质工程奖")
    _award(book, firms.DESIGNERS[0], datetime.date(2022, 9, 8), "PROVINCIAL", "优秀勘察设计奖", "SURVEY_DESIGN")
    _award(book, firms.SUPERVISORS[1], datetime.date(2024, 4, 18), "CITY", "先进监理企业", "SUPERVISION")
    fined = _penalise(book, first, datetime.date(2022, 3, 15), "FINE", "扬尘防治措施不到位", "80000.00")
    _repair(book, first, datetime.date(2023, 4, 3), fined)
    _penalise(book, second, firms.BARRED.since, "SUSPENSION", "转包工程", "300000.00", firms.BARRED.until)
    _penalise(book, second, datetime.date(2024, 7, 9), "WARNING", "未按方案搭设脚手架")
    _penalise(book, third, datetime.date(2020, 4, 21), "FINE", "拖欠农民工工资", "500000.00")
    _penalise(
        book, firms.DEVELOPERS[2], datetime.date(2021, 10, 12), "FINE", "违规挪用预售资金", "1000000.00", None, None
    )
    _penalise(
        book, firms.LABORATORIES[0], datetime.date(2023, 8, 24), "FINE", "出具虚假检测报告", "150000.00", None, None
    )
    _list(book, third)
    decoration = ("建筑装修装饰工程专业承包", "二级")
    for firm, number, granted in ((second, "ZX2010-07", 2010), (third, "ZX2011-12", 2011)):
        _grant(book, firm, number, decoration, datetime.date(granted, 5, 18), None)
    _revoke(book, third, "ZX2011-12", datetime.date(2020, 7, 1))


def _award(
    book: Book, firm: Firm, day: datetime.date, level: str, title: str, credit_class: str = "BUILDING"
) -> Draft | None:
    number = f"表彰〔{day.year}〕{day.month}{day.day:02}号"
    stated: dict[str, Value] = {
        "number": number,
        "title": title,
        "level": level,
        "credit_class": credit_class,
        "body": WORKS_BUREAU,
        "awarded_on": day.isoformat(),
    }
    return book.record(firm.subject, "AwardRecorded", day, {f"awards/{number}": stated}, document=("表彰决定", number))


def _penalise(
    book: Book,
    firm: Firm,
    day: datetime.date,
    kind: str,
    grounds: str,
    amount: str | None = None,
    bars_until: datetime.date | None = None,
    credit_class: str | None = "BUILDING",
) -> str:
    """A penalty, which bars from new roles until a day where one is said; its number."""
    number = f"安建罚〔{day.year}〕{day.month}{day.day:02}号"
    stated: dict[str, Value] = {
        "number": number,
        "kind": kind,
        "grounds": grounds,
        "body": WORKS_BUREAU,
        "penalised_on": day.isoformat(),
        "bars_market": bars_until is not None,
    }
    for name, value in (
        ("amount", amount),
        ("credit_class", credit_class),
        ("ends_on", bars_until.isoformat() if bars_until else None),
    ):
        if value is not None:
            stated[name] = value
    changes: Changes = {f"penalties/{number}": stated}
    book.record(firm.subject, "PenaltyRecorded", day, changes, document=("行政处罚决定书", number), late=0)
    return number


def _repair(book: Book, firm: Firm, day: datetime.date, penalty: str) -> None:
    number = f"信修〔{day.year}〕{day.month}{day.day:02}号"
    repaired: dict[str, Value] = {
        "number": number,
        "penalty_no": penalty,
        "body": CREDIT_OFFICE,
        "repaired_on": day.isoformat(),
    }
    changes: Changes = {
        f"credit_repairs/{number}": repaired,
        f"penalties/{penalty}": {"repaired_on": day.isoformat()},
    }
    book.record(firm.subject, "CreditRepaired", day, changes, document=("信用修复决定书", number), late=0)


def _list(book: Book, firm: Firm) -> None:
    """For three years, at whose end it is removed."""
    since, until = firms.LISTED.since, firms.LISTED.until
    number = f"失信〔{since.year}〕7号"
    listed: dict[str, Value] = {
        "number": number,
        "reason": "拖欠农民工工资拒不支付",
        "body": CREDIT_OFFICE,
        "listed_on": since.isoformat(),
        "ends_on": until.isoformat(),
    }
    document = ("列入决定书", number)
    book.record(
        firm.subject,
        "SeriousDishonestyListed",
        since,
        {f"dishonesty_listings/{number}": listed},
        document=document,
        late=0,
    )
    removed: Changes = {f"dishonesty_listings/{number}": {"removed_on": until.isoformat(), "removal_reason": "期满"}}
    book.record(firm.subject, "SeriousDishonestyRemoved", until, removed, document=("移出决定书", number), late=0)


def _revoke(book: Book, firm: Firm, number: str, day: datetime.date) -> None:
    changes: Changes = {f"qualifications/{number}": {"revoked_on": day.isoformat(), "reason": "申报材料弄虚作假"}}
    book.record(firm.subject, "QualificationRevoked", day, changes, document=("吊销决定书", number), late=0)
