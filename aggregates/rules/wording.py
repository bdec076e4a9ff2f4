"""Words that differ by language inside a rule's message: ``{detail:zh}`` and ``{detail:en}`` show one value each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages; a format that names no language shows both."""

    zh: str
    en: str

    def __format__(self, language: str) -> str:
        return {"zh": self.zh, "en": self.en}.get(language, f"{self.zh} {self.en}")
