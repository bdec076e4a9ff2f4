"""`fangji policy`, and the table of settings in the documentation."""

import pathlib
import typing
from collections.abc import Iterator

import pydantic

from aggregates import housing_security, policy, sections
from registry.city import adoption, codes
from tests.registry.cli.conftest import Fangji

ROOT = pathlib.Path(__file__).parents[3]
YUNJIN = ROOT / "registry" / "city" / "policies" / "yunjin-2012.toml"
BY_NAME = (housing_security.Standard, housing_security.Rent)


def settings(section: type[sections.Section] = policy.Policy, before: str = "") -> Iterator[str]:
    """Dotted names of all settings; of sections by name, with a star for the name."""
    for name, field in section.model_fields.items():
        declared = field.annotation
        inner = next((one for one in typing.get_args(declared) if one in BY_NAME), None)
        if isinstance(declared, type) and issubclass(declared, pydantic.BaseModel):
            assert issubclass(declared, sections.Section)
            yield from settings(declared, f"{before}{name}.")
        elif inner is not None:
            yield from settings(inner, f"{before}{name}.*.")
        elif name != "digest":
            yield f"{before}{name}"


def value(of: object, name: str) -> object:
    """A setting by its dotted name; of sections by name those that set it."""
    part, _, rest = name.partition(".")
    if part == "*":
        assert isinstance(of, dict)
        found = {key: value(one, rest) for key, one in of.items()}
        return {key: one for key, one in found.items() if one not in (None, (), frozenset(), {})}
    return value(getattr(of, part), rest) if rest else getattr(of, part)


def shown(value: object) -> str:
    """A default as the table writes it."""
    if isinstance(value, bool):
        return str(value).lower()  # as TOML has it
    if isinstance(value, dict):
        return ", ".join(f"{name} = {shown_words(said)}" for name, said in sorted(value.items())) or "none"
    return ", ".join(listed(value)) if isinstance(value, tuple | frozenset) else str(value)


def shown_words(value: object) -> str:
    if isinstance(value, policy.Purpose):
        return value.en
    if isinstance(value, policy.Scoring):
        return f"from {value.base} over {value.months} months"
    if isinstance(value, dict):
        return " ".join(f"{name} {said}" for name, said in sorted(value.items()))
    return (" ".join(listed(value)) or "any") if isinstance(value, tuple | frozenset) else str(value)


def listed(values: tuple[object, ...] | frozenset[object]) -> list[str]:
    """Values as they stand; of a set in the order of their names."""
    return [str(one) for one in values] if isinstance(values, tuple) else sorted(map(str, values))


def test_the_documented_settings_are_those_that_there_are() -> None:
    lines = (ROOT / "docs" / "policies.md").read_text().splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("| `")]
    documented = {name.strip("`"): default.strip("`") for name, default, *_ in rows}
    assert list(documented) == list(settings())
    for name, default in documented.items():
        assert default == shown(value(policy.default(), name)), name


def test_check(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    good = fangji("policy", "check", YUNJIN, "--json")
    assert (good.code, good.json) == (
        0,
        {"name": "yunjin", "version": "2012-03", "digest": policy.digest(YUNJIN.read_text())},
    )
    assert "Policy yunjin, version 2012-03, digest" in fangji("policy", "check", YUNJIN).out
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(YUNJIN.read_text().replace("levels = 2", "levels = 20"))
    result = fangji("policy", "check", wrong)
    assert result.code == 1
    assert "fangji: The policy's reviews.levels is wrong" in result.err
    missing = fangji("policy", "check", tmp_path / "nowhere.toml")
    assert (missing.code, "cannot be read (FileNotFoundError)" in missing.err) == (2, True)


def test_show(fangji: Fangji) -> None:
    assert "default 2026-01" in fangji("policy", "show", "--division", codes.HARBOUR).out
    fangji("generate", "--houses", "1", "--years", "1", "--seed", "1")
    every = fangji("policy", "show", "--on", "2025-01-01", "--json").json
    assert [(one["division"], one["version"]) for one in every] == [
        (codes.ANLAN, "2021-07"),
        (codes.YUNJIN, "2012-03"),
        (None, "2026-01"),
    ]
    found = fangji("policy", "show", "--division", codes.HARBOUR, "--on", "2021-06-30", "--json").json
    first = adoption.ADOPTIONS[0]
    assert (found["division"], found["digest"], found["endedOn"]) == (codes.ANLAN, first.policy.digest, "2021-07-01")
    assert found["document"] == "安政规〔2009〕1号"
    assert found["settings"]["presale.filing_days"] == 30
    said = fangji("policy", "show", "--division", codes.SOUTH_SHORE).out
    assert "yunjin 2012-03" in said
    assert "authorities.LeaseFiled" in said
    assert "AAA 120, AA 105, A 90, B 70, C 0" in fangji("policy", "show", "--division", "1").out
    wrong = fangji("policy", "show", "--on", "tomorrow")
    assert (wrong.code, "--on 'tomorrow' is no date" in wrong.err) == (2, True)
