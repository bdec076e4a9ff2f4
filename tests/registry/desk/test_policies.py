"""The book of policies on a real ledger: who inherits what, from when to when, and what a verdict keeps."""

import dataclasses
import datetime
import timeit
import uuid
from collections.abc import AsyncIterator, Mapping

import pytest

from aggregates import draft, errors, event, policy, rules, world
from graphql_api import desk as port
from registry.desk import desk, policies
from registry.ledger import drafting, ledger, units
from tests.registry.desk import office as offices
from tests.registry.desk.office import Office

CITY, COUNTY, STREET, OTHER = "990100", "990102", "990102001", "990200"
BUILDING = "990102001000000000001"


def text(**settings: str) -> str:
    """The default policy's text with some settings of its own."""
    made = policy.default_text()
    for name, value in settings.items():
        before = next(line for line in made.splitlines() if line.startswith(f"{name} = "))
        made = made.replace(before, f"{name} = {value}")
    return made


def version(name: str, **settings: str) -> str:
    """A text that names its version."""
    return text(version=f'"{name}"', **settings)


class Divisions:
    """Records what happens to divisions, as any department's system might."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._versions: dict[uuid.UUID, int] = {}

    async def record(
        self, code: str, type_: str, changes: draft.Changes, *, on: str = "2020-01-01", voids: uuid.UUID | None = None
    ) -> uuid.UUID:
        command = uuid.uuid4()
        stream = event.stream_id("DIVISION", "cn", code)
        made = draft.Draft(
            event.event_id(command, 0),
            "DIVISION",
            "cn",
            code,
            stream,
            type_,
            on,
            "data-supervision",
            changes,
            event.Reason.ERROR if voids else event.Reason.CHANGE,
            voids=(voids,) if voids else (),
            takes=() if stream in self._versions else (event.code_claim("DIVISION", "cn", code),),
        )
        self._versions[stream] = self._versions.get(stream, 0) + 1
        filing = drafting.Filing(command, command, "clerk-01", {})
        recorded = drafting.make_event(made, self._versions[stream], filing)
        await self._office.ledger.submit(units.Unit(command, command.bytes * 2, [recorded], {}))
        return made.id

    async def register(self, code: str, parent: str | None) -> None:
        await self.record(code, "DivisionRegistered", {"": {"name": f"区划{code}", "parent": parent}})

    async def adopt(self, code: str, said: str, since: str, ended: str | None = None) -> uuid.UUID:
        key = f"policies/{since}-{self._versions.get(event.stream_id('DIVISION', 'cn', code))}"
        stated: dict[str, draft.Said] = {"text": said, "digest": policy.digest(said), "in_force_from": since}
        return await self.record(code, "PolicyAdopted", {key: {**stated, **({"ended_on": ended} if ended else {})}})


@pytest.fixture
async def divisions(office: Office) -> Divisions:
    """A street in a county in a city, and another city."""
    made = Divisions(office)
    for code, parent in ((CITY, None), (COUNTY, CITY), (STREET, COUNTY), (OTHER, None)):
        await made.register(code, parent)
    return made


async def holds(office: Office, division: str, day: str) -> str:
    """The version in force, as a book says that knows nothing yet."""
    return (await opened(office)).in_force(division, day).version


async def opened(office: Office) -> policies.Book:
    book = policies.Book(office.ledger)
    await book.read()
    await book.climb((CITY, COUNTY, STREET, OTHER))
    return book


async def test_the_default_where_none_is_adopted(office: Office, divisions: Divisions) -> None:
    assert policies.Book(office.ledger).in_force(STREET, "2024-01-01") is policy.default()
    await divisions.adopt(CITY, version("city"), "2024-01-01")
    book = await opened(office)
    assert book.in_force(OTHER, "2024-01-01") is policy.default()
    assert book.in_force(None, "2024-01-01") is policy.default()
    assert book.in_force(CITY, "2023-12-31") is policy.default()
    assert book.adoption(OTHER, "2024-01-01") is None


async def test_the_nearest_above_wins(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("city"), "2024-01-01")
    assert await holds(office, STREET, "2024-01-01") == "city"
    await divisions.adopt(COUNTY, version("county"), "2024-03-01")
    assert await holds(office, STREET, "2024-02-29") == "city"
    assert await holds(office, STREET, "2024-03-01") == "county"
    assert await holds(office, CITY, "2024-03-01") == "city"
    assert (await opened(office)).adoption(STREET, "2024-03-01") == policies.Adopted(
        COUNTY, "2024-03-01-1", "2024-03-01", None, version("county"), position=6
    )


async def test_a_term_ends_on_its_day(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("city"), "2020-01-01")
    await divisions.adopt(COUNTY, version("trial"), "2024-01-01", ended="2025-01-01")
    days = ["2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"]
    assert [await holds(office, COUNTY, day) for day in days] == ["city", "trial", "trial", "city"]


async def test_a_second_version_holds_from_its_day_on(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("second"), "2024-07-01")
    await divisions.adopt(CITY, version("first"), "2020-01-01")  # recorded later, yet of earlier days
    assert [await holds(office, STREET, day) for day in ("2024-06-30", "2024-07-01")] == ["first", "second"]


async def test_a_voided_adoption_never_was(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("first"), "2020-01-01")
    mistaken = await divisions.adopt(CITY, version("mistaken"), "2024-07-01")
    assert await holds(office, STREET, "2024-08-01") == "mistaken"
    await divisions.record(CITY, "EventVoided", {}, voids=mistaken)
    assert await holds(office, STREET, "2024-08-01") == "first"


async def test_an_overturned_adoption_ends(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("first"), "2020-01-01")
    await divisions.adopt(CITY, version("second"), "2024-07-01")
    ended = {"policies/2024-07-01-2": {"ended_on": "2024-10-01"}}
    await divisions.record(CITY, "DecisionOverturned", ended, on="2024-10-01")
    assert [await holds(office, CITY, day) for day in ("2024-09-30", "2024-10-01")] == ["second", "first"]


async def test_a_division_that_is_registered_later(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("city"), "2020-01-01")
    book = await opened(office)
    await book.climb(["990109"])
    assert book.in_force("990109", "2024-01-01") is policy.default()
    await divisions.register("990109", CITY)
    await book.read()
    with pytest.raises(world.Unloaded):
        book.in_force("990109", "2024-01-01")
    await book.climb(["990109"])
    assert book.in_force("990109", "2024-01-01").version == "city"


async def test_divisions_that_name_each_other_as_parents(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(OTHER, version("other"), "2020-01-01")
    await divisions.register(CITY, STREET)
    assert await holds(office, CITY, "2024-01-01") == policy.default().version


async def town(office: Office) -> None:
    await office.given("register_building", BUILDING, on="2020-01-01", division=COUNTY)


async def register(office: Office, code: str) -> port.Filed:
    document = ("登记申请", f"申-{code}", "2020-02-01")
    return await office.given(
        "register_house", code, on="2020-02-01", division=COUNTY, building_code=BUILDING, document=document
    )


async def verdict(office: Office, filed: port.Filed) -> event.Judgement:
    assert filed.first is not None
    judged = (await office.ledger.read_from(filed.first - 1, 1))[0].event.judged_by
    assert judged is not None
    return judged


async def test_a_verdict_names_rules_and_policy(office: Office, divisions: Divisions) -> None:
    await town(office)
    before = await verdict(office, await register(office, "H1"))
    assert before == event.Judgement(rules.RULE_SET, policy.default().digest)
    said = version("city")
    await divisions.adopt(CITY, said, "2019-01-01")
    after = await verdict(office, await register(office, "H2"))
    assert after == event.Judgement(rules.RULE_SET, policy.digest(said))


@pytest.fixture
async def elsewhere(office: Office) -> AsyncIterator[Office]:
    """The same ledger as another process has it: with a book of its own."""
    log = await ledger.Ledger.open(office.pool, "test")
    yield dataclasses.replace(
        office, desk=desk.Desk(log, office.keys, office.pool, datetime.UTC, lambda: offices.TODAY)
    )
    await log.close()


async def test_a_desk_elsewhere_notices_at_its_next_command(
    office: Office, divisions: Divisions, elsewhere: Office
) -> None:
    await town(office)
    assert (await verdict(elsewhere, await register(elsewhere, "H1"))).policy == policy.default().digest
    said = version("city")
    await divisions.adopt(CITY, said, "2019-01-01")
    assert (await verdict(elsewhere, await register(elsewhere, "H2"))).policy == policy.digest(said)


async def test_past_verdicts_stay(
    office: Office, divisions: Divisions, elsewhere: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither another default file nor a later adoption, even of earlier days, changes what was decided."""
    await town(office)
    filed = await register(office, "H1")
    given = await verdict(office, filed)
    edited = policy.parse(version("edited"))
    monkeypatch.setattr(policy, "default", lambda: edited)
    assert (await verdict(elsewhere, await register(elsewhere, "H2"))).policy == edited.digest
    await divisions.adopt(CITY, version("city"), "2019-01-01")
    assert await verdict(office, filed) == given
    assert given.policy != edited.digest


