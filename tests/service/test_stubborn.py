"""People who look again and try again until they may or may not: what is allowed once, or to others, stays so.

Each of these rules reads what others may be changing at that moment; none of them leans on the isolation of a database.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from engine import Actor, Case, CaseChanged, Cases, Database, Refused
from engine.cases.events import ActionTaken, ClockPaused, Step, TaskDone
from engine.store.links import read_links
from engine.store.transaction import begin_immediate
from tests.clocks.limits import MANAGER as LIMITS_MANAGER
from tests.clocks.limits import Council
from tests.service.test_links import child, place
from tests.service.test_one_link import FAR, changed
from tests.support import MANAGER, OFFICER, REFERRED, Office
from tests.tasks import CONCERN, HAL, KNOWN, PAT, TASKS, asked

CALLERS = 6
Attempt = Callable[[Case], object]


def until_told(cases: Cases, case: Case, attempt: Attempt, by: Actor) -> str:
    """Try, and where somebody else was first look again and try again; return what came of it."""
    while True:
        try:
            attempt(cases.get(case, by=by))
        except CaseChanged:
            continue
        except Refused as refused:
            return refused.reasons[0].code
        return "done"


def all_at_once(attempts: Sequence[Callable[[], str]]) -> list[str]:
    together = Barrier(len(attempts))

    def start(one: Callable[[], str]) -> str:
        together.wait()
        return one()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return list(pool.map(start, attempts))


def took(step: Step, action: str) -> bool:
    return any(isinstance(event, ActionTaken) and event.action == action for event in step.events)


def test_a_clock_that_may_be_paused_once_is_paused_once(database: Database) -> None:
    council = Council(database)
    council.opened("2026-03-12T10:00")
    case, cases = council.does("discuss"), council.cases

    def pause(case: Case) -> object:
        return cases.act(case, "pause", by=LIMITS_MANAGER, seen=case.version, reason="Awaiting the police")

    came = all_at_once([lambda: until_told(cases, case, pause, LIMITS_MANAGER)] * CALLERS)

    assert came.count("done") == 1
    steps = cases.steps(case, by=LIMITS_MANAGER)
    assert sum(isinstance(event, ClockPaused) for step in steps for event in step.events) == 1


def test_whoever_asked_never_approves_however_often_they_try(database: Database) -> None:
    office = Office(database)
    both = Actor("both", roles=["officer", "manager"])
    case = office.cases.open("path", subject={"child": "P-1"}, by=both).case
    others = [Actor(f"manager-{number}", roles=["manager"]) for number in range(CALLERS - 1)]

    def refer(case: Case) -> object:
        return office.cases.act(case, "refer", REFERRED, by=both, seen=case.version)

    def decide(by: Actor) -> Attempt:
        return lambda case: office.cases.act(case, "decide", {"outcome": "act"}, by=by, seen=case.version)

    def persevering(by: Actor) -> str:
        return [until_told(office.cases, case, decide(by), by) for _ in range(5)][-1]

    at_once = [partial(until_told, office.cases, case, refer, both)]
    all_at_once(at_once + [partial(persevering, by) for by in (both, *others)])
    until_told(office.cases, case, decide(others[0]), others[0])

    decided = [step.by for step in office.cases.steps(case, by=MANAGER) if took(step, "decide")]
    assert len(decided) == 1
    assert decided != [both.id]


def test_an_action_that_waits_for_so_many_tasks_is_taken_after_so_many(database: Database) -> None:
    office = Office(database, files=TASKS)
    case = asked(office, {**CONCERN, "in_school": "yes"})  # or all that is required would be done

    def complete(task: str, by: Actor) -> str:
        while True:
            seen = office.cases.get(case, by=OFFICER).version
            try:
                office.cases.complete(case, task, KNOWN, by=by, seen=seen)
            except CaseChanged:
                continue
            return "done"

    def go_on() -> str:
        def attempt(case: Case) -> object:
            return office.cases.act(case, "some", by=OFFICER, seen=case.version)

        while (came := until_told(office.cases, case, attempt, OFFICER)) != "done":
            assert came == "task"
        return came

    came = all_at_once([lambda: complete("police_return", PAT), lambda: complete("health_return", HAL), go_on])

    steps = office.cases.steps(case, by=OFFICER)
    went_on = next(step.version for step in steps if took(step, "some"))
    done = sum(isinstance(event, TaskDone) for step in steps[:went_on] for event in step.events)
    assert (came[0], came[1], done) == ("done", "done", 2)


@pytest.mark.parametrize("level", ["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"])
def test_whatever_the_isolation_of_the_hosts_transaction_one_of_two_links_a_case_that_may_have_one(
    database: Database, database_url: str, level: str
) -> None:
    office = Office(database, files=changed(FAR))
    cases, towpath = [child(office, f"P-{number}") for number in range(CALLERS)], place(office)
    host = sa.create_engine(database_url)
    if host.dialect.name == "sqlite":
        begin_immediate(host)
    else:
        host = host.execution_options(isolation_level=level)

    def link(case: Case) -> str:
        try:
            with Session(host) as session, session.begin():
                by = Actor("ben", ["practitioner"], ["east"])
                said = {"to": towpath, "role": "seen"}
                office.engine.cases(session).act(case, "link_place", by=by, seen=case.version, link=said)
        except Refused as refused:
            return refused.reasons[0].code
        except sa.exc.OperationalError:
            return "serialization"  # the host begins again, as its own isolation wants it to
        return "done"

    came = all_at_once([partial(link, one) for one in cases])
    host.dispose()

    assert came.count("done") == 1
    assert set(came) <= {"done", "not_found", "serialization"}
    with office.database.read() as tx:
        assert len(read_links(tx, office.engine.council, towpath.id)) == 1
