"""Towns with enterprises and practitioners on record, qualified for works on the project of :mod:`tests.sites`."""

from __future__ import annotations

from decimal import Decimal

from aggregates import credit_score, policy
from aggregates.world import Name
from tests import deeds, sites

BUILDER, SUPERVISOR, OTHER = "91350101M000100Y4H", "91350102M000100Y40", "91350103M000100Y4E"
MANAGER, CHIEF = "JZS-1", "JLS-1"
SINCE = "2010-01-01"
CLASS = "BUILDING"


def registered(town: deeds.Town | None = None) -> deeds.Town:
    """A builder, a supervisor and another builder, a manager and a chief supervisor; nobody is qualified yet."""
    town = town or sites.permitted()
    for code, category in ((BUILDER, "BUILDER"), (SUPERVISOR, "SUPERVISOR"), (OTHER, "BUILDER")):
        said = {"name": f"企业{code[-2:]}", "category": category, "division": sites.DIVISION}
        town.given("register_enterprise", code, on=SINCE, **said)
    for number, (code, employer) in enumerate(((MANAGER, BUILDER), (CHIEF, SUPERVISOR)), start=70):
        who = {"person": [deeds.person(number)], "division": sites.DIVISION, "employer_code": employer}
        town.given("register_practitioner", code, on=SINCE, **who)
    return town


def qualified(town: deeds.Town | None = None, *, expires_on: str = "2030-01-01") -> deeds.Town:
    """Each with the qualification that its role needs."""
    town = registered(town)
    for code, category in ((BUILDER, "建筑工程施工总承包"), (OTHER, "General Contracting"), (SUPERVISOR, "工程监理")):
        grant(town, "enterprise", code, category, expires_on=expires_on)
    for code, category in ((MANAGER, "一级建造师"), (CHIEF, "注册监理工程师")):
        grant(town, "practitioner", code, category, expires_on=expires_on)
    return town


def grant(town: deeds.Town, kind: str, code: str, category: str, **said: object) -> None:
    """A qualification, numbered after whom it is granted to."""
    inputs: dict[str, object] = {"certificate_no": f"Z-{code}", "category": category, **said}
    town.given(f"grant_{kind}_qualification", code, on=SINCE, **inputs)


def engaged(town: deeds.Town | None = None, on: str = "2020-01-05") -> deeds.Town:
    """All four take part in P1."""
    town = qualified(town)
    for role, code in (("BUILDER", BUILDER), ("SUPERVISOR", SUPERVISOR)):
        town.given("engage_enterprise", "P1", on=on, role=role, enterprise_code=code)
    for role, code, firm in (("PROJECT_MANAGER", MANAGER, BUILDER), ("CHIEF_SUPERVISOR", CHIEF, SUPERVISOR)):
        said = {"role": role, "practitioner_no": code, "enterprise_code": firm, "key_role": True}
        town.given("assign_practitioner", "P1", on=on, **said)
    return town


def penalty(number: str = "CF-1", kind: str = "FINE", **said: object) -> dict[str, object]:
    """Inputs of a penalty."""
    return {"penalty_no": number, "penalty_kind": kind, "grounds": "违法分包", "credit_class": CLASS, **said}


def award(number: str = "BZ-1", level: str = "CITY", **said: object) -> dict[str, object]:
    """Inputs of an award."""
    return {"award_no": number, "title": "优质工程", "level": level, "credit_class": CLASS, **said}


def recomputed(town: deeds.Town, day: str, code: str = BUILDER, credit_class: str = CLASS) -> credit_score.Score:
    """The score of an enterprise on a day as known now, by the default policy."""
    seen = town.seen()
    (known,) = seen.find(Name("ENTERPRISE", code))
    return credit_score.compute(seen.state(known, day), credit_class, policy.default().credit.scoring[credit_class])


def score(town: deeds.Town, day: str, code: str = BUILDER) -> Decimal:
    """Its points."""
    return recomputed(town, day, code).score


def elements(
    town: deeds.Town, kind: str, code: str, collection: str, day: str | None = None
) -> list[dict[str, object]]:
    """The elements of a collection as valid on a day."""
    state = town.state(kind, code, day)
    return [dict(said) for entity, said in state.items() if entity.startswith(f"{collection}/")]
