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


def test_residence_permits_carry_citizen_numbers() -> None:
    assert persons.scheme_of(vocabulary.IdType.RESIDENCE_PERMIT) == "cn-resident-identity"
