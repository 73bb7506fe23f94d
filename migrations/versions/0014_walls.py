"""Row security on every table

On PostgreSQL a transaction reaches the rows of the council that it names, and no others.
"""

from __future__ import annotations

from alembic import op

from engine.store.walls import unwalled, walled

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_TABLES = (
    "release",
    "case",
    "step",
    "submission",
    "draft",
    "fact",
    "proposal",
    "file",
    "file_content",
    "link",
    "outbox",
    "notification",
    "notification_read",
    "target",
    "undelivered",
    "counter",
    "timer",
    "task",
    "place",
    "invitation",
    "command",
    "seal",
    "look",
)


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in _TABLES:
            for each in walled(f"casepath_{name}"):
                op.execute(each)


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in reversed(_TABLES):
            for each in unwalled(f"casepath_{name}"):
                op.execute(each)
