"""Holds, erasures that two people agree on, and what each of them did"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.store.tables import Instant
from engine.store.walls import walled

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("hold", "erasure", "erasure_item")
_CASE = (["council", "case_id"], ["casepath_case.council", "casepath_case.id"])


def upgrade() -> None:
    _create_holds()
    _create_erasures()
    _create_items()
    if op.get_bind().dialect.name == "postgresql":
        for name in _TABLES:
            for each in walled(f"casepath_{name}"):
                op.execute(each)


def downgrade() -> None:
    for name in reversed(_TABLES):
        op.drop_table(f"casepath_{name}")  # and its wall with it


def _create_holds() -> None:
    op.create_table(
        "casepath_hold",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=True),
        sa.Column("subject_kind", sa.String(length=64), nullable=True),
        sa.Column("subject", sa.String(length=64), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("person", sa.String(length=64), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(*_CASE, name="fk_casepath_hold_casepath_case"),
        sa.CheckConstraint("(case_id IS NULL) <> (subject IS NULL)", name="ck_casepath_hold_about"),
        sa.PrimaryKeyConstraint("council", "id", name="pk_casepath_hold"),
        comment="Cases and subjects of which nothing is erased, why, and until when that held",
    )
    op.create_index("ix_casepath_hold_council_case_id", "casepath_hold", ["council", "case_id"])
    op.create_index(
        "ix_casepath_hold_council_subject_kind_subject", "casepath_hold", ["council", "subject_kind", "subject"]
    )


def _create_erasures() -> None:
    op.create_table(
        "casepath_erasure",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("release", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("proposed_by", sa.String(length=64), nullable=False),
        sa.Column("proposed_for", sa.String(length=64), nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("approved_by", sa.String(length=64), nullable=True),
        sa.Column("approved_for", sa.String(length=64), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("proof", sa.Text(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("council", "id", name="pk_casepath_erasure"),
        comment="What was proposed to be erased, who approved it, and the proof of it, which repeats nothing erased",
    )
    op.create_index("ix_casepath_erasure_council_proposed_at", "casepath_erasure", ["council", "proposed_at"])


def _create_items() -> None:
    op.create_table(
        "casepath_erasure_item",
        sa.Column("council", sa.String(length=64), nullable=False),
        sa.Column("erasure", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("then", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("files", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(*_CASE, name="fk_casepath_erasure_item_casepath_case"),
        sa.ForeignKeyConstraint(
            ["council", "erasure"],
            ["casepath_erasure.council", "casepath_erasure.id"],
            name="fk_casepath_erasure_item_casepath_erasure",
        ),
        sa.CheckConstraint("kind IN ('draft', 'submitted')", name="ck_casepath_erasure_item_kind"),
        sa.CheckConstraint(
            "status IN ('waiting', 'files', 'done', 'held', 'not_due')", name="ck_casepath_erasure_item_status"
        ),
        sa.PrimaryKeyConstraint("council", "erasure", "case_id", "form", "kind", name="pk_casepath_erasure_item"),
        comment="The answers that an erasure is about, each with the rule, and how far it has got with them",
    )
    op.create_index(
        "ix_casepath_erasure_item_council_erasure_status", "casepath_erasure_item", ["council", "erasure", "status"]
    )
    op.create_index(
        "ix_casepath_erasure_item_council_case_id_form_kind",
        "casepath_erasure_item",
        ["council", "case_id", "form", "kind"],
    )
