"""A real OpenSearch on this machine for tests and development: fetched, started and stopped as the database is."""
