"""Numbers of passports and permits: each issuer has rules of its own, so a strange shape only warns."""

from __future__ import annotations

from aggregates.codes.scheme import Grade, Remark, Scheme, of_shape, unspaced

PASSPORT_SHAPE = Remark(
    Grade.WARN,
    "CODE-PASSPORT-SHAPE",
    "The number of a passport has 5 to 20 letters or digits (wider than ICAO Doc 9303, which has 9).",
    "护照号码为5至20位字母或数字（宽于ICAO Doc 9303所定9位）。",
)
HK_MACAO_SHAPE = Remark(
    Grade.WARN,
    "CODE-HK-MACAO-PERMIT-SHAPE",
    "The number of a mainland travel permit for Hong Kong and Macao residents has H or M and 8 digits, or 10 with those"
    " of its issue (public notice of the Ministry of Public Security, 2010).",
    "港澳居民来往内地通行证号码为H或M加8位数字，连同换证次数为10位数字（公安部2010年公布）。",
)
TAIWAN_SHAPE = Remark(
    Grade.WARN,
    "CODE-TAIWAN-PERMIT-SHAPE",
    "The number of a mainland travel permit for Taiwan residents has 8 digits, or 10 with those of its issue"
    " (practice of the Ministry of Public Security).",
    "台湾居民来往大陆通行证号码为8位数字，连同签发次数为10位数字（公安部惯例）。",
)
FOREIGN_RESIDENCE_SHAPE = Remark(
    Grade.WARN,
    "CODE-FOREIGN-RESIDENCE-SHAPE",
    "The number of a foreigner's permanent residence card has 3 letters and 12 digits, or since 2023 18 places that"
    " begin with 9 (practice of the National Immigration Administration).",
    "外国人永久居留身份证号码为3位字母加12位数字，2023年起为以9开头的18位（国家移民管理局惯例）。",
)


def _together(code: str) -> str:
    """The number without the blanks and hyphens by which people group it: E 1234-5678 is E12345678."""
    return unspaced(unspaced(code).replace("-", ""))


def _document(name: str, en: str, zh: str, basis: str, pattern: str, shape: Remark) -> Scheme:
    return Scheme(name, en, zh, "", basis, True, _together, of_shape(pattern, shape), (shape,))


PASSPORT = _document("passport", "Passport", "护照", "ICAO Doc 9303", r"[0-9A-Z]{5,20}", PASSPORT_SHAPE)
HK_MACAO_PERMIT = _document(
    "cn-hk-macao-permit",
    "Mainland travel permit for Hong Kong and Macao residents",
    "港澳居民来往内地通行证",
    "Ministry of Public Security 公安部, 2010",
    r"[HM][0-9]{8}(?:[0-9]{2})?",
    HK_MACAO_SHAPE,
)
TAIWAN_PERMIT = _document(
    "cn-taiwan-permit",
    "Mainland travel permit for Taiwan residents",
    "台湾居民来往大陆通行证",
    "Ministry of Public Security 公安部",
    r"[0-9]{8}(?:[0-9]{2})?",
    TAIWAN_SHAPE,
)
FOREIGN_RESIDENCE = _document(
    "cn-foreign-residence",
    "Foreigner's permanent residence card",
    "外国人永久居留身份证",
    "National Immigration Administration 国家移民管理局",
    r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]",
    FOREIGN_RESIDENCE_SHAPE,
)
OTHER = Scheme(
    "other-identity", "Another identity document", "其他身份证件", "", "none 无", True, unspaced, lambda _code: ()
)
"""Nothing is known of its numbers, so nothing is said of them."""
