"""`runRentSubsidies`: the same runs by GraphQL, for who may order them; errors belong to the field."""

from typing import Any

import orjson
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, executor
from graphql_api import identity as identities
from graphql_api.subsidy_runs import Outcome, Refused
from tests.registry.desk import office as offices
from tests.registry.subsidies import bureau
from tests.registry.subsidies.bureau import CASEWORKER, DISTRICT, HOUSEHOLDS, RUN, Bureau

TEXT = """mutation($i: RunRentSubsidiesInput!) { runRentSubsidies(input: $i) {
    run preview ordered amount added refused rejections { rule households message messageEn } repeated } }"""


async def send(office: Bureau, who: identities.Identity = CASEWORKER, **said: Any) -> Any:
    made = office.office
    execute = executor.Executor(
        api.of(CATALOGUE), made.pool, lambda: offices.TODAY, made.desk, runner=said.pop("runner", office.runner())
    )
    asked = {"division": DISTRICT, "period": "2026-03", "kind": "MARKET_RENT", "commandId": str(bureau.command())}
    return orjson.loads((await execute.execute(TEXT, {"i": {**asked, **said}}, None, who)).body)


async def test_a_run_is_previewed_ordered_and_sent_again(office: Bureau) -> None:
    preview = (await send(office, preview=True))["data"]["runRentSubsidies"]
    assert await office.ordered() == 0
    done = (await send(office))["data"]["runRentSubsidies"]
    total = sum(bureau.amount(number) for number in range(1, HOUSEHOLDS + 1))
    assert done == {
        "run": RUN, "preview": False, "ordered": HOUSEHOLDS, "amount": f"{total}.00", "added": HOUSEHOLDS,
        "refused": 0, "rejections": [], "repeated": False,
    }  # fmt: skip
    assert preview == {**done, "preview": True}
    again = (await send(office))["data"]["runRentSubsidies"]
    assert again == {**done, "added": 0, "repeated": True}
    assert await office.ordered() == HOUSEHOLDS


@pytest.mark.parametrize(
    ("who", "said", "code"),
    [
        (identities.PUBLIC, {}, "FORBIDDEN"),
        (offices.department("payments"), {}, "FORBIDDEN"),
        (identities.Identity("a", ("auditor",), ("*",)), {}, "FORBIDDEN"),
        (identities.Identity("c", ("caseworker",), (bureau.OTHER,)), {}, "INVALID_VALUE"),
        (CASEWORKER, {"division": "none"}, "INVALID_VALUE"),
        (CASEWORKER, {"division": "a\0b"}, "INVALID_VALUE"),
        (CASEWORKER, {"period": "2026-07"}, "INVALID_VALUE"),
        (CASEWORKER, {"commandId": "1"}, "INVALID_VALUE"),
        (CASEWORKER, {"kind": "RENT"}, "BAD_VALUE"),
        (CASEWORKER, {"runner": None}, "UNAVAILABLE"),
    ],
)
async def test_who_may_not_or_asks_what_is_not_is_told(
    office: Bureau, who: identities.Identity, said: dict[str, Any], code: str
) -> None:
    (error,) = (await send(office, who, **said))["errors"]
    assert error["extensions"]["code"] == code
    assert await office.ordered() == 0


async def test_what_the_rules_refuse_is_counted_by_rule(office: Bureau) -> None:
    class Refusing:
        async def run(self, asked: Any, identity: identities.Identity) -> Any:
            refused = [Refused(str(n), "SEC-4" if n else "REF-2", f"第{n}户", f"household {n}") for n in range(3)]
            return Outcome(RUN, False, 1, "5.00", 0, refused)

    done = (await send(office, runner=Refusing()))["data"]["runRentSubsidies"]
    assert (done["refused"], done["rejections"]) == (
        3,
        [
            {"rule": "SEC-4", "households": 2, "message": "第1户", "messageEn": "household 1"},
            {"rule": "REF-2", "households": 1, "message": "第0户", "messageEn": "household 0"},
        ],
    )
