"""Tasks for linked cases: one for each, called by what the link shares, come and gone with the link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from engine import Actor, Case, Database, NotFound, Refused
from engine.cases.evolve import fold
from engine.cases.state import to_json
from tests.places import LEAD, MANAGER, MASH, PLACES, WORKER
from tests.service.test_links import child, deliver, linked, place
from tests.service.test_merging import link_of, merged, split
from tests.support import Office

POLICE = Actor("pat", ["police"])
TASKS = """\
    tasks:
      visit:
        title: Visit {{ row.place.name }} ({{ row.place.kind }}, {{ row.role }}, {{ row.note }})
        by: worker
        for_each: links.contexts
        only_if: row.place.kind != school
        due: 5 working days
      ask:
        title: Who is at {{ row.place.name }}?
        by: police
        for_each: links.contexts
        required: false
"""


def files_with(tasks: str = TASKS, **replaced: str) -> Mapping[str, bytes]:
    """Return the little council whose children's cases have *tasks* while they are worked on."""
    path = "workflow_definitions/child_path.yaml"
    text = PLACES[path].decode().replace("    title: Working\n", f"    title: Working\n{tasks}")
    for before, after in replaced.items():
        assert text.count(REPLACED[before]) == 1
        text = text.replace(REPLACED[before], after)
    manifest = PLACES["casepath.yaml"].decode()
    manifest = manifest.replace("case_roles:", "  police: {title: Police, external: true}\ncase_roles:")
    return {**PLACES, path: text.encode(), "casepath.yaml": manifest.encode()}


REPLACED = {
    "require": "        require: has_place\n",
    "again": "      close: {title: Close, by: [worker, mash], goes: closed}\n",
}


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=files_with())


def tasks(office: Office, case: Case, by: Actor = WORKER, task: str = "visit") -> list[str]:
    """Return what this person reads of the tasks for linked cases: title and how each stands."""
    return [f"{one.title}: {one.status}" for one in office.cases.tasks(case, by=by) if one.task == task]


def fresh(office: Office, case: Case, by: Actor = WORKER) -> Case:
    return office.cases.get(case, by=by)


def visited(office: Office, case: Case, number: int = 0) -> Case:
    """Return *case* with one of its open visits done."""
    case = fresh(office, case)
    open_ = [key for key, one in case.tasks.items() if key.startswith("visit/") and one.is_open]
    return office.cases.complete(case, open_[number], by=WORKER, seen=case.version).case


def test_each_linked_case_opens_a_task_that_is_called_by_what_the_link_shares(office: Office) -> None:
    case = linked(office, child(office), place(office))

    case = linked(office, case, place(office, "Example Arcade", "online"), note="After school")

    assert tasks(office, case) == [
        "Visit Example Towpath (Park, Seen there, Places and groups 1): open",
        "Visit Example Arcade (Online space, Seen there, After school): open",
    ]
    assert [one.title for one in office.cases.next(case, by=WORKER) if one.is_task][:1] == [
        "Visit Example Towpath (Park, Seen there, Places and groups 1)"
    ]


def test_the_title_is_read_where_it_stands_and_nothing_of_it_is_kept(office: Office) -> None:
    towpath = place(office)
    case = linked(office, child(office), towpath)

    office.cases.record_facts("place", towpath.subject, {"name": "Example Lock"}, by=LEAD, case=towpath)

    assert tasks(office, case)[0].startswith("Visit Example Lock")
    kept = [to_json(case), *office.cases.steps(case, by=WORKER)]
    assert not any(name in f"{one!r}" for one in kept for name in ("Example Towpath", "Example Lock"))
    lines = [line for one in office.cases.timeline(case, by=WORKER) for line in one.lines]
    assert not any("Example" in line for line in lines)
    assert any(
        line.startswith('"Visit Places and groups (Places and groups, Places and groups, Places and groups)" opened')
        for line in lines
    )


def test_what_the_link_asks_of_some_is_in_the_title_for_them_alone(office: Office) -> None:
    case = linked(office, child(office), place(office), note="Seen by the lock")

    assert tasks(office, case)[0] == "Visit Example Towpath (Park, Seen there, Seen by the lock): open"
    assert tasks(office, case, MANAGER)[0] == "Visit Example Towpath (Park, Seen there, Places and groups 1): open"


