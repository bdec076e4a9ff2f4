"""`me` shows what one may do: what the desk then lets in, and the divisions by name."""

from __future__ import annotations

import pytest

from aggregates.commands.book import COMMANDS
from aggregates.event_types import Nature
from graphql_api.executor import Executor
from graphql_api.identity import PUBLIC, Identity
from graphql_api.naming import camel
from registry.desk import capacity
from tests.graphql_api import sight
from tests.graphql_api.asking import ask

ME = "{ me { subject roles divisions unmasks mutations jurisdictions { code name } } }"
ALL = sorted(camel(one.name) for one in COMMANDS.values())


def one(*roles: str, divisions: tuple[str, ...] = ("*",)) -> Identity:
    return Identity("li", roles, divisions)


async def filing(execute: Executor, identity: Identity) -> list[str]:
    found: list[str] = (await ask(execute, "{ me { mutations } }", identity))["me"]["mutations"]
    return found


@pytest.mark.parametrize("role", sight.SEEN)
async def test_it_tells_what_the_role_sees(execute: Executor, role: str) -> None:
    asked = one("department:fire" if role == "department" else role)
    told = (await ask(execute, "{ me { sees } }", asked))["me"]["sees"]
    assert set(told) == sight.SEEN[role]


async def test_the_public_files_nothing_and_sees_nobody_in_clear(execute: Executor) -> None:
    told = {"subject": None, "roles": ["public"], "divisions": ["*"], "unmasks": False}
    assert (await ask(execute, ME, PUBLIC))["me"] == {**told, "mutations": [], "jurisdictions": []}


@pytest.mark.parametrize("role", ["auditor", "cockpit", "public"])
async def test_readers_file_nothing(execute: Executor, role: str) -> None:
    assert await filing(execute, one(role)) == []


async def test_an_administrator_files_everything(execute: Executor) -> None:
    assert await filing(execute, one("admin")) == ALL


async def test_departments_file_what_is_theirs_and_what_is_anybodys(execute: Executor) -> None:
    trading = await filing(execute, one("department:housing-transactions"))
    assert {"filePresaleContract", "voidEvent"} <= set(trading)
    assert "registerTransfer" not in trading
    both = await filing(execute, one("department:housing-transactions", "department:real-estate-registry"))
    assert {*trading, "registerTransfer"} <= set(both)
    assert await filing(execute, one("caseworker")) == await filing(execute, one("department:housing-security"))
    anybody = await filing(execute, one("department:nobody-knows"))
    assert "voidEvent" in anybody
    assert set(anybody) < set(trading)


@pytest.mark.parametrize(
    "roles", [("admin",), ("caseworker",), ("department:tax", "department:fire"), ("auditor",), ("public", "admin")]
)
async def test_what_me_shows_the_desk_files_in_the_authoritys_name(execute: Executor, roles: tuple[str, ...]) -> None:
    shown = await filing(execute, one(*roles))
    for command in COMMANDS.values():
        if camel(command.name) in shown:
            filed = capacity.of(one(*roles), command.event_type)
            authority = command.event_type.authority
            assert filed.unrestricted or filed.source == authority or authority in ("any", "recorder")
        elif set(roles) & {"auditor"}:
            with pytest.raises(capacity.Forbidden):
                capacity.of(one(*roles), command.event_type)
        else:
            assert capacity.of(one(*roles), command.event_type).source != command.event_type.authority
    assert {one.event_type.nature for one in COMMANDS.values()} == set(Nature)


async def test_divisions_are_named_and_those_that_do_not_exist_are_not(execute: Executor) -> None:
    found = (await ask(execute, ME, one("caseworker", divisions=("990102", "000000"))))["me"]
    assert found["divisions"] == ["990102", "000000"]
    assert [one["code"] for one in found["jurisdictions"]] == ["990102"]
    assert found["jurisdictions"][0]["name"]
    assert found["unmasks"]
