"""What ends with what: eligibility, allocations, tenancies and subsidies of a household, and the homes that it held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aggregates import calendar_days, drawing, errors
from aggregates import event as events
from aggregates.commands import applying, coverage, entitling
from aggregates.commands.coverage import Entities
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.household import Household
from aggregates.kinds import Element
from aggregates.rules import claims
from aggregates.view import View
from aggregates.world import Known, Name

F = Household


def publish(deciding: Deciding, before: View, changes: Entities) -> None:
    """A publicity lasts as long as policy says, where no longer period is stated."""
    publicity = changes[coverage.entity_of(changes, F.publicities)]
    days = coverage.policy(deciding, before).reviews.publicity_days
    publicity.setdefault("ends_on", calendar_days.add_days(str(publicity["opened_on"]), days))


def open_review(deciding: Deciding, before: View, changes: Entities) -> None:
    """A review is due within the days that policy sets, where no day is stated; none before it is opened."""
    review = changes[coverage.entity_of(changes, F.annual_reviews)]
    opened = str(review["opened_on"])
    days = coverage.policy(deciding, before).reviews.recheck_days
    applying.due_within(review, opened, days, f"the review is opened on {opened}")


def revoke(deciding: Deciding, before: View, changes: Entities) -> None:
    """Without eligibility there is no waiting, no allocation that was not used yet and no subsidy."""
    named = coverage.entity_of(changes, F.eligibilities)
    reason = changes[named].get("reason")
    for entity in _ending(deciding, before, changes):
        if entity.startswith("subsidy_approvals/") and reason is not None:
            changes[entity].setdefault("reason", reason)


def exit_(deciding: Deciding, before: View, changes: Entities) -> None:
    """A household that leaves has no eligibility, waits for nothing, receives nothing; its members are free."""
    applying.let_go(deciding, before, changes)
    day = deciding.deed.effective_on
    for key, _ in before.standing(F.eligibilities):
        changes[f"eligibilities/{key}"] = {"revoked_on": day}
    for key, _ in before.standing(F.members):
        changes[f"members/{key}"] = {"left_on": day}
    list(_ending(deciding, before, changes))


def _ending(deciding: Deciding, before: View, changes: Entities) -> Iterator[str]:
    """End what rests on an eligibility; the entities that ended."""
    day = deciding.deed.effective_on
    for of, name in ((F.waitings, "ended_on"), (F.allocations, "lapsed_on"), (F.subsidy_approvals, "stopped_on")):
        for key, said in _not_over(before, of, name):
            changes[f"{of.collection.name}/{key}"] = {name: day}
            yield f"{of.collection.name}/{key}"
            if of is F.allocations:
                free_home(deciding, said.get("house_code"))


def _not_over(before: View, of: type[Element], end: str) -> Iterator[tuple[str, Mapping[str, Said]]]:
    """What stands, and what would begin only later."""
    standing = {key for key, _ in before.standing(of)}
    for key, said in before.elements(of):
        begins = said.get("starts_on")
        if key in standing or (isinstance(begins, str) and begins > before.day and said.get(end) is None):
            yield key, said


def hold_home(deciding: Deciding, house: Known) -> None:
    """A home is one household's from its choice until it is left."""
    deciding.taking.append(home_claim(house))


def free_home(deciding: Deciding, code: Said) -> None:
    """Another household may choose the home from now on."""
    if isinstance(code, str):
        deciding.releasing += [home_claim(house) for house in deciding.world.find(Name("HOUSE", code))]


def home_claim(house: Known) -> events.Claim:
    """The claim on a house."""
    return events.Claim(claims.HOME, str(house.stream))


def allocate(deciding: Deciding, before: View, changes: Entities) -> None:
    """An allocation may name its home at once."""
    if deciding.deed.text("house_code") is not None:
        hold_home(deciding, coverage.named_house(deciding))
        allocation = changes[coverage.entity_of(changes, F.allocations)]
        allocation.setdefault("selected_on", deciding.deed.effective_on)


def draw(deciding: Deciding, before: View, changes: Entities) -> None:
    """A draw of the city's own is that of a batch on record; it says until when to choose where nothing else does."""
    batch = deciding.deed.text("lottery_code")
    if batch is not None:
        lottery = deciding.require(Name("LOTTERY", batch), "lottery_code")
        state = deciding.world.state(lottery, deciding.deed.effective_on)
        last = drawing.choose_by(state, deciding.deed.code)
        if last is not None:
            changes[coverage.entity_of(changes, F.allocations)].setdefault("choose_by", last)


