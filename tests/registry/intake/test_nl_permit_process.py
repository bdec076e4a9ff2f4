"""Dutch permit procedures: what a step makes, its clocks, its persons, and the dirt of the logs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from aggregates import sealed
from registry.intake import engine, profiles
from registry.intake.accounting import Summary
from registry.intake.engine import Options, Parts, Watcher
from registry.intake.profiles import nl_permit_files as files
from registry.intake.quarantine import MASK, Rejection
from tests.acceptance import leaks
from tests.registry.intake import imports

GRANT = "01_HOOFD_490_5a"
Body = dict[str, Any]


def step(code: str = "01_HOOFD_010", happened: str = "2014-04-11T00:00:00+02:00", /, **more: object) -> dict[str, Any]:
    """A row; columns that start with ``case:`` are given as ``case_…``."""
    row = {
        **dict.fromkeys((*files.STEP_COLUMNS, *files.CASE_COLUMNS, "case:endDatePlanned", *files.NOT_KEPT), ""),
        "case:concept:name": "77", "action_code": code, "concept:name": code, "activityNameEN": "register",
        "activityNameNL": "registratie", "dateFinished": "2014-04-14 10:30:00", "lifecycle:transition": "complete",
        "time:timestamp": happened, "question": "EMPTY", "org:resource": "Jansen-560530",
        "monitoringResource": "de-Vries-26706", "case:startDate": "2014-04-11T00:00:00+02:00",
        "case:Responsible_actor": "Bakker-560464", "case:parts": "Bouw,Kap", "case:caseStatus": "O",
        "case:SUMleges": "157.09305", "case:caseProcedure": "Uitgebreid",
    }  # fmt: skip
    return row | {name.replace("case_", "case:", 1).replace("__", ":"): value for name, value in more.items()}


def task(number: int, title: str, happened: str, /, **more: object) -> dict[str, Any]:
    row = {
        **dict.fromkeys((*files.TASK_COLUMNS, *files.TASK_CASE_COLUMNS, *files.TASK_NOT_KEPT), ""),
        "case:concept:name": "case-9", "concept:instance": f"task-{number}", "concept:name": title,
        "lifecycle:transition": "complete", "org:group": "EMPTY", "org:resource": "Resource21",
        "time:timestamp": happened, "case:deadline": "2011-12-06T13:41:31.788+01:00", "case:department": "General",
        "case:group": "Group 2", "case:startdate": "2011-10-11T13:42:22.688+02:00", "case:responsible": "Resource04",
    }  # fmt: skip
    return row | {name.replace("case_", "case:", 1).replace("__", ":"): value for name, value in more.items()}


async def deliver(parts: Parts, folder: Path, rows: Sequence[dict[str, Any]], name: str = "BPIC15_1.csv") -> Summary:
    path = imports.write_csv(folder / name, rows)
    return await imports.run(parts, profiles.get("nl-permit-process"), [path])


async def projects(parts: Parts, event_type: str = "ProcedureStepTaken") -> list[Body]:
    found = [body for body in await imports.bodies(parts.pool) if body["kind"] == "PROJECT"]
    return [body for body in found if body["type"] == event_type]


def facet(body: Body) -> str:
    return str(body["rows"][0]["key"].partition("#")[2])


def sets(body: Body) -> dict[str, Any]:
    return {change["entity"]: change["set"] for change in body["changes"]}


def clear(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if not isinstance(value, dict)}


async def test_a_step_with_its_clocks(parts: Parts, tmp_path: Path) -> None:
    row = step(planned="2014-04-15T09:30:39+02:00", dueDate="2014-04-17T23:30:00+02:00", question="42",
               dateStop="2014-04-16 08:00:00")  # fmt: skip
    summary = await deliver(parts, tmp_path, [row])
    assert (summary.counts.recorded, summary.counts.findings) == (1, {})
    begun, taken, ended = await projects(parts)
    assert (taken["code"], taken["effective_on"], taken["effective_seq"]) == ("BPIC15-1/77", "2014-04-11", 1)
    assert (taken["reason"], taken["registered_at"]) == ("MIGRATION", "2014-04-14T08:30:00.000000Z")
    ((entity, said),) = sets(taken).items()
    assert entity == "procedure_steps/01_HOOFD_010@2014-04-11T00:00:00"
    assert clear(said) == {
        "case_no": "77", "step": "01_HOOFD_010", "title": "register", "local_title": "registratie",
        "planned_on": "2014-04-15", "due_on": "2014-04-17", "done_on": "2014-04-11", "place": 1,
        "stopped_on": "2014-04-16", "outcome": "42",
    }  # fmt: skip
    assert sets(begun)[""] == {"division": "NL/BPIC15-1", "category": "Bouw,Kap", "currency": "EUR"}
    assert clear(sets(begun)["procedure_steps/case"]) == {
        "case_no": "77", "step": "case", "title": "environmental permit procedure",
        "local_title": "omgevingsvergunning uitgebreid", "started_on": "2014-04-11", "fee": "157.09",
    }  # fmt: skip
    assert [facet(one) for one in (begun, taken, ended)] == ["case", "", "end"]
    assert sets(ended) == {"procedure_steps/case": {"closed": False}}


async def test_divisions_are_those_of_the_country(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step()])
    divisions = [body for body in await imports.bodies(parts.pool) if body["kind"] == "DIVISION"]
    assert [(body["scheme"], body["code"], sets(body)[""].get("parent")) for body in divisions] == [
        ("nl-bag", "NL", None),
        ("nl-permit-process", "NL/BPIC15-1", "NL"),
    ]


async def test_steps_of_one_day_keep_the_files_order(parts: Parts, tmp_path: Path) -> None:
    rows = [
        step("03_B", "2014-04-11T00:00:00+02:00"),
        step("01_A", "2014-04-11T00:00:00+02:00"),
        step("02_C", "2014-04-11T09:00:00+02:00"),
        step("01_A", "2014-04-12T00:00:00+02:00"),
    ]
    await deliver(parts, tmp_path, rows)
    taken = [body for body in await projects(parts) if not facet(body)]
    places = [(body["effective_on"], body["effective_seq"], body["changes"][0]["set"]["step"]) for body in taken]
    assert places == [
        ("2014-04-11", 1, "03_B"),
        ("2014-04-11", 2, "01_A"),
        ("2014-04-11", 3, "02_C"),
        ("2014-04-12", 1, "01_A"),
    ]
    later = [*rows, step("04_D", "2014-04-12T00:00:00+02:00")]
    assert (await deliver(parts, tmp_path, later)).counts.recorded == 1
    added = (await projects(parts))[-1]
    assert (added["effective_seq"], added["changes"][0]["set"]["step"]) == (2, "04_D")


async def test_more_steps_of_a_day_that_come_alone_follow_those_on_record(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step("01_A"), step("02_B")])
    await deliver(parts, tmp_path, [step("03_C")])
    added = next(body for body in await projects(parts) if "03_C" in body["rows"][0]["key"] and not facet(body))
    assert added["effective_seq"] == 3


async def test_identical_rows_are_different_steps(parts: Parts, tmp_path: Path) -> None:
    rows = [step(), step(), step(question="True")]
    summary = await deliver(parts, tmp_path, rows)
    assert (summary.counts.recorded, summary.counts.duplicates) == (3, 0)
    entities = [next(iter(sets(body))) for body in await projects(parts) if not facet(body)]
    assert [entity.partition("~")[2] for entity in entities] == ["", "2", "3"]
    again = await deliver(parts, tmp_path, rows)
    assert (again.counts.events, again.counts.duplicates) == (0, 3)


async def test_one_log_twice_in_a_delivery_is_told_once(parts: Parts, tmp_path: Path) -> None:
    rows = [step(), step(), step("01_B")]
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    paths = [imports.write_csv(tmp_path / folder / "BPIC15_1.csv", rows) for folder in ("a", "b")]
    summary = await imports.run(parts, profiles.get("nl-permit-process"), paths)
    assert (summary.counts.recorded, summary.counts.duplicates) == (3, 3)


async def test_finished_before_it_happened_is_a_finding(parts: Parts, tmp_path: Path) -> None:
    rows = [
        step("01_A", dateFinished="2014-04-10 23:59:59"),
        step("02_B", "2014-04-11T09:00:00+02:00", dateFinished="2014-04-11 00:00:00"),
    ]
    summary = await deliver(parts, tmp_path, rows)
    assert (summary.counts.recorded, summary.counts.findings) == (2, {"NL-CLOCK": 1})
    (finding,) = await projects(parts, "FindingRecorded")
    said = next(iter(sets(finding).values()))
    assert said["detail"] == "finished in the register on 2014-04-10, before it happened on 2014-04-11"


async def test_midnight_is_that_of_amsterdam(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step("01_A", "2014-04-10T22:30:00Z", dateFinished="2014-10-26 02:30:00")])
    taken = next(body for body in await projects(parts) if not facet(body))
    assert (taken["effective_on"], taken["registered_at"]) == ("2014-04-11", "2014-10-26T00:30:00.000000Z")


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ("Bouw", ["ConstructionPermitGranted"]),
        ("Bouw,Handelen in strijd met regels RO", ["ConstructionPermitGranted", "PlanningPermitGranted"]),
        ("Kap,Sloop", ["DemolitionFiled"]),
        ("Milieu (vergunning)", []),
        ("", []),
    ],
)
async def test_a_decision_to_permit_grants_what_was_asked(
    parts: Parts, tmp_path: Path, asked: str, types: list[str]
) -> None:
    rows = [step("01_A", case_parts=asked), step(GRANT, case_parts=asked), step(GRANT, case_parts=asked)]
    summary = await deliver(parts, tmp_path, rows)
    bodies = await imports.bodies(parts.pool)
    granted = [body for body in bodies if body["kind"] == "PROJECT" and body["type"] != "ProcedureStepTaken"]
    assert [body["type"] for body in granted] == types
    assert all((body["effective_on"], body["effective_seq"]) == ("2014-04-11", 2) for body in granted)
    assert summary.counts.recorded == 3
    if "Bouw" in asked:
        assert sets(granted[0]) == {
            "permits/construction": {
                "kind": "CONSTRUCTION", "number": "77", "body": "Gemeente 1 (BPIC15)",
                "granted_on": "2014-04-11", "works": asked,
            }
        }  # fmt: skip
    assert (await deliver(parts, tmp_path, rows)).counts.events == 0


async def test_what_is_said_of_a_case_corrects_the_case_and_not_its_steps(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step("01_A"), step("02_B")])
    closed: dict[str, object] = {
        "case_caseStatus": "G",
        "case_endDate": "2014-07-18T00:00:00+02:00",
        "case_last_phase": "Vergunning verleend",
    }
    later = await deliver(parts, tmp_path, [step("01_A", **closed), step("02_B", **closed)])
    assert (later.counts.recorded, later.counts.duplicates) == (1, 1)
    ended = [body for body in await projects(parts) if facet(body) == "end"]
    assert [body["reason"] for body in ended] == ["MIGRATION", "CORRECTION"]
    assert ended[1]["effective_on"] == "2014-07-18"
    assert sets(ended[1])["procedure_steps/case"] == {
        "done_on": "2014-07-18",
        "outcome": "Vergunning verleend",
        "closed": True,
    }


async def test_refunds_and_unknown_states(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step(case_SUMleges="-184.40625", case_caseStatus="T", case_last_phase="")])
    begun, _ = await projects(parts)
    assert sets(begun)["procedure_steps/case"]["fee"] == "-184.41"


async def test_persons_are_sealed_and_open_with_their_projects_key(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step(), step("01_B", org__resource="EMPTY", monitoringResource="")])
    begun, first, second, _ = await projects(parts)
    ref = sealed.subject_ref(UUID(first["stream"]))
    key = (await parts.keys.get([ref]))[ref]

    def opened(body: Body) -> list[str]:
        return [
            sealed.unseal(key, value, event=UUID(body["id"]), path=f"{entity}#{name}")
            for entity, said in sets(body).items()
            for name, value in said.items()
            if isinstance(value, dict)
        ]

    assert (opened(begun), sorted(opened(first)), opened(second)) == (
        ["Bakker-560464"],
        ["Jansen-560530", "de-Vries-26706"],
        [],
    )


async def test_nobody_is_named_in_clear(parts: Parts, tmp_path: Path) -> None:
    path = imports.write_csv(
        tmp_path / "BPIC15_1.csv",
        [step(), step("02_B", "yesterday"), step("03_C", dateFinished="3014-01-01 00:00:00"), step("", "x")],
    )
    told: list[Rejection] = []
    profile = profiles.get("nl-permit-process")
    summary = await engine.run(parts, profile, [path], Options(processes=1), Watcher(rejected=told.append))
    assert (summary.counts.rejected, summary.counts.recorded) == (3, 1)
    persons = ("Jansen", "Vries", "Bakker")
    assert not [line for line in map(str, told) if any(person in line for person in persons)]
    assert {cell for one in told for name, cell in one.cells.items() if name in files.SENSITIVE} == {MASK}
    texts = await leaks.of_database(parts.url)
    assert not leaks.found(persons, texts)
    bodies = str(await imports.bodies(parts.pool))
    assert not any(person in bodies for person in persons)


async def test_the_receipt_phase(parts: Parts, tmp_path: Path) -> None:
    rows = [
        task(1, "Confirmation of receipt", "2011-10-11T13:45:40.276+02:00"),
        task(2, "T02 Check confirmation of receipt", "2011-10-12T08:26:25.398+02:00", org__group="Group 4"),
        task(3, "T07-1 Draft intern advice aspect 1", "2011-10-12T09:00:00.000+02:00"),
    ]
    rows = [row | {"case:enddate": "2011-11-24T15:36:51.302+01:00"} for row in rows]
    summary = await deliver(parts, tmp_path, rows, "Receipt_phase_of_a_process.csv")
    assert summary.counts.recorded == 3
    begun, *taken, ended = await projects(parts)
    assert (begun["code"], sets(begun)[""]["division"]) == ("receipt/case-9", "NL")
    assert clear(sets(begun)["procedure_steps/case"]) == {
        "case_no": "case-9", "step": "case", "title": "environmental permit procedure",
        "local_title": "omgevingsvergunning", "unit": "General, Group 2", "started_on": "2011-10-11",
        "due_on": "2011-12-06",
    }  # fmt: skip
    said = [clear(sets(body)[f"procedure_steps/task-{n}"]) for n, body in enumerate(taken, 1)]
    assert [(one["step"], one["title"], one.get("unit")) for one in said] == [
        ("Confirmation of receipt", "Confirmation of receipt", None),
        ("T02", "Check confirmation of receipt", "Group 4"),
        ("T07-1", "Draft intern advice aspect 1", None),
    ]
    assert taken[0]["registered_at"] == "2011-10-11T11:45:40.276000Z"
    assert sets(ended) == {"procedure_steps/case": {"done_on": "2011-11-24", "closed": True}}


async def test_cases_of_two_municipalities_with_one_number_are_two_projects(parts: Parts, tmp_path: Path) -> None:
    await deliver(parts, tmp_path, [step()])
    await deliver(parts, tmp_path, [step()], "BPIC15_2.csv")
    assert {body["code"] for body in await projects(parts)} == {"BPIC15-1/77", "BPIC15-2/77"}


async def test_a_step_that_is_not_complete_is_out_of_scope(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, [step(lifecycle__transition="start")])
    assert summary.counts.skipped == {"not a completed step": 1}


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("case:concept:name", "", "MISSING"), ("concept:name", "EMPTY", "MISSING"), ("action_code", "01_X", "SAME"),
        ("time:timestamp", "", "MISSING"), ("time:timestamp", "2014-02-30T00:00:00+02:00", "MOMENT"),
        ("dateFinished", "gisteren", "MOMENT"), ("dateFinished", "2041-01-01 00:00:00", "CLOCK"),
        ("planned", "2014", "MOMENT"), ("dueDate", "x", "MOMENT"),
        ("dateStop", "x", "MOMENT"), ("case:startDate", "", "MISSING"), ("case:endDate", "x", "MOMENT"),
        ("case:SUMleges", "veel", "NUMBER"), ("time:timestamp", "0001-01-01T00:00:00+23:59", "MOMENT"),
    ],
)  # fmt: skip
async def test_faults_are_rejected_with_their_column(
    parts: Parts, tmp_path: Path, column: str, value: str, rule: str
) -> None:
    summary = await deliver(parts, tmp_path, [step(), step() | {column: value}])
    assert (summary.counts.rejected, summary.counts.recorded) == (1, 1)
    (found,) = await parts.pool.fetch("select column_name, rule from intake.quarantine")
    assert tuple(found) == (column, rule)


async def test_a_file_without_a_municipality_in_its_name(parts: Parts, tmp_path: Path) -> None:
    summary = await deliver(parts, tmp_path, [step()], "permits.csv")
    assert (summary.counts.rejected, summary.counts.recorded) == (1, 0)
    assert await parts.pool.fetchval("select rule from intake.quarantine") == "FILE"
