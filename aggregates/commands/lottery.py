"""What may be asked to be recorded of a draw of lots; list, digests and result are computed, never taken as told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aggregates import drawing, errors, lots, naming
from aggregates.catalogue import CATALOGUE
from aggregates.commands.command import Declaring, Items, given, needed
from aggregates.deciding import Deciding
from aggregates.draft import Said
from aggregates.lottery import Lottery
from aggregates.view import View
from aggregates.world import Known

L = Lottery
do = Declaring(L, {event_type.name: event_type for event_type in CATALOGUE.of_kind("LOTTERY")})

Entities = dict[str, dict[str, Said]]

MOST_TICKETS = 8000
"""Tickets of one list, which is one event; a larger batch is divided by size class."""


def _freeze(deciding: Deciding, before: View, changes: Entities) -> None:
    """The list gets its tickets in the order of the applicants' hashes, and its digest."""
    deed = deciding.deed
    key = str(deed.text("salting_key"))
    _on_record(deciding, "HOUSEHOLD", "entries", "household_code")
    _on_record(deciding, "HOUSE", "homes", "house_code")
    entries = [{"tier": 1, **_stated(one)} for one in deed.items("entries")]
    batch = drawing.announced(before, deciding.subject.code)
    if batch is None:
        return  # LOT-1 refuses it
    numbered = sorted(entries, key=lambda one: _hash(batch.number, key, str(one["household_code"])))
    for entity in [one for one in changes if one.startswith("entries/")]:
        del changes[entity]
    changes.update({f"entries/{ticket}": {"ticket": ticket, **one} for ticket, one in enumerate(numbered, start=1)})
    pool = [("", said) for said in deed.items("homes")]
    listed = drawing.frozen(before, batch.number, [("", one) for one in numbered], pool, key)
    assert listed is not None, "the batch is announced"
    changes.setdefault("", {}).update(list_digest=listed.digest(), entry_count=len(numbered), home_count=len(pool))


def _hash(batch: str, key: str, application: str) -> str:
    return lots.applicant(batch, lots.salt(key, batch, application), application)


def _stated(item: Mapping[str, Said]) -> dict[str, Said]:
    return {name: value for name, value in item.items() if value is not None}


def _on_record(deciding: Deciding, kind: str, name: str, part: str) -> None:
    """Each is on record and stands once, by whichever of its codes."""
    codes = [str(item[part]) for item in deciding.deed.items(name)]
    if name == "entries" and len(codes) > MOST_TICKETS:
        raise errors.InvalidValue(
            f"entries has {len(codes)} members, at most {MOST_TICKETS} are allowed; open a batch for each size class.",
            field="entries",
            rule="LENGTH",
        )
    found = deciding.require_all(kind, codes, name)
    again = _again(codes, found)
    if again is not None:
        at = f"{name}.{again}.{naming.camel(part)}"
        raise errors.InvalidValue(f"{at} stands in the list twice; name it once.", field=at, rule="TWICE")


def _again(codes: Sequence[str], found: Sequence[Known]) -> int | None:
    """The place of the first that was there before; ``found`` are those of the distinct codes."""
    subjects = dict(zip(dict.fromkeys(codes), (known.stream for known in found), strict=True))
    seen = set()
    for index, code in enumerate(codes):
        if subjects[code] in seen:
            return index
        seen.add(subjects[code])
    return None


def _draw(deciding: Deciding, before: View, changes: Entities) -> None:
    """The result follows from the frozen list, the revealed seed and the public randomness."""
    listed = drawing.listed(before, deciding.subject.code)
    if listed is None:
        return  # LOT-1 refuses it
    result = lots.draw(listed, str(deciding.deed.text("seed")), str(deciding.deed.text("randomness")))
    changes[""]["result_digest"] = result.digest()
    changes.update({f"entries/{ticket}": {"rank": rank} for ticket, rank in result.ranks().items()})


def _advance(deciding: Deciding, before: View, changes: Entities) -> None:
    """The next reserve of the same size class moves up in the place of one that waived or missed its day."""
    deed = deciding.deed
    waived = deed.values["in_place_of"]
    assert isinstance(waived, int)
    turn = drawing.turn(before, waived)
    if waived not in turn.places:
        raise errors.InvalidValue(
            f"inPlaceOf {waived} has no place that it could waive; name a ticket that may choose.",
            field="inPlaceOf",
            rule="SEC-3",
        )
    if turn.next is None:
        raise errors.InvalidValue(
            f"inPlaceOf {waived}: no reserve of its size class is left; offer the home in another batch.",
            field="inPlaceOf",
            rule="SEC-3",
        )
    advance = next(entity for entity in changes if entity.startswith("advances/"))
    changes[advance]["ticket"] = turn.next
    changes[f"entries/{waived}"] = {"waived_on": deed.effective_on}


COMMANDS = (
    do.registers(
        "open_batch",
        "BatchOpened",
        needed(L.division),
        needed(L.programme),
        needed(L.commitment),
        needed(L.randomness_source),
        needed(L.randomness_on),
        stamps=(L.opened_on,),
        constants={"rule_version": lots.VERSION},
        summary="`fangji lottery seed` makes a secret seed and its commitment; docs/lottery.md tells how it goes on.",
    ),
    do.states(
        "freeze_list",
        "ListFrozen",
        Items(
            "entries",
            "Households that take part",
            "参加家庭",
            L.entries,
            (needed(L.entries.household_code), needed(L.entries.bedrooms), given(L.entries.tier)),
            ("household_code",),
            required=True,
        ),
        Items(
            "homes",
            "Homes that are drawn",
            "房源",
            L.pool,
            (needed(L.pool.house_code), needed(L.pool.bedrooms)),
            ("house_code",),
            required=True,
        ),
        needed(L.salting_key),
        stamps=(L.frozen_on,),
        amend=_freeze,
        summary="Must be recorded before the day on which the public randomness becomes known.",
    ),
    do.states(
        "draw_lots",
        "Drawn",
        needed(L.seed),
        needed(L.randomness),
        stamps=(L.drawn_on,),
        amend=_draw,
    ),
    do.states(
        "publish_result",
        "ResultPublished",
        needed(L.choose_by),
        stamps=(L.published_on,),
    ),
    do.opens(
        "advance_reserve",
        "ReserveAdvanced",
        L.advances,
        needed(L.advances.number, "notice_no"),
        needed(L.advances.in_place_of),
        needed(L.advances.choose_by),
        key="notice_no",
        stamps=(L.advances.advanced_on,),
        amend=_advance,
    ),
)
