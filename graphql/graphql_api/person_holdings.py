"""`personHoldings`: homes that a person owns, rents or signed for, alone or as a member of a secured household.

Beyond a reader's divisions only whether there are any is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from aggregates.catalogue import Catalogue
from aggregates.kinds import Collection, Kind
from aggregates.vocabulary import IdType, PartyRole
from graphql_api import columns, connections, elements, searching, subjects, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.errors import Forbidden
from graphql_api.model import Argument, EnumType, Field, Model, ObjectType
from graphql_api.values import Request, Variables, resolver
from projections import names

HOLDINGS, HOLDING, MEMBERSHIP = "PersonHoldings", "PersonHolding", "PersonHousehold"


class HoldingRelation(Enum):
    """How a person holds a home."""

    OWNS = "所有"
    RENTS = "承租"
    SIGNED = "签约"
    TENANT_SECURED = "承租保障房"
    BOUGHT_SHARE = "购买份额"


_CONTRACTS = {
    HoldingRelation.RENTS: (PartyRole.LESSEE, "leases", "starts_on", ("ended_on", "ends_on")),
    HoldingRelation.SIGNED: (PartyRole.BUYER, "contracts", "signed_on", ("cancelled_on", "performed_on")),
}
"""Relation -> the party's role, the collection of what it signed, the day from which, the days until which."""

_SECURED = {
    HoldingRelation.TENANT_SECURED: ("tenancies", "contract_no", "null::text", "starts_on", ("ended_on", "ends_on")),
    HoldingRelation.BOUGHT_SHARE: ("purchases", "number", "x.share", "signed_on", ("ended_on",)),
}
"""Relation -> the household's collection that names homes, its contract, share, the day from which, until which."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has houses with all that a person can hold of them."""
    kind = catalogue.kinds.get("HOUSE")
    if kind is None or not {"owners", "parties", "leases", "contracts"} <= kind.collections.keys():
        return
    household = catalogue.kinds.get("HOUSEHOLD")
    if household is not None and not {"members", "tenancies", "purchases"} <= household.collections.keys():
        household = None
    if household is not None:
        said = "A household of housing security of which a person is a member 个人所在保障家庭."
        model.add(ObjectType(MEMBERSHIP, said, _membership_fields(household)))
    model.add(
        EnumType(HoldingRelation, "How a person holds a home 持有关系."),
        ObjectType(HOLDING, "A home that a person owns, rents or signed for 个人住房.", _holding_fields(kind)),
        ObjectType(HOLDINGS, "What a person has of homes 个人住房查询结果.", _fields(kind, household)),
    )
    query = model.objects[model.query]
    model.objects[model.query] = ObjectType(query.name, query.description, {**query.fields, searching.ROOT: _root()})


def _root() -> Field:
    said = (
        "Homes that a person owns, rents or signed for, by ID number: for roles that may read personal data in clear, "
        "with X-Purpose, by POST; each search is on record. Beyond the reader's divisions only yes or no 个人住房查询"
    )
    arguments = {
        "idNumber": Argument("String!", "Number of the identity document 证件号码"),
        "idType": Argument("IdType", "Sort of the identity document 证件类型", IdType.RESIDENT_IDENTITY),
    }
    return Field(f"{HOLDINGS}!", _compile, said, arguments)


def _compile(compiler: Compiler, row: Row, one: Selected) -> str:
    if not compiler.identity.unmasks:
        raise Forbidden("personHoldings is for caseworkers and administrators; ask with a token of such a role.")
    if not compiler.identity.opens:
        raise searching.PurposeRequired(
            "personHoldings needs a purpose; state it in the header X-Purpose.", field="X-Purpose"
        )
    found = Row(compiler.statement.alias(), tables.clocks(compiler, None))
    return compiler.object(HOLDINGS, found, one, f"from (select {_person(compiler, one)} person) {found.alias}")


def _person(compiler: Compiler, one: Selected) -> str:
    """The parameter that is the reference of who has the number; the number itself is noted outside the statement."""
    place = len(compiler.searches)
    given = one.arguments.get("idType") or IdType.RESIDENT_IDENTITY
    compiler.searches.append(searching.Search(given.name, resolver(one.arguments["idNumber"], None)))

    def told(variables: Variables, request: Request) -> object:
        return request.persons[place]

    return compiler.statement.bind_request(f"person.{place}", told, "text")


