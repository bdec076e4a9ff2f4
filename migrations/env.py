"""What alembic runs around the migrations; the connection comes from `registry.migrate`, which holds the lock."""

from alembic import context

VERSION_SCHEMA = "fangji"
VERSION_TABLE = "schema_version"

context.configure(
    connection=context.config.attributes["connection"],
    version_table=VERSION_TABLE,
    version_table_schema=VERSION_SCHEMA,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
