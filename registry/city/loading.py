"""Sends a generated city through the ledger's bulk append, some thousand events at a time, personal data sealed."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import itertools
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence

from aggregates import errors
from registry import garbage
from registry.city import apart, generation, plan, preparing
from registry.ledger import keys, ledger, preparation, units


class CityExists(errors.FangjiError):
    """The database holds another city already."""

    code = "OTHER_CITY"


@dataclasses.dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did; `repeated` events were there before."""

    events: int
    repeated: int


async def load(
    city: plan.City,
    log: ledger.Ledger,
    store: keys.PostgresKeys,
    report: Callable[[int], None] = lambda count: None,
    processes: apart.Apart | None = None,
) -> Loaded:
    """Appends all events of the city; `report` is told how many after each transaction.

    The same city again appends nothing, and a load that was killed goes on. The ledger is the same whether further
    ``processes`` prepare it or this one does all. Raises `CityExists` where another city has the same codes.
    """
    await store.index_key()  # made once, whoever seals
    parts = list(generation.parts(city))
    done, repeated = await _recorded(parts, log)
    if repeated:
        report(repeated)
    fresh = 0
    orders = itertools.islice(_orders(parts), done, None)
    with garbage.collected_by_hand():
        async with contextlib.aclosing(_prepared(orders, store, processes)) as prepared:
            async for unit in prepared:
                if (await append(unit, log, store)).repeated:
                    repeated += unit.size
                else:
                    fresh += unit.size
                report(unit.size)
                gc.collect(0)
    return Loaded(fresh, repeated)


async def _recorded(parts: Sequence[generation.Part], log: ledger.Ledger) -> tuple[int, int]:
    """How many parts are wholly recorded, and how many events they have.

    Parts are recorded in order, so all before the last one that was begun are.
    """
    begun, whole, events = list(range(len(parts))), 0, 0
    for number in itertools.count():
        commands = {preparing.command(preparing.unit_name(parts[place], number)): place for place in begun}
        sizes = await log.recorded(commands)
        begun = [place for command, place in commands.items() if command in sizes]
        if not begun:
            break
        whole = max(whole, begun[-1])
        events += sum(size for command, size in sizes.items() if commands[command] < whole)
    return whole, events


def _orders(parts: Iterable[generation.Part]) -> Iterator[preparing.Order]:
    """Each part with the versions from which it goes on."""
    versions: preparing.Versions = {}
    for part in parts:
        yield preparing.Order(part, dict(versions))
        for draft in part.lasting:
            versions[draft.subject] = versions.get(draft.subject, 0) + 1


async def _prepared(
    orders: Iterable[preparing.Order], store: keys.PostgresKeys, processes: apart.Apart | None
) -> AsyncGenerator[preparation.Prepared, None]:
    if processes is None:
        preparer = preparing.Preparer(store)
        for order in orders:
            async for unit in preparer.part(order):
                yield unit
        return
    async with contextlib.aclosing(processes.prepared(orders)) as prepared:
        async for unit in prepared:
            yield unit


async def append(prepared: preparation.Prepared, log: ledger.Ledger, store: keys.PostgresKeys) -> units.Appended:
    """Records a unit, once; raises `CityExists` where another city has the same codes.

    Of its people those are indexed whom no earlier unit has named; two with one number by chance are indexed once.
    """
    taken = await store.find_persons(prepared.unit.persons)
    persons = {digest: ref for digest, ref in prepared.unit.persons.items() if digest not in taken}
    prepared.unit = dataclasses.replace(prepared.unit, persons=persons)
    try:
        return await log.append_bulk(prepared)
    except errors.Conflict as conflict:
        raise CityExists(
            "The database holds a generated city of other numbers; generate the same one again, "
            "or set FANGJI_DATA_DIR (or DATABASE_URL) to another place."
        ) from conflict
