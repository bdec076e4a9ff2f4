"""An office on a database of its own: a desk, the ledger behind it, and a projector that runs when it is told to."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import pathlib
import uuid
import zoneinfo
from typing import Any

import asyncpg

from aggregates import event as events
from aggregates.catalogue import CATALOGUE
from aggregates.commands import book
from graphql_api import desk as port
from graphql_api import identity as identities
from projections import ddl, projector
from projections.applying import Applier
from registry.desk import desk
from registry.ledger import kek, keys, ledger

TODAY = datetime.date(2026, 6, 1)
ADMIN = identities.Identity("admin-01", ("admin",), ("*",))


def department(name: str) -> identities.Identity:
    """A clerk of a department."""
    return identities.Identity(f"clerk-{name}", (f"department:{name}",), ("*",))


@dataclasses.dataclass
class Office:
    """Files commands as an administrator, unless somebody else is named."""

    pool: asyncpg.Pool
    ledger: ledger.Ledger
    keys: keys.PostgresKeys
    desk: desk.Desk
    applier: Applier = dataclasses.field(default_factory=Applier)
    _numbers: itertools.count[int] = dataclasses.field(default_factory=itertools.count)

    def filing(self, name: str, code: str, /, *, on: str, **said: Any) -> port.Filing:
        """A filing; what is no member of it is an input of the command."""
        command = book.COMMANDS[name]
        members = {field.name for field in dataclasses.fields(port.Filing)} - {"values"}
        own = {member: said.pop(member) for member in list(said) if member in members}
        if "document" in own:
            own["document"] = events.Document(*own["document"])
        own.setdefault("id", uuid.uuid4())
        own.setdefault("kind", command.subject.declaration.name)
        return port.Filing(command=command, code=code, effective_on=on, values=said, **own)

    async def file(
        self, name: str, code: str, /, *, on: str, by: identities.Identity = ADMIN, **said: Any
    ) -> port.Filed:
        """What becomes of a command."""
        return await self.desk.file(self.filing(name, code, on=on, **said), by)

    async def given(self, name: str, code: str, /, *, on: str, **said: Any) -> port.Filed:
        """A command that must pass."""
        filed = await self.file(name, code, on=on, **said)
        assert not filed.rejections, filed.rejections
        return filed

    async def project(self) -> None:
        """Bring the read model up with the ledger."""
        async with self.pool.acquire() as connection:
            await projector.catch_up(connection, self.applier, TODAY)


async def open_office(pool: asyncpg.Pool, folder: pathlib.Path) -> Office:
    """An office with an empty ledger."""
    log = await ledger.Ledger.open(pool, "test")
    store = keys.PostgresKeys(pool, kek.FileKeys(folder / "kek.json"))
    async with pool.acquire() as connection:
        await ddl.ensure(connection, CATALOGUE)
    made = desk.Desk(log, store, pool, zoneinfo.ZoneInfo("Asia/Shanghai"), lambda: TODAY)
    office = Office(pool, log, store, made)
    await office.project()
    return office


PERSON = {"kind": "PERSON", "name": "王安", "id_number": "11010519491231002X"}
"""The example of the standard, under an invented name."""


def contract(number: str, **said: object) -> dict[str, Any]:
    """The inputs of a contract."""
    return {"contract_no": number, "signed_on": "2026-05-20", "buyers": [PERSON], "price": "1000000.00", **said}
