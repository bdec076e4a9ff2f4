"""No personal data in clear: filed in many ways, and then looked for in all that is stored or said."""

from __future__ import annotations

import json
import uuid
from typing import Any

from tests.acceptance import estates, leaks, people
from tests.acceptance.conftest import Bureau
from tests.acceptance.estates import number, paper
from tests.acceptance.office import Desk

SHOWN = "parties { key role name idNumber phone } owners { name idNumber } timeline { nodes { data changes } }"


async def file_everything(desk: Desk) -> str:
    """A house in whose history persons stand in contracts, amendments, transfers, leases, remarks and refusals."""
    buyer, other, stranger = people.person(share="1/2"), people.person(share="1/2"), people.person()
    code = await estates.in_presale(desk)
    remark = people.secret(f"经办备注：{buyer['name']}来电")
    contract = estates.contract(code, "2020-03-02", [buyer, other], remark=remark)
    await desk.given("filePresaleContract", **contract)
    amended = {"houseCode": code, "contractNo": contract["contractNo"], "document": paper(number("变"))}
    sole = [people.who(stranger)]
    await desk.given("amendPresaleContract", effectiveOn="2020-04-01", buyers=sole, **amended)
    refused = estates.contract(code, "2020-05-01", [people.person()])
    assert (await desk.file("filePresaleContract", **refused))["rejections"]
    await desk.given("fileLease", **estates.lease(code, "2020-06-01", "2021-06-01", [people.person()]))
    wrong = {**people.person(), "idNumber": people.secret("99010219850307999")}
    query = "mutation($i: FilePresaleContractInput!) { filePresaleContract(input: $i) { position } }"
    given = {**estates.contract(code, "2020-05-01", [wrong]), "commandId": str(uuid.uuid4())}
    answer = await desk.ask(query, i=given)
    assert not any(secret in json.dumps(answer, ensure_ascii=False) for secret in people.SECRETS)
    gift = estates.transfer(code, "GIFT", "2020-07-01", [people.person()], [people.person()])
    assert (await desk.file("registerTransfer", **gift))["rejections"]
    return code


async def test_nothing_personal_is_stored_or_said_in_clear(desk: Desk, bureau: Bureau) -> None:
    code = await file_everything(desk)
    shown = await desk.house(code, SHOWN)
    texts = {
        **await leaks.of_database(bureau.database),
        **leaks.of_server(bureau.folder, bureau.address),
        "answers": json.dumps(shown, ensure_ascii=False),
    }
    assert len(people.SECRETS) > 20
    assert leaks.found(people.SECRETS, texts) == []
    public = await desk.of("public").house(code, SHOWN)
    assert leaks.found(people.SECRETS, {"public": json.dumps(public, ensure_ascii=False)}) == []


async def test_the_search_would_find_what_stands_in_clear(desk: Desk, bureau: Bureau) -> None:
    """Else the test above proves nothing: a court and a house's code are public, in bodies and in tables."""
    code = await estates.house(desk)
    said: dict[str, Any] = estates.seizure(code, "2019-01-01", "2020-01-01", court="显明法院")
    await desk.file("registerSeizure", **said)
    texts = await leaks.of_database(bureau.database)
    assert {where for one, where in leaks.found(["显明法院"], texts)} >= {
        "ledger.event",
        "read.event",
        "read.house_seizures",
    }
    assert "ledger.event" in {where for _, where in leaks.found([code], texts)}
