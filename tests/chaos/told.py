"""What the clients were told: the account against which the ledger is held after every fault."""

from __future__ import annotations

import collections
import time
import uuid
from dataclasses import dataclass, field

KEPT = 200_000
"""Latencies that are remembered."""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer: when it came (monotonic), to what, and after how many seconds."""

    at: float
    what: str
    seconds: float


@dataclass
class Told:
    """``acknowledged`` has the last position of each command; ``waiting`` are those without an answer yet. ``wrong``
    are sentences about what must not be, ``codes`` counts the errors that were answered."""

    acknowledged: dict[uuid.UUID, int] = field(default_factory=dict)
    refused: dict[uuid.UUID, str] = field(default_factory=dict)
    waiting: dict[uuid.UUID, str] = field(default_factory=dict)
    houses: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    codes: collections.Counter[str] = field(default_factory=collections.Counter)
    kinds: collections.Counter[str] = field(default_factory=collections.Counter)
    answered: collections.deque[Answered] = field(default_factory=lambda: collections.deque(maxlen=KEPT))
    resent: int = 0
    last_at: float = 0.0
    unavailable: str | None = None

    def sent(self, command: uuid.UUID, mutation: str) -> None:
        """A command is on its way for the first time."""
        self.waiting[command] = mutation

    def acknowledge(self, command: uuid.UUID, position: int) -> None:
        """The command is recorded; each further answer must say the same position."""
        known = self.acknowledged.setdefault(command, position)
        if known != position:
            self.wrong.append(f"command {command} was acknowledged at {known} and later at {position}")
        mutation = self.waiting.pop(command, None)
        if mutation is not None:
            self.kinds[mutation] += 1
            self.last_at = time.monotonic()

    def refuse(self, command: uuid.UUID, rule: str) -> None:
        """The command is refused by a rule, and so nowhere in the ledger."""
        if command in self.acknowledged:
            self.wrong.append(f"command {command} was acknowledged, and later refused by {rule}")
        self.waiting.pop(command, None)
        self.refused[command] = rule

    def took(self, what: str, began: float) -> None:
        """An answer came."""
        now = time.monotonic()
        self.answered.append(Answered(now, what, now - began))
