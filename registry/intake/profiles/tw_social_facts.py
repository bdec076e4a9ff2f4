"""From what monthly reports list of one county to events of its projects: only what differs from what was known.

Award, start and completion are events on their own days; a later report that gives another day corrects the event,
one that gives none voids it, each from that report's month on. All else that a report states anew is a fact of its
month (ProgressReported). A report that is imported late is put in its place: later months that were only told apart
from what came before them are told again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aggregates import event as events
from aggregates.event import Value
from registry.intake.profile import Draft, Finding, Known, Outcome, Past, Rejected, StagedRow
from registry.intake.profiles import tw_social_totals
from registry.intake.profiles.tw_social_aliases import Aliases
from registry.intake.profiles.tw_social_reports import Report
from registry.intake.restating import State, Story

SCHEME = "tw-social-housing"
AWARD = "tenders/1"
STAGES = ("APPROVED", "AWARDED", "UNDER_CONSTRUCTION", "COMPLETED")
DAYS = ("awarded_on", "started_on", "completed_on")
PLANS = {"awarded_on": "planned_award_on", "started_on": "planned_start_on", "completed_on": "planned_completion_on"}
MILESTONES = {"awarded_on": "BidAwarded", "started_on": "WorksStarted", "completed_on": "CompletionFiled"}

Said = Mapping[str, Value]


@dataclass(slots=True)
class _Listed:
    """A project in one report; ``row`` is the delivered one, None where the report was imported before."""

    name: str
    row: StagedRow | None
    news: bool
    revised: bool


@dataclass(slots=True)
class _Project:
    """A project's story, with what is about to be told, and without it."""

    story: Story
    before: Story
    listed: dict[Report, _Listed] = field(default_factory=dict)
    first_news: Report | None = None


class County:
    """The projects of one county through all its reports, those delivered and those known."""

    def __init__(self, county: str, rows: Sequence[StagedRow], known: Known, aliases: Aliases) -> None:
        self._county, self._aliases, self._known = county, aliases, known
        self._division = tw_social_totals.division(county)
        self._projects: dict[str, _Project] = {}
        self._rows: dict[Report, list[StagedRow]] = {}
        self._twice: list[Rejected] = []
        self._histories: dict[str, list[Past]] = {}
        for past in known.history:
            if past.subject[0] == "PROJECT":
                self._histories.setdefault(past.subject[2], []).append(past)
        for row in rows:
            self._deliver(row)
        self._recall(known.rows)

    def _deliver(self, row: StagedRow) -> None:
        report, project = Report.named(row.data["report"]), self._project(row.data["project"])
        other = project.listed.get(report)
        if other is not None and other.name != row.data["name"]:
            reason = f"{row.data['name']} and {other.name} stand in one report, but are said to be one project"
            self._twice.append(Rejected((row,), "", reason, "RENAMES"))
            return
        digest = self._known.rows.get(row.key)
        news = digest != row.digest
        project.listed[report] = _Listed(row.data["name"], row, news, digest is not None)
        if news:
            project.first_news = min(report, project.first_news or report)
        self._rows.setdefault(report, []).append(row)

    def _recall(self, keys: Iterable[str]) -> None:
        """What reports listed that were imported before, as the keys of their rows tell."""
        for key in keys:
            _, text, name = key.split("/", 2)
            if "#" in name or name.startswith("totals/"):
                continue
            project = self._project(self._aliases.project(self._county, name))
            project.listed.setdefault(Report.named(text), _Listed(name, None, news=False, revised=False))

    def _project(self, root: str) -> _Project:
        if root not in self._projects:
            history = self._histories.get(self._code(root), [])
            self._projects[root] = _Project(Story(history), Story(history))
        return self._projects[root]

    def _code(self, name: str) -> str:
        return f"{self._county}/{name}"

    def outcomes(self) -> Iterator[Outcome]:
        """Report by report, its projects and then the sum over them."""
        yield from self._twice
        last: Report | None = None
        for report in sorted({report for project in self._projects.values() for report in project.listed}):
            for root, project in self._projects.items():
                if report in project.listed and project.first_news is not None and project.first_news <= report:
                    yield from self._told(root, project, report, last)
            if report in self._rows:
                yield self._sums(report)
            last = report

    def _told(self, root: str, project: _Project, report: Report, last: Report | None) -> Iterator[Draft]:
        listed = project.listed[report]
        first = report == min(project.listed)
        teller = _Teller(self._code(root), self._division, project, report)
        if listed.row is not None and listed.news:
            said = {"name": listed.name, "division": self._division, **listed.row.data["said"]}
            findings = _doubts(listed.row)
            if first and last is not None and (gone := self._gone(said["planned_units"], report, last)):
                findings.append(_renamed(listed.name, said["planned_units"], gone))
        else:
            said, findings = _said_before(project.before, report), []
        drafts = list(teller.told(said, findings))
        yield from drafts
        if listed.name != root:
            yield from teller.recoded(self._code(listed.name))

    def _gone(self, homes: Value, report: Report, last: Report) -> list[str]:
        """Names of as many homes that the report before listed and this one does not."""
        if homes is None:
            return []
        gone = [p for p in self._projects.values() if last in p.listed and report not in p.listed]
        return [p.listed[last].name for p in gone if _units(p, last) == homes]

    def _sums(self, report: Report) -> Draft:
        listed = [project for project in self._projects.values() if report in project.listed]
        homes = sum(units for project in listed if isinstance(units := _units(project, report), int))
        values: dict[str, int | None] = {
            f"{tw_social_totals.PROJECTS}·{tw_social_totals.LISTED}": len(listed),
            f"{tw_social_totals.HOMES}·{tw_social_totals.LISTED}": homes,
        }
        return tw_social_totals.reported(self._county, report, values, self._rows[report])


