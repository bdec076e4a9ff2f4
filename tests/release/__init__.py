"""Tests of what a release needs."""
