"""Tests of the generated city."""
