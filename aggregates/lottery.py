"""A draw of lots for homes: its frozen list, its seed, its result; public, so it holds nobody's data."""

from __future__ import annotations

from aggregates.attributes import code, day, enum, integer, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, reference
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.vocabulary import LotteryStage, SecurityProgramme

_SHA256 = r"[0-9a-f]{64}"


class Lottery(Registered, kind="LOTTERY", en="Lottery", zh="摇号批次"):
    """A batch in which homes are drawn; its code is the batch number. Who has the published bundle can replay it."""

    division = division_code("Division", "行政区划", restated=True, ever=True)
    name = text("Name", "批次名称", length=300, restated=True)
    programme = enum(SecurityProgramme, "Programme", "保障项目", restated=True)
    rule_version = text("Version of the algorithm", "摇号规则版本", length=60)
    commitment = text("SHA-256 of the secret seed, in hex", "种子承诺", length=64, pattern=_SHA256)
    randomness_source = text("Public randomness named in advance", "公共随机源", length=500)
    randomness_on = day("Day on which the public randomness becomes known", "公共随机值产生日")
    opened_on = day("Announced on", "公告日")
    list_digest = text("SHA-256 of the frozen list, in hex", "名单摘要", length=64, pattern=_SHA256)
    entry_count = integer("Entries", "参加户数", least=0)
    home_count = integer("Homes", "房源套数", least=0)
    salting_key = text(
        "Key from which each household's salt is computed, in hex",
        "加盐密钥",
        length=64,
        pattern=_SHA256,
        exposure=Exposure.PERSONAL,
        description="With it whoever knows application numbers can tell tickets; a household is told its own salt.",
    )
    frozen_on = day("List frozen on", "名单锁定日")
    seed = text("Seed, in hex, once revealed", "种子", length=64, pattern=_SHA256)
    randomness = text("Value of the public randomness", "公共随机值", length=500)
    result_digest = text("SHA-256 of the result, in hex", "结果摘要", length=64, pattern=_SHA256)
    drawn_on = day("Drawn on", "摇号日")
    published_on = day("Result published on", "结果公布日")
    choose_by = day("Last day on which the first may choose", "首轮选房截止日")
    stage = enum(LotteryStage, "Stage", "阶段")

    class entries(Element, en="Entry", zh="参加名单"):
        """One household's lot. Its ticket is told to the household alone; the public list shows tickets.

        What puts a household into an earlier tier (a disability, say) is not in the list; the tier is.
        """

        ticket = integer("Ticket", "摇号编号", least=1)
        household_code = code("HOUSEHOLD", "Household", "申请编号", exposure=Exposure.PERSONAL)
        bedrooms = integer("Bedrooms that it may have", "可配户型（室）", least=0, most=9)
        tier = integer("Tier of the draw, 1 before 2", "优先批次", least=1, most=9)
        rank = integer("Rank", "排序号", least=1)
        choose_by = day("Last day on which it may choose, once it is called", "选房截止日")
        chosen_on = day("Chosen on", "选房日")
        waived_on = day("Waived or missed on", "弃选日")

    class pool(Element, en="Home of the pool", zh="房源"):
        """A home that is drawn."""

        house_code = code("HOUSE", "House", "房屋编码")
        bedrooms = integer("Bedrooms", "户型（室）", least=0, most=9)

    class advances(Element, en="Reserve moved up", zh="递补"):
        """A reserve that moved up in place of one that waived or missed its day."""

        number = reference("Notice", "递补通知编号")
        ticket = integer("Ticket that moved up", "递补摇号编号", least=1)
        in_place_of = integer("Ticket in whose place", "被递补摇号编号", least=1)
        advanced_on = day("Moved up on", "递补日")
        choose_by = day("Last day on which to choose", "选房截止日")
