"""Tests of search: analysis, documents, engines."""
