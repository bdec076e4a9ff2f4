"""The mutation that the demo offers to try: a presale contract for a house that is still for sale."""

import dataclasses
import datetime
import json
import random
import shlex
import uuid
from collections.abc import Mapping
from typing import Any

import graphql

from graphql_api import operations
from registry import asking
from registry.city import people, plan
from registry.cli import console

DOCUMENT = "21-file-presale-contract"
ROLE = "department:housing-transactions"
"""Whose act it is to file a contract."""

FOR_SALE = """query { houses(filter: {market: {in: [PRESALE_OPEN]}}, orderBy: {field: CODE}, first: 1) {
    nodes { code division floorArea presaleLapsesOn } } }"""


@dataclasses.dataclass(frozen=True, slots=True)
class Example:
    """A mutation with its variables; its command id is a fresh one."""

    text: str
    variables: Mapping[str, Any]

    @property
    def body(self) -> str:
        """What is sent: the document without its remarks and line breaks."""
        query = graphql.strip_ignored_characters(self.text)
        return json.dumps({"query": query, "variables": self.variables}, ensure_ascii=False)


async def find(asker: asking.Asker) -> Example | None:
    """A contract that passes every rule, for the first house that is for sale; None where none is left."""
    houses = (await asker.ask(FOR_SALE))["houses"]["nodes"]
    return Example(operations.documents()[DOCUMENT], {"input": _input(houses[0])}) if houses else None


def _input(house: Mapping[str, Any]) -> dict[str, Any]:
    """Signed and filed when the cities' time ends: the presale is open then, whatever day it is now."""
    number = f"试-YS-{house['code'][-9:]}"
    signed = plan.END + datetime.timedelta(days=3)
    buyer = people.person(random.Random(house["code"]), "", house["division"], 1990)
    return {
        "houseCode": house["code"],
        "contractNo": number,
        "signedOn": signed.isoformat(),
        "price": f"{float(house['floorArea']) * 16800:.2f}",
        "buyers": [{"kind": "PERSON", "name": buyer.name, "idNumber": buyer.number}],
        "effectiveOn": (signed + datetime.timedelta(days=1)).isoformat(),
        "document": {"kind": "商品房买卖合同", "number": number, "issuedOn": signed.isoformat()},
        "commandId": str(uuid.uuid4()),
    }


def announce(found: Example, url: str, token: str | None) -> None:
    """Prints it for the query page, and as a command for the shell."""
    console.out.print(
        f"\nA mutation to try 试一试: file a presale contract (role {ROLE}). Sent twice it is recorded once; with "
        "another commandId and contractNo it is refused, for the house is sold.\n"
        f"In the query page {url} choose the document “File a presale contract” and these variables:\n",
        markup=False,
    )
    console.out.print(json.dumps(found.variables, ensure_ascii=False), markup=False)
    bearer = f"-H 'Authorization: Bearer {token or '$TOKEN'}' "
    console.out.print(
        f"\ncurl -s {url} {bearer}-H 'Content-Type: application/json' -d {shlex.quote(found.body)}", markup=False
    )
