"""Certificates: the vectors' states at both clocks, and everything altered, each with the check that finds it."""

from __future__ import annotations

import datetime
import json

import pytest

from registry.audit import certificates, errors
from tests.registry.audit import certified


def refused(data: bytes, origin: str | None = None) -> tuple[str, str]:
    with pytest.raises(errors.NotVerified) as found:
        certificates.verify(data, certified.KEY, origin=origin)
    return found.value.check.value, found.value.message


def test_a_certificate_is_checked_by_its_bytes() -> None:
    made = certified.certificate()
    found, checkpoint = certificates.verify(made.encode(), certified.KEY)
    assert found == made
    assert (checkpoint.size, len(found.events)) == (17, 13)
    assert made.encode().startswith(certificates.FIRST_BYTE)
    assert found.merged["owners/1"] == {"name": {"sealed": 1}, "share": "1/2"}
    assert "AAECAwQFBgcICQoL" not in json.dumps(found.merged)


def test_entities_with_any_key_stand_in_the_order_of_code_points() -> None:
    told = json.loads(certified.certificate().encode())["state"]
    named = [one["entity"] for one in told]
    assert named[-4:] == ["owners/1", certified.CHINESE, certified.FULL_WIDTH, certified.ASTRAL]
    assert named == sorted(named, key=str.encode) != sorted(named, key=lambda one: one.encode("utf-16-be"))


def test_the_states_are_those_of_the_format_s_vectors() -> None:
    for question in certified.VECTORS["questions"]:
        if "position" in question:
            made = certified.certificate(datetime.date.fromisoformat(question["valid"]), question["position"])
            assert made.merged == question["state"], question
            certificates.verify(made.encode(), certified.KEY)


def test_what_is_altered_is_named() -> None:
    found = {name: refused(data) for name, (data, _) in certified.bad().items()}
    assert {name: check for name, (check, _) in found.items()} == {
        name: check for name, (_, check) in certified.bad().items()
    }
    assert all(said.endswith(".") for _, said in found.values())


def test_every_check_of_a_certificate_is_made_to_fail() -> None:
    made = {check for _, check in certified.bad().values()}
    assert made == {one.value for one in errors.Check} - {"key form", "witness", "old root"}


def test_the_message_names_the_event_and_no_value() -> None:
    assert "Event 3 of the file: " in refused(certified.bad()["a hash"][0])[1]
    assert "is not what the events give" in refused(certified.bad()["what is sealed"][0])[1]
    said = refused(certified.bad()["a value of an element with a Chinese key"][0])[1]
    assert said == f"The state's '{certified.CHINESE}/share' is not what the events give."
    assert "rise in the order of code points" in refused(certified.bad()["an element twice"][0])[1]
    assert "Somebody" not in refused(certified.bad()["what is sealed"][0])[1]


def test_another_origin() -> None:
    assert refused(certified.certificate().encode(), origin="fangji/x")[0] == "origin"


def test_a_code_that_was_added_later() -> None:
    """`Recoded` takes the code; the certificate may be asked for by it."""
    claims = {"take": [{"key": "demo\nNEW", "scope": "code/HOUSE"}]}
    data = certified.honest({13: {**certified.OWNER, "claims": claims}}).replace(
        b'"code":"3301-0007-1102"', b'"code":"NEW"'
    )
    found, _ = certificates.verify(data, certified.KEY)
    assert found.subject.code == "NEW"
