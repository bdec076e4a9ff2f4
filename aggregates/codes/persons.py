"""Which code scheme the number of an identity document follows, and what of it stays with a person for life."""

from __future__ import annotations

from aggregates.codes import documents, resident_identity
from aggregates.vocabulary import IdType

_SCHEMES = {
    IdType.RESIDENT_IDENTITY: resident_identity.SCHEME,
    IdType.PASSPORT: documents.PASSPORT,
    IdType.HK_MACAO_PERMIT: documents.HK_MACAO_PERMIT,
    IdType.TAIWAN_PERMIT: documents.TAIWAN_PERMIT,
    # a residence permit carries a citizen number that begins with 81, 82 or 83
    IdType.RESIDENCE_PERMIT: resident_identity.SCHEME,
    IdType.FOREIGN_RESIDENCE: documents.FOREIGN_RESIDENCE,
    IdType.OTHER: documents.OTHER,
}


_ISSUES = {documents.HK_MACAO_PERMIT.name: 9, documents.TAIWAN_PERMIT.name: 8}
"""Places of a permit's number that stay; two digits more, which older permits print behind them, count its issues."""


def lasting(scheme: str, number: str) -> str:
    """What of a number in its one spelling stays when the document is issued anew: by it a person is found again."""
    places = _ISSUES.get(scheme)
    return number[:places] if places and len(number) == places + 2 else number


def scheme_of(id_type: IdType) -> str:
    """The name of the scheme in :data:`aggregates.codes.SCHEMES`."""
    return _SCHEMES[id_type].name
