"""A rule as data: its id, its words in both languages, its basis, what it reads, and how it is checked.

A rule judges one event in its place: the state just before it, on its own day, under the policy that the rule's
governing date calls for. It sees events as they are recorded, so that the same rule judges a command, an imported row,
and an event that something later has put into another light.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from uuid import UUID

from aggregates import view
from aggregates.attributes import Attribute
from aggregates.catalogue import CATALOGUE
from aggregates.kinds import Element
from aggregates.policy import Policy
from aggregates.rules.wording import Words
from aggregates.vocabulary import FindingGrade
from aggregates.world import Known, Name, World


class Governing(Enum):
    """The date that decides which version of a policy a rule goes by."""

    EFFECTIVE = "effective date 生效日"
    SIGNED = "day of signing 签订日"
    DOCUMENT = "document's issue date 文书签发日"


@dataclass(frozen=True, slots=True)
class Breach:
    """How an event breaks a rule. ``values`` fill the rule's message and never hold personal data; those of
    ``confided``, which may, take their place in what whoever files is told, and are recorded nowhere.

    ``missing`` are event types that would have to come before; ``in_the_way`` are ids of events that stand against it;
    ``days`` are later days on which it may hold no longer, beside those that the subjects themselves name. ``later``
    is type and day of the event on record that breaks it, where that is not the one that is being decided. ``others``
    are the other subjects at which the rule had looked: its words may say something of these.
    """

    rule: Rule
    values: Mapping[str, object] = field(default_factory=dict)
    field: str | None = None
    missing: tuple[str, ...] = ()
    in_the_way: tuple[UUID, ...] = ()
    days: tuple[str, ...] = ()
    later: tuple[str, str] | None = None
    others: tuple[Known, ...] = ()
    confided: Mapping[str, object] | None = None

    def in_confidence(self) -> Breach:
        """The same with the words that only whoever files may read."""
        return replace(self, values={**self.values, **self.confided}, confided=None) if self.confided else self

    @property
    def en(self) -> str:
        """The message in English."""
        said = self.rule.en.format_map(self.values)
        return said if self.later is None else f"It would make {self.later[0]} of {self.later[1]} unlawful: {said}"

    @property
    def zh(self) -> str:
        """The message in Chinese, with the event type's Chinese name."""
        named = self.values.get("type")
        said = self.rule.zh.format_map({**self.values, "type": _CHINESE.get(str(named), named)})
        if self.later is None:
            return said
        return f"将使{self.later[1]}生效的{_CHINESE.get(self.later[0], self.later[0])}不再合法：{said}"


ELSEWHERE = Words(
    "与另一区划登记对象的记载不符；有权查阅双方所在区划的人员可查看详情。",
    "It is against what is on record of a subject of another division; whoever may see both divisions can tell.",
)
"""What is said of a breach, in place of the rule's own words, to whom these could tell of a subject out of reach."""

_CHINESE = {declared.name: declared.zh for declared in CATALOGUE.event_types.values()}


@dataclass(slots=True)
class Case:
    """One event before one rule: ``before`` is its subject just before it, with the event's day as the view's."""

    judged: view.Judged
    before: view.View
    policy: Policy
    world: World
    rule: Rule
    relied: list[UUID] = field(default_factory=list)
    looked: list[Known] = field(default_factory=list)

    @property
    def day(self) -> str:
        """The event's effective date."""
        return self.judged.effective_on

    def breach(
        self,
        field: str | None = None,
        *,
        missing: Iterable[str] = (),
        in_the_way: Iterable[UUID | None] = (),
        days: Iterable[str] = (),
        confided: Mapping[str, object] | None = None,
        **values: object,
    ) -> Breach:
        """This rule's breach; values named in its messages are given by name."""
        standing = tuple(dict.fromkeys(one for one in in_the_way if one is not None))
        named = {"type": self.judged.type, "day": self.day, **values}
        others = tuple(dict.fromkeys(self.looked))
        return Breach(self.rule, named, field, tuple(missing), standing, tuple(days), others=others, confided=confided)

    def rely(self, *decided_on: UUID | None) -> None:
        """Note events on whose strength the rule let this one pass."""
        self.relied.extend(one for one in decided_on if one is not None)

    def other(self, kind: str, code: object) -> view.View | None:
        """Another subject by its code, with all that is effective on the event's day; None where there is none."""
        found = self.named(kind, code)
        return self.world.state(found, self.day) if found else None

    def named(self, kind: str, code: object) -> Known | None:
        """Another subject by its code; the first of them where several schemes have it."""
        found = self.world.find(Name(kind, code)) if isinstance(code, str) and code else ()
        self.looked += found[:1]
        return found[0] if found else None


Check = Callable[[Case], Iterable[Breach]]


def never(case: Case) -> Iterable[Breach]:
    """The check of a rule that no event breaks in its place: only a command can, or a finding opened elsewhere."""
    return ()


Reads = Attribute | type[Element]


@dataclass(frozen=True, eq=False, slots=True)
class Rule:
    """``on``: kind -> event types that it judges (empty: all of that kind); ``reads``: kind -> attribute paths.

    ``warns``: a breach is a finding even of an act (something is late, say), never a refusal. ``tells_days``: the days
    of its breaches are told to everybody, whosever they are.
    """

    id: str
    zh: str
    en: str
    basis: str
    on: Mapping[str, frozenset[str]]
    reads: Mapping[str, frozenset[str]]
    check: Check
    governed_by: Governing = Governing.EFFECTIVE
    warns: bool = False
    grade: FindingGrade = FindingGrade.ERROR
    tells_days: bool = False

    def judges(self, kind: str, type_: str) -> bool:
        """Whether it judges events of that type."""
        types = self.on.get(kind)
        return types is not None and (not types or type_ in types)


def paths(*read: Reads) -> frozenset[str]:
    """The paths of attributes, and of all attributes of collections."""
    found: set[str] = set()
    for one in read:
        if isinstance(one, Attribute):
            found.add(one.path)
        else:
            found.update(attribute.path for attribute in one.collection.attributes.values())
    return frozenset(found)
