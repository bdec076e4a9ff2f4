"""Stored events carry our type names and bytes; old bodies are read as of today's schema."""

import dataclasses
import uuid

import pytest
from eventsourcing import persistence

from aggregates import catalogue as catalogues
from aggregates import errors, upcasting
from aggregates import event as events
from registry.ledger.mapper import Mapper
from tests.registry.ledger import samples

EVENT = samples.unit(samples.house("H1"), command=uuid.UUID(int=5)).events[0]


def test_a_stored_event_has_the_type_s_name_and_the_body_s_bytes() -> None:
    stored = Mapper(catalogues.CATALOGUE).to_stored_event(EVENT)
    assert stored == persistence.StoredEvent(samples.stream("H1"), 1, "HouseRegistered", events.body_bytes(EVENT))


def test_it_comes_back_as_it_went() -> None:
    mapper = Mapper(catalogues.CATALOGUE)
    assert mapper.to_domain_event(mapper.to_stored_event(EVENT)) == EVENT


def test_what_is_no_body_is_refused() -> None:
    stored = persistence.StoredEvent(samples.stream("H1"), 1, "HouseRegistered", b"[]")
    with pytest.raises(persistence.MapperDeserialisationError, match="canonical"):
        Mapper(catalogues.CATALOGUE).to_domain_event(stored)


def _of_schema_2() -> catalogues.Catalogue:
    """The shipped catalogue with a second version of one type."""
    old = catalogues.CATALOGUE.event_type("HOUSE", "HouseRegistered")
    others = [declared for declared in catalogues.CATALOGUE.event_types.values() if declared is not old]
    return catalogues.Catalogue(catalogues.CATALOGUE.kinds.values(), [*others, dataclasses.replace(old, schema=2)])


def test_an_older_body_is_upcast_and_a_missing_step_is_named() -> None:
    body = events.body_bytes(EVENT)
    steps = upcasting.Upcasters({("HOUSE", "HouseRegistered", 1): lambda members: {**members, "source": "upcast"}})
    read = Mapper(_of_schema_2(), steps).read(body)
    assert (read.schema, read.source) == (2, "upcast")
    with pytest.raises(errors.UnknownName, match="schema 1 to 2"):
        Mapper(_of_schema_2(), upcasting.Upcasters()).read(body)
