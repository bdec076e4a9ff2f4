"""Who may see an attribute, graded as agencies grade their data: open to all, shared among agencies, personal."""

from __future__ import annotations

from enum import Enum


class Exposure(Enum):
    """The widest circle that sees an attribute's values; each circle sees what the wider ones see, too.

    The grades are those by which agencies list their resources for sharing (State Council, Guofa (2016) 51, articles 9
    and 10): whatever is personal goes to those alone whose task needs it.
    """

    PUBLIC = "社会公开"
    """Everybody, without a token."""

    SHARED = "政务共享"
    """Whoever is signed in: also cockpits, which show figures and no persons."""

    PERSONAL = "个人信息"
    """Caseworkers, departments, auditors and administrators; sealed values masked, or in clear for a purpose."""
