"""A monthly run: previewed, ordered, stopped, resumed, repeated and raced; nothing is ordered twice."""

import asyncio
import dataclasses

import pytest

from aggregates import errors
from graphql_api.subsidy_runs import Asked
from registry.desk.capacity import Forbidden
from tests.registry.desk import test_households as desks
from tests.registry.desk.office import ADMIN, department
from tests.registry.subsidies import bureau
from tests.registry.subsidies.bureau import CASEWORKER, DISTRICT, HOUSEHOLDS, KIND, MARCH, RUN, Bureau

SUM = f"{sum(bureau.amount(number) for number in range(1, HOUSEHOLDS + 1))}.00"


async def test_a_run_orders_what_its_preview_said_and_repeated_appends_nothing(office: Bureau) -> None:
    before = await office.head()
    preview = await office.run(preview=True)
    assert (preview.run, preview.ordered, preview.amount, preview.refused) == (RUN, HOUSEHOLDS, SUM, [])
    assert await office.head() == before
    done = await office.run()
    assert (done.ordered, done.amount, done.added) == (preview.ordered, preview.amount, preview.added)
    stand = await office.payments()
    assert [(one["code"], one["number"], one["amount"]) for one in stand] == [
        (one.household, one.payment_no, one.amount) for one in preview.payments
    ]
    head = await office.head()
    again = await office.run()
    assert (again.ordered, again.amount, again.added) == (HOUSEHOLDS, SUM, 0)
    assert await office.head() == head == before + HOUSEHOLDS + 1
    assert await office.division() == {
        "payments": HOUSEHOLDS, "amount": SUM, "refused": 0, "paid": None, "failed": None,
    }  # fmt: skip


async def test_who_is_refused_is_told_and_not_ordered(office: Bureau) -> None:
    await _tenant(office, "BZ-900", 900)
    may = f"{DISTRICT}-2026-05-{KIND}"
    preview = await office.run(period="2026-05", preview=True)
    done = await office.run(period="2026-05")
    for one in (preview, done):
        assert (one.run, one.ordered, one.by_rule) == (may, HOUSEHOLDS, {"SEC-4": 1})
        (refused,) = one.refused
        assert refused.household == "BZ-900"
        assert "公租房" in refused.message
    await office.office.project()
    assert await office.office.pool.fetchval("select refused from read.division_subsidy_runs where key = $1", may) == 1
    head = await office.head()
    assert await office.run(period="2026-05") == dataclasses.replace(done, added=0)
    assert await office.head() == head


async def _tenant(office: Bureau, code: str, number: int) -> None:
    """With a market-rent subsidy since February, and a public rental home since the middle of May."""
    await desks.home(office.office)
    await desks.entitled(office.office, code, number)
    paper = ("核定书", "BT-900", "2026-02-01")
    await office.office.given("change_circumstances", code, on="2026-01-20", **bureau.poor(number))
    subsidy = {"subsidy_no": "BT-900", "document": paper}
    await office.office.given("approve_market_rent_subsidy", code, on="2026-02-01", **subsidy)
    chosen = {"allocation_no": "A1", "house_code": "H1"}
    await office.office.given("select_house", code, on="2026-04-10", **chosen)
    contract = {"contract_no": "T1", "house_code": "H1", "rent": "500.00"}
    await office.office.given("sign_tenancy_contract", code, on="2026-05-15", **contract)


async def test_a_run_that_is_stopped_goes_on_and_ends_the_same(office: Bureau) -> None:
    stopped = asyncio.Event()

    def watch(done: int, of: int) -> None:
        if done == 11:
            stopped.set()

    runner = office.runner(workers=4, watch=watch)
    task = asyncio.create_task(runner.run(Asked(DISTRICT, MARCH, KIND), CASEWORKER))
    await stopped.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert 11 <= await office.ordered() < HOUSEHOLDS
    assert await office.division() == {}
    done = await office.run()
    assert (done.ordered, done.amount, await office.ordered()) == (HOUSEHOLDS, SUM, HOUSEHOLDS)
    assert (await office.division())["payments"] == HOUSEHOLDS


