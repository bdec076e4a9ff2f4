"""Two worlds that differ in what a reader may not see answer that reader the same, byte by byte.

So neither counts nor orders, cursors, estimates or errors tell of it.
"""

from __future__ import annotations

import contextlib
import pathlib
import re
from collections.abc import AsyncIterator, Iterator, Sequence

import pytest

from graphql_api import tables
from tests.walk import arguments, asking, lists, paths, readers
from tests.walk.asking import API, Asker, Built
from tests.walk.conftest import built
from tests.walk.test_catching import but_at
from tests.walk.values import SAME, Variation
from tests.walk.world import EAST, NONE, WEST

FOREIGN = Variation(districts=frozenset({WEST}))
SHARED = Variation(exposures=frozenset({"SHARED", "PERSONAL"}))
PERSONAL = Variation(exposures=frozenset({"PERSONAL"}))
SECRETS = Variation(secrets=True)

_MOMENTS = re.compile(
    rb'"(recordedAt|lastRecordedAt|leafHash|lastPolledAt|lastAppliedAt|oldestUnappliedSeconds|at)":("[^"]*"|[^,}]*)'
    rb'|"(registeredAt|madeAt)":"20[^"]*"'
    rb'|"(hashes)":\[[^]]*\]'
    rb'|"(root|oldRoot|newRoot|note|checkpoint|proofFile)":"[^"]*"'
)
"""What is of the recording itself: no two worlds were recorded at the same time."""


@contextlib.contextmanager
def _other(request: pytest.FixtureRequest, variation: Variation) -> Iterator[Built]:
    folder: pathlib.Path = request.getfixturevalue("tmp_path_factory").mktemp("other")
    servers = request.getfixturevalue("server_folder"), request.getfixturevalue("server_url")
    with built(*servers, folder, variation) as made:
        yield made


@pytest.fixture(scope="module")
def first(request: pytest.FixtureRequest) -> Iterator[Built]:
    """The first world once more: of nobody else's disclosures."""
    with _other(request, SAME) as made:
        yield made


@pytest.fixture(scope="module")
def foreign(request: pytest.FixtureRequest) -> Iterator[Built]:
    """Other things are said of district B, and more."""
    with _other(request, FOREIGN) as made:
        yield made


@pytest.fixture(scope="module")
def shared(request: pytest.FixtureRequest) -> Iterator[Built]:
    """Everything that is not public is another."""
    with _other(request, SHARED) as made:
        yield made


@pytest.fixture(scope="module")
def undisclosed(request: pytest.FixtureRequest) -> Iterator[Built]:
    """The first world once more, of which nothing was ever shown in clear: auditors see disclosures."""
    with _other(request, SAME) as made:
        yield made


@pytest.fixture(scope="module")
def personal(request: pytest.FixtureRequest) -> Iterator[Built]:
    """Everything that is personal is another."""
    with _other(request, PERSONAL) as made:
        yield made


@pytest.fixture(scope="module")
def secrets(request: pytest.FixtureRequest) -> Iterator[Built]:
    """Everything that is sealed is another."""
    with _other(request, SECRETS) as made:
        yield made


@contextlib.asynccontextmanager
async def _asked(one: Built, other: Built) -> AsyncIterator[tuple[Asker, Asker]]:
    async with asking.opened(one) as first, asking.opened(other) as second:
        yield first, second


async def compare(askers: tuple[Asker, Asker], who: Sequence[readers.Reader], asked: Sequence[lists.Asked]) -> int:
    """Ask the same in both worlds; the number of answers that said anything."""
    told = 0
    for reader in who:
        for text, variables in asked:
            one, other = [_MOMENTS.sub(rb'"\1\3\4\5":0', await asker.ask(reader, text, variables)) for asker in askers]
            if one != other:
                pytest.fail(f"{reader.name} by {text[:300]} with {variables}: {_difference(one, other)}")
            told += len(one) > 100
    return told


def _difference(one: bytes, other: bytes) -> tuple[bytes, bytes]:
    place = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return one[max(0, place - 300) : place + 200], other[max(0, place - 300) : place + 200]


