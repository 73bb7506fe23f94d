"""Lists of work: what waits for a person, the most overdue first, a page at a time, and nothing that is not theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import Actor, Case, Database, Refused
from engine.service.worklist import WorkPage, WorkRow
from engine.store.migrate import config, upgrade
from engine.store.tables import metadata
from tests.support import (
    GUEST,
    LITTLE,
    MANAGER,
    MANIFEST,
    OFFICER,
    REFERRED,
    WORKER,
    Office,
    little_with,
    referred,
)
from tests.tasks import HAL, PAT, TASKS, asked

TEAMS = MANIFEST.replace(
    "manager:\n    title: Manager\n    includes: officer\n    reach: council",
    ("manager:\n    title: Manager\n    includes: officer\n    reach: team"),
).replace("case_roles:\n", "teams: {east: East, west: West}\ncase_roles:\n")
IN_TEAMS: Mapping[str, bytes] = {**LITTLE, "casepath.yaml": TEAMS.encode()}
EAST = Actor("edna", roles=["manager"], teams=["east"])
WEST = Actor("will", roles=["manager"], teams=["west"])


def opened(office: Office, number: int = 1, *, team: str = "") -> Case:
    return office.cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER, team=team).case


def page(office: Office, by: Actor, **filters: object) -> WorkPage:
    return office.engine.worklist(office.database).page(by=by, **filters)  # type: ignore[arg-type]  # each test names real ones


def rows(office: Office, by: Actor, **filters: object) -> tuple[WorkRow, ...]:
    return page(office, by, **filters).rows


def all_rows(office: Office, by: Actor, limit: int) -> Iterator[WorkRow]:
    after = None
    while True:
        found = page(office, by, limit=limit, after=after)
        yield from found.rows
        after = found.after
        if after is None:
            return


def test_a_case_waits_for_whoever_may_act_in_its_state_until_it_ends(office: Office) -> None:
    case = opened(office)
    (row,) = rows(office, OFFICER)
    assert (row.case, row.task, row.title, row.reference) == (case.id, None, "New", case.reference)
    assert (row.subject, row.mine, row.version) == ("P-1", False, 1)

    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
    assert rows(office, OFFICER) == ()  # what waits now is for a manager
    assert [row.title for row in rows(office, MANAGER)] == ["Waiting"]

    office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2)
    assert rows(office, MANAGER) == ()


def test_the_most_overdue_comes_first_and_what_has_no_day_last(office: Office) -> None:
    without = referred(office)
    first = opened(office, 2)
    office.clock.move(timedelta(days=1))
    second = opened(office, 3)

    assert [row.case for row in rows(office, MANAGER)] == [first.id, second.id, without.id]


def test_overdue_is_worked_out_as_it_is_read(office: Office) -> None:
    opened(office)
    assert rows(office, OFFICER, overdue=True) == ()

    office.clock.move(timedelta(days=30))

    (row,) = rows(office, OFFICER, overdue=True)
    assert row.overdue
    assert str(row.day) == "2026-03-16"


def test_someone_who_may_see_no_case_has_no_work(office: Office) -> None:
    opened(office)

    assert rows(office, GUEST) == rows(office, WORKER) == ()
    assert str(office.engine.worklist(office.database).count(by=GUEST)) == "0"


def test_a_place_on_a_case_makes_what_waits_for_it_mine(office: Office) -> None:
    case = referred(office)
    case = office.cases.act(case, "name_worker", by=MANAGER, seen=2, assigns={"worker": WORKER.id}).case
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=Actor("max", roles=["manager"]), seen=3).case

    (row,) = rows(office, WORKER)
    assert (row.case, row.title, row.mine) == (case.id, "Working", True)
    assert rows(office, WORKER, whose="unclaimed") == ()
    assert rows(office, Actor("stella", on_behalf_of=WORKER.id), whose="mine") != ()

    office.cases.assign(case, "worker", None, by=MANAGER, seen=case.version)
    assert rows(office, WORKER) == ()


def test_a_role_that_reaches_a_team_finds_that_teams_work_only(database: Database) -> None:
    office = Office(database, files=IN_TEAMS)
    east, west = (referred_in(office, number, team) for number, team in ((1, "east"), (2, "west")))

    assert [row.case for row in rows(office, EAST)] == [east.id]
    assert [row.case for row in rows(office, WEST)] == [west.id]
    assert rows(office, EAST, team="west") == ()
    both = Actor("bo", roles=["manager"], teams=["east", "west"])
    assert {row.case for row in rows(office, both)} == {east.id, west.id}
    assert [row.case for row in rows(office, both, team="west")] == [west.id]


def referred_in(office: Office, number: int, team: str) -> Case:
    case = opened(office, number, team=team)
    return office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case


def test_tasks_wait_beside_cases_and_whoever_takes_one_has_it_alone(database: Database) -> None:
    office = Office(database, files=TASKS)
    case = asked(office)
    other = Actor("otto", roles=["officer"])
    assert [row.title for row in rows(office, other) if row.task] == ["Note it in the diary"]

    office.cases.claim(case, "note_it", by=OFFICER, seen=case.version)

    assert [row.title for row in rows(office, other) if row.task] == []
    (mine,) = rows(office, OFFICER, whose="mine")
    assert (mine.task, mine.holder, mine.mine) == ("note_it", OFFICER.id, True)
    assert [row.task for row in rows(office, OFFICER, whose="unclaimed")] == [None]

    office.cases.complete(case, "note_it", by=OFFICER, seen=case.version + 1)
    assert rows(office, OFFICER, whose="mine") == ()


def test_an_outside_agency_finds_its_own_task_and_nothing_of_the_case(database: Database) -> None:
    office = Office(database, files=TASKS)
    case = asked(office)

    (row,) = rows(office, PAT)
    assert (row.task, row.title, row.case) == ("police_return", "Police return", case.id)
    assert (row.reference, row.subject, row.team, row.states, row.where) == ("", "", "", (), "")
    assert [one.task for one in rows(office, HAL)] == ["health_return"]


def test_a_task_about_a_row_is_told_by_its_number(database: Database) -> None:
    office = Office(database, files=TASKS)
    asked(office, {"what": "Out late", "in_school": "no", "friends": [{"name": "Kai Example", "young": "yes"}]})

    titles = [row.title for row in rows(office, OFFICER) if row.task]

    assert "Meet Friend 1" in titles
    assert not any("Kai" in title for title in titles)


def test_work_can_be_narrowed_to_a_workflow_a_state_and_a_team(office: Office) -> None:
    new = opened(office, 1, team="east")
    waiting = referred_in(office, 2, "west")

    assert {row.case for row in rows(office, MANAGER, workflow="path")} == {new.id, waiting.id}
    assert rows(office, MANAGER, workflow="elsewhere") == rows(office, MANAGER, workflow="pat") == ()
    assert [row.case for row in rows(office, MANAGER, state="waiting")] == [waiting.id]
    assert [row.case for row in rows(office, MANAGER, team="east")] == [new.id]
    work = office.engine.worklist(office.database)
    assert [str(work.count(by=MANAGER, state=state)) for state in ("waiting", "new", "wait_ng", "gone")] == [
        "1",
        "1",
        "0",
        "0",
    ]
    assert str(work.count(by=MANAGER, team="west")) == "1"


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(limit=st.integers(1, 7), moves=st.lists(st.sampled_from(["open", "refer", "wait"]), max_size=9))
def test_pages_of_any_size_are_the_whole_list_each_thing_once(office: Office, limit: int, moves: list[str]) -> None:
    for number, move in enumerate(moves):
        if move == "wait":
            office.clock.move(timedelta(hours=7))
        else:
            (opened if move == "open" else lambda office, number: referred_in(office, number, ""))(office, number)

    one_by_one = list(all_rows(office, MANAGER, limit))
    whole = list(all_rows(office, MANAGER, 200))

    assert one_by_one == whole
    assert len({(row.case, row.task) for row in whole}) == len(whole) == len(waiting_by_the_book(office, MANAGER))
    assert str(office.engine.worklist(office.database).count(by=MANAGER)) == str(len(whole))


def waiting_by_the_book(office: Office, by: Actor) -> list[str]:
    """Return the cases that this person finds and could do something about, asked one by one."""
    found = office.cases.find(by=by, limit=1_000)
    of_state = {"refer", "drop", "decide", "give_back", "name_worker", "finish"}
    return [
        one.id
        for one in found
        if any(step.allowed and step.action in of_state for step in office.cases.next(one, by=by))
    ]


def test_work_that_comes_in_between_two_pages_moves_nothing_that_was_not_seen_yet(office: Office) -> None:
    cases = [opened(office, number) for number in range(4)]
    first = page(office, OFFICER, limit=2)
    office.cases.act(first.rows[0].case, "refer", REFERRED, by=OFFICER, seen=1)
    opened(office, 9)

    seen = [row.case for row in first.rows] + [row.case for row in rows(office, OFFICER, after=first.after)]

    assert {one.id for one in cases} <= set(seen)
    assert len(seen) == len(set(seen))


def test_much_work_is_counted_as_far_as_a_thousand(database: Database) -> None:
    office = Office(database)
    case = opened(office)
    copies(office, case, 1_200)

    work = office.engine.worklist(office.database)

    assert str(work.count(by=OFFICER)) == "1,000+"
    assert len(page(office, OFFICER, limit=5_000).rows) == 200
    assert page(office, OFFICER, state="waiting").rows == ()


def copies(office: Office, case: Case, many: int) -> None:
    table = metadata.tables["casepath_case"]
    with office.database.connection() as connection:
        row = connection.execute(sa.select(table)).mappings().one()
        more = [{**row, "id": f"copy-{n}", "reference": f"CH-{n}"} for n in range(many)]
        connection.execute(table.insert(), more)


@pytest.mark.parametrize(
    "cursor", ["", "x", "é", "AAAA", "WyIyMDI2IiwiYSIsImIiXQ", "W" * 2_000, "bnVsbA", "WzEsMiwzXQ"]
)
def test_a_cursor_that_is_none_of_ours_is_refused(office: Office, cursor: str) -> None:
    with pytest.raises(Refused, match="no place in the list"):
        page(office, OFFICER, after=cursor)


def test_a_cursor_names_no_person_and_nothing_of_the_child(office: Office) -> None:
    for number in range(3):
        opened(office, number)

    after = page(office, OFFICER, limit=1).after

    assert after is not None
    assert OFFICER.id not in after
    assert "P-" not in after


def test_a_filter_that_no_database_should_be_asked_is_refused(office: Office) -> None:
    for odd in ("\x00", "\ud800", "x" * 20_000):
        for name in ("workflow", "state", "team"):
            with pytest.raises(Refused):
                page(office, OFFICER, **{name: odd})


def test_two_councils_have_each_its_own_work(office: Office) -> None:
    opened(office)

    assert rows(Office(office.database, council="elsewhere", clock=office.clock), OFFICER) == ()


def test_work_of_an_older_release_is_told_in_its_own_words(office: Office) -> None:
    case = opened(office)
    later = Office(
        office.database, files=little_with(workflow=("title: New\n", "title: Just in\n")), clock=office.clock
    )
    newer = later.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case

    assert {row.case: row.title for row in rows(later, OFFICER)} == {case.id: "New", newer.id: "Just in"}


def test_what_an_upgrade_left_unsorted_a_runner_sorts_without_a_step(database: Database) -> None:
    office = Office(database, files=TASKS)
    case = office.cases.assign(asked(office), "worker", WORKER.id, by=MANAGER, seen=2).case
    before = (rows(office, OFFICER), rows(office, PAT), rows(office, WORKER))
    with database.connection() as connection:
        command.downgrade(config(connection), "0012")
        upgrade(connection)
    assert rows(office, OFFICER) == rows(office, PAT) == ()

    office.engine.runner(database).run_due()

    assert (rows(office, OFFICER), rows(office, PAT), rows(office, WORKER)) == before
    assert office.cases.get(case, by=OFFICER).version == 3


def test_a_step_that_opens_no_task_and_gives_no_place_writes_nothing_more_for_lists_of_work(office: Office) -> None:
    case = opened(office)
    said: list[str] = []
    office.database.hook = lambda moment, name: said.append(name) if moment == "before" else None

    office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1)

    assert "insert step" in said
    assert not {"write tasks", "write places", "end places"} & set(said)
