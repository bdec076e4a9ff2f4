"""The file of key-encryption keys: who may read it, rotation, what is said when it does not fit."""

import pathlib

import pytest

from registry.ledger import kek


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "keys" / "kek.json"


def test_the_file_is_made_once_and_for_its_owner_only(path: pathlib.Path) -> None:
    first, second = kek.FileKeys(path), kek.FileKeys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert second.unwrap(first.current, "person/1", first.wrap("person/1", b"k" * 32)) == b"k" * 32


def test_a_wrapped_key_opens_for_its_ref_only(path: pathlib.Path) -> None:
    keys = kek.FileKeys(path)
    wrapped = keys.wrap("person/1", b"k" * 32)
    with pytest.raises(kek.KeyFileUnusable, match="person/2"):
        keys.unwrap(keys.current, "person/2", wrapped)


def test_a_file_that_others_may_read_is_refused(path: pathlib.Path) -> None:
    kek.FileKeys(path)
    path.chmod(0o644)
    with pytest.raises(kek.KeyFileUnusable, match="chmod 600"):
        kek.FileKeys(path)


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"kek/1": "short"}', "nonsense", '{"kek/1": 5}'])
def test_a_damaged_file_is_refused(path: pathlib.Path, text: str) -> None:
    kek.FileKeys(path)
    path.write_text(text, "utf-8")
    with pytest.raises(kek.KeyFileUnusable, match=r"kek\.json"):
        kek.FileKeys(path)


def test_another_process_notices_a_rotation(path: pathlib.Path) -> None:
    ours, theirs = kek.FileKeys(path), kek.FileKeys(path)
    old = theirs.current
    ours.begin_rotation()
    assert theirs.current == ours.current != old
    assert theirs.unwrap(ours.current, "person/1", ours.wrap("person/1", b"k" * 32)) == b"k" * 32


def test_what_is_forgotten_unwraps_no_more_and_the_current_one_is_never_forgotten(path: pathlib.Path) -> None:
    keys = kek.FileKeys(path)
    oldest = keys.current
    wrapped = keys.wrap("person/1", b"k" * 32)
    keys.begin_rotation()
    assert keys.names == [oldest, keys.current]
    assert keys.unwrap(oldest, "person/1", wrapped) == b"k" * 32
    keys.forget(keys.names)
    assert keys.names == [keys.current]
    with pytest.raises(kek.KeyFileUnusable, match=oldest):
        keys.unwrap(oldest, "person/1", wrapped)
