"""Commands on the row of the unit table: what they record and what they refuse."""

from __future__ import annotations

import pytest

from aggregates import deciding
from tests.aggregates import homes


def test_a_house_is_registered_once_in_a_building_on_record() -> None:
    town = homes.registered()
    assert town.state("HOUSE", "H1")[""]["building_code"] == "B1"
    said = {"division": "990102", "building_code": "B1"}
    assert town.refused("register_house", "H1", on="2019-01-01", **said) == ["REF-1"]
    with pytest.raises(deciding.UnknownSubject, match="buildingCode"):
        town.decide("register_house", "H2", on="2019-01-01", division="990102", building_code="B7")


def test_a_lost_building_takes_no_houses() -> None:
    town = homes.registered()
    lost = homes.last(town.file("mark_not_realised", "B1", on="2020-01-01"))
    said = {"division": "990102", "building_code": "B1"}
    (rejection,) = town.decide("register_house", "H2", on="2020-01-01", **said).rejections
    assert (rejection.breach.rule.id, rejection.breach.field) == ("GEN-3", "buildingCode")
    assert rejection.breach.in_the_way == (lost,)
    town.file("register_house", "H2", on="2019-12-31", **said)


def test_a_survey_restates_what_was_measured() -> None:
    town = homes.registered()
    town.given("revise_house_survey", "H1", on="2019-01-01", floor_area="88.10", room="302")
    assert town.state("HOUSE", "H1")[""]["floor_area"] == "88.10"
    assert "floor_area" not in town.state("HOUSE", "H1", "2018-12-31")[""]


def test_presale_opens_and_closes() -> None:
    town = homes.opened()
    own = town.state("HOUSE", "H1")[""]
    assert (own["presale_open"], own["presale_permit_no"], own["presale_opened_on"]) == (True, "预售1", "2018-03-01")
    town.given("close_presale", "H1", on="2019-01-01")
    assert town.state("HOUSE", "H1")[""]["presale_open"] is False
    assert town.state("HOUSE", "H1", "2018-12-31")[""]["presale_open"] is True


def test_a_house_is_cleared_for_sale() -> None:
    town = homes.registered()
    town.given("confirm_sale", "H1", on="2019-01-01", confirmation_no="现1")
    own = town.state("HOUSE", "H1")[""]
    assert (own["sale_confirmed"], own["sale_confirmation_no"]) == (True, "现1")


def test_only_the_authority_opens_presale() -> None:
    said = {"permit_no": "P", "lapses_on": "2021-03-01"}
    assert homes.registered().refused("open_presale", "H1", on="2019-01-01", source="tax", **said) == ["SRC-1"]