def surveys(asker: Asker, district: str) -> list[lists.Asked]:
    """Every field of every type."""
    of = district if district in asker.world.decisions else EAST
    return [
        (
            arguments.addressed(one.text, asker.world, of),
            arguments.survey(API.schema, one.roots, asker.world, district),
        )
        for one in paths.survey(API.schema)
    ]


PARTS = 10
"""The lists by every filter and order are parted; one part goes with every run, all of them with long ones."""


def each_part() -> pytest.MarkDecorator:
    marked = [pytest.param(part, marks=[pytest.mark.long] if part else []) for part in range(PARTS)]
    return pytest.mark.parametrize("part", marked)


@each_part()
async def test_lists_of_a_district_tell_nothing_of_another(first: Built, foreign: Built, part: int) -> None:
    async with _asked(first, foreign) as askers:
        admin = readers.reader(("admin",), EAST, first.world.divisions, readers.PURPOSE)
        assert await compare(askers, [admin], lists.narrowed(first.world, foreign.world, WEST)[part::PARTS])


@each_part()
async def test_lists_tell_the_public_nothing_that_is_not_public(first: Built, shared: Built, part: int) -> None:
    async with _asked(first, shared) as askers:
        public = readers.reader(("public",), readers.EVERYWHERE, first.world.divisions)
        assert await compare(askers, [public], lists.narrowed(first.world, shared.world, None)[part::PARTS])


async def test_a_district_learns_nothing_of_another(first: Built, foreign: Built) -> None:
    assert first.world.last == foreign.world.last
    async with _asked(first, foreign) as askers:
        divisions = first.world.divisions
        admin = readers.reader(("admin",), EAST, divisions, readers.PURPOSE)
        public = readers.reader(("public",), EAST, divisions)
        nobody = readers.reader(("auditor",), readers.NOWHERE, divisions)
        asked = [*surveys(askers[0], EAST), *surveys(askers[0], WEST)]
        assert await compare(askers, [admin, public, nobody], asked)


async def test_the_public_learns_nothing_that_is_not_public(first: Built, shared: Built) -> None:
    async with _asked(first, shared) as askers:
        public = readers.reader(("public",), readers.EVERYWHERE, first.world.divisions)
        assert await compare(askers, [public], surveys(askers[0], NONE))


async def _learns_nothing(first: Built, other: Built, *roles: tuple[str, ...]) -> None:
    async with _asked(first, other) as askers:
        who = [readers.reader(one, readers.EVERYWHERE, first.world.divisions) for one in roles]
        asked = [*surveys(askers[0], NONE), *lists.narrowed(first.world, other.world, None)]
        assert await compare(askers, who, asked)


@pytest.mark.long
async def test_a_cockpit_learns_nothing_of_persons(first: Built, personal: Built) -> None:
    await _learns_nothing(first, personal, ("cockpit",), ("public", "cockpit"))


@pytest.mark.long
async def test_masked_readers_learn_nothing_that_is_sealed(undisclosed: Built, secrets: Built) -> None:
    await _learns_nothing(undisclosed, secrets, ("auditor",), ("department:tax",), ("caseworker",))


async def test_the_comparison_tells_worlds_apart(first: Built, foreign: Built) -> None:
    """Who may see district B is answered something else."""
    async with _asked(first, foreign) as askers:
        seeing = readers.reader(("admin",), readers.EVERYWHERE, first.world.divisions)
        with pytest.raises(pytest.fail.Exception, match="admin in"):
            await compare(askers, [seeing], surveys(askers[0], WEST))


async def test_the_comparison_finds_a_filter_that_looks_elsewhere(
    first: Built, foreign: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a project of district B, to which buildings of district A belong; only what is found would tell."""
    narrowed = lists.narrowed(first.world, foreign.world, WEST)
    asked = [one for one in narrowed if one[1].get("f", {}).get("project", {}).keys() == {"nationalCode"}]
    assert asked
    site = ("existing", "_seen")
    monkeypatch.setattr(tables, "in_scope", but_at(site, tables.in_scope))
    async with _asked(first, foreign) as askers:
        admin = readers.reader(("admin",), EAST, first.world.divisions, readers.PURPOSE)
        with pytest.raises(pytest.fail.Exception, match="admin in"):
            await compare(askers, [admin], asked)
