"""PostGraphile 5, fetched from npm into a cache folder, on the same tables, tuned as its documentation says."""

import contextlib
import dataclasses
import datetime
import decimal
import hashlib
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from typing import Any

from benchmarks import harness, load

NAME = "PostGraphile 5.1.5"
NODE = "22.23.3"
"""Taken from npm, too, where the machine's own node is older than 22."""

SOURCE = pathlib.Path(__file__).parent / "npm"
FILES = ("package.json", "package-lock.json", "postgraphile.mjs")
MINUTES = 10
CONNECTIONS = 4

TUNING = (
    "as a library on its `node` adaptor, one process, `NODE_ENV` and `GRAPHILE_ENV` `production`, no watching, no "
    "GraphiQL, no explaining, no subscriptions, no request log, `outputDataAsString`",
    "statements are prepared (its default: the last 100 of a connection); its pool has "
    f"{CONNECTIONS} connections that stay open, as ours has (8 were no faster); no `pgSettings`, so no transactions",
    "two views with the columns that are asked for, which PostgreSQL resolves into the same tables and indexes, with "
    "keys and relation as smart tags; lists without cursors where none are asked for (`+list`), since its connections "
    "cost more",
)
"""What the page on performance says of it."""

VIEWS = """
create schema peer;
create view peer.house as
    select subject, code, address, division, building_code, floor_area, phase from read.house;
create view peer.event as
    select position, subject, type, effective_on, effective_seq, chain, registered_at, source,
        coalesce(data, changes #> '{0,set}') as data
    from read.event where upper_inf(positions);
comment on view peer.house is E'@primaryKey subject\\n@unique code';
comment on view peer.event is
    E'@primaryKey position\\n@foreignKey (subject) references peer.house (subject)|@foreignFieldName events';
"""

_EVENT = "position type effectiveOn registeredAt source data"
_ORDER = "[EFFECTIVE_ON_ASC, EFFECTIVE_SEQ_ASC, CHAIN_ASC, POSITION_ASC]"
_HOUSE = f"code address floorArea phase eventsList(first: 10, orderBy: {_ORDER}) {{ {_EVENT} }}"
QUERIES = {
    "one": f"query One($code: String!) {{ houseByCode(code: $code) {{ {_HOUSE} }} }}",
    "fifty": "query Fifty($prefix: String!, $beyond: String!) { housesList(filter: {code: {greaterThanOrEqualTo: "
    f"$prefix, lessThan: $beyond}}}}, orderBy: [CODE_ASC], first: 50) {{ {_HOUSE} }} }}",
    "list": 'query Listed($area: BigFloat!, $after: Cursor) { houses(filter: {division: {equalTo: "330106"}, '
    'phase: {equalTo: "HOLDING"}, floorArea: {greaterThanOrEqualTo: $area}}, orderBy: [FLOOR_AREA_ASC, CODE_ASC], '
    "first: 50, after: $after) "
    "{ nodes { code address buildingCode floorArea phase } pageInfo { hasNextPage endCursor } } }",
}
"""The questions of :data:`benchmarks.graphql_servers.QUERIES` in its words."""


def variables(given: Mapping[str, object]) -> dict[str, object]:
    """Variables of ours as its own."""
    prefix = given.get("prefix")
    return {**given, "beyond": f"{prefix}\U0010ffff"} if prefix is not None else dict(given)


@dataclasses.dataclass(frozen=True)
class Installed:
    """Where it stands, and the node that runs it."""

    folder: pathlib.Path
    node: str


def obtained() -> Installed:
    """Fetched from npm unless the cache folder has it; SystemExit where npm is missing or cannot fetch it."""
    digest = hashlib.sha256(b"".join((SOURCE / name).read_bytes() for name in FILES)).hexdigest()[:12]
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "fangji"
    folder = cache / f"bench-npm-{digest}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=cache) as made:
            _install(pathlib.Path(made) / "npm")
            (pathlib.Path(made) / "npm").rename(folder)  # whole or not at all
    return Installed(folder, _node(folder))


def _install(folder: pathlib.Path) -> None:
    folder.mkdir()
    for name in FILES:
        shutil.copy(SOURCE / name, folder)
    print("Fetching PostGraphile from npm …", file=sys.stderr)
    _npm(folder, "ci")
    if not _is_recent(shutil.which("node")):
        _npm(folder, "install", "--no-save", f"{_platform_package()}@{NODE}")


def _npm(folder: pathlib.Path, *words: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("This benchmark needs npm, which fetches PostGraphile; on Debian: apt-get install npm.")
    command = [npm, *words, "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=MINUTES * 60, check=False)
    if done.returncode:
        raise SystemExit(f"npm cannot fetch PostGraphile: {done.stderr.strip()[-500:]}")


def _platform_package() -> str:
    """The npm package `node` chooses this one by a script, and scripts of packages are not run here."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64"}.get(platform.machine().lower(), platform.machine())
    return f"node-{sys.platform}-{machine}"


def _node(folder: pathlib.Path) -> str:
    own = shutil.which("node")
    if own is not None and _is_recent(own):
        return own
    return str(folder / "node_modules" / _platform_package() / "bin" / "node")


def _is_recent(node: str | None) -> bool:
    if node is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return said.startswith("v") and int(said[1:].partition(".")[0]) >= 22


@contextlib.asynccontextmanager
async def served(url: str) -> AsyncIterator[str]:
    """Serves a filled database; gives the address."""
    installed, port = obtained(), load.free_port()
    async with harness.connected(url) as connection:
        await connection.execute(VIEWS)
    environment = {
        **os.environ,
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
        "PEER_DATABASE": url,
        "PEER_PORT": str(port),
        "PEER_CONNECTIONS": str(CONNECTIONS),
    }
    async with load.process([installed.node, "postgraphile.mjs"], port, environment, installed.folder) as address:
        yield address


def content(answer: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The houses of an answer, ours or its own, in one shape: decimals, moments and numbers are values."""
    (found,) = answer["data"].values()
    houses = found["nodes"] if isinstance(found, dict) and "nodes" in found else found
    return [_house(one) for one in (houses if isinstance(houses, list) else [houses])]


def _house(house: Mapping[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in house.items() if name not in ("timeline", "eventsList", "floorArea")}
    events = house["timeline"]["nodes"] if "timeline" in house else house.get("eventsList", [])
    area = house["floorArea"]
    known = None if area is None else decimal.Decimal(area)
    return {**rest, "floorArea": known, "events": [_event(one) for one in events]}


def _event(event: Mapping[str, Any]) -> dict[str, Any]:
    moment = datetime.datetime.fromisoformat(event["registeredAt"])
    return {**event, "position": int(event["position"]), "registeredAt": moment}
