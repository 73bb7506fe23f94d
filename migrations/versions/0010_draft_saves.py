"""Drafts remember which save changed each answer, so that two people's can be brought together"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("casepath_draft", sa.Column("saves", sa.Text(), nullable=False, server_default=""))
    # What was changed by the saves so far is not known: whoever looked before the last of them has to look again.
    op.execute("UPDATE casepath_draft SET saves = '[1,' || revision || ',{}]'")
    with op.batch_alter_table("casepath_draft") as table:
        table.alter_column("saves", existing_type=sa.Text(), existing_nullable=False, server_default=None)


def downgrade() -> None:
    op.drop_column("casepath_draft", "saves")
