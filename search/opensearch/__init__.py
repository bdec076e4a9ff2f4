"""The engine on an OpenSearch cluster, for registries that have one: the same questions, the same answers."""
