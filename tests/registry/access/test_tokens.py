"""A token becomes an identity, or one sentence that says what is wrong with it and never quotes it."""

import base64
import datetime
import pathlib
import stat
import time

import jwt
import pytest

from graphql_api import identity
from registry import settings
from registry.access import claims, signing, tokens

SECRET = "s" * 40
READER = tokens.Reader(signing.OwnKey(SECRET))


def bearer(claims: dict[str, object], secret: str = SECRET, algorithm: str = "HS256") -> str:
    expires = {"exp": datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)}
    return "Bearer " + jwt.encode({"sub": "a", "roles": ["auditor"], **expires, **claims}, secret, algorithm)


async def test_a_token_made_here_is_read_here() -> None:
    token = tokens.issue(SECRET, ("caseworker", "department:住房保障"), ("110101",), subject="li")
    found = await READER.read(f"bearer {token}")
    assert found == identity.Identity("li", ("caseworker", "department:住房保障"), ("110101",))


async def test_no_token_is_the_public() -> None:
    assert await READER.read(None) is identity.PUBLIC


async def test_a_token_without_divisions_sees_nothing() -> None:
    assert (await READER.read(bearer({}))).divisions == ()


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
        (bearer({"sub": 7}), "has a claim sub that is no string"),
        (bearer({"sub": "a\0b"}), "sub must be a printable text"),
        (bearer({"sub": "\ud800"}), "sub must be a printable text"),
        (bearer({"sub": "x" * 257}), "sub must be a printable text"),
        (bearer({"exp": "tomorrow"}), "is not a JSON Web Token"),
        (bearer({"exp": float("inf")}), "is not a JSON Web Token"),
        (bearer({"exp": [2**33]}), "is not a JSON Web Token"),
        (bearer({"iat": 2**33}), "is not valid yet"),
        (bearer({"roles": {"admin": True}}), "roles must be a list of strings"),
        (bearer({"roles": [["admin"]]}), "roles must be a list of strings"),
        (bearer({"divisions": "*"}), "divisions must be a list of strings"),
        (bearer({"divisions": ["110101\0"]}), "divisions must be a list of strings"),
        (bearer({"divisions": None}), "divisions must be a list of strings"),
        ("Bearer " + base64.urlsafe_b64encode(b"[" * 6000).decode() + ".e30.", "is not a JSON Web Token"),
        (bearer({}, secret="s" * 64, algorithm="HS512"), "is not a JSON Web Token"),
        (bearer({"roles": "admin"}), "roles must be a list of strings"),
        (bearer({"divisions": [1]}), "divisions must be a list of strings"),
    ],
)
async def test_what_is_wrong_is_said(authorization: str, sentence: str) -> None:
    with pytest.raises(signing.TokenError, match=sentence) as caught:
        await READER.read(authorization)
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
    with pytest.raises(claims.RoleError, match="There is no role 'king'"):
        tokens.issue(SECRET, ("king",), ())


async def test_a_remembered_token_expires(monkeypatch: pytest.MonkeyPatch) -> None:
    reader = tokens.Reader(signing.OwnKey(SECRET))
    token = bearer({"exp": int(time.time()) - tokens.LEEWAY_SECONDS + 2})  # lived out, but within the leeway
    assert await reader.read(token) == await reader.read(token)
    later = time.time() + 5
    monkeypatch.setattr(reader, "_known", {token.partition(" ")[2]: (identity.PUBLIC, later - 1)})
    assert await reader.read(token) is identity.PUBLIC
    monkeypatch.setattr(time, "time", lambda: later)
    assert (await reader.read(token)).subject == "a"


async def test_a_token_that_the_settings_make_is_read_by_them(tmp_path: pathlib.Path) -> None:
    configured = settings.Settings(data_dir=tmp_path, token_audience="fangji", token_issuer="here")
    token = tokens.make(configured, ("auditor",), ("*",), subject="li")
    assert (await tokens.of_settings(configured).read(f"Bearer {token}")).subject == "li"
    elsewhere = settings.Settings(data_dir=tmp_path, token_audience="elsewhere")
    with pytest.raises(signing.TokenError, match="another audience"):
        await tokens.of_settings(elsewhere).read(f"Bearer {token}")


async def test_an_oversized_token_is_not_looked_into(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jwt, "get_unverified_header", None)
    with pytest.raises(signing.TokenError, match="longer than 8192 characters"):
        await READER.read("Bearer " + "a" * (tokens.LONGEST + 1))
    assert (await READER.read(None)) is identity.PUBLIC


async def test_roles_count_once_and_those_of_others_not_at_all() -> None:
    found = await READER.read(bearer({"roles": ["public", "offline_access", "public"]}))
    assert found.roles == ("public",)
    assert found.public
