"""What every part of a policy is made of: a section that knows its settings, and the bounds of their values."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import pydantic

Months = Annotated[int, pydantic.Field(ge=0, le=1200)]
Days = Annotated[int, pydantic.Field(ge=0, le=36500)]
Amount = Annotated[Decimal, pydantic.Field(ge=0, max_digits=14, decimal_places=2)]
Names = Annotated[frozenset[str], pydantic.PlainSerializer(sorted, return_type=list[str])]
"""A set of names, written in their order."""
Share = Annotated[Decimal, pydantic.Field(ge=0, le=1, decimal_places=4)]


class Section(pydantic.BaseModel):
    """A part of a policy; a name that it does not know is refused."""

    model_config = pydantic.ConfigDict(frozen=True, extra="forbid")
