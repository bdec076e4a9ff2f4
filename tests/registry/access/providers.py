"""A small identity provider: it publishes keys over HTTP, withdraws them, and can be down."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt import algorithms

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey


def make(algorithm: str) -> PrivateKey:
    """A new key for that algorithm."""
    match algorithm:
        case "ES256":
            return ec.generate_private_key(ec.SECP256R1())
        case "ES384":
            return ec.generate_private_key(ec.SECP384R1())
        case "EdDSA":
            return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public(key: PrivateKey, key_id: str, algorithm: str | None = None) -> dict[str, Any]:
    """The key as a provider publishes it."""
    if isinstance(key, rsa.RSAPrivateKey):
        shown = algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    elif isinstance(key, ec.EllipticCurvePrivateKey):
        shown = algorithms.ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    else:
        shown = algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**shown, "kid": key_id, "use": "sig", **({"alg": algorithm} if algorithm else {})}


def bearer(key: Any, algorithm: str, key_id: str | None = "1", **claims: object) -> str:
    """The header of a token that is good for an hour, unless `claims` say otherwise."""
    stated = {"sub": "wang", "roles": ["cockpit"], "divisions": ["*"], "exp": 2**33, **claims}
    return "Bearer " + jwt.encode(stated, key, algorithm, headers={"kid": key_id} if key_id else None)


class Provider:
    """What it publishes now, how often it was asked, and whether it is down."""

    def __init__(self, keys: Sequence[dict[str, Any]] = ()) -> None:
        self.keys = list(keys)
        self.asked = 0
        self.down = False
        self.url = ""

    @contextlib.contextmanager
    def serving(self) -> Iterator[Provider]:
        """Serves on a free port."""
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self)) as server:
            self.url = f"http://127.0.0.1:{server.server_port}/keys"
            thread = threading.Thread(target=server.serve_forever, args=(0.02,))
            thread.start()
            try:
                yield self
            finally:
                server.shutdown()
                thread.join()


def _handler(provider: Provider) -> type[http.server.BaseHTTPRequestHandler]:
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked += 1
            self.send_response(503 if provider.down else 200)
            self.end_headers()
            if not provider.down:
                self.wfile.write(json.dumps({"keys": provider.keys}).encode())

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    return Handler
