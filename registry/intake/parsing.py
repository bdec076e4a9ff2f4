"""From the files of a delivery to records for the staging table: each row through the profile's ``stage``."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import orjson

from registry.intake import profiles, reading, sources
from registry.intake.profile import Data, Part, Profile, Reject, Row, Skip, Staged
from registry.intake.sources import Member, Source, SourceError

COLUMNS = ("n", "part", "file", "release", "number", "subject", "ord", "key", "digest", "link", "data", "box")
"""The staging table's columns, as in a record; ``box`` is null, ``rejected``, ``duplicate`` or ``skipped``."""

Record = tuple[int, str, str, str, int, str, str, str | None, str, str, str, str | None]
ROWS_PER_FILE = 1 << 32
BLOCK = 500
"""Rows of a file that one worker takes in turn: reading them is cheap beside what ``stage`` does with them."""


@dataclass(slots=True)
class Parser:
    """Reads its share of a delivery: of all blocks of rows every ``workers``-th, beginning with ``worker``.

    ``rows`` are all data rows read, ``skipped`` those that ``stage`` skipped, by reason; the others become records.
    ``passed_over`` are files in archives that are not the profile's.
    """

    profile: Profile
    delivered: Sequence[Source]
    worker: int = 0
    workers: int = 1
    digest_key: bytes | None = None
    rows: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    passed_over: list[str] = field(default_factory=list)
    unnamed: bool = False

    def records(self) -> Iterator[Record]:
        """The records of the staging table, unique and ascending in ``n`` within a file.

        Raises:
            SourceError: a file cannot be read, or is not the profile's.
        """
        index = 0
        for source in self.delivered:
            for member in sources.members(source):
                part = self._part(member)
                if part is None or part.ignored:
                    continue
                yield from self._of_file(member, part, index)
                index += 1

    def _part(self, member: Member) -> Part | None:
        named = [part for part in self.profile.parts if re.fullmatch(part.files, member.name, re.IGNORECASE)]
        if len(named) == 1:
            return named[0]
        fitting = [other.name for other in others if any(reading.takes(header, part) for part in other.parts)]

    return f" Its columns are those of the profile {' or '.join(map(repr, fitting))}; name that one." if fitting else ""
