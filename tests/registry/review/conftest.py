"""The desk's office, for the review behind it."""

from tests.registry.desk.conftest import office, template

__all__ = ["office", "template"]
