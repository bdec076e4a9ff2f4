"""The policies that the demo's cities adopted, and which of them held where and when."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from importlib import resources

from aggregates import policy
from registry.city import codes


@dataclasses.dataclass(frozen=True, slots=True)
class Adoption:
    """One city adopts the policy of a file in ``policies/`` from a day on."""

    city: str
    file: str
    since: datetime.date

    @property
    def text(self) -> str:
        return _text(self.file)

    @property
    def policy(self) -> policy.Policy:
        return _policy(self.file)


ADOPTIONS = (
    Adoption(codes.ANLAN, "anlan-2009.toml", datetime.date(2009, 1, 1)),
    Adoption(codes.YUNJIN, "yunjin-2012.toml", datetime.date(2012, 3, 1)),
    Adoption(codes.ANLAN, "anlan-2021.toml", datetime.date(2021, 7, 1)),
)
"""In the order of their days."""


_BY_CITY = {city: [one for one in reversed(ADOPTIONS) if one.city == city] for city in codes.COUNTIES}
"""City -> what it adopted, the latest first."""


def before(adopted: Adoption) -> Adoption | None:
    """The one that an adoption ends."""
    earlier = [one for one in ADOPTIONS if one.city == adopted.city and one.since < adopted.since]
    return earlier[-1] if earlier else None


def in_force(code: str, day: datetime.date) -> policy.Policy:
    """The policy of a division, or of where a project, building or house stands, on a day."""
    adopted = _BY_CITY.get(codes.city_of(code), ())
    return next((one.policy for one in adopted if one.since <= day), policy.default())


@functools.cache
def _text(file: str) -> str:
    return resources.files("registry.city").joinpath("policies", file).read_text(encoding="utf-8")


@functools.cache
def _policy(file: str) -> policy.Policy:
    return policy.parse(_text(file))
