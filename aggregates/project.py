"""The project: a development or works, the owner of its permits and their coverage; its parts are buildings."""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, decimal, enum, geometry, integer, sealed, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, money, reference, surface
from aggregates.event import SubjectKind
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.masking import Mask
from aggregates.parts import Accepted, Managed, Subsidised
from aggregates.vocabulary import (
    Discipline,
    InspectionKind,
    Instrument,
    MoneyDirection,
    ParticipantRole,
    PartyKind,
    PermitKind,
    ReviewOutcome,
    Stage,
)


class Project(Registered, Accepted, Managed, Subsidised, kind="PROJECT", en="Project", zh="工程项目"):
    """A development or construction project 工程项目/开发项目: it owns the permits and lists what they cover."""

    name = text("Name", "项目名称", length=500, restated=True)
    national_code = text("National project code", "全国项目编码", length=40, restated=True)
    investment_code = text("Investment project code", "投资项目代码", length=40, restated=True)
    division = division_code("Division", "行政区划", restated=True, ever=True)
    address = text("Address", "建设地点", length=500, restated=True)
    location = geometry("Location", "位置", restated=True)
    category = text("Category", "项目类别", length=300, restated=True)
    nature = text("Nature of the works", "建设性质", length=100, restated=True)
    currency = text(
        "Currency of all amounts, ISO 4217; empty: CNY", "币种", length=3, pattern="[A-Z]{3}", restated=True
    )
    stage = enum(
        Stage,
        "Stage",
        "阶段",
        restated=True,
        ever=True,
        description="As a register states it; what permits, works and filings show goes further where it is ahead.",
    )
    developer_code = code("ENTERPRISE", "Developer's code", "建设单位代码", restated=True, ever=True)
    developer_name = text("Developer", "建设单位", length=300, restated=True)
    investment_total = money("Total investment", "总投资", restated=True)
    investment_done = money("Investment completed", "已完成投资", restated=True)
    contract_value = money("Value of the works contracts", "合同价", restated=True)
    land_area = surface("Land area", "用地面积", restated=True)
    gross_area = surface("Gross floor area", "总建筑面积", restated=True)
    planned_units = integer("Homes planned", "计划套数", least=0, unit="homes", restated=True)
    built_units = integer("Homes built", "建成套数", least=0, unit="homes", restated=True)
    approved_on = day("Approved on", "立项日", restated=True)
    planned_award_on = day("Planned award of the works", "计划定标日", restated=True)
    planned_start_on = day("Planned start", "计划开工日", restated=True)
    planned_completion_on = day("Planned completion", "计划竣工日", restated=True)
    started_on = day("Started on", "开工日", restated=True)
    completed_on = day("Completed on", "竣工日", restated=True)
    supervision_no = reference("Number of the quality and safety supervision", "质安监编号")
    supervision_body = text("Supervision body", "监督机构", length=300)
    completion_filed = boolean("Completion is filed", "已竣工备案")
    fire_accepted = boolean("Accepted by the fire authority", "已消防验收")
    archive_accepted = boolean("Archive accepted", "已档案验收")
    labour_due_on = day("Next monthly report of workers due on", "下期劳务实名上报期限")
    fire_due_on = day("Acceptance by the fire authority due on", "消防验收期限")
    archive_due_on = day("Acceptance by the archive due on", "档案验收期限")
    cancelled = boolean("Cancelled", "已取消")
    cancellation_reason = text("Reason for cancelling", "取消原因")

    class lands(Element, en="Land", zh="用地"):
        """A parcel that the project holds."""

        parcel = text("Parcel", "宗地", length=200)
        mode = text("Mode of acquisition", "取得方式", length=100)
        contract_no = reference("Contract", "合同编号")
        certificate_no = reference("Title certificate", "权证号")
        area = surface("Area", "面积")
        price = money("Price", "价款")
        acquired_on = day("Acquired on", "取得日")
        use_ends_on = day("First day after the right of use", "使用权终止日")
        transferred_on = day("First day on which another holds it", "转出日")
        transferee_code = code("ENTERPRISE", "Transferee's code", "受让方代码")

    class permits(Element, en="Permit", zh="许可"):
        """A planning, construction or presale permit; ``coverage`` lists what it covers."""

        kind = enum(PermitKind, "Kind", "类别")
        number = reference("Number", "许可证号")
        body = text("Granting body", "发证机关", length=300)
        granted_on = day("Granted on", "发证日")
        lapses_on = day(
            "Lapses on",
            "失效日",
            description="First day on which it no longer holds; null once works under it have started.",
        )
        lapsed_on = day("Found to have lapsed on", "确认失效日")
        revoked_on = day("Revoked on", "撤销日")
        reason = text("Reason for lapse or revocation", "失效或撤销原因")
        works_started_on = day("Works under it started on", "开工日")
        works = text("Works", "工程内容")
        area = surface("Area", "面积")
        units = integer("Homes", "套数", least=0, unit="homes")
        value = money("Contract value", "合同价")
        builder_code = code("ENTERPRISE", "Builder's code", "施工单位代码")

    class extensions(Element, en="Extension of a permit", zh="许可延期"):
        """One extension; the permit's ``lapses_on`` moves with it."""

        permit_no = reference("Permit", "许可证号")
        granted_on = day("Granted on", "批准日")
        lapses_on = day("New day of lapse", "延至")
        reason = text("Reason", "原因")

    class coverage(Element, en="Coverage", zh="覆盖范围"):
        """One building or house that an instrument of this project covers."""

        instrument = enum(Instrument, "Instrument", "文书类别")
        number = reference("Number of the instrument", "文书编号")
        covered_kind = enum(SubjectKind, "Kind of the covered subject", "对象类别")
        covered_scheme = text("Code scheme of the covered subject", "对象编码体系", length=60)
        covered_code = text("Code of the covered subject", "对象编码", length=400)
        area = surface("Area covered", "面积")
        units = integer("Homes covered", "套数", least=0, unit="homes")
        starts_on = day("Covered from", "起始日")
        ended_on = day("First day on which it no longer covers", "终止日")

    class tenders(Element, en="Tender", zh="招标"):
        """A tender or a section of one."""

        number = reference("Number", "招标编号")
        subject_matter = text("What is tendered", "招标内容")
        mode = text("Mode", "招标方式", length=100)
        agent_code = code("ENTERPRISE", "Agent's code", "招标代理代码")
        opened_on = day("Opened on", "开标日")
        due_on = day("Award due on", "定标期限")
        awarded_on = day("Awarded on", "中标日")
        contract_due_on = day("Contract due on", "签约期限")
        winner_code = code("ENTERPRISE", "Winner's code", "中标单位代码")
        winner_name = text("Winner", "中标单位", length=300)
        price = money("Winning price", "中标价")
        bidders = integer("Bidders", "投标人数", least=0)
        cancelled_on = day("Cancelled on", "终止日")

    class contracts(Element, en="Works contract", zh="工程合同"):
        """A contract for works or services of this project, with how it is performed."""

        number = reference("Number", "合同编号")
        kind = text("Kind", "合同类别", length=100)
        tender_no = reference("Tender", "招标编号")
        enterprise_code = code("ENTERPRISE", "Contractor's code", "承包单位代码")
        enterprise_name = text("Contractor", "承包单位", length=300)
        signed_on = day("Signed on", "签订日")
        value = money("Value", "合同价")
        ended_on = day("Ended on", "终止日")

    class performances(Element, en="Contract performance", zh="履约记录"):
        """What was found about the performance of a contract."""

        contract_no = reference("Contract", "合同编号")
        enterprise_code = code("ENTERPRISE", "Contractor's code", "承包单位代码")
        recorded_on = day("Recorded on", "记录日")
        grade = text("Grade", "履约等级", length=40)
        paid = money("Paid so far", "累计支付")
        detail = text("Detail", "详情")

    class drawing_reviews(Element, en="Review of drawings", zh="施工图审查"):
        """One round of review in one discipline."""

        discipline = enum(Discipline, "Discipline", "专业")
        round = integer("Round", "轮次", least=1)
        outcome = enum(ReviewOutcome, "Outcome", "结论")
        body = text("Reviewing body", "审查机构", length=300)
        certificate_no = reference("Certificate", "合格书编号")
        submitted_on = day("Submitted on", "送审日")
        due_on = day("Review due on", "审查期限")
        reviewed_on = day("Reviewed on", "审查日")
        opinions = integer("Opinions", "意见条数", least=0)
        revision_due_on = day("Next round due on, of drawings that were returned", "修改后送审期限")

    class procedure_steps(Element, en="Step of a procedure", zh="办理环节"):
        """A step of the procedure of a case, as the authority's system names it; open until it is done or closed."""

        case_no = reference("Case", "办件编号")
        step = text("Step, by its code in the procedure", "环节代码", length=100)
        title = text("What the step is", "环节名称", length=300)
        local_title = text("What the step is, in the register's own language", "环节原文名称", length=300)
        unit = text("Unit that takes it", "办理机构", length=300)
        started_on = day("Started on", "开始日")
        planned_on = day("Planned for", "计划办理日")
        due_on = day("Due on", "办理期限")
        done_on = day("Done on", "办结日")
        place = integer("Place among the steps of that day", "当日次序", least=1)
        stopped_on = day("Stopped on", "中止日")
        closed = boolean("Closed, as the register states it", "已办结")
        outcome = text("What came of it", "办理结果", length=300)
        fee = decimal("Fee charged; negative: more was refunded", "收费", negative=True, unit="currency")
        practitioner_name = sealed("Who took it or has charge of it", "经办人", mask=Mask.NAME)
        monitor_name = sealed("Who watches over it", "督办人", mask=Mask.NAME)

    class participants(Element, en="Participation", zh="参建"):
        """An enterprise or a practitioner in a role, for as long as it holds."""

        role = enum(ParticipantRole, "Role", "角色")
        party_kind = enum(PartyKind, "Kind of party", "主体类别")
        enterprise_code = code("ENTERPRISE", "Enterprise's code, for a person the employer's", "企业代码")
        enterprise_name = text("Enterprise", "企业", length=300)
        practitioner_no = code("PRACTITIONER", "Register number of the practitioner", "执业注册号")
        practitioner_name = sealed("Name of the practitioner", "姓名", mask=Mask.NAME)
        key_role = boolean("A key role", "关键岗位")
        qualification = text("Qualification relied on", "资质", length=200)
        contract_no = reference("Contract", "合同编号")
        starts_on = day("From", "进场日")
        ended_on = day("First day on which the role is over", "退出日")
        reason = text("Reason for leaving", "退出原因")

    class inspections(Element, en="Inspection of works", zh="质安监督检查"):
        """One inspection of quality or safety."""

        kind = enum(InspectionKind, "Kind", "类别")
        number = reference("Number", "检查编号")
        inspected_on = day("Inspected on", "检查日")
        random_draw = boolean("Drawn at random", "双随机")
        draw_no = reference("Random draw", "抽查批次")
        body = text("Inspecting body", "检查机构", length=300)
        building_code = code("BUILDING", "Building", "楼幢编码")
        passed = boolean("Passed", "合格")
        issues = integer("Issues found", "问题数", least=0)
        detail = text("Detail", "详情")

    class material_tests(Element, en="Material test", zh="建材检测"):
        """One test of a material or part."""

        number = reference("Report", "报告编号")
        material = text("Material", "材料", length=200)
        laboratory_code = code("ENTERPRISE", "Laboratory's code", "检测机构代码")
        building_code = code("BUILDING", "Building", "楼幢编码")
        part = text("Part of the works", "部位", length=200)
        tested_on = day("Tested on", "检测日")
        passed = boolean("Passed", "合格")
        due_on = day("Another test due on, of what failed", "复检期限")

    class rectifications(Element, en="Rectification", zh="整改"):
        """An order to put something right; open until closed."""

        number = reference("Number", "整改编号")
        kind = enum(InspectionKind, "Kind", "类别")
        inspection_no = reference("Inspection", "检查编号")
        building_code = code("BUILDING", "Building", "楼幢编码")
        issue = text("Issue", "问题")
        ordered_on = day("Ordered on", "下达日")
        due_on = day("Due on", "整改期限")
        closed_on = day("Closed on", "销号日")
        outcome = text("Outcome", "整改结果")

    class accidents(Element, en="Accident", zh="事故"):
        """An accident on site."""

        number = reference("Number", "事故编号")
        happened_on = day("Happened on", "发生日")
        category = text("Category", "类别", length=100)
        grade = text("Grade", "等级", length=40)
        building_code = code("BUILDING", "Building", "楼幢编码")
        deaths = integer("Deaths", "死亡人数", least=0, unit="persons")
        injuries = integer("Injuries", "受伤人数", least=0, unit="persons")
        loss = money("Direct loss", "直接经济损失")

    class workforce(Element, en="Workforce report", zh="劳务实名"):
        """Workers under real names in one period; sums only."""

        period = text("Period, YYYY-MM or YYYY-MM-DD", "期间", length=10)
        registered = integer("Workers registered", "登记人数", least=0, unit="persons")
        on_site = integer("Workers on site", "在场人数", least=0, unit="persons")
        attendance = decimal("Attendance", "出勤率", scale=2, unit="%")
        wages_paid = money("Wages paid", "发放工资")

    class escrows(Element, en="Escrow account", zh="预售资金监管账户"):
        """An account that holds buyers' money for the works."""

        agreement_no = reference("Agreement", "监管协议编号")
        permit_no = reference("Presale permit", "预售许可证号")
        bank = text("Bank", "监管银行", length=300)
        account_no = sealed("Account number", "账号", mask=Mask.ACCOUNT)
        required = money("Amount that has to stay", "监管额度")
        opened_on = day("Opened on", "开户日")
        closed_on = day("Closed on", "销户日")

    class escrow_movements(Element, en="Escrow movement", zh="监管资金收支"):
        """Money paid into or released from an escrow account."""

        number = reference("Receipt or order of payment", "收支凭证编号")
        agreement_no = reference("Agreement", "监管协议编号")
        direction = enum(MoneyDirection, "Direction", "方向")
        amount = money("Amount", "金额")
        paid_on = day("Paid on", "日期")
        contract_no = reference("Contract of the house", "购房合同编号")
        milestone = text("Milestone of the works", "工程节点", length=200)

    class works_mortgages(Element, en="Mortgage of unfinished works", zh="在建工程抵押"):
        """A mortgage of works or land; ``coverage`` lists what it covers."""

        number = reference("Number", "证明号")
        mortgagee_code = code("ENTERPRISE", "Mortgagee's code", "抵押权人代码")
        mortgagee_name = text("Mortgagee", "抵押权人", length=300)
        amount = money("Secured amount", "担保金额", exposure=Exposure.SHARED)
        registered_on = day("Registered on", "登记日")
        term_ends_on = day("First day after the term of the debt", "债务履行期限")
        discharged_on = day("Discharged on", "注销日")

    class transfers(Element, en="Transfer of the project", zh="项目转让"):
        """The project went from one developer to another."""

        number = reference("Contract or approval", "文书编号")
        from_code = code("ENTERPRISE", "Former developer's code", "转让方代码")
        to_code = code("ENTERPRISE", "New developer's code", "受让方代码")
        price = money("Price", "价款")
        transferred_on = day("Transferred on", "转让日")

    class expropriations(Element, en="Expropriation", zh="征收"):
        """A decision to expropriate; ``coverage`` lists what it covers."""

        number = reference("Decision", "征收决定文号")
        body = text("Body", "决定机关", length=300)
        decided_on = day("Decided on", "决定日")
        households = integer("Households affected", "涉及户数", least=0)
        area = surface("Area", "面积")
        ended_on = day("Ended or withdrawn on", "终止日")

    class demolitions(Element, en="Demolition filing", zh="拆除备案"):
        """A filing to demolish; ``coverage`` lists what it covers."""

        number = reference("Filing", "备案编号")
        filed_on = day("Filed on", "备案日")
        contractor_code = code("ENTERPRISE", "Contractor's code", "拆除单位代码")
        area = surface("Area", "面积")
        planned_on = day("Planned for", "计划拆除日")
        ended_on = day("Finished or withdrawn on", "终止日")
