"""What asyncpg raises where a connection is lost, or the server behind it ends, begins anew, or has no room left."""

import asyncpg

LOST = (
    OSError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what asyncpg makes of some connections that it has lost
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.InsufficientResourcesError,  # disk, memory, connections
    asyncpg.PostgresSystemError,  # what the server's own system refuses it: files that cannot be written or read
)
"""Of a database that does not answer now and may in a moment; what was under way is rolled back."""
