"""A deterministic city: projects, buildings and houses with years of life, sent through the real append path."""
