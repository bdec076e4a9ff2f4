"""House codes 房屋代码 (JGJ/T 246-2012) and the forms of it that single cities print; nothing here refuses a code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from stdnum.iso7064 import mod_11_10

from aggregates.codes.scheme import Check, Grade, Remark, Scheme, fold, of_shape


@dataclass(frozen=True, slots=True)
class Variant:
    """How a city writes house codes: ``pattern`` of a whole code, and whether its last place is the national check.

    ``shape_en`` and ``shape_zh`` continue "A house code of this scheme has …" and "本体系的房屋代码为…".
    """

    en: str
    zh: str
    basis: str
    pattern: str
    checked: bool
    shape_en: str
    shape_zh: str


HOUSE_CODE_VARIANTS: Mapping[str, Variant] = MappingProxyType(
    {
        "jgj246": Variant(
            "House code",
            "房屋代码",
            "JGJ/T 246-2012",
            r"[0-9]{9}[0-9*]{16}[0-9]",
            True,
            "26 places: 9 division, 12 building, 4 unit and 1 check digit",
            "26位：9位行政区划、12位幢、4位户、1位校验码",
        ),
        "jgj246-beijing": Variant(
            "House code as Beijing prints it",
            "房屋代码（北京）",
            "JGJ/T 246-2012, Beijing's form",
            r"[0-9]{9}[0-9*]{13}[0-9X*](?:[0-9]{2})?",
            False,
            "23 places, or 25 with the two digits of a logical building",
            "23位，或连同两位逻辑幢对应码共25位",
        ),
    }
)
"""Each city's form by the name of its scheme. A city is added here, without code."""

CHECK = Remark(
    Grade.WARN,
    "CODE-HOUSE-CHECK",
    "The check digit of the house code does not agree with its first 25 places"
    " (JGJ/T 246-2012, ISO 7064 MOD 11,10 with * counted as 0).",
    "房屋代码的校验码与前25位不符（JGJ/T 246-2012，ISO 7064 MOD 11,10，*按0计）。",
)
BUILDING_SHAPE = Remark(
    Grade.WARN,
    "CODE-BUILDING-SHAPE",
    "The building's part of a house code has 21 places: 9 division and 12 building (JGJ/T 246-2012).",
    "房屋代码的幢部分为21位：9位行政区划、12位幢（JGJ/T 246-2012）。",
)


def check_digit(body: str) -> str:
    """The check digit of the places before it: ISO 7064 MOD 11,10 with ``*`` counted as 0."""
    return mod_11_10.calc_check_digit(body.replace("*", "0"))


def _shape(variant: Variant) -> Remark:
    return Remark(
        Grade.WARN,
        "CODE-HOUSE-SHAPE",
        f"A house code of this scheme has {variant.shape_en} ({variant.basis}).",
        f"本体系的房屋代码为{variant.shape_zh}（{variant.basis}）。",
    )


def _checked(pattern: str, shape: Remark) -> Check:
    form = re.compile(pattern)

    def check(code: str) -> tuple[Remark, ...]:
        if not form.fullmatch(code):
            return (shape,)
        return () if check_digit(code[:-1]) == code[-1] else (CHECK,)

    return check


def _scheme(name: str, variant: Variant) -> Scheme:
    shape = _shape(variant)
    make, remarks = (_checked, (shape, CHECK)) if variant.checked else (of_shape, (shape,))
    check = make(variant.pattern, shape)
    return Scheme(name, variant.en, variant.zh, "HOUSE", variant.basis, False, fold, check, remarks)


BUILDING = Scheme(
    "jgj246-building",
    "Building's part of a house code",
    "房屋代码（幢）",
    "BUILDING",
    "JGJ/T 246-2012",
    False,
    fold,
    of_shape(r"[0-9]{9}[0-9*]{12}", BUILDING_SHAPE),
    (BUILDING_SHAPE,),
)
HOUSES = tuple(_scheme(name, variant) for name, variant in HOUSE_CODE_VARIANTS.items())
