"""The closed lists of the registers: what an attribute may hold, with the Chinese term as the value."""

from __future__ import annotations

from enum import Enum


class Physical(Enum):
    """Physical state of a building, and of the houses in it."""

    PLANNED = "规划"
    UNDER_CONSTRUCTION = "在建"
    SUSPENDED = "停工"
    COMPLETED = "已竣工"
    DEMOLISHED = "已拆除"
    NOT_REALISED = "未建成"
    ENTERED_IN_ERROR = "误录"


LOST = (Physical.DEMOLISHED, Physical.NOT_REALISED, Physical.ENTERED_IN_ERROR)
"""States in which there is no building: such a subject takes only the types marked for it (GEN-3)."""


class Stock(Enum):
    """The stock that a house belongs to."""

    MARKET = "商品住房"
    PUBLIC_RENTAL = "公租房"
    LOW_RENT = "廉租房"
    AFFORDABLE_RENTAL = "保障性租赁住房"
    ALLOTTED_SALE = "配售型保障房"
    SHARED_OWNERSHIP = "共有产权房"
    RESETTLEMENT = "安置房"


class Market(Enum):
    """Where a house stands in the market."""

    NOT_FOR_SALE = "不可售"
    PRESALE_OPEN = "预售中"
    PRESALE_CONTRACTED = "已预售"
    SALE_CONFIRMED = "现房可售"
    SALE_CONTRACTED = "已签现售合同"
    OWNED = "已有权属"


class Occupancy(Enum):
    """Who uses a house."""

    VACANT = "空置"
    OWNER_OCCUPIED = "自住"
    LET = "出租"
    ALLOCATED = "保障家庭入住"
    OUT_OF_USE = "停用"


class Phase(Enum):
    """The four phases of a house's life."""

    CONSTRUCTION = "建设"
    TRANSACTION = "交易"
    HOLDING = "保有"
    LOSS = "灭失"


class Stage(Enum):
    """How far a project has come."""

    APPROVED = "立项"
    LAND_ACQUIRED = "取得土地"
    PLANNING_PERMITTED = "规划许可"
    AWARDED = "已定标"
    CONSTRUCTION_PERMITTED = "施工许可"
    UNDER_CONSTRUCTION = "在建"
    COMPLETED = "已竣工"
    CANCELLED = "已取消"


class PermitKind(Enum):
    """Permits that a project owns."""

    PLANNING = "规划许可"
    CONSTRUCTION = "施工许可"
    PRESALE = "预售许可"


class Instrument(Enum):
    """What may cover a building or a house: a permit, an acceptance, a charge or a decision of its project."""

    PLANNING_PERMIT = "规划许可证"
    CONSTRUCTION_PERMIT = "施工许可证"
    PRESALE_PERMIT = "预售许可证"
    WORKS_MORTGAGE = "在建工程抵押"
    FIRE_ACCEPTANCE = "消防验收"
    COMPLETION_FILING = "竣工备案"
    ARCHIVE_ACCEPTANCE = "档案验收"
    EXPROPRIATION = "征收决定"
    DEMOLITION = "拆除备案"
    SUBSIDY = "补贴"


class AcceptanceKind(Enum):
    """Acceptances of finished works."""

    COMPLETION = "竣工验收"
    COMPLETION_FILING = "竣工备案"
    FIRE = "消防验收"
    FIRE_FILING_SAMPLE = "消防备案抽查"
    ARCHIVE = "城建档案验收"


class Discipline(Enum):
    """Disciplines of the joint review of drawings."""

    CONSTRUCTION = "建筑"
    FIRE = "消防"
    CIVIL_DEFENCE = "人防"
    LIGHTNING = "防雷"
    HEALTH = "卫生"
    TELECOM = "通信"


class ReviewOutcome(Enum):
    """How a round of review ended."""

    PASSED = "通过"
    RETURNED = "退回"


class InspectionKind(Enum):
    """What an inspection of works looks at."""

    QUALITY = "质量"
    SAFETY = "安全"


class ParticipantRole(Enum):
    """Roles of enterprises and practitioners in a project."""

    DEVELOPER = "建设单位"
    SURVEYOR = "勘察单位"
    DESIGNER = "设计单位"
    DRAWINGS_REVIEWER = "审图机构"
    BUILDER = "施工总承包"
    SUBCONTRACTOR = "分包单位"
    SUPERVISOR = "监理单位"
    TESTING_LABORATORY = "检测机构"
    TENDER_AGENT = "招标代理"
    COST_CONSULTANT = "造价咨询"
    PROJECT_MANAGER = "项目经理"
    TECHNICAL_LEAD = "技术负责人"
    SAFETY_OFFICER = "专职安全员"
    CHIEF_SUPERVISOR = "总监理工程师"
    CHIEF_DESIGNER = "设计负责人"
    CHIEF_SURVEYOR = "勘察负责人"
    OTHER = "其他"


