"""What lists of work are found by, as it stands in rows: the lane of a case or a task, and when it is due."""

from __future__ import annotations

from datetime import UTC, datetime

from engine.cases.compiled import Definition
from engine.cases.lanes import NOBODY, case_due, case_lane, task_lane
from engine.cases.state import Case

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
"""When that is due which has no day: after everything else. An index sorts an instant; nothing has no place in it."""


def waits_for(definition: Definition | None, case: Case) -> tuple[str | None, datetime]:
    """Return the lane of *case* and when it is due; no lane where that is still to be worked out."""
    if definition is None:
        return None, NEVER
    lane = case_lane(definition, case)
    return lane, (case_due(case) or NEVER) if lane else NEVER


def task_waits_for(definition: Definition | None, case: Case, key: str) -> tuple[str, datetime]:
    """Return the lane of the task *key* of *case*, and when it is due."""
    one = case.tasks.get(key)
    lane = task_lane(definition, case, key) if definition is not None and one is not None else NOBODY
    return lane, (one.expires if one is not None and one.expires is not None else NEVER)
