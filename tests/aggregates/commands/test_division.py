"""Commands on divisions: registration, indicators, policies that change what holds from their day on, successors."""

import dataclasses

import pytest

from aggregates import deciding, errors, policy
from tests import deeds

CITY, OTHER = "990100", "990200"
TEXT = policy.default_text()


def town() -> deeds.Town:
    made = deeds.Town()
    for code, name in ((CITY, "安澜市"), (OTHER, "云津市")):
        made.given("register_division", code, on="1990-01-01", name=name, level="PREFECTURE")
    return made


def version(name: str, presale_days: int = 30) -> str:
    return TEXT.replace('version = "2026-01"', f'version = "{name}"').replace(
        "filing_days = 30", f"filing_days = {presale_days}"
    )


def test_a_division_is_registered_under_one_on_record() -> None:
    made = town()
    made.file("register_division", "990102", on="1990-01-01", name="某区", level="COUNTY", parent=CITY)
    assert made.state("DIVISION", "990102")[""]["parent"] == CITY
    with pytest.raises(deciding.UnknownSubject, match="parent"):
        made.decide("register_division", "990303", on="1990-01-01", name="某区", level="COUNTY", parent="990300")


def indicator(value: str, period: str = "2025-Q4") -> dict[str, object]:
    return {
        "on": "2026-01-10",
        "indicators": [{"indicator": "供水量", "period": period, "value": value, "unit": "万m3"}],
    }


def test_indicators_are_reported_by_period_and_restated() -> None:
    made = town()
    made.file("report_indicators", CITY, **indicator("12.5"))
    assert made.found("report_indicators", CITY, **indicator("12.75")) == []
    assert made.state("DIVISION", CITY)["indicators/供水量-2025-Q4"]["value"] == "12.75"


@pytest.mark.parametrize("period", ["2025-13", "2025-Q5", "25-01", "2025-01-32", "昨天"])
def test_a_period_has_one_of_four_shapes(period: str) -> None:
    with pytest.raises(errors.InvalidValue, match=r"indicators\.0\.period"):
        town().decide("report_indicators", CITY, **indicator("1", period))


def test_an_item_lacks_nothing_that_is_needed() -> None:
    with pytest.raises(errors.InvalidValue, match=r"indicators\.0\.value is missing"):
        town().decide("report_indicators", CITY, on="2026-01-10", indicators=[{"indicator": "a", "period": "2025"}])


def test_an_adopted_policy_stands_in_the_event_and_ends_the_one_before() -> None:
    made = town()
    made.file("adopt_policy", CITY, on="2020-01-01", text=version("A"))
    made.file("adopt_policy", CITY, on="2026-09-01", text=version("B", 10))
    first, second = (made.state("DIVISION", CITY, "2026-09-01")[f"policies/{name}"] for name in "AB")
    assert (first["in_force_from"], first["ended_on"]) == ("2020-01-01", "2026-09-01")
    assert second["digest"] == policy.digest(version("B", 10))
    assert second["rule_set"] == "fangji-rules/1"
    adopted = policy.parse(str(second["text"]))
    assert (adopted.version, adopted.presale.filing_days) == ("B", 10)
    assert "ended_on" not in made.state("DIVISION", CITY, "2026-08-31")["policies/A"]


def test_a_policy_of_another_rule_set_stays() -> None:
    made = town()
    made.file("adopt_policy", CITY, on="2020-01-01", text=version("A"), rule_set="fangji-rules/0")
    made.file("adopt_policy", CITY, on="2021-01-01", text=version("B"))
    assert "ended_on" not in made.state("DIVISION", CITY)["policies/A"]


def test_a_version_names_one_text_for_good_but_may_be_corrected() -> None:
    made = town()
    (adopted,) = made.file("adopt_policy", CITY, on="2020-01-01", text=version("A"))
    assert made.refused("adopt_policy", CITY, on="2019-01-01", text=version("A", 9)) == ["REF-1"]
    assert made.refused("adopt_policy", CITY, on="2021-01-01", text=version("A", 9)) == ["REF-1"]
    made.file("adopt_policy", CITY, on="2020-02-01", text=version("A", 9), corrects=adopted.event.id)
    assert policy.parse(str(made.state("DIVISION", CITY)["policies/A"]["text"])).presale.filing_days == 9


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("no policy", "is not TOML"),
        (TEXT.replace("filing_days = 30", "filing_days = -1"), r"presale\.filing_days is wrong"),
        (TEXT + "\n[wishes]\nfor = 1\n", r"wishes is wrong"),
        ("x" * 60_001, "at most 60000 are allowed"),
    ],
)
def test_a_wrong_policy_is_not_adopted(text: str, wrong: str) -> None:
    with pytest.raises(errors.InvalidValue, match=wrong):
        town().decide("adopt_policy", CITY, on="2020-01-01", text=text)


def test_only_the_authority_adopts_a_policy() -> None:
    assert town().refused("adopt_policy", CITY, on="2020-01-01", text=version("A"), source="fire") == ["SRC-1"]


def test_a_division_goes_into_others_on_record() -> None:
    made = town()
    document = ("批复", "国函〔2025〕1号", "2025-11-01")
    said = {"on": "2026-01-01", "document": document, "abolished": True}
    made.file("succeed_division", CITY, successors=[{"code": OTHER, "whole": True}], **said)
    state = made.state("DIVISION", CITY)
    assert state[""]["superseded"] is True
    told = {"division": OTHER, "whole": True, "since": "2026-01-01", "document_no": "国函〔2025〕1号"}
    assert state[f"successors/{OTHER}"] == told
    with pytest.raises(errors.InvalidValue, match="itself"):
        made.decide("succeed_division", OTHER, on="2026-01-01", successors=[{"code": OTHER}])
    with pytest.raises(deciding.UnknownSubject, match=r"successors\.0"):
        made.decide("succeed_division", OTHER, on="2026-01-01", successors=[{"code": "990900"}])


def test_a_city_names_another_authority() -> None:
    """Which department is the authority of a type is the city's own affair."""
    mine = policy.parse(TEXT.replace("[authorities]", '[authorities]\nIndicatorReported = "water"'))
    made = town()
    made.policies = deeds.Fixed([("0001-01-01", mine)])
    said = dataclasses.asdict(made.file("report_indicators", CITY, source="water", **indicator("1"))[0].event)
    assert (said["type"], said["source"]) == ("IndicatorReported", "water")
    (other,) = made.file("report_indicators", CITY, source="data-supervision", **indicator("2"))
    assert other.event.type == "SourceConflictFound"
