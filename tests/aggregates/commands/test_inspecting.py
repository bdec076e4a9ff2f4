"""双随机抽查 from its lists to the inspections: who is left out, what is refused (INS-1, INS-2), what can be proved."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import Any

import pytest

from aggregates import deciding, errors, inspection_bundle, lots
from tests import deeds
from tests.aggregates import inspections, parties

DRAW, CITY = inspections.DRAW, inspections.CITY
REVEALED = {"on": inspections.KNOWN, "draw_no": DRAW, "seed": inspections.SEED, "randomness": "1.835"}


def replayed(bundle: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The draw computed again from what is published, with nothing but Python."""

    def mac(key: bytes, *lines: str) -> bytes:
        return hmac.digest(key, "\n".join(("fangji-lots-1 " + lines[0], *lines[1:])).encode(), "sha256")

    def canonical(value: object) -> bytes:
        return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    listed, result = bundle["draw"]["list"], bundle["draw"]["result"]
    bound = hashlib.sha256(canonical(bundle["conflicts"])).hexdigest()
    assert listed["programme"].endswith(f"; {bound}"), "the conflicts are bound"
    names = {}
    for side in ("project", "inspector"):
        for name in bundle[f"{side}s"]:
            salt = mac(bytes.fromhex(listed["commitment"]), "salt", listed["batch"], f"{side} {name}").hex()
            text = "\n".join(("fangji-lots-1 applicant", listed["batch"], salt, f"{side} {name}"))
            names[hashlib.sha256(text.encode()).hexdigest()] = name
    key = mac(bytes.fromhex(result["seed"]), "key", hashlib.sha256(canonical(listed)).hexdigest(), result["randomness"])
    order = sorted(listed["tickets"], key=lambda one: mac(key, "lot", str(one["ticket"])))
    projects = [names[one["applicant"]] for one in order if one["bedrooms"] == 1]
    inspectors = [names[one["applicant"]] for one in order if one["bedrooms"] == 2]
    times, found = dict.fromkeys(inspectors, 0), []
    for project in projects[: bundle["projects_drawn"]]:
        free = [one for one in inspectors if [project, one] not in bundle["conflicts"]]
        free.sort(key=lambda one: (times[one], inspectors.index(one)))
        found.append((project, free[: bundle["inspectors_each"]]))
        for one in found[-1][1]:
            times[one] += 1
    return found


def test_the_draw_is_what_anybody_computes_from_the_bundle() -> None:
    town = inspections.drawn()
    encoded = inspections.bundle(town)
    assigned = inspections.assigned(town)
    assert replayed(json.loads(encoded)) == assigned
    assert [len(by) for _, by in assigned] == [2, 2, 2]
    assert inspection_bundle.verify(encoded, DRAW).faults == []


def test_whoever_is_engaged_or_employed_by_who_is_inspects_it_never() -> None:
    town = inspections.frozen()
    conflicts = {
        (one["project_code"], one["inspector_no"])
        for one in parties.elements(town, "DIVISION", CITY, "inspection_conflicts")
    }
    assert conflicts == {
        ("P1", parties.MANAGER),
        ("P1", parties.CHIEF),
        ("P3", parties.MANAGER),
        ("P2", "GH-001"),
    }
    for seed in range(20):
        made = inspections.town()
        secret = f"{seed:064x}"
        commitment = lots.commitment(DRAW, secret)
        made.given("freeze_inspection_lists", CITY, **inspections.freezing(commitment=commitment))
        made.at(inspections.KNOWN).given("draw_inspections", CITY, **{**REVEALED, "seed": secret})
        drawn = inspections.assigned(made.at(inspections.KNOWN))
        assert not conflicts & {(project, number) for project, by in drawn for number in by}


def test_nobody_inspects_twice_before_everybody_once() -> None:
    town = inspections.town()
    town.given("freeze_inspection_lists", CITY, **inspections.freezing(projects_drawn=6, inspectors_each=1))
    town.at(inspections.KNOWN).given("draw_inspections", CITY, **REVEALED)
    drawn = inspections.assigned(town.at(inspections.KNOWN))
    times = [sum(number in by for _, by in drawn) for number in inspections.INSPECTORS]
    assert sorted(times) == [1, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"projects_drawn": 7}, "projectsDrawn"),
        ({"inspectors_each": 4}, "inspectorNos"),
        ({"inspector_nos": [*inspections.STAFF, "GH-001"]}, "inspectorNos"),
        ({"inspector_nos": [" "]}, "inspectorNos"),
        ({"project_codes": ["P1", "P1", "P2", "P3"]}, "projectCodes"),
        ({"conflicts": [{"project_code": "P9", "inspector_no": "GH-001"}]}, "conflicts.0"),
        ({"commitment": "abc"}, "commitment"),
    ],
)
def test_lists_that_cannot_be_drawn_from_are_refused(said: dict[str, object], field: str) -> None:
    with pytest.raises(errors.InvalidValue) as raised:
        inspections.town().decide("freeze_inspection_lists", CITY, **inspections.freezing(**said))
    assert raised.value.field == field