async def test_runs_at_once_order_every_household_once(office: Bureau) -> None:
    asked = Asked(DISTRICT, MARCH, KIND)
    async with office.beside() as other:
        runs = [
            one.runner(workers=8).run(asked, who)
            for one, who in ((office, CASEWORKER), (other, CASEWORKER), (other, ADMIN))
        ]
        done = await asyncio.gather(*runs)
    assert {(one.ordered, one.amount) for one in done} == {(HOUSEHOLDS, SUM)}
    assert sum(one.added for one in done) == await office.ordered() == HOUSEHOLDS
    assert await office.count("SubsidyRunOrdered") == 1


async def test_the_citys_run_leaves_out_what_the_districts_ordered(office: Bureau) -> None:
    await bureau.applied(office.office, 99, bureau.OTHER)
    await bureau.approved(office.office, 99)
    city = Asked(bureau.CITY, MARCH, KIND)
    runs = [office.runner().run(city, ADMIN), office.runner().run(Asked(DISTRICT, MARCH, KIND), CASEWORKER)]
    done = await asyncio.gather(*runs)
    assert sum(one.added for one in done) == await office.ordered() == HOUSEHOLDS + 1
    assert all(not one.refused for one in done)
    assert (await office.runner().run(city, ADMIN)).added == 0


async def test_approvals_count_while_they_stand(office: Bureau) -> None:
    late = {"subsidy_no": "BT-2", "document": ("停发通知", "TF-2", "2026-02-20")}
    await office.office.given("stop_market_rent_subsidy", bureau.code(2), on="2026-02-20", **late)
    assert bureau.code(2) in {one.household for one in (await office.run(period="2026-02", preview=True)).payments}
    march = {one.household for one in (await office.run()).payments} or {one["code"] for one in await office.payments()}
    assert bureau.code(2) not in march
    assert len(march) == HOUSEHOLDS - 1


async def test_a_run_that_grows_is_stated_again(office: Bureau) -> None:
    await office.run()
    await bureau.applied(office.office, 99)
    await bureau.approved(office.office, 99, on="2026-03-10")
    done = await office.run()
    assert (done.ordered, done.added) == (HOUSEHOLDS + 1, 1)
    assert (await office.division())["payments"] == HOUSEHOLDS + 1
    assert await office.count("SubsidyRunOrdered") == 2


async def test_a_command_sent_again_orders_nothing_more(office: Bureau) -> None:
    done = await office.run(command=bureau.command())
    await bureau.applied(office.office, 99)
    await bureau.approved(office.office, 99)
    again = await office.run(command=bureau.command())
    assert again == dataclasses.replace(done, added=0, repeated=True)
    with pytest.raises(errors.CommandReused):
        await office.run(command=bureau.command(), period="2026-02")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"period": "2026-07"}, "period"),
        ({"period": "2026-13"}, "period"),
        ({"period": "March"}, "period"),
        ({"period": "2026-01"}, "period"),
        ({"kind": "PUBLIC_RENT"}, "period"),
        ({"kind": "RENT"}, "kind"),
        ({"division": "000000"}, "division"),
        ({"division": bureau.OTHER}, "division"),
    ],
)
async def test_what_cannot_be_run_is_told(office: Bureau, said: dict[str, str], field: str) -> None:
    with pytest.raises(errors.InvalidValue) as told:
        await office.run(**said)
    assert told.value.field == field
    assert await office.ordered() == 0


async def test_only_housing_security_orders_a_run(office: Bureau) -> None:
    for who in (department("tax"), department("payments")):
        with pytest.raises(Forbidden):
            await office.run(by=who)
    assert (await office.run(by=department("housing-security"))).added == HOUSEHOLDS
