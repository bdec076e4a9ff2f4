"""docs/cockpit.md: what a cockpit answers, and the definition of every figure, from the declarations."""

from __future__ import annotations

from collections.abc import Iterator

from aggregates import cockpit
from aggregates.catalogue import Catalogue
from aggregates.cockpit.shapes import Breakdown, Count, Figure, Group, Ratio, Split
from aggregates.conditions import ALWAYS
from aggregates.measures import Measure

_INTRO = """# The cockpit 驾驶舱

For whoever draws a cockpit from the registry, and for whoever asks how a figure on it came about. This page is
generated from `aggregates/cockpit/` (`make schema`).

```graphql
{ cockpit(division: "990102", from: "2026-01-01", to: "2026-03-01") {
    housing { homes byPhase { label count } monthsOfSupply { numerator denominator value } position }
    children { division housing { homes } }
    series(indicator: "housing.transfers.SALE", by: MONTH) { period value } } }
```

- **Divisions.** Figures of a division are those of all that it contains, as divisions and the places of subjects
  stand today; `children` gives the same of each division next below. Without `division`: all that the reader sees. A
  division that is unknown or not the reader's has zeros.
- **Days.** `to` is the last day (today where nothing is said), `from` the first (1 January of that year). A *stock*
  is told on the last day, a *flow* within the period: what stood on the last day less what had stood on the day
  before the first.
- **Clocks.** Without `asOf`, a figure is what the page should have shown on `to`, by what is known now. With `asOf: {
  knownAt: … }` of the day `to` itself it is what the page showed at the end of that day; a flow is then what came
  onto the page in the period, whenever it had taken effect. Both are read from kept sums. Any other moment, or a
  `position`, is counted anew, subject by subject, and refused (`AS_OF_TOO_LARGE`) beyond 5,000 subjects of a kind;
  series have no values there.
- **Position.** Figures follow the other read tables at once, in a transaction of their own, and at most a
  second later while more and more is recorded; each group and ratio says how far.
- **Who sees what.** No figure holds personal data. Housing security is null for the public; who sees no personal data
  is told no count of households below 5, and no amount where there are fewer than 5 households. Amounts are in the
  subjects' currency.
- **Series** take `group.figure`, or `group.figure.label` of a breakdown, by any granularity; at most 1,000 points,
  the last ones.
- **The last counts.** Of a subject's scores, screenings and workforce reports, figures that say *last* count one: the
  one with the last day or period of those on record, until a later one takes effect. A credit grade is the one that
  was recorded with a score ([credit](credit.md)), in the division of the seat or register; it is not computed anew
  when an award or penalty ages, and stands until the next score of its class. `workersOnSite` takes a project's last
  report however old it is; `workersReported` adds up all reports of the period, so that a worker counts in each.
- **Reported.** `operation` lists what systems reported of the division itself (mutation `reportIndicators`), as
  `series` of the division tells it, for the periods that begin within the days. Cases are the sums of the declared
  indicators that the fields name, in the unit of `indicatorTypes`; what an import brought in another unit is listed,
  not summed. `closureRate` is closed by due.
- **Not kept.** `housing.medianPrice` is the exact median of transfers by sale whose day of registration lies in the
  period; with any `knownAt` before now, or a `position`, it is counted anew, within the 5,000 homes above.
  `data.events` counts events by the bureau's day on which they were recorded, source and type, for who reads
  everywhere. How fresh sources are: roots `sources` and `desks`.
- **Self-built homes.** `safety` counts the same self-built homes as root `selfBuilt`, which tells the whole funnel of
  today: screened, suspected, appraised, controlled, remediated, by division and for those in business. The cockpit's
  own screenings and suspicions are those of all buildings.
"""


def text(catalogue: Catalogue) -> str:
    """The whole page."""
    measures = {key: measure for measure in cockpit.known(catalogue) for key in measure.keys}
    parts = [_INTRO, *(_group(group, measures) for group in cockpit.groups(catalogue))]
    return "\n".join(parts)


def _group(group: Group, measures: dict[str, Measure]) -> str:
    rows = [
        f"| `{figure.name}` | {figure.en} {figure.zh} | {_definition(figure, measures)} |" for figure in group.figures
    ]
    head = "| figure | meaning | definition |\n|---|---|---|"
    return "\n".join([f"## `{group.name}`: {group.en} {group.zh}", "", head, *rows, ""])


def _definition(figure: Figure, measures: dict[str, Measure]) -> str:
    match figure:
        case Count():
            return _count(figure, measures)
        case Ratio():
            return f"({_count(figure.numerator, measures)}) / ({_count(figure.denominator, measures)})"
        case Breakdown():
            labels = ", ".join(f"`{label}`" for label, _ in figure.parts)
            listed = dict.fromkeys(measures[key].name for key in figure.keys)
            told = "; ".join(_measure(next(m for m in measures.values() if m.name == name)) for name in listed)
            return f"{told}, {figure.parts[0][1].over.value}; labels {labels}"
        case Split():
            return f"{_definition(figure.parts[0][1], measures)}, and so on for each label"


def _count(count: Count, measures: dict[str, Measure]) -> str:
    terms = list(dict.fromkeys(_terms(count.plus, measures)))
    told = " and ".join(terms)
    less = "".join(f", less {term}" for term in dict.fromkeys(_terms(count.minus, measures)))
    times = f", times {count.scale}" if count.scale != 1 else ""
    return f"{told}{less}{times}, {count.over.value}"


def _terms(keys: tuple[str, ...], measures: dict[str, Measure]) -> Iterator[str]:
    for name in dict.fromkeys(measures[key].name for key in keys):
        measure = next(m for m in measures.values() if m.name == name)
        labels = [key.partition(":")[2] for key in keys if measures[key].name == name]
        some = set(labels) != set(measure.labels) and measure.by
        yield _measure(measure) + (f" being {' or '.join(labels)}" if some else "")


def _measure(measure: Measure) -> str:
    """What one measure counts, in words."""
    where = [] if measure.where is ALWAYS else [f"where {measure.where}"]
    if measure.since is not None:
        where.append(f"once {measure.since}")
    told = f"{measure.kind}" + (f" `{measure.collection}`" if measure.collection else "")
    what = f"sum of `{' - '.join(measure.amount)}` of {told}" if measure.amount else f"{told}"
    if measure.last:
        where.append(f"being the last of its subject by {measure.last}")
    by = f" by `{measure.by}`" if measure.by else ""
    return " ".join([what, *(["that stand"] if measure.live else []), *where]) + by
