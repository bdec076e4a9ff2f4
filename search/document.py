"""A document: what search knows of one subject, as plain values; engines decide how to keep it.

It is built from read rows and holds no personal data: persons stand in it as references, which whoever may search for
persons is given first (``registry.access``), so that no index ever holds a name, a number or a telephone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import NamedTuple
from uuid import UUID

from aggregates.exposure import Exposure


class Field(Enum):
    """What a text is, which decides how it is read and found."""

    CODE = "编码"
    """Codes and numbers: of the subject, its permits, contracts, applications, documents. Any part finds them."""

    NAME = "名称"
    """Names of projects, buildings, estates, firms: short names, aliases, former ones too."""

    ADDRESS = "地址"
    """Addresses, in any writing, with the names of divisions."""

    TEXT = "文本"
    """Prose: what permits cover, grounds, issues, opinions."""

    __hash__ = object.__hash__  # a member is itself alone; conditions, which name fields, are compared by the thousand


class Text(NamedTuple):
    """One text of a subject. ``attribute`` says where it stands: ``address``, ``permits.number``, ``building.name``.

    ``until`` is the day from which it no longer held (a renamed road, a former name); None where it holds. A text of
    another subject has a path through it (``building.name``); ``wide``: not everybody who sees this subject sees that
    one, so the text neither matches nor shows but for who reads everywhere (``Sight.divisions`` is None).
    """

    field: Field
    attribute: str
    text: str
    exposure: Exposure
    until: date | None = None
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """One subject. ``version`` is the ledger position that the read model had when this was built: never falling.

    ``kind_exposure`` is that of the kind: who does not see it never learns that the subject exists. ``division`` is the
    stable id of the present division, None where it has none (then only who reads everywhere finds it). ``persons``
    are references (``person/<uuid>``) of whoever stands in it. ``year`` is of building, approval or application,
    whichever the kind has.
    """

    subject: UUID
    kind: str
    scheme: str
    code: str
    title: str
    version: int
    kind_exposure: Exposure
    division: UUID | None
    division_code: str | None
    phase: str | None
    stage: str | None
    stock: str | None
    year: int | None
    persons: tuple[str, ...]
    texts: tuple[Text, ...]
