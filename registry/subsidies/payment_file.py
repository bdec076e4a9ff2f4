"""The payment file 补贴发放文件: what a bank is to pay of a run, with payees and accounts in clear, all disclosed.

Names and accounts are opened as a request would open them: for a role that may, for a purpose of the policy in force,
and what is shown is on record before a line of it is written.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from uuid import UUID

import asyncpg
import orjson

from aggregates import errors, masking
from graphql_api import identity as identities
from graphql_api import opening
from registry.desk.capacity import Forbidden
from registry.export import forms
from registry.subsidies.naming import Run
from registry.subsidies.reading import Division

COLUMNS = forms.plain("payment_no payee account amount currency period")
OPERATION = "PaymentFile"
"""What the log of disclosures calls it."""

CHUNK = 1000
"""Payments whose disclosure is committed at once."""

CURRENCY = "CNY"

_NONE = (None, masking.ERASED)

Envelope = Mapping[str, str]

# Payments that wait for an answer; what failed is paid under the number of its next order.
_PAYMENTS = """
with reached as materialized (select descendant from read.division_closure where ancestor = $2)
select p.number, h.subject, h.code, p.amount::text amount, coalesce(h.currency, $3) currency, p.period,
    h.bank_account account, applicant.key member, applicant.name payee
from read.household_subsidies p
join read.household h on h.subject = p.subject
join reached r on r.descendant = h.division_id
left join lateral (
    select m.key, m.name from read.household_members m
    where m.subject = h.subject and m.relation = 'APPLICANT' and m.left_on is null
    order by m.joined_on desc, m.key limit 1
) applicant on true
where p.run = $1 and p.state = 'ORDERED'
order by p.number
"""

_PLACES = """
select m.ref, m.nonce, m.event, m.path
from unnest($1::text[], $2::text[]) w (ref, nonce) join access.mask m on m.ref = w.ref and m.nonce = w.nonce
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A payment of the file."""

    payment_no: str
    payee: str
    account: str
    amount: str
    currency: str
    period: str


@dataclasses.dataclass(frozen=True, slots=True)
class Written:
    """The file's bytes, how many payments of what amount it holds, and whom it cannot pay: household and why."""

    data: bytes
    payments: int
    amount: str
    missing: Sequence[tuple[str, str]]


class PaymentFiles:
    """Writes payment files from ``pool``, opening what is sealed by ``opener``."""

    def __init__(self, pool: asyncpg.Pool, opener: opening.Opener) -> None:
        self._pool, self._opener = pool, opener

    async def write(self, division: Division, run: Run, identity: identities.Identity) -> Written:
        """The file of a run, in the order of payment numbers: the same bytes as long as nothing is answered.

        Raises:
            Forbidden: the role does not open personal data, or no purpose is stated.
            UnknownPurpose: the purpose is in no policy that holds for the identity.
            InvalidValue: no payment of the run waits for an answer.
        """
        if not identity.opens:
            raise Forbidden(
                "A payment file holds names and accounts in clear, for caseworkers and administrators who state a "
                "purpose; name such a role and a purpose.",
                rule="PURPOSE",
            )
        await self._opener.check(identity)
        rows = await self._pool.fetch(_PAYMENTS, run.number, division.stream, CURRENCY)
        if not rows:
            raise errors.InvalidValue(
                f"run {run.number} has no payment that waits for an answer; order it, or look how it was answered.",
                field="run",
                rule="RUN",
            )
        lines: list[Line] = []
        missing: list[tuple[str, str]] = []
        for start in range(0, len(rows), CHUNK):
            for row, line in await self._lines(rows[start : start + CHUNK], identity):
                if isinstance(line, Line):
                    lines.append(line)
                else:
                    missing.append((row["code"], line))
        amount = sum((Decimal(line.amount) for line in lines), Decimal(0))
        return Written(_csv(lines), len(lines), f"{amount:.2f}", missing)

    async def _lines(
        self, rows: Sequence[asyncpg.Record], identity: identities.Identity
    ) -> list[tuple[asyncpg.Record, Line | str]]:
        """A line for each payment, or why there is none."""
        envelopes = [_envelope(row[name]) for row in rows for name in ("payee", "account")]
        places = await self._places([one for one in envelopes if one is not None])
        values: list[opening.Sealed] = []
        at: list[int | None] = []
        for number, envelope in enumerate(envelopes):
            place = places.get((envelope["ref"], envelope["nonce"])) if envelope is not None else None
            at.append(len(values) if place is not None else None)
            if place is not None and envelope is not None:
                values.append(opening.Sealed(envelope, *place, rows[number // 2]["subject"]))
        texts = await self._opener.open(values, identity, OPERATION) if values else []
        opened = [texts[one] if one is not None else None for one in at]
        return [
            (row, _line(row, payee, account))
            for row, payee, account in zip(rows, opened[::2], opened[1::2], strict=True)
        ]

    async def _places(self, envelopes: Sequence[Envelope]) -> dict[tuple[str, str], tuple[UUID, str]]:
        """Event and path of each envelope, by reference and nonce."""
        wanted = [[one["ref"] for one in envelopes], [one["nonce"] for one in envelopes]]
        rows = await self._pool.fetch(_PLACES, *wanted)
        return {(row["ref"], row["nonce"]): (row["event"], row["path"]) for row in rows}


def _envelope(said: str | None) -> Envelope | None:
    return orjson.loads(said) if said is not None else None


def _line(row: asyncpg.Record, payee: str | None, account: str | None) -> Line | str:
    if payee in _NONE:
        return "the applicant's name is not on record, or erased"
    if account in _NONE:
        return "no account for subsidies is on record, or it is erased"
    amount = f"{Decimal(row['amount']):.2f}"
    return Line(row["number"], str(payee), str(account).strip(), amount, row["currency"], row["period"])


def _csv(lines: Sequence[Line]) -> bytes:
    return b"".join([forms.header(COLUMNS), forms.table(COLUMNS)(_records(lines))])


def _records(lines: Sequence[Line]) -> Iterator[dict[str, object]]:
    return (dataclasses.asdict(line) for line in lines)
