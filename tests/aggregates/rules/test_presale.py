"""PRE: presale permits and contracts."""

from tests import deeds


def town() -> deeds.Town:
    made = deeds.Town()
    made.given("register_building", "B1", on="2020-01-01", division="990102")
    made.given("register_house", "H1", on="2020-02-01", division="990102", building_code="B1")
    return made


def contract(number: str = "YS-1", **said: object) -> dict[str, object]:
    return {"contract_no": number, "signed_on": "2020-04-01", "buyers": [deeds.person()], "price": "1000000.00", **said}


def test_no_contract_without_a_permit() -> None:
    decision = town().decide("file_presale_contract", "H1", on="2020-04-01", **contract())
    (rejection,) = decision.rejections
    assert (rejection.breach.rule.id, rejection.breach.missing) == ("PRE-2", ("PresaleOpened",))
    print(rejection.breach.en, rejection.breach.zh, rejection.earliest_lawful_on)
