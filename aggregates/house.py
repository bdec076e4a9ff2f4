"""The house: a unit of the unit table 楼盘表, with who owns, rents and occupies it and what lies on it.

Days that end something are the first day on which it no longer holds, so that an element stands on a day exactly when
none of its ends has been reached.
"""

from __future__ import annotations

from aggregates.attributes import boolean, code, day, enum, integer, sealed, text
from aggregates.attributes import division as division_code
from aggregates.common import Registered, money, person, reference, surface
from aggregates.exposure import Exposure
from aggregates.kinds import Element
from aggregates.masking import Mask
from aggregates.parts import Appraised
from aggregates.vocabulary import (
    ContractKind,
    LeaseLevel,
    MoneyDirection,
    MortgageKind,
    Occupancy,
    OwnershipForm,
    PartyKind,
    PartyRole,
    Physical,
    SafetyGrade,
    SeizureKind,
    Stock,
    StockBasis,
    TransferBasis,
)


class House(Registered, Appraised, kind="HOUSE", en="House", zh="房屋"):
    """A house 房屋（户/套）; also a shop or a parking place 商铺/车位, by its purpose."""

    division = division_code("Division", "行政区划", restated=True, ever=True)
    project_code = code(
        "PROJECT",
        "Project",
        "项目编码",
        restated=True,
        ever=True,
        description="Only where no building is on record; else the building says it.",
    )
    building_code = code("BUILDING", "Building", "楼幢编码", restated=True, ever=True)
    unit_code = text("Real-estate unit code", "不动产单元代码", length=40, restated=True)
    address = text("Address", "坐落", length=500, restated=True)
    unit_no = text("Unit (entrance)", "单元号", length=60, restated=True)
    floor = text("Floor", "所在层", length=60, restated=True)
    room = text("Room", "室号", length=60, restated=True)
    purpose = text("Purpose", "用途", length=200, restated=True, ever=True)
    house_type = text("Type of house", "户型", length=200, restated=True)
    bedrooms = integer("Bedrooms", "室", least=0, restated=True)
    living_rooms = integer("Living rooms", "厅", least=0, restated=True)
    bathrooms = integer("Bathrooms", "卫", least=0, restated=True)
    partitioned = boolean("Partitioned into rooms", "有隔间", restated=True)
    managed = boolean("Under a management organisation", "有管理组织", restated=True)
    floor_area = surface("Floor area", "建筑面积", restated=True)
    inner_area = surface("Inner area", "套内面积", restated=True)
    annex_area = surface("Area of annexes", "附属面积", restated=True)
    balcony_area = surface("Area of balconies", "阳台面积", restated=True)
    shared_area = surface("Share of common area", "分摊面积", restated=True)
    land_area = surface("Share of land area", "土地面积", restated=True)
    parking_type = text("Type of parking place", "车位类别", length=60, restated=True)
    parking_area = surface("Area of parking places that go with it", "车位面积", restated=True)
    zoning = text("Zoning", "用地分区", length=200, restated=True)
    land_lease_from = day("Land lease from", "土地租期起始日", restated=True)
    land_lease_year = integer(
        "Year in which the land lease began, where no day is told", "土地租期起始年", least=0, most=9999, restated=True
    )
    currency = text(
        "Currency of all amounts, ISO 4217; empty: CNY", "币种", length=3, pattern="[A-Z]{3}", restated=True
    )
    physical = enum(
        Physical,
        "Physical state",
        "物理状态",
        restated=True,
        ever=True,
        description="The building's unless the house itself is lost; stated here only where it is, or has no building.",
    )
    stock = enum(Stock, "Stock", "房源类别", restated=True, ever=True, description="Market while nothing is said.")
    presale_open = boolean("Open for presale", "已开盘预售")
    presale_permit_no = reference("Presale permit that covers it", "预售许可证号")
    presale_opened_on = day("Presale opened on", "开盘日")
    presale_lapses_on = day("First day on which presale is no longer permitted", "预售失效日")
    sale_confirmed = boolean("Confirmed for sale as a finished house", "已现房销售确认")
    sale_confirmation_no = reference("Confirmation of sale", "现房销售确认编号")
    observed_occupancy = enum(Occupancy, "Occupancy as last inspected", "查验使用状况")
    safety_grade = enum(SafetyGrade, "Grade of the last safety appraisal", "安全等级")
    superseded = boolean("Ceased by merger or split", "已合并或分割", restated=True)

    class owners(Element, en="Holding", zh="权利人"):
        """A share in the ownership, from its acquisition to its end."""

        party_kind = enum(PartyKind, "Kind of party", "主体类别")
        person = person()
        name = sealed("Name", "姓名", mask=Mask.NAME)
        id_number = sealed("ID number", "证件号码", mask=Mask.ID_NUMBER)
        enterprise_code = code("ENTERPRISE", "Enterprise's code", "企业代码")
        enterprise_name = text("Enterprise", "企业名称", length=300)
        form = enum(OwnershipForm, "Form of ownership", "共有方式")
        share = text("Share, a fraction", "份额", length=40, pattern=r"[1-9]\d*/[1-9]\d*")
        basis = enum(TransferBasis, "Basis", "取得方式")
        certificate_no = text("Certificate", "不动产权证号", length=200, exposure=Exposure.PERSONAL)
        transfer_no = reference("Transfer by which it came", "转移登记编号")
        price = money("Price of the share", "份额价款")
        acquired_on = day("Acquired on", "取得日")
        ended_on = day("First day on which it is no longer held", "失权日")

    class transfers(Element, en="Transfer", zh="转移登记"):
        """A transfer of ownership as a whole: its price counts once, however many owners there are."""

        number = reference("Number", "登记编号")
        basis = enum(TransferBasis, "Basis", "取得方式")
        registered_on = day("Registered on", "登记日")
        contract_no = reference("Contract", "合同编号")
        price = money("Price", "成交价")
        parking_price = money("Of which for parking places", "车位价款")
        unit_price = money("Price per square metre", "单价")
        area = surface("Area transferred", "面积")
        conditions = text("Conditions named by the source", "备注类别", length=500)
        term_left = text("Land lease left, as the source writes it", "剩余年限", length=60)
        court = text("Court that ordered it", "执行法院", length=300)
        consent_no = reference("Mortgagee's consent", "抵押权人同意书编号")
        risk_accepted = boolean("Risk of an objection accepted in writing", "已书面承诺自担异议风险")

    class contracts(Element, en="Sale contract", zh="买卖合同"):
        """A presale or sale contract; live until cancelled or performed (its transfer is registered)."""

        kind = enum(ContractKind, "Kind", "类别")
        number = reference("Number", "合同编号")
        signed_on = day("Signed on", "签订日")
        filed_on = day("Filed on", "备案日")
        permit_no = reference("Presale permit", "预售许可证号")
        price = money("Price", "总价")
        parking_price = money("Of which for parking places", "车位价款")
        unit_price = money("Price per square metre", "单价")
        area = surface("Area", "面积")
        amended_on = day("Amended on", "变更日")
        cancelled_on = day("Cancelled on", "撤销备案日")
        performed_on = day("Performed on", "履行完毕日")
        reason = text("Reason for cancelling", "撤销原因", exposure=Exposure.SHARED)
        conditions = text("Conditions named by the source", "备注类别", length=500)
        risk_accepted = boolean("Risk of an objection accepted in writing", "已书面承诺自担异议风险")

    class parties(Element, en="Party", zh="合同当事人"):
        """A party of a sale contract or a lease of this house, or a giver of a transfer, who leaves with it."""

        role = enum(PartyRole, "Role", "角色")
        contract_no = reference("Contract, lease or transfer", "合同或转移登记编号")
        party_kind = enum(PartyKind, "Kind of party", "主体类别")
        person = person()
        name = sealed("Name", "姓名", mask=Mask.NAME)
        id_number = sealed("ID number", "证件号码", mask=Mask.ID_NUMBER)
        phone = sealed("Phone", "电话", mask=Mask.PHONE)
        enterprise_code = code("ENTERPRISE", "Enterprise's code", "企业代码")
        enterprise_name = text("Enterprise", "企业名称", length=300)
        share = text("Share, a fraction", "份额", length=40, pattern=r"[1-9]\d*/[1-9]\d*")
        ended_on = day("First day on which it is no longer a party", "退出日")

    class leases(Element, en="Lease", zh="租赁备案"):
        """A filed lease of the house or a part of it."""

        number = reference("Number", "备案编号")
        level = enum(LeaseLevel, "Level", "层级")
        part = text("Part; empty: the whole", "部位", length=200)
        head_lease = reference("Head lease under which it stands", "所属趸租编号")
        lessor_code = code("ENTERPRISE", "Lessor's code", "出租企业代码")
        lessee_code = code("ENTERPRISE", "Lessee's code", "承租企业代码")
        programme = text("Programme, say a social sublet", "租赁项目", length=200)
        signed_on = day("Signed on", "签订日")
        starts_on = day("From", "起租日")
        ends_on = day("First day after the term", "租期届满日")
        ended_on = day("Ended on", "终止日")
        renewed = boolean("Renewed", "续租")
        furnished = boolean("Furnished", "附家具")
        area = surface("Area", "面积")
        rent = money("Rent a month", "月租金")
        unit_rent = money("Rent per square metre and month", "单位租金")
        parking_rent = money("Of which for parking places", "车位租金")
        conditions = text("Conditions named by the source", "备注类别", length=500)

    class tenancies(Element, en="Tenancy of secured housing", zh="保障房入住"):
        """A household of housing security lives here; its contract belongs to the household."""

        household_code = code("HOUSEHOLD", "Household", "保障家庭编号", exposure=Exposure.PERSONAL)
        contract_no = reference("Contract", "合同编号")
        starts_on = day("From", "入住日")
        ends_on = day("First day after the term", "合同期满日")
        ended_on = day("Ended on", "腾退日")
        rent = money("Rent a month", "月租金", exposure=Exposure.PERSONAL)
        reason = text("Reason for leaving", "腾退原因", exposure=Exposure.PERSONAL)

    class mortgages(Element, en="Mortgage", zh="抵押"):
        """A mortgage, until discharged."""

        kind = enum(MortgageKind, "Kind", "类别")
        number = reference("Number", "不动产登记证明号")
        rank = integer("Rank", "顺位", least=1)
        mortgagee_code = code("ENTERPRISE", "Mortgagee's code", "抵押权人代码", exposure=Exposure.SHARED)
        mortgagee_name = text("Mortgagee", "抵押权人", length=300, exposure=Exposure.SHARED)
        amount = money("Secured amount", "担保金额", exposure=Exposure.SHARED)
        transfer_barred = boolean("Transfer barred by agreement", "约定禁止转让")
        registered_on = day("Registered on", "登记日")
        term_ends_on = day("First day after the term of the debt", "债务履行期限")
        discharged_on = day("Discharged on", "注销日")

    class seizures(Element, en="Seizure", zh="查封"):
        """A court's seizure, until it expires or is lifted; a waiting one stands in its order behind others."""

        kind = enum(SeizureKind, "Kind", "类别")
        number = reference("Order", "查封文号")
        court = text("Court", "查封机关", length=300, exposure=Exposure.SHARED)
        case_no = reference("Case", "案号", exposure=Exposure.SHARED)
        waiting_order = integer("Place among waiting seizures", "轮候顺序", least=1)
        registered_on = day("Registered on", "登记日")
        expires_on = day("First day on which it no longer stands", "到期日")
        extended_on = day("Last extended on", "续封日")
        lifted_on = day("Lifted on", "解封日")

    class objections(Element, en="Objection", zh="异议"):
        """An objection to the register; it lapses without a suit."""

        number = reference("Number", "登记编号")
        detail = text("What is objected to", "异议事项", exposure=Exposure.PERSONAL)
        registered_on = day("Registered on", "登记日")
        lapses_on = day("First day on which it no longer stands", "失效日")
        suit_filed_on = day("Suit filed on", "起诉日")
        withdrawn_on = day("Withdrawn on", "注销日")

    class advance_notices(Element, en="Advance notice", zh="预告登记"):
        """An advance notice of a right to come, until cancelled or lapsed."""

        number = reference("Number", "登记证明号")
        right_noted = text("Right to come", "预告权利", length=200)
        contract_no = reference("Contract", "合同编号")
        holder_code = code("ENTERPRISE", "Holder's code, of an enterprise", "权利人代码")
        registered_on = day("Registered on", "登记日")
        lapses_on = day("First day on which it no longer stands", "失效日")
        cancelled_on = day("Cancelled on", "注销日")

    class deregistrations(Element, en="Deregistration", zh="注销登记"):
        """A right struck off the register."""

        number = reference("Number", "登记编号")
        right_ended = text("Right struck off", "注销权利", length=200)
        reason = text("Reason", "注销原因")
        deregistered_on = day("Struck off on", "注销日")

    class qualifications(Element, en="Check of a buyer's qualification", zh="购房资格核验"):
        """Whether somebody may buy; the person stays sealed."""

        number = reference("Number", "核验编号")
        person = person()
        name = sealed("Name", "姓名", mask=Mask.NAME)
        checked_on = day("Checked on", "核验日")
        qualified = boolean("Qualified", "符合资格", exposure=Exposure.PERSONAL)
        expires_on = day("First day on which it no longer holds", "失效日")

    class listings(Element, en="Listing", zh="房源核验"):
        """A verified listing for sale or rent."""

        number = reference("Number", "核验编号")
        agency_code = code("ENTERPRISE", "Agency's code", "经纪机构代码")
        offer = text("Sale or rent", "挂牌类别", length=40)
        asking_price = money("Asking price", "挂牌价")
        verified_on = day("Verified on", "核验日")
        expires_on = day("First day on which it no longer holds", "失效日")

    class deed_taxes(Element, en="Deed tax", zh="契税"):
        """Deed tax paid for a transfer."""

        number = reference("Receipt", "完税凭证号")
        contract_no = reference("Contract", "合同编号")
        base = money("Tax base", "计税依据", exposure=Exposure.SHARED)
        amount = money("Amount", "税额", exposure=Exposure.SHARED)
        paid_on = day("Paid on", "缴纳日")

    class maintenance_payments(Element, en="Payment into the maintenance fund", zh="维修资金缴存"):
        """Money paid into the maintenance fund for this house."""

        number = reference("Receipt", "缴存编号")
        amount = money("Amount", "金额", exposure=Exposure.SHARED)
        paid_on = day("Paid on", "缴存日")

    class inspections(Element, en="Inspection of occupancy", zh="入户查验"):
        """A look at who uses the house."""

        number = reference("Number", "查验编号")
        inspected_on = day("Inspected on", "查验日")
        occupancy = enum(Occupancy, "Occupancy found", "使用状况")
        as_contracted = boolean("Used as contracted", "使用合规", exposure=Exposure.SHARED)
        detail = text("Detail", "详情", exposure=Exposure.PERSONAL)

    class stock_entries(Element, en="Entry in secured stock", zh="保障房源"):
        """A stay in secured stock, from being added to being released."""

        stock = enum(Stock, "Stock", "房源类别")
        basis = enum(StockBasis, "How it was raised", "筹集方式")
        number = reference("Decision", "文号")
        holder_code = code("ENTERPRISE", "Holder's code", "产权或运营单位代码")
        starts_on = day("From", "纳入日")
        ends_on = day("First day after the term", "期满日")
        released_on = day("Released on", "退出日")
        sale_barred_until = day("First day on which sale is no longer restricted", "限售期满日")
        owner_share = text("Owner's share, a fraction", "购房人份额", length=40, pattern=r"[1-9]\d*/[1-9]\d*")

    class violations(Element, en="Violation", zh="违规"):
        """Use against the contract: sublet, lent, left empty."""

        number = reference("Number", "编号")
        category = text("Category", "类别", length=200, exposure=Exposure.PERSONAL)
        found_on = day("Found on", "发现日")
        resolved_on = day("Resolved on", "处理完毕日")
        outcome = text("Outcome", "处理结果", exposure=Exposure.PERSONAL)

    class expropriations(Element, en="Expropriation agreement", zh="征收签约"):
        """The agreement with those whose house is taken."""

        number = reference("Agreement", "协议编号")
        decision_no = reference("Decision", "征收决定文号")
        agreed_on = day("Agreed on", "签约日")
        mode = text("Money or exchange", "补偿方式", length=100)
        amount = money("Compensation agreed", "补偿金额", exposure=Exposure.SHARED)
        vacate_by = day("To be vacated by", "腾空期限")
        ended_on = day("Ended on", "终止日")

    class compensations(Element, en="Compensation", zh="补偿"):
        """Compensation paid."""

        agreement_no = reference("Agreement", "协议编号")
        amount = money("Amount", "金额", exposure=Exposure.SHARED)
        paid_on = day("Paid on", "支付日")

    class subsidy_payments(Element, en="Subsidy payment", zh="补贴收支"):
        """Money of a subsidy that is paid for this house."""

        subsidy_no = reference("Subsidy", "补贴编号")
        direction = enum(MoneyDirection, "Direction", "方向")
        amount = money("Amount", "金额", exposure=Exposure.SHARED)
        period = text("Period", "期间", length=20)
        paid_on = day("Paid on", "日期")