def test_projects_are_on_record() -> None:
    with pytest.raises(deciding.UnknownSubject, match="projectCodes"):
        inspections.town().decide("freeze_inspection_lists", CITY, **inspections.freezing(project_codes=["P1", "P99"]))


def messages(town: deeds.Town, name: str, /, **said: object) -> list[str]:
    return [one.breach.en for one in town.decide(name, CITY, **said).rejections]


def test_lists_frozen_when_the_randomness_can_be_known_prove_nothing() -> None:
    (said,) = messages(inspections.town(inspections.KNOWN), "freeze_inspection_lists", **inspections.freezing())
    assert f"can be known from {inspections.KNOWN} on" in said


@pytest.mark.parametrize(
    ("today", "said", "message"),
    [
        ("2026-05-19", {"on": "2026-05-19"}, "becomes known on 2026-05-20 only"),
        (inspections.KNOWN, {"seed": "00" * 32}, "not the one committed to"),
        (inspections.KNOWN, {"draw_no": "SC-9"}, "There is no"),
    ],
)
def test_a_draw_that_does_not_follow_is_refused(today: str, said: dict[str, object], message: str) -> None:
    assert any(
        message in one for one in messages(inspections.frozen(today), "draw_inspections", **{**REVEALED, **said})
    )


def test_a_draw_is_drawn_once_and_its_lists_are_frozen_once() -> None:
    town = inspections.drawn()
    assert any("drawn already" in one for one in messages(town, "draw_inspections", **REVEALED))
    again = town.at(inspections.FROZEN).refused("freeze_inspection_lists", CITY, **inspections.freezing())
    assert "REF-1" in again


def test_a_draw_rests_on_its_lists() -> None:
    town = inspections.drawn()
    froze, drew = (
        next(one for one in town.recorded if one.event.type == type_)
        for type_ in ("InspectionListsFrozen", "InspectionDrawn")
    )
    assert drew.event.relied_on == (froze.event.id,)


def test_an_inspection_names_the_draw_that_drew_its_project() -> None:
    town = inspections.drawn()
    drawn = [project for project, _ in inspections.assigned(town)]
    left = next(code for code in inspections.PROJECTS if code not in drawn)
    inspection = {"on": "2026-05-25", "inspection_no": "AJ-1", "passed": True, "draw_no": DRAW}
    assert town.found("inspect_safety", drawn[0], **inspection) == []
    assert town.state("PROJECT", drawn[0])["inspections/AJ-1"]["random_draw"] is True
    assert town.found("inspect_safety", left, **inspection) == ["INS-2"]
    assert town.found("inspect_quality", drawn[1], **{**inspection, "random_draw": False}) == ["INS-2"]
    assert town.found("inspect_quality", drawn[2], **{**inspection, "draw_no": "SC-9"}) == ["INS-2"]
    early = {**inspection, "on": "2026-05-19"}
    assert town.found("inspect_quality", drawn[2], **{**early, "inspection_no": "AJ-2"}) == ["INS-2"]


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        (b'"projects_drawn":3', b'"projects_drawn":2', "terms"),
        (b'["P2","GH-001"]', b'["P4","GH-001"]', "terms"),
        (b'"GH-003"', b'"GH-009"', "names"),
        (b'"randomness":"1.835"', b'"randomness":"1.836"', "result_digest"),
    ],
)
def test_a_bundle_that_was_altered_says_where(old: bytes, new: bytes, what: str) -> None:
    encoded = inspections.bundle(inspections.drawn())
    assert old in encoded
    assert what in {one.what for one in inspection_bundle.verify(encoded.replace(old, new), DRAW).faults}


def test_an_assignment_that_was_altered_is_seen() -> None:
    bundle = json.loads(inspections.bundle(inspections.drawn()))
    bundle["assignments"][0]["inspectors"].reverse()
    encoded = json.dumps(bundle, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    assert [one.what for one in inspection_bundle.verify(encoded).faults] == ["assignments"]


@pytest.mark.parametrize("encoded", [b"{}", b"nothing", b'{"format":"fangji-inspection-1"}'])
def test_what_is_no_bundle_is_told_so(encoded: bytes) -> None:
    assert [one.what for one in inspection_bundle.verify(encoded).faults] == ["format"]
