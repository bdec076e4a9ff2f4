"""Keeps the search index in step with the read model, and answers searches of the API from it."""
