"""The departments that are authorities of event types by default (SRC-1); a city's policy may name others.

A source that speaks as a department is written ``department:<name>`` in roles; here stand the names with their titles.
"""

from __future__ import annotations

REAL_ESTATE = "real-estate-registry"
DEVELOPMENT = "development-reform"
WORKS = "works-supervision"
FIRE = "fire"
ARCHIVE = "urban-archive"
TRADING = "housing-transactions"
SECURITY = "housing-security"
PAYMENTS = "payments"
TAX = "tax"
EXPROPRIATION = "expropriation"
HOUSE_SAFETY = "house-safety"
PROPERTY = "property-management"
CREDIT = "credit"
DATA = "data-supervision"
RECORDER = "recorder"
ANY = "any"

TITLES: dict[str, tuple[str, str]] = {
    REAL_ESTATE: ("Real estate registration and natural resources", "不动产登记/自然资源"),
    DEVELOPMENT: ("Development and reform", "发展改革"),
    WORKS: ("Works supervision", "工程监管"),
    FIRE: ("Fire", "消防"),
    ARCHIVE: ("Urban construction archive", "城建档案"),
    TRADING: ("Housing transactions", "房屋交易"),
    SECURITY: ("Housing security", "住房保障"),
    PAYMENTS: ("Banks and treasury", "银行/财政"),
    TAX: ("Tax", "税务"),
    EXPROPRIATION: ("Expropriation", "征收"),
    HOUSE_SAFETY: ("Safety of houses", "房屋安全"),
    PROPERTY: ("Property management", "物业管理"),
    CREDIT: ("Credit", "信用"),
    DATA: ("Data supervision centre", "数字监管中心"),
    RECORDER: ("Whoever recorded what it is about", "原登记部门"),
    ANY: ("Any department", "任一部门"),
}
"""Name -> English and Chinese title."""
