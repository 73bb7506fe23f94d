"""What time does next to each case"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casepath_timer",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("clock", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("rung", sa.String(length=64), nullable=False),
        sa.Column("fires_at", Instant(), nullable=False),
        sa.Column("wakes_at", Instant(), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=64), nullable=False),
        sa.CheckConstraint("status IN ('waiting', 'claimed', 'dead')", name=op.f("ck_casepath_timer_status")),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_timer_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "case_id", name="pk_casepath_timer"),
        comment="What time does next to each case; it is looked at when it wakes: then, after a lease, or to try again",
    )
    op.create_index("ix_casepath_timer_council_wakes_at", "casepath_timer", ["council", "wakes_at"])


def downgrade() -> None:
    op.drop_table("casepath_timer")
