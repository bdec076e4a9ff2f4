"""Grams: by which pieces of names, ID numbers and telephones persons are found, each piece as a keyed digest."""

import migrations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Numbers stand for references, since each person has some fifty grams.
NAMED = """
create table access.named (
    person bigint generated always as identity primary key,
    ref text collate "C" not null unique
)
"""

# `gram` is eight bytes of an HMAC under a key that the database holds only wrapped; `length` is that of the value that
# the piece is of. Best are those of whose value a piece is most, so the index reads the best first.
GRAM = """
create table access.gram (
    person bigint not null,
    gram bigint not null,
    length smallint not null,
    primary key (person, gram)
);
create index gram_best on access.gram (gram, length, person);
"""


def upgrade() -> None:
    """Make the tables; a follower fills them."""
    for script in (NAMED, GRAM):
        migrations.execute(script)


def downgrade() -> None:
    """Drop them; they are made anew from the ledger."""
    migrations.execute("drop table access.gram; drop table access.named;")