WRONG: Mapping[str, tuple[str, str]] = {
    "levels": ('"many"', "policy.reviews.levels"),
    "invested_share": ('"1.5"', "policy.presale.invested_share"),
    "disciplines": ('["PAINTING"]', "policy.works.disciplines"),
    "lapse_months": ("-1", "policy.works.lapse_months"),
    "consent_until": ('"some day"', "policy.transactions.consent_until"),
}


@pytest.mark.parametrize("setting", WRONG)
def test_a_wrong_setting_is_named(setting: str) -> None:
    value, field = WRONG[setting]
    with pytest.raises(errors.InvalidValue, match=field.removeprefix("policy.")) as refused:
        policy.parse(text(**{setting: value}))
    assert (refused.value.field, refused.value.rule) == (field, "POLICY")


def test_missing_and_unknown_settings_are_named() -> None:
    for said, field in (
        (text().replace("levels = 3\n", ""), "policy.reviews.levels"),
        (text().replace("levels = 3\n", "levels = 3\nhurry = true\n"), "policy.reviews.hurry"),
        (text().replace("[presale]", "[presales]"), "policy.presale"),
        ("levels = ", "policy"),
    ):
        with pytest.raises(errors.InvalidValue) as refused:
            policy.parse(said)
        assert refused.value.field == field


