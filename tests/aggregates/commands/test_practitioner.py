"""Practitioners: who they are, where they are employed, what they may do."""

import pytest

from aggregates import deciding, errors
from aggregates.draft import Sealed
from tests import deeds, sites
from tests.aggregates import parties

P = parties.MANAGER


def test_a_practitioner_is_one_person_whose_texts_are_sealed_under_the_persons_key() -> None:
    town = parties.registered()
    who = deeds.person(9, name="赵安", id_type="RESIDENT_IDENTITY", id_number="11010519491231002X", phone="13800000000")
    said = {"division": sites.DIVISION, "specialty": "建筑工程", "employer_code": parties.BUILDER}
    decision = town.decide("register_practitioner", "JZS-9", on="2020-01-01", person=[who], **said)
    own = decision.drafts[0].changes[""]
    for name, text in (("name", who.name), ("id_number", who.id_number), ("phone", who.phone)):
        value = own[name]
        assert isinstance(value, Sealed)
        assert (value.ref, value.text) == (who.person, text)
    assert (own["person"], own["employed_since"]) == (who.person, "2020-01-01")
    with pytest.raises(errors.InvalidValue, match="exactly one person"):
        town.decide("register_practitioner", "JZS-9", on="2020-01-01", person=[who, deeds.person(8)], **said)


def test_an_employer_is_on_record_and_a_change_says_since_when() -> None:
    town = parties.registered()
    with pytest.raises(deciding.UnknownSubject, match="employerCode"):
        town.decide("change_employer", P, on="2021-01-01", employer_code=sites.DEVELOPER)
    town.file("change_employer", P, on="2021-01-01", employer_code=parties.OTHER)
    own = town.state("PRACTITIONER", P)[""]
    assert (own["employer_code"], own["employed_since"]) == (parties.OTHER, "2021-01-01")
    assert town.state("PRACTITIONER", P, "2020-12-31")[""]["employer_code"] == parties.BUILDER


def test_a_practitioner_is_scored_as_an_enterprise_is() -> None:
    town = parties.qualified()
    town.file("record_practitioner_award", P, on="2024-01-01", **parties.award(level="NATIONAL"))
    town.file("score_practitioner_credit", P, on="2024-06-01", credit_class="BUILDING")
    (said,) = parties.elements(town, "PRACTITIONER", P, "credit_scores")
    assert (said["score"], said["grade"]) == ("120.00", "AAA")


def test_a_deregistered_practitioner_is_granted_nothing() -> None:
    town = parties.qualified()
    town.file("deregister_practitioner", P, on="2024-01-01")
    granted = {"certificate_no": "Z-2", "category": "建造师"}
    assert town.refused("grant_practitioner_qualification", P, on="2024-02-01", **granted) == ["GEN-3"]
