"""Persons of a command: found again by the blind index of their ID number, else given a fresh reference."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from aggregates import codes, errors, sealed, vocabulary
from aggregates.codes import persons as schemes
from aggregates.commands.command import Command, Parties
from aggregates.deciding.deed import Party
from aggregates.draft import Draft
from registry.ledger import drafting, keys

Raw = Mapping[str, object]


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
    """Everybody whom a command names, as it came in, with the digests by which persons are told apart."""

    raw: Mapping[str, Sequence[Raw]]
    digests: tuple[bytes, ...]
    index_key: bytes

    def resolved(self, known: Mapping[bytes, str]) -> Persons:
        """The parties, given the references of those persons who are known; the others get fresh ones."""
        indexes = {digest: known.get(digest) or sealed.new_person() for digest in self.digests}
        made = {name: [_party(one, self.index_key, indexes) for one in of] for name, of in self.raw.items()}
        return Persons(made, indexes, frozenset(ref for digest, ref in indexes.items() if digest not in known))


async def named(command: Command, values: Mapping[str, object], store: keys.PostgresKeys) -> Named:
    """Everybody whom a command names. ID numbers are brought to their one normal spelling."""
    raw = {one.name: _listed(values.get(one.name)) for one in command.inputs if isinstance(one, Parties)}
    if not any(raw.values()):
        return Named({}, (), b"")
    index_key = await store.index_key()
    digests = (_digest(index_key, party) for parties in raw.values() for party in parties if _identified(party))
    return Named(raw, tuple(dict.fromkeys(digests)), index_key)


def _listed(value: object) -> Sequence[Raw]:
    return cast("Sequence[Raw]", value or ())


def _identified(party: Raw) -> bool:
    return party.get("kind", "PERSON") == "PERSON" and bool(party.get("id_number"))


def _digest(index_key: bytes, party: Raw) -> bytes:
    scheme = _scheme(party)
    return sealed.blind_index(index_key, scheme, codes.normalise(scheme, cast(str, party["id_number"])))


def _scheme(party: Raw) -> str:
    name = cast(str, party.get("id_type") or "RESIDENT_IDENTITY")
    try:
        return schemes.scheme_of(vocabulary.IdType[name])
    except KeyError:
        raise errors.InvalidValue(f"idType {name} is no type of document.", field="idType", rule="ENUM") from None


def _party(raw: Raw, index_key: bytes, indexes: Mapping[bytes, str]) -> Party:
    texts = {name: cast("str | None", value) for name, value in raw.items() if name != "kind" and value is not None}
    kind = cast(str, raw.get("kind") or "PERSON")
    if not _identified(raw):
        return Party(kind, **texts)
    scheme = _scheme(raw)
    texts["id_number"] = codes.normalise(scheme, cast(str, raw["id_number"]))
    texts.setdefault("id_type", "RESIDENT_IDENTITY")
    return Party(kind, indexes[_digest(index_key, raw)], **texts)
