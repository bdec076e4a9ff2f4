"""An event's bytes and its members are one to one; what is written another way, or is no event, is refused."""

import dataclasses
import datetime
import hashlib
import uuid
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest

from aggregates import canonical, errors, event

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=10)
HEX = st.binary(min_size=32, max_size=32).map(bytes.hex)
MOMENTS = st.datetimes(datetime.datetime(1900, 1, 1), datetime.datetime(2200, 1, 1), timezones=st.just(datetime.UTC))
DAYS = st.dates().map(datetime.date.isoformat)
VALUES = st.none() | st.booleans() | st.integers(-(2**31), 2**31 - 1) | TEXT
ENVELOPES = st.fixed_dictionaries({"sealed": st.just(1), "ref": TEXT, "nonce": TEXT, "text": TEXT})
NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True)
CHANGES = st.builds(event.Change, entity=st.just("") | TEXT, set=st.dictionaries(NAMES, VALUES | ENVELOPES, max_size=3))
CLAIMS = st.builds(event.Claim, scope=TEXT, key=TEXT)
EVENTS = st.builds(
    event.Event,
    originator_id=st.uuids(), originator_version=st.integers(1, 2**31 - 1), timestamp=st.just(event.UNRECORDED),
    id=st.uuids(), kind=TEXT, scheme=TEXT, code=TEXT, type=TEXT, effective_on=DAYS, source=TEXT, actor=TEXT,
    reason=st.sampled_from(event.Reason), changes=st.lists(CHANGES, max_size=3).map(tuple), command=st.uuids(),
    correlation=st.uuids(), schema=st.integers(1, 9), effective_seq=st.integers(0, 2**31 - 1),
    registered_at=st.none() | MOMENTS, source_registered_at=st.none() | MOMENTS,
    document=st.none() | st.builds(event.Document, TEXT, TEXT, DAYS, st.none() | HEX, st.none() | TEXT),
    remark=st.none() | ENVELOPES, cause=st.none() | st.uuids(), corrects=st.none() | st.uuids(),
    voids=st.lists(st.uuids(), max_size=2).map(tuple), relied_on=st.lists(st.uuids(), max_size=2).map(tuple),
    judged_by=st.none() | st.builds(event.Judgement, TEXT, TEXT),
    takes=st.lists(CLAIMS, max_size=2).map(tuple), releases=st.lists(CLAIMS, max_size=2).map(tuple),
    rows=st.lists(st.builds(event.SourceRow, TEXT, TEXT, HEX, TEXT), max_size=2).map(tuple),
)  # fmt: skip

PLAIN = event.Event(
    originator_id=uuid.UUID(int=1), originator_version=1, timestamp=event.UNRECORDED, id=uuid.UUID(int=2), kind="HOUSE",
    scheme="demo", code="1", type="HouseRegistered", effective_on="2026-03-01", source="s", actor="a",
    reason=event.Reason.CHANGE, changes=(event.Change("", {"room": "1"}),), command=uuid.UUID(int=3),
    correlation=uuid.UUID(int=3),
)  # fmt: skip


@hypothesis.given(EVENTS)
def test_an_event_is_what_its_bytes_say(one: event.Event) -> None:
    encoded = event.body_bytes(one)
    assert event.parse_body(encoded) == one
    assert event.body_bytes(event.parse_body(encoded)) == encoded
    assert b"\n" not in encoded


@hypothesis.given(EVENTS)
def test_no_member_is_null_or_empty_but_changes(one: event.Event) -> None:
    members = event.body(one)
    assert all(value not in (None, (), [], {}) for name, value in members.items() if name != "changes")


