"""The profiles that are shipped, one module each; a module is imported only when its profile is asked for."""

from __future__ import annotations

import importlib

from aggregates.errors import UnknownName
from registry.intake.profile import Profile

MODULES = {
    "cn-divisions": "registry.intake.profiles.cn_divisions",
    "generic": "registry.intake.profiles.generic",
    "nl-bag-buildings": "registry.intake.profiles.nl_bag_buildings",
    "nl-permit-process": "registry.intake.profiles.nl_permit_process",
    "nyc-affordable": "registry.intake.profiles.nyc_affordable",
    "sg-hdb": "registry.intake.profiles.sg_hdb",
    "tw-actual-price": "registry.intake.profiles.tw_actual_price",
    "tw-social-housing": "registry.intake.profiles.tw_social_housing",
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


def load(reference: str) -> Profile:
    """The profile that a module defines as ``PROFILE``; also how a second process finds the profile of the first.

    ``module#settings`` is the profile that the module's ``configured(settings)`` makes of that text.
    """
    name, sign, settings = reference.partition("#")
    module = importlib.import_module(name)
    profile = module.configured(settings) if sign else module.PROFILE
    if not isinstance(profile, Profile):
        raise TypeError(f"{name} defines no profile")
    return profile
