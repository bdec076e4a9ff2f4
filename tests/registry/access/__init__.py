"""Tests of tokens and identities."""
