"""Who is let in to a restricted case, for lists of work, and whether somebody looked by breaking the glass"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant
from engine.store.walls import walled

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_CASE = (["council", "case_id"], ["casepath_case.council", "casepath_case.id"])


def upgrade() -> None:
    # Nothing in it means no: so an older version writes it beside this one.
    op.add_column("casepath_look", sa.Column("glass", sa.Boolean(), nullable=True))
    op.create_table(
        "casepath_let_in",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=80), nullable=False),
        sa.Column("until", Instant(), nullable=False),
        sa.ForeignKeyConstraint(*_CASE, name="fk_casepath_let_in_casepath_case"),
        sa.PrimaryKeyConstraint("council", "case_id", "who", name="pk_casepath_let_in"),
        comment="Who is let in to a restricted case and until when, for lists of work: written by the steps",
    )
    if op.get_bind().dialect.name == "postgresql":
        for each in walled("casepath_let_in"):
            op.execute(each)


def downgrade() -> None:
    op.drop_table("casepath_let_in")  # and its wall with it
    op.drop_column("casepath_look", "glass")
