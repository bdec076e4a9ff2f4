"""Pages for people, beside the query page: each one document that needs no build and nothing from elsewhere."""
