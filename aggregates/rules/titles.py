"""Who may give a house away, on which papers, and how it is owned afterwards (TRA-2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from uuid import UUID

from aggregates.building import Building
from aggregates.draft import Said
from aggregates.event import Reason
from aggregates.house import House
from aggregates.project import Project
from aggregates.rules import holdings
from aggregates.rules.rule import Breach, Case
from aggregates.rules.wording import Words
from aggregates.view import View
from aggregates.vocabulary import TransferBasis

H = House
CONTRACTS = ("PresaleContractFiled", "SaleContractFiled")


def check(case: Case) -> Iterator[Breach]:
    """TRA-2: whoever sells or gives is the owner on record; other bases have their document; shares add up."""
    if case.judged.type == "PresaleContractFiled":
        yield from _presale(case)
    elif case.judged.type == "SaleContractFiled":
        yield from _sale(case)
    else:
        yield from _papers(case)
        yield from _contract(case)
        ungiven = list(_givers(case))
        yield from ungiven or _forms(case)  # what nobody gave is nobody's yet


def origins(before: View, keys: Iterable[str]) -> list[UUID]:
    """The events by which holdings came."""
    return [before.origin(H.owners, key) for key in keys]


def _presale(case: Case) -> Iterator[Breach]:
    owners = holdings.bought(holdings.standing(case.before))
    if owners:
        yield _wrong(
            case, Words("房屋已有权利人", "the house has an owner already"), in_the_way=origins(case.before, owners)
        )


def _sale(case: Case) -> Iterator[Breach]:
    owners, cleared = holdings.standing(case.before), case.before.get(H.sale_confirmed) is True
    if not holdings.bought(owners) and cleared:
        case.rely(case.before.maker(H.sale_confirmed))
    elif owners:
        yield from _named(case, owners, "sellers")
    elif not any(True for _ in case.before.elements(H.transfers)):  # a register of transfers names no owners
        detail = Words("未作现房销售确认，也无登记权利人", "neither cleared for sale nor an owner on record")
        yield _wrong(case, detail, missing=["SaleConfirmed"], in_the_way=[case.before.maker(H.sale_confirmed)])


def _named(case: Case, owners: holdings.Holdings, field: str) -> Iterator[Breach]:
    """Who is named must own; sole and joint owners are named all. Events that name nobody are let pass."""
    named, known = holdings.who(holdings.sellers(case.judged).values()), holdings.who(owners.values())
    if not named or known is None:
        return
    held_in_shares = all(said.get("form") == "SHARES" for said in owners.values())
    if not named <= known:
        detail = Words("出让人不是登记权利人", "who gives is no owner on record")
        yield _wrong(case, detail, field, in_the_way=origins(case.before, owners))
    elif not held_in_shares and named != known:
        detail = Words("共有人未全部参加", "not all joint owners take part")
        yield _wrong(case, detail, field, in_the_way=origins(case.before, owners))
    else:
        case.rely(*origins(case.before, [key for key, said in owners.items() if holdings.identity(said) in named]))


def _papers(case: Case) -> Iterator[Breach]:
    basis = holdings.transfer(case.judged).get("basis")
    words = case.policy.transactions.documents.get(str(basis))
    document = case.judged.document
    if words is None or (document is None and case.judged.reason is Reason.MIGRATION):
        return
    label = TransferBasis[str(basis)].value
    if document is None:
        yield _wrong(case, Words(f"{label}须附文书", f"{basis} needs its document"), "document")
    elif words and not any(word in document.kind.casefold() for word in words):
        needed = "、".join(words)
        yield _wrong(case, Words(f"{label}须附{needed}之一", f"{basis} needs one of {needed}"), "document.kind")


def _givers(case: Case) -> Iterator[Breach]:
    before, owners = case.before, holdings.standing(case.before)
    given = holdings.given(before, case.judged)
    gone = [key for key in given if key not in owners]
    if gone:
        ends = [before.last(H.owners, key, H.owners.ended_on) for key in gone]
        yield _wrong(case, Words("所转权利已不存在", "what is given is not held any more"), "givers", in_the_way=ends)
        return
    case.rely(*origins(before, given))
    if holdings.transfer(case.judged).get("basis") not in holdings.GIVEN_AWAY:
        return
    if owners:
        strangers = list(_named(case, owners, "givers"))
        yield from strangers
        if not strangers and not given and holdings.receivers(before, case.judged):
            detail = Words("未载明登记权利人为出让人", "no owner on record is named as giver")
            yield _wrong(case, detail, "givers", in_the_way=origins(before, owners))
    elif holdings.sellers(case.judged):
        yield from _developer(case)


def _developer(case: Case) -> Iterator[Breach]:
    """Nobody is on record as owner: the project's developer gives, to those who bought from it."""
    if not holdings.performs(case.before, case.judged):
        detail = Words(
            "无登记权利人，须有开发企业的有效合同", "no owner is on record; the developer's live contract is needed"
        )
        yield _wrong(case, detail, "contractNo", missing=CONTRACTS)
        return
    named, developers = holdings.who(holdings.sellers(case.judged).values()), _developers(case)
    if named and developers and not named <= developers.keys():
        detail = Words("出让人不是该项目开发企业", "who gives is not the project's developer")
        yield _wrong(case, detail, "givers", in_the_way=developers.values())


