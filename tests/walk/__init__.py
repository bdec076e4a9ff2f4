"""Access proved by walking the whole schema: a world of marked values, every reader, every path, one judge."""
