"""The published bundle of a draw: one canonical JSON file from which anybody replays it (docs/lottery.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

import pydantic
import pydantic_core

from aggregates import canonical, errors, lots

FORMAT = "fangji-lottery-1"

Hex = Annotated[str, pydantic.Field(pattern=r"^[0-9a-f]{64}$")]
Text = Annotated[str, pydantic.Field(min_length=1, max_length=500)]
Day = Annotated[str, pydantic.Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Bedrooms = Annotated[int, pydantic.Field(ge=0, le=9)]
Tier = Annotated[int, pydantic.Field(ge=1, le=9)]
Whole = Annotated[int, pydantic.Field(ge=0)]


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", strict=True)


class _Home(_Part):
    code: Text
    bedrooms: Bedrooms


class _Ticket(_Part):
    ticket: Whole
    applicant: Hex
    bedrooms: Bedrooms
    tier: Tier


class _List(_Part):
    version: Literal["fangji-lots-1"]
    batch: Text
    programme: Text
    commitment: Hex
    randomness_source: Text
    randomness_on: Day
    homes: list[_Home]
    tickets: list[_Ticket]


class _Class(_Part):
    bedrooms: Bedrooms
    homes: Whole
    chosen: list[Whole]
    reserves: list[Whole]


class _Result(_Part):
    version: Literal["fangji-lots-1"]
    batch: Text
    list_digest: Hex
    seed: Hex
    randomness: Text
    classes: list[_Class]


class _Events(_Part):
    """Ids of the events of the ledger that said so; an audit proof shows that they are there, this file cannot."""

    opened: str
    frozen: str
    drawn: str


class _Bundle(_Part):
    format: Literal["fangji-lottery-1"]
    list: _List
    list_digest: Hex
    result: _Result
    result_digest: Hex
    events: _Events


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit: ``what`` is the step (format, list, list_digest, commitment, ranks, result, result_digest)."""

    what: str
    where: str
    message: str

    def __str__(self) -> str:
        return f"{self.what} ({self.where}): {self.message}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a bundle says, where it could be read, and all that does not fit in it."""

    faults: Sequence[Fault]
    batch: str | None = None
    list_digest: str | None = None
    tickets: int = 0
    homes: int = 0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as it was recorded; ``events`` are the ids of opened, frozen and drawn."""

    listed: lots.FrozenList
    list_digest: str
    result: lots.Result
    result_digest: str
    events: Mapping[str, str]


def encode(drawn: Drawn) -> bytes:
    """The bytes of its bundle; nothing is made to fit, for whoever reads it is to see what is on record."""
    bundle = {
        "format": FORMAT,
        "list": drawn.listed.document(),
        "list_digest": drawn.list_digest,
        "result": drawn.result.document(),
        "result_digest": drawn.result_digest,
        "events": dict(drawn.events),
    }
    return canonical.encode(bundle) + b"\n"


def verify(encoded: bytes, batch: str | None = None, list_digest: str | None = None) -> Verified:
    """Replay a draw from its bundle; ``batch`` and ``list_digest`` are those that the reader knows from elsewhere.

    A bundle that holds together shows that the result follows from this list, seed and randomness; that it is the list
    that was published in time, only the digest that was published then can show.
    """
    try:
        read = canonical.decode(encoded.removesuffix(b"\n"))
        bundle = _Bundle.model_validate(read)
    except errors.NotCanonical as error:
        return Verified([Fault("format", "file", error.message)])
    except pydantic.ValidationError as error:
        return Verified([_unreadable(one) for one in error.errors(include_input=False, include_url=False)])
    listed = _listed(bundle.list)
    known = Verified([], listed.batch.number, listed.digest(), len(listed.tickets), len(listed.homes))
    faults = [*_elsewhere(known, batch, list_digest), *_faults(bundle, listed)]
    return Verified(faults, known.batch, known.list_digest, known.tickets, known.homes)


def _unreadable(error: pydantic_core.ErrorDetails) -> Fault:
    path = error["loc"]
    where = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")
    return Fault("format", where or "file", f"{error['msg']}.")


def _listed(said: _List) -> lots.FrozenList:
    batch = lots.Batch(said.batch, said.programme, said.commitment, said.randomness_source, said.randomness_on)
    homes = [lots.Home(one.code, one.bedrooms) for one in said.homes]
    tickets = [lots.Ticket(one.ticket, one.applicant, one.bedrooms, one.tier) for one in said.tickets]
    return lots.FrozenList(batch, homes, tickets)


def _elsewhere(known: Verified, batch: str | None, list_digest: str | None) -> Iterator[Fault]:
    if batch is not None and known.batch != batch:
        yield Fault("batch", "list.batch", f"this is the bundle of batch {known.batch}, not of {batch}.")
    if list_digest is not None and known.list_digest != list_digest:
        yield Fault("list_digest", "list", f"the list has the digest {known.list_digest}, published was {list_digest}.")


def _faults(bundle: _Bundle, listed: lots.FrozenList) -> Iterator[Fault]:
    wrong = listed.wrong()
    if wrong:
        yield Fault("list", "list", f"the {wrong}.")
    digest = listed.digest()
    if bundle.list_digest != digest:
        yield Fault("list_digest", "list_digest", f"the list has the digest {digest}, not {bundle.list_digest}.")
    committed = lots.commitment(listed.batch.number, bundle.result.seed)
    if bundle.list.commitment != committed:
        yield Fault(
            "commitment",
            "list.commitment, result.seed",
            f"the revealed seed has the commitment {committed}, announced was {bundle.list.commitment}.",
        )
    drawn = lots.draw(listed, bundle.result.seed, bundle.result.randomness)
    due = drawn.digest()
    if bundle.result_digest != due:
        yield Fault("result_digest", "result_digest", f"the draw has the digest {due}, not {bundle.result_digest}.")
    yield from _differences(bundle.result, drawn)


def _differences(said: _Result, drawn: lots.Result) -> Iterator[Fault]:
    if (said.batch, said.list_digest) != (drawn.batch, drawn.list_digest):
        yield Fault("result", "result.batch, result.list_digest", "the result is not of this batch and list.")
    by_class = {one.bedrooms: one for one in said.classes}
    if [one.bedrooms for one in said.classes] != [one.bedrooms for one in drawn.classes]:
        yield Fault("result", "result.classes", "the size classes are not those of the list, each once, in order.")
    for right in drawn.classes:
        stated = by_class.get(right.bedrooms)
        if stated is None:
            continue
        where = f"result.classes, {right.bedrooms} bedrooms"
        if stated.homes != right.homes or len(stated.chosen) != len(right.chosen):
            yield Fault("result", where, f"{right.homes} homes and {len(right.chosen)} who choose are right.")
        yield from _misplaced([*stated.chosen, *stated.reserves], right, where)


def _misplaced(stated: list[int], right: lots.Ranking, where: str) -> Iterator[Fault]:
    if stated == list(right.tickets):
        return
    pairs = enumerate(zip(stated, right.tickets, strict=False), start=1)
    found = next(((rank, there, due) for rank, (there, due) in pairs if there != due), None)
    if found is None:
        yield Fault("ranks", where, f"{len(stated)} tickets are ranked, {len(right.tickets)} were in the list.")
        return
    rank, there, due = found
    yield Fault("ranks", f"{where}, rank {rank}", f"ticket {there} stands where ticket {due} was drawn.")
