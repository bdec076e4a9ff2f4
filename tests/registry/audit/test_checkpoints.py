"""Checkpoints: the specification's example, and each line that can be wrong."""

from __future__ import annotations

import base64

import pytest

from registry.audit import checkpoints, errors, notes

C2SP = """example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDe\
OoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""
"""The example of c2sp.org/tlog-checkpoint, whose key is not given."""

ROOT = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
SIGNER = notes.Signer("fangji/test", bytes(32))
CHECKPOINT = checkpoints.Checkpoint("fangji/test", 20852163, ROOT)


def test_the_specification_s_example() -> None:
    text = notes.parse(C2SP).text
    found = checkpoints.parse(text)
    assert found == checkpoints.Checkpoint("example.com/behind-the-sofa", 20852163, ROOT)
    assert found.text() == text


def test_what_is_signed_verifies() -> None:
    note = CHECKPOINT.signed(SIGNER)
    assert checkpoints.verify(note, SIGNER.verifier) == CHECKPOINT
    assert note.encode().startswith(b"fangji/test\n20852163\n")


def test_a_witness_s_signature_beside_it() -> None:
    witness = notes.Signer("witness.example", bytes([1] * 32))
    note = CHECKPOINT.signed(SIGNER, witness)
    assert checkpoints.verify(note, SIGNER.verifier) == CHECKPOINT
    assert checkpoints.verify(note, witness.verifier, origin="fangji/test") == CHECKPOINT


def test_a_checkpoint_from_another_ledger() -> None:
    """By the same key, which does not make it this one's."""
    note = checkpoints.Checkpoint("fangji/other", 5, ROOT).signed(SIGNER)
    with pytest.raises(errors.NotVerified) as refused:
        checkpoints.verify(note, SIGNER.verifier)
    assert refused.value.check is errors.Check.ORIGIN
    assert str(refused.value) == "The checkpoint is of the log 'fangji/other', not of 'fangji/test'."
    assert checkpoints.verify(note, SIGNER.verifier, origin="fangji/other").size == 5


def test_extension_lines_are_kept() -> None:
    extended = checkpoints.Checkpoint("fangji/test", 1, ROOT, ("epoch 2",))
    assert checkpoints.verify(extended.signed(SIGNER), SIGNER.verifier) == extended


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "it has fewer than three lines"),
        ("fangji/test\n5\n", "it has fewer than three lines"),
        (C2SP.splitlines()[0] + "\n5\n" + base64.b64encode(ROOT).decode(), "it has fewer than three lines"),
        ("\n5\nAAAA\n", "line 1, the origin, is empty"),
        ("fangji/test\n05\nAAAA\n", "line 2, the size '05', is not a number without leading zeros"),
        ("fangji/test\n-1\nAAAA\n", "line 2, the size '-1',"),
        ("fangji/test\n٥\nAAAA\n", "line 2, the size '٥',"),
        ("fangji/test\n5\nAAAA\n", "line 3, the root 'AAAA', is not Base64 of 32 bytes"),
        (f"fangji/test\n5\n{base64.b64encode(ROOT).decode()[:-2]}J=\n", "line 3, the root"),
        (f"fangji/test\n5\n{base64.b64encode(ROOT).decode()}\n\nx\n", "an extension line is empty"),
    ],
)
def test_each_line_that_is_wrong(text: str, why: str) -> None:
    with pytest.raises(errors.NotVerified) as refused:
        checkpoints.parse(text)
    assert refused.value.check is errors.Check.CHECKPOINT_FORM
    assert why in str(refused.value)
