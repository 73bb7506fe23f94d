"""What a command says that it brought about, beside the case: tasks, other cases, and who was told."""

from __future__ import annotations

from engine import Database
from tests.places import LEAD, PLACES, WORKER
from tests.service.test_links import child, linked, place
from tests.support import OFFICER, Office
from tests.tasks import CONCERN, TASKS


def test_an_outcome_names_the_tasks_that_its_step_opened(database: Database) -> None:
    office = Office(database, files=TASKS)
    opened = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER)

    outcome = office.cases.act(opened.case, "ask", CONCERN, by=OFFICER, seen=1, key="ask-1")

    assert opened.tasks == ()
    assert set(outcome.tasks) == {one.id for one in office.cases.tasks(outcome.case, by=OFFICER)} != set()
    again = office.cases.act(opened.case, "ask", CONCERN, by=OFFICER, seen=1, key="ask-1")
    assert again.tasks == outcome.tasks


def test_an_outcome_names_the_cases_that_its_step_opened(database: Database) -> None:
    office = Office(database, files=PLACES)
    towpath = place(office)
    linked(office, child(office), towpath)
    links = office.cases.links(towpath, by=LEAD)

    outcome = office.cases.split(towpath, links, reason="Two places", by=LEAD, seen=towpath.version)

    assert [office.cases.get(one, by=LEAD).workflow for one in outcome.opened] == ["place_path"]


def test_an_outcome_says_who_was_told_what(database: Database) -> None:
    office = Office(database, files=PLACES)
    case = linked(office, child(office), place(office))

    outcome = office.cases.act(case, "plan", by=WORKER, seen=case.version)

    assert [(one.about, one.id, one.urgent) for one in outcome.told] == [("action", "plan", True)]
    assert "manager" in outcome.told[0].roles
