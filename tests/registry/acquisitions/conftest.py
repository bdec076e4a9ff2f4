"""The desk's office, for the monitoring beside it."""

from tests.registry.desk.conftest import office, template

__all__ = ["office", "template"]
