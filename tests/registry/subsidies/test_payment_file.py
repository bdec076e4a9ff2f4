"""The payment file: who may have it, what it holds, that all of it is disclosed, and the same bytes each time."""

import csv
import dataclasses
import io
import pathlib
from collections.abc import Mapping

import asyncpg
import pytest

from aggregates import errors
from aggregates.catalogue import CATALOGUE
from graphql_api import identity as identities
from graphql_api import opening
from registry.access import disclosing, masks, purposes
from registry.desk import policies
from registry.desk.capacity import Forbidden
from registry.subsidies import naming, payment_file, reading
from tests.registry.desk import office as offices
from tests.registry.subsidies import bureau
from tests.registry.subsidies.bureau import CASEWORKER, DISTRICT, HOUSEHOLDS, RUN, Bureau
from tests.registry.subsidies.test_answering import failed, paid, written

READER = dataclasses.replace(CASEWORKER, purpose="case-handling")


async def file(office: Bureau, who: identities.Identity = READER) -> payment_file.Written:
    made = office.office
    await masks.Masker(made.ledger, made.pool, made.keys).catch_up()
    await made.project()
    known = purposes.Purposes(policies.Book(made.ledger), lambda: offices.TODAY)
    opener = disclosing.Disclosing(made.pool, made.keys, known, lambda: "request-1")
    division = await reading.Reading(made.pool, CATALOGUE).division(DISTRICT, who)
    return await payment_file.PaymentFiles(made.pool, opener).write(division, naming.parse(RUN), who)


async def disclosures(office: Bureau) -> int:
    found: int = await office.office.pool.fetchval("select count(*) from access.disclosed")
    return found


def rows(written: payment_file.Written) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(written.data.decode(), newline="")))


async def test_it_holds_what_waits_and_every_reading_is_disclosed(office: Bureau) -> None:
    await office.run()
    made = await file(office)
    found = rows(made)
    assert list(found[0]) == ["payment_no", "payee", "account", "amount", "currency", "period"]
    stand = {one["number"]: one for one in await office.payments()}
    assert [one["payment_no"] for one in found] == sorted(set(stand) - {_of(stand, 8)})
    assert {one["payment_no"]: one["amount"] for one in found}.items() <= {
        number: one["amount"] for number, one in stand.items()
    }.items()
    first = next(one for one in found if one["payment_no"] == _of(stand, 1))
    assert (first["payee"], first["account"], first["currency"]) == ("王宁", "6222020000100000001", "CNY")
    assert first["period"] == "2026-03"
    assert (made.payments, made.missing) == (
        HOUSEHOLDS - 1,
        [(bureau.code(8), "no account for subsidies is on record, or it is erased")],
    )
    shown = await office.office.pool.fetch(
        "select d.account, d.purpose, d.operation, p.fields from access.disclosed p join access.disclosure d "
        "on d.id = p.disclosure where p.code = $1",
        bureau.code(1),
    )
    assert {(one["account"], one["purpose"], one["operation"]) for one in shown} == {
        ("caseworker-01", "case-handling", "PaymentFile")
    }
    assert {field for one in shown for field in one["fields"]} == {"#bank_account", "members/1#name"}


def _of(stand: Mapping[str, asyncpg.Record], number: int) -> str:
    return next(key for key, one in stand.items() if one["code"] == bureau.code(number))


async def test_its_bytes_are_the_same_until_something_is_answered(office: Bureau, tmp_path: pathlib.Path) -> None:
    await office.run()
    made = await file(office)
    assert (await file(office)).data == made.data
    numbers = [one["payment_no"] for one in rows(made)]
    await office.take(written(tmp_path, paid(numbers[0]), failed(numbers[1])))
    left = rows(await file(office))
    assert [one["payment_no"] for one in left] == numbers[2:]
    await office.run()
    assert [one["payment_no"] for one in rows(await file(office))] == sorted([*numbers[2:], f"{numbers[1]}-2"])


async def test_no_spreadsheet_runs_what_a_payee_is_called(office: Bureau) -> None:
    await office.run()
    data = (await file(office)).data.decode()
    assert ",'=1+1," in data
    assert ",=1+1," not in data
    assert all(line.count(",") == 5 for line in data.splitlines())


@pytest.mark.parametrize(
    "who",
    [
        CASEWORKER,
        dataclasses.replace(READER, roles=("auditor",)),
        dataclasses.replace(READER, roles=("department:housing-security",)),
        dataclasses.replace(READER, roles=("cockpit",)),
    ],
)
async def test_it_is_for_roles_that_read_in_clear_and_say_why(office: Bureau, who: identities.Identity) -> None:
    await office.run()
    with pytest.raises(Forbidden):
        await file(office, who)
    assert await disclosures(office) == 0


async def test_a_purpose_is_one_of_the_policy_and_a_division_ones_own(office: Bureau) -> None:
    await office.run()
    with pytest.raises(opening.UnknownPurpose):
        await file(office, dataclasses.replace(READER, purpose="curiosity"))
    with pytest.raises(errors.InvalidValue, match="no division on record"):
        await file(office, dataclasses.replace(READER, divisions=(bureau.OTHER,)))
    assert await disclosures(office) == 0


async def test_whose_key_is_destroyed_is_not_paid_by_file(office: Bureau) -> None:
    await office.run()
    person = await office.office.pool.fetchval(
        "select m.person from read.household_members m join read.household h using (subject) where h.code = $1",
        bureau.code(2),
    )
    await masks.Masker(office.office.ledger, office.office.pool, office.office.keys).catch_up()
    await office.office.keys.shred(person, "clerk-01")
    made = await file(office)
    assert (bureau.code(2), "the applicant's name is not on record, or erased") in made.missing


async def test_a_run_without_payments_has_no_file(office: Bureau) -> None:
    with pytest.raises(errors.InvalidValue, match="no payment that waits"):
        await file(office)


@pytest.mark.parametrize("number", ["990102", "990102-2026-13-MARKET_RENT", "990102-2026-03-RENT", ""])
def test_a_number_is_that_of_a_run(number: str) -> None:
    with pytest.raises(errors.InvalidValue, match="no number of a run"):
        naming.parse(number)
