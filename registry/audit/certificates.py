"""Certificates: the state of one subject with the proofs of the events behind it, as one file that is checked offline.

The form is `fangji-certificate/1`, canonical JSON; `docs/audit.md` tells its members and what they prove. Checking
takes the file and the log's verifier key; no database, no network, no settings.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Annotated, Any, Literal, NoReturn

import pydantic

from aggregates import attributes, canonical, timeline
from aggregates import catalogue as catalogues
from aggregates import errors as failures
from aggregates import event as events
from aggregates.errors import shown
from registry.audit import checkpoints, encoding, errors, notes, proof_file
from registry.ledger import mapper

FIRST_BYTE = b"{"
"""What a certificate begins with, and neither a proof file nor a checkpoint."""

SEALED = {"sealed": 1}
"""Stands in a state for each sealed value; its envelope is in the event that set it."""

FROM_CODE = 5
"""Version of the UUID of a stream that follows from its first code; of households and practitioners it is random."""

Check = errors.Check
Text = Annotated[str, pydantic.Field(min_length=1, max_length=100_000)]


class _Part(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(frozen=True, extra="forbid", strict=True)


class Subject(_Part):
    """Whose certificate it is; ``code`` is any that it ever had."""

    kind: Text
    scheme: str
    code: Text
    stream: Text


class AsOf(_Part):
    """The two clocks of the state: the day in the world, the position up to which the ledger was known."""

    valid_on: Text
    position: Annotated[int, pydantic.Field(ge=0)]


class Proved(_Part):
    """An event of the subject's stream: its leaf, and the hashes from its sibling up to the root, in Base64."""

    index: Annotated[int, pydantic.Field(ge=0)]
    leaf: str
    hashes: Annotated[list[str], pydantic.Field(max_length=proof_file.MOST_HASHES)]


class Certificate(_Part):
    """A certificate as it is written: nothing of it is to be believed before :func:`verify`."""

    format: Literal["fangji-certificate/1"]
    checkpoint: Text
    subject: Subject
    as_of: AsOf
    events: Annotated[list[Proved], pydantic.Field(min_length=1)]
    state: dict[str, dict[str, Any]]

    def encode(self) -> bytes:
        """The bytes of the file."""
        return canonical.encode(self.model_dump())


def make(
    catalogue: catalogues.Catalogue,
    proofs: Sequence[proof_file.ProofFile],
    code: tuple[str, str],
    valid_on: datetime.date,
    position: int,
) -> Certificate:
    """The certificate of a subject from the proofs of all its events under one checkpoint; ``code`` with its scheme."""
    proved = [
        Proved(index=one.index, leaf=encoding.base64(one.extra or b""), hashes=[encoding.base64(h) for h in one.hashes])
        for one in proofs
    ]
    recorded = [_recorded(catalogue, one.index + 1, one.extra or b"") for one in proofs]
    first = recorded[0].event
    told = {"kind": first.kind, "scheme": code[0], "code": code[1], "stream": str(first.originator_id)}
    return Certificate(
        format="fangji-certificate/1",
        checkpoint=proofs[0].note,
        subject=Subject(**told),
        as_of=AsOf(valid_on=valid_on.isoformat(), position=position),
        events=proved,
        state=_state(catalogue, recorded, valid_on, position),
    )


def parse(data: bytes) -> Certificate:
    """Read a certificate without believing it; NotVerified (FILE_FORM) names the member that is wrong."""
    try:
        members = canonical.decode(data)
    except failures.NotCanonical as error:
        raise _wrong(str(error).removesuffix(".")) from None
    try:
        found = Certificate.model_validate(members)
    except pydantic.ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise _wrong(f"{where} is not of its form ({first['msg']})") from None
    if why := attributes.check_date(found.as_of.valid_on):
        raise _wrong(f"as_of.valid_on is not a date ({why})")
    return found


def verify(
    data: bytes,
    *known: notes.Verifier,
    origin: str | None = None,
    catalogue: catalogues.Catalogue = catalogues.CATALOGUE,
) -> tuple[Certificate, checkpoints.Checkpoint]:
    """Check a certificate against the log's verifier key; ``origin`` as for :func:`registry.audit.checkpoints.verify`.

    Raises:
        NotVerified: the check that failed; all of them but OLD_ROOT can. The message names the event.
    """
    found = parse(data)
    checkpoint = checkpoints.verify(found.checkpoint, *known, origin=origin)
    if found.as_of.position > checkpoint.size:
        said = f"The state is as of position {found.as_of.position}, the checkpoint has {checkpoint.size} leaves."
        raise errors.NotVerified(Check.POSITION, said)
    recorded = [_proved(catalogue, checkpoint, at, one) for at, one in enumerate(found.events, 1)]
    _check_subject(found.subject, [one.event for one in recorded])
    _check_versions(recorded)
    due = _folded(catalogue, recorded, found.as_of)
    if _spelled(due) != _spelled(found.state):
        _differs(found.state, due)
    return found, checkpoint


