"""Tokens of an identity provider are checked against the keys that it publishes."""

import datetime
import http.server
import json
import threading
from collections.abc import Iterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from graphql_api import identity
from registry import settings
from registry.access import tokens

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLISHED = {"keys": [{**json.loads(RSAAlgorithm.to_jwk(KEY.public_key())), "kid": "1", "use": "sig", "alg": "RS256"}]}


class Provider(http.server.BaseHTTPRequestHandler):
    """Publishes one key."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(PUBLISHED).encode())

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def reader() -> Iterator[tokens.Reader]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Provider) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        configured = settings.Settings(jwks_url=f"http://127.0.0.1:{server.server_port}/keys")
        yield tokens.Reader(tokens.of_settings(configured))
        server.shutdown()
        thread.join()


def bearer(key: object, algorithm: str, key_id: str = "1") -> str:
    expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
    claims = {"sub": "wang", "roles": ["cockpit"], "divisions": ["*"], "exp": expires}
    return "Bearer " + jwt.encode(claims, key, algorithm, headers={"kid": key_id})  # type: ignore[arg-type]


def test_a_token_of_the_provider(reader: tokens.Reader) -> None:
    assert reader.read(bearer(KEY, "RS256")) == identity.Identity("wang", ("cockpit",), ("*",))


def test_tokens_of_others(reader: tokens.Reader) -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for token in (bearer(other, "RS256"), bearer(other, "RS256", "2"), bearer("s" * 40, "HS256")):
        with pytest.raises(tokens.TokenError):
            reader.read(token)
