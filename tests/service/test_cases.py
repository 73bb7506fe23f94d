"""Cases through the public doors, on both databases: opened by whoever may, and seen by nobody else."""

from __future__ import annotations

import pytest

from engine import NotFound, Refused
from tests.support import GUEST, MANAGER, OFFICER, WORKER, Office, codes, little_with, question, referred, written


def test_a_case_opens_with_the_next_reference_of_its_year(office: Office) -> None:
    first = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    second = office.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case

    assert (first.reference, second.reference) == ("CH-2026-00001", "CH-2026-00002")
    assert first.state == "new"


def test_only_those_named_may_open_a_case(office: Office) -> None:
    with pytest.raises(Refused) as refusal:
        office.cases.open("path", subject={"child": "P-1"}, by=GUEST)

    assert [reason.text for reason in refusal.value.reasons] == ['Opening "Path" is for: Officer.']
    assert sum(written(office).values()) == 0


@pytest.mark.parametrize(
    ("workflow", "subject", "code"),
    [
        ("no_such_path", {"child": "P-1"}, "unknown_workflow"),
        ("no_such_path", None, "unknown_workflow"),
        ("path", {"place": "X-1"}, "wrong_subject"),
        ("path", {"child": "P 1\n"}, "wrong_subject"),
        ("path", {"child": "x" * 65}, "wrong_subject"),
    ],
)
def test_a_case_of_nothing_known_is_not_opened(
    office: Office, workflow: str, subject: dict[str, str] | None, code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        office.cases.open(workflow, subject=subject, by=OFFICER)

    assert codes(refusal.value) == {code}
    assert sum(written(office).values()) == 0


def test_a_subject_that_nobody_recorded_yet_begins_with_the_case(office: Office) -> None:
    assert office.cases.open("path", by=OFFICER).case.subject


def test_not_there_not_yours_and_not_named_look_the_same(office: Office) -> None:
    case = referred(office)
    said = set()

    for which, person in ((case.id, GUEST), (case.id, WORKER), ("no-such-case", OFFICER)):
        with pytest.raises(NotFound) as unseen:
            office.cases.act(which, "decide", by=person, seen=2)
        said.add(str(unseen.value))

    assert said == {"We cannot find that record."}


def test_a_place_on_the_case_lets_its_holder_in_and_its_end_lets_them_out(office: Office) -> None:
    case = referred(office)

    case = office.cases.act(case, "name_worker", by=MANAGER, seen=2, assigns={"worker": WORKER.id}).case
    assert office.cases.get(case, by=WORKER).holders == {"worker": WORKER.id}
    case = office.cases.assign(case, "worker", None, by=MANAGER, seen=case.version).case

    with pytest.raises(NotFound):
        office.cases.get(case, by=WORKER)


def test_a_place_goes_to_someone_who_can_take_it(office: Office) -> None:
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "name_worker", by=MANAGER, seen=2)

    assert [reason.text for reason in refusal.value.reasons] == ['Say who takes the place "Allocated worker".']


def test_a_person_who_may_view_nothing_of_a_form_does_not_see_that_it_is_there(office: Office) -> None:
    case = referred(office)

    with pytest.raises(NotFound):
        office.cases.show(case, "no_such_form", by=OFFICER)


def test_a_case_keeps_the_release_it_was_opened_under(office: Office) -> None:
    case = referred(office)
    later = Office(
        office.database, files=little_with(form=("label: Level", "label: How serious is it?")), clock=office.clock
    )

    view = later.cases.show(case, "referral", by=OFFICER)

    assert question(view, "level").label == "Level"
    new = later.cases.open("path", subject={"child": "P-2"}, by=OFFICER).case
    assert question(later.cases.draft(new, "referral", by=OFFICER), "level").label == "How serious is it?"


def test_two_councils_in_one_database_never_meet(office: Office) -> None:
    case = referred(office)
    other = Office(office.database, council="elsewhere", clock=office.clock)

    with pytest.raises(NotFound):
        other.cases.get(case.id, by=OFFICER)
    assert other.cases.find(by=OFFICER) == []
    assert other.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case.reference == "CH-2026-00001"


def test_why_names_the_questions_that_decide_and_never_an_answer(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    (not_shown,) = office.cases.why(case, "referral", "park_name", by=OFFICER)
    assert (not_shown.what, not_shown.because) == ("Not shown", 'That depends on "Where outside?".')
    assert not_shown.open == ("where",)

    office.cases.save(case, "referral", {"harm": "outside", "where": ["park"]}, by=OFFICER, seen=0)
    shown, required = office.cases.why(case, "referral", "park_name", by=OFFICER)
    assert (shown.what, shown.open) == ("Shown", ())
    assert (required.what, required.because) == ("Must be answered", "It must always be answered.")


def test_why_is_for_those_who_fill_the_form(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    for person, field in ((GUEST, "level"), (OFFICER, "no_such_question")):
        with pytest.raises(NotFound):
            office.cases.why(case, "referral", field, by=person)
