"""`fangji keys`, `masks` and `search persons`: made, wrapped anew, destroyed; what is masked, nothing in clear."""

import asyncio
import getpass
import pathlib
import uuid
from typing import Any

from tests import servers
from tests.registry.cli.conftest import Fangji

PERSON = "select ref from keys.key where ref like 'person/%' order by ref limit 1"


def value(database: str, query: str) -> Any:
    """The single value that a query answers."""

    async def connected() -> Any:
        async with servers.connected(database) as connection:
            return await connection.fetchval(query)

    return asyncio.run(connected())


def test_init_makes_the_key_file_once(fangji: Fangji, tmp_path: pathlib.Path) -> None:
    first = fangji("keys", "init", "--json").json
    file = pathlib.Path(first["file"])
    assert file == tmp_path / "data" / "keys.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert first["made"]
    assert not fangji("keys", "init", "--json").json["made"]
    file.chmod(0o640)
    refused = fangji("keys", "init")
    assert refused.code == 1
    assert "may be read by others; run: chmod 600" in refused.err


def test_rotation_wraps_every_key(fangji: Fangji, database: str) -> None:
    fangji("generate", "--houses", "2", "--years", "2", "--seed", "1")
    count = value(database, "select count(*) from keys.key")
    before = value(database, "select min(kek) from keys.key")
    assert fangji("keys", "rotate", "--json").json == {"rewrapped": count}
    assert value(database, f"select count(*) from keys.key where kek = '{before}'") == 0
    assert fangji("masks", "--json").json["masked"] > 0


def test_a_person_is_shredded_for_good(fangji: Fangji, database: str) -> None:
    fangji("generate", "--houses", "2", "--years", "2", "--seed", "1")
    masked = fangji("masks", "--json").json["masked"]
    named = fangji("search", "persons", "--json").json
    ref = value(database, PERSON)
    of_person = value(database, f"select count(*) from access.mask where ref = '{ref}'")
    assert of_person > 0
    assert fangji("keys", "shred", ref, "--json").json == {"ref": ref, "shredded": True}
    erased = f"select count(*) from access.mask where ref = '{ref}' and masked = '(erased)'"
    assert value(database, erased) == of_person
    assert fangji("masks", "--rebuild", "--json").json == {"masked": masked - of_person, "rebuilt": True}
    assert value(database, erased) == of_person
    rebuilt = fangji("search", "persons", "--rebuild", "--json").json
    assert (0 < rebuilt["values"] < named["values"], rebuilt["rebuilt"]) == (True, True)
    assert value(database, f"select count(*) from access.named where ref = '{ref}'") == 0
    (logged,) = fangji("disclosures", "--person", ref, "--json").json
    assert (logged["account"], logged["purpose"]) == (getpass.getuser(), "erasure")
    assert (logged["fields"], logged["kind"], logged["code"]) == (["key#shredded"], None, None)
    assert "key destroyed 密钥销毁" in fangji("disclosures", "--person", ref).out
    again = fangji("keys", "shred", ref)
    assert (again.code, "There is no key of" in again.err) == (1, True)
    index = fangji("keys", "shred", "index/persons")
    assert (index.code, "Only keys of person/" in index.err) == (1, True)
    assert fangji("keys", "shred", f"person/{uuid.uuid4()}").code == 1
