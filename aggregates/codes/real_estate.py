"""Real-estate unit codes 不动产单元代码 (GB/T 37346-2019): 28 places without a check digit."""

from __future__ import annotations

from aggregates.codes.scheme import Grade, Remark, Scheme, fold, of_shape

SHAPE = Remark(
    Grade.WARN,
    "CODE-REAL-ESTATE-SHAPE",
    "A real-estate unit code has 28 places: 12 digits, the kinds of ownership and right to the land, 5 digits of the"
    " parcel, the kind of thing on it, 8 digits of the unit (GB/T 37346-2019).",
    "不动产单元代码为28位：12位数字、2位土地特征码、5位宗地顺序号、1位定着物特征码、8位单元号（GB/T 37346-2019）。",
)
SCHEME = Scheme(
    "gbt37346",
    "Real-estate unit code",
    "不动产单元代码",
    "HOUSE",
    "GB/T 37346-2019",
    False,
    fold,
    of_shape(r"[0-9]{12}[GJZ][A-HSWXY][0-9]{5}[FLQW][0-9]{8}", SHAPE),
    (SHAPE,),
)
