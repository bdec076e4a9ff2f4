"""The demo's tour says what it promises, and shows nobody's name."""

import pathlib

import pytest

from projections import ddl, projector
from projections.applying import Applier
from registry import settings, wiring
from registry.city import generation, loading, plan, stories, toured
from registry.cli import tour

CITY = plan.City(houses=130, years=20, seed=1)


async def test_the_tour(database: str, tmp_path: pathlib.Path, capfd: pytest.CaptureFixture[str]) -> None:
    async with wiring.opened(settings.Settings(database_url=database, data_dir=tmp_path), connections=4) as registry:
        await loading.load(CITY, registry.ledger, registry.keys)
        async with registry.pool.acquire() as connection:
            await ddl.ensure(connection, registry.catalogue)
            await projector.catch_up(connection, Applier(registry.catalogue), registry.today())
        await registry.masker().catch_up()
        await tour.guide(registry, CITY)
        without = capfd.readouterr().out
        assert "There is no index of this version to search; it is being built" in without
        for indexer in registry.indexers():
            await indexer.catch_up()
        await tour.guide(registry, CITY)
    said = capfd.readouterr().out
    for expected in (
        stories.house_of_the_tour(CITY).code,
        "House registered 房屋登记",
        "Ownership transferred 转移登记",
        f"+{stories.SEIZURE_LATE} d",
        "reached the registry",
        "none 无",
        "澜城置业有限公司",
        "PRE-3",
        "*;",
        toured.application(CITY),
        "118 days later",
        "HOUSED",
        "990100-2024-01 verifies",
        "is under it 在其中",
        "are whole 完好",
        "found in all",
        "0 events behind the ledger",
    ):
        assert expected in said, expected
    names = {
        person.name for _, book in generation.books(CITY) for person in book.people.values() if len(person.name) > 2
    }
    assert [name for name in names if name in said] == []
