"""Signed notes: the examples of C2SP and of Go's reference implementation, and everything that is not a note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.audit import errors, notes

PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
SIGNED = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
COSIGNED = "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
NOTE = f"{TEXT}\n{SIGNED}{COSIGNED}"
"""Keys, text and signatures of Go's golang.org/x/mod/sumdb/note."""

C2SP = """Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC\
+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
"""
"""The example of c2sp.org/signed-note, whose key is not given."""

peter, enoch = notes.Verifier.parse(PETER), notes.Verifier.parse(ENOCH)


def refusal(work: object, *arguments: object) -> tuple[errors.Check, str]:
    assert callable(work)
    with pytest.raises(errors.NotVerified) as refused:
        work(*arguments)
    return refused.value.check, refused.value.message


def test_the_reference_s_key_and_signature() -> None:
    signer = notes.Signer.parse(PETER_SECRET)
    assert (str(signer.verifier), signer.spell()) == (PETER, PETER_SECRET)
    assert str(notes.sign(TEXT, signer)) == f"{TEXT}\n{SIGNED}"


def test_both_signatures_of_the_reference_verify() -> None:
    note = notes.parse(NOTE.encode())
    assert (note.text, str(note)) == (TEXT, NOTE)
    assert [one.name for one in note.check(peter, enoch)] == ["PeterNeumann", "EnochRoot"]


def test_signatures_of_unknown_keys_are_left_alone() -> None:
    """Even broken ones: nobody here can say what they are."""
    broken = COSIGNED.replace("mZa0", "mZa1")
    note = notes.parse(f"{TEXT}\n{broken}{SIGNED}")
    assert [one.name for one in note.check(peter)] == ["PeterNeumann"]
    assert refusal(note.check, peter, enoch)[0] is errors.Check.SIGNATURE


def test_the_specification_s_example_keeps_its_blank_line() -> None:
    note = notes.parse(C2SP)
    assert note.text.endswith("sole:\n\ned è subito sera.\n")
    assert (note.signatures[0].name, note.signatures[0].key_id.hex()) == ("quasimodo.example/salvatore", "367ba04b")
    check, said = refusal(note.check, peter)
    assert check is errors.Check.KEY
    assert said == (
        "The note is signed by quasimodo.example/salvatore+367ba04b, and by none of the keys given: "
        "PeterNeumann+c74f20a3."
    )


def test_an_altered_text_or_signature() -> None:
    for altered in (NOTE.replace("answer", "Answer"), NOTE.replace("x08go/ZJ", "x08go/ZK")):
        check, said = refusal(notes.parse(altered).check, peter)
        assert check is errors.Check.SIGNATURE
        assert "PeterNeumann+c74f20a3" in said


def test_a_key_of_the_same_name_or_id_alone_is_another_key() -> None:
    namesake = notes.Verifier("PeterNeumann", enoch.public)
    assert refusal(notes.parse(NOTE).check, namesake)[0] is errors.Check.KEY


def test_keys_are_read_strictly() -> None:
    """The manglings of the reference: every part of a key, and every byte of it changed."""
    for first in range(len(PETER)):
        for last in range(first + 1, len(PETER) + 1):
            if (first, last) != (0, len(PETER)):
                assert refusal(notes.Verifier.parse, PETER[first:last])[0] is errors.Check.KEY_FORM
    for at, one in enumerate(PETER):
        refusal(notes.Verifier.parse, PETER[:at] + chr(ord(one) + 1) + PETER[at + 1 :])
        refusal(notes.Signer.parse, PETER_SECRET[:at] + chr(ord(PETER_SECRET[at]) + 1) + PETER_SECRET[at + 1 :])


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("", "a key is written name+hexadecimal id+Base64"),
        ("Peter Neumann+c74f20a3+ARpc", "its name is empty or holds a blank, a plus or a control character"),
        ("PeterNeumann+C74F20A3+ARpc", "its key id is not eight hexadecimal digits"),
        ("PeterNeumann+c74f20a3+AR*c", "its last part is not Base64"),
        (PETER + "BADKEY==", "its last part is not Base64"),
        (PETER.replace("+ARpc", "+ZRpc"), "it is not an Ed25519 key"),
        (PETER.replace("+ARpc", "+ARpd"), "its key id is c74f20a3, that of its name and key is "),
    ],
)
def test_what_is_wrong_with_a_key(key: str, why: str) -> None:
    assert why in refusal(notes.Verifier.parse, key)[1]


