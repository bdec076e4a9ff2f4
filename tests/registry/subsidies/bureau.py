"""A bureau on a database of its own: a city with a district and 30 households with an approved market-rent subsidy."""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import pathlib
import uuid
import zoneinfo
from collections.abc import AsyncIterator
from typing import Any

import asyncpg

from aggregates.catalogue import CATALOGUE
from graphql_api import identity as identities
from graphql_api.subsidy_runs import Asked, Outcome
from registry.desk import desk
from registry.ledger import ledger
from registry.subsidies import answer_file, answering, reading, rejects, run
from tests.registry.desk import office as offices

CITY, DISTRICT, OTHER = "990100", "990102", "990103"
MARCH, KIND = "2026-03", "MARKET_RENT"
RUN = f"{DISTRICT}-{MARCH}-{KIND}"
CASEWORKER = identities.Identity("caseworker-01", ("caseworker",), (DISTRICT,))
HOUSEHOLDS = 30


@dataclasses.dataclass
class Bureau:
    """An office, and the runs that it orders."""

    office: offices.Office

    @contextlib.asynccontextmanager
    async def beside(self) -> AsyncIterator[Bureau]:
        """The same bureau as another process has it: with a ledger and a desk of its own."""
        office = self.office
        log = await ledger.Ledger.open(office.pool, "test")
        zone = zoneinfo.ZoneInfo("Asia/Shanghai")
        counter = desk.Desk(log, office.keys, office.pool, zone, lambda: offices.TODAY)
        yield Bureau(dataclasses.replace(office, ledger=log, desk=counter))
        await log.close()

    def runner(self, **options: Any) -> run.Runner:
        office = self.office
        read = reading.Reading(office.pool, CATALOGUE)
        return run.Runner(office.desk, office.ledger, read, lambda: offices.TODAY, **options)

    async def run(self, **said: Any) -> Outcome:
        by = said.pop("by", CASEWORKER)
        asked = Asked(**{"division": DISTRICT, "period": MARCH, "kind": KIND, **said})
        return await self.runner().run(asked, by)

    async def take(self, path: pathlib.Path) -> answering.Report:
        """Take a bank's answer in."""
        office, today = self.office, lambda: offices.TODAY
        read = reading.Reading(office.pool, CATALOGUE)
        kept = rejects.Rejects(office.pool, office.keys)
        taking = answering.Answering(office.desk, office.pool, read, kept, today, offices.ADMIN)
        return await taking.take(answer_file.read(path, offices.TODAY))

    async def payments(self, number: str = RUN) -> list[asyncpg.Record]:
        """Payments of a run as the read model has them, by household."""
        await self.office.project()
        return await self.office.pool.fetch(
            """select h.code, p.number, p.state, p.amount::text amount, p.reason from read.household_subsidies p
            join read.household h using (subject) where p.run = $1 order by h.code, p.number""",
            number,
        )

    async def division(self) -> dict[str, Any]:
        """The run as its division has it."""
        await self.office.project()
        row = await self.office.pool.fetchrow(
            """select r.payments, r.amount::text amount, r.refused, r.paid, r.failed
            from read.division_subsidy_runs r where r.number = $1""",
            RUN,
        )
        return dict(row) if row else {}

    async def ordered(self) -> int:
        """How many orders the ledger holds."""
        return await self.count("MarketRentSubsidyOrdered")

    async def count(self, type_: str) -> int:
        found: int = await self.office.pool.fetchval("select count(*) from ledger.event where type = $1", type_)
        return found

    async def head(self) -> int:
        return await self.office.ledger.head()


def code(number: int) -> str:
    return f"BZ-{number:03}"


def person(number: int) -> dict[str, Any]:
    """An invented applicant."""
    name = "=1+1" if number == 7 else f"王{'安宁平'[number % 3]}"
    return {"kind": "PERSON", "name": name, "id_type": "OTHER", "id_number": f"W{number}", "relation": "APPLICANT"}


async def applied(office: offices.Office, number: int, division: str = DISTRICT, **said: Any) -> None:
    """A household that applied, with an account for its subsidies."""
    inputs = {"division": division, "category": "FAMILY", "programme": "MARKET_RENT_SUBSIDY", **poor(number), **said}
    account = {"bank_account": f"62220200001{number:08}"} if number != 8 else {}
    await office.given(
        "accept_application", code(number), on="2026-01-05", members=[person(number)], **inputs, **account
    )


def poor(number: int) -> dict[str, str]:
    """Circumstances of the income band LOW; some have a little area of their own, so that amounts differ."""
    return {"income": "1500.00", "assets": "0.00", "housing_area": f"{number % 10}.00"}


def amount(number: int) -> int:
    """By the default policy a person alone in the band LOW gets 0.80 of 25 for each of 30 m2, less what it has."""
    return 20 * (30 - number % 10)


async def approved(office: offices.Office, number: int, on: str = "2026-02-01", **said: Any) -> None:
    inputs = {"subsidy_no": f"BT-{number}", **said}
    await office.given(
        "approve_market_rent_subsidy", code(number), on=on, document=("核定书", f"BT-{number}", on), **inputs
    )


async def opened(office: offices.Office) -> Bureau:
    """The divisions and households of a bureau; a projector follows the office's ledger."""
    await office.given("register_division", CITY, on="1990-01-01", name="安澜市", level="PREFECTURE", document=PAPER)
    for one in (DISTRICT, OTHER):
        district = {"name": "某区", "level": "COUNTY", "parent": CITY, "document": PAPER}
        await office.given("register_division", one, on="1990-01-01", **district)
    await asyncio.gather(*[_entitled(office, number) for number in range(1, HOUSEHOLDS + 1)])
    await office.project()
    return Bureau(office)


PAPER = ("批复", "P-1", "1990-01-01")


async def _entitled(office: offices.Office, number: int) -> None:
    await applied(office, number)
    await approved(office, number)


def command(number: int = 1) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"run {number}")
