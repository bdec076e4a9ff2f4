"""The enterprise: a firm or institution by its unified social credit code, one subject whatever it does."""

from __future__ import annotations

from aggregates.attributes import boolean, day, enum, sealed, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, currency, money
from aggregates.credited import Credited
from aggregates.kinds import Element
from aggregates.masking import Mask
from aggregates.vocabulary import EnterpriseCategory, PartyStanding


class Enterprise(Registered, Credited, kind="ENTERPRISE", en="Enterprise", zh="企业"):
    """A firm or institution that develops, designs, builds, supervises, manages or appraises 从业企业."""

    name = text("Name", "名称", length=300, restated=True)
    category = enum(EnterpriseCategory, "Category", "企业类别", restated=True)
    division = division_code("Division of its seat", "注册地行政区划", restated=True, ever=True)
    address = text("Address", "注册地址", length=500, restated=True)
    established_on = day("Established on", "成立日", restated=True)
    capital = money("Registered capital", "注册资本", restated=True)
    currency = currency()
    legal_representative = sealed("Legal representative", "法定代表人", mask=Mask.NAME)
    deregistered = boolean("Deregistered", "已注销")
    standing = enum(PartyStanding, "Standing", "信用状态")

    class short_names(Element, en="Short name", zh="简称"):
        """A name by which it goes, or went."""

        short_name = text("Short name", "简称", length=300)
        ended_on = day("First day on which it no longer goes by it", "停用日")
