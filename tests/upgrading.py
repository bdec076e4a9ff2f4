"""The code of a later version: this one with one more migration, which gives every durable table a further column."""

from __future__ import annotations

import pathlib
import shutil

from registry import schema_version

ROOT = pathlib.Path(__file__).parents[1]
PACKAGES = ("aggregates", "graphql", "projections", "registry", "search")

MIGRATION = '''"""One more."""

import migrations

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None

LATER = """
do $$
declare one record;
begin
    for one in
        select c.oid::regclass as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and not c.relispartition
            and n.nspname !~ '^(pg_|information_schema$|read$|public$|fangji$)'
        order by c.oid
    loop
        execute format('alter table %s add column added_later text default %L', one.name, 'x');
    end loop;
end $$;
create table ledger.added_later (a int primary key);
create index stream_added_later on ledger.stream (kind, added_later);
"""


def upgrade() -> None:
    """Add them."""
    migrations.execute(LATER)
'''


def migrations(place: pathlib.Path) -> str:
    """Makes the package of migrations in a folder; the newest version."""
    shutil.copytree(schema_version.folder(), place / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    before = max(path.name.partition("_")[0] for path in (place / "migrations" / "versions").glob("[0-9]*.py"))
    revision = f"{int(before) + 1:04}"
    text = MIGRATION.format(revision=revision, before=before)
    (place / "migrations" / "versions" / f"{revision}_later.py").write_text(text)
    return revision


def code(place: pathlib.Path) -> str:
    """Makes all packages of it in a folder; the newest version of its schema."""
    for name in PACKAGES:
        (place / name).symlink_to(ROOT / name)
    return migrations(place)