WRONG: dict[str, list[Any]] = {
    "effective_on": ["20260301", "2026-W09-7", "2026-3-1", "2026-02-30", "２０２６-03-01", 20260301, None],
    "id": ["{00000000-0000-0000-0000-000000000002}", "00000000000000000000000000000002", "x", None,
           "00000000-0000-0000-0000-00000000000A"],
    "registered_at": ["2026-01-01", "2026-01-01T00:00:00.000000", "2026-01-01T00:00:00Z", "", None,
                      "2026-01-01T08:00:00.000000+08:00", 0],
    "version": ["1", True, 1.0, None],
    "effective_seq": ["0", False, None],
    "kind": [None, 1, ["HOUSE"]],
    "reason": ["BECAUSE", "变更", None],
    "changes": [None, {}, [{}], [{"entity": "", "set": []}], [{"entity": 1, "set": {}}], [["", {}]],
                [{"entity": "", "set": {}, "more": 1}]],
    "document": [None, {}, {"kind": "k"}, {"kind": "k", "number": "1", "issued_on": "2026-01-01", "more": "x"},
                 {"kind": "k", "number": "1", "issued_on": "2026-01-01", "uri": None},
                 {"kind": "k", "number": 1, "issued_on": "2026-01-01"}],
    "claims": [None, {}, {"take": []}, {"keep": []}, {"take": [{"scope": "s"}]}],
    "voids": [None, [], "x", ["x"]],
    "cause": [None, ""],
    "rows": [None, [], [{}]],
    "remark": [None, {}, "text"],
    "unheard_of": [1],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_a_member_of_another_shape_is_refused(name: str, value: object) -> None:
    with pytest.raises(errors.InvalidValue, match=name):
        event.from_members(event.body(PLAIN) | {name: value})


@pytest.mark.parametrize("name", sorted(event.body(PLAIN)))
def test_a_missing_member_is_refused(name: str) -> None:
    members = event.body(PLAIN)
    del members[name]
    with pytest.raises(errors.InvalidValue, match=name):
        event.from_members(members)


def test_bytes_that_are_not_canonical_are_no_event() -> None:
    with pytest.raises(errors.NotCanonical):
        event.parse_body(event.body_bytes(PLAIN).replace(b",", b", ", 1))


@hypothesis.given(TEXT, st.integers(1, 2**53 - 1), MOMENTS)
def test_leaves_are_split_at_their_first_line_feed(origin: str, position: int, recorded_at: datetime.datetime) -> None:
    header, body = event.header_bytes(origin, position, recorded_at), event.body_bytes(PLAIN)
    assert event.leaf(header, body).split(b"\n") == [header, body]
    assert event.leaf_hash(header, body) == hashlib.sha256(b"\0" + header + b"\n" + body).digest()
    members = canonical.decode(header)
    assert event.parse_moment(str(members["recorded_at"])) == recorded_at


@hypothesis.given(MOMENTS, st.integers(-14 * 60, 14 * 60))
def test_a_moment_is_written_one_way_wherever_the_clock_hangs(moment: datetime.datetime, minutes: int) -> None:
    elsewhere = moment.astimezone(datetime.timezone(datetime.timedelta(minutes=minutes)))
    assert event.format_moment(elsewhere) == event.format_moment(moment)
    assert event.parse_moment(event.format_moment(moment)) == moment


@hypothesis.given(EVENTS, EVENTS)
def test_different_events_have_different_hashes(one: event.Event, other: event.Event) -> None:
    header = event.header_bytes("o", 1, datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    same = event.leaf_hash(header, event.body_bytes(one)) == event.leaf_hash(header, event.body_bytes(other))
    assert same == (one == other)


def test_every_member_is_hashed() -> None:
    """A field of the event that its body forgot would carry meaning outside the leaf."""
    written = {field.name for field in dataclasses.fields(event.Event)} - {"timestamp"}
    renamed = {"originator_id": "stream", "originator_version": "version", "takes": "claims", "releases": "claims"}
    full = {name for name, _ in event._OPTIONAL} | set(event.body(PLAIN)) | {"claims"}
    assert {renamed.get(name, name) for name in written} == full


def test_people_and_households_have_streams_that_nobody_can_guess() -> None:
    assert event.stream_id("HOUSE", "demo", "1") == event.stream_id("HOUSE", "demo", "1")
    for kind in ("HOUSEHOLD", "PRACTITIONER"):
        assert event.stream_id(kind, "demo", "1") != event.stream_id(kind, "demo", "1")


@hypothesis.given(st.uuids(), st.text(st.characters(exclude_categories=["Cs"])))
def test_an_id_of_a_name_is_a_uuid_of_version_5(namespace: uuid.UUID, name: str) -> None:
    made = event.named(namespace, name)
    assert (made, str(made), made.version) == (uuid.uuid5(namespace, name), str(uuid.uuid5(namespace, name)), 5)
