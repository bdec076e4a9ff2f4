"""The indicators that divisions report 城市运行指标: what each is counted in, how often, and whether periods add up.

A city declares further ones in its policy. What an import of a register brings is declared here too, as families:
every indicator whose name begins with that of a family is one of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated

import pydantic

from aggregates.periods import PeriodKind
from aggregates.sections import Section
from aggregates.vocabulary import IndicatorMeasure

Word = Annotated[str, pydantic.Field(min_length=1, max_length=100)]


class Indicator(Section):
    """One indicator: its unit, the shortest period for which it is reported, and what a value says.

    Values of a SUM add up over the periods of a longer one; of a LEVEL, the last stands for the longer one.
    """

    en: Word
    unit: Annotated[str, pydantic.Field(min_length=1, max_length=40)]
    shortest: PeriodKind = PeriodKind.MONTH
    measure: IndicatorMeasure = IndicatorMeasure.SUM

    @pydantic.field_validator("shortest", "measure", mode="before")
    @classmethod
    def _named(cls, said: object, info: pydantic.ValidationInfo) -> object:
        """Policies name members of enums by their names, as everything else does."""
        members = PeriodKind if info.field_name == "shortest" else IndicatorMeasure
        return members[said] if isinstance(said, str) and said in members.__members__ else said


def _declared(rows: Iterable[tuple[str, str, str, PeriodKind, IndicatorMeasure]]) -> Mapping[str, Indicator]:
    return MappingProxyType(
        {
            zh: Indicator(en=en, unit=unit, shortest=shortest, measure=measure)
            for zh, en, unit, shortest, measure in rows
        }
    )


_DAY, _MONTH, _YEAR = PeriodKind.DAY, PeriodKind.MONTH, PeriodKind.YEAR
_SUM, _LEVEL = IndicatorMeasure.SUM, IndicatorMeasure.LEVEL

DECLARED = _declared(
    (
        ("供水量", "Water supplied", "万m3", _DAY, _SUM),
        ("供水管网漏损率", "Leakage of the water mains", "%", _MONTH, _LEVEL),
        ("供气量", "Gas supplied", "万m3", _DAY, _SUM),
        ("燃气用户数", "Users of piped gas", "户", _MONTH, _LEVEL),
        ("污水处理量", "Sewage treated", "万m3", _DAY, _SUM),
        ("污水处理率", "Share of sewage that is treated", "%", _MONTH, _LEVEL),
        ("供热面积", "Area heated", "万m2", _MONTH, _LEVEL),
        ("道路长度", "Length of roads", "km", _YEAR, _LEVEL),
        ("公园面积", "Area of parks", "hm2", _YEAR, _LEVEL),
        ("公园数量", "Parks", "个", _YEAR, _LEVEL),
        ("生活垃圾清运量", "Household waste collected", "t", _DAY, _SUM),
        ("城管案件受理数", "Cases of city management accepted", "件", _DAY, _SUM),
        ("城管案件办结数", "Cases of city management closed", "件", _DAY, _SUM),
        ("城管案件采集数", "Cases of city management collected", "件", _DAY, _SUM),
        ("城管案件立案数", "Cases of city management filed", "件", _DAY, _SUM),
        ("城管案件应结数", "Cases of city management due to be closed", "件", _DAY, _SUM),
        ("城管案件按期办结数", "Cases of city management closed on time", "件", _DAY, _SUM),
        ("执法案件数", "Cases of law enforcement", "件", _MONTH, _SUM),
        ("老旧小区改造开工户数", "Homes in old estates whose renovation began", "户", _MONTH, _SUM),
    )
)
"""Indicator -> what it is, for every city."""

FAMILIES = _declared(
    (
        ("社會住宅戶數", "Homes of social housing, by stage and developer (Taiwan)", "戶", _MONTH, _LEVEL),
        ("社會住宅案件數", "Projects of social housing, by stage and developer (Taiwan)", "案", _MONTH, _LEVEL),
    )
)
"""The same of all indicators whose names begin so."""


def find(name: str, own: Mapping[str, Indicator] = MappingProxyType({})) -> Indicator | None:
    """What an indicator is: by a city's ``own`` declarations, else those for all; None where nobody declared it."""
    found = own.get(name) or DECLARED.get(name)
    return found or next((one for family, one in FAMILIES.items() if name.startswith(family)), None)