def _fields(kind: Kind, household: Kind | None) -> dict[str, Field]:
    said = "Those on homes of the reader's divisions 辖区内住房"
    elsewhere = (
        "Whether any stands on a home beyond the reader's divisions; nothing else is told of those 辖区外是否有住房"
    )
    return {
        "holdings": Field(f"[{HOLDING}!]!", _holdings(kind, household), said, elements.live_argument(only=False)),
        "elsewhere": Field("Boolean!", _elsewhere(kind, household), elsewhere),
        **(_of_households(household) if household else {}),
        "position": Field(
            "Position!",
            lambda compiler, row, one: connections.POSITION,
            "Position of the ledger that the answer reflects 账本位置",
        ),
    }


def _of_households(household: Kind) -> dict[str, Field]:
    said = "Households of the reader's divisions of which the person is or was a member 辖区内所在保障家庭"
    elsewhere = "Whether it is a member of a household beyond the reader's divisions 辖区外是否在保障家庭中"
    return {
        "households": Field(f"[{MEMBERSHIP}!]!", _memberships(household), said, elements.live_argument(only=False)),
        "householdsElsewhere": Field("Boolean!", _member_elsewhere(household), elsewhere),
    }


def _membership_fields(household: Kind) -> dict[str, Field]:
    declared, plain = household.collections["members"].attributes, columns.plain
    return {
        "code": plain("code", "String!", "Code of the household 申请编号"),
        "key": plain("key", "String!", "Key of the member within the household 键"),
        "role": Field("MemberRelation", columns.attribute_field(declared["relation"]).compile, "What it is there 关系"),
        "since": plain("joined_on", "Date", "Joined on 加入日", "date"),
        "until": plain("left_on", "Date", "First day on which it is no longer a member 退出日", "date"),
        "live": plain("live", "Boolean!", "Is a member on the day 有效", "boolean"),
        "household": Field(
            subjects.type_name(household),
            lambda compiler, row, one: subjects.subject_object(compiler, household, row.column("subject"), row, one),
            "The household 保障家庭",
        ),
    }


def _memberships(household: Kind) -> Compile:
    def compile_memberships(compiler: Compiler, row: Row, one: Selected) -> str:
        member, of = Row(compiler.statement.alias(), row.at), _subject(compiler)
        shown = f"select u.*, {of.column('code')} from {_of_person(compiler, household, row, of)}"
        where = [*tables.in_scope(compiler, of.column("division_id")), *elements.live_only(Row("u", None), one)]
        order = ", ".join(member.column(name) for name in ("code", "key"))
        source = f"from ({shown}{tables.conjunction(where)}) {member.alias} order by {order}"
        return compiler.objects(MEMBERSHIP, member, one, source)

    return compile_memberships


def _member_elsewhere(household: Kind) -> Compile:
    def compile_elsewhere(compiler: Compiler, row: Row, one: Selected) -> str:
        of = _subject(compiler)
        seen = tables.in_scope(compiler, of.column("division_id"))
        if not seen:
            return "false"
        return f"exists (select from {_of_person(compiler, household, row, of)} where u.live and not {seen[0]})"

    return compile_elsewhere


def _of_person(compiler: Compiler, household: Kind, row: Row, of: Row) -> str:
    """All memberships ``u`` of the row's person, each with its household of today, which knows its division."""
    parts = " union all ".join(
        f"select * from {members} m where m.person = {row.column('person')}"
        for members in tables.rows_of_today(compiler, household, row.at, household.collections["members"])
    )
    return f"({parts}) u join read.subject {of.alias} on {of.column('subject')} = u.subject"


def _holding_fields(kind: Kind) -> dict[str, Field]:
    plain = columns.plain
    contract = "Contract or lease that the person signed; null of ownership 合同或备案编号"
    return {
        "relation": plain("relation", "HoldingRelation!", "How the person holds it 关系"),
        "live": plain("live", "Boolean!", "Stands on the day 有效", "boolean"),
        "contractNo": plain("contract_no", "String", contract),
        "share": plain("share", "String", "Share, a fraction 份额"),
        "since": plain("since", "Date", "Acquired, signed, or first day of the term 起", "date"),
        "until": plain("until", "Date", "First day on which it no longer stands, also a day to come 止", "date"),
        "key": plain(
            "key", "String!", "Key of the holding or party within the house, or of what its household holds 键"
        ),
        "code": plain("code", "String!", "Present code of the house 房屋编码"),
        "house": Field(
            subjects.type_name(kind),
            lambda compiler, row, one: subjects.subject_object(compiler, kind, row.column("subject"), row, one),
            "The house; null where nothing else of it is on record 房屋",
        ),
    }


