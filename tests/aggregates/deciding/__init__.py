"""Deciding: what a deed becomes."""
