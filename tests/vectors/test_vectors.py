"""Every vector of docs/vectors, reproduced without this product's code; and the product's code against each.

The independent reader uses json, hashlib, hmac and uuid of the standard library, and a public AES-GCM.
"""

import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import uuid
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import aead

from aggregates import canonical, catalogue, errors, event, sealed, timeline
from tests import oracle

VECTORS = pathlib.Path(__file__).parent.parent.parent / "docs" / "vectors"
NAMESPACE = uuid.UUID("0b7a4f0e-8f0c-5c52-9d7e-6a1f6f616e67")
COVERED = {"canonical", "events", "ids", "sealed", "timeline"}


def vectors(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text("utf-8"))


def rewritten(value: Any) -> bytes:
    """Return the canonical bytes, by the standard library alone."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def test_every_file_of_vectors_is_read_here() -> None:
    assert {path.stem for path in VECTORS.glob("*.json")} == COVERED


@pytest.mark.parametrize("vector", vectors("canonical")["accepted"], ids=lambda vector: vector["bytes"][:30])
def test_canonical_forms(vector: dict[str, Any]) -> None:
    assert rewritten(vector["value"]) == vector["bytes"].encode() == canonical.encode(vector["value"])


@pytest.mark.parametrize("vector", vectors("canonical")["refused"], ids=lambda vector: vector["why"])
def test_refused_values(vector: dict[str, Any]) -> None:
    with pytest.raises(errors.NotCanonical):
        canonical.encode(json.loads(vector["json"]))


@pytest.mark.parametrize("vector", vectors("events")["events"], ids=lambda vector: vector["members"]["type"])
def test_events(vector: dict[str, Any]) -> None:
    header = {name: vector[name] for name in ("origin", "position", "recorded_at")} | {"format": "fangji-event/1"}
    assert rewritten(header).decode() == vector["header"]
    assert rewritten(vector["members"]).decode() == vector["body"]
    leaf = f"{vector['header']}\n{vector['body']}".encode()
    assert hashlib.sha256(b"\0" + leaf).hexdigest() == vector["leaf_hash"]


@pytest.mark.parametrize("vector", vectors("events")["events"], ids=lambda vector: vector["members"]["type"])
def test_events_as_the_product_writes_them(vector: dict[str, Any]) -> None:
    recorded_at = event.parse_moment(vector["recorded_at"])
    header = event.header_bytes(vector["origin"], vector["position"], recorded_at)
    body = event.body_bytes(event.parse_body(vector["body"].encode()))
    assert (header.decode(), body.decode()) == (vector["header"], vector["body"])
    assert event.leaf_hash(header, body).hex() == vector["leaf_hash"]


def test_streams() -> None:
    assert vectors("ids")["namespace"] == str(NAMESPACE)
    for one in vectors("ids")["streams"]:
        found = uuid.uuid5(NAMESPACE, "\n".join((one["kind"], one["scheme"], one["code"])))
        assert str(found) == one["stream"] == str(event.stream_id(one["kind"], one["scheme"], one["code"]))


def test_event_ids() -> None:
    for one in vectors("ids")["events"]:
        found = uuid.uuid5(uuid.UUID(one["command"]), str(one["index"]))
        assert str(found) == one["id"] == str(event.event_id(uuid.UUID(one["command"]), one["index"]))


def test_claims_of_codes() -> None:
    lengths = set()
    for one in vectors("ids")["claims"]:
        key = f"{one['scheme']}\n{one['code']}"
        lengths.add(len(key) > 200)
        short = hashlib.sha256(key.encode()).hexdigest() if len(key) > 200 else key
        assert (one["scope"], one["key"]) == (f"code/{one['kind']}", short)
        assert event.code_claim(one["kind"], one["scheme"], one["code"]) == event.Claim(one["scope"], one["key"])
    assert lengths == {True, False}


@pytest.mark.parametrize("vector", vectors("sealed")["envelopes"], ids=lambda vector: vector["path"])
def test_envelopes(vector: dict[str, Any]) -> None:
    associated = "\n".join(("fangji-seal/1", vector["event"], vector["path"], vector["ref"]))
    assert associated == vector["associated"]
    key, nonce = bytes.fromhex(vector["key"]), bytes.fromhex(vector["nonce"])
    text = base64.b64encode(aead.AESGCM(key).encrypt(nonce, vector["text"].encode(), associated.encode())).decode()
    nonce_text = base64.b64encode(nonce).decode()
    assert vector["envelope"] == {"sealed": 1, "ref": vector["ref"], "nonce": nonce_text, "text": text}
    opened = sealed.unseal(key, vector["envelope"], event=uuid.UUID(vector["event"]), path=vector["path"])
    assert opened == vector["text"]


def test_blind_indexes() -> None:
    for one in vectors("sealed")["blind_indexes"]:
        key = bytes.fromhex(one["key"])
        found = hmac.new(key, f"{one['scheme']}\n{one['value']}".encode(), hashlib.sha256).hexdigest()
        assert found == one["digest"] == sealed.blind_index(key, one["scheme"], one["value"]).hex()


@pytest.fixture(scope="module")
def history() -> list[oracle.Recorded]:
    """The history of the timeline's vectors."""
    read = datetime.datetime.fromisoformat
    return [
        oracle.Recorded(one["position"], read(one["recorded_at"]), one["body"])
        for one in vectors("timeline")["history"]
    ]


def asked(question: dict[str, Any]) -> tuple[datetime.date, oracle.Clock]:
    known = question.get("known")
    clock = oracle.Clock(known and datetime.datetime.fromisoformat(known), question.get("position"))
    return datetime.date.fromisoformat(question["valid"]), clock


def test_states(history: list[oracle.Recorded]) -> None:
    """By the oracle, which was written from the document's words."""
    affirming = {(one.body["kind"], one.body["type"]) for one in history}
    affirming -= {(kind, name) for kind, name in affirming if name in vectors("timeline")["not_affirming"]}
    for question in vectors("timeline")["questions"]:
        states = oracle.states(history, affirming, *asked(question))
        assert {entity: state for (_, entity), state in states.items()} == question["state"], question


def test_states_as_the_product_folds_them(history: list[oracle.Recorded]) -> None:
    read = [event.Recorded(one.position, one.recorded_at, event.from_members(one.body)) for one in history]
    subject = timeline.Timeline(catalogue.CATALOGUE, read)
    for question in vectors("timeline")["questions"]:
        valid, clock = asked(question)
        assert subject.state(valid, known=clock.known, position=clock.position) == question["state"], question


def test_the_questions_leave_no_boundary_out(history: list[oracle.Recorded]) -> None:
    put = [asked(question) for question in vectors("timeline")["questions"]]
    days = {datetime.date.fromisoformat(one.body["effective_on"]) for one in history if one.body["changes"]}
    moments = {one.registered_at for one in history}
    assert days <= {valid for valid, _ in put}
    assert moments <= {clock.known for _, clock in put}
    assert set(range(len(history) + 1)) <= {clock.position for _, clock in put}
