"""A small town in a real ledger: two districts of a city, told event by event, and read as of a day."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import pathlib
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping

import asyncpg

from aggregates import event as events
from aggregates import sealed
from projections import ddl, projector
from projections.applying import Applier
from registry import database as connections
from registry.ledger import ledger
from search import reading
from search.document import Document, Text
from tests import servers
from tests.graphql_api import homes
from tests.registry.ledger import samples

TODAY = datetime.date(2026, 6, 1)
CITY, EAST, WEST = "990100", "990102", "990103"
SEALED = "王若水的秘密"
FIRST = {"ENTERPRISE": "Registered", "PRACTITIONER": "Registered"}

Said = Mapping[str, Mapping[str, events.Value]]


def subject(kind: str, code: str) -> uuid.UUID:
    """The id of a subject of the town."""
    return uuid.uuid5(events.NAMESPACE, f"{kind} {code}")


@contextlib.contextmanager
def founded(folder: pathlib.Path, url: str) -> Iterator[str]:
    """The name of a database with the town, from which others are copied; founding takes longer than most tests."""
    with servers.lasting_database(folder, url, servers.READABLE) as database:
        asyncio.run(_found(database))
        yield servers.name_of(database)


@contextlib.asynccontextmanager
async def copied(folder: pathlib.Path, url: str, template: str) -> AsyncIterator[Town]:
    """A town of one's own."""
    async with servers.fresh_database(folder, url, template) as database:
        pool = await connections.open_pool(database, name="test", least=1, most=8)
        try:
            yield await Town.visit(pool)
        finally:
            await pool.close()


async def _found(url: str) -> None:
    pool = await connections.open_pool(url, name="test", most=4)
    await Town.found(pool)
    await pool.close()


class Town:
    """Tells what happened, and projects it."""

    def __init__(self, log: ledger.Ledger, pool: asyncpg.Pool) -> None:
        self._log, self.pool = log, pool
        self._versions: dict[uuid.UUID, int] = {}

    @classmethod
    async def visit(cls, pool: asyncpg.Pool) -> Town:
        """The town of a database in which it was founded."""
        town = cls(await ledger.Ledger.open(pool, samples.ORIGIN), pool)
        for row in await pool.fetch("select subject, version from read.subject"):
            town._versions[row["subject"]] = row["version"]
        return town

    @classmethod
    async def found(cls, pool: asyncpg.Pool) -> Town:
        """A town of two districts, a project with a building of two houses, a firm, a constructor and a household."""
        town = cls(await ledger.Ledger.open(pool, samples.ORIGIN), pool)
        for code, name, parent in ((CITY, "安澜市", None), (EAST, "东湖区", CITY), (WEST, "西山区", CITY)):
            await town.say("DIVISION", code, {"": {"name": name, "parent": parent, "level": "COUNTY"}})
        await town.say("ENTERPRISE", "F1", {"": {"name": "青石建设有限公司", "division": EAST}})
        await town.say("PRACTITIONER", "R1", {"": {"division": EAST, "person": "person/r1", "specialty": "建筑工程"}})
        await town.say(
            "PROJECT", "P1",
            {
                "": {"name": "澜庭", "division": EAST, "approved_on": "2018-03-01"},
                "permits/1": {"number": "施许001", "works": "地下车库"},
                "participants/1": {"enterprise_code": "F1", "practitioner_no": "R1", "contract_no": "合同7"},
            },
        )  # fmt: skip
        place: dict[str, events.Value] = {
            "address": "望湖路8号",
            "division": EAST,
            "project_code": "P1",
            "year_built": 2020,
        }
        await town.say("BUILDING", "B1", {"": {"name": "3号楼", "estate": "澜庭", **place}})
        for code, room in (("H1", "101"), ("H2", "102")):
            said = {"address": f"望湖路8号3号楼{room}室", "division": EAST, "building_code": "B1", "room": room}
            await town.say("HOUSE", code, {"": said, "owners/1": town.owner(f"person/{code}")})
        await town.say(
            "HOUSEHOLD", "A1",
            {
                "": {"division": EAST, "applied_on": "2024-02-01", "residence": sealed_text("subject/a1")},
                "members/1": {"person": "person/H1", "name": sealed_text("person/H1")},
                "tenancies/1": {"house_code": "H2", "contract_no": "ZL1"},
                "home_inspections/1": {"number": "RJ1", "detail": "住户很吵"},
            },
        )  # fmt: skip
        await town.project()
        return town

    def owner(self, person: str) -> dict[str, events.Value]:
        """A holding of a person, whose name is sealed."""
        return {"person": person, "name": sealed_text(person), "certificate_no": f"不动产权{person[-2:]}号"}

    async def say(self, kind: str, code: str, said: Said, on: str = "2020-01-01", **members: object) -> events.Event:
        """Record what an event says of a subject; its elements after it, by an event that may say anything."""
        stream = subject(kind, code)
        if stream not in self._versions and len(said) > 1:
            await self.say(kind, code, {"": said[""]}, on)
            said = {entity: values for entity, values in said.items() if entity}
        version = self._versions[stream] = self._versions.get(stream, 0) + 1
        type_ = (FIRST.get(kind) or homes._FIRST[kind]) if version == 1 else "DecisionOverturned"
        event = samples.house(
            code, version, kind=kind, originator_id=stream, type=type_, effective_on=on, id=uuid.uuid4(),
            document=events.Document("文", f"{kind[:2]}-{code}-{version}", on),
            changes=tuple(events.Change(entity, dict(values)) for entity, values in said.items()),
        )  # fmt: skip
        event = samples.unit(events.Event(**{**vars(event), **members})).events[0]
        await self._log.submit(samples.unit(event))
        return event

    async def void(self, kind: str, code: str, *voided: events.Event) -> None:
        """Void events of a subject."""
        voids = tuple(one.id for one in voided)
        await self.say(kind, code, {}, type="EventVoided", voids=voids, changes=())

    async def project(self, today: datetime.date = TODAY) -> None:
        """Bring the read model up."""
        async with self.pool.acquire() as connection:
            await ddl.ensure(connection)
            await projector.catch_up(connection, Applier(), today)

    async def documents(self, *names: tuple[str, str]) -> list[Document]:
        """Documents of subjects by kind and code, in this order; those of all where none are named."""
        async with self.pool.acquire() as connection:
            ids = [subject(*name) for name in names]
            ids = ids or [row[0] for row in await connection.fetch("select subject from read.subject")]
            found = {one.subject: one for one in (await reading.read(connection, ids)).documents}
        return [found[each] for each in ids if each in found]

    async def document(self, kind: str, code: str) -> Document:
        """One of them."""
        (found,) = await self.documents((kind, code))
        return found


def sealed_text(ref: str) -> events.Value:
    """An envelope of a secret; what is in it shows nowhere."""
    return sealed.seal(bytes(32), SEALED, event=uuid.UUID(int=1), path="x#y", ref=ref)


def texts(of: Document, attribute: str) -> list[str]:
    """What a document says under an attribute."""
    return [one.text for one in of.texts if one.attribute == attribute]


def text(of: Document, attribute: str, value: str) -> Text:
    """The one text of an attribute with a value."""
    (found,) = [one for one in of.texts if (one.attribute, one.text) == (attribute, value)]
    return found
