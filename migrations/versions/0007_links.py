"""Links between cases, messages that wait to be delivered, and what people were told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "casepath_link",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.Column("other_id", sa.String(length=64), nullable=False),
        sa.Column("other_link", sa.String(length=64), nullable=False),
        sa.Column("linked_on", sa.String(length=10), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        _of_case("casepath_link"),
        sa.ForeignKeyConstraint(
            ["council", "other_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_link_other_case",
        ),
        sa.PrimaryKeyConstraint("council", "case_id", "link", "other_id", "other_link", name="pk_casepath_link"),
        comment="Links between cases, one row each, found from both ends; the end that sorts first stands first",
    )
    op.create_index(
        "ix_casepath_link_council_other_id_other_link", "casepath_link", ["council", "other_id", "other_link"]
    )
    op.create_table(
        "casepath_outbox",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("to_id", sa.String(length=64), nullable=False),
        sa.Column("to_link", sa.String(length=64), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("delivered_at", Instant(), nullable=True),
        _of_case("casepath_outbox"),
        sa.PrimaryKeyConstraint(
            "council", "case_id", "version", "message", "to_id", "to_link", name="pk_casepath_outbox"
        ),
        comment="Messages to linked cases, each delivered in a transaction of its own; unnamed: the news of a link",
    )
    op.create_index(
        "ix_casepath_outbox_council_delivered_at_due_at", "casepath_outbox", ["council", "delivered_at", "due_at"]
    )
    op.create_table(
        "casepath_notification",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=False),
        sa.Column("thing", sa.String(length=200), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        _of_case("casepath_notification"),
        sa.PrimaryKeyConstraint("council", "case_id", "version", "number", "role", name="pk_casepath_notification"),
        comment="What people were told, one row for each role; who holds the role within reach is asked on reading",
    )
    op.create_index("ix_casepath_notification_council_role_at", "casepath_notification", ["council", "role", "at"])
    op.create_table(
        "casepath_notification_read",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        _of_case("casepath_notification_read"),
        sa.PrimaryKeyConstraint(
            "council", "person", "case_id", "version", "number", name="pk_casepath_notification_read"
        ),
        comment="Which notifications a person has read",
    )


def downgrade() -> None:
    for table in ("notification_read", "notification", "outbox", "link"):
        op.drop_table(f"casepath_{table}")


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["council", "case_id"], ["casepath_case.council", "casepath_case.id"], name=f"fk_{table}_casepath_case"
    )
