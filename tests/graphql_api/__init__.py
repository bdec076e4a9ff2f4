"""Tests of graphql_api."""
