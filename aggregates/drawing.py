"""A batch on record as the algorithm of the draw sees it: its list, its order, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from aggregates import lots, lottery_bundle
from aggregates.attributes import Attribute
from aggregates.draft import Said
from aggregates.lottery import Lottery
from aggregates.view import View

L = Lottery
Elements = Iterable[tuple[str, Mapping[str, Said]]]

_ANNOUNCED = (L.programme, L.commitment, L.randomness_source, L.randomness_on)


def announced(state: View, number: str) -> lots.Batch | None:
    """What was announced of a batch; None where a part is missing."""
    said = [state.text(attribute) for attribute in _ANNOUNCED]
    return None if None in said else lots.Batch(number, *cast("list[str]", said))


def listed(state: View, number: str) -> lots.FrozenList | None:
    """The list of a batch as it is on record; None before it is frozen."""
    key = state.text(L.salting_key)
    return frozen(state, number, state.elements(L.entries), state.elements(L.pool), key) if key else None


def frozen(state: View, number: str, entries: Elements, pool: Elements, key: str) -> lots.FrozenList | None:
    """The list that these entries and homes make for the batch announced in ``state``; None where none was."""
    batch = announced(state, number)
    if batch is None:
        return None
    homes = [lots.Home(str(said.get("house_code")), _number(said, L.pool.bedrooms)) for _, said in pool]
    applied = [
        (str(said.get("household_code")), _number(said, L.entries.bedrooms), _number(said, L.entries.tier))
        for _, said in entries
    ]
    return lots.freeze(batch, homes, applied, key)


def result(state: View, listed: lots.FrozenList, list_digest: str, seed: str, randomness: str) -> lots.Result:
    """The result of a batch as its ranks are on record, whatever the algorithm would give."""
    sizes = sorted({one.bedrooms for one in listed.homes} | {one.bedrooms for one in listed.tickets})
    ranked: dict[int, list[tuple[int, int]]] = {size: [] for size in sizes}
    for _, said in state.elements(L.entries):
        rank = _number(said, L.entries.rank)
        if rank:
            ranked.setdefault(_number(said, L.entries.bedrooms), []).append((rank, _number(said, L.entries.ticket)))
    homes = {size: sum(1 for one in listed.homes if one.bedrooms == size) for size in sizes}
    classes = [lots.Ranking(size, homes[size], [ticket for _, ticket in sorted(ranked[size])]) for size in sizes]
    return lots.Result(listed.batch.number, list_digest, seed, randomness, classes)


def drawn(state: View, number: str) -> lottery_bundle.Drawn | None:
    """A batch that was drawn, as its bundle shows it; None before that."""
    found = listed(state, number)
    said = [state.text(one) for one in (L.list_digest, L.seed, L.randomness, L.result_digest)]
    if found is None or None in said:
        return None
    list_digest, seed, randomness, result_digest = cast("list[str]", said)
    made_by = {"opened": L.commitment, "frozen": L.list_digest, "drawn": L.result_digest}
    events = {name: str(state.maker(attribute)) for name, attribute in made_by.items()}
    ranked = result(state, found, list_digest, seed, randomness)
    return lottery_bundle.Drawn(found, list_digest, ranked, result_digest, events)


def slips(state: View, number: str) -> list[tuple[str, int, str]]:
    """Application, ticket and salt of each entry by tickets: what each household is told, and nobody else."""
    key = state.text(L.salting_key)
    if key is None:
        return []
    entries = [
        (_number(said, L.entries.ticket), str(said.get("household_code"))) for _, said in state.elements(L.entries)
    ]
    return [(application, ticket, lots.salt(key, number, application)) for ticket, application in sorted(entries)]


@dataclass(frozen=True, slots=True)
class Turn:
    """One size class after its draw: who has a place, and who moves up next."""

    places: frozenset[int]
    next: int | None


def turn(state: View, ticket: int) -> Turn:
    """The size class of a ticket: the first of the order have a place, and who moved up; not who was replaced."""
    entries = {_number(said, L.entries.ticket): said for _, said in state.elements(L.entries)}
    bedrooms = entries.get(ticket, {}).get("bedrooms")
    ranked = [(said.get("rank"), number) for number, said in entries.items() if said.get("bedrooms") == bedrooms]
    order = [number for rank, number in sorted(cast("list[tuple[int, int]]", [one for one in ranked if one[0]]))]
    homes = sum(1 for _, said in state.elements(L.pool) if said.get("bedrooms") == bedrooms)
    advances = [said for _, said in state.elements(L.advances)]
    moved = {_number(said, L.advances.ticket) for said in advances}
    replaced = {_number(said, L.advances.in_place_of) for said in advances}
    left = [one for one in order[homes:] if one not in moved]
    return Turn(frozenset((*order[:homes], *moved.intersection(order))) - replaced, left[0] if left else None)


def ahead(state: View, application: str) -> list[tuple[int, str]]:
    """Whose turn it is before that household's, in the published order: ticket and last day of each that may choose.

    Those of its size class who were called before the view's day, come before it and have neither chosen nor waived.
    """
    entries = {_number(said, L.entries.ticket): said for _, said in state.elements(L.entries)}
    entity = entry_of(state, application)
    if entity is None:
        return []
    own = state.state[entity]
    places = turn(state, _number(own, L.entries.ticket)).places
    before = (one for one in places if _number(entries[one], L.entries.rank) < _number(own, L.entries.rank))
    return sorted((one, str(entries[one]["choose_by"])) for one in before if _may_choose(entries[one], state.day))


def _may_choose(entry: Mapping[str, Said], day: str) -> bool:
    last = entry.get("choose_by")
    return isinstance(last, str) and day <= last and not (entry.get("chosen_on") or entry.get("waived_on"))


def choose_by(state: View, application: str) -> str | None:
    """The last day on which a household may choose by what was published of the draw, or of its moving up."""
    entity = entry_of(state, application)
    ticket = state.state[entity].get("ticket") if entity else None
    moved = [said.get("choose_by") for _, said in state.elements(L.advances) if said.get("ticket") == ticket]
    last = moved[-1] if moved else state.text(L.choose_by)
    return last if entity and isinstance(last, str) else None


def entry_of(state: View, application: str) -> str | None:
    """The entity of a household's entry in a batch; None where it takes no part."""
    keys = [key for key, said in state.elements(L.entries) if said.get("household_code") == application]
    return f"{L.entries.collection.name}/{keys[0]}" if keys else None


def has_place(state: View, application: str) -> bool:
    """Whether that household may choose by the draw: among the first of its class, or moved up, and not replaced."""
    entity = entry_of(state, application)
    if entity is None:
        return False
    ticket = _number(state.state[entity], L.entries.ticket)
    return ticket in turn(state, ticket).places


def _number(said: Mapping[str, Said], attribute: Attribute) -> int:
    return cast(int, said.get(attribute.name) or 0)