def _developers(case: Case) -> Mapping[str, UUID]:
    building = case.other("BUILDING", case.before.get(H.building_code))
    code = (building and building.get(Building.project_code)) or case.before.get(H.project_code)
    project = case.other("PROJECT", code)
    if project is None:
        return {}
    found = [one for one in project.standing(Project.participants) if one[1].get("role") == "DEVELOPER"]
    return {str(said.get("enterprise_code")): project.origin(Project.participants, key) for key, said in found}


def _contract(case: Case) -> Iterator[Breach]:
    said = holdings.transfer(case.judged)
    number = said.get("contract_no")
    live = dict(case.before.standing(H.contracts))
    named = holdings.contract(case.before, number) if number else None
    if number and named is None and case.judged.reason is not Reason.MIGRATION:
        yield _wrong(
            case, Words(f"合同{number}不在册", f"contract {number} is not on record"), "contractNo", missing=CONTRACTS
        )
    elif named and named[0] not in live:
        ended = [case.before.last(H.contracts, named[0], one) for one in (H.contracts.cancelled_on, _PERFORMED)]
        yield _wrong(
            case, Words(f"合同{number}已失效", f"contract {number} is not live"), "contractNo", in_the_way=ended
        )
    elif named:
        yield from _buyers(case, named[0], number)
    others = [key for key in live if not named or key != named[0]]
    if others and said.get("basis") in holdings.GIVEN_AWAY:
        detail = Words(f"另有有效合同{'、'.join(others)}", f"another contract is live: {', '.join(others)}")
        way = [case.before.origin(H.contracts, key) for key in others]
        yield _wrong(case, detail, "contractNo", in_the_way=way)


_PERFORMED = H.contracts.performed_on


def _buyers(case: Case, key: str, number: Said) -> Iterator[Breach]:
    """The buyers of the contract, and nobody else, become owners; others amend the contract first."""
    buying = holdings.who(holdings.buyers(case.before, number).values())
    receiving = holdings.who(holdings.receivers(case.before, case.judged).values())
    filed = case.before.origin(H.contracts, key)
    if buying and receiving and buying != receiving:
        detail = Words(f"受让人与合同{number}的买受人不一致", f"the receivers are not the buyers of contract {number}")
        yield _wrong(case, detail, "receivers", missing=["PresaleContractAmended"], in_the_way=[filed])
    else:
        case.rely(filed)


def _forms(case: Case) -> Iterator[Breach]:
    owners = holdings.after(case.before, case.judged)
    new = holdings.receivers(case.before, case.judged)
    wrong = form_error(owners) if new else None
    if wrong:
        others = [key for key in owners if key not in new]
        yield _wrong(case, wrong, "receivers", in_the_way=origins(case.before, others))


def form_error(owners: holdings.Holdings) -> Words | None:
    """What is wrong with how these owners hold together; None where nothing is, or a form is unknown."""
    forms = {said.get("form") for said in owners.values()}
    shares = [holdings.share(said) for said in owners.values()]
    if None in forms or not owners:
        return None
    if len(forms) > 1:
        return Words("共有方式不一致", "the owners hold in different forms")
    (form,) = forms
    if form == "SOLE" and len(owners) > 1:
        return Words(f"单独所有却有{len(owners)}名权利人", f"sole ownership has {len(owners)} owners")
    if form == "JOINT" and (len(owners) < 2 or any(shares)):
        return Words("共同共有须二人以上且不分份额", "joint ownership has two owners or more and no shares")
    if form == "SHARES":
        return _sum_error([one for one in shares if one is not None], len(shares))
    return None


def _sum_error(shares: list[Fraction], owners: int) -> Words | None:
    if len(shares) < owners:
        return Words("按份共有须载明各人份额", "every owner by shares has a share")
    total = sum(shares, Fraction(0))
    return None if total == 1 else Words(f"份额合计{total}", f"the shares sum to {total}")


def _wrong(
    case: Case,
    detail: Words,
    field: str | None = None,
    *,
    missing: Iterable[str] = (),
    in_the_way: Iterable[UUID | None] = (),
) -> Breach:
    return case.breach(field, missing=missing, in_the_way=in_the_way, detail=detail)