class PartyKind(Enum):
    """What sort of party somebody is."""

    PERSON = "自然人"
    ENTERPRISE = "企业"
    STATE = "国家"
    UNKNOWN = "未知"


class IdType(Enum):
    """Sorts of identity documents; the number of each follows a scheme of :mod:`aggregates.codes.persons`."""

    RESIDENT_IDENTITY = "居民身份证"
    PASSPORT = "护照"
    HK_MACAO_PERMIT = "港澳居民来往内地通行证"
    TAIWAN_PERMIT = "台湾居民来往大陆通行证"
    RESIDENCE_PERMIT = "港澳台居民居住证"
    FOREIGN_RESIDENCE = "外国人永久居留身份证"
    OTHER = "其他"


class PartyRole(Enum):
    """The side of a contract or lease on which a party stands."""

    SELLER = "出卖人"
    BUYER = "买受人"
    LESSOR = "出租人"
    LESSEE = "承租人"


class OwnershipForm(Enum):
    """How several owners hold."""

    SOLE = "单独所有"
    JOINT = "共同共有"
    SHARES = "按份共有"


class TransferBasis(Enum):
    """Why ownership came to its holder."""

    FIRST_REGISTRATION = "首次登记"
    SALE = "买卖"
    GIFT = "赠与"
    INHERITANCE = "继承"
    EXCHANGE = "互换"
    PARTITION = "析产"
    JUDGMENT = "法院判决"
    AUCTION = "司法拍卖"
    EXPROPRIATION = "征收"
    OTHER = "其他"


class ContractKind(Enum):
    """Presale of a house to be built, or sale of one that stands."""

    PRESALE = "预售"
    SALE = "现售"


class MortgageKind(Enum):
    """What a mortgage rests on."""

    ORDINARY = "一般抵押"
    MAXIMUM = "最高额抵押"
    WORKS = "在建工程抵押"
    ADVANCE_NOTICE = "预购商品房抵押预告"


class SeizureKind(Enum):
    """Sorts of seizure."""

    ORDINARY = "查封"
    PRELIMINARY = "预查封"
    WAITING = "轮候查封"


class LeaseLevel(Enum):
    """The level of a lease: a head lease and the tenancies under it go together (USE-1)."""

    HEAD_LEASE = "趸租"
    LEASE = "租赁"
    SUBLEASE = "转租"


class StockBasis(Enum):
    """How a house came into secured stock."""

    BUILT = "新建"
    ALLOCATION = "配建"
    PURCHASE = "收购"
    MASTER_LEASE = "趸租"
    CONVERSION = "改建"
    TRANSFER = "划转"


class SafetyGrade(Enum):
    """Grades of a safety appraisal, best first."""

    A = "A级"
    B = "B级"
    C = "C级"
    D = "D级"


class ControlKind(Enum):
    """Measures that keep people out of danger."""

    EVACUATED = "人员撤离"
    CLOSED = "封闭停用"
    PARTIALLY_CLOSED = "局部封闭"
    MONITORED = "监测"


class MoneyDirection(Enum):
    """Which way money of an escrow or subsidy went."""

    DEPOSIT = "缴存"
    RELEASE = "拨付"
    PAYMENT = "发放"
    CLAWBACK = "追回"


class LineageRelation(Enum):
    """How a subject descends from another; each merge and split is recorded on both sides."""

    MERGED_INTO = "并入"
    MERGED_FROM = "由…合并"
    SPLIT_INTO = "分割为"
    SPLIT_FROM = "由…分割"


class ConflictSide(Enum):
    """Whose value holds where two departments differ."""

    OURS = "登记值"
    THEIRS = "来源值"


class FindingGrade(Enum):
    """How grave a finding is."""

    ERROR = "错误"
    WARNING = "警告"
    NOTE = "提示"


class DivisionLevel(Enum):
    """Levels of administrative divisions; a functional zone stands beside them."""

    COUNTRY = "国家"
    PROVINCE = "省级"
    PREFECTURE = "地级"
    COUNTY = "县级"
    TOWNSHIP = "乡级"
    VILLAGE = "村级"
    ZONE = "功能区"


class IndicatorMeasure(Enum):
    """What the value that is reported for a period says."""

    SUM = "期间累计"
    LEVEL = "期末数"


class HouseholdCategory(Enum):
    """Who applies."""

    FAMILY = "家庭"
    SINGLE = "单身居民"
    TALENT = "人才"
    NEW_RESIDENT = "新市民"


