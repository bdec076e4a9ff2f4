"""What a project's engagements do to the enterprises and practitioners that take part: both sides tell the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from aggregates.credited import Credited
from aggregates.deciding import Deciding
from aggregates.draft import Draft, Said
from aggregates.project import Project
from aggregates.view import View
from aggregates.world import Known, Name

C, P = Credited, Project
CHECKED = frozenset({"BUILDER", "SUPERVISOR", "PROJECT_MANAGER", "CHIEF_SUPERVISOR"})
"""Roles that answer for what an inspection of the works finds."""
_SAME = ("role", "key_role", "qualification", "contract_no", "starts_on")


def record(deciding: Deciding, primary: Draft, before: View) -> None:
    """Those on record who take a role, or leave one, by an event of a project are engaged, or released, with it."""
    for key, said in _participants(primary):
        whole = {**before.state.get(f"participants/{key}", {}), **said}
        for party in _party(deciding, whole):
            if said.get("ended_on") is not None:
                _release(deciding, party, key, whole, primary)
            elif "starts_on" in said:
                deciding.add(
                    party, "Engaged", {f"engagements/{primary.code}-{key}": _told(primary, whole)}, cause=primary
                )


def _participants(primary: Draft) -> Iterator[tuple[str, Mapping[str, Said]]]:
    for entity, said in primary.changes.items():
        collection, _, key = entity.partition("/")
        if collection == "participants":
            yield key, said


def _party(deciding: Deciding, said: Mapping[str, Said]) -> tuple[Known, ...]:
    """Who takes the role, where on record: the practitioner where one is named, else the enterprise."""
    practitioner, enterprise = said.get("practitioner_no"), said.get("enterprise_code")
    name = Name("PRACTITIONER", practitioner) if isinstance(practitioner, str) else None
    if name is None and isinstance(enterprise, str):
        name = Name("ENTERPRISE", enterprise)
    return deciding.world.find(name)[:1] if name else ()


def _told(primary: Draft, said: Mapping[str, Said]) -> dict[str, Said]:
    told = {name: said[name] for name in _SAME if name in said} | {"project_code": primary.code}
    if said.get("practitioner_no") is not None and said.get("enterprise_code") is not None:
        told["enterprise_code"] = said["enterprise_code"]
    return told


def _release(deciding: Deciding, party: Known, participant: str, said: Mapping[str, Said], primary: Draft) -> None:
    """The engagement that the project's own began, else one of that role; an ended one where a release is corrected."""
    codes = {one.event.code for one in deciding.subject.recorded} | {primary.code}
    state = deciding.world.state(party, deciding.deed.effective_on)
    every = state.elements if deciding.replaces(party, "Released") else state.standing
    held = {key: one for key, one in every(C.engagements) if one.get("project_code") in codes}
    begun = [f"{code}-{participant}" for code in codes if f"{code}-{participant}" in held]
    alike = [key for key, one in held.items() if one.get("role") == said.get("role")]
    left: dict[str, Said] = {name: said[name] for name in ("ended_on", "reason") if name in said}
    for key in (begun or alike)[-1:]:
        deciding.add(party, "Released", {f"engagements/{key}": left}, cause=primary)


def check_on_site(deciding: Deciding, primary: Draft, before: View) -> None:
    """An inspection of works is on record of those who answer for them on that day, too 两场联动."""
    entity = next(entity for entity in primary.changes if entity.startswith("inspections/"))
    key, said = entity.partition("/")[2], primary.changes[entity]
    found = {
        name: said[name]
        for name in ("number", "kind", "inspected_on", "passed", "issues", "random_draw")
        if name in said
    }
    answering = {
        party.stream: (party, participant["role"])
        for _, participant in before.standing(P.participants)
        if participant.get("role") in CHECKED
        for party in _party(deciding, participant)
    }
    for party, role in answering.values():
        told = {**found, "project_code": primary.code, "role": role}
        deciding.add(party, "SiteChecked", {f"site_checks/{primary.code}-{key}": told}, cause=primary)
