"""Policies over HTTP: two divisions judge the same differently, each verdict says by what, and none changes later."""

from __future__ import annotations

from typing import Any

from aggregates import policy
from tests.acceptance import estates, people
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

JUDGED = """
    position event { position judgedBy { rules policy } } findings { rule }
    rejections { rule messageEn earliestLawfulOn }
"""


def text(version: str, **settings: str) -> str:
    """The default policy with a version of its own and some settings."""
    made = policy.default_text()
    for name, value in {"version": f'"{version}"', **settings}.items():
        before = next(line for line in made.splitlines() if line.startswith(f"{name} = "))
        made = made.replace(before, f"{name} = {value}")
    return made


async def division(desk: Desk, code: str) -> None:
    said = {"name": "试行区", "level": "COUNTY", "document": paper(number("区"))}
    await desk.given("registerDivision", divisionCode=code, effectiveOn="2010-01-01", **said)


async def adopt(desk: Desk, code: str, on: str, adopted: str) -> str:
    """The digest of a policy that a division adopted."""
    said: dict[str, Any] = {"divisionCode": code, "text": adopted, "document": paper(number("政"))}
    answer = await desk.file("adoptPolicy", JUDGED, effectiveOn=on, **said)
    assert answer["position"], answer
    return policy.digest(adopted)


async def filed(desk: Desk, code: str, signed: str, on: str) -> Any:
    """A presale contract, filed so late."""
    return await desk.file(
        "filePresaleContract", JUDGED, **estates.contract(code, on, [people.person()], signedOn=signed)
    )


async def presale(desk: Desk, where: str) -> str:
    """A house for sale in a division."""
    code = await estates.house(desk, division=where)
    said = {"permitNo": number("预"), "document": paper(number("预"))}
    await desk.given("openPresale", houseCode=code, effectiveOn="2015-03-01", **said)
    return code


async def test_two_divisions_judge_differently_and_say_by_what(desk: Desk) -> None:
    strict, lax = "990151", "990152"
    for one in (strict, lax):
        await division(desk, one)
    digests = {
        strict: await adopt(desk, strict, "2016-01-01", text("strict-1", filing_days="10")),
        lax: await adopt(desk, lax, "2016-01-01", text("lax-1", filing_days="60")),
    }
    answers = {one: await filed(desk, await presale(desk, one), "2018-01-01", "2018-01-20") for one in (strict, lax)}
    assert [one["rule"] for one in answers[strict]["findings"]] == ["PRE-4"], "twenty days are too many here"
    assert answers[lax]["findings"] == []
    for one, answer in answers.items():
        judged = answer["event"]["judgedBy"]
        assert digests[one] in judged["policy"].split("+")
        assert judged["rules"]
    assert answers[strict]["event"]["judgedBy"]["policy"] != answers[lax]["event"]["judgedBy"]["policy"]


async def test_a_later_adoption_changes_no_past_verdict(desk: Desk) -> None:
    where = "990153"
    await division(desk, where)
    old = await adopt(desk, where, "2016-01-01", text("one-1", filing_days="10"))
    code = await presale(desk, where)
    before = await filed(desk, code, "2018-01-01", "2018-01-20")
    new = await adopt(desk, where, "2018-02-01", text("one-2", filing_days="60"))
    after = await filed(desk, await presale(desk, where), "2018-02-01", "2018-02-20")
    signed_before = await filed(desk, await presale(desk, where), "2018-01-31", "2018-02-20")
    assert after["findings"] == []
    assert [one["rule"] for one in signed_before["findings"]] == ["PRE-4"], "the day of signing governs"
    told = "query($p: Position!) { event(position: $p) { judgedBy { policy } findings { rule open } } }"
    shown = (await desk.read(told, p=before["event"]["position"]))["event"]
    assert shown["judgedBy"]["policy"] == before["event"]["judgedBy"]["policy"]
    assert old in shown["judgedBy"]["policy"]
    assert new not in shown["judgedBy"]["policy"]
    assert shown["findings"] == [{"rule": "PRE-4", "open": True}]
    listed = "query($c: String!) { division(code: $c) { policies { policyVersion digest inForceFrom endedOn live } } }"
    found = (await desk.read(listed, c=where))["division"]["policies"]
    assert {one["policyVersion"]: (one["digest"], one["endedOn"], one["live"]) for one in found} == {
        "one-1": (old, "2018-02-01", False),
        "one-2": (new, None, True),
    }


async def test_a_policy_names_another_authority(desk: Desk) -> None:
    where = "990154"
    await division(desk, where)
    made = text("own-1").replace("[authorities]", '[authorities]\n"LeaseFiled" = "fire"', 1)
    await adopt(desk, where, "2016-01-01", made)
    lease = estates.lease(await estates.house(desk, division=where), "2018-01-01", "2019-01-01", [people.person()])
    usual = await desk.of("department:housing-transactions").file("fileLease", JUDGED, **lease)
    assert [one["rule"] for one in usual["rejections"]] == ["SRC-1"]
    named = await desk.of("department:fire").file("fileLease", JUDGED, **lease)
    assert named["position"]


async def test_what_is_no_policy_is_not_adopted(desk: Desk) -> None:
    where = "990155"
    await division(desk, where)
    query = "mutation($i: AdoptPolicyInput!) { adoptPolicy(input: $i) { position } }"
    said = {"divisionCode": where, "effectiveOn": "2016-01-01", "document": paper(number("政"))}
    for wrong, named in (("version = ", "TOML"), (text("x-1", filing_days="-1"), "presale.filing_days")):
        given = {**said, "text": wrong, "commandId": "9d0f0a52-5d5e-4f0c-8f6e-6a4b1d1c7e21"}
        (error,) = (await desk.ask(query, i=given))["errors"]
        assert (error["extensions"]["code"], error["extensions"]["field"]) == ("INVALID_VALUE", "text")
        assert named in error["message"]


async def test_imports_and_what_no_rule_let_in_say_no_judgement(desk: Desk) -> None:
    """The review's findings are nobody's command."""
    owner = people.person()
    code = await estates.owned(desk, owner)
    await desk.given("registerTransfer", **estates.transfer(code, "GIFT", "2018-01-01", [owner], [people.person()]))
    await desk.given("registerSeizure", **estates.seizure(code, "2017-06-01", "2019-01-01"))
    await desk.reviewed(code)
    found = await desk.house(code, "timeline { nodes { type actor judgedBy { rules } } }")
    nodes = found["timeline"]["nodes"]
    assert [one["judgedBy"] for one in nodes if one["actor"] == "review"] == [None]
    assert all(one["judgedBy"] for one in nodes if one["actor"] != "review")
