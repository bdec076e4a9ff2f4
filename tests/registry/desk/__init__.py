"""The desk on a real PostgreSQL."""
