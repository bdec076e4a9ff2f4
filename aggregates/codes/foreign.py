"""Codes of buildings in the foreign registers that are imported as they are."""

from __future__ import annotations

import re

from aggregates.codes.scheme import Grade, Remark, Scheme, fold, of_shape

_BIN = re.compile(r"[0-9]{7}")
_BIN_PLACEHOLDER = re.compile(r"[0-9]0{6}")

BAG_SHAPE = Remark(
    Grade.REJECT,
    "CODE-BAG-SHAPE",
    "The identification of a Dutch building has 16 digits (Wet basisregistratie adressen en gebouwen).",
    "荷兰建筑物标识为16位数字（Wet basisregistratie adressen en gebouwen）。",
)
BIN_SHAPE = Remark(
    Grade.REJECT,
    "CODE-BIN-SHAPE",
    "The identification number of a building in New York has 7 digits (New York City Department of City Planning).",
    "纽约市建筑物标识号为7位数字（New York City Department of City Planning）。",
)
BIN_PLACEHOLDER = Remark(
    Grade.WARN,
    "CODE-PLACEHOLDER",
    "A borough's digit and six zeros stand for a building without a number and identify nothing: name the subject by"
    " the source's own row key (New York City Department of City Planning).",
    "区码后六个零表示建筑物无编号，不标识任何对象，应以来源的行键命名（New York City Department of City Planning）。",
)


def check_bin(code: str) -> tuple[Remark, ...]:
    """Shape, and that it is not the borough's placeholder."""
    if not _BIN.fullmatch(code):
        return (BIN_SHAPE,)
    return (BIN_PLACEHOLDER,) if _BIN_PLACEHOLDER.fullmatch(code) else ()


BAG = Scheme(
    "nl-bag",
    "Building in the Dutch register BAG",
    "荷兰建筑物标识",
    "BUILDING",
    "Wet basisregistratie adressen en gebouwen",
    False,
    fold,
    of_shape(r"[0-9]{16}", BAG_SHAPE),
    (BAG_SHAPE,),
)
BIN = Scheme(
    "us-bin",
    "Building identification number of New York",
    "纽约市建筑物标识号",
    "BUILDING",
    "New York City Department of City Planning",
    False,
    fold,
    check_bin,
    (BIN_SHAPE, BIN_PLACEHOLDER),
)
