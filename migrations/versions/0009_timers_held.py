"""Timers are held by the transaction that fires them, and no longer claimed under a token"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_CHECK = "ck_casepath_timer_status"
_COMMENT = "What time does next to each case; it is looked at when it wakes: then, after a lease, or to try again"


def upgrade() -> None:
    # What a runner had claimed when it stopped is due as it was before.
    op.execute("UPDATE casepath_timer SET wakes_at = fires_at WHERE status = 'claimed'")
    with op.batch_alter_table("casepath_timer", copy_from=_as_it_was()) as table:
        table.drop_constraint(op.f(_CHECK), type_="check")
        table.drop_column("status")
        table.drop_column("token")
        table.create_table_comment(
            "What time does next to each case; it is looked at when it wakes: then, or to try again; without, never",
            existing_comment=_COMMENT,
        )


def downgrade() -> None:
    op.add_column("casepath_timer", sa.Column("status", sa.String(length=16), nullable=False, server_default="waiting"))
    op.add_column("casepath_timer", sa.Column("token", sa.String(length=64), nullable=False, server_default=""))
    op.execute("UPDATE casepath_timer SET status = 'dead' WHERE wakes_at IS NULL")
    with op.batch_alter_table("casepath_timer") as table:
        table.alter_column("status", existing_type=sa.String(length=16), existing_nullable=False, server_default=None)
        table.alter_column("token", existing_type=sa.String(length=64), existing_nullable=False, server_default=None)
        table.create_check_constraint(op.f(_CHECK), "status IN ('waiting', 'claimed', 'dead')")
        table.create_table_comment(_COMMENT)


def _as_it_was() -> sa.Table:
    """Return the table as it was, for SQLite."""
    return sa.Table(
        "casepath_timer",
        sa.MetaData(),
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
        sa.CheckConstraint("status IN ('waiting', 'claimed', 'dead')", name=op.f(_CHECK)),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_timer_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "case_id", name="pk_casepath_timer"),
        sa.Index("ix_casepath_timer_council_wakes_at", "council", "wakes_at"),
    )
