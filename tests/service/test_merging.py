"""Two cases that turn out to be one, and one that turns out to be two: links go on, and every history says so."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from engine import Actor, Case, CaseChanged, Database, NotFound, Refused
from engine.cases.commands import MergeCase
from engine.cases.events import CaseLinked, CaseSplit, Step
from engine.cases.evolve import fold
from engine.service.links import LinkView
from engine.store.links import read_links, write_links
from engine.store.outbox import write_messages
from tests.places import LEAD, OTHER_LEAD, PLACES, WORKER
from tests.service.test_links import child, deliver, linked, place, shared
from tests.support import NOON, Office, written

WHY = "The same shelter under two names"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=PLACES)


def merged(office: Office, case: Case, into: Case) -> Case:
    seen = office.cases.get(case, by=LEAD).version
    return office.cases.merge(case, into, reason=WHY, by=LEAD, seen=seen).case


def split(office: Office, case: Case, *links: LinkView, **subject: str) -> Case:
    """Split *links* off a place, and return the new case."""
    seen = office.cases.get(case, by=LEAD).version
    outcome = office.cases.split(case, links, subject=subject or None, reason=WHY, by=LEAD, seen=seen)
    (new,) = (one.into for one in outcome.events if isinstance(one, CaseSplit))
    return office.cases.get(new, by=LEAD)


def link_of(office: Office, case: Case, other: Case) -> LinkView:
    """Return the link of a place with a child's case."""
    return next(
        link for link in office.cases.links(case, by=LEAD) if other.reference in (one.value for one in link.shared)
    )


def said(office: Office, case: Case, by: Actor) -> tuple[str, ...]:
    return office.cases.timeline(case, by=by)[-1].lines


def why_not(office: Office, case: Case, into: Case, *, by: Actor = LEAD, reason: str = WHY) -> list[str]:
    with pytest.raises(Refused) as refused:
        office.cases.merge(case, into, reason=reason, by=by, seen=office.cases.get(case, by=by).version)
    return [one.text for one in refused.value.reasons]


# --- merging ---------------------------------------------------------------------------------------------------------