def _units(project: _Project, report: Report) -> Value:
    return project.story.state(report.known).get("", {}).get("planned_units")


def _doubts(row: StagedRow) -> list[Finding]:
    found = [
        Finding("PERIOD", f"The report gives {period} only; its last day is recorded.", period.split()[0], "NOTE")
        for period in row.data["periods"]
    ]
    return found + [
        Finding("STAGE", f"The report gives a day for {day}, but a stage before it; the day is left out.", day)
        for day in row.data["ahead"]
    ]


def _renamed(name: str, homes: Value, gone: Sequence[str]) -> Finding:
    detail = (
        f"{name} is new with the {homes} homes of {', '.join(gone[:3])}, which the report lists no longer. If they are"
        " one project, say so in a file of renames and import the report again."
    )
    return Finding("RENAME", detail, "name")


def _stage(state: State, day: str) -> str:
    """The stage as it is derived: what was stated, or what milestones show where that goes further."""
    own = state.get("", {})
    days = (state.get(AWARD, {}).get("awarded_on"), own.get("started_on"), own.get("completed_on"))
    reached = [rank for rank, reached_on in enumerate(days, 1) if isinstance(reached_on, str) and reached_on <= day]
    stated = own.get("stage") or STAGES[0]
    return STAGES[max([*reached, STAGES.index(str(stated)), 3 if own.get("completion_filed") else 0])]


def _said_before(story: Story, report: Report) -> dict[str, Value]:
    """What a report said that was imported before, as far as it had a column for it."""
    state = story.state(report.known)
    own = state.get("", {})
    said: dict[str, Value] = {name: own.get(name) for name in _columns(report.text)}
    said |= {"name": own.get("name"), "planned_units": own.get("planned_units"), "stage": _stage(state, report.day)}
    if "awarded_on" in said:
        said["awarded_on"] = state.get(AWARD, {}).get("awarded_on")
    if report.text >= ONE_COLUMN:
        for day, plan in PLANS.items():
            if said[day] is not None or said[plan] is None:
                del said[plan]
    return said


ONE_COLUMN = "11002"
"""From this report on one column holds a milestone's day or its plan."""


