"""What a case tells of a restricted one that it has to do with: nothing, to whoever is not let in there."""

from __future__ import annotations

import dataclasses
from typing import get_args

import pytest

from engine import Actor, Case, Database, NotFound, Refused
from engine.cases.events import AnswersSent, CaseMoved, Event, FormGivenBack, GuestInvited, StateLeft, SubjectMerged
from engine.cases.values import Answers
from engine.service.shadows import others_of
from tests.places import CHILD_PATH, LEAD, MANAGER, MASH, PLACE_PATH, PLACES, WORKER
from tests.service.test_links import child, deliver, linked, place, shared
from tests.service.test_tenant_wall import whole
from tests.support import Office

SETTING = "restricted: {by: [manager, lead], break_glass: {by: lead, tell: manager}}\n"
CHILDREN = CHILD_PATH.replace("opened_by: mash\n", f"opened_by: mash\n{SETTING}")
FILES = {
    **PLACES,
    "workflow_definitions/child_path.yaml": CHILDREN.encode(),
    "workflow_definitions/place_path.yaml": PLACE_PATH.replace("view: lead\n", f"view: lead\n{SETTING}").encode(),
}
SECRET = "Hidden Towpath"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=FILES)


def shut(office: Office, case: Case, by: Actor = LEAD) -> Case:
    seen = office.cases.get(case, by=by).version
    return office.cases.restrict(case, people=[by.id], reason="A witness", by=by, seen=seen).case


def at_a_secret_place(office: Office) -> tuple[Case, Case]:
    """Return a child's case that is linked with a place, to which only its lead is let in."""
    case, towpath = child(office), place(office, SECRET)
    case = linked(office, case, towpath, note="Seen by the lock")
    deliver(office)
    return office.cases.get(case, by=WORKER), shut(office, towpath)


def test_a_linked_case_that_is_restricted_is_linked_for_nobody_who_is_not_let_in(office: Office) -> None:
    case, towpath = at_a_secret_place(office)
    cases, both = office.cases, Actor(LEAD.id, ["practitioner", "lead", "mash"], ["east"])

    assert cases.links(case, by=WORKER) == ()
    for by in (WORKER, MASH):
        told = [cases.get(case, by=by), cases.find(by=by), cases.steps(case, by=by), cases.timeline(case, by=by)]
        assert towpath.id not in whole(told)
        assert "Linked" not in whole(told[-1])
        assert dict(cases.get(case, by=by).links) == {}
    assert shared(office, case, both) == [{"place.name": SECRET, "place.kind": "park", "case.state": "Found"}]
    assert dict(cases.get(case, by=both).links) == {"contexts": 1}
    assert towpath.id in whole(cases.steps(case, by=both))


def test_a_step_on_a_case_tells_no_more_of_it_than_a_look_does(office: Office) -> None:
    case, towpath = at_a_secret_place(office)
    outcome = office.cases.act(case, "plan", by=WORKER, seen=case.version, key="k")
    again = office.cases.act(case, "plan", by=WORKER, seen=case.version, key="k")

    assert towpath.id not in whole(outcome)
    assert dict(outcome.case.links) == {}
    assert again == outcome


def test_who_linked_it_is_told_nothing_when_they_give_the_command_again(office: Office) -> None:
    case, towpath = child(office), place(office, SECRET)
    link = {"to": towpath, "role": "seen"}
    done = office.cases.act(case, "link_place", by=WORKER, seen=case.version, link=link, key="k")
    assert towpath.id in whole(done)
    shut(office, towpath)

    again = office.cases.act(case, "link_place", by=WORKER, seen=case.version, link=link, key="k")
    assert towpath.id not in whole(again)


def test_the_other_end_does_not_show_a_restricted_child(office: Office) -> None:
    case, towpath = child(office, screened={"level": "high"}), place(office)
    case = linked(office, case, towpath)
    deliver(office)
    shut(office, case, by=MANAGER)

    assert shared(office, towpath, LEAD) == []
    entries = office.cases.timeline(towpath, by=LEAD)
    assert not [one for entry in entries for one in entry.lines if "Linked" in one]
    assert all(entry.lines for entry in entries)
    # Its worker is not let in either, and the place goes on counting the child.
    with pytest.raises(NotFound):
        office.cases.get(case, by=WORKER)
    office.cases.act(towpath, "look_closer", by=LEAD, seen=office.cases.get(towpath, by=LEAD).version)


def test_it_is_found_by_no_search_and_linked_by_no_id(office: Office) -> None:
    case, towpath, other = child(office), place(office, SECRET), place(office, "Open Towpath")
    shut(office, towpath)

    assert [one.case for one in office.cases.linkable(case, "contexts", by=WORKER)] == [other.id]
    assert office.cases.linkable(case, "contexts", SECRET, by=WORKER) == ()
    said = []
    for to in (towpath.id, "0" * 32):
        with pytest.raises(Refused, match="There is no such case to link") as refusal:
            office.cases.act(case, "pick_place", by=WORKER, seen=case.version, link={"to": to, "role": "seen"})
        said.append(refusal.value.reasons)
    assert said[0] == said[1]


