"""Who is signed in to the pages"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant
from engine.store.walls import walled

revision = "0021"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casepath_web_session",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("roles", sa.Text(), nullable=True),
        sa.Column("teams", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("kept", sa.Text(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("council", "token", name="pk_casepath_web_session"),
        comment="Who is signed in to the pages, by the hash of a token that is kept nowhere",
    )
    op.create_index("ix_casepath_web_session_council_seen_at", "casepath_web_session", ["council", "seen_at"])
    if op.get_bind().dialect.name == "postgresql":
        for each in walled("casepath_web_session"):
            op.execute(each)


def downgrade() -> None:
    op.drop_table("casepath_web_session")  # and its wall with it