def _columns(text: str) -> set[str]:
    """What reports of that month tell beside name, homes and stage."""
    columns: set[str] = set()
    if text >= "10703":
        columns |= {"started_on", "completed_on", PLANS["started_on"], PLANS["completed_on"]}
    if text in ("10901", "10905"):
        columns.add("nature")
    if text >= "10904":
        columns |= {"developer_name", "awarded_on", PLANS["awarded_on"]}
    if "10906" <= text <= "11003":
        columns.add("address")
    return columns


class _Teller:
    """Makes the events by which a project's story says what one report says."""

    def __init__(self, code: str, division: str, project: _Project, report: Report) -> None:
        self._code, self._division, self._report = code, division, report
        self._story = project.story
        listed = project.listed[report]
        self._rows = (listed.row,) if listed.row is not None and listed.news else ()
        self._at: datetime | None = None if listed.revised and listed.news else report.known

    def told(self, said: Said, findings: Sequence[Finding]) -> Iterator[Draft]:
        """The milestones that differ, then what else does; findings go with the last of them."""
        drafts = [draft for day in DAYS if day in said for draft in self._milestone(day, said[day], said)]
        progress = self._progress(said)
        if progress is not None:
            drafts.append(progress)
        if drafts:
            drafts[-1].findings = [*drafts[-1].findings, *findings]
        yield from drafts

    def _milestone(self, day: str, wanted: Value, said: Said) -> Iterator[Draft]:
        shown = self._story.shown(MILESTONES[day], self._report.known)
        if wanted == (_day_of(shown.changes, day) if shown else None):
            return
        live = self._story.live(shown) if shown else ()
        if wanted is None and live:
            assert shown is not None
            draft = self._draft("EventVoided", shown.told.effective_on, {}, day)
            draft.voids = live
            yield self._taken(draft)
        elif wanted is not None:
            stated = {name: said[name] for name in ("name", "division") if name in said}
            own: dict[str, Value] = {} if day == "awarded_on" else {day: wanted}
            draft = self._draft(MILESTONES[day], str(wanted), {**stated, **own, **_fixed(day)}, day)
            if day == "awarded_on":
                draft.elements = {AWARD: {"awarded_on": wanted}}
            if live:
                draft.corrects = live[0]
            if str(wanted) > self._report.day:
                draft.findings = [Finding("GEN-1", f"{day} lies after the report that gives it.", day, "NOTE")]
            yield self._taken(draft)

    def _progress(self, said: Said) -> Draft | None:
        state = self._story.state(self._report.known)
        own = state.get("", {})
        wanted = {name: value for name, value in said.items() if name not in ("awarded_on", "stage")}
        wanted["built_units"] = said["planned_units"] if said["stage"] == STAGES[-1] else None
        news = {name: value for name, value in wanted.items() if own.get(name) != value}
        if _stage(state, self._report.day) != said["stage"] or not own:
            news["stage"] = said["stage"]
        return self._taken(self._draft("ProgressReported", self._report.day, news, "")) if news else None

    def recoded(self, code: str) -> Iterator[Draft]:
        """The further code of a project that bears another name now."""
        entity = f"designations/{SCHEME}:{code}"
        if entity in self._story.state(self._report.known):
            return
        draft = self._draft("Recoded", self._report.day, {}, "recoded")
        draft.elements = {entity: {"scheme": SCHEME, "code": code, "since": self._report.day}}
        draft.takes = (events.code_claim("PROJECT", SCHEME, code),)
        yield self._taken(draft)

    def _draft(self, event_type: str, effective_on: str, stated: Said, facet: str) -> Draft:
        return Draft(
            "PROJECT",
            SCHEME,
            self._code,
            event_type,
            effective_on,
            stated,
            rows=self._rows,
            facet=facet or "progress",
            effective_seq=1 if self._report.issued else 0,
            registered_at=self._at,
        )

    def _taken(self, draft: Draft) -> Draft:
        self._story.add(draft, self._report.known)
        return draft


def _fixed(day: str) -> Mapping[str, Value]:
    return {"completion_filed": True} if day == "completed_on" else {}


def _day_of(changes: Mapping[str, Mapping[str, Value]], day: str) -> Value:
    return changes.get(AWARD if day == "awarded_on" else "", {}).get(day)
