"""Prints the schema definition of the shipped catalogue: ``python -m graphql_api.sdl > graphql/schema.graphql``."""

from __future__ import annotations

import sys

from aggregates.catalogue import CATALOGUE
from graphql_api import api


def main() -> None:
    """Write the SDL to standard output."""
    sys.stdout.write(api.of(CATALOGUE).sdl)


if __name__ == "__main__":
    main()