def call(deciding: Deciding, primary: Draft, before: View) -> None:
    """A household that was drawn is called to choose: its batch knows until when, by the result's day or its own."""
    entity = coverage.entity_of(primary.changes, F.allocations)
    _note_turn(deciding, primary, primary.changes[entity], "choose_by", primary.changes[entity].get("choose_by"))


def take_turn(deciding: Deciding, primary: Draft, before: View) -> None:
    """A household that was drawn has chosen, or given up its choice: its turn in the batch is over."""
    entity = coverage.entity_of(primary.changes, F.allocations)
    chosen = "selected_on" in primary.changes[entity]
    _note_turn(
        deciding,
        primary,
        before.state.get(entity, {}),
        "chosen_on" if chosen else "waived_on",
        deciding.deed.effective_on,
    )


def _note_turn(deciding: Deciding, primary: Draft, allocation: Mapping[str, Said], name: str, day: Said) -> None:
    """TurnRecorded on the batch of an allocation, where it is one of the city's own draws."""
    batch = allocation.get("lottery_code")
    if allocation.get("method") != "LOTTERY" or not isinstance(batch, str) or day is None:
        return
    for lottery in deciding.world.find(Name("LOTTERY", batch))[:1]:
        entry = drawing.entry_of(deciding.world.state(lottery, deciding.deed.effective_on), primary.code)
        if entry is not None:
            deciding.add(lottery, "TurnRecorded", {entry: {name: day}}, cause=primary)


def choose(deciding: Deciding, before: View, changes: Entities) -> None:
    """The chosen home is the household's; one that it had chosen before is free again."""
    house, entity = coverage.named_house(deciding), coverage.entity_of(changes, F.allocations)
    former = before.state.get(entity, {}).get("house_code")
    if former != deciding.deed.text("house_code"):
        free_home(deciding, former)
    hold_home(deciding, house)


def waive(deciding: Deciding, before: View, changes: Entities) -> None:
    """A waived or missed choice ends the allocation; one waiver too many ends the place on the waiting list."""
    deed, entity = deciding.deed, coverage.entity_of(changes, F.allocations)
    allocation = before.state.get(entity, {})
    last = allocation.get("choose_by")
    missed = isinstance(last, str) and deed.effective_on > last
    changes[entity].setdefault("lapsed_on" if missed else "waived_on", deed.effective_on)
    free_home(deciding, allocation.get("house_code"))
    gone = [key for key, said in before.elements(F.allocations) if said.get("waived_on") or said.get("lapsed_on")]
    if len(gone) + 1 >= coverage.policy(deciding, before).tenancies.waivers:
        end_waiting(deciding, before, changes, allocation.get("programme"))


def end_waiting(deciding: Deciding, before: View, changes: Entities, programme: Said) -> None:
    """Who got what it waited for, or lost its place, waits no longer."""
    for key, said in before.standing(F.waitings):
        if said.get("programme") == programme:
            changes[f"waitings/{key}"] = {"ended_on": deciding.deed.effective_on}


def use_allocation(deciding: Deciding, before: View, changes: Entities) -> None:
    """With its contract an allocation is used, and the household waits no longer."""
    house, day = deciding.deed.text("house_code"), deciding.deed.effective_on
    for key, said in before.standing(F.allocations):
        if said.get("house_code") == house:
            changes[f"allocations/{key}"] = {"contracted_on": day}
            end_waiting(deciding, before, changes, said.get("programme"))


def term(deciding: Deciding, before: View, changes: Entities) -> None:
    """A contract that states no end ends after the years that policy sets."""
    contract = changes[coverage.entity_of(changes, F.tenancies)]
    years = coverage.policy(deciding, before).tenancies.years
    contract.setdefault("ends_on", calendar_days.add_months(str(contract["starts_on"]), 12 * years))


def sign(deciding: Deciding, before: View, changes: Entities) -> None:
    """A tenancy contract: its term and rent, its home, the allocation that it uses."""
    term(deciding, before, changes)
    entitling.set_rent(deciding, before, changes)
    hold_home(deciding, coverage.named_house(deciding))
    use_allocation(deciding, before, changes)


def buy(deciding: Deciding, before: View, changes: Entities) -> None:
    """A purchase uses the allocation."""
    hold_home(deciding, coverage.named_house(deciding))
    use_allocation(deciding, before, changes)