def test_a_merged_case_ends_says_where_it_went_and_keeps_all_that_was_said_on_it(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    towpath = office.cases.act(towpath, "weigh", {"weight": "light"}, by=LEAD, seen=towpath.version).case

    after = merged(office, towpath, lock)

    assert (after.states, after.merged_into, after.ended_at is not None) == (("merged",), lock.id, True)
    assert said(office, towpath, LEAD) == (
        f"Merged into {lock.reference}, where it goes on. Reason: {WHY}",
        "Now: Merged with another place",
    )
    assert office.cases.show(towpath, "weighing", by=LEAD).pages
    assert {one.id: one.value for one in office.cases.facts(towpath, by=LEAD)}["name"] == "Example Towpath"
    assert {one.id: one.value for one in office.cases.facts(lock, by=LEAD)}["name"] == "Example Lock"


def test_its_links_lead_to_the_other_case_at_once_with_all_that_is_known_of_the_pair(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, child(office), towpath, note="Seen by the bridge")
    (before,) = office.cases.links(case, by=WORKER)
    deliver(office)
    office.clock.move(timedelta(days=3))

    merged(office, towpath, lock)

    (now,) = office.cases.links(case, by=WORKER)
    assert (now.linked_on, now.fields) == (before.linked_on, before.fields)
    assert shared(office, case, WORKER)[0]["place.name"] == "Example Lock"
    assert shared(office, lock, LEAD)[0]["case.reference"] == case.reference
    assert office.cases.links(towpath, by=LEAD) == ()


def test_the_other_case_and_the_far_ends_learn_of_it_each_by_a_message_of_its_own(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    cases = [linked(office, child(office, f"P-{number}"), towpath) for number in (1, 2)]
    deliver(office)
    untouched = [office.cases.get(one, by=by) for one, by in ((lock, LEAD), (cases[0], WORKER), (cases[1], WORKER))]

    towpath = merged(office, towpath, lock)

    assert [office.cases.get(one.id, by=LEAD if one.id == lock.id else WORKER) for one in untouched] == untouched
    assert deliver(office) == 3
    assert deliver(office) == 0
    assert said(office, lock, LEAD) == (
        f"{towpath.reference} was merged into this case. Reason: {WHY}",
        "The link came from there: Children",
        "The link came from there: Children",
    )
    assert said(office, cases[0], WORKER) == ("What is linked was merged with another: Places and groups",)
    assert [dict(office.cases.get(one, by=by).links) for one, by in ((towpath, LEAD), (lock, LEAD))] == [
        {},
        {"children": 2},
    ]
    assert dict(office.cases.get(cases[0], by=WORKER).links) == {"contexts": 1}


def test_a_child_who_was_linked_to_both_is_linked_once(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, child(office), towpath)
    case = linked(office, case, lock, role="harmed")
    deliver(office)

    merged(office, towpath, lock)
    deliver(office)

    (left,) = office.cases.links(case, by=WORKER)
    assert [one.value for one in left.fields] == ["harmed"]
    assert written(office)["casepath_link"] == 1
    assert dict(office.cases.get(case, by=WORKER).links) == {"contexts": 1}
    assert dict(office.cases.get(lock, by=LEAD).links) == {"children": 1}
    roles = [
        one.fields["role"]
        for step in office.cases.steps(case, by=WORKER)
        for one in step.events
        if isinstance(one, CaseLinked)
    ]
    assert roles == ["seen", "harmed"]  # what was said of the other link stays in the history


def test_history_replayed_gives_the_same_cases(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, child(office), towpath)
    merged(office, towpath, lock)
    deliver(office)
    (link,) = office.cases.links(lock, by=LEAD)
    new = split(office, lock, link)
    deliver(office)

    for one, by in ((case, WORKER), (towpath, LEAD), (lock, LEAD), (new, LEAD)):
        assert fold(office.cases.steps(one, by=by)) == office.cases.get(one, by=by)


def test_a_pattern_is_noticed_over_what_two_places_bring_together(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    for number, to in enumerate((towpath, towpath, lock)):
        linked(office, child(office, f"P-{number}"), to)
    deliver(office)
    assert not office.cases.get(lock, by=LEAD).alerts

    merged(office, towpath, lock)
    deliver(office)

    assert set(office.cases.get(lock, by=LEAD).alerts) == {"busy"}


def test_news_that_comes_late_finds_its_link_gone_on(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case = linked(office, child(office), towpath)

    towpath = merged(office, towpath, lock)  # before it heard that it was linked
    deliver(office)

    assert dict(office.cases.get(towpath, by=LEAD).links) == {}
    assert dict(office.cases.get(lock, by=LEAD).links) == {"children": 1}
    assert shared(office, case, WORKER)[0]["place.name"] == "Example Lock"


def test_a_place_that_took_one_in_can_be_merged_on(office: Office) -> None:
    towpath, lock, bridge = place(office), place(office, "Example Lock"), place(office, "Example Bridge")
    case = linked(office, child(office), towpath)

    merged(office, towpath, lock)
    merged(office, lock, bridge)
    deliver(office)

    assert shared(office, case, WORKER)[0]["place.name"] == "Example Bridge"
    counts = [dict(office.cases.get(one, by=LEAD).links) for one in (towpath, lock, bridge)]
    assert counts == [{}, {}, {"children": 1}]


def test_a_link_that_comes_to_a_merged_case_goes_on_to_where_that_went(office: Office) -> None:
    """As it is when both transactions began before either ended: the row and its news are written after the merge."""
    towpath, lock, case = place(office), place(office, "Example Lock"), child(office)
    merged(office, towpath, lock)
    deliver(office)
    made = CaseLinked("contexts", towpath.id, "children", case.opened_on, fields={"role": "seen"})
    step = Step("places", case.id, case.release, case.version, NOON, WORKER.id, None, (made,))
    with office.database.write() as tx:
        write_links(tx, [step])
        write_messages(tx, [step])

    assert deliver(office) == 3  # to the merged case, and from there to both ends

    assert shared(office, case, WORKER)[0]["place.name"] == "Example Lock"
    assert [dict(office.cases.get(one, by=LEAD).links) for one in (towpath, lock)] == [{}, {"children": 1}]
    assert said(office, lock, LEAD) == ("The link came from there: Children",)


@pytest.mark.parametrize("_again", range(3))
def test_whoever_links_a_place_at_the_moment_it_is_merged_is_linked_with_where_it_went(
    database: Database, _again: int
) -> None:
    office = Office(database, files=PLACES)
    towpath, lock = place(office), place(office, "Example Lock")
    children = [child(office, f"P-{number}") for number in range(6)]
    together = Barrier(len(children) + 1)

    def link(case: Case) -> bool:
        together.wait()
        try:
            linked(office, case, towpath)
        except Refused:
            return False  # merged already
        return True

    def merge() -> None:
        together.wait()
        merged(office, towpath, lock)

    with ThreadPoolExecutor(len(children) + 1) as pool:
        merging = pool.submit(merge)
        made = list(pool.map(link, children))
    merging.result()
    deliver(office)

    with office.database.read() as tx:
        assert read_links(tx, "places", towpath.id) == []
    assert [len(office.cases.links(one, by=WORKER)) for one in children] == made
    assert office.cases.get(lock, by=LEAD).links.get("children", 0) == sum(made)


def test_of_two_who_merge_the_same_two_places_each_into_the_other_one_is_refused(database: Database) -> None:
    office = Office(database, files=PLACES)
    both = place(office), place(office, "Example Lock")
    together = Barrier(2)

    def merge(turned: bool) -> str:
        case, into = both[::-1] if turned else both
        together.wait()
        try:
            office.cases.merge(case, into, reason=WHY, by=LEAD, seen=case.version)
        except Refused as refused:
            return refused.reasons[0].code
        return ""

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(merge, (False, True))) == ["", "ended"]


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_merge_says_why(office: Office, reason: str) -> None:
    assert why_not(office, place(office), place(office), reason=reason) == ["Say why these two cases are one."]


def test_what_cannot_be_one_is_not_merged_and_nothing_is_written(office: Office) -> None:
    towpath, lock, case = place(office), place(office, "Example Lock"), child(office)
    over = office.cases.act(place(office), "weigh", {"weight": "heavy"}, by=LEAD, seen=1).case
    over = office.cases.act(over, "done", by=LEAD, seen=over.version).case
    both = Actor("may", ["lead", "mash"], ["east"])
    before = written(office)

    assert why_not(office, towpath, towpath) == ["A case cannot be merged into itself."]
    assert why_not(office, towpath, over) == ["The other case has ended, so this one cannot go on there."]
    assert why_not(office, over, lock) == ["This case has ended."]
    assert why_not(office, towpath, case, by=both) == ['Only a case of "Place" can take this one in.']
    assert why_not(office, case, towpath, by=both) == [
        'Cases of "Child" are not merged: these definitions name nobody who may.'
    ]
    assert {**written(office), "casepath_counter": 0} == {**before, "casepath_counter": 0}
    with pytest.raises(CaseChanged):
        office.cases.merge(towpath, lock, reason=WHY, by=LEAD, seen=7)


def test_two_that_have_each_their_own_of_what_a_case_has_once_are_not_merged(database: Database) -> None:
    path = PLACES["workflow_definitions/place_path.yaml"]
    once = path.replace(b"back: contexts, many: true", b"back: contexts")
    office = Office(database, files={**PLACES, "workflow_definitions/place_path.yaml": once})
    towpath, lock, empty = place(office), place(office, "Example Lock"), place(office, "Example Bridge")
    for number, to in enumerate((towpath, lock)):
        linked(office, child(office, f"P-{number}"), to)
    deliver(office)

    one = 'A case has one "Children" at most, and each of these two has its own.'
    assert why_not(office, towpath, lock) == [one]
    assert merged(office, towpath, empty).merged_into == empty.id


def test_only_those_who_are_named_merge_and_split(database: Database) -> None:
    path = PLACES["workflow_definitions/place_path.yaml"]
    path = path.replace(b"merge: {by: lead", b"merge: {by: mash").replace(b"split: {by: lead", b"split: {by: mash")
    office = Office(database, files={**PLACES, "workflow_definitions/place_path.yaml": path})
    towpath, lock = place(office), place(office, "Example Lock")

    assert why_not(office, towpath, lock) == ['Merging cases of "Place" is for: Front door.']
    with pytest.raises(Refused, match=r'Splitting cases of "Place" is for: Front door\.'):
        office.cases.split(towpath, ["any"], reason=WHY, by=LEAD, seen=1)


def test_whoever_sees_only_one_of_two_cases_finds_no_other_to_merge_it_into(office: Office) -> None:
    towpath = place(office)
    elsewhere = office.cases.open("place_path", by=OTHER_LEAD).case

    for case, into, by in ((towpath, elsewhere, LEAD), (elsewhere, towpath, LEAD), (towpath, "no-such-case", LEAD)):
        with pytest.raises(NotFound):
            office.cases.merge(case, into, reason=WHY, by=by, seen=1)


# --- splitting -------------------------------------------------------------------------------------------------------


def test_a_case_is_split_and_the_links_that_were_named_go_with_the_new_one(office: Office) -> None:
    centre = place(office, "Example Centre")
    cases = [linked(office, child(office, f"P-{number}"), centre) for number in (1, 2)]
    deliver(office)
    first, second = (link_of(office, centre, one) for one in cases)

    new = split(office, centre, second)

    assert (new.workflow, new.states, new.team, new.subject != centre.subject) == (
        "place_path",
        ("found",),
        "east",
        True,
    )
    assert [one.id for one in office.cases.links(centre, by=LEAD)] == [first.id]
    assert shared(office, new, LEAD)[0]["case.reference"] == cases[1].reference
    assert dict(new.links) == {"children": 1}
    assert said(office, centre, LEAD) == (
        f"Split: part of it goes on in a new case. Reason: {WHY}",
        "The link goes on there: Children",
    )
    assert said(office, new, LEAD) == (
        f"Opened {new.reference}: Place",
        f"Split off {centre.reference}. Reason: {WHY}",
        "Linked from another case: Children",
        "Now: Found",
    )
    assert deliver(office) == 1
    assert said(office, cases[1], WORKER) == ("What is linked was split into two: Places and groups",)
    assert said(office, cases[0], WORKER) == ("Link a place", "Linked: Places and groups")
    assert dict(office.cases.get(centre, by=LEAD).links) == {"children": 1}


def test_a_known_subject_can_be_what_the_new_case_is_about(office: Office) -> None:
    centre = place(office, "Example Centre")
    linked(office, child(office), centre)
    office.cases.record_facts("place", "PL-7", {"name": "Example Arcade"}, by=LEAD)

    new = split(office, centre, *office.cases.links(centre, by=LEAD), place="PL-7")

    assert new.subject == "PL-7"
    assert {one.id: one.value for one in office.cases.facts(new, by=LEAD)} == {"name": "Example Arcade"}


def test_what_cannot_be_split_is_refused_with_every_reason_and_nothing_is_written(office: Office) -> None:
    centre = place(office, "Example Centre")
    case = linked(office, child(office), centre)
    deliver(office)
    centre = office.cases.get(centre, by=LEAD)
    before = written(office)

    def why(*links: LinkView | str, by: Actor = LEAD, reason: str = WHY, **subject: str) -> list[str]:
        with pytest.raises(Refused) as refused:
            office.cases.split(centre, links, subject=subject, reason=reason, by=by, seen=centre.version)
        return [one.text for one in refused.value.reasons]

    (known,) = office.cases.links(centre, by=LEAD)
    assert why(reason=" ", place=centre.subject) == [
        "Name at least one link that goes to the new case.",
        "The new case is about something else: name another subject, or none.",
        "Say why this case is two.",
    ]
    assert why(known, "no-such-link") == ["This case has no such link."]
    assert why(office.cases.links(case, by=WORKER)[0]) == ["This case has no such link."]  # the same, at its other end
    assert why(None) == ["This case has no such link."]  # type: ignore[arg-type]  # what no caller should send
    assert why(known, child="P-9") == ['"Place" is about: Place.']
    assert why(known, place="not a reference") == ["Name the subject by a reference of letters, digits and dashes."]
    assert {**written(office), "casepath_counter": 0} == {**before, "casepath_counter": 0}
    with pytest.raises(NotFound):
        office.cases.split(centre, [known], reason=WHY, by=WORKER, seen=centre.version)


def test_a_merge_and_a_split_that_are_given_again_with_their_keys_are_done_once(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    linked(office, child(office), towpath)
    (link,) = office.cases.links(towpath, by=LEAD)

    first = [office.cases.split(towpath, [link], reason=WHY, by=LEAD, seen=1, key="one") for _ in range(2)]
    again = [office.cases.merge(towpath, lock, reason=WHY, by=LEAD, seen=2, key="two") for _ in range(2)]

    assert first[0] == first[1]
    assert again[0] == again[1]
    assert written(office)["casepath_case"] == 4


# --- what nobody learns of it ----------------------------------------------------------------------------------------


def test_the_worker_of_a_child_learns_that_the_place_changed_and_nothing_of_other_children(office: Office) -> None:
    towpath, lock = place(office), place(office, "Example Lock")
    case, other = (linked(office, child(office, subject), towpath) for subject in ("P-1", "P-2-marker"))
    deliver(office)
    why = "Marker7391"

    office.cases.merge(towpath, lock, reason=why, by=LEAD, seen=office.cases.get(towpath, by=LEAD).version)
    deliver(office)
    new = split(office, lock, link_of(office, lock, other))
    deliver(office)

    told = [
        office.cases.timeline(case, by=WORKER),
        office.cases.links(case, by=WORKER),
        office.cases.steps(case, by=WORKER),
    ]
    for secret in (why, other.id, other.reference, "P-2-marker", new.id, towpath.reference, lock.reference):
        assert secret not in repr(told), secret
    assert office.cases.get(case, by=WORKER).version == case.version + 1


def test_what_was_said_prints_no_reason() -> None:
    assert WHY not in repr(MergeCase(LEAD, WHY))
