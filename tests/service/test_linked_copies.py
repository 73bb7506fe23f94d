"""What a form copies from linked cases: what the link shares, as it is when the form is begun, with its source."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Actor, Case, Database
from engine.cases.answers import Copied
from engine.cases.values import Answers, Json
from engine.cases.views import FormView
from engine.checks import check
from engine.definitions.assemble import assemble
from tests.copying import COPYING, POLICE
from tests.places import LEAD, MANAGER, MASH, WORKER
from tests.service.test_links import child, linked, place
from tests.support import Office, question

TODAY = "2026-03-12"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=COPYING)


def begun(office: Office, case: Case, by: Actor = WORKER) -> FormView:
    """Return the plan as it is begun; nothing of it has been saved."""
    return office.cases.draft(case, "planning", by=by)


def rows(view: FormView) -> list[dict[str, Json]]:
    """Return the rows of a form that begins with them, without their ids."""
    value = view.pages[0].fields[0].value
    assert isinstance(value, list)
    return [{name: one for name, one in row.items() if name != "id"} for row in value if isinstance(row, dict)]


def begins_with(office: Office, case: Case, to: Case) -> Case:
    link = {"to": to}
    return office.cases.act(case, "name_first", by=WORKER, seen=case.version, link=link).case


def rename(office: Office, towpath: Case, **facts: Json) -> None:
    office.cases.record_facts("place", towpath.subject, facts, by=LEAD, case=towpath)


def test_the_little_council_that_copies_has_no_mistakes() -> None:
    assert check(assemble(COPYING)).findings == ()


# --- rows: one for each linked case ----------------------------------------------------------------------------------


def test_each_linked_case_begins_a_row_with_what_its_link_shares_and_knows(office: Office) -> None:
    case, towpath, school = child(office), place(office), place(office, "Example School", "school")
    case = linked(office, case, towpath, note="Seen by the lock")
    office.clock.move(timedelta(minutes=1))
    case = linked(office, case, school)

    view = begun(office, case)

    assert rows(view) == [
        {"name": "Example Towpath", "kind": "park", "since": TODAY, "note": "Seen by the lock"},
        {"name": "Example School", "kind": "school", "since": TODAY},
    ]
    assert question(view, "places").copied == Copied("links.contexts", TODAY, "")
    assert (view.burden.prefilled, view.burden.typed) == (1, 0)


def test_a_case_that_says_nothing_yet_begins_a_row_with_the_day_it_was_linked(office: Office) -> None:
    case = child(office)
    nameless = office.cases.open("place_path", by=LEAD).case
    case = linked(office, case, nameless)

    assert rows(begun(office, case)) == [{"since": TODAY}]


def test_what_stands_already_is_added_to_and_known_by_its_key(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = linked(office, case, towpath)
    first: Answers = {
        "places": [{"name": "Example Towpath", "aim": "Light it"}, {"name": "Example Shop", "aim": "Ask"}]
    }
    case = office.cases.act(case, "write_plan", first, by=WORKER, seen=case.version).case
    office.clock.move(timedelta(days=1))
    case = linked(office, case, place(office, "Example School", "school"))

    found = rows(begun(office, case))

    assert [(row["name"], row.get("aim")) for row in found] == [
        ("Example Towpath", None),  # a linked case is as it is now
        ("Example School", None),
        ("Example Shop", "Ask"),
    ]


def test_what_a_field_cannot_hold_is_left_to_be_asked(office: Office) -> None:
    case, towpath = child(office), place(office, "Example Towpath " * 4)
    case = linked(office, case, towpath)

    view = begun(office, case)

    assert rows(view) == [{"kind": "park", "since": TODAY}]
    assert view.problems == ()


def test_the_lead_of_a_place_begins_with_what_children_share_and_no_names(office: Office) -> None:
    towpath = place(office)
    one = linked(office, child(office, screened={"level": "high", "story": "A long story"}), towpath)
    office.clock.move(timedelta(minutes=1))
    another = linked(office, child(office, "P-2"), towpath)

    view = office.cases.draft(towpath, "counting", by=LEAD)

    assert rows(view) == [
        {"reference": one.reference, "level": "high"},
        {"reference": another.reference, "level": "low"},
    ]


# --- one answer from one case ----------------------------------------------------------------------------------------


def test_one_answer_comes_from_the_one_case_with_its_reference_and_the_day(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = begins_with(office, case, towpath)
    office.clock.move(timedelta(days=3))

    view = begun(office, case)

    assert question(view, "first_name").value == "Example Towpath"
    assert question(view, "first_name").copied == Copied(
        "links.first.place.name", "2026-03-15", "", case=towpath.reference
    )
    assert question(view, "first_since").value == TODAY
    assert question(view, "first_now").value == "Example Towpath"


def test_a_copy_is_made_once_and_an_echo_follows_the_linked_case(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = begins_with(office, case, towpath)
    case = office.cases.act(case, "write_plan", by=WORKER, seen=case.version).case
    rename(office, towpath, name="Example Lock")

    view = office.cases.show(case, "planning", by=MANAGER)

    assert (question(view, "first_name").value, question(view, "first_now").value) == (
        "Example Towpath",
        "Example Lock",
    )
    kept = question(view, "first_name").copied
    assert kept is not None
    assert (kept.source, kept.case) == ("links.first.place.name", towpath.reference)


def test_without_a_linked_case_there_is_nothing_to_copy(office: Office) -> None:
    view = begun(office, child(office))

    assert [one.value for one in view.pages[0].fields] in ([None] * 4, [[], None, None, None])
    assert {one.copied for one in view.pages[0].fields} == {None}


# --- for whom --------------------------------------------------------------------------------------------------------


def test_what_a_person_may_not_read_of_a_link_is_not_copied_for_them(office: Office) -> None:
    case = linked(office, child(office), place(office), note="For the worker")

    assert [row.get("note") for row in rows(begun(office, case, by=MASH))] == [None]
    assert [row.get("note") for row in rows(begun(office, case))] == ["For the worker"]


def test_somebody_who_sees_their_task_and_no_case_is_told_nothing_of_linked_cases(office: Office) -> None:
    case = linked(office, child(office), place(office))
    case = begins_with(office, case, place(office, "Example School", "school"))
    case = office.cases.act(case, "plan", by=WORKER, seen=case.version).case

    view = office.cases.draft(case, "planning", by=POLICE)

    assert "Example" not in repr([one.value for one in view.pages[0].fields])
    assert {one.copied for one in view.pages[0].fields} == {None}


def test_four_linked_cases_are_read_in_as_many_statements_as_one(office: Office) -> None:
    ran: list[str] = []

    def statements(case: Case) -> list[str]:
        ran.clear()
        office.database.hook = lambda moment, name: ran.append(name) if moment == "before" else None
        begun(office, case)
        office.database.hook = None
        return list(ran)

    case = linked(office, child(office), place(office))
    with_one = statements(case)
    for number in range(3):
        case = linked(office, case, place(office, f"Example {number}"))

    assert statements(case) == with_one
