"""The event store on asyncpg: append, read, keys of sealed data. `registry.ledger.ledger` is where to start."""
