"""Linked cases: what an action links and opens, what either end may read, and what conditions see of it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import Actor, Case, Database, NotFound, Refused
from engine.cases.evolve import fold
from engine.cases.values import Answers
from engine.service.messages import deliver_due
from tests.places import LEAD, MANAGER, MASH, OTHER_WORKER, PLACES, WORKER
from tests.support import Office, codes, written

SCREENED: Answers = {"level": "low"}
SEEN = {"role": "seen"}


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=PLACES)


def child(office: Office, reference: str = "P-1", *, worker: Actor = WORKER, screened: Answers = SCREENED) -> Case:
    """Return a child's case that was screened, with a worker."""
    case = office.cases.open("child_path", subject={"child": reference}, by=MASH).case
    case = office.cases.act(case, "screen", screened, by=MASH, seen=case.version).case
    return office.cases.assign(case, "worker", worker.id, by=MANAGER, seen=case.version).case


def place(office: Office, name: str = "Example Towpath", kind: str = "park") -> Case:
    office.clock.move(timedelta(minutes=1))
    case = office.cases.open("place_path", by=LEAD).case
    office.cases.record_facts("place", case.subject, {"name": name, "kind": kind}, by=LEAD, case=case)
    return case


def linked(office: Office, case: Case, to: Case, *, by: Actor = WORKER, **fields: str) -> Case:
    link = {"to": to, "role": "seen", **fields}
    return office.cases.act(case, "link_place", by=by, seen=case.version, link=link).case


def deliver(office: Office) -> int:
    return deliver_due(office.engine, office.database)


def shared(office: Office, case: Case, by: Actor) -> list[dict[str, object]]:
    return [{one.name: one.value for one in view.shared} for view in office.cases.links(case, by=by)]


