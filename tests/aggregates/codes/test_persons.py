"""Every sort of identity document has a scheme, and all of them are personal."""

import pytest

from aggregates import codes, vocabulary
from aggregates.codes import persons


@pytest.mark.parametrize("id_type", vocabulary.IdType)
def test_every_sort_of_document_has_a_personal_scheme(id_type: vocabulary.IdType) -> None:
    assert codes.SCHEMES[persons.scheme_of(id_type)].personal


def test_every_personal_scheme_is_of_some_document() -> None:
    personal = {scheme.name for scheme in codes.SCHEMES.values() if scheme.personal}
    assert {persons.scheme_of(id_type) for id_type in vocabulary.IdType} == personal


@pytest.mark.parametrize(
    ("scheme", "written", "spelled"),
    [
        ("passport", " e 1234-5678 ", "E12345678"),
        ("cn-hk-macao-permit", "h01234567 01", "H0123456701"),
        ("cn-resident-identity", "110105 19491231 002x", "11010519491231002X"),
        ("cn-resident-identity", "110105 491231 002", "11010519491231002X"),
        ("other-identity", "军字第 123-4 号", "军字第123-4号"),
    ],
)
def test_the_blanks_by_which_people_group_places_go(scheme: str, written: str, spelled: str) -> None:
    assert codes.normalise(scheme, written) == spelled


@pytest.mark.parametrize(
    ("scheme", "number", "stays"),
    [
        ("cn-hk-macao-permit", "H0123456701", "H01234567"),
        ("cn-hk-macao-permit", "H01234567", "H01234567"),
        ("cn-taiwan-permit", "0123456702", "01234567"),
        ("cn-taiwan-permit", "01234567", "01234567"),
        ("passport", "E1234567890", "E1234567890"),
        ("cn-resident-identity", "11010519491231002X", "11010519491231002X"),
    ],
)
def test_a_permit_that_is_issued_anew_is_of_the_same_person(scheme: str, number: str, stays: str) -> None:
    assert persons.lasting(scheme, number) == stays


def test_residence_permits_carry_citizen_numbers() -> None:
    assert persons.scheme_of(vocabulary.IdType.RESIDENCE_PERMIT) == "cn-resident-identity"
