"""The runner: each timer fires once, whoever runs it, whatever happens on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from engine import Case, Database
from engine.cases.clock import next_timer
from engine.cases.events import ClockBreached, ClockReminded, Step
from engine.cases.evolve import fold
from engine.service.runner import Ran
from engine.store import tables as t
from engine.store.cases import find_cases, read_steps
from engine.store.due import next_due
from engine.store.transaction import Moment, NotBegun
from tests.clocks.limits import MANAGER, Council, at
from tests.support import written

DRIVER = Path(__file__).with_name("timer_driver.py")
ROOT = Path(__file__).parents[2]
DUE = ("2026-03-14T09:00:00+00:00", "2026-03-14T09:10:00+00:00", "2026-03-14T09:20:00+00:00")
"""When the runners look."""


def opened(council: Council, count: int) -> None:
    """Open *count* cases, whose decisions are due a day later; every third is decided in time."""
    council.clock.set(at("2026-03-12T10:00"))
    for place in range(count):
        case = council.cases.open("path", subject={"child": f"P-{place}"}, by=MANAGER).case
        if place % 3 == 0:
            council.cases.act(case, "decide", by=MANAGER, seen=1)


def everything(database: Database) -> list[tuple[Case, Counter[str]]]:
    """Return every case with how often each thing that time does was done; what must agree is compared."""
    found = []
    with database.read() as tx:
        timers = {row["case_id"]: row for row in _timers(database)}
        for case in find_cases(tx, "limits"):
            steps = read_steps(tx, "limits", case.id)
            assert fold(steps) == case
            timer, row = next_timer(case.clocks), timers.get(case.id)
            assert (timer is None) == (row is None)
            if timer is not None and row is not None:
                assert (row["clock"], row["turn"], row["rung"]) == (timer.clock, timer.turn, timer.rung)
            events = [event for step in steps for event in step.events]
            found.append(
                (case, Counter(_name(one) for one in events if isinstance(one, ClockBreached | ClockReminded)))
            )
    return found


def _name(event: ClockBreached | ClockReminded) -> str:
    return f"{event.deadline} {event.rung if isinstance(event, ClockReminded) else 'breach'}"


def _timers(database: Database) -> list[sa.RowMapping]:
    with database.connection() as connection:
        return list(connection.execute(sa.select(t.timer)).mappings())


def driven(url: str, moments: tuple[str, ...] = DUE, *, runners: int, deaths: int, batch: int) -> int:
    """Let processes fire what is due, of which some are killed; return how many were."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), url, str(runners), str(deaths), str(batch), *moments],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_six_runners_of_which_some_are_killed_fire_each_timer_once(council: Council, database_url: str) -> None:
    opened(council, 120)

    killed = driven(database_url, runners=6, deaths=8, batch=5)

    assert killed >= 4  # some have done their work before the statement at which they would die
    found = everything(council.database)
    assert len(found) == 120
    for case, done in found:
        decided = case.clocks["decision"].status == "met"
        assert done == ({} if decided else {"decision breach": 1})


MANY = 10_000
ALL_DUE = ("2026-03-17T09:00:00+00:00",)
"""When the first limits are over, and so is one whose breach moves the case, a day after its reminder."""


def test_ten_thousand_due_at_once_fire_once_each_and_in_order_while_runners_are_killed(
    council: Council, database_url: str
) -> None:
    """Three cases are done by one runner that nothing disturbs; every copy of them must come out the same."""
    kept = _three_kinds(council)
    council.clock.set(at("2026-03-17T09:00"))
    council.engine.runner(council.database).run_due()
    alone = {case: _fired(council.database, case) for case in kept}
    assert sorted(alone.values()) == [
        (("contact",), ()),
        (("contact",), ("decision breach",)),
        (("reviewing",), ("held remind_1", "decision breach", "held breach")),
    ]
    copies = _copied(council.database, kept)

    killed = driven(database_url, ALL_DUE, runners=6, deaths=30, batch=100)

    assert killed >= 15
    found = Counter(
        (copies[case.id], _seen(case, steps)) for case, steps in _cases(council.database) if case.id in copies
    )
    assert found == Counter((kind, alone[kind]) for kind in copies.values())
    assert sum(found.values()) == MANY
    assert not [row for row in _timers(council.database) if row["wakes_at"] <= at("2026-03-17T09:00")]


