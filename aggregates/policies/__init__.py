"""Dated policies as TOML: what a city decides for itself, never in code. ``default.toml`` holds where none is."""
