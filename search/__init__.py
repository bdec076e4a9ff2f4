"""Search: a rebuildable projection of read rows into an index; never the truth."""
