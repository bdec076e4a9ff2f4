"""What enterprises and practitioners have alike: qualifications, credit, penalties, and their roles in projects."""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, decimal, enum, integer, text
from aggregates.common import money, reference
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.vocabulary import AwardLevel, CreditClass, InspectionKind, ParticipantRole, PenaltyKind


class Credited:
    """Who takes part in works under one key 四库一平台: what it may do, how it has done, where it is engaged."""

    class qualifications(Element, en="Qualification", zh="资质资格"):
        """The right to take roles of a category, from its grant until it expires or is revoked."""

        number = reference("Certificate", "证书编号")
        category = text("Category", "资质类别", length=200)
        grade = text("Grade", "资质等级", length=60)
        body = text("Granting body", "发证机关", length=300)
        granted_on = day("Granted on", "发证日")
        expires_on = day("First day on which it no longer holds", "失效日")
        suspended_on = day("Suspended on", "暂扣日")
        resumed_on = day("First day on which it holds again", "恢复日")
        revoked_on = day("Revoked on", "吊销日")
        reason = text("Reason for suspension or revocation", "暂扣或吊销原因")

    class awards(Element, en="Award", zh="获奖"):
        """An honour that credit counts."""

        number = reference("Decision", "表彰文号")
        title = text("Award", "奖项", length=300)
        level = enum(AwardLevel, "Level", "级别")
        credit_class = enum(CreditClass, "Class of credit", "信用类别")
        body = text("Awarding body", "授奖机关", length=300)
        awarded_on = day("Awarded on", "授奖日")
        project_code = code("PROJECT", "Project", "项目编码")

    class penalties(Element, en="Penalty", zh="处罚"):
        """A penalty; while it bars the market its holder takes no new role on any site 两场联动."""

        number = reference("Decision", "处罚决定文号")
        kind = enum(PenaltyKind, "Kind", "处罚种类")
        grounds = text("Grounds", "处罚事由")
        credit_class = enum(CreditClass, "Class of credit", "信用类别")
        body = text("Penalising body", "处罚机关", length=300)
        penalised_on = day("Decided on", "处罚日")
        amount = money("Fine", "罚款金额")
        bars_market = boolean("Bars from new roles while it stands", "限制市场准入")
        ends_on = day("First day on which it no longer stands", "处罚期满日")
        repaired_on = day("Credit repaired on", "信用修复日")
        project_code = code("PROJECT", "Project", "项目编码")

    class credit_scores(Element, en="Credit score", zh="信用评价"):
        """A score by class, with the version of the rules and the computation."""

        credit_class = enum(CreditClass, "Class of credit", "信用类别")
        scored_on = day("Scored as of", "评价日")
        rule_version = text("Version of the rules", "评价规则版本", length=120)
        score = decimal("Score", "得分", scale=2, negative=True)
        grade = text("Grade", "等级", length=40)
        computation = text("How it was computed", "计算过程", length=20000)

    class dishonesty_listings(Element, en="Listing for serious dishonesty", zh="严重失信主体名单"):
        """A listing with its term; who is listed takes no new role (CRE-1)."""

        number = reference("Decision", "列入决定文号")
        reason = text("Reason", "列入事由")
        body = text("Listing body", "列入机关", length=300)
        listed_on = day("Listed on", "列入日")
        ends_on = day("First day after the term", "期满日")
        removed_on = day("Removed on", "移出日")
        removal_reason = text("Reason for removal", "移出原因")

    class credit_repairs(Element, en="Credit repair", zh="信用修复"):
        """A decision that a penalty does not count any more."""

        number = reference("Decision", "修复决定文号")
        penalty_no = reference("Penalty", "处罚决定文号")
        body = text("Deciding body", "修复机关", length=300)
        repaired_on = day("Decided on", "修复日")

    class site_checks(Element, en="Check on site", zh="现场检查"):
        """What an inspection of a project on which it has a role found; credit counts it 两场联动."""

        number = reference("Inspection", "检查编号")
        project_code = code("PROJECT", "Project", "项目编码")
        kind = enum(InspectionKind, "Kind", "类别")
        role = enum(ParticipantRole, "Role", "角色")
        inspected_on = day("Inspected on", "检查日")
        passed = boolean("Passed", "合格")
        issues = integer("Issues found", "问题数", least=0)
        random_draw = boolean("Drawn at random", "双随机")

    class engagements(Element, en="Engagement", zh="参建"):
        """A role in a project, for as long as it holds; the project's own record is the cause."""

        project_code = code("PROJECT", "Project", "项目编码")
        role = enum(ParticipantRole, "Role", "角色")
        key_role = boolean("A key role", "关键岗位")
        enterprise_code = code("ENTERPRISE", "Enterprise for which a person takes it", "所属企业代码")
        qualification = text("Qualification relied on", "资质", length=200)
        contract_no = reference("Contract", "合同编号")
        starts_on = day("From", "进场日")
        ended_on = day("First day on which the role is over", "退出日")
        reason = text("Reason for leaving", "退出原因", exposure=Exposure.SHARED)
