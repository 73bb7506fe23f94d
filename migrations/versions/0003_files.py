"""Files that are sent with forms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casepath_file",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("state_at", Instant(), nullable=False),
        sa.CheckConstraint("state IN ('waiting', 'clean', 'refused')", name="ck_casepath_file_state"),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_file_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "id", name="pk_casepath_file"),
        comment="Files that were sent with a form, in quarantine until someone vouches for them",
    )
    op.create_index("ix_casepath_file_council_case_id", "casepath_file", ["council", "case_id"])
    op.create_table(
        "casepath_file_content",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "id"],
            ["casepath_file.council", "casepath_file.id"],
            name="fk_casepath_file_content_casepath_file",
        ),
        sa.PrimaryKeyConstraint("council", "id", name="pk_casepath_file_content"),
        comment="What files hold, where the host gives no other place for them",
    )


def downgrade() -> None:
    op.drop_table("casepath_file_content")
    op.drop_table("casepath_file")
