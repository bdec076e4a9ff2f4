"""The profiles that are shipped, one module each; a module is imported only when its profile is asked for."""

from __future__ import annotations

import importlib

from aggregates.errors import UnknownName
from registry.intake.profile import Profile

MODULES = {
    "cn-divisions": "registry.intake.profiles.cn_divisions",
    "generic": "registry.intake.profiles.generic",
    "nl-bag-buildings": "registry.intake.profiles.nl_bag_buildings",
    "tw-actual-price": "registry.intake.profiles.tw_actual_price",
}


def names() -> list[str]:
    """The names of the shipped profiles."""
    return sorted(MODULES)


def get(name: str) -> Profile:
    """The profile of that name.

    Raises:
        UnknownName: there is none; the message lists those that there are.
    """
    if name not in MODULES:
        raise UnknownName(f"There is no import profile {name!r}; known are {', '.join(names())}.", field="profile")
    return load(MODULES[name])


def load(module: str) -> Profile:
    """The profile that a module defines as ``PROFILE``; also how a second process finds the profile of the first."""
    profile = importlib.import_module(module).PROFILE
    if not isinstance(profile, Profile):
        raise TypeError(f"{module}.PROFILE is not a profile")
    return profile
