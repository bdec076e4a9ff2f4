"""`fangji audit verify`: all that the ledger holds, checked against its own bytes and what was published of it."""
