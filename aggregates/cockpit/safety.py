"""房屋安全: screening, appraisal, hazards, controls, self-built homes."""

from __future__ import annotations

from aggregates.cockpit.shapes import Count, Group, Over, Ratio, by, flow, stock
from aggregates.conditions import Flag, Known, Reached, is_
from aggregates.measures import OTHER, Measure
from aggregates.vocabulary import LOST, ControlKind, Physical, SafetyGrade

_B = "BUILDING"
_GRADES = tuple(one.name for one in SafetyGrade)
SCREENED = Measure("screenings", _B, "screenings")
SUSPECT = Measure("screenings_suspect", _B, "screenings", Flag("suspect"))
LAST_SCREENED = Measure(
    "buildings_screened", _B, "screenings", by="suspect", labels=("true", OTHER), last="screened_on"
)
APPRAISED = Measure("appraisals", _B, "appraisals", by="grade", labels=_GRADES)
HOMES_APPRAISED = Measure("home_appraisals", "HOUSE", "appraisals", by="grade", labels=_GRADES)
GRADED = Measure("buildings_by_grade", _B, by="safety_grade", labels=(*_GRADES, OTHER))
HAZARDS = Measure("hazards", _B, "hazards")
RESOLVED = Measure("hazards_resolved", _B, "hazards", Reached("resolved_on"))
OPEN = Measure("open_hazards", _B, "hazards", live=True)
CONTROLLED = Measure("controls", _B, "controls", by="kind", labels=tuple(one.name for one in ControlKind), live=True)
RENOVATED = Measure("renovations", _B, "renovations", Reached("completed_on"))
_NEVER = tuple(one.name for one in LOST if one is not Physical.DEMOLISHED)
_SELF_BUILT = Flag("self_built") & ~Flag("superseded") & ~is_("physical", *_NEVER)
"""As the funnel `selfBuilt` counts them: demolished ones, too, but none that never stood."""
_UNSAFE = _SELF_BUILT & is_("safety_grade", "C", "D")
SELF_BUILT = Measure("self_built", _B, where=_SELF_BUILT)
SELF_BUILT_GRADED = Measure("self_built_graded", _B, where=_SELF_BUILT & Known("safety_grade"))
SELF_BUILT_UNSAFE = Measure("self_built_unsafe", _B, where=_UNSAFE)
SELF_BUILT_UNUSED = Measure("self_built_out_of_use", _B, where=_UNSAFE & Flag("out_of_use"))

GROUP = Group(
    "safety",
    "Safety of houses",
    "房屋安全",
    (
        SCREENED, SUSPECT, LAST_SCREENED, APPRAISED, HOMES_APPRAISED, GRADED, HAZARDS, RESOLVED, OPEN, CONTROLLED,
        RENOVATED, SELF_BUILT, SELF_BUILT_GRADED, SELF_BUILT_UNSAFE, SELF_BUILT_UNUSED,
    ),
    (
        flow("screened", "Screenings of buildings", "安全初判", SCREENED),
        flow("suspect", "Of which with a suspicion of danger", "疑似危险", SUSPECT),
        stock("buildingsScreened", "Buildings screened at least once", "已初判楼幢", LAST_SCREENED),
        Count("buildingsSuspect", "Of which the last screening suspects danger", "其中疑似危险楼幢",
            ("buildings_screened:true",)),
        by("appraised", "Appraisals of buildings and homes, by grade", "安全鉴定", APPRAISED, HOMES_APPRAISED,
            over=Over.FLOW),
        by("byGrade", "Buildings by their last grade; other: none", "楼幢（按安全等级）", GRADED),
        flow("hazardsFound", "Hazards found", "发现隐患", HAZARDS),
        flow("hazardsResolved", "Hazards resolved", "销号隐患", RESOLVED),
        stock("openHazards", "Hazards open", "未销号隐患", OPEN),
        Ratio("resolutionRate", "Hazards resolved of those found, of all time", "隐患销号率",
            stock("resolved", "Hazards resolved", "累计销号", RESOLVED),
            stock("found", "Hazards found", "累计发现", HAZARDS)),
        by("controlled", "Control measures in force", "管控措施", CONTROLLED),
        flow("renovated", "Renovations completed", "改造完工", RENOVATED),
        stock("selfBuilt", "Self-built buildings", "自建房", SELF_BUILT),
        stock("selfBuiltGraded", "Of which graded", "其中已鉴定", SELF_BUILT_GRADED),
        stock("selfBuiltUnsafe", "Of which graded C or D", "其中C、D级", SELF_BUILT_UNSAFE),
        stock("selfBuiltOutOfUse", "Of which out of use", "其中停用", SELF_BUILT_UNUSED),
    ),
)  # fmt: skip
