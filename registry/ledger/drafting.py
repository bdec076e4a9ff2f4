"""From a draft to the event that is appended: its stream version, its command, and its personal data sealed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from aggregates import catalogue, sealed
from aggregates import event as events
from aggregates.draft import Draft, Sealed


@dataclasses.dataclass(frozen=True, slots=True)
class Filing:
    """What all events of a command share. ``data_keys`` has the key of every reference under which something is sealed,
    or the cipher of one that seals often.

    ``registered_at`` is the old register's time, of migrated events only.
    """

    command: UUID
    correlation: UUID
    actor: str
    data_keys: Mapping[str, bytes | AESGCM]
    registered_at: datetime | None = None


def references(drafts: Iterable[Draft]) -> set[str]:
    """The references whose keys :func:`make_event` needs."""
    found = set()
    for draft in drafts:
        if draft.remark is not None:
            found.add(sealed.subject_ref(draft.stream))
        for said in draft.changes.values():
            for value in said.values():
                if isinstance(value, Sealed):
                    found.add(value.ref)
    return found


def make_event(
    draft: Draft, version: int, filing: Filing, known: catalogue.Catalogue = catalogue.CATALOGUE
) -> events.Event:
    """The event of a draft as version ``version`` of its stream; KeyError where a reference has no key."""
    return events.assembled(
        originator_id=draft.stream,
        originator_version=version,
        timestamp=events.UNRECORDED,
        id=draft.id,
        kind=draft.kind,
        scheme=draft.scheme,
        code=draft.code,
        type=draft.type,
        schema=known.event_type(draft.kind, draft.type).schema,
        effective_on=draft.effective_on,
        effective_seq=draft.effective_seq,
        registered_at=filing.registered_at,
        source=draft.source,
        actor=filing.actor,
        reason=draft.reason,
        document=draft.document,
        remark=_remark(draft, filing),
        changes=tuple(_changes(draft, filing)),
        command=filing.command,
        correlation=filing.correlation,
        cause=draft.cause,
        corrects=draft.corrects,
        voids=draft.voids,
        relied_on=draft.relied_on,
        judged_by=draft.judged_by,
        takes=draft.takes,
        releases=draft.releases,
    )


def _remark(draft: Draft, filing: Filing) -> dict[str, object] | None:
    if draft.remark is None:
        return None
    ref = sealed.subject_ref(draft.stream)
    return sealed.seal(filing.data_keys[ref], draft.remark, event=draft.id, path=sealed.REMARK, ref=ref)


def _changes(draft: Draft, filing: Filing) -> Iterator[events.Change]:
    for entity, said in draft.changes.items():
        yield events.Change(
            entity,
            {
                name: _sealed(draft, filing, entity, name, one) if isinstance(one, Sealed) else one
                for name, one in said.items()
            },
        )


def _sealed(draft: Draft, filing: Filing, entity: str, name: str, said: Sealed) -> events.Value:
    path = sealed.path(entity, name)
    return sealed.seal(filing.data_keys[said.ref], said.text, event=draft.id, path=path, ref=said.ref)