def move_in(deciding: Deciding, primary: Draft, before: View) -> None:
    """The home is lived in, and the subsidy for the market ends where a public rental home is rented (SEC-4)."""
    entity = _begun(primary)
    _start(deciding, primary, primary.changes[entity], entity)
    starts = primary.changes[entity].get("starts_on")
    _stop_market_subsidy(deciding, primary, before, str(starts or primary.effective_on))


def _begun(primary: Draft) -> str:
    """The tenancy that an event begins or goes on with."""
    return next(
        entity for entity, said in primary.changes.items() if entity.startswith("tenancies/") and "ended_on" not in said
    )


def _start(deciding: Deciding, primary: Draft, said: Mapping[str, Said], entity: str) -> None:
    """TenancyStarted on the house, in the words of the household's contract."""
    for house in deciding.world.find(Name("HOUSE", str(said.get("house_code"))))[:1]:
        told = {name: value for name, value in said.items() if name not in ("house_code", "reason")}
        number = told.setdefault("contract_no", entity.partition("/")[2])
        changes = {f"tenancies/{number}": {**told, "household_code": primary.code}}
        deciding.add(house, "TenancyStarted", changes, cause=primary)


def go_on(deciding: Deciding, primary: Draft, before: View) -> None:
    """A renewed contract goes on in the same home, under its number."""
    entity = _begun(primary)
    _start(deciding, primary, {**before.state.get(entity, {}), **primary.changes[entity]}, entity)


def move_out(deciding: Deciding, primary: Draft, before: View) -> None:
    """The home is left."""
    for entity, said in primary.changes.items():
        if not entity.startswith("tenancies/") or "ended_on" not in said:
            continue
        known = before.state.get(entity, {})
        number = known.get("contract_no") or entity.partition("/")[2]
        for house in deciding.world.find(Name("HOUSE", str(known.get("house_code"))))[:1]:
            left = {name: said[name] for name in ("ended_on", "reason") if name in said}
            deciding.add(house, "TenancyEnded", {f"tenancies/{number}": left}, cause=primary)


def leave_home(deciding: Deciding, before: View, changes: Entities) -> None:
    """The home is free for another household; nobody leaves before moving in."""
    entity = coverage.entity_of(changes, F.tenancies)
    known, ended = before.state.get(entity, {}), changes[entity].get("ended_on")
    if isinstance(since := known.get("starts_on"), str) and isinstance(ended, str) and ended < since:
        raise errors.InvalidValue(
            f"endedOn {ended} lies before the tenancy's first day {since}; state a later day.",
            field="endedOn",
            rule="RANGE",
        )
    free_home(deciding, known.get("house_code"))


def exchange(deciding: Deciding, before: View, changes: Entities) -> None:
    """One tenancy ends with the day before the other begins."""
    begun = coverage.entity_of(changes, F.tenancies)
    term(deciding, before, changes)
    entitling.set_rent(deciding, before, changes)
    hold_home(deciding, coverage.named_house(deciding))
    ended = changes[begun]["starts_on"]
    for key, said in before.standing(F.tenancies):
        if f"tenancies/{key}" != begun:
            changes[f"tenancies/{key}"] = {"ended_on": ended, "reason": "调换"}
            free_home(deciding, said.get("house_code"))
    use_chosen(deciding, before, changes)


def use_chosen(deciding: Deciding, before: View, changes: Entities) -> None:
    """Where the other home was allocated, the allocation is used."""
    for key, said in before.standing(F.allocations):
        if said.get("house_code") == deciding.deed.text("house_code"):
            changes[f"allocations/{key}"] = {"contracted_on": deciding.deed.effective_on}


def swap(deciding: Deciding, primary: Draft, before: View) -> None:
    """One home is left, the other lived in."""
    move_out(deciding, primary, before)
    entity = _begun(primary)
    _start(deciding, primary, primary.changes[entity], entity)


def stop_subsidy(deciding: Deciding, primary: Draft, before: View) -> None:
    """Who buys a home gets no subsidy for the market any more (SEC-4)."""
    _stop_market_subsidy(deciding, primary, before, primary.effective_on)


def _stop_market_subsidy(deciding: Deciding, primary: Draft, before: View, day: str) -> None:
    for key, said in _not_over(before, F.subsidy_approvals, "stopped_on"):
        if said.get("kind") == "MARKET_RENT":
            stopped: dict[str, Said] = {"stopped_on": day, "reason": "SEC-4"}
            changes = {f"subsidy_approvals/{key}": stopped}
            deciding.add(deciding.subject, "MarketRentSubsidyStopped", changes, cause=primary)
