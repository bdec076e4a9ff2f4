"""The key's file: made once, for its owner only, and refused where it is not this log's."""

from __future__ import annotations

import pathlib
from concurrent import futures

import pytest

from registry.audit import notes, signing_key

NAME = "fangji/test"


def test_it_is_made_once(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "data" / "signing.key"
    with futures.ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda _: signing_key.load(path, NAME), range(16)))
    assert len({one.seed for one in made}) == 1
    assert path.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in path.parent.iterdir()] == ["signing.key"]
    assert notes.Signer.parse(path.read_text().strip()) == made[0]


def test_what_cannot_be_used(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "signing.key"
    signing_key.load(path, NAME)
    with pytest.raises(signing_key.SigningKeyUnusable, match="holds the key of fangji/test, the log is fangji/other"):
        signing_key.load(path, "fangji/other")
    path.chmod(0o644)
    with pytest.raises(signing_key.SigningKeyUnusable, match="may be read by others; run: chmod 600"):
        signing_key.load(path, NAME)
    path.chmod(0o600)
    secret = path.read_text()
    for text in (b"", secret.replace("A", "B").encode(), b"\xff"):
        path.write_bytes(text)
        with pytest.raises(signing_key.SigningKeyUnusable, match="holds no signing key; restore it") as refused:
            signing_key.load(path, NAME)
        assert secret.rpartition("+")[2][:12] not in str(refused.value)