def _three_kinds(council: Council) -> dict[str, dict[sa.Table, list[dict[str, object]]]]:
    """Return the rows of three cases: a limit that runs out, one that moves the case, and one whose case moved on."""
    council.clock.set(at("2026-03-12T10:00"))
    late, moves, over = (
        council.cases.open("path", subject={"child": f"P-{place}"}, by=MANAGER).case for place in range(3)
    )
    council.cases.act(moves, "discuss", by=MANAGER, seen=1)
    stale = next(row for row in _timers(council.database) if row["case_id"] == over.id)
    council.cases.act(over, "decide", by=MANAGER, seen=1)
    with council.database.connection() as connection:
        connection.execute(t.timer.delete().where(t.timer.c.case_id == over.id))
        connection.execute(t.timer.insert().values(**stale))
        return {
            one.id: {
                table: [dict(row) for row in connection.execute(sa.select(table).where(key == one.id)).mappings()]
                for table, key in ((t.case, t.case.c.id), (t.step, t.step.c.case_id), (t.timer, t.timer.c.case_id))
            }
            for one in (late, moves, over)
        }


def _copied(database: Database, kinds: Mapping[str, Mapping[sa.Table, list[dict[str, object]]]]) -> dict[str, str]:
    """Write MANY copies of cases as they were before anything fired; return, by each copy, what it is a copy of."""
    written: dict[sa.Table, list[dict[str, object]]] = {t.case: [], t.step: [], t.timer: []}
    copies = {}
    for number in range(MANY):
        late, moves, over = kinds
        kind = {0: moves, 1: over}.get(number % 20, late)
        (case,) = kinds[kind][t.case]
        copies[f"copy-{number}"] = kind
        said = {str(case[name]): f"copy-{number}" for name in ("id", "reference", "subject")}
        for table, rows in kinds[kind].items():
            written[table] += [{name: _renamed(value, said) for name, value in row.items()} for row in rows]
    with database.connection() as connection:
        for table, rows in written.items():
            connection.execute(table.insert(), rows)
    return copies


def _renamed(value: object, said: Mapping[str, str]) -> object:
    if isinstance(value, str):
        for before, after in said.items():
            value = value.replace(before, after)
    return value


def _cases(database: Database) -> Iterator[tuple[Case, list[Step]]]:
    with database.read() as tx:
        for case in find_cases(tx, "limits"):
            yield case, read_steps(tx, "limits", case.id)


