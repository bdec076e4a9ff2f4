"""Which code scheme the number of an identity document follows."""

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


def scheme_of(id_type: IdType) -> str:
    """The name of the scheme in :data:`aggregates.codes.SCHEMES`."""
    return _SCHEMES[id_type].name
