"""The building: what stands (or will stand, or stood) on a parcel, with its physical progress and its safety."""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, decimal, enum, geometry, integer, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, money, reference, surface
from aggregates.kinds import Element
from aggregates.parts import Accepted, Appraised, Managed, Subsidised
from aggregates.vocabulary import ControlKind, PermitKind, Physical, SafetyGrade


class Building(Registered, Accepted, Appraised, Managed, Subsidised, kind="BUILDING", en="Building", zh="楼幢"):
    """A building or unit of works 楼幢（单位工程）: it owns the physical progress of all houses in it."""

    division = division_code("Division", "行政区划", restated=True, ever=True)
    project_code = code("PROJECT", "Project", "项目编码", restated=True, ever=True)
    parcel = text("Parcel", "宗地", length=200, restated=True)
    name = text("Name", "楼幢名称", length=500, restated=True)
    address = text("Address", "坐落", length=500, restated=True)
    estate = text("Estate or precinct", "小区", length=300, restated=True)
    estate_code = text("Code of the estate", "小区编码", length=60, restated=True)
    physical = enum(
        Physical, "Physical state", "物理状态", restated=True, ever=True, description="Planned while nothing is said."
    )
    floors = integer("Storeys above ground", "地上层数", restated=True)
    floors_below = integer("Storeys below ground", "地下层数", least=0, restated=True)
    height = decimal("Height", "高度", scale=2, unit="m", restated=True)
    year_built = integer("Year built", "建成年份", least=0, most=9999, restated=True, description="9999: unknown.")
    gross_area = surface("Gross floor area", "建筑面积", restated=True)
    footprint_area = surface("Footprint", "基底面积", restated=True)
    outline = geometry("Outline", "轮廓", restated=True)
    location = geometry("Location", "位置", restated=True)
    purpose = text("Purpose", "用途", length=200, restated=True, ever=True)
    building_type = text("Type of building", "建筑类型", length=200, restated=True)
    structure = text("Structure", "结构", length=200, restated=True)
    zoning = text("Zoning", "用地分区", length=200, restated=True)
    unit_count = integer("Homes, as the register states it", "套数", least=0, unit="homes", restated=True)
    has_elevator = boolean("Has an elevator", "有电梯", restated=True)
    self_built = boolean("Self-built", "自建房", restated=True)
    rural = boolean("On rural collective land", "农村房屋", restated=True)
    business_use = boolean("Used for business", "用作经营", restated=True)
    observed = boolean("Entered from observation alone", "现场发现", restated=True)
    works_type = text("Type of works", "工程类型", length=100, restated=True)
    currency = text(
        "Currency of all amounts, ISO 4217; empty: CNY", "币种", length=3, pattern="[A-Z]{3}", restated=True
    )
    started_on = day("Started on", "开工日", restated=True)
    topped_out_on = day("Topped out on", "封顶日", restated=True)
    completed_on = day("Completed on", "竣工日", restated=True)
    planned_completion_on = day("Planned completion", "计划竣工日", restated=True)
    filing_due_on = day("Filing of completion due on", "竣工备案期限")
    completion_filed = boolean("Completion is filed", "已竣工备案")
    first_registered = boolean("Ownership is first registered", "已首次登记")
    first_registration_no = reference("First registration", "首次登记编号")
    out_of_use = boolean("Out of use", "停用")
    superseded = boolean("Ceased by merger or split", "已合并或分割", restated=True)
    safety_grade = enum(SafetyGrade, "Grade of the last safety appraisal", "安全等级")

    class permits(Element, en="Permit that covers the building", zh="所涉许可"):
        """A permit of the project, as far as it covers this building."""

        kind = enum(PermitKind, "Kind", "类别")
        number = reference("Number", "许可证号")
        project_code = code("PROJECT", "Project", "项目编码")
        granted_on = day("Granted on", "发证日")
        lapses_on = day("First day on which it no longer holds", "失效日")
        ended_on = day("Revoked or no longer covering from", "终止日")

    class presale_permits(Element, en="Presale permit", zh="预售许可"):
        """A presale permit that covers the building or houses in it."""

        number = reference("Number", "预售许可证号")
        project_code = code("PROJECT", "Project", "项目编码")
        granted_on = day("Granted on", "发证日")
        lapses_on = day("First day on which it no longer holds", "失效日")
        ended_on = day("Revoked or no longer covering from", "终止日")
        units = integer("Homes covered", "套数", least=0, unit="homes")
        area = surface("Area covered", "面积")

    class suspensions(Element, en="Suspension", zh="停工"):
        """A stop of the works."""

        suspended_on = day("Suspended on", "停工日")
        reported_on = day("Reported on", "报告日")
        reason = text("Reason", "原因")
        resumed_on = day("Resumed on", "复工日")
        verified_on = day("Permit verified again on", "许可核验日")

    class unit_mix(Element, en="Homes of one type", zh="户型构成"):
        """How many homes of one type and tenure the register counts here."""

        unit_type = text("Type of home", "户型", length=100)
        tenure = text("Tenure", "权属形式", length=60)
        units = integer("Homes", "套数", least=0, unit="homes")

    class fund_uses(Element, en="Use of the maintenance fund", zh="维修资金使用"):
        """Money of the maintenance fund spent on this building."""

        number = reference("Number", "使用编号")
        works = text("Works", "维修内容")
        amount = money("Amount", "金额")
        approved_on = day("Approved on", "批准日")
        paid_on = day("Paid on", "拨付日")

    class screenings(Element, en="Safety screening", zh="安全初判"):
        """A first look at a building's safety."""

        number = reference("Number", "编号")
        screened_on = day("Screened on", "初判日")
        body = text("Body", "机构", length=300)
        suspect = boolean("Suspected to be dangerous", "疑似危险")
        detail = text("Detail", "详情")

    class hazards(Element, en="Hazard", zh="隐患"):
        """A hazard; open until resolved."""

        number = reference("Number", "隐患编号")
        found_on = day("Found on", "发现日")
        category = text("Category", "类别", length=200)
        severity = text("Severity", "严重程度", length=40)
        detail = text("Detail", "详情")
        due_on = day("Due on", "整治期限")
        resolved_on = day("Resolved on", "销号日")
        measure = text("How it was resolved", "整治措施")

    class controls(Element, en="Control measure", zh="管控"):
        """A measure that keeps people out of danger, until lifted."""

        number = reference("Number", "管控编号")
        kind = enum(ControlKind, "Kind", "措施")
        reason = text("Reason", "原因")
        starts_on = day("From", "起始日")
        lifted_on = day("Lifted on", "解除日")
        persons = integer("Persons moved out", "撤离人数", least=0, unit="persons")

    class renovations(Element, en="Renovation", zh="改造"):
        """A renovation, from its grant to its completion."""

        number = reference("Number", "编号")
        programme = text("Programme", "改造项目", length=300)
        works = text("Works", "改造内容")
        granted_on = day("Granted on", "批准日")
        completed_on = day("Completed on", "完工日")
        cost = money("Cost", "投资")

    class use_changes(Element, en="Change of use", zh="用途变更"):
        """A change of use, say of a self-built home to business."""

        number = reference("Number", "编号")
        from_purpose = text("Former purpose", "原用途", length=200)
        to_purpose = text("New purpose", "新用途", length=200)
        changed_on = day("Changed on", "变更日")

    class expropriations(Element, en="Expropriation", zh="征收"):
        """A decision to expropriate, as far as it covers this building."""

        number = reference("Decision", "征收决定文号")
        body = text("Body", "决定机关", length=300)
        decided_on = day("Decided on", "决定日")
        ended_on = day("Ended or withdrawn on", "终止日")

    class demolitions(Element, en="Demolition", zh="拆除"):
        """A filing (before 2011 a permit) to demolish, and what came of it."""

        number = reference("Filing or permit", "备案或许可编号")
        filed_on = day("Filed on", "备案日")
        contractor_code = code("ENTERPRISE", "Contractor's code", "拆除单位代码")
        planned_on = day("Planned for", "计划拆除日")
        demolished_on = day("Demolished on", "拆除日")
        ended_on = day("Withdrawn on", "撤回日")
