"""The engine inside PostgreSQL: the default, for every registry that has no OpenSearch beside it."""
