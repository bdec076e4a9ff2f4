"""A draft becomes an event that says the same, with its clear texts sealed where they stand."""

import uuid

import pytest

from aggregates import draft as drafts
from aggregates import errors, sealed
from aggregates import event as events
from registry.ledger import drafting
from registry.ledger.ledger import Ledger
from tests.registry.ledger import samples

STREAM, OWN, COMMAND, OTHER = samples.stream("H1"), *(uuid.UUID(int=n) for n in (1, 2, 3))
REFS = ("person/1", sealed.subject_ref(STREAM))
KEYS = {ref: bytes([n]) * 32 for n, ref in enumerate(REFS)}
FILING = drafting.Filing(COMMAND, OTHER, "account/1", KEYS)


def draft(**members: object) -> drafts.Draft:
    """A transfer of a house to one person, with a remark."""
    owner = {"name": drafts.Sealed(REFS[0], "张三"), "share": "1/1", "acquired_on": "2020-01-31"}
    said: dict[str, object] = {
        "id": OWN,
        "kind": "HOUSE",
        "scheme": "test",
        "code": "H1",
        "stream": STREAM,
        "type": "OwnershipTransferred",
        "effective_on": "2020-01-31",
        "source": "registry",
        "changes": {"owners/1": owner, "": {"floor_area": "88.20"}},
        "remark": "当事人来电",
    }
    return drafts.Draft(**{**said, **members})  # type: ignore[arg-type]


def test_clear_texts_are_sealed_where_they_stand() -> None:
    made = drafting.make_event(draft(), 3, FILING)
    owner = made.changes[0].set
    name, remark = owner["name"], made.remark
    assert isinstance(name, dict)
    assert isinstance(remark, dict)
    assert sealed.unseal(KEYS[REFS[0]], name, event=OWN, path="owners/1#name") == "张三"
    assert sealed.unseal(KEYS[REFS[1]], remark, event=OWN, path="remark") == "当事人来电"
    assert (owner["share"], made.changes[1]) == ("1/1", events.Change("", {"floor_area": "88.20"}))


def test_the_keys_that_it_needs_are_told_before() -> None:
    assert drafting.references([draft(), draft(remark=None)]) == set(REFS)
    assert drafting.references([draft(remark=None, changes={})]) == set()
    with pytest.raises(KeyError):
        drafting.make_event(draft(), 1, drafting.Filing(COMMAND, OTHER, "account/1", {}))


def test_everything_else_is_said_as_it_was_drafted() -> None:
    claim = events.Claim("contract-number", "7")
    rest: dict[str, object] = {
        "reason": events.Reason.CAUSED,
        "effective_seq": 4,
        "document": events.Document("合同", "7", "2020-01-30"),
        "cause": OTHER,
        "corrects": uuid.UUID(int=9),
        "voids": (uuid.UUID(int=10),),
        "relied_on": (uuid.UUID(int=11),),
        "judged_by": events.Judgement("rules-1", "sha256:ab"),
        "takes": (claim,),
        "releases": (claim,),
    }
    made = drafting.make_event(draft(**rest), 3, FILING)
    assert {name: getattr(made, name) for name in rest} == rest
    assert (made.originator_id, made.originator_version, made.id, made.source) == (STREAM, 3, OWN, "registry")
    assert (made.command, made.correlation, made.actor, made.registered_at) == (COMMAND, OTHER, "account/1", None)


async def test_the_ledger_takes_what_was_made(ledger: Ledger) -> None:
    filing = drafting.Filing(COMMAND, COMMAND, "account/1", KEYS, samples.NOON)
    made = drafting.make_event(draft(reason=events.Reason.MIGRATION), 1, filing)
    await ledger.submit(samples.unit(made, command=COMMAND))
    assert [recorded.event.id for recorded in await ledger.read_stream(STREAM)] == [OWN]


def test_an_unknown_type_is_refused() -> None:
    with pytest.raises(errors.UnknownName, match="Teleported"):
        drafting.make_event(draft(type="Teleported"), 1, FILING)
