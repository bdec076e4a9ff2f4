"""Codes of projects and of their construction permits; registers mistype them, so nothing here refuses one."""

from __future__ import annotations

import re

from aggregates.codes.scheme import Grade, Remark, Scheme, fold, is_day, of_shape

_PROJECT = re.compile(r"[0-9]{6}(?P<day>[0-9]{6})[0-9]{4}(?:-(?:BD|SX|JX)-[0-9]{3})?")
_PERMIT = re.compile(r"[0-9]{6}(?P<day>[0-9]{8})[0-9]{4}")
_PROJECT_BASIS = "national construction market platform 全国建筑市场监管公共服务平台"

INVESTMENT_SHAPE = Remark(
    Grade.WARN,
    "CODE-INVESTMENT-SHAPE",
    "An investment project code has five groups of 4, 6, 2, 2 and 6 digits with dashes between (GB/T 40058-2021).",
    "投资项目代码为4、6、2、2、6位数字五段，以短横线相连（GB/T 40058-2021）。",
)
PROJECT_SHAPE = Remark(
    Grade.WARN,
    "CODE-PROJECT-SHAPE",
    "A national project code has 16 digits: 6 region, 6 date, 2 category, 2 sequence; a tender, permit or completion of"
    " it adds -BD-, -SX- or -JX- and 3 digits (national construction market platform).",
    "项目编号为16位数字：6位地区、6位日期、2位类别、2位顺序；招投标、施工许可、竣工备案另加-BD-、-SX-、-JX-及3位数字"
    "（全国建筑市场监管公共服务平台）。",
)
PROJECT_DAY = Remark(
    Grade.WARN,
    "CODE-PROJECT-DAY",
    "Digits 7 to 12 of the national project code, YYMMDD, are not a day (national construction market platform).",
    "项目编号第7至12位（年月日）不是历日（全国建筑市场监管公共服务平台）。",
)
PERMIT_SHAPE = Remark(
    Grade.WARN,
    "CODE-PERMIT-SHAPE",
    "The number of a construction permit has 18 digits: 6 region, 8 date, 4 sequence"
    " (national construction market platform).",
    "施工许可证编号为18位数字：6位地区、8位日期、4位顺序（全国建筑市场监管公共服务平台）。",
)
PERMIT_DAY = Remark(
    Grade.WARN,
    "CODE-PERMIT-DAY",
    "Digits 7 to 14 of the construction permit's number, YYYYMMDD, are not a day"
    " (national construction market platform).",
    "施工许可证编号第7至14位（年月日）不是历日（全国建筑市场监管公共服务平台）。",
)


def check_project(code: str) -> tuple[Remark, ...]:
    """Shape, and a day in it: the platform began after 2000, so its two digits of year are of this century."""
    found = _PROJECT.fullmatch(code)
    if found is None:
        return (PROJECT_SHAPE,)
    return () if is_day(f"20{found['day']}") else (PROJECT_DAY,)


def check_permit(code: str) -> tuple[Remark, ...]:
    """Shape, and a day in it."""
    found = _PERMIT.fullmatch(code)
    if found is None:
        return (PERMIT_SHAPE,)
    return () if is_day(found["day"]) else (PERMIT_DAY,)


PROJECT = Scheme(
    "cn-project",
    "National project code",
    "项目编号",
    "PROJECT",
    _PROJECT_BASIS,
    False,
    fold,
    check_project,
    (PROJECT_SHAPE, PROJECT_DAY),
)
INVESTMENT = Scheme(
    "gbt40058",
    "Investment project code",
    "投资项目代码",
    "PROJECT",
    "GB/T 40058-2021",
    False,
    fold,
    of_shape(r"[0-9]{4}-[0-9]{6}-[0-9]{2}-[0-9]{2}-[0-9]{6}", INVESTMENT_SHAPE),
    (INVESTMENT_SHAPE,),
)
PERMIT = Scheme(
    "cn-construction-permit",
    "Number of a construction permit",
    "施工许可证编号",
    "",
    _PROJECT_BASIS,
    False,
    fold,
    check_permit,
    (PERMIT_SHAPE, PERMIT_DAY),
)
