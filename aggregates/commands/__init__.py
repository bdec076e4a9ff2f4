"""Commands: what may be asked of the registry, a file a kind, declared from the event types that they make."""
