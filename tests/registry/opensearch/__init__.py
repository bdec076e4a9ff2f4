"""Tests of the OpenSearch that tests and developers use."""
