"""Codes as the world writes them: one spelling for each, and exact checks graded reject 拒绝, warn 警告, note 提示.

Callers store ``normalise(scheme, code)`` and look for a REJECT among ``check(scheme, code)``; see ``docs/codes.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aggregates.codes import divisions, documents, foreign, houses, projects, real_estate, resident_identity, uscc
from aggregates.codes.houses import HOUSE_CODE_VARIANTS
from aggregates.codes.scheme import Grade, Remark, Scheme

__all__ = ["HOUSE_CODE_VARIANTS", "LENGTH", "LONGEST", "SCHEMES", "Grade", "Remark", "Scheme", "check", "normalise"]

LONGEST = 400
"""Characters that an event's code may have, as :func:`aggregates.attributes.code` says."""

LENGTH = Remark(
    Grade.REJECT,
    "CODE-LENGTH",
    f"A code has 1 to {LONGEST} characters (this registry's own limit).",
    f"代码为1至{LONGEST}个字符（本登记簿的限制）。",
)

_ALL = (
    uscc.SCHEME,
    resident_identity.SCHEME,
    divisions.SCHEME,
    *houses.HOUSES,
    houses.BUILDING,
    real_estate.SCHEME,
    projects.INVESTMENT,
    projects.PROJECT,
    projects.PERMIT,
    documents.PASSPORT,
    documents.HK_MACAO_PERMIT,
    documents.TAIWAN_PERMIT,
    documents.FOREIGN_RESIDENCE,
    documents.OTHER,
    foreign.BAG,
    foreign.BIN,
)
SCHEMES: Mapping[str, Scheme] = MappingProxyType({scheme.name: scheme for scheme in _ALL})


def normalise(scheme: str, code: str) -> str:
    """The one spelling of a code: widths folded (NFKC), capitals, no blanks around it; 15-digit citizen numbers as 18.

    A scheme that is not in SCHEMES may tell ``a`` from ``A``: its codes, and such as are too long for any scheme, come
    back as they are.
    """
    known = SCHEMES.get(scheme)
    return known.normalise(code) if known and len(code) <= LONGEST else code


def check(scheme: str, code: str) -> tuple[Remark, ...]:
    """What is wrong with a code, judged in its one spelling, the gravest first.

    Nothing is said of a scheme that is not in SCHEMES: import profiles bring schemes of their own.
    """
    known = SCHEMES.get(scheme)
    if known is None:
        return ()
    spelled = normalise(scheme, code)
    return known.check(spelled) if 0 < len(spelled) <= LONGEST else (LENGTH,)
