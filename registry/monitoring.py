"""The registers that are delivered, and how fresh they are: for `fangji doctor`, `fangji sources` and Prometheus."""

import datetime
from collections.abc import Mapping
from typing import Any

from aggregates import errors
from registry import metrics
from registry.schema_version import Connection

# A delivery without `finished_on` stopped midway, or is being read.
SOURCES = """
select s.profile, s.dataset, s.zh, s.deliveries, s.finished_at, s.finished_on, $1 - s.finished_on as age_days,
    s.every, s.finished_on + s.every as due_on, intake.freshness(s.finished_on, s.every, $1) as freshness,
    s.rows, s.recorded, s.duplicates, s.skipped, s.rejected, s.open,
    exists (select from intake.arrival a where a.home = s.last_home and a.finished_at is null) as unfinished
from intake.status s order by s.profile, s.dataset
"""

AGES = """
select profile, dataset, extract(epoch from clock_timestamp() - finished_at)::float8 as age, open from intake.status
"""

SET = """
update intake.source set is_set = $2, expected = $3
where dataset = $1 or (profile = $1 and not starts_with(dataset, profile || ':')) returning profile
"""


class UnknownSource(errors.FangjiError):
    """Nothing has been delivered of a source of that name."""

    code = "UNKNOWN_SOURCE"


async def sources(connection: Connection, today: datetime.date) -> list[dict[str, Any]]:
    """One object a source, by profile and dataset; ``freshness`` is FRESH, DUE, LATE or UNKNOWN."""
    return [dict(row) for row in await connection.fetch(SOURCES, today)]


def warning(source: Mapping[str, Any]) -> str | None:
    """A sentence on a source that is late."""
    if source["freshness"] != "LATE":
        return None
    return (
        f"{name(source)} was last delivered on {source['finished_on']}, {source['age_days']} days ago, and is expected "
        f"every {source['every']} days; import its next delivery, or set its rhythm by `fangji sources --every`."
    )


def name(source: Mapping[str, Any]) -> str:
    """What a source is called: its profile, but a register of the generic profile its dataset (``generic:survey``)."""
    profile, dataset = str(source["profile"]), str(source["dataset"])
    return dataset if dataset.startswith(f"{profile}:") else profile


async def gauge(connection: Connection) -> None:
    """Sets the gauges of all sources; alerts compare the age with a rhythm of their own."""
    for row in await connection.fetch(AGES):
        labels = row["profile"], row["dataset"]
        metrics.SOURCE_OPEN.labels(*labels).set(row["open"])
        if row["age"] is not None:
            metrics.SOURCE_AGE.labels(*labels).set(row["age"])


async def expect(connection: Connection, source: str, every: int | None, *, is_set: bool = True) -> None:
    """Set the rhythm of a source in this city; not ``is_set``: that of its profile again.

    Raises:
        UnknownSource: nothing was delivered of a source of that name.
    """
    if not await connection.fetch(SET, source, is_set, every):
        raise UnknownSource(
            f"Nothing has been delivered of a source {source!r}; `fangji sources` lists those that there are.",
            field="every",
        )
