"""Tokens of an identity provider are checked against the keys that it publishes, withdraws, and rotates."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from graphql_api import identity
from registry import settings
from registry.access import provider, signing, tokens
from tests.registry.access import providers

WANG = identity.Identity("wang", ("cockpit",), ("*",))
ALGORITHMS = ("RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA")
KEYS = {name: providers.make(name) for name in ALGORITHMS}
OTHER = providers.make("ES256")


class Clock:
    """Seconds that a test lets pass."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def idp() -> Iterator[providers.Provider]:
    published = [providers.public(key, name) for name, key in KEYS.items()]
    with providers.Provider(published).serving() as serving:
        yield serving


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reader(idp: providers.Provider, clock: Clock) -> tokens.Reader:
    return tokens.Reader(provider.ProviderKeys(idp.url, clock))


def bearer(algorithm: str = "ES256", **claims: Any) -> str:
    return providers.bearer(KEYS[algorithm], algorithm, algorithm, **claims)


async def refused(reader: tokens.Reader, authorization: str) -> str:
    """Why, in one word."""
    with pytest.raises(signing.TokenError) as caught:
        await reader.read(authorization)
    assert (caught.value.code, caught.value.status) == ("UNAUTHENTICATED", 401)
    assert caught.value.message.endswith(".")
    assert authorization.split()[-1] not in caught.value.message
    return caught.value.reason


@pytest.mark.parametrize("algorithm", ALGORITHMS)
async def test_a_token_of_every_algorithm(reader: tokens.Reader, idp: providers.Provider, algorithm: str) -> None:
    assert await reader.read(bearer(algorithm)) == WANG
    assert await reader.read(bearer(algorithm)) == WANG
    assert idp.asked == 1
    forged = providers.bearer(providers.make(algorithm), algorithm, algorithm)
    assert await refused(reader, forged) == "signature"


async def test_the_settings_name_the_provider_its_audience_and_issuer(idp: providers.Provider) -> None:
    configured = settings.Settings(jwks_url=idp.url, token_audience="fangji", token_issuer="https://login")
    reader = tokens.of_settings(configured)
    good: dict[str, Any] = {"aud": ["other", "fangji"], "iss": "https://login"}
    assert await reader.read(bearer(**good)) == WANG
    assert await refused(reader, bearer(**{**good, "aud": "other"})) == "audience"
    assert await refused(reader, bearer(**{**good, "iss": "https://login.evil"})) == "issuer"
    assert await refused(reader, bearer(aud="fangji")) == "claims"
    assert await refused(reader, bearer(iss="https://login")) == "claims"


async def test_a_public_key_is_no_secret(reader: tokens.Reader) -> None:
    pem = (
        KEYS["RS256"]
        .public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    hmac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)  # jwt.encode refuses such a secret
    header = jwt.utils.base64url_encode(b'{"alg":"HS256","kid":"RS256"}')
    signed = header + b"." + bearer("RS256").split(".")[1].encode()
    token = signed + b"." + jwt.utils.base64url_encode(hmac.sign(signed, pem))
    assert await refused(reader, f"Bearer {token.decode()}") == "algorithm"


async def test_a_key_serves_its_own_algorithm_only(reader: tokens.Reader, idp: providers.Provider) -> None:
    idp.keys = [providers.public(KEYS["RS256"], "rsa", "RS256"), providers.public(KEYS["ES256"], "ec")]
    assert await reader.read(providers.bearer(KEYS["RS256"], "RS256", "rsa")) == WANG
    assert await refused(reader, providers.bearer(KEYS["RS256"], "PS256", "rsa")) == "algorithm"
    assert await refused(reader, providers.bearer(KEYS["RS256"], "RS256", "ec")) == "algorithm"
    assert await refused(reader, providers.bearer("s" * 40, "HS256", "rsa")) == "algorithm"
    assert await refused(reader, providers.bearer("", "none", "rsa")) == "algorithm"


