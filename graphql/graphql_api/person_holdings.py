"""`personHoldings`: homes that a person owns, rents or signed for; beyond a reader's divisions only whether any."""

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

HOLDINGS, HOLDING = "PersonHoldings", "PersonHolding"


class HoldingRelation(Enum):
    """How a person holds a home."""

    OWNS = "所有"
    RENTS = "承租"
    SIGNED = "签约"


_CONTRACTS = {
    HoldingRelation.RENTS: (PartyRole.LESSEE, "leases", "starts_on", ("ended_on", "ends_on")),
    HoldingRelation.SIGNED: (PartyRole.BUYER, "contracts", "signed_on", ("cancelled_on", "performed_on")),
}
"""Relation -> the party's role, the collection of what it signed, the day from which, the days until which."""


def add_types(model: Model, catalogue: Catalogue) -> None:
    """The root, where the catalogue has houses with all that a person can hold of them."""
    kind = catalogue.kinds.get("HOUSE")
    if kind is None or not {"owners", "parties", "leases", "contracts"} <= kind.collections.keys():
        return
    model.add(
        EnumType(HoldingRelation, "How a person holds a home 持有关系."),
        ObjectType(HOLDING, "A home that a person owns, rents or signed for 个人住房.", _holding_fields(kind)),
        ObjectType(HOLDINGS, "What a person has of homes 个人住房查询结果.", _fields(kind)),
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


def _fields(kind: Kind) -> dict[str, Field]:
    said = "Those on homes of the reader's divisions 辖区内住房"
    elsewhere = (
        "Whether any stands on a home beyond the reader's divisions; nothing else is told of those 辖区外是否有住房"
    )
    return {
        "holdings": Field(f"[{HOLDING}!]!", _holdings(kind), said, elements.live_argument(only=False)),
        "elsewhere": Field("Boolean!", _elsewhere(kind), elsewhere),
        "position": Field(
            "Position!",
            lambda compiler, row, one: connections.POSITION,
            "Position of the ledger that the answer reflects 账本位置",
        ),
    }


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
        "key": plain("key", "String!", "Key of the holding, or of the party, within the house 键"),
        "code": plain("code", "String!", "Present code of the house 房屋编码"),
        "house": Field(
            subjects.type_name(kind),
            lambda compiler, row, one: subjects.subject_object(compiler, kind, row.column("subject"), row, one),
            "The house; null where nothing else of it is on record 房屋",
        ),
    }


def _holdings(kind: Kind) -> Compile:
    def compile_holdings(compiler: Compiler, row: Row, one: Selected) -> str:
        held, house = Row(compiler.statement.alias(), row.at), _house(compiler)
        shown = f"select u.*, {house.column('code')} from {_on_houses(compiler, kind, row, house)}"
        where = [*tables.in_scope(compiler, house.column("division_id")), *elements.live_only(Row("u", None), one)]
        order = ", ".join(held.column(name) for name in ("code", "relation", "key"))
        source = f"from ({shown}{tables.conjunction(where)}) {held.alias} order by {order}"
        return compiler.objects(HOLDING, held, one, source)

    return compile_holdings


def _elsewhere(kind: Kind) -> Compile:
    def compile_elsewhere(compiler: Compiler, row: Row, one: Selected) -> str:
        house = _house(compiler)
        seen = tables.in_scope(compiler, house.column("division_id"))
        if not seen:
            return "false"
        return f"exists (select from {_on_houses(compiler, kind, row, house)} where u.live and not {seen[0]})"

    return compile_elsewhere


def _house(compiler: Compiler) -> Row:
    return Row(compiler.statement.alias(), None)


def _on_houses(compiler: Compiler, kind: Kind, row: Row, house: Row) -> str:
    """All holdings ``u`` of the row's person, each with its house of today, which knows its division."""
    parts = " union all ".join(_parts(compiler, kind, row))
    return f"({parts}) u join read.subject {house.alias} on {house.column('subject')} = u.subject"


def _parts(compiler: Compiler, kind: Kind, row: Row) -> Iterator[str]:
    person = row.column("person")
    for source in tables.elements_of_today(compiler, kind, kind.collections["owners"], row.at):
        yield (
            f"select 'OWNS'::text relation, o.subject, o.key, null::text contract_no, o.share, o.acquired_on since, "
            f"o.ended_on until, o.live from {source} o where o.person = {person}"
        )
    for source in tables.elements_of_today(compiler, kind, kind.collections["parties"], row.at):
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
