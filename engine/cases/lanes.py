"""For whom a case or a task waits: its lane, written beside it, so that a list of work is found by an index.

A lane is a workflow and every role and place whose holders may do what waits: `screening mash_manager mash_officer`.
What a role includes is worked out here, so that whoever looks is only asked which roles they hold. The lane of what is
restricted is marked so: nobody is led along it who was not let in.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from engine.cases.access import RoleBook
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.state import Case
from engine.cases.tasks import task_id

NOBODY = ""
"""The lane of what waits for nobody."""
MARK = "!"
"""What stands in the lane of a restricted case behind its workflow. No role is called so."""


def case_lane(definition: Definition, case: Case) -> str:
    """Return for whom *case* waits: whoever may take an action of its present state, other than those of any time."""
    if case.ended_at is not None:
        return NOBODY
    flow = definition.workflows[case.workflow]
    lane = flow.lane(case.states, lambda: _lane(definition.roles, flow, _acting(flow, case.states)))
    return _marked(case, lane) if lane else NOBODY


def task_lane(definition: Definition, case: Case, key: str) -> str:
    """Return for whom the task *key* of *case* waits."""
    flow = definition.workflows[case.workflow]
    task = flow.work.tasks.get(task_id(key))
    return _marked(case, NOBODY if task is None else _lane(definition.roles, flow, task.by))


def case_due(case: Case) -> datetime | None:
    """Return when the first time limit of *case* runs out that nobody has met and that is not paused."""
    running = (one.expires for one in case.clocks.values() if one.is_open and one.paused is None)
    return min(running, default=None)


def _marked(case: Case, lane: str) -> str:
    if case.restriction is None:
        return lane
    return " ".join((case.workflow, MARK, *lane.split(" ")[1:]))


def is_marked(lane: str) -> bool:
    """Whether what is in a lane is restricted."""
    return MARK in lane.split(" ")


def workflow_of(lane: str) -> str:
    return lane.partition(" ")[0]


def roles_of(lane: str) -> frozenset[str]:
    """Return the roles and places of a lane."""
    return frozenset(lane.split(" ")[1:]) - {MARK}


def _lane(book: RoleBook, flow: CompiledWorkflow, by: frozenset[str]) -> str:
    roles = _holders(book, by)
    return " ".join((flow.id, *sorted(roles))) if roles else NOBODY


def _acting(flow: CompiledWorkflow, states: tuple[str, ...]) -> frozenset[str]:
    """Return who may take an action of a configuration, other than those of any time."""
    return frozenset().union(*(action.by for action in flow.offered(states) if action.source))


def _holders(book: RoleBook, by: Iterable[str]) -> frozenset[str]:
    """Return whoever has one of these roles: the roles themselves, those that include them, and places."""
    wanted = frozenset(by)
    having = (role for role, powers in book.powers.items() if powers & wanted)
    return frozenset((*having, *(wanted & book.taken_from.keys())))
