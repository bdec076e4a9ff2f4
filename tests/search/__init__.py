"""Tests of search: analysis, documents, engines."""

import pytest

pytest.register_assert_rewrite(  # the suites that engines share say what they compared, as tests do
    "tests.search.asked", "tests.search.contract_reading", "tests.search.contract_writing"
)