def test_an_agency_outside_reads_the_title_of_its_task_and_nothing_else(office: Office) -> None:
    case = linked(office, child(office), place(office), note="Seen by the lock")

    assert tasks(office, case, POLICE, "ask") == ["Who is at Example Towpath?: open"]
    assert tasks(office, case, POLICE) == []
    for call in (office.cases.get, office.cases.links):
        with pytest.raises(NotFound):
            call(case, by=POLICE)


def test_what_is_said_of_the_linked_case_decides_whether_the_task_is_needed(office: Office) -> None:
    case = linked(office, child(office), place(office, "Example School", "school"))
    assert tasks(office, case) == []
    unnamed = office.cases.open("place_path", by=LEAD).case

    case = linked(office, case, unnamed)

    assert tasks(office, case) == []
    lines = office.cases.timeline(case, by=WORKER)[-1].lines
    assert any(line.endswith('was not opened. Not known yet: "Kind" of "Places and groups".') for line in lines)


def test_a_link_that_another_case_made_opens_its_task_once_the_news_is_there(database: Database) -> None:
    office = Office(database, files=_places_look_at_children())
    towpath = place(office)

    linked(office, child(office, "P-1"), towpath)
    linked(office, child(office, "P-2"), towpath)
    assert tasks(office, towpath, LEAD, "look") == []
    deliver(office)
    deliver(office)

    assert tasks(office, towpath, LEAD, "look") == ["Look at Low: open", "Look at Low: open"]


def _places_look_at_children() -> Mapping[str, bytes]:
    path = "workflow_definitions/place_path.yaml"
    task = "    tasks: {look: {title: 'Look at {{ row.screening.level }}', by: lead, for_each: links.children}}\n"
    text = PLACES[path].decode().replace("    title: Found\n", f"    title: Found\n{task}")
    return {**PLACES, path: text.encode()}


def test_entering_again_opens_the_same_tasks_again_and_never_doubles(database: Database) -> None:
    again = "      again: {title: Again, by: worker, goes: working}\n"
    office = Office(database, files=files_with(again=f"{REPLACED['again']}{again}"))
    towpath, lock = place(office), place(office, "Example Lock")
    case = visited(office, linked(office, linked(office, child(office), towpath), lock))
    deliver(office)
    keys = [key for key in case.tasks if key.startswith("visit/")]

    case = office.cases.act(case, "plan", by=WORKER, seen=case.version).case
    case = office.cases.act(case, "again", by=WORKER, seen=case.version).case

    assert [key for key in case.tasks if key.startswith("visit/")] == keys
    assert [one.partition(" (")[0] for one in tasks(office, case)] == ["Visit Example Towpath", "Visit Example Lock"]
    assert all(one.endswith("open") for one in tasks(office, case))
    case = office.cases.act(case, "plan", by=WORKER, seen=case.version).case
    merged(office, towpath, lock)
    deliver(office)
    case = fresh(office, case)
    case = office.cases.act(case, "again", by=WORKER, seen=case.version).case
    assert tasks(office, case) == ["Visit Example Lock (Park, Seen there, Places and groups 2): open"]


def test_a_case_that_time_moves_has_a_task_for_each_linked_case_as_well(database: Database) -> None:
    path = "workflow_definitions/child_path.yaml"
    limit = "    deadlines: {stuck: {within: 2 working days, kind: standard, breach: {to: planned}}}\n"
    text = files_with("")[path].decode().replace("    title: Working\n", f"    title: Working\n{limit}")
    text = text.replace("    title: Planned\n", f"    title: Planned\n{TASKS}")
    office = Office(database, files={**files_with(""), path: text.encode()})
    case = linked(office, child(office), place(office))
    assert tasks(office, case) == []
    office.clock.move(timedelta(days=7))

    office.engine.runner(office.database).run_due()

    assert fresh(office, case).state == "planned"
    assert [one.partition(" (")[0] for one in tasks(office, case)] == ["Visit Example Towpath"]


def test_all_means_the_task_of_every_linked_case(database: Database) -> None:
    office = Office(database, files=files_with(require="        require_tasks: all\n"))
    case = linked(office, child(office), place(office))
    case = linked(office, case, place(office, "Example Arcade", "online"))

    with pytest.raises(Refused) as refused:
        office.cases.act(case, "plan", by=WORKER, seen=case.version)
    case = visited(office, visited(office, case))

    assert [one.code for one in refused.value.reasons] == ["task", "task"]
    assert not any("Example" in one.text for one in refused.value.reasons)
    assert office.cases.act(case, "plan", by=WORKER, seen=case.version).case.state == "planned"


