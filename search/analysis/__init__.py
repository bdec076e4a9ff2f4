"""What a text means to search: pure functions from text to its folded units, parts, readings and codes."""
