"""The committed schema and documents follow the declarations."""

import pathlib

import graphql
import pytest

from aggregates.catalogue import CATALOGUE
from graphql_api import api, operations
from graphql_api.documents import Documents

ROOT = pathlib.Path(__file__).parents[2]
API = api.of(CATALOGUE)


def test_the_committed_sdl_is_what_the_catalogue_gives() -> None:
    committed = (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8")
    assert committed == API.sdl, "run `make schema`"


def test_types_and_fields_describe_themselves_in_both_languages() -> None:
    house = API.schema.type_map["House"]
    assert isinstance(house, graphql.GraphQLObjectType)
    assert house.description is not None
    assert house.description.startswith("House 房屋")
    undescribed = [name for name, field in house.fields.items() if not field.description]
    assert undescribed == []
    assert str(house.fields["phase"].type) == "Phase!"
    assert str(house.fields["owners"].type) == "[Holding!]!"


@pytest.mark.parametrize("name", operations.documents())
def test_every_shipped_document_is_valid(name: str) -> None:
    text = operations.documents()[name]
    assert text.startswith("# ")
    assert len(Documents(API.schema).get(text).operations) == 1