def _holdings(kind: Kind, household: Kind | None) -> Compile:
    def compile_holdings(compiler: Compiler, row: Row, one: Selected) -> str:
        held, house = Row(compiler.statement.alias(), row.at), _subject(compiler)
        shown = f"select u.*, {house.column('code')} from {_on_houses(compiler, kind, household, row, house)}"
        where = [*tables.in_scope(compiler, house.column("division_id")), *elements.live_only(Row("u", None), one)]
        order = ", ".join(held.column(name) for name in ("code", "relation", "key"))
        source = f"from ({shown}{tables.conjunction(where)}) {held.alias} order by {order}"
        return compiler.objects(HOLDING, held, one, source)

    return compile_holdings


def _elsewhere(kind: Kind, household: Kind | None) -> Compile:
    def compile_elsewhere(compiler: Compiler, row: Row, one: Selected) -> str:
        house = _subject(compiler)
        seen = tables.in_scope(compiler, house.column("division_id"))
        if not seen:
            return "false"
        return (
            f"exists (select from {_on_houses(compiler, kind, household, row, house)} where u.live and not {seen[0]})"
        )

    return compile_elsewhere


def _subject(compiler: Compiler) -> Row:
    return Row(compiler.statement.alias(), None)


def _on_houses(compiler: Compiler, kind: Kind, household: Kind | None, row: Row, house: Row) -> str:
    """All holdings ``u`` of the row's person, each with its house of today, which knows its division."""
    secured = _secured(compiler, household, row) if household else ()
    parts = " union all ".join([*_parts(compiler, kind, row), *secured])
    return f"({parts}) u join read.subject {house.alias} on {house.column('subject')} = u.subject"


def _parts(compiler: Compiler, kind: Kind, row: Row) -> Iterator[str]:
    person = row.column("person")
    for source in tables.rows_of_today(compiler, kind, row.at, kind.collections["owners"]):
        yield (
            f"select 'OWNS'::text relation, o.subject, o.key, null::text contract_no, o.share, o.acquired_on since, "
            f"o.ended_on until, o.live from {source} o where o.person = {person}"
        )
    for source in tables.rows_of_today(compiler, kind, row.at, kind.collections["parties"]):
        for relation in _CONTRACTS:
            yield _signed(compiler, kind, row, source, relation)


def _signed(compiler: Compiler, kind: Kind, row: Row, parties: str, relation: HoldingRelation) -> str:
    role, name, since, ends = _CONTRACTS[relation]
    contract = _contract(compiler, kind, kind.collections[name], row)
    until = ", ".join(["p.ended_on", *(f"c.{end}" for end in ends)])
    return (
        f"select '{relation.name}'::text, p.subject, p.key, p.contract_no, p.share, c.{since}, least({until}), "
        f"p.live and coalesce(c.live, true) from {parties} p left join lateral ({contract}) c on true "
        f"where p.person = {row.column('person')} and p.role = {names.literal(role.name)}"
    )


def _contract(compiler: Compiler, kind: Kind, collection: Collection, row: Row) -> str:
    """The contract of a party ``p``, as commands find it: by its key, else by its number."""
    found = f"from {tables.relation(compiler, kind, row.at, collection)} x where x.subject = p.subject"
    return f"select x.* {found} and p.contract_no in (x.key, x.number) order by x.key = p.contract_no desc limit 1"


def _secured(compiler: Compiler, household: Kind, row: Row) -> Iterator[str]:
    """What households hold of which the person is, or was then, a member."""
    for members in tables.rows_of_today(compiler, household, row.at, household.collections["members"]):
        for relation, (name, contract, share, since, ends) in _SECURED.items():
            held = tables.relation(compiler, household, row.at, household.collections[name])
            until = ", ".join(["m.left_on", *(f"x.{end}" for end in ends)])
            yield (
                f"select '{relation.name}'::text, {tables.by_code('HOUSE', 'x.house_code')}, x.key, x.{contract}, "
                f"{share}, greatest(x.{since}, m.joined_on), least({until}), m.live and x.live "
                f"from {members} m join {held} x on x.subject = m.subject where m.person = {row.column('person')} "
                f"and (m.left_on is null or x.{since} is null or x.{since} < m.left_on)"
            )