async def adopt(office: Office, said: str, on: str) -> port.Filed:
    return await office.file("adopt_policy", CITY, on=on, text=said, document=("规范性文件", f"政规{on}", on))


async def test_adopted_by_command(office: Office, divisions: Divisions) -> None:
    assert not (await adopt(office, version("first"), "2024-01-01")).rejections
    assert not (await adopt(office, version("second"), "2024-07-01")).rejections
    book = await opened(office)
    first, second = (book.adoption(STREET, day) for day in ("2024-06-30", "2024-07-01"))
    assert first
    assert second
    assert (first.version, first.ended_on, first.document) == ("first", "2024-07-01", "政规2024-01-01")
    assert (second.version, second.ended_on) == ("second", None)
    assert book.standing("2024-07-01") == [second]


async def test_a_command_with_a_wrong_text_is_refused(office: Office, divisions: Divisions) -> None:
    head = await office.ledger.head()
    with pytest.raises(errors.InvalidValue, match=r"policy's reviews\.levels is wrong") as refused:
        await adopt(office, version("wrong", levels='"many"'), "2024-01-01")
    assert refused.value.field == "text"
    assert await office.ledger.head() == head


async def test_an_unreadable_text_on_record_stops_only_its_division(office: Office, divisions: Divisions) -> None:
    await divisions.adopt(CITY, version("city"), "2020-01-01")
    await divisions.adopt(COUNTY, version("broken", levels='"many"'), "2024-01-01")
    book = await opened(office)
    assert book.in_force(CITY, "2024-01-01").version == "city"
    with pytest.raises(errors.InvalidValue, match=rf"division {COUNTY} adopted cannot be applied; .*reviews\.levels"):
        book.in_force(STREET, "2024-01-01")


MOST_MICROSECONDS = 2.0


async def test_asking_a_warm_book_costs_next_to_nothing(office: Office, divisions: Divisions) -> None:
    for since in range(2000, 2020):
        await divisions.adopt(CITY, version(str(since)), f"{since}-01-01")
    book = await opened(office)
    book.in_force(STREET, "2024-01-01")
    rounds = 10_000
    best = min(timeit.repeat(lambda: book.in_force(STREET, "2024-01-01"), number=rounds, repeat=7)) / rounds
    assert best * 1_000_000 < MOST_MICROSECONDS