def reasons(office: Office, case: Case, action: str, by: Actor = WORKER, **more: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        office.cases.act(case, action, by=by, seen=case.version, **more)  # type: ignore[arg-type]  # what each test sends
    return [one.text for one in refused.value.reasons]


# --- linking ---------------------------------------------------------------------------------------------------------


def test_a_link_shows_each_end_what_it_shares_and_nothing_else(office: Office) -> None:
    case, towpath = child(office, screened={"level": "high", "story": "A long story"}), place(office)

    case = linked(office, case, towpath)

    assert shared(office, case, WORKER) == [
        {"place.name": "Example Towpath", "place.kind": "park", "case.state": "Found"}
    ]
    assert shared(office, towpath, LEAD) == [{"case.reference": case.reference, "screening.level": "high"}]


def test_the_links_own_answers_are_read_at_their_own_end_only_and_by_those_who_may(office: Office) -> None:
    case, towpath = child(office), place(office)

    case = linked(office, case, towpath, note="Seen by the lock")

    (seen,) = office.cases.links(case, by=WORKER)
    assert (seen.linked_on, [(one.name, one.value) for one in seen.fields]) == (
        date(2026, 3, 12),
        [("role", "seen"), ("note", "Seen by the lock")],
    )
    assert [one.name for one in office.cases.links(case, by=MASH)[0].fields] == ["role"]
    assert office.cases.links(towpath, by=LEAD)[0].fields == ()


def test_what_is_shared_is_read_where_it_stands_and_never_copied(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = linked(office, case, towpath)

    office.cases.record_facts("place", towpath.subject, {"name": "Example Lock"}, by=LEAD, case=towpath)
    office.cases.act(towpath, "weigh", {"weight": "heavy"}, by=LEAD, seen=1)

    assert shared(office, case, WORKER) == [{"place.name": "Example Lock", "place.kind": "park", "case.state": "Heavy"}]


def test_a_link_gives_no_access_to_the_case_at_its_other_end(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = linked(office, case, towpath)

    with pytest.raises(NotFound):
        office.cases.get(towpath, by=WORKER)
    with pytest.raises(NotFound):
        office.cases.get(case, by=LEAD)
    with pytest.raises(NotFound):
        office.cases.links(case, by=LEAD)


def test_one_link_is_one_row_and_the_other_case_learns_of_it_by_message(office: Office) -> None:
    case, towpath = child(office), place(office)
    before = office.cases.get(towpath, by=LEAD)

    case = linked(office, case, towpath)

    assert written(office)["casepath_link"] == 1
    assert office.cases.get(towpath, by=LEAD) == before
    assert deliver(office) == 1
    after = office.cases.get(towpath, by=LEAD)
    assert (after.version, dict(after.links), dict(case.links)) == (2, {"children": 1}, {"contexts": 1})
    assert office.cases.timeline(towpath, by=LEAD)[-1].lines == ("Linked from another case: Children",)
    assert office.cases.timeline(case, by=WORKER)[-1].lines == ("Link a place", "Linked: Places and groups")


def test_history_replayed_gives_the_same_case(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = linked(office, case, towpath)
    deliver(office)

    for one, by in ((case, WORKER), (towpath, LEAD)):
        assert fold(office.cases.steps(one, by=by)) == office.cases.get(one, by=by)


def test_the_links_own_questions_are_asked_and_judged_with_the_action(office: Office) -> None:
    case, towpath = child(office), place(office)

    assert reasons(office, case, "link_place", link={"to": towpath}) == [
        'Not answered yet: "How is the child there?" in "Places and groups".'
    ]
    assert reasons(office, case, "link_place", link={"to": towpath, "role": "elsewhere"}) == [
        '"How is the child there?": Choose one of the answers listed.'
    ]
    assert reasons(office, case, "link_place", link={"to": towpath, "role": "seen", "colour": "red"}) == [
        "There is no such question in this row."
    ]
    assert written(office)["casepath_link"] == 0


def test_a_person_says_whom_to_link_or_that_a_new_case_begins(office: Office) -> None:
    case = child(office)

    assert reasons(office, case, "link_place") == [
        '"Link a place": pick the case to link as "Places and groups", or start one.'
    ]
    assert reasons(office, case, "pick_place", link=SEEN) == [
        '"Pick a place": pick the case to link as "Places and groups".'
    ]
    assert reasons(office, case, "plan", link=SEEN) == ["Link a place first.", '"Plan" links no case.']
    done = office.cases.act(case, "link_place", by=WORKER, seen=case.version, link=SEEN)
    done = office.cases.act(done.case, "start_place", by=WORKER, seen=done.case.version, link=SEEN)

    assert done.case.links == {"contexts": 2}
    assert [one.workflow for one in office.cases.find(by=LEAD)] == ["place_path", "place_path"]


def test_what_cannot_be_linked_looks_the_same_whatever_it_is(office: Office) -> None:
    case, over = child(office), place(office)
    over = office.cases.act(over, "weigh", {"weight": "heavy"}, by=LEAD, seen=over.version).case
    office.cases.act(over, "done", by=LEAD, seen=over.version)
    another = child(office, "P-2")

    told = {
        tuple(reasons(office, case, "link_place", link={"to": to, "role": "seen"}))
        for to in (over, another, case, "nothing", "", "x" * 100, "\x00", 7)
    }

    assert told == {('There is no such case to link as "Places and groups".',)}


def test_what_is_no_link_at_all_is_refused_at_the_door(office: Office) -> None:
    case = child(office)

    for link in ("x", [1], {"to": {"x": 1}, "role": "seen"}, {"role": {"x": [1.5]}}, {"x" * 99: "y"}, {"role": "\x00"}):
        assert reasons(office, case, "link_place", link=link)
    assert office.cases.linkable(case, "contexts", "example " * 9_000, by=WORKER) == ()
    assert written(office)["casepath_link"] == 0


def test_a_case_is_linked_once(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = linked(office, case, towpath)

    assert reasons(office, case, "link_place", link={"to": towpath, "role": "seen"}) == [
        'This case is linked as "Places and groups" already.'
    ]


def test_only_who_may_take_the_action_may_link(office: Office) -> None:
    case, towpath = child(office), place(office)

    with pytest.raises(NotFound):
        linked(office, case, towpath, by=OTHER_WORKER)
    with pytest.raises(Refused) as refused:
        linked(office, case, towpath, by=MANAGER)
    assert codes(refused.value) == {"not_allowed"}


def test_link_finds_the_action_that_links(office: Office) -> None:
    case, towpath = child(office), place(office)

    done = office.cases.link(case, "contexts", towpath, {"role": "harmed"}, by=WORKER, seen=case.version)

    assert done.case.links == {"contexts": 1}
    with pytest.raises(NotFound):
        office.cases.link(done.case, "nothing", towpath, by=WORKER, seen=done.case.version)
    with pytest.raises(Refused) as refused:
        office.cases.link(done.case, "siblings", towpath, by=WORKER, seen=done.case.version)
    assert [one.text for one in refused.value.reasons] == ['No action links a case as "Siblings".']


# --- picking ---------------------------------------------------------------------------------------------------------


def test_searching_a_case_to_link_shows_what_the_link_shares_and_finds_by_nothing_else(office: Office) -> None:
    case = child(office)
    towpath, arcade = place(office), place(office, "Example Arcade", "online")

    found = office.cases.linkable(case, "contexts", by=WORKER)
    assert [one.case for one in found] == [arcade.id, towpath.id]
    assert [[one.value for one in each.shared] for each in found] == [
        ["Example Arcade", "online", "Found"],
        ["Example Towpath", "park", "Found"],
    ]
    assert [one.case for one in office.cases.linkable(case, "contexts", "tow EXAMPLE", by=WORKER)] == [towpath.id]
    assert office.cases.linkable(case, "contexts", towpath.reference, by=WORKER) == ()
    assert office.cases.linkable(case, "contexts", by=WORKER, limit=1)[0].case == arcade.id


def test_what_is_linked_or_ended_is_not_offered_again(office: Office) -> None:
    case, towpath = child(office), place(office)
    case = linked(office, case, towpath)

    assert office.cases.linkable(case, "contexts", by=WORKER) == ()


def test_only_who_may_link_may_search(office: Office) -> None:
    case = child(office)

    with pytest.raises(Refused):
        office.cases.linkable(case, "contexts", by=MANAGER)
    with pytest.raises(NotFound):
        office.cases.linkable(case, "contexts", by=LEAD)
    with pytest.raises(NotFound):
        office.cases.linkable(case, "nothing", by=WORKER)


# --- opening others --------------------------------------------------------------------------------------------------


def test_each_child_with_a_concern_of_their_own_gets_a_case_and_each_place_one(office: Office) -> None:
    office.cases.record_facts("child", "P-1", {"school": "Example School"}, by=MASH)
    siblings = [
        {"name": "Robin Example", "concern": "yes"},
        {"name": "Kit Example", "concern": "no"},
        {"name": "Jo Example", "concern": "yes"},
        {"name": "Max Example"},
    ]
    case = child(office, screened={"level": "low", "siblings": siblings, "places": ["park", "school"]})

    found = office.cases.find(by=MASH)
    names = {fact.value for one in found for fact in office.cases.facts(one, by=MASH) if fact.id == "full_name"}
    schools = [fact.value for one in found for fact in office.cases.facts(one, by=MASH) if fact.id == "school"]
    assert (len(found), names, schools) == (3, {"Robin Example", "Jo Example"}, ["Example School"] * 3)
    assert case.links == {"siblings": 2, "contexts": 2}
    assert {one.links.get("sibling_of", 0) for one in found} == {0, 1}
    kinds = [office.cases.facts(one, by=LEAD)[0].value for one in office.cases.find(by=LEAD)]
    assert sorted(map(str, kinds)) == ["park", "school"]
    assert deliver(office) == 0  # what is opened knows from its first step


def test_a_row_that_picked_a_known_subject_links_its_open_case(office: Office) -> None:
    robin = child(office, "P-7")
    rows = [
        {"name": "Robin Example", "known": "P-7", "concern": "yes"},
        {"name": "Robin Example again", "known": "P-7", "concern": "yes"},
        {"name": "Kit Example", "known": "P-8", "concern": "yes"},
        {"name": "The child again", "known": "P-1", "concern": "yes"},
    ]
    case = child(office, screened={"level": "low", "siblings": rows})

    about = {one.subject: one for one in office.cases.find(by=MASH)}
    assert set(about) == {"P-1", "P-7", "P-8"}
    assert case.links == {"siblings": 2}
    assert deliver(office) == 1
    assert office.cases.get(robin, by=MASH).links == {"sibling_of": 1}


def test_opening_others_is_one_transaction_with_the_step(office: Office) -> None:
    case = office.cases.open("child_path", subject={"child": "P-1"}, by=MASH).case
    before = written(office)
    answers: Answers = {"level": "low", "siblings": [{"name": "Robin Example", "concern": "yes"}]}

    def fail(moment: str, name: str) -> None:
        if (moment, name) == ("after", "insert links"):
            raise RuntimeError("the lights went out")

    office.database.hook = fail
    with pytest.raises(RuntimeError):
        office.cases.act(case, "screen", answers, by=MASH, seen=1)
    office.database.hook = None

    assert written(office) == before
    assert office.cases.get(case, by=MASH) == case


def test_too_many_at_once_is_refused(office: Office) -> None:
    case = office.cases.open("child_path", subject={"child": "P-1"}, by=MASH).case
    rows = [{"name": f"Child {n} Example", "concern": "yes"} for n in range(21)]

    with pytest.raises(Refused) as refused:
        office.cases.act(case, "screen", {"level": "low", "siblings": rows}, by=MASH, seen=1)

    assert [one.text for one in refused.value.reasons] == ['"Screen" links too many cases at once. The most is 20.']


def test_opening_another_case_is_for_those_who_may_open_one(office: Office, database: Database) -> None:
    files = dict(PLACES)
    path = "workflow_definitions/place_path.yaml"
    files[path] = files[path].replace(b"opened_by: [lead, practitioner, mash]", b"opened_by: [lead]")
    other = Office(database, files=files, council="other")
    case = child(other)

    assert reasons(other, case, "start_place", link=SEEN) == ['Opening "Place" is for: Context lead.']
    assert other.cases.find(by=LEAD) == []


# --- conditions ------------------------------------------------------------------------------------------------------


def test_conditions_count_links_and_read_what_they_share(office: Office) -> None:
    case, towpath, school = child(office), place(office), place(office, "Example School", "school")
    assert reasons(office, case, "plan") == ["Link a place first."]
    assert reasons(office, case, "go_to_school") == [
        "No school is linked.",
        "The child is harmed at no place that is linked.",
    ]

    case = linked(office, case, towpath)
    assert reasons(office, case, "go_to_school") == [
        "No school is linked.",
        "The child is harmed at no place that is linked.",
    ]
    case = linked(office, case, school, role="harmed")

    assert office.cases.act(case, "go_to_school", by=WORKER, seen=case.version).case.version == case.version + 1
    assert reasons(office, towpath, "look_closer", by=LEAD) == ["No child here is of high concern."]


def test_conditions_read_the_other_case_as_it_is_now(office: Office) -> None:
    towpath = place(office)
    linked(office, child(office, screened={"level": "high"}), towpath)

    assert office.cases.act(towpath, "look_closer", by=LEAD, seen=1).case.version == 2


def test_what_conditions_read_of_links_is_loaded_in_two_statements_however_many_there_are(office: Office) -> None:
    case = child(office)
    for number in range(3):
        case = linked(office, case, place(office, f"Example {number}", "school"), role="harmed")
    ran: list[str] = []
    office.database.hook = lambda moment, name: ran.append(name) if moment == "before" else None

    office.cases.act(case, "go_to_school", by=WORKER, seen=case.version)

    office.database.hook = None
    assert [one for one in ran if "link" in one] == ["read facts of linked cases", "read links and cases"]


def test_a_step_that_reads_no_links_loads_none(office: Office) -> None:
    ran: list[str] = []
    case = office.cases.open("child_path", subject={"child": "P-1"}, by=MASH).case
    office.clock.move(timedelta(days=1))
    office.database.hook = lambda moment, name: ran.append(name) if moment == "before" else None

    office.cases.timeline(case, by=MASH)

    office.database.hook = None
    assert [one for one in ran if "link" in one] == []
