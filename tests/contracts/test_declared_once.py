"""One more attribute and one more type, declared once in a scratch catalogue, show in all that follows from it."""

import asyncpg
import pytest

from aggregates import departments, describe, errors
from aggregates import event as events
from aggregates.attributes import day, integer, text
from aggregates.catalogue import CATALOGUE
from aggregates.event_types import EventClass, Nature, declare
from aggregates.house import House
from aggregates.kinds import Element
from graphql_api import api
from projections import ddl
from registry.ledger import ledger, units
from tests.registry.ledger import samples


class Scratch(House, kind="HOUSE", en="House", zh="房屋"):
    """A house that also has an energy label 能效标识."""

    energy_label = text("Energy label", "能效标识", length=2, ever=True)

    class meters(Element, en="Meter", zh="计量表"):
        """A meter in the house."""

        digits = integer("Digits", "位数", least=1)
        installed_on = day("Installed on", "安装日")


LABELLED = declare(
    Scratch,
    "EnergyLabelled",
    "Energy labelled",
    "能效评定",
    EventClass.HOLDING,
    Nature.FACT,
    departments.HOUSE_SAFETY,
    Scratch.energy_label,
    Scratch.meters,
)
SCRATCH = CATALOGUE.extended([Scratch.declaration], [LABELLED])


def labelled(label: str, entity: str = "meters/1") -> units.Unit:
    changes = (events.Change("", {"energy_label": label}), events.Change(entity, {"digits": 6}))
    return samples.unit(samples.house("H1", type="EnergyLabelled", changes=changes))


async def test_the_ledger_validates_what_was_declared(pool: asyncpg.Pool) -> None:
    book = await ledger.Ledger.open(pool, samples.ORIGIN, catalogue=SCRATCH)
    appended = await book.submit(labelled("A+"))
    assert appended.first == 1
    for wrong, field in ((labelled("A+++"), "energy_label"), (labelled("A", "metres/1"), "metres")):
        with pytest.raises(errors.InvalidValue, match=field):
            await book.submit(wrong)
    shipped = await ledger.Ledger.open(pool, samples.ORIGIN)
    with pytest.raises(errors.UnknownName, match="EnergyLabelled"):
        await shipped.submit(labelled("A+"))


async def test_the_read_tables_have_its_columns(pool: asyncpg.Pool) -> None:
    async with pool.acquire() as connection:
        await ddl.create(connection, SCRATCH, schema="read_scratch")
    asked = """
        select table_name, column_name, data_type from information_schema.columns
        where table_schema = 'read_scratch' and (column_name = 'energy_label' or table_name = 'house_meters')
    """
    found = {(row["table_name"], row["column_name"], row["data_type"]) for row in await pool.fetch(asked)}
    assert ("house", "energy_label", "text") in found
    assert {("house_meters", "digits", "integer"), ("house_meters", "installed_on", "date")} <= found
    kept = await pool.fetchval("select count(*) from read_scratch.type where type = 'EnergyLabelled'")
    assert kept == 1
    assert ddl.digest(SCRATCH) != ddl.digest()


def test_the_sdl_has_its_fields_with_both_names() -> None:
    sdl = api.of(SCRATCH).sdl
    assert "energyLabel: String\n" in sdl
    assert "Energy label 能效标识" in sdl
    assert "meters: [Meter!]!" in sdl
    assert "energyLabel" not in api.of(CATALOGUE).sdl


def test_the_description_has_its_rows() -> None:
    said = describe.events(SCRATCH)
    assert "| `EnergyLabelled` | 能效评定 | holding 保有 | fact 事实 | house-safety |" in said
    assert "| `energy_label` | Energy label | 能效标识 | text |" in said
    assert "#### `meters`: Meter 计量表" in said


def test_the_catalogue_has_its_entry() -> None:
    entry = SCRATCH.event_type("HOUSE", "EnergyLabelled")
    may_set = entry.may_set(SCRATCH.kind("HOUSE"))
    assert "energy_label" in may_set[""]
    assert may_set["meters"] == {"digits", "installed_on"}
    assert ("HOUSE", "EnergyLabelled") not in CATALOGUE.event_types
