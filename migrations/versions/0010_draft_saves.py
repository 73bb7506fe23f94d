"""Drafts remember which save changed each answer, so that two people's can be brought together"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A draft of an older version has none: whoever looked before its last save has to look again.
    op.add_column("casepath_draft", sa.Column("saves", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("casepath_draft", "saves")
