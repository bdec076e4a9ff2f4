"""Tests of the checks of codes."""
