"""The harness: figures and ratios are noted as measured, names are checked, and every benchmark can be found."""

import json
import pathlib
import time

import pytest

from benchmarks import __main__ as command
from benchmarks import harness


def test_figures_are_put_beside_others_and_kept(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(harness, "RESULTS", tmp_path / "results")
    report = harness.Report("sample", scale=0.5)
    bare = report.rate("bare", 1000, 0.5)
    report.rate("ours", 1000, 1.0, beside=bare, aim="at least 0.4")
    report.show()
    assert "0.5 × bare" in capsys.readouterr().out
    lines = [json.loads(line) for line in (tmp_path / "results" / "sample.jsonl").read_text("utf-8").splitlines()]
    assert [(line["case"], line["value"], line["ratio"], line["of"]) for line in lines] == [
        ("bare", 2000, None, ""),
        ("ours", 1000, 0.5, "bare"),
    ]
    assert {line["scale"] for line in lines} == {0.5}


def test_what_a_ratio_has_to_reach_is_judged() -> None:
    made = [harness.Figure("ours", 2.0, "/s", ratio, "bare", p99=1.5, least=0.6) for ratio in (0.6, 0.59, None)]
    assert [one.met for one in made] == [True, False, None]
    assert harness.Figure("ours", 2.0, "/s", 2.0, "bare").met is None


def test_scale_shrinks_but_never_to_nothing() -> None:
    report = harness.Report("sample", scale=0.01)
    assert (report.scaled(1000), report.scaled(10, least=5)) == (10, 5)


def test_medians_are_of_the_measured_runs_alone() -> None:
    calls: list[float] = []
    assert harness.median_seconds(lambda: calls.append(0), runs=3, warm=2) < 1
    assert len(calls) == 5
    clock = iter([0.0, 1.0, 0.0, 9.0, 0.0, 2.0])
    assert harness.median_seconds(lambda: None, runs=3, warm=0, clock=lambda: next(clock)) == 2.0


async def test_medians_of_coroutines() -> None:
    async def wait() -> None:
        time.sleep(0.001)  # noqa: ASYNC251 - busy on purpose

    assert 0.001 <= await harness.median_seconds_async(wait, runs=3) < 1


@pytest.mark.parametrize("name", command.names())
def test_every_benchmark_says_what_it_measures(name: str) -> None:
    assert command.title(name).endswith(".")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "benchmark 'nothing' is unknown; there are"),
        (["--scale", "0"], "--scale 0"),
        (["--scale", "2"], "--scale 2"),
    ],
)
def test_wrong_use_is_explained(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        command.parse(arguments)
    assert left.value.code == 2
    assert said in capsys.readouterr().err