async def test_secrets_short_keys_and_keys_for_encryption_are_none(
    reader: tokens.Reader, idp: providers.Provider
) -> None:
    secret = {"kty": "oct", "k": jwt.utils.base64url_encode(b"s" * 40).decode(), "kid": "oct", "alg": "HS256"}
    encrypting = {**providers.public(KEYS["ES256"], "enc"), "use": "enc"}
    idp.keys = [secret, encrypting, {"kty": "RSA", "kid": "broken"}, {"kty": 7}, providers.public(OTHER, "1")]
    assert await reader.read(providers.bearer(OTHER, "ES256")) == WANG
    assert await refused(reader, providers.bearer("s" * 40, "HS256", "oct")) == "key"
    assert await refused(reader, providers.bearer(KEYS["ES256"], "ES256", "enc")) == "key"
    assert await refused(reader, providers.bearer(KEYS["RS256"], "RS256", "broken")) == "key"
    assert await refused(reader, providers.bearer(OTHER, "ES256", None)) == "key"


async def test_a_new_key_is_fetched_when_it_is_first_met(
    reader: tokens.Reader, idp: providers.Provider, clock: Clock
) -> None:
    await reader.read(bearer())
    idp.keys.append(providers.public(OTHER, "new"))
    fresh = providers.bearer(OTHER, "ES256", "new")
    assert await refused(reader, fresh) == "key"  # within seconds of the last fetch nobody makes another
    assert idp.asked == 1
    clock.now += provider.RETRY_SECONDS
    assert await reader.read(fresh) == WANG
    assert idp.asked == 2


async def test_unknown_keys_make_no_more_fetches_than_one_every_few_seconds(
    reader: tokens.Reader, idp: providers.Provider, clock: Clock
) -> None:
    await reader.read(bearer())
    clock.now += provider.RETRY_SECONDS
    for number in range(50):
        assert await refused(reader, providers.bearer(OTHER, "ES256", f"unknown-{number}")) == "key"
    assert idp.asked == 2


async def test_a_withdrawn_key_stops_counting(
    reader: tokens.Reader, idp: providers.Provider, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = bearer()
    await reader.read(token)
    idp.keys = []
    assert await reader.read(token) == WANG
    clock.now += provider.FRESH_SECONDS
    later = time.time() + provider.FRESH_SECONDS
    monkeypatch.setattr(time, "time", lambda: later)
    assert await refused(reader, token) == "key"


async def test_one_fetch_serves_all_who_wait_and_the_loop_goes_on(
    reader: tokens.Reader, idp: providers.Provider
) -> None:
    found = await asyncio.gather(*(reader.read(bearer(jti=str(number))) for number in range(20)))
    assert found == [WANG] * 20
    assert idp.asked == 1


async def test_the_last_known_keys_serve_while_the_provider_is_down(
    reader: tokens.Reader, idp: providers.Provider, clock: Clock
) -> None:
    await reader.read(bearer())
    idp.down = True
    clock.now += provider.LAST_KNOWN_SECONDS - 1
    assert await reader.read(bearer(jti="a")) == WANG
    assert await reader.read(bearer(jti="b")) == WANG
    assert idp.asked == 2
    clock.now += 1
    with pytest.raises(provider.ProviderAway) as caught:
        await reader.read(bearer(jti="c"))
    assert (caught.value.code, caught.value.status) == ("UNAVAILABLE", 503)
    idp.down = False
    clock.now += provider.RETRY_SECONDS
    assert await reader.read(bearer(jti="c")) == WANG


async def test_a_provider_that_never_answered() -> None:
    reader = tokens.Reader(provider.ProviderKeys("http://127.0.0.1:1/keys"))
    with pytest.raises(provider.ProviderAway, match="does not answer"):
        await reader.read(bearer())


async def test_an_answer_that_is_no_key_set_changes_nothing(
    reader: tokens.Reader, idp: providers.Provider, clock: Clock
) -> None:
    await reader.read(bearer())
    idp.keys = "not a list"  # type: ignore[assignment]
    clock.now += provider.FRESH_SECONDS
    assert await reader.read(bearer(jti="a")) == WANG
