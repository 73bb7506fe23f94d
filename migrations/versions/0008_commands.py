"""Commands that were given with a key, and what they came to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casepath_command",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("said", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_command_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "person", "key", name="pk_casepath_command"),
        comment="What each command came to that was given with a key, so that giving it again does nothing twice",
    )


def downgrade() -> None:
    op.drop_table("casepath_command")
