"""What an index is made of: its fields, its settings, the template, and the version that a change of them makes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import orjson

from search import interpreting

_FILTERED = {"type": "keyword", "ignore_above": 8_000}  # what is longer is kept, and would refuse the document
_TERMS = {"type": "text", "analyzer": "whitespace", "norms": False, "index_options": "docs"}
_COPIED = {"type": "text", "index": False}

NOT_GIVEN_BACK = ("own", "related", "former")
"""Written, and left out of what a document is given back as."""

FIELDS: Mapping[str, Mapping[str, object]] = {
    "subject": _FILTERED,
    "kind": _FILTERED,
    "code": _FILTERED,
    "exposure": _FILTERED,
    "division": _FILTERED,
    "division_code": _FILTERED,
    "phase": _FILTERED,
    "stage": _FILTERED,
    "stock": _FILTERED,
    "year": _FILTERED,
    "persons": {"type": "keyword", "doc_values": False},
    "version": {"type": "long"},
    "position": {"type": "long", "index": False},
    "title": {"type": "keyword", "index": False, "doc_values": False},
    "texts": {"type": "object", "enabled": False},
    # The terms of `search.tokens`, as one text, which costs half of what a list of keywords does. Each is written once,
    # as what it is; asked are own texts, those and what it belongs to, and all with former ones.
    "own": {**_TERMS, "copy_to": ["near", "terms"]},
    "related": {**_COPIED, "copy_to": ["near", "terms"]},
    "former": {**_COPIED, "copy_to": ["terms"]},
    "near": _TERMS,
    "terms": _TERMS,
}

MAPPING: Mapping[str, object] = {
    "dynamic": "strict",
    "_source": {"excludes": list(NOT_GIVEN_BACK)},
    "properties": FIELDS,
}

SETTINGS: Mapping[str, object] = {
    "auto_expand_replicas": "0-1",
    "refresh_interval": "30s",  # `advance` refreshes
    "merge_on_flush.enabled": False,  # else one refresh in twenty waits a second for segments to be merged
    # What is removed keeps its version for so long, so that an older document that comes late does not bring it back.
    "gc_deletes": "1h",
}

VERSION = hashlib.sha256(orjson.dumps([interpreting.VERSION, MAPPING, SETTINGS])).hexdigest()[:8]
"""Part of an index's name: one of another version counts as none, and is built anew."""


def template(names: str, shards: int) -> dict[str, object]:
    """The composable template of the indexes whose names match."""
    settings = {"index": {**SETTINGS, "number_of_shards": shards}}
    return {"index_patterns": [names], "priority": 500, "template": {"settings": settings, "mappings": MAPPING}}
