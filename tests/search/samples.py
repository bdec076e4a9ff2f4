"""A few streets as documents, for every engine: what is found there, and who may see it, is known by hand."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import date

from aggregates.exposure import Exposure
from search.document import Document, Field, Text
from search.query import Sight

PUBLIC, SHARED, PERSONAL = Exposure.PUBLIC, Exposure.SHARED, Exposure.PERSONAL
EAST, WEST, TAIPEI = (uuid.uuid5(uuid.NAMESPACE_URL, name) for name in ("east", "west", "taipei"))
CODES = {EAST: "990102", WEST: "990103", TAIPEI: "TW-A-12"}
ALL = Sight(PERSONAL, None)
EVERYBODY = Sight(PUBLIC, None)
NAMES: dict[uuid.UUID, str] = {}
"""What the tests call the subjects."""

WANG = "person/11111111-1111-4111-8111-111111111111"


def subject(name: str) -> uuid.UUID:
    """The id of a sample."""
    return uuid.uuid5(uuid.NAMESPACE_OID, name)


def document(
    name: str,
    kind: str,
    code: str,
    title: str,
    *texts: Text,
    division: uuid.UUID | None = EAST,
    version: int = 1,
    exposure: Exposure = PUBLIC,
    persons: tuple[str, ...] = (),
    phase: str | None = None,
    year: int | None = None,
) -> Document:
    """One subject; ``name`` is what the tests call it."""
    NAMES[subject(name)] = name
    return Document(
        subject=subject(name),
        kind=kind,
        scheme="sample",
        code=code,
        title=title,
        version=version,
        kind_exposure=exposure,
        division=division,
        division_code=CODES.get(division) if division else None,
        phase=phase,
        stage=None,
        stock="MARKET" if kind == "HOUSE" else None,
        year=year,
        persons=persons,
        texts=texts,
    )


def text(field: Field, attribute: str, said: str, exposure: Exposure = PUBLIC, until: date | None = None) -> Text:
    """One text."""
    return Text(field, attribute, said, exposure, until)


def address(said: str, until: date | None = None) -> Text:
    """An address of the subject's own."""
    return text(Field.ADDRESS, "address", said, until=until)


def house(name: str, code: str, said: str, *more: Text, **rest: object) -> Document:
    """A house at an address."""
    return document(name, "HOUSE", code, said, address(said), *more, **rest)  # type: ignore[arg-type]


def renamed(one: Document, **changes: object) -> Document:
    """The document with some values changed."""
    return dataclasses.replace(one, **changes)  # type: ignore[arg-type]


def city() -> list[Document]:
    """All samples."""
    return [*_estate(), *_street(), *_firms(), *_taipei(), *_others()]


def _estate() -> Iterator[Document]:
    estate = "安澜市东湖区临江路8号"
    permit = text(Field.CODE, "permits.number", "澜房预售证第2020015号")
    yield document(
        "estate",
        "PROJECT",
        "9901022101010100",
        "澜庭",
        text(Field.NAME, "name", "澜庭"),
        address(estate),
        permit,
        year=2021,
    )
    for block in (1, 2):
        name = f"澜庭{block}号楼"
        code = f"99010200100000000000{block}"
        yield document(
            f"block {block}", "BUILDING", code, name, text(Field.NAME, "name", name), address(estate + name), year=2021
        )
        for floor in (1, 2, 3):
            for room in (1, 2):
                said = f"{estate}{name}{floor}{room:02}室"
                yield house(
                    f"{block}-{floor}{room:02}",
                    f"{code}{floor:02}{room:02}7",
                    said,
                    text(Field.CODE, "project.code", "9901022101010100"),
                    phase="TRANSACTION" if block == 1 else "HOLDING",
                    persons=(WANG,) if (block, floor, room) == (2, 3, 1) else (),
                )


def _street() -> Iterator[Document]:
    for number in range(1, 31):
        yield house(f"birch {number}", f"BIRCH-{number:04}", f"安澜市西岭区梧桐路{number}号", division=WEST)
    until = date(2015, 6, 1)
    yield house(
        "renamed", "REN-0001", "安澜市西岭区新华大道88号", address("安澜市西岭区解放街88号", until), division=WEST
    )
    yield house("liberation", "LIB-0088", "安澜市西岭区解放街88号", division=WEST)


def _firms() -> Iterator[Document]:
    for name, code, said, short in (
        ("developer", "91990100MA0000001X", "望湖房地产开发有限公司", "望湖地产"),
        ("builder", "91990100MA0000002B", "安澜建工集团有限公司", "安建工"),
        ("bank of Chang'an", "91990100MA0000003S", "长安重工有限公司", "长重"),
    ):
        names = text(Field.NAME, "name", said), text(Field.NAME, "short_name", short)
        yield document(name, "ENTERPRISE", code, said, *names, division=None)


def _taipei() -> Iterator[Document]:
    for name, said in (
        ("heping 7-2", "臺北市大安區和平東路二段１０６巷3弄5號七樓之2"),
        ("heping 7-1", "臺北市大安區和平東路二段106巷3弄5號7樓之1"),
        ("heping 8", "臺北市大安區和平東路二段106巷3弄5號8樓"),
        ("heping 1", "臺北市大安區和平東路一段106號"),
    ):
        yield house(name, f"TW-{name}", said, division=TAIPEI)


def _others() -> Iterator[Document]:
    yield document(
        "canal", "BUILDING", "0363100012061234", "Keizersgracht 123-2", address("Keizersgracht 123-2"), division=None
    )
    yield document(
        "canal 12", "BUILDING", "0363100012061299", "Keizersgracht 12", address("Keizersgracht 12"), division=None
    )
    opinion = text(Field.TEXT, "opinions.text", "外墙脱落需要加固处理", SHARED)
    certificate = text(Field.CODE, "certificates.number", "澜不动产权第0099887号", PERSONAL)
    elsewhere = Text(Field.NAME, "estate.name", "远帆山庄", PUBLIC, None, True)
    yield house("wide", "WIDE-0001", "安澜市东湖区码头路2号", elsewhere)
    yield house("secret", "SEC-0001", "安澜市东湖区码头路1号", opinion, certificate)
    yield document(
        "household", "HOUSEHOLD", "BZ20210007", "BZ20210007", exposure=SHARED, division=EAST, persons=(WANG,)
    )
