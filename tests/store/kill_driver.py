"""Kills a process before and after each statement of an operation, and round its commit; prints what was left behind.

Run as a program: `kill_driver.py URL OPERATION`. For each point a child is forked, acts, and kills itself there; the
parent then reads the database as anyone would. It prints one JSON line: the points tried, and every broken promise.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa

from engine import Database
from engine.cases.clock import next_timer
from engine.cases.events import CaseLinked, ClockBreached, FactProposed, Step
from engine.cases.evolve import fold
from engine.cases.state import Case
from engine.store import tables as t
from engine.store.cases import find_cases, read_draft, read_steps, read_submission
from engine.store.links import write_links
from engine.store.proposals import open_proposals
from engine.store.records import read_facts
from engine.store.transaction import Moment
from engine.testing.fakes import FakeClock
from tests.support import MANAGER, NOON, OFFICER, REFERRED, WORKER, Office, little_with

MOST_POINTS = 60
TOLD_OF_A_MERGE = 2
"""The case that it went to, and the one that was linked with it."""
MERGING = """\
merge: {by: manager, to: merged}
links:
  twins: {to: path, back: twin_of, many: true}
  twin_of: {to: path, back: twins, many: true}
states:
  merged: {title: Merged, ending: true}
"""
FILES = little_with(form=("        confirm: true\n", "        write_back: propose\n"), workflow=("states:\n", MERGING))
"""The little council, whose form proposes a child's sex for the record, and whose cases can be merged."""


@dataclass(frozen=True)
class Left:
    """What a reader finds: how many steps, drafts and facts, and whether anything disagrees."""

    steps: int
    drafts: int
    facts: int
    proposals: int
    faults: tuple[str, ...]


def operations(office: Office, case: Case) -> dict[str, Callable[[], object]]:
    cases = office.cases
    later = Office(office.database, files=FILES, clock=FakeClock(NOON + timedelta(days=30)))
    return {
        "merge": lambda: cases.merge(
            case, named(office, "P-8"), reason="The same child", by=MANAGER, seen=case.version
        ),
        "run": lambda: later.engine.runner(office.database).run_due(),
        "open": lambda: cases.open("path", subject={"child": "P-2"}, by=OFFICER),
        "submit": lambda: cases.act(case, "refer", {"level": "high"}, by=OFFICER, seen=case.version),
        "save": lambda: cases.save(case, "referral", {"child_name": "Alex Example"}, by=OFFICER, seen=1),
        "assign": lambda: cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version, key="k-1"),
        "write back": lambda: cases.act(case, "refer", {"level": "high", "sex": "m"}, by=OFFICER, seen=case.version),
        "record": lambda: cases.record_facts("child", "P-1", {"full_name": "Alex", "sex": "m"}, by=OFFICER),
    }


def named(office: Office, subject: str) -> Case:
    return next(one for one in office.cases.find(by=MANAGER) if one.subject == subject)


