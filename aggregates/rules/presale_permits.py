"""PRE-1: what a presale permit rests on."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from aggregates.attributes import Attribute
from aggregates.building import Building
from aggregates.project import Project
from aggregates.rules import construction
from aggregates.rules.rule import Breach, Case, Rule, paths
from aggregates.view import View

B, P = Building, Project


def _grounds(case: Case) -> Iterable[Breach]:
    missing: list[str] = []
    way: list[UUID] = []
    for type_, found in (
        ("LandAcquired", [case.before.origin(P.lands, key) for key, _ in case.before.standing(P.lands)]),
        ("PlanningPermitGranted", _permits(case.before, "PLANNING")),
        (construction.PERMIT, _permits(case.before, "CONSTRUCTION")),
    ):
        case.rely(*found)
        missing += [] if found else [type_]
    done, total = _stated(case, P.investment_done), _stated(case, P.investment_total)
    required = case.policy.presale.invested_share
    if done is None or total is None or Decimal(total) <= 0 or Decimal(done) < required * Decimal(total):
        missing.append("ContractPerformanceRecorded")
        way += [one for one in (case.before.maker(P.investment_done),) if one]
    else:
        case.rely(case.before.maker(P.investment_done), case.before.maker(P.investment_total))
    bare = list(_unpermitted(case))
    missing += ["ConstructionPermitted"] if bare else []
    if missing:
        lacking = ", ".join(missing) + (f" ({', '.join(bare)})" if bare else "")
        percent = f"{required * 100:f}".rstrip("0").rstrip(".")
        done, total = done or "—", total or "—"
        yield case.breach(missing=missing, in_the_way=way, lacking=lacking, done=done, total=total, percent=percent)


def _permits(project: View, kind: str) -> list[UUID]:
    return [project.origin(P.permits, key) for key in construction.standing(project, kind)]


def _stated(case: Case, amount: Attribute) -> str | None:
    """An amount as the event itself or the register before it states it."""
    said = case.judged.says().get(amount.name)
    return said if isinstance(said, str) else case.before.text(amount)


def _unpermitted(case: Case) -> Iterable[str]:
    """Codes of covered buildings without a construction permit that stands; those that it lets pass are relied on."""
    for _, said in case.judged.elements(P.coverage):
        if said.get("covered_kind") != "BUILDING":
            continue
        building = case.other("BUILDING", said.get("covered_code"))
        keys = list(construction.standing(building, "CONSTRUCTION")) if building else []
        if building is not None and keys:
            case.rely(building.origin(B.permits, keys[-1]))
        else:
            yield str(said.get("covered_code"))


PRE_1 = Rule(
    "PRE-1",
    "预售许可缺少依据：{lacking}。须已取得土地、规划许可和有效的施工许可，投入资金（{done}）须达到总投资（{total}）的{percent}%。",
    "The presale permit lacks {lacking}: it needs the land, a planning permit, a construction permit that stands and "
    "covers the buildings, and {percent} % of the total investment ({total}) completed ({done}).",
    "城市房地产管理法第45条 (Urban Real Estate Law 45)",
    {"PROJECT": frozenset({"PresalePermitGranted"})},
    {
        "PROJECT": paths(P.lands, P.permits, P.investment_done, P.investment_total),
        "BUILDING": paths(B.permits),
    },
    _grounds,
)

RULES = (PRE_1,)
