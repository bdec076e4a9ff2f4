"""`me`: who asks, which divisions that concerns, what it may file and whether it may see personal data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache

from aggregates.catalogue import Catalogue
from aggregates.commands.command import Command
from aggregates.exposure import Exposure
from aggregates.kinds import Kind
from aggregates.rules import sources
from graphql_api import subjects, tables
from graphql_api.compiler import Compile, Compiler, Row, Selected
from graphql_api.identity import Identity
from graphql_api.model import Field, Model, ObjectType
from graphql_api.naming import camel
from graphql_api.values import Request, Variables

IDENTITY = "Identity"


def add_types(model: Model, catalogue: Catalogue, commands: Iterable[Command]) -> None:
    """Identity; with the divisions themselves where the catalogue knows divisions."""
    fields = {
        "subject": Field("String", _told("subject", "text", _subject), "The account; null without a token 账号"),
        "roles": Field("[String!]!", _told("roles", "text[]", _roles), "Its roles 角色"),
        "divisions": Field(
            "[String!]!",
            _told("divisions", "text[]", _divisions),
            "Codes of the divisions that it may read, * for all 辖区",
        ),
        "mutations": Field(
            "[String!]!",
            _told("mutations", "text[]", _filing(commands)),
            "The mutations that it may file as the authority that records them; a city's policy may name another "
            "authority, and a fact of somebody else's opens a conflict 可登记事项",
        ),
        "sees": Field(
            "[Exposure!]!",
            _told("sees", "text[]", _sees),
            "Exposures of the attributes that it sees, as the catalogue tells them 可见范围",
        ),
        "unmasks": Field(
            "Boolean!",
            _told("unmasks", "boolean", _unmasks),
            "Whether it may read personal data unmasked, for a stated purpose and logged 可查看个人信息原文",
        ),
    }
    if "DIVISION" in catalogue.kinds:
        kind = catalogue.kinds["DIVISION"]
        said = "The divisions that its codes name, as they stand today; * names none by itself 辖区名称"
        fields["jurisdictions"] = Field(f"[{subjects.type_name(kind)}!]!", _jurisdictions(kind), said)
    model.add(ObjectType(IDENTITY, "Who asks 身份.", fields))


def root() -> Field:
    """The field of Query."""

    def compile_me(compiler: Compiler, row: Row, one: Selected) -> str:
        return compiler.object(IDENTITY, row, one, "")

    return Field(f"{IDENTITY}!", compile_me, "Who asks, as the token says 当前身份.")


Telling = Callable[[Identity], object]


def _told(name: str, sql_type: str, telling: Telling) -> Compile:
    def resolve(variables: Variables, request: Request) -> object:
        return telling(request.identity)

    return lambda compiler, row, one: compiler.statement.bind_request(f"me.{name}", resolve, sql_type)


def _subject(identity: Identity) -> object:
    return identity.subject


def _roles(identity: Identity) -> object:
    return list(identity.roles)


def _divisions(identity: Identity) -> object:
    return list(identity.divisions)


def _sees(identity: Identity) -> object:
    return [one.name for one in Exposure if identity.sees(one)]


def _unmasks(identity: Identity) -> object:
    return identity.unmasks


def _filing(commands: Iterable[Command]) -> Telling:
    authorities = {camel(one.name): one.event_type.authority for one in commands}

    @lru_cache(maxsize=1000)
    def of(departments: tuple[str, ...], administrator: bool) -> Sequence[str]:
        lawful = (
            name
            for name, authority in authorities.items()
            if administrator or any(sources.may(one, authority) for one in departments)
        )
        return sorted(lawful)

    return lambda identity: of(identity.departments, identity.administrator) if identity.subject is not None else []


def _jurisdictions(kind: Kind) -> Compile:
    name = subjects.type_name(kind)

    def told(variables: Variables, request: Request) -> object:
        return list(request.identity.divisions)

    def compile_jurisdictions(compiler: Compiler, row: Row, one: Selected) -> str:
        at = tables.clocks(compiler, None)
        found = Row(compiler.statement.alias(), at)
        codes = compiler.statement.bind_request("divisions", told, "text[]")
        named = f"select c.subject from read.code c where c.kind = 'DIVISION' and c.code = any({codes})"
        where = [
            f"{found.column('subject')} = any(array({named}))",
            *tables.in_scope(compiler, found.column("division_id")),
        ]
        source = f"from {tables.relation(compiler, kind, at)} {found.alias}{tables.conjunction(where)}"
        return compiler.objects(name, found, one, f"{source} order by {found.column('code')}")

    return compile_jurisdictions