def test_a_case_about_the_same_child_is_opened_as_if_there_were_none(office: Office) -> None:
    sibling = office.cases.open("child_path", subject={"child": "P-9"}, by=MASH).case
    sibling = office.cases.act(sibling, "screen", {"level": "low"}, by=MASH, seen=1).case
    shut(office, sibling, by=MANAGER)
    case = office.cases.open("child_path", subject={"child": "P-1"}, by=MASH).case
    answers: Answers = {"level": "high", "siblings": [{"name": "Kit Example", "known": "P-9", "concern": "yes"}]}

    outcome = office.cases.act(case, "screen", answers, by=MASH, seen=1)

    assert len(outcome.opened) == 1
    assert sibling.id not in whole(outcome)
    assert office.cases.get(outcome.opened[0], by=MASH).subject == "P-9"


def test_the_case_that_took_another_in_is_not_named_by_it(office: Office) -> None:
    towpath, lock = place(office, "Towpath"), place(office, SECRET)
    office.cases.merge(towpath, lock, reason="The same place", by=LEAD, seen=1)
    deliver(office)
    assert office.cases.get(towpath, by=LEAD).merged_into == lock.id
    shut(office, lock)

    other = Actor("ada", ["lead"], ["east"])
    merged = office.cases.get(towpath, by=other)
    told = [merged, office.cases.timeline(towpath, by=other), office.cases.steps(towpath, by=other)]
    assert merged.merged_into == ""
    assert lock.id not in whole(told)
    assert lock.reference not in whole(told)
    with pytest.raises(NotFound):
        office.cases.merge(place(office), lock, reason="The same place", by=other, seen=1)


def test_a_link_to_it_is_nobodys_to_give_to_another_case(office: Office) -> None:
    towpath = place(office)
    for number in range(2):
        linked(office, child(office, f"P-{number}"), towpath)
    deliver(office)
    both = {one.id for one in office.cases.links(towpath, by=LEAD)}
    hidden = next(one for one in office.cases.find(by=MANAGER) if one.subject == "P-0")
    shut(office, hidden, by=MANAGER)
    (known,) = (one.id for one in office.cases.links(towpath, by=LEAD))
    (first,) = both - {known}
    seen = office.cases.get(towpath, by=LEAD).version

    said = []
    for named in (first, "no-such-link"):
        with pytest.raises(Refused) as refusal:
            office.cases.split(towpath, [named], reason="Two places", by=LEAD, seen=seen)
        said.append(refusal.value.reasons)
    assert said[0] == said[1]
    office.cases.split(towpath, [known], reason="Two places", by=LEAD, seen=seen)


def test_what_a_form_copies_of_linked_cases_leaves_it_out(database: Database) -> None:
    screening = PLACES["form_schemas/screening.yaml"].decode()
    asked = "      story: {type: long_text, label: What happened}\n"
    copied = f"{asked}      where: {{type: text, label: Where, from: links.contexts.place.name}}\n"
    files = {**FILES, "form_schemas/screening.yaml": screening.replace(asked, copied, 1).encode()}
    again = "      plan:\n        title: Plan"
    once_more = f"      again: {{title: Screen again, by: worker, form: screening, goes: stay}}\n{again}"
    path = files["workflow_definitions/child_path.yaml"].decode().replace(again, once_more, 1)
    files["workflow_definitions/child_path.yaml"] = path.encode()
    office = Office(database, files=files)
    case, towpath = child(office), place(office, SECRET)
    case = linked(office, case, towpath)
    assert SECRET in whole(office.cases.draft(case, "screening", by=WORKER))

    shut(office, towpath)
    assert SECRET not in whole(office.cases.draft(case, "screening", by=WORKER))
    assert SECRET not in whole(office.cases.next(case, by=WORKER))


def test_nothing_of_it_stands_in_the_chronology_of_its_subject(database: Database) -> None:
    screening = PLACES["form_schemas/screening.yaml"].decode()
    asked = "story: {type: long_text, label: What happened"
    files = {
        **FILES,
        "form_schemas/screening.yaml": screening.replace(asked, f"{asked}, chronology: true", 1).encode(),
    }
    office = Office(database, files=files)
    for story in (SECRET, "Plain"):
        child(office, screened={"level": "low", "story": story})
    hidden, plain = sorted(office.cases.find(by=MANAGER), key=lambda one: one.reference)
    assert SECRET in whole(office.cases.chronology(plain, by=MASH))

    shut(office, hidden, by=MANAGER)
    told = whole(office.cases.chronology(plain, by=MASH))
    assert SECRET not in told
    assert "Plain" in told
    assert SECRET in whole(office.cases.chronology(plain, by=MANAGER))


NO_CASES = (AnswersSent, CaseMoved, FormGivenBack, GuestInvited, StateLeft, SubjectMerged)
"""These name agencies, people, releases, states and subjects so."""


def test_every_event_that_names_another_case_is_known_to_do_so() -> None:
    """One that is added must be told of in `others_of`, or it would show a restricted case."""
    found = 0
    for kind in get_args(Event):
        naming = {one.name for one in dataclasses.fields(kind)} & {"other", "into", "to", "was", "now"}
        if naming and kind not in NO_CASES:
            event = kind(**{one.name: one.name for one in dataclasses.fields(kind)})
            assert set(others_of(event)) == naming
            found += 1
    assert found == 10
