"""Documents by id, as the persisted documents of GraphQL over HTTP have it; as a setting, no others are taken."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from graphql_api import operations
from graphql_api.errors import RequestError


class UnknownDocument(RequestError):
    """No document has that id."""

    code = "UNKNOWN_DOCUMENT"


class UntrustedDocument(RequestError):
    """Only trusted documents are taken, and this text is none of them."""

    code = "UNTRUSTED_DOCUMENT"
    status = 403


class Trusted:
    """The shipped documents and those of ``folder`` (``*.graphql``). ``only``: texts of others are refused.

    A document's ids are its name (the file's, without its ending) and ``sha256:`` with the hash of its text in hex.
    """

    def __init__(self, folder: Path | None = None, *, only: bool = False) -> None:
        self.only = only
        self._texts = {**operations.documents(), **(_read(folder) if folder else {})}
        self._by_id = {**self._texts, **{_hashed(text): text for text in self._texts.values()}}

    def text(self, query: object, document_id: object) -> str:
        """The text that a request means by ``query`` or by ``documentId``; it gives one of the two.

        Raises:
            RequestError: it gives neither or both, or something else than strings.
            UnknownDocument, UntrustedDocument: there is none of that id, or only documents with an id are taken.
        """
        if document_id is not None:
            return self._of_id(query, document_id)
        if not isinstance(query, str) or not query:
            raise RequestError("The request needs query, the text of a GraphQL document, or documentId.", field="query")
        if self.only and _hashed(query) not in self._by_id:
            raise UntrustedDocument(
                "This server takes trusted documents only; send documentId, the name or hash of one.", field="query"
            )
        return query

    def _of_id(self, query: object, document_id: object) -> str:
        if query is not None:
            raise RequestError("A request gives query or documentId, not both; leave one out.", field="documentId")
        if not isinstance(document_id, str) or document_id not in self._by_id:
            raise UnknownDocument(
                "No document of this server has that documentId; send the name or hash of one.", field="documentId"
            )
        return self._by_id[document_id]


def _hashed(text: str) -> str:
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _read(folder: Path) -> Mapping[str, str]:
    files: Iterable[Path] = sorted(folder.glob("*.graphql"))
    return {file.stem: file.read_text(encoding="utf-8") for file in files}
