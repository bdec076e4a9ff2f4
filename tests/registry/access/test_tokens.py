"""A token becomes an identity, or one sentence that says what is wrong with it and never quotes it."""

import datetime
import pathlib
import stat

import jwt
import pytest

from graphql_api import identity
from registry import settings
from registry.access import tokens

SECRET = "s" * 40
READER = tokens.Reader(tokens.OwnKey(SECRET))


def bearer(claims: dict[str, object], secret: str = SECRET, algorithm: str = "HS256") -> str:
    expires = {"exp": datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)}
    return "Bearer " + jwt.encode({"sub": "a", "roles": ["auditor"], **expires, **claims}, secret, algorithm)


def test_a_token_made_here_is_read_here() -> None:
    token = tokens.issue(SECRET, ("caseworker", "department:住房保障"), ("110101",), subject="li")
    found = READER.read(f"bearer {token}")
    assert found == identity.Identity("li", ("caseworker", "department:住房保障"), ("110101",))


def test_no_token_is_the_public() -> None:
    assert READER.read(None) is identity.PUBLIC


def test_a_token_without_divisions_sees_nothing() -> None:
    assert READER.read(bearer({})).divisions == ()


@pytest.mark.parametrize(
    ("authorization", "sentence"),
    [
        ("", "must read: Bearer"),
        ("Basic abc", "must read: Bearer"),
        ("Bearer", "must read: Bearer"),
        ("Bearer not.a.token", "is not a JSON Web Token of this registry"),
        ("Bearer \u2603", "is not a JSON Web Token of this registry"),
        (bearer({}, secret="x" * 40), "is signed with another key"),
        (bearer({}, secret="", algorithm="none"), "is not a JSON Web Token of this registry"),
        (bearer({"exp": 1}), "has expired"),
        (bearer({"nbf": 2**33}), "is not valid yet"),
        (bearer({"exp": None}), "lacks the claim exp"),
        (bearer({"roles": ["king"]}), "names no role of this registry"),
        (bearer({"roles": "admin"}), "roles must be a list of strings"),
        (bearer({"divisions": [1]}), "divisions must be a list of strings"),
    ],
)
def test_what_is_wrong_is_said(authorization: str, sentence: str) -> None:
    with pytest.raises(tokens.TokenError, match=sentence) as caught:
        READER.read(authorization)
    assert caught.value.code == "UNAUTHENTICATED"
    assert authorization.partition(" ")[2] not in str(caught.value) or not authorization.partition(" ")[2]


def test_the_secret_is_made_once_and_closed(tmp_path: pathlib.Path) -> None:
    configured = settings.Settings(data_dir=tmp_path / "data")
    made = tokens.secret(configured)
    assert len(made) == 64
    assert tokens.secret(configured) == made
    assert stat.S_IMODE((tmp_path / "data" / "token.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["token.key"]


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(tokens.RoleError, match="There is no role 'king'"):
        tokens.issue(SECRET, ("king",), ())


def test_a_provider_that_does_not_answer_is_said() -> None:
    reader = tokens.Reader(tokens.ProviderKeys("http://127.0.0.1:1/keys"))
    with pytest.raises(tokens.TokenError, match="the identity provider does not answer"):
        reader.read(bearer({}))


def test_a_remembered_token_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    token = bearer({})
    READER.read(token)
    later = datetime.datetime.now(datetime.UTC).timestamp() + 7200
    monkeypatch.setattr("time.time", lambda: later)
    monkeypatch.setattr(tokens, "_claims", refuse)
    with pytest.raises(tokens.TokenError, match="has expired"):
        READER.read(token)


def refuse(keys: object, token: str) -> dict[str, object]:
    raise tokens.TokenError("The token has expired.")
