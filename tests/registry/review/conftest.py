"""The desk's office, for the review behind it."""

from tests.registry.desk.conftest import office

__all__ = ["office"]
