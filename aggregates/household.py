"""A household of housing security: who belongs to it, how its application went, what it received."""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, enum, integer, sealed, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, currency, money, person, reference, surface
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.masking import Mask
from aggregates.parts import Housed, Supervised
from aggregates.vocabulary import (
    AllocationMethod,
    HouseholdCategory,
    HouseholdStage,
    IdType,
    MemberRelation,
    PaymentState,
    PriorityGroup,
    ReviewOutcome,
    SecurityProgramme,
    SubsidyKind,
    VerificationAgency,
    VerificationResult,
)

OWN = Exposure.PERSONAL
_PERIOD = r"\d{4}-(0[1-9]|1[0-2])"


class Household(
    Registered, Housed, Supervised, kind="HOUSEHOLD", en="Secured household", zh="保障家庭", exposure=Exposure.SHARED
):
    """A household of housing security, a single applicant, a talent or a new resident; its code is that of its
    application 申请编号. The public sees none of it."""

    division = division_code("Division", "行政区划", restated=True, ever=True)
    category = enum(HouseholdCategory, "Category", "申请类别", restated=True)
    programme = enum(SecurityProgramme, "Applied for", "申请项目", restated=True)
    applied_on = day("Applied on", "申请日")
    accepted_on = day("Accepted on", "受理日")
    size = integer("Members", "家庭人数", least=1, most=50, unit="persons")
    income = money("Income a month", "家庭月收入", exposure=OWN)
    assets = money("Assets", "家庭资产", exposure=OWN)
    housing_area = surface("Area of homes that it has", "现有住房面积", exposure=OWN)
    income_band = text("Income band, as the policy names it", "收入档次", length=60)
    residence = sealed("Residence", "现住址", mask=Mask.TEXT)
    bank_account = sealed("Account for subsidies", "补贴账户", mask=Mask.ACCOUNT)
    currency = currency()
    refused = boolean("Review failed", "审核未通过")
    exited_on = day("Left housing security on", "退出日")
    exit_reason = text("Reason for leaving", "退出原因", exposure=OWN)
    stage = enum(HouseholdStage, "Stage", "阶段", restated=True)

    class members(Element, en="Member", zh="家庭成员"):
        """A member, from joining to leaving; a person belongs to one live application in the whole city (SEC-2)."""

        person = person()
        name = sealed("Name", "姓名", mask=Mask.NAME)
        id_type = enum(IdType, "Kind of document", "证件类型", exposure=OWN)
        id_number = sealed("ID number", "证件号码", mask=Mask.ID_NUMBER)
        phone = sealed("Phone", "电话", mask=Mask.PHONE)
        relation = enum(MemberRelation, "Relation to the applicant", "与申请人关系", exposure=OWN)
        birth_year = integer("Year of birth", "出生年份", least=1880, most=2200, exposure=OWN)
        joined_on = day("Joined on", "加入日")
        left_on = day("First day on which it is no longer a member", "退出日")

    class material_requests(Element, en="Request for materials", zh="一次性补正"):
        """What is missing is asked for once, all together."""

        number = reference("Notice", "补正通知书编号")
        materials = text("What is missing", "应补材料", length=2000, exposure=OWN)
        requested_on = day("Requested on", "通知日")
        due_on = day("Due on", "补正期限")
        supplied_on = day("Supplied on", "补齐日")

    class verifications(Element, en="Verification", zh="联网核验"):
        """What an agency answered when it was asked about the household or one of its members."""

        number = reference("Answer", "核验编号")
        agency = enum(VerificationAgency, "Agency", "核验部门")
        member = text("Key of the member it is about; empty: the household", "核验成员", length=200, exposure=OWN)
        result = enum(VerificationResult, "Result", "核验结果", exposure=OWN)
        checked_on = day("Checked on", "核验日")
        detail = text("Detail", "详情", exposure=OWN)

    class reviews(Element, en="Review", zh="审核"):
        """A review at one level, in one round of the application."""

        number = reference("Opinion", "审核意见编号")
        level = integer("Level, the first is 1", "审核层级", least=1, most=9)
        body = text("Reviewing body", "审核机关", length=300)
        outcome = enum(ReviewOutcome, "Outcome", "审核结果")
        reviewed_on = day("Reviewed on", "审核日")
        reason = text("Reason", "理由", exposure=OWN)

    class publicities(Element, en="Publicity", zh="公示"):
        """A period in which the public may object."""

        number = reference("Notice", "公示编号")
        level = integer("Level of the review that it follows", "所属审核层级", least=1, most=9)
        opened_on = day("Opened on", "公示开始日")
        ends_on = day("First day after the period", "公示期满日")
        closed_on = day("Closed on", "公示结束日")

    class publicity_objections(Element, en="Objection to a publicity", zh="公示异议"):
        """An objection that somebody raised, until it is resolved."""

        number = reference("Number", "异议编号")
        publicity_no = reference("Publicity", "公示编号")
        raised_on = day("Raised on", "提出日")
        detail = text("What is objected to", "异议事项", exposure=OWN)
        resolved_on = day("Resolved on", "处理完毕日")
        upheld = boolean("Upheld", "异议成立", exposure=OWN)
        outcome = text("Outcome", "处理结果", exposure=OWN)

    class eligibilities(Element, en="Eligibility", zh="保障资格"):
        """A decision that the household may be secured, until it expires or is revoked."""

        number = reference("Decision", "资格决定文号")
        programme = enum(SecurityProgramme, "Programme", "保障项目")
        granted_on = day("Granted on", "取得日")
        expires_on = day("First day on which it no longer holds", "到期日")
        revoked_on = day("Revoked on", "取消日")
        reason = text("Reason for revoking", "取消原因", exposure=OWN)

    class eligibility_suspensions(Element, en="Suspension of eligibility", zh="资格中止"):
        """A time in which the eligibility rests."""

        number = reference("Decision", "决定文号")
        suspended_on = day("Suspended on", "中止日")
        reason = text("Reason", "中止原因", exposure=OWN)
        resumed_on = day("Resumed on", "恢复日")

    class waitings(Element, en="Place on a waiting list", zh="轮候"):
        """A place on the waiting list of a programme."""

        number = reference("Number", "轮候编号")
        programme = enum(SecurityProgramme, "Programme", "保障项目")
        bedrooms = integer("Bedrooms that it may have", "可配户型（室）", least=0, most=9)
        since = day("Since", "轮候起始日")
        ended_on = day("Ended on", "轮候结束日")

    class priorities(Element, en="Priority", zh="优先资格"):
        """A priority group to which the household belongs."""

        number = reference("Decision", "认定文号")
        priority_group = enum(PriorityGroup, "Group", "优先类别", exposure=OWN)
        granted_on = day("Granted on", "认定日")
        ends_on = day("First day on which it no longer holds", "失效日")

    class allocations(Element, en="Allocation", zh="配租配售"):
        """The right to a home: by draw, order, priority or directly, until it is used, waived or missed."""

        number = reference("Number", "配租编号")
        method = enum(AllocationMethod, "Method", "配租方式")
        programme = enum(SecurityProgramme, "Programme", "保障项目")
        lottery_code = code("LOTTERY", "Lottery", "摇号批次")
        rank = integer("Rank", "排序号", least=1)
        allocated_on = day("Allocated on", "配租日")
        choose_by = day("Last day on which to choose", "选房截止日")
        house_code = code("HOUSE", "House", "房屋编码", exposure=OWN)
        selected_on = day("Chosen on", "选房日")
        waived_on = day("Waived on", "弃选日")
        lapsed_on = day("Missed on", "逾期失效日")
        contracted_on = day("Contract signed on", "签约日")

    class purchases(Element, en="Purchase of a share", zh="配售合同"):
        """A contract by which the household buys a home for sale to such households, or a share of one."""

        number = reference("Contract", "合同编号")
        house_code = code("HOUSE", "House", "房屋编码", exposure=OWN)
        share = text("Share, a fraction", "份额", length=40, pattern=r"[1-9]\d*/[1-9]\d*")
        price = money("Price", "价款", exposure=OWN)
        signed_on = day("Signed on", "签订日")
        ended_on = day("Ended on", "终止日")

    class rents(Element, en="Rent of a month", zh="租金"):
        """What is due and what was paid for one month of one contract."""

        contract_no = reference("Contract", "合同编号")
        period = text("Month", "所属月份", length=7, pattern=_PERIOD)
        charged = money("Charged", "应缴金额", exposure=OWN)
        reduced = money("Of which waived", "减免金额", exposure=OWN)
        paid = money("Paid", "实缴金额", exposure=OWN)
        due_on = day("Due on", "缴纳期限")
        paid_on = day("Last paid on", "缴纳日")

    class arrears_notices(Element, en="Arrears", zh="欠租"):
        """Rent that is overdue, as it was put on record."""

        number = reference("Notice", "催缴通知编号")
        amount = money("Amount", "欠缴金额", exposure=OWN)
        recorded_on = day("Recorded on", "记录日")
        settled_on = day("Settled on", "清缴日")

    class subsidy_approvals(Element, en="Approved subsidy", zh="补贴核定"):
        """A subsidy by month, with the computation that the policy prescribes."""

        number = reference("Decision", "核定文号")
        kind = enum(SubsidyKind, "Kind", "补贴类别")
        amount = money("A month", "月补贴额", exposure=OWN)
        standard = text("Policy that it goes by, name and version", "适用标准", length=200)
        computation = text("How the amount was computed", "计算过程", length=2000, exposure=OWN)
        starts_on = day("From", "起始日")
        ends_on = day("First day after the term", "期满日")
        stopped_on = day("Stopped on", "停发日")
        reason = text("Reason for stopping", "停发原因", exposure=OWN)

    class subsidies(Element, en="Subsidy of a month", zh="补贴发放"):
        """Money of a subsidy for one month."""

        number = reference("Payment", "发放编号")
        subsidy_no = reference("Subsidy", "核定文号")
        kind = enum(SubsidyKind, "Kind", "补贴类别")
        period = text("Month", "所属月份", length=7, pattern=_PERIOD)
        amount = money("Amount", "金额", exposure=OWN)
        state = enum(PaymentState, "State", "发放状态")
        run = reference("Monthly run", "发放批次")
        ordered_on = day("Ordered on", "提交日")
        paid_on = day("Paid on", "到账日")
        failed_on = day("Failed on", "退回日")
        reason = text("Reason of the failure", "失败原因", exposure=OWN)
        returned = money("Clawed back", "追缴金额", exposure=OWN)

    class home_inspections(Element, en="Inspection of a home", zh="入户检查"):
        """A look at how the home is used."""

        number = reference("Number", "检查编号")
        inspected_on = day("Inspected on", "检查日")
        as_contracted = boolean("Used as contracted", "使用合规", exposure=OWN)
        detail = text("Detail", "详情", exposure=OWN)

    class sanctions(Element, en="Sanction", zh="处理处罚"):
        """What a violation led to; until its end the household may not apply."""

        number = reference("Decision", "决定文号")
        category = text("Category", "类别", length=200, exposure=OWN)
        imposed_on = day("Imposed on", "决定日")
        barred_until = day("First day on which it may apply again", "禁止申请期满日")

    class annual_reviews(Element, en="Yearly review", zh="年度复核"):
        """A look at whether the household is still eligible: every year, and where something gives grounds for it."""

        number = reference("Number", "复核编号")
        year = integer("Year", "复核年度", least=1990, most=2200)
        opened_on = day("Opened on", "启动日")
        grounds = text("Grounds on which it was opened", "启动事由", length=500, exposure=OWN)
        due_on = day("Due on", "复核期限")
        reviewed_on = day("Reviewed on", "复核日")
        passed = boolean("Passed", "复核通过")
        next_on = day("Next one due on", "下次复核日")
        detail = text("Detail", "详情", exposure=OWN)
