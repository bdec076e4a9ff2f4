"""The fast encoder and the format's own give the same bytes for whatever admission lets pass."""

import datetime
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregates import catalogue, errors
from aggregates import event as events
from registry.ledger import admission, encoding
from tests.registry.ledger import samples

ADMISSION = admission.Admission(catalogue.CATALOGUE)

text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
ids = st.uuids()
moments = st.datetimes(
    min_value=datetime.datetime(1, 1, 2),
    timezones=st.sampled_from([datetime.UTC, datetime.timezone(datetime.timedelta(hours=8))]),
)
days = st.dates().map(str)
contracts: st.SearchStrategy[dict[str, events.Value]] = st.fixed_dictionaries(
    {}, optional={"conditions": text | st.none(), "price": st.sampled_from(["0.00", "12.5"]), "signed_on": days}
)
houses: st.SearchStrategy[dict[str, events.Value]] = st.fixed_dictionaries(
    {}, optional={"address": text, "bedrooms": st.integers(0, 2**31 - 1), "managed": st.booleans() | st.none()}
)


@st.composite
def members(draw: st.DrawFn) -> dict[str, object]:
    """Every optional member, now there and now not."""
    migrated = draw(st.none() | moments)
    keys = draw(st.lists(printable, max_size=3, unique=True))
    return {
        "type": "PresaleContractFiled",
        "scheme": draw(text),
        "source": draw(text),
        "id": draw(ids),
        "correlation": draw(ids),
        "effective_on": draw(days),
        "effective_seq": draw(st.integers(0, 2**31 - 1)),
        "reason": events.Reason.MIGRATION if migrated else draw(st.sampled_from(_OTHER_REASONS)),
        "registered_at": migrated,
        "source_registered_at": draw(st.none() | moments),
        "document": draw(st.none() | st.builds(events.Document, text, text, days, st.just("ab" * 32), text)),
        "remark": draw(st.none() | st.just({"sealed": 1, "ref": "subject/1", "nonce": "AAAA", "text": "AAAA"})),
        "cause": draw(st.none() | ids),
        "corrects": draw(st.none() | ids),
        "voids": tuple(draw(st.lists(ids, max_size=2))),
        "relied_on": tuple(draw(st.lists(ids, max_size=2))),
        "judged_by": draw(st.none() | st.builds(events.Judgement, text, text)),
        "takes": tuple(draw(st.lists(st.builds(events.Claim, text, text), max_size=2))),
        "releases": tuple(draw(st.lists(st.builds(events.Claim, text, text), max_size=2))),
        "rows": tuple(draw(st.lists(st.builds(events.SourceRow, text, text, st.just("ab"), text), max_size=2))),
        "changes": (
            events.Change("", draw(houses)),
            *(events.Change(f"contracts/{key}", draw(contracts)) for key in keys),
        ),
    }


_OTHER_REASONS = [reason for reason in events.Reason if reason is not events.Reason.MIGRATION]


@given(said=members(), code=text)
def test_the_bytes_are_those_of_the_format(said: dict[str, object], code: str) -> None:
    event = samples.unit(samples.house(code, **said)).events[0]
    ADMISSION.check(event)
    assert encoding.encode(event) == events.body_bytes(event)
    assert events.body(events.parse_body(encoding.encode(event))) == events.body(event)


def test_a_moment_of_no_year_of_utc_is_refused() -> None:
    east = datetime.timezone(datetime.timedelta(hours=8))
    event = samples.house("H1", source_registered_at=datetime.datetime(1, 1, 1, tzinfo=east))
    with pytest.raises(errors.InvalidValue, match="is in no year from 1 to 9999 of UTC"):
        ADMISSION.check(event)


def test_a_text_that_spells_an_escape_is_no_u0000() -> None:
    event = samples.house("H1", changes=(events.Change("", {"address": r"back\u0000slash"}),))
    assert encoding.encode(event) == events.body_bytes(event)


def test_the_refusal_names_the_element_s_attribute() -> None:
    change = events.Change("contracts/1", {"conditions": "a\0"})
    with pytest.raises(errors.NotCanonical, match=r"conditions holds U\+0000") as caught:
        encoding.encode(samples.house("H1", id=uuid.uuid4(), changes=(change,)))
    assert caught.value.field == "contracts.conditions"
