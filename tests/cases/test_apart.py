"""Duties that are kept apart stay apart, whoever stands in for whom and in whatever order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine import Actor
from engine.cases.commands import Assign, OpenCase, TakeAction
from engine.cases.decide import Accepted, decide
from engine.cases.snapshot import CaseFile
from tests.support import LITTLE, NOON, definition_of

PATH = """\
workflow: path
title: Path
subject: child
opened_by: officer
view: [officer, worker]
start: open
states:
  open:
    title: Open
    actions:
      write: {title: Write, by: [officer, worker], goes: stay}
      check: {title: Check, by: [officer, worker], not_by: done(write), goes: stay}
      sign: {title: Sign, by: [officer, worker], not_by: [done(write), done(check)], goes: closed}
  closed:
    title: Closed
    ending: true
    reopen: {by: officer, to: open}
"""
DEFINITION = definition_of({**LITTLE, "workflow_definitions/path.yaml": PATH.encode()})
APART = {"write": (), "check": ("write",), "sign": ("write", "check"), "reopen": ()}
NAMES = ("ann", "ben", "cat", "dev")
people = st.builds(
    lambda name, other, roles: Actor(name, roles, on_behalf_of=None if other == name else other),
    st.sampled_from(NAMES),
    st.sampled_from([*NAMES, None]),
    st.sampled_from([["officer"], ["social_worker"], ["manager", "social_worker"]]),
)
steps = st.lists(st.tuples(st.sampled_from([*APART, "worker"]), people), min_size=1, max_size=20)


@given(steps)
def test_nobody_takes_part_in_what_is_kept_apart_from_what_they_took_part_in(tried: list[tuple[str, Actor]]) -> None:
    manager = Actor("mo", ["manager"])
    made = decide(DEFINITION, None, OpenCase("path", "child", "P-1", manager, "case-1", "CH-2026-00001"), NOON)
    assert isinstance(made, Accepted)
    case, now = made.case, NOON
    took_part: dict[str, set[str | None]] = {}
    for action, by in tried:
        now, both = now + timedelta(hours=1), {by.id, by.on_behalf_of} - {None}
        if action == "worker":
            # Places on the case go from hand to hand as well: whoever holds one did not do what others did in it.
            given_to = decide(DEFINITION, CaseFile(case), Assign("worker", by.id, manager), now)
            case = given_to.case if isinstance(given_to, Accepted) else case
            continue
        decision = decide(DEFINITION, CaseFile(case), TakeAction(action, by, submission="", reason="It must be"), now)
        apart = set().union(*(took_part.get(one, set()) for one in APART[action])) & both
        if isinstance(decision, Accepted):
            assert not apart, f"{both} did {action} after {took_part}"
            case = decision.case
            took_part.setdefault(action, set()).update(both)
            took_part = {} if action == "reopen" else took_part
        elif not apart:
            assert {one.code for one in decision.reasons} <= {"not_here", "not_allowed", "not_found"}
        else:
            assert {one.code for one in decision.reasons} <= {"not_by", "not_here", "not_allowed", "not_found"}
