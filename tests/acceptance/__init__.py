"""Whole answers on real registers."""