def _proved(
    catalogue: catalogues.Catalogue, checkpoint: checkpoints.Checkpoint, at: int, one: Proved
) -> events.Recorded:
    """The event that the ``at``-th proof of the file proves."""
    try:
        leaf = encoding.from_base64(one.leaf)
        hashes = [encoding.from_base64(each) for each in one.hashes]
        if leaf is None or any(each is None or len(each) != 32 for each in hashes):
            raise _wrong("a leaf is not Base64, or a hash not Base64 of 32 bytes")
        proof_file.included(checkpoint, one.index, leaf, [each for each in hashes if each is not None])
        return _recorded(catalogue, one.index + 1, leaf)
    except errors.NotVerified as error:
        raise errors.NotVerified(error.check, f"Event {at} of the file: {error.message}") from None


def _recorded(catalogue: catalogues.Catalogue, position: int, leaf: bytes) -> events.Recorded:
    """The event of a leaf as of today's declarations; NotVerified (LEAF, BODY) where it is none."""
    first, _, body = leaf.partition(b"\n")
    try:
        header = canonical.decode(first)
        moment = header.get("recorded_at")
        if header.get("format") != events.FORMAT or len(header) != 4 or attributes.check_timestamp(moment):
            raise failures.InvalidValue(f"its first line is no header of {events.FORMAT}")
    except failures.InvalidValue as error:
        raise errors.NotVerified(Check.LEAF, f"The leaf is no event's: {error}.") from None
    try:
        event = mapper.Mapper(catalogue).read(body, recorded := events.parse_moment(str(moment)))
        catalogue.event_type(event.kind, event.type)
    except failures.FangjiError as error:
        raise errors.NotVerified(Check.BODY, f"The leaf's body is no event's: {error}") from None
    return events.Recorded(position, recorded, event)


def _check_subject(subject: Subject, found: Sequence[events.Event]) -> None:
    """All events are of the subject, its stream is that of its first code, and the code is one that it had."""
    for at, event in enumerate(found, 1):
        if (event.kind, str(event.originator_id)) != (subject.kind, subject.stream):
            said = (
                f"Event {at} of the file is of {event.kind} {event.originator_id}, not {subject.kind} {subject.stream}."
            )
            raise errors.NotVerified(Check.SUBJECT, said)
    first, code = found[0], (subject.scheme, subject.code)
    stream = events.stream_id(first.kind, first.scheme, first.code)
    if stream.version == FROM_CODE and str(stream) != subject.stream:
        said = f"The stream of {first.kind} {shown(first.code)} is {stream}, not {subject.stream}."
        raise errors.NotVerified(Check.SUBJECT, said)
    claim = events.code_claim(subject.kind, *code)
    if not any((one.scheme, one.code) == code or claim in one.takes for one in found):
        said = f"None of the events gives the subject the code {shown(subject.code)} of {shown(subject.scheme)}."
        raise errors.NotVerified(Check.SUBJECT, said)


def _check_versions(recorded: Sequence[events.Recorded]) -> None:
    """None of the stream's events is left out before the last one, and they stand in the order of their positions."""
    last = 0
    for at, one in enumerate(recorded, 1):
        if one.event.originator_version != at:
            said = f"Event {at} of the file has version {one.event.originator_version}, not {at}: one is left out."
            raise errors.NotVerified(Check.VERSION, said)
        if one.position <= last:
            said = f"Event {at} of the file has position {one.position}, the one before it {last}; they rise."
            raise errors.NotVerified(Check.VERSION, said)
        last = one.position


def _folded(
    catalogue: catalogues.Catalogue, recorded: Sequence[events.Recorded], as_of: AsOf
) -> dict[str, dict[str, Any]]:
    try:
        return _state(catalogue, recorded, datetime.date.fromisoformat(as_of.valid_on), as_of.position)
    except timeline.NotTheHead as error:
        raise errors.NotVerified(Check.HISTORY, f"The events are no history of a subject: {error}") from None


def _state(
    catalogue: catalogues.Catalogue, recorded: Sequence[events.Recorded], valid_on: datetime.date, position: int
) -> dict[str, dict[str, Any]]:
    """The state, each sealed value as :data:`SEALED`."""
    state = timeline.Timeline(catalogue, recorded).state(valid_on, position=position)
    return {entity: {name: _masked(value) for name, value in said.items()} for entity, said in state.items()}


def _masked(value: events.Value) -> events.Value:
    return dict(SEALED) if isinstance(value, dict) and "sealed" in value else value


def _differs(claimed: dict[str, dict[str, Any]], due: dict[str, dict[str, Any]]) -> NoReturn:
    """Refuse, naming the first value of the state that the events do not give; never the value itself."""
    for entity in sorted({*claimed, *due}):
        if (entity in claimed) != (entity in due):
            there = "has" if entity in claimed else "lacks"
            raise errors.NotVerified(
                Check.STATE, f"The state {there} {shown(entity or 'the subject itself')}, unlike what the events give."
            )
        ours, theirs = due[entity], claimed[entity]
        for name in sorted({*ours, *theirs}):
            if name not in ours or name not in theirs or _spelled(ours[name]) != _spelled(theirs[name]):
                said = f"The state's {shown(f'{entity}/{name}' if entity else name)} is not what the events give."
                raise errors.NotVerified(Check.STATE, said)
    raise AssertionError("states that differ do so in a value")


def _spelled(value: object) -> bytes:
    """What tells 1 from true."""
    return canonical.encode(value)


def _wrong(why: str) -> errors.NotVerified:
    return errors.NotVerified(Check.FILE_FORM, f"This is no certificate: {why}.")
