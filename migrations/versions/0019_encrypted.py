"""Room for what is encrypted: such a text is longer than the plain one"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_SHORT = (("casepath_command", "said", 64), ("casepath_file", "name", 200), ("casepath_file", "sha256", 64))


def upgrade() -> None:
    # PostgreSQL changes only what it knows of the column, and no row. SQLite holds no text to its length.
    if op.get_bind().dialect.name == "postgresql":
        for table, column, length in _SHORT:
            op.alter_column(table, column, existing_type=sa.String(length), type_=sa.Text(), existing_nullable=False)


def downgrade() -> None:
    # Refused by the database where something is encrypted, which the version before could not read either.
    if op.get_bind().dialect.name == "postgresql":
        for table, column, length in _SHORT:
            op.alter_column(table, column, existing_type=sa.Text(), type_=sa.String(length), existing_nullable=False)
