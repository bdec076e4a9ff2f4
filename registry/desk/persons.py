"""Persons of a command: found again by the blind index of their ID number, else given a fresh reference."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from aggregates import codes, errors, sealed, vocabulary
from aggregates.codes import persons as schemes
from aggregates.commands.command import Command, Parties
from aggregates.deciding.deed import Party
from aggregates.draft import Draft, Said
from registry.ledger import drafting, keys

Raw = Mapping[str, object]

_OWN = frozenset(one.name for one in dataclasses.fields(Party)) - {"also"}


@dataclasses.dataclass(frozen=True, slots=True)
class Persons:
    """The parties of a command by input name, the blind indexes by which its persons are told apart, and who is new."""

    values: Mapping[str, list[Party]]
    indexes: Mapping[bytes, str]
    newcomers: frozenset[str]

    def named_by(self, drafts: Iterable[Draft]) -> dict[bytes, str]:
        """The blind indexes of those persons under whose references something is recorded."""
        named = {value for draft in drafts for said in draft.changes.values() for value in said.values() if _ref(value)}
        refs = drafting.references(drafts) | cast("set[str]", named)
        return {digest: ref for digest, ref in self.indexes.items() if ref in refs}


def _ref(value: object) -> bool:
    return isinstance(value, str) and value.startswith("person/")


@dataclasses.dataclass(frozen=True, slots=True)
class Named:
    """Everybody whom a command names, by input; a person with the digest by which it is told apart, others without."""

    parties: Mapping[str, Sequence[tuple[Party, bytes | None]]]

    @property
    def digests(self) -> tuple[bytes, ...]:
        """Of all persons, each once."""
        return tuple(dict.fromkeys(digest for of in self.parties.values() for _, digest in of if digest is not None))

    def resolved(self, known: Mapping[bytes, str]) -> Persons:
        """The parties, given the references of those persons who are known; the others get fresh ones."""
        indexes = {digest: known.get(digest) or sealed.new_person() for digest in self.digests}
        made = {
            name: [dataclasses.replace(one, person=indexes[digest]) if digest else one for one, digest in of]
            for name, of in self.parties.items()
        }
        return Persons(made, indexes, frozenset(ref for digest, ref in indexes.items() if digest not in known))


async def named(command: Command, values: Mapping[str, object], store: keys.PostgresKeys) -> Named:
    """Everybody whom a command names. ID numbers are brought to their one normal spelling."""
    asked = [one.name for one in command.inputs if isinstance(one, Parties)]
    raw = {name: cast("Sequence[Raw]", values.get(name) or ()) for name in asked}
    if not any(raw.values()):
        return Named({})
    index_key = await store.index_key()
    return Named({name: [_party(party, index_key) for party in of] for name, of in raw.items()})


def _party(raw: Raw, index_key: bytes) -> tuple[Party, bytes | None]:
    known = {name: value for name, value in raw.items() if name != "kind" and value is not None}
    texts = {name: cast("str | None", value) for name, value in known.items() if name in _OWN}
    also = {name: cast("Said", value) for name, value in known.items() if name not in _OWN}
    kind = cast(str, raw.get("kind") or "PERSON")
    number = texts.get("id_number")
    if kind != "PERSON" or not number:
        return Party(kind, **texts, also=also), None
    scheme = _scheme(texts.setdefault("id_type", "RESIDENT_IDENTITY"))
    texts["id_number"] = normal = codes.normalise(scheme, number)
    return Party(kind, **texts, also=also), sealed.blind_index(index_key, scheme, schemes.lasting(scheme, normal))


def _scheme(id_type: str | None) -> str:
    try:
        return schemes.scheme_of(vocabulary.IdType[str(id_type)])
    except KeyError:
        raise errors.InvalidValue(f"idType {id_type} is no type of document.", field="idType", rule="ENUM") from None