def _fired(database: Database, case_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return next(_seen(case, steps) for case, steps in _cases(database) if case.id == case_id)


def _seen(case: Case, steps: list[Step]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return where a case is, and what time did to it in order; its history tells the same."""
    assert fold(steps) == case
    events = (event for step in steps for event in step.events)
    return case.states, tuple(_name(one) for one in events if isinstance(one, ClockBreached | ClockReminded))


def test_runners_in_threads_of_one_process_share_the_work(council: Council) -> None:
    opened(council, 90)
    council.clock.set(at("2026-03-14T09:00"))
    done: list[Ran] = []

    def run() -> None:
        done.append(council.engine.runner(council.database).run_due())

    threads = [threading.Thread(target=run) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert sum(one.fired for one in done) == 60
    assert {one.failed for one in done} == {0}
    assert all(sum(done.values()) <= 1 for _, done in everything(council.database))


def test_what_a_runner_was_stopped_at_is_due_as_before(council: Council, database_url: str) -> None:
    opened(council, 2)
    council.clock.set(at("2026-03-14T09:00"))
    before = written(council)

    def stop(moment: Moment, name: str) -> None:
        if (moment, name) == ("before", "commit"):
            raise KeyboardInterrupt

    stopped = Database(database_url, hook=stop)
    with pytest.raises(KeyboardInterrupt):
        council.engine.runner(stopped).run_due()
    stopped.close()

    assert written(council) == before
    assert council.engine.runner(council.database).run_due() == Ran(fired=1)


def test_a_timer_of_a_case_that_moved_on_fires_nothing_and_goes(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    (row,) = _timers(council.database)
    council.does("decide")
    council.does("assess")
    with council.database.connection() as connection:
        connection.execute(t.timer.delete())
        connection.execute(t.timer.insert().values(**row))

    assert council.runs("2026-03-14T09:00") == Ran()
    assert council.said() == []
    assert _timers(council.database) == []


def test_what_cannot_be_written_together_is_written_apart(council: Council, database_url: str) -> None:
    opened(council, 9)
    council.clock.set(at("2026-03-14T09:00"))
    batches = 0

    def fail_once(moment: Moment, name: str) -> None:
        nonlocal batches
        if (moment, name) == ("after", "insert step"):
            batches += 1
            if batches == 1:
                raise RuntimeError("a fault in the middle of a batch")

    watched = Database(database_url, hook=fail_once)
    assert council.engine.runner(watched).run_due() == Ran(fired=6)
    watched.close()

    assert batches == 1 + 6
    assert all(sum(done.values()) <= 1 for _, done in everything(council.database))


def test_a_case_that_cannot_be_written_is_put_off_and_the_others_are_not(council: Council) -> None:
    opened(council, 9)
    first = next(row for row in _timers(council.database) if row["clock"] == "decision")
    key = {"council": "limits", "case_id": first["case_id"], "version": 2, "number": 0, "role": "manager"}
    with council.database.connection() as connection:
        # A row that stands where the breach would write its own.
        taken = {"about": "", "thing": "", "urgent": False, "at": council.clock.now()}
        connection.execute(t.notification.insert().values(**key, **taken))
    council.clock.set(at("2026-03-14T09:00"))

    assert council.engine.runner(council.database).run_due() == Ran(fired=5, failed=1)
    found = {row["case_id"]: row for row in _timers(council.database)}[first["case_id"]]
    assert (found["failures"], found["fault"]) in ((1, "IntegrityError"), (1, "UniqueViolation"))
    assert found["wakes_at"] == council.clock.now() + timedelta(seconds=30)


def test_a_timer_that_is_not_what_the_case_says_fires_nothing_and_is_put_right(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    with council.database.connection() as connection:
        connection.execute(t.timer.update().values(turn=9, wakes_at=at("2026-03-12T10:00")))

    assert council.runs("2026-03-12T11:00") == Ran()
    assert council.case.version == 1
    assert council.engine.runner(council.database).next_due() == council.clock_of("decision").expires


def test_a_case_that_cannot_be_done_is_put_off_for_longer_each_time_and_given_up_in_the_end(council: Council) -> None:
    opened(council, 2)
    broken = council.cases.find(by=MANAGER)[0]
    with council.database.connection() as connection:
        lost = {"council": "limits", "release": "lost", "version": "", "title": "", "files": "{"}
        connection.execute(t.release.insert().values(**lost, first_used_at=council.clock.now()))
        connection.execute(t.case.update().where(t.case.c.id == broken.id).values(release="lost"))
    council.clock.set(at("2026-05-21T09:00"))
    runner = council.engine.runner(council.database)

    ran = runner.run_due()
    assert ran.failed == 1
    assert ran.fired > 1  # the other case is not kept waiting
    waits, total = [], 0
    while (due := runner.next_due()) is not None and due < at("2026-12-01T09:00"):
        waits.append(int((due - council.clock.now()).total_seconds()))
        council.clock.set(due)
        total += runner.run_due().given_up
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    assert total == 1
    dead = runner.given_up()
    assert [(one.case_id, one.failures) for one in dead] == [(broken.id, 8)]
    assert "Jamie" not in dead[0].fault


def test_a_batch_takes_as_many_statements_for_many_cases_as_for_one(council: Council, database_url: str) -> None:
    opened(council, 9)
    council.clock.set(at("2026-03-14T09:00"))
    names: list[str] = []

    def hook(moment: Moment, name: str) -> None:
        names.extend([name] if moment == "before" else [])

    watched = Database(database_url, hook=hook)
    assert council.engine.runner(watched).run_due(limit=6) == Ran(fired=6)
    watched.close()

    one_batch = ["read due timers", "update case", "insert step", "write timer", "insert notifications", "commit"]
    assert names[: len(one_batch)] == one_batch
    assert names[len(one_batch) :] == ["find messages to deliver", "read cases without a lane"]


def test_a_reminder_leaves_nothing_to_be_worked_out_later(council: Council, database_url: str) -> None:
    council.opened("2026-03-12T10:00")
    council.does("decide")
    council.clock.set(at("2026-05-05T09:00"))
    names: list[str] = []

    def hook(moment: Moment, name: str) -> None:
        names.extend([name] if moment == "before" else [])

    watched = Database(database_url, hook=hook)
    council.engine.runner(watched).run_due()
    watched.close()

    assert any("ClockReminded" in line for line in council.said())
    assert "read cases without a lane" in names
    assert "sort case into its lane" not in names


def test_no_more_fires_than_asked_for(council: Council) -> None:
    opened(council, 9)
    council.clock.set(at("2026-03-14T09:00"))
    runner = council.engine.runner(council.database)

    assert runner.run_due(limit=4) == Ran(fired=4)
    assert runner.run_due(limit=4) == Ran(fired=2)


def test_a_host_runs_what_is_due_in_its_own_transaction_or_not_at_all(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    council.clock.set(at("2026-03-14T09:00"))
    before = written(council)

    with council.database.pool.connect() as connection, connection.begin() as transaction:
        assert council.engine.runner(connection).run_due() == Ran(fired=1)
        transaction.rollback()
    assert written(council) == before

    with council.database.pool.begin() as connection:
        assert council.engine.runner(connection).run_due() == Ran(fired=1)
    assert [line.split()[-1] for line in council.said()] == ["decision", "manager"]


def test_with_the_engine_of_a_host_each_batch_is_a_transaction_of_its_own(council: Council) -> None:
    opened(council, 9)
    council.clock.set(at("2026-03-14T09:00"))
    runner = council.engine.runner(council.database.pool)

    assert runner.run_due(limit=2, batch=1) == Ran(fired=2)
    assert runner.run_due() == Ran(fired=4)
    assert runner.next_due() == council.engine.runner(council.database).next_due()
    assert all(sum(done.values()) <= 1 for _, done in everything(council.database))


def test_an_engine_of_a_host_whose_transactions_begin_too_late_is_refused(tmp_path: Path, council: Council) -> None:
    pool = sa.create_engine(f"sqlite:///{tmp_path / 'host.db'}")

    with pytest.raises(NotBegun, match="begin_immediate"):
        council.engine.runner(pool).run_due()
    pool.dispose()


def test_councils_in_one_database_run_what_is_theirs(council: Council) -> None:
    council.opened("2026-03-12T10:00")
    other = Council(council.database)
    other.engine.council = "other"
    other.clock.set(at("2026-03-14T09:00"))

    assert other.engine.runner(council.database).run_due() == Ran()
    with council.database.read() as tx:
        assert next_due(tx, "other") is None
    assert council.runs("2026-03-14T09:00") == Ran(fired=1)


def test_one_statement_writes_what_is_due_next_and_none_where_nothing_changed(
    council: Council, database_url: str
) -> None:
    council.opened("2026-03-12T10:00")
    names: list[str] = []

    def hook(moment: Moment, name: str) -> None:
        names.extend([name] if moment == "before" else [])

    watched = Database(database_url, hook=hook)
    cases = council.engine.cases(watched)
    cases.act(council.case, "assess", by=MANAGER, seen=1)
    assert names.count("write timer") == 1

    names.clear()
    cases.act(council.case, "assess", by=MANAGER, seen=2)
    assert "write timer" not in names
    watched.close()
