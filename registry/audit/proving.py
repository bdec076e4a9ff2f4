"""Answers the API's questions for proofs, as JSON, from the tiles of the events' tree."""

from __future__ import annotations

from typing import Any

import orjson

from graphql_api import identity as identities
from graphql_api import proofs as questions
from registry.audit import errors, proofs


class Including:
    """A :class:`graphql_api.lookups.Source` of inclusion proofs."""

    def __init__(self, prover: proofs.Prover) -> None:
        self._prover = prover

    async def answer(self, asked: object, identity: identities.Identity, operation: str | None) -> str:
        """The proof, with its file for who audits; NotThere where the tree has no such position or size."""
        assert isinstance(asked, questions.Included)
        proof = await self._prover.inclusion(asked.position, asked.size)
        told: dict[str, Any] = {
            "position": proof.position,
            "leafIndex": proof.index,
            "treeSize": proof.size,
            "hashes": [one.hex() for one in proof.hashes],
            "root": (await self._prover.root(proof.size)).hex(),
        }
        try:
            told["checkpoint"] = (await self._prover.checkpoint(proof.size)).note
        except errors.NotThere:
            return orjson.dumps(told).decode()  # a tree of a size of which nothing was signed has a proof, and no file
        if identity.audits:
            told["proofFile"] = str(await self._prover.file(proof.position, proof.size))
        return orjson.dumps(told).decode()


class Extending:
    """The same of consistency proofs."""

    def __init__(self, prover: proofs.Prover) -> None:
        self._prover = prover

    async def answer(self, asked: object, identity: identities.Identity, operation: str | None) -> str:
        """The proof; NotThere where a size is out of range."""
        assert isinstance(asked, questions.Extended)
        proof = await self._prover.consistency(asked.old, asked.new)
        told = {
            "oldSize": proof.old,
            "newSize": proof.new,
            "oldRoot": proof.old_root.hex(),
            "newRoot": proof.new_root.hex(),
            "hashes": [one.hex() for one in proof.hashes],
        }
        return orjson.dumps(told).decode()