def prepared(url: str, operation: str) -> Case:
    """Return a case with a draft, as the operations find it; for a merge, linked with another and beside a third."""
    office = Office(Database(url), files=FILES)
    office.cases.record_facts("child", "P-1", {"sex": "f"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {**REFERRED, "level": "low"}, by=OFFICER, seen=0)
    if operation == "merge":
        linked = [office.cases.open("path", subject={"child": one}, by=OFFICER).case for one in ("P-8", "P-9")][1]
        made = CaseLinked("twins", linked.id, "twin_of", case.opened_on, opened=True)
        with office.database.write() as tx:
            write_links(tx, [Step("little", case.id, case.release, 2, NOON, OFFICER.id, None, (made,))])
    office.database.close()
    return case


def half_merged(connection: sa.Connection) -> list[str]:
    """Return what is wrong where a case was merged: its link has gone with it, and both ends are told, or neither."""
    told = connection.execute(sa.select(t.outbox.c.case_id)).scalars().all()
    ends = connection.execute(sa.select(t.link.c.case_id, t.link.c.other_id)).all()
    ended = connection.execute(sa.select(t.case.c.id).where(t.case.c.state == "merged")).scalars().all()
    whole = all(told.count(case) == TOLD_OF_A_MERGE and not any(case in pair for pair in ends) for case in ended)
    return [] if whole and (ended or not told) else ["a case was merged in part"]


def left(url: str) -> Left:
    """Read everything back and compare what must agree: the case with its steps, and each submission with its event."""
    database, faults = Database(url), []
    with database.connection() as connection:
        rows = connection.execute(sa.select(t.timer)).mappings().all()
        faults += half_merged(connection)
        answered = connection.execute(sa.select(t.command)).mappings().all()
    timers = {row["case_id"]: (row["clock"], row["turn"], row["rung"], row["fires_at"]) for row in rows}
    with database.read() as tx:
        steps = drafts = proposals = 0
        for command in answered:
            done = [one.version for one in read_steps(tx, "little", command["case_id"] or "")]
            if command["version"] not in done:
                faults.append("a command is answered by a step that is not there")
        for case in find_cases(tx, "little"):
            history = read_steps(tx, "little", case.id)
            steps += len(history)
            drafts += read_draft(tx, "little", case.id, "referral") is not None
            waiting = open_proposals(tx, "little", case.id)
            proposals += len(waiting)
            said = sum(isinstance(event, FactProposed) for step in history for event in step.events)
            if said != len(waiting):
                faults.append("the history and the proposals disagree")
            if fold(history) != case:
                faults.append("the case is not what its steps made")
            timer, row = next_timer(case.clocks), timers.get(case.id)
            if (timer and (timer.clock, timer.turn, timer.rung, timer.at)) != row:
                faults.append("the timer is not what the case waits for")
            if sum(isinstance(event, ClockBreached) for step in history for event in step.events) > 1:
                faults.append("the limit was found to be over twice")
            if [one.version for one in history] != list(range(1, case.version + 1)):
                faults.append("the steps are not numbered one by one")
            for made in case.submissions.values():
                kept = read_submission(tx, "little", made.id, made.revision)
                if any(kept.answers.get(name) != value for name, value in made.answers.items()):
                    faults.append("the submission is not what the case remembers")
            if case.submissions and read_draft(tx, "little", case.id, "referral") is not None:
                faults.append("a draft outlived its submission")
        facts = len(read_facts(tx, "little", "child", "P-1"))
    database.close()
    return Left(steps, drafts, facts, proposals, tuple(faults))


def act_and_die(url: str, case: Case, operation: str, point: int, acknowledged: int) -> None:
    """Run *operation* in this process and kill it at *point*; write a byte once it has answered."""
    passed = 0

    def hook(_moment: Moment, _name: str) -> None:
        nonlocal passed
        passed += 1
        if passed == point:
            os.kill(os.getpid(), signal.SIGKILL)

    office = Office(Database(url, hook=hook), files=FILES)
    operations(office, case)[operation]()
    os.write(acknowledged, b"x")
    os._exit(0)


def main(url: str, operation: str) -> None:
    faults: list[str] = []
    point = 0
    for point in range(1, MOST_POINTS):
        case = prepared(url, operation)
        before = left(url)
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            act_and_die(url, case, operation, point, writing)
        os.close(writing)
        answered = os.read(reading, 1) == b"x"
        os.close(reading)
        finished = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        after = left(url)
        faults += [f"{operation} at {point}: {fault}" for fault in after.faults]
        changed = (after.steps, after.drafts, after.facts) != (before.steps, before.drafts, before.facts)
        if answered and not changed and operation not in ("save", "record"):
            faults.append(f"{operation} at {point}: answered, and not kept")
        if finished:
            break
    sys.stdout.write(json.dumps({"points": point - 1, "faults": faults}))


if __name__ == "__main__":
    main(*sys.argv[1:])
