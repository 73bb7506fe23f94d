"""Submissions that were withdrawn, and the proposals that go with them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BEFORE = "ck_casepath_proposal_ck_casepath_proposal_settled"
"""The name that 0002 gave, where Alembic put the convention before a name that already had it."""
_NOW = "ck_casepath_proposal_settled"


def upgrade() -> None:
    op.add_column("casepath_submission", sa.Column("withdrawn_at", Instant(), nullable=True))
    op.add_column("casepath_submission", sa.Column("withdrawn_by", sa.String(length=64), nullable=True))
    _settled_as((_BEFORE, ("accepted", "declined")), (_NOW, ("accepted", "declined", "taken_back")))


def downgrade() -> None:
    op.execute("UPDATE casepath_proposal SET settled = 'declined' WHERE settled = 'taken_back'")
    _settled_as((_NOW, ("accepted", "declined", "taken_back")), (_BEFORE, ("accepted", "declined")))
    op.drop_column("casepath_submission", "withdrawn_by")
    op.drop_column("casepath_submission", "withdrawn_at")


def _settled_as(before: tuple[str, tuple[str, ...]], after: tuple[str, tuple[str, ...]]) -> None:
    """Change what a proposal may be settled as: the check's name, and the words.

    SQLite cannot change a check, so there the table is written anew.
    """
    with op.batch_alter_table("casepath_proposal", copy_from=_proposal(*before)) as table:
        table.drop_constraint(op.f(before[0]), type_="check")
        table.create_check_constraint(op.f(after[0]), _among(after[1]))


def _proposal(check: str, settled: tuple[str, ...]) -> sa.Table:
    """Return the table as it was, for SQLite."""
    return sa.Table(
        "casepath_proposal",
        sa.MetaData(),
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("settled", sa.String(length=16), nullable=True),
        sa.Column("settled_by", sa.String(length=64), nullable=True),
        sa.Column("settled_at", Instant(), nullable=True),
        sa.CheckConstraint(_among(settled), name=op.f(check)),
        sa.ForeignKeyConstraint(
            ["council", "case_id"],
            ["casepath_case.council", "casepath_case.id"],
            name="fk_casepath_proposal_casepath_case",
        ),
        sa.PrimaryKeyConstraint("council", "case_id", "fact", "version", name="pk_casepath_proposal"),
    )


def _among(settled: tuple[str, ...]) -> str:
    return f"settled IN ({', '.join(repr(one) for one in settled)})"
