"""The durable schemas (ledger, keys, intake) in order; each version file holds its SQL and hands it to `execute`.

The read tables are not here: they are generated from the catalogue and can be dropped and rebuilt.
"""

from alembic import op


def execute(script: str) -> None:
    """Runs an SQL script of any number of statements inside the migration's transaction.

    It goes to asyncpg directly: a prepared statement, which is what SQLAlchemy makes, holds one command only.
    """
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None
    connection.run_async(lambda driver: driver.execute(script))