def test_a_private_key_is_never_quoted() -> None:
    seed = PETER_SECRET.rpartition("+")[2]
    for text in (PETER_SECRET.replace("c74f20a3", "c74f20a4"), PETER, PETER_SECRET[:-1]):
        assert seed[:20] not in refusal(notes.Signer.parse, text)[1]
    assert seed not in repr(notes.Signer.parse(PETER_SECRET))


@pytest.mark.parametrize(
    ("note", "why"),
    [
        (TEXT, "it has no blank line between text and signatures"),
        (f"{TEXT}\n", "its last line is no signature that ends in a line feed"),
        (f"{TEXT}\n{SIGNED[:-1]}", "its last line is no signature that ends in a line feed"),
        (f"\x01{TEXT}\n{SIGNED}", "it holds the control character U+0001"),
        (f"{TEXT}\r\n{SIGNED}", "it holds the control character U+000D"),
        (b"\xff" + f"{TEXT}\n{SIGNED}".encode(), "it is not UTF-8"),
        ("\ud800", "it is not UTF-8"),
        (f"{TEXT}\n{SIGNED}Unexpected line.\n", "'Unexpected line.' is no signature line: dash, name, Base64"),
        (f"{TEXT}\n{SIGNED.replace('Peter', 'Peter ')}", "is no signature line"),
        (f"{TEXT}\n{SIGNED.replace('Peter', 'Peter+')}", "is no signature line"),
        (f"{TEXT}\n{SIGNED.replace('— ', '- ')}", "is no signature line"),
        (f"{TEXT}\n— PeterNeumann x08gow==\n", "is not Base64 of a key id and a signature"),
        (f"{TEXT}\n— PeterNeumann x08go!==\n", "is not Base64 of a key id and a signature"),
        (f"{TEXT}\n{SIGNED.replace('nAM=', 'nAN=')}", "is not Base64 of a key id and a signature"),
        (f"{TEXT}\n{SIGNED * 101}", "it has 101 signatures, at most 100 are read"),
    ],
)
def test_what_is_no_note(note: bytes | str, why: str) -> None:
    check, said = refusal(notes.parse, note)
    assert check is errors.Check.NOTE_FORM
    assert why in said


def test_a_hundred_signatures_are_a_note() -> None:
    assert len(notes.parse(f"{TEXT}\n{SIGNED * 100}").check(peter)) == 100


def test_what_is_not_signed() -> None:
    signer = notes.Signer.parse(PETER_SECRET)
    for text in ("no line feed", "a tab\there\n"):
        assert refusal(notes.sign, text, signer)[0] is errors.Check.NOTE_FORM
    for name in ("", "a b", "a+b", "a\u3000b", "a\nb"):
        assert refusal(notes.Signer.generate, name)[0] is errors.Check.KEY_FORM


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1), st.integers(0, 400))
def test_what_is_signed_verifies_and_any_byte_altered_does_not(lines: list[str], at: int) -> None:
    signer = notes.Signer("fangji/test", bytes(range(32)))
    written = str(notes.sign("\n".join(lines) + "\n", signer)).encode()
    assert notes.parse(written).check(signer.verifier)
    at %= len(written)
    with pytest.raises(errors.NotVerified):
        notes.parse(written[:at] + bytes([written[at] ^ 1]) + written[at + 1 :]).check(signer.verifier)
