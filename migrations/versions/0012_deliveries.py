"""Steps have a place in the feed of a council, and receivers of it are known with what they did not take"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("casepath_step", sa.Column("position", sa.BigInteger(), nullable=True))
    op.create_index("ix_casepath_step_council_position", "casepath_step", ["council", "position"], unique=True)
    op.create_table(
        "casepath_target",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("wakes_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=False),
        sa.Column("lease", sa.String(length=64), nullable=True),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("council", "target", name="pk_casepath_target"),
        comment="How far each receiver of what happens has got, and who is delivering to it now",
    )
    op.create_table(
        "casepath_undelivered",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("target", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'behind', 'dead')", name=op.f("ck_casepath_undelivered_status")),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_undelivered_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "target", "case_id", "version", name="pk_casepath_undelivered"),
        comment="Steps that a receiver did not take: tried again, behind an earlier one of their case, or given up",
    )
    op.create_index(
        "ix_casepath_undelivered_council_target_status_due_at",
        "casepath_undelivered",
        ["council", "target", "status", "due_at"],
    )


def downgrade() -> None:
    op.drop_table("casepath_undelivered")
    op.drop_table("casepath_target")
    op.drop_index("ix_casepath_step_council_position", "casepath_step")
    op.drop_column("casepath_step", "position")
