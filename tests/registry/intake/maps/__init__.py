"""Tests of column maps."""
