"""What every registered subject has, whatever its kind: findings, investigations, conflicts, codes and lineage."""

from __future__ import annotations

from aggregates.attributes import Attribute, day, decimal, enum, text
from aggregates.event import SubjectKind
from aggregates.exposure import Exposure
from aggregates.kinds import Element, Subject
from aggregates.vocabulary import ConflictSide, FindingGrade, LineageRelation


def money(en: str, zh: str, *, restated: bool = False, exposure: Exposure = Exposure.PUBLIC) -> Attribute:
    """An amount in the subject's ``currency``, which is CNY where nothing is said."""
    return decimal(en, zh, scale=2, unit="currency", restated=restated, exposure=exposure)


def currency() -> Attribute:
    """The currency of all amounts of a subject."""
    return text("Currency of all amounts, ISO 4217; empty: CNY", "币种", length=3, pattern="[A-Z]{3}", restated=True)


def surface(en: str, zh: str, *, restated: bool = False, exposure: Exposure = Exposure.PUBLIC) -> Attribute:
    """An area in square metres."""
    return decimal(en, zh, scale=2, unit="m2", restated=restated, exposure=exposure)


def reference(en: str, zh: str, *, exposure: Exposure = Exposure.PUBLIC) -> Attribute:
    """The number of a document, permit, contract or entry: text, for registers write them in every way."""
    return text(en, zh, length=200, exposure=exposure)


def person(en: str = "Reference of the person", zh: str = "人员引用") -> Attribute:
    """The random reference under whose key a person's sealed values stand; it says nothing about the person."""
    return text(en, zh, length=60, exposure=Exposure.PERSONAL)


class Registered(Subject):
    """Base of every kind of subject."""

    class findings(Element, en="Finding", zh="问题"):
        """A rule that a recorded fact breaks, or a doubt about it; open until resolved. Holds no personal data."""

        rule = text("Rule", "规则", length=40)
        grade = enum(FindingGrade, "Grade", "等级")
        event = text("Id of the event that it is about", "所涉事件", length=36, exposure=Exposure.SHARED)
        attribute = text("Path of the attribute that it is about", "所涉属性", length=200, exposure=Exposure.SHARED)
        detail = text("Detail", "详情", exposure=Exposure.SHARED)
        department = text("Department that has to resolve it", "责任部门", length=60, exposure=Exposure.SHARED)
        found_on = day("Found on", "发现日")
        resolved_on = day("Resolved on", "办结日")
        resolution = text("Resolution", "处理结果", exposure=Exposure.SHARED)

    class investigations(Element, en="Investigation", zh="核查"):
        """An attribute marked as under investigation, even where it is empty."""

        entity = text("Entity under investigation, empty for the subject itself", "核查对象", length=500)
        attribute = text("Attribute under investigation", "核查属性", length=200)
        reason = text("Reason", "核查原因", exposure=Exposure.SHARED)
        opened_on = day("Opened on", "立案日")
        closed_on = day("First day on which it is closed", "结案日")
        outcome = text("Outcome", "核查结论", exposure=Exposure.SHARED)

    class conflicts(Element, en="Source conflict", zh="数据冲突"):
        """Two departments say different things; both values stand until it is decided. Sealed values are not shown."""

        event_type = text("Type of the event that was submitted", "事件类型", length=100)
        entity = text("Entity, empty for the subject itself", "对象", length=500)
        attribute = text("Attribute", "属性", length=200)
        ours = text("Value on record, as JSON", "登记值", exposure=Exposure.PERSONAL)
        theirs = text("Value submitted, as JSON", "来源值", exposure=Exposure.PERSONAL)
        effective_on = day("Effective date of what was submitted", "来源生效日")
        source = text("Source that submitted it", "来源", length=200)
        authority = text("Department that is the authority", "主责部门", length=60)
        found_on = day("Found on", "发现日")
        resolved_on = day("Decided on", "裁定日")
        holds = enum(ConflictSide, "Which value holds", "采信方")
        decision = text("Decision", "裁定结果", exposure=Exposure.SHARED)

    class designations(Element, en="Designation", zh="编码"):
        """A further code of this subject; every code that it ever had still finds it."""

        scheme = text("Code scheme", "编码体系", length=60)
        code = text("Code", "编码", length=400)
        since = day("First day of use", "启用日")
        reason = text("Reason", "变更原因")

    class lineage(Element, en="Lineage", zh="沿革"):
        """A subject that this one was merged or split into, or came from."""

        relation = enum(LineageRelation, "Relation", "关系")
        other_kind = enum(SubjectKind, "Kind of the other subject", "对方类别")
        other_scheme = text("Code scheme of the other subject", "对方编码体系", length=60)
        other_code = text("Code of the other subject", "对方编码", length=400)
        since = day("Since", "生效日")
        reason = text("Reason", "原因")

    class overturnings(Element, en="Overturned decision", zh="撤销决定"):
        """A decision on record that a court or a superior body ended from a day on; until then it stands."""

        event = text("Id of the event that was overturned", "被撤销事件", length=36)
        body = text("Court or superior body", "撤销机关", length=200)
        number = reference("Number of the judgment or decision", "文书编号")
        ended_on = day("First day on which the decision no longer holds", "失效日")
        reason = text("Reason", "理由", exposure=Exposure.SHARED)