@pytest.mark.parametrize(
    ("waits", "needed"),
    [("all_required_done", 2), ("{at_least: 1}", 1), ("{each_of: visit}", 2), ("tasks.visit.done", 2)],
)
def test_a_state_goes_on_when_so_many_of_them_are_done(database: Database, waits: str, needed: int) -> None:
    files = files_with(f"{TASKS}    proceed: {{when: {waits}, to: planned}}\n", require="        require: has_place\n")
    office = Office(database, files=_linked_from_the_start(files))
    towpath, arcade = place(office), place(office, "Example Arcade", "online")
    case = office.cases.open("child_path", subject={"child": "P-1"}, by=MASH).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case
    case = linked(office, linked(office, case, towpath), arcade)
    case = office.cases.act(case, "screen", {"level": "low"}, by=MASH, seen=case.version).case

    for done in range(needed):
        assert (done, fresh(office, case).state) == (done, "working")
        case = visited(office, case)

    assert fresh(office, case).state == "planned"


def _linked_from_the_start(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the same where a place can be linked before the case is worked on."""
    path = "workflow_definitions/child_path.yaml"
    link = "      link_place: {title: Link a place, by: worker, link: contexts, open: contexts, goes: stay}\n"
    text = files[path].decode().replace("    title: New\n    actions:\n", f"    title: New\n    actions:\n{link}")
    return {**files, path: text.encode()}


def test_a_link_that_ends_puts_its_task_away_and_the_history_says_so(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, linked(office, child(office), towpath), lock)
    deliver(office)
    before = list(case.tasks)

    merged(office, towpath, lock)
    deliver(office)

    case = fresh(office, case)
    assert tasks(office, case) == ["Visit Example Lock (Park, Seen there, Places and groups 2): open"]
    assert set(case.tasks) < set(before)
    assert any("put away: what it was about is no longer here" in line for line in _last(office, case))
    assert fold(office.cases.steps(case, by=WORKER)) == case


def _last(office: Office, case: Case) -> tuple[str, ...]:
    return office.cases.timeline(case, by=WORKER)[-1].lines


def test_what_was_done_for_a_link_that_has_ended_stays_done(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = visited(office, linked(office, child(office), towpath))
    case = linked(office, case, lock)
    deliver(office)

    merged(office, towpath, lock)
    deliver(office)

    assert [one.rpartition(": ")[2] for one in tasks(office, case)] == ["done", "open"]


def test_a_task_goes_on_with_its_link_when_the_place_is_merged_with_another(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, child(office), towpath)
    deliver(office)
    keys = list(case.tasks)

    merged(office, towpath, lock)
    deliver(office)

    case = fresh(office, case)
    assert list(case.tasks) == keys
    assert tasks(office, case) == ["Visit Example Lock (Park, Seen there, Places and groups 1): open"]
    assert visited(office, case).tasks[keys[0]].status == "done"


def test_a_place_that_is_linked_again_after_it_was_split_has_a_task_of_its_own(office: Office) -> None:
    towpath = place(office)
    case = linked(office, child(office), towpath)
    deliver(office)
    new = split(office, towpath, link_of(office, towpath, case))
    office.cases.record_facts("place", new.subject, {"name": "Example Bridge", "kind": "park"}, by=LEAD, case=new)
    deliver(office)

    case = linked(office, fresh(office, case), towpath)

    assert [one.partition(" (")[0] for one in tasks(office, case)] == ["Visit Example Bridge", "Visit Example Towpath"]
    assert fold(office.cases.steps(case, by=WORKER)) == case


def test_a_place_that_takes_another_in_has_a_task_for_each_child_who_comes(database: Database) -> None:
    office = Office(database, files=_places_look_at_children())
    towpath, lock = place(office), place(office, "Example Lock")
    linked(office, child(office), towpath)
    deliver(office)
    assert len(tasks(office, towpath, LEAD, "look")) == 1

    merged(office, towpath, lock)
    deliver(office)

    assert len(tasks(office, lock, LEAD, "look")) == 1
    assert tasks(office, towpath, LEAD, "look") == []