class SecurityProgramme(Enum):
    """What a household of housing security applies for or receives."""

    PUBLIC_RENTAL = "公租房"
    AFFORDABLE_RENTAL = "保障性租赁住房"
    ALLOTTED_SALE = "配售型保障房"
    SHARED_OWNERSHIP = "共有产权房"
    MARKET_RENT_SUBSIDY = "市场租房补贴"


class HouseholdStage(Enum):
    """How far a household of housing security has come."""

    ACCEPTED = "已受理"
    MATERIALS = "待补正"
    PUBLICITY = "公示中"
    REJECTED = "审核未通过"
    ELIGIBLE = "已取得资格"
    SUSPENDED = "资格中止"
    REVOKED = "资格取消"
    WAITING = "轮候中"
    ALLOCATED = "已配租"
    SUBSIDISED = "领取补贴"
    HOUSED = "已入住"
    BOUGHT = "已购房"
    EXITED = "已退出"


class MemberRelation(Enum):
    """What a member is to the applicant."""

    APPLICANT = "申请人"
    SPOUSE = "配偶"
    CHILD = "子女"
    PARENT = "父母"
    GRANDCHILD = "孙子女"
    GRANDPARENT = "祖父母"
    OTHER = "其他共同申请人"


class VerificationAgency(Enum):
    """Agencies that check what a household states."""

    POLICE = "公安（户籍、车辆）"
    CIVIL_AFFAIRS = "民政（婚姻、低保）"
    TAX = "税务"
    SOCIAL_INSURANCE = "社保"
    PROVIDENT_FUND = "公积金"
    REAL_ESTATE = "不动产登记"
    MARKET_SUPERVISION = "市场监管"
    BANKS = "银行"


class VerificationResult(Enum):
    """How what an agency holds compares with what was stated."""

    CONSISTENT = "一致"
    DIFFERENT = "不一致"
    NOT_FOUND = "查无记录"


class PriorityGroup(Enum):
    """Groups that are served before others of their waiting list."""

    ELDERLY = "老年人"
    DISABLED = "残疾人"
    MERITORIOUS = "优抚对象"
    LOWEST_INCOME = "最低生活保障对象"
    MANY_CHILDREN = "多子女家庭"
    RESETTLED = "征收安置家庭"


class AllocationMethod(Enum):
    """How a home comes to a household (SEC-3)."""

    LOTTERY = "摇号"
    EXTERNAL_DRAW = "公证摇号"
    WAITING_ORDER = "轮候排序"
    PRIORITY = "优先配租"
    DIRECT = "定向配租"


class SubsidyKind(Enum):
    """Subsidies that a household may receive; never both for one month (SEC-4)."""

    PUBLIC_RENT = "公租房租金补贴"
    MARKET_RENT = "市场租房补贴"


class PaymentState(Enum):
    """What became of a payment."""

    ORDERED = "待发放"
    PAID = "已发放"
    FAILED = "发放失败"
    RETURNED = "已追缴"


class LotteryStage(Enum):
    """How far a draw has come."""

    OPENED = "已公告"
    FROZEN = "名单已锁定"
    DRAWN = "已摇号"
    PUBLISHED = "结果已公布"


class CreditClass(Enum):
    """Classes of credit, each scored by rules of its own."""

    BUILDING = "建筑市场"
    MUNICIPAL = "市政工程"
    SURVEY_DESIGN = "勘察设计"
    SUPERVISION = "工程监理"


class AwardLevel(Enum):
    """Who gave an award."""

    NATIONAL = "国家级"
    PROVINCIAL = "省级"
    CITY = "市级"
    DISTRICT = "区县级"


class PenaltyKind(Enum):
    """What a penalty is."""

    WARNING = "警告"
    FINE = "罚款"
    CONFISCATION = "没收违法所得"
    SUSPENSION = "责令停业"
    REVOCATION = "吊销证照"
    BAN = "行业禁入"
    OTHER = "其他"


class EnterpriseCategory(Enum):
    """What an enterprise mainly does."""

    DEVELOPER = "房地产开发"
    BUILDER = "施工"
    SURVEY_DESIGN = "勘察设计"
    SUPERVISOR = "监理"
    TESTING = "检测"
    COST_CONSULTANT = "造价咨询"
    PROPERTY_MANAGER = "物业服务"
    APPRAISER = "鉴定评估"
    BANK = "银行"
    OTHER = "其他"


class PartyStanding(Enum):
    """Whether an enterprise or practitioner may take new roles, as far as credit goes."""

    GOOD = "正常"
    BARRED = "限制准入"
    LISTED = "严重失信"
    DEREGISTERED = "已注销"
