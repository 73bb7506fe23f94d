"""What people did about releases: who proposed, approved and published each, from when it is in force, and why"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant
from engine.store.walls import walled

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None

_BEFORE = "Every definition that a case was ever pinned to, as its files were: kept for ever"
_NOW = "Every definition that was ever proposed, or that a case was pinned to, as its files were: kept for ever"


def upgrade() -> None:
    op.add_column("casepath_release", sa.Column("configuration", sa.String(length=64), nullable=True))
    op.add_column("casepath_release", sa.Column("edition", sa.Text(), nullable=True))
    op.create_table(
        "casepath_release_step",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=16), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("on_behalf_of", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council", "release"],
            ["casepath_release.council", "casepath_release.release"],
            name="fk_casepath_release_step_casepath_release",
        ),
        sa.CheckConstraint(
            "what IN ('proposed', 'approved', 'published', 'withdrawn', 'rolled_back')",
            name="ck_casepath_release_step_what",
        ),
        sa.CheckConstraint(
            "(what IN ('published', 'rolled_back')) = (starts_at IS NOT NULL)",
            name="ck_casepath_release_step_starts_at",
        ),
        sa.PrimaryKeyConstraint("council", "number", name="pk_casepath_release_step"),
        comment="What people did about releases, one row for each time, in the order in which they did it",
    )
    if op.get_bind().dialect.name == "postgresql":
        op.create_table_comment("casepath_release", _NOW, existing_comment=_BEFORE)
        for each in walled("casepath_release_step"):
            op.execute(each)


def downgrade() -> None:
    op.drop_table("casepath_release_step")  # and its wall with it
    for name in ("edition", "configuration"):
        op.drop_column("casepath_release", name)
    if op.get_bind().dialect.name == "postgresql":
        op.create_table_comment("casepath_release", _BEFORE, existing_comment=_NOW)
