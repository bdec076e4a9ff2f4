"""The division: an administrative division or functional zone, in the versions of the yearly tables."""

from __future__ import annotations

from aggregates import attributes
from aggregates.attributes import boolean, code, day, decimal, enum, integer, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, money, reference
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.vocabulary import DivisionLevel, IndicatorMeasure, SubsidyKind

_SHA256 = r"[0-9a-f]{64}"


class Division(Registered, kind="DIVISION", en="Division", zh="行政区划"):
    """An administrative division or a functional zone 行政区划/功能区; codes are renamed, merged and reused."""

    name = text("Name", "名称", length=200, restated=True)
    level = enum(DivisionLevel, "Level", "级别", restated=True, ever=True)
    parent = division_code("Parent", "上级区划", restated=True, ever=True)
    table_version = text("Version of the table, its date", "区划表版本", length=20, restated=True)
    superseded = boolean("Abolished", "已撤销", restated=True)

    class successors(Element, en="Successor", zh="承继区划"):
        """A division that this one went into, whole or in part."""

        division = division_code("Successor", "承继区划代码")
        whole = boolean("It took over the whole", "整体承继")
        since = day("Since", "生效日")
        document_no = reference("Decision", "批准文号")

    class indicators(Element, en="Indicator", zh="指标"):
        """A value reported for one period by a system whose subjects live elsewhere."""

        indicator = text("Indicator", "指标", length=100)
        period = text("Period: YYYY, YYYY-Qn, YYYY-MM or YYYY-MM-DD", "期间", length=10)
        value = decimal("Value", "数值", scale=6, negative=True)
        unit = text("Unit", "单位", length=40)
        measure = enum(IndicatorMeasure, "What the value says of its period", "口径")
        reporter = text("Reporting system", "来源系统", length=200)

    class policies(Element, en="Policy", zh="政策"):
        """A policy in force from a day on: durations, quotas, levels, exemptions and authorities of one city."""

        rule_set = attributes.text("Rule set", "规则集", length=100)
        policy_version = attributes.text("Version", "版本", length=60)
        text = attributes.text("Its whole text, TOML", "政策全文", length=60000)
        digest = attributes.text("SHA-256 of the policy's text, in hex", "摘要", length=64, pattern="[0-9a-f]{64}")
        in_force_from = day("In force from", "施行日")
        ended_on = day("First day on which it no longer holds", "废止日")

    class inspection_draws(Element, en="Random draw of inspections", zh="双随机抽查"):
        """A draw of projects and inspectors: bound to its lists and a secret seed first, drawn with public randomness.

        docs/lottery.md tells the algorithm, docs/credit.md how projects and inspectors come together.
        """

        number = reference("Draw", "抽查批次")
        rule_version = text("Version of the algorithm", "抽查规则版本", length=60)
        projects_drawn = integer("Projects to be drawn", "抽取项目数", least=1, most=1000)
        inspectors_each = integer("Inspectors for each", "每项目检查人员数", least=1, most=20)
        commitment = text("SHA-256 of the secret seed, in hex", "种子承诺", length=64, pattern=_SHA256)
        randomness_source = text("Public randomness named in advance", "公共随机源", length=500)
        randomness_on = day("Day on which the public randomness becomes known", "公共随机值产生日")
        list_digest = text("SHA-256 of the frozen lists, in hex", "名录摘要", length=64, pattern=_SHA256)
        frozen_on = day("Lists frozen on", "名录锁定日")
        seed = text("Revealed seed, in hex", "种子", length=64, pattern=_SHA256)
        randomness = text("Value of the public randomness", "公共随机值", length=500)
        result_digest = text("SHA-256 of the result, in hex", "结果摘要", length=64, pattern=_SHA256)
        drawn_on = day("Drawn on", "抽取日")

    class inspection_candidates(Element, en="Candidate of a random draw", zh="双随机名录"):
        """A project or an inspector in the frozen lists of a draw, with its rank when it is drawn."""

        draw_no = reference("Draw", "抽查批次")
        ticket = integer("Ticket", "编号", least=1)
        project_code = code("PROJECT", "Project", "项目编码")
        inspector_no = text("Inspector", "检查人员编号", length=100, exposure=Exposure.SHARED)
        rank = integer("Rank", "排序号", least=1)

    class inspection_conflicts(Element, en="Conflict of interest", zh="利害关系回避"):
        """An inspector who does not inspect a project, since engaged in it or for a reason that was stated."""

        draw_no = reference("Draw", "抽查批次")
        project_code = code("PROJECT", "Project", "项目编码")
        inspector_no = text("Inspector", "检查人员编号", length=100, exposure=Exposure.SHARED)
        grounds = text("Grounds", "回避事由", exposure=Exposure.SHARED)

    class inspection_assignments(Element, en="Drawn inspection", zh="双随机抽查结果"):
        """A drawn project with one of its drawn inspectors."""

        draw_no = reference("Draw", "抽查批次")
        project_code = code("PROJECT", "Project", "项目编码")
        inspector_no = text("Inspector", "检查人员编号", length=100, exposure=Exposure.SHARED)
        project_rank = integer("Rank of the project", "项目排序号", least=1)

    class subsidy_runs(Element, en="Monthly run of a subsidy", zh="补贴发放批次"):
        """One month of one subsidy, ordered for all households of the division, and what the bank answered."""

        number = reference("Run", "发放批次")
        kind = enum(SubsidyKind, "Kind", "补贴类别", exposure=Exposure.SHARED)
        period = text("Month", "所属月份", length=7, pattern=r"\d{4}-(0[1-9]|1[0-2])")
        payments = integer("Payments ordered", "发放户数", least=0, most=10_000_000, exposure=Exposure.SHARED)
        amount = money("Amount ordered", "发放金额", exposure=Exposure.SHARED)
        refused = integer(
            "Households refused by a rule", "不予发放户数", least=0, most=10_000_000, exposure=Exposure.SHARED
        )
        ordered_on = day("Ordered on", "提交日")
        paid = integer("Payments paid", "到账户数", least=0, most=10_000_000, exposure=Exposure.SHARED)
        failed = integer("Payments failed", "退回户数", least=0, most=10_000_000, exposure=Exposure.SHARED)
        answered_on = day("Last answered on", "银行回盘日")

    class epochs(Element, en="Epoch of the ledger", zh="账本断代"):
        """A loss of published history that nothing could restore: what was published, and what of it is still there."""

        kept_size = decimal("Leaves of the published tree that are still there", "保留的叶数", scale=0)
        lost_size = decimal("Leaves of the tree that was published last", "已公布的叶数", scale=0)
        lost_root = text("Root of that tree, in hex", "已公布的根", length=64, pattern=_SHA256)
        kept_disclosures = decimal("The same of the log of disclosures", "保留的查看记录数", scale=0)
        lost_disclosures = decimal("The same of the log of disclosures, published", "已公布的查看记录数", scale=0)
        lost_disclosures_root = text("Root of that tree, in hex", "已公布的查看记录根", length=64, pattern=_SHA256)
