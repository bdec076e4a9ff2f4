"""The town of the search tests."""

from tests.search.conftest import town, town_template

__all__ = ["town", "town_template"]
