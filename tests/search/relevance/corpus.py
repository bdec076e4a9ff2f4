"""The documents of the relevance set: of the demo city, of real Taiwanese addresses, and of renamed roads and firms.

Those of the city were read from a registry that holds it (``city.jsonl.xz``, written by ``python -m
tests.search.relevance``); loading it takes minutes, and `make test-long` compares both.
"""

from __future__ import annotations

import csv
import datetime
import functools
import io
import lzma
import pathlib
import re
import tomllib
import uuid
from collections.abc import Iterable, Iterator

import orjson

from aggregates.exposure import Exposure
from registry.intake import tw_address
from search.document import Document, Field, Text
from tests.acceptance import tw_oracle
from tests.search.relevance import judged

KEPT = judged.FOLDER / "city.jsonl.xz"
SCHEME = "sample"
"""Of all that is not of the city."""

TAIPEI, DISTRICTS = "臺北市", frozenset(("大安區", "內湖區", "松山區", "文山區"))
WHOLE_BLOCKS, EVERY = frozenset("36"), 8
"""The blocks of each estate of which every house is kept, as every so manieth other one is."""

_BLOCK = re.compile(r"(\d+)号楼")


def is_kept(document: Document) -> bool:
    """Whether a document of the city is one of those that the quick test asks among."""
    if document.kind != "HOUSE":
        return True
    block = _BLOCK.search(document.title)
    return block is None or block[1] in WHOLE_BLOCKS or document.subject.int % EVERY == 0 or document.code in _asked()


@functools.cache
def _asked() -> frozenset[str]:
    return frozenset(code for one in judged.questions("city") for code in one.right | one.fair)


def write(documents: Iterable[Document]) -> None:
    """Keep documents for :func:`city`."""
    lines = sorted(orjson.dumps(told(one)) for one in documents)
    KEPT.write_bytes(lzma.compress(b"\n".join(lines), preset=9 | lzma.PRESET_EXTREME))


def city() -> list[Document]:
    """The documents of the demo city that are kept."""
    return [_document(orjson.loads(line)) for line in lzma.decompress(KEPT.read_bytes()).splitlines()]


def told(one: Document) -> list[object]:
    """A document as plain values, without persons, whom no question of the set names, and without the position."""
    texts = [
        [t.field.name, t.attribute, t.text, t.exposure.name, t.until and t.until.isoformat(), t.wide] for t in one.texts
    ]
    return [
        one.kind, one.code, one.scheme, str(one.subject), one.title, one.kind_exposure.name,
        one.division and str(one.division), one.division_code, one.phase, one.stage, one.stock, one.year, texts,
    ]  # fmt: skip


def _document(said: list[object]) -> Document:
    kind, code, scheme, subject, title, exposure, division, division_code, phase, stage, stock, year, texts = said
    return Document(
        uuid.UUID(str(subject)), str(kind), str(scheme), str(code), str(title), 1, Exposure[str(exposure)],
        uuid.UUID(str(division)) if division else None, _or_none(division_code), _or_none(phase), _or_none(stage),
        _or_none(stock), int(str(year)) if year else None, (), tuple(_texts(texts)),
    )  # fmt: skip


def _or_none(said: object) -> str | None:
    return None if said is None else str(said)


def _texts(said: object) -> Iterator[Text]:
    assert isinstance(said, list)
    for field, attribute, text, exposure, until, wide in said:
        day = datetime.date.fromisoformat(until) if until else None
        yield Text(Field[field], attribute, text, Exposure[exposure], day, wide)


def taiwan(archive: pathlib.Path) -> list[Document]:
    """Homes and houses of four districts of Taipei, as the import names them: by their folded addresses."""
    made: dict[tuple[str, str], Document] = {}
    for row in _sales(archive):
        address = tw_address.parse(row["土地位置建物門牌"], TAIPEI, row["鄉鎮市區"])
        if address.district in DISTRICTS and address.door and address.building:
            if not _is_near(address.text):
                continue
            made.setdefault(("BUILDING", address.building), _place("BUILDING", address, address.building))
            made.setdefault(("HOUSE", address.text), _place("HOUSE", address, address.text, row["編號"]))
    return list(made.values())


def _is_near(address: str) -> bool:
    """Whether it is in a street that a question is about, or one of every so many others."""
    return _street(address) in _streets() or uuid.uuid5(uuid.NAMESPACE_OID, address).int % EVERY == 0


@functools.cache
def _streets() -> frozenset[str]:
    return frozenset(_street(code) for one in judged.questions("taiwan") for code in one.right | one.fair)


def _street(address: str) -> str:
    """Without its section, so that those beside it count, too."""
    return re.sub(r"(.段)?[0-9].*", "", address)


def _sales(archive: pathlib.Path) -> Iterator[dict[str, str]]:
    (data,) = (data for name, data in tw_oracle.members(archive) if name == "a_lvr_land_a.csv")
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    next(rows)  # the header once more, in English
    return iter(rows)


def _place(kind: str, address: tw_address.Address, text: str, contract: str = "") -> Document:
    texts = [
        Text(Field.ADDRESS, "address", text, Exposure.PUBLIC),
        *(Text(Field.ADDRESS, "division.name", name, Exposure.PUBLIC) for name in (address.district, address.city)),
    ]
    if contract:
        texts.append(Text(Field.CODE, "contracts.number", contract, Exposure.PUBLIC))
    return _made(kind, text, text, address.district, texts)


def _made(kind: str, code: str, title: str, division: str, texts: Iterable[Text]) -> Document:
    return Document(
        uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {code}"), kind, SCHEME, code, title, 1, Exposure.PUBLIC,
        uuid.uuid5(uuid.NAMESPACE_OID, division), division, None, None, None, None, (), tuple(texts),
    )  # fmt: skip


def renamed() -> list[Document]:
    """What the demo city lacks: renamed roads, short and former names, written by hand beside their questions."""
    said = tomllib.loads((judged.FOLDER / "renamed.toml").read_text(encoding="utf-8"))
    return [_made(one["kind"], one["code"], one["title"], one["division"], _said(one)) for one in said["documents"]]


def _said(one: dict[str, object]) -> Iterator[Text]:
    assert isinstance(one["texts"], list)
    for field, attribute, text, *until in one["texts"]:
        day = until[0] if until else None
        yield Text(Field[field], attribute, text, Exposure.PUBLIC, day)
