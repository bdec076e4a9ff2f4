"""docs/operations.md lists every metric, log field and attribute of a span, and none that there is not."""

import pathlib
import re

import prometheus_client
from prometheus_client import metrics as kinds

from registry import metrics
from tests.registry import test_tracing

ROOT = pathlib.Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "operations.md").read_text("utf-8")


def chapter(name: str) -> str:
    return TEXT.partition(f"\n## {name}\n")[2].partition("\n## ")[0]


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("| `")]


def declared() -> dict[str, tuple[str, list[str]]]:
    """Name as it is scraped, type and labels of each metric of ours."""
    found = {}
    for one in vars(metrics).values():
        if isinstance(one, kinds.MetricWrapperBase):
            (family,) = one.describe()
            name = f"{family.name}_total" if family.type == "counter" else family.name
            found[name] = (family.type, list(one._labelnames))
    return found


def test_every_metric_is_told_and_no_other() -> None:
    told = {
        row[0].strip("`"): (row[1], re.findall(r"`(\w+)`", row[2])) for row in rows(chapter("Metrics")) if len(row) == 5
    }
    assert told == declared()
    ours = {one.name for one in prometheus_client.REGISTRY.collect() if one.name.startswith("fangji_")}
    assert ours == {name.removesuffix("_total") for name in told}, "a metric is declared elsewhere"


def test_alerts_ask_for_metrics_that_there_are() -> None:
    asked = set(re.findall(r"\bfangji_\w+", chapter("Metrics").partition("```yaml")[2].partition("```")[0]))
    assert len(asked) > 5
    assert asked <= set(declared())


def test_every_field_of_the_log_is_told_and_no_other() -> None:
    told = {name for row in rows(chapter("Logs")) for name in re.findall(r"`(\w+)`", row[0])}
    written = {"at", "level", "logger", "message"}
    for file in (ROOT / "registry").rglob("*.py"):
        text = file.read_text("utf-8")
        if "logging" not in text:
            continue
        written |= set(re.findall(r'^ +entry\["(\w+)"\]', text, re.M))
        for given in re.findall(r"extra=\{(.*?)\}", text, re.S):
            written |= set(re.findall(r'"(\w+)":', given))
    assert told == written | {"status", "bytes"}  # which the answer to an HTTP request adds


def test_every_attribute_of_a_span_is_told_and_no_other() -> None:
    text = chapter("Traces")
    told = set(re.findall(r"`((?:http|graphql|fangji|error)\.[\w.]+)`", text))
    assert told == test_tracing.ATTRIBUTES
    named = {name for row in rows(text) for name in re.findall(r"`([^`]+)`", row[0])}
    made = set()
    for top in ("registry", "projections"):
        for file in (ROOT / top).rglob("*.py"):
            made |= set(re.findall(r'spans\.span\(\s*"([a-z ]+)"', file.read_text("utf-8")))
    assert named - {"POST /graphql"} == made
