"""Collections that several kinds have alike; a kind takes them by deriving from them beside :class:`Registered`."""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, enum, integer, text
from aggregates.common import money, reference
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.vocabulary import AcceptanceKind, MoneyDirection, SafetyGrade


class Accepted:
    """Works that are accepted and filed when they are finished."""

    class acceptances(Element, en="Acceptance", zh="验收备案"):
        """An acceptance or filing of finished works; a project's ``coverage`` lists what it covers."""

        kind = enum(AcceptanceKind, "Kind", "类别")
        number = reference("Number", "编号")
        body = text("Body", "机构", length=300)
        accepted_on = day("Accepted or filed on", "日期")
        passed = boolean("Passed", "合格")
        detail = text("Detail", "详情")


class Managed:
    """Property under a manager."""

    class property_managers(Element, en="Property manager", zh="物业委托"):
        """A property manager's contract."""

        enterprise_code = code("ENTERPRISE", "Property manager's code", "物业企业代码")
        enterprise_name = text("Property manager", "物业企业", length=300)
        contract_no = reference("Contract", "合同编号")
        starts_on = day("From", "起始日")
        ends_on = day("First day after the term", "合同期满日")
        ended_on = day("Ended on", "终止日")
        fee = money("Fee per square metre and month", "物业费标准")


class Appraised:
    """What is appraised for its safety."""

    class appraisals(Element, en="Safety appraisal", zh="安全鉴定"):
        """An appraisal of safety; the subject's ``safety_grade`` is that of the last one."""

        number = reference("Report", "鉴定报告编号")
        appraised_on = day("Appraised on", "鉴定日")
        body_code = code("ENTERPRISE", "Appraiser's code", "鉴定机构代码")
        body = text("Appraiser", "鉴定机构", length=300)
        grade = enum(SafetyGrade, "Grade", "等级")
        expires_on = day("First day on which it no longer holds", "失效日")
        advice = text("Advice", "处理建议")


class Subsidised:
    """What is subsidised under programmes."""

    class subsidies(Element, en="Subsidy", zh="补贴"):
        """A grant under a programme, with the homes that it secures by income band."""

        number = reference("Number", "补贴编号")
        programme = text("Programme", "补贴项目", length=300)
        benefit = text("Form of the benefit", "优惠形式", length=300)
        granted_on = day("Granted on", "批准日")
        amount = money("Amount granted", "批准金额")
        units = integer("Homes subsidised", "补贴套数", least=0, unit="homes")
        units_extremely_low = integer("Homes for extremely low incomes", "极低收入套数", least=0, unit="homes")
        units_very_low = integer("Homes for very low incomes", "很低收入套数", least=0, unit="homes")
        units_low = integer("Homes for low incomes", "低收入套数", least=0, unit="homes")
        units_moderate = integer("Homes for moderate incomes", "中等偏下收入套数", least=0, unit="homes")
        units_middle = integer("Homes for middle incomes", "中等收入套数", least=0, unit="homes")
        units_other = integer("Other homes", "其他套数", least=0, unit="homes")
        units_rental = integer("Homes to let", "出租套数", least=0, unit="homes")
        units_ownership = integer("Homes to own", "出售套数", least=0, unit="homes")
        units_senior = integer("Homes for the elderly", "养老套数", least=0, unit="homes")
        ended_on = day("Ended on", "终止日")

    class subsidy_payments(Element, en="Subsidy payment", zh="补贴收支"):
        """Money paid or clawed back under a subsidy."""

        subsidy_no = reference("Subsidy", "补贴编号")
        direction = enum(MoneyDirection, "Direction", "方向")
        amount = money("Amount", "金额")
        period = text("Period", "期间", length=20)
        paid_on = day("Paid on", "日期")
        reason = text("Reason", "原因")


class Housed:
    """A household of housing security that lives in a home: on record of both, in the same words."""

    class tenancies(Element, en="Tenancy of secured housing", zh="保障房租住"):
        """A household of housing security lives in a home, by its contract or as a tenant of record."""

        household_code = code("HOUSEHOLD", "Household", "保障家庭编号", exposure=Exposure.PERSONAL)
        house_code = code("HOUSE", "House", "房屋编码", exposure=Exposure.PERSONAL)
        contract_no = reference("Contract", "合同编号")
        signed_on = day("Signed on", "签订日")
        starts_on = day("From", "入住日")
        ends_on = day("First day after the term", "合同期满日")
        ended_on = day("Ended on", "腾退日")
        rent = money("Rent a month", "月租金", exposure=Exposure.PERSONAL)
        deposit = money("Deposit", "押金", exposure=Exposure.PERSONAL)
        reason = text("Reason for leaving", "腾退原因", exposure=Exposure.PERSONAL)


class Supervised:
    """What is watched for use against its contract."""

    class violations(Element, en="Violation", zh="违规"):
        """Use against the contract: sublet, lent, left empty, rent unpaid."""

        number = reference("Number", "编号")
        category = text("Category", "类别", length=200, exposure=Exposure.PERSONAL)
        found_on = day("Found on", "发现日")
        resolved_on = day("Resolved on", "处理完毕日")
        outcome = text("Outcome", "处理结果", exposure=Exposure.PERSONAL)
