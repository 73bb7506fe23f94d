"""Two records that turn out to be of one child: cases and facts follow, nothing is lost, and twice is once."""

from __future__ import annotations

import pytest

from engine import Case, Database, Refused
from engine.service.subjects import Merged
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, Office, codes, referred, written
from tests.tasks import TASKS, asked


def merged(office: Office, old: str = "P-1", new: str = "P-2") -> Merged:
    return office.cases.subject_merged("child", old, new, by=OFFICER)


def known(office: Office, case: Case) -> dict[str, tuple[object, list[object]]]:
    """Return each fact with its value now and those before, newest first."""
    views = office.cases.facts(case, by=OFFICER)
    return {one.id: (one.value, [before.value for before in one.before]) for one in views}


def test_cases_follow_with_a_step_in_their_history_and_are_found_where_they_went(office: Office) -> None:
    first, second = referred(office), office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    done = merged(office)

    assert {one.case.id for one in done.cases} == {first.id, second.id}
    after = office.cases.get(first, by=OFFICER)
    assert (after.subject, after.version, after.states) == ("P-2", 3, first.states)
    assert office.cases.timeline(first, by=OFFICER)[-1].lines == (
        'Two records were of one: "P-1" and "P-2". This case is about "P-2" from here',
    )
    assert office.engine.verify(office.database).is_sound


def test_facts_follow_with_who_said_so_and_when_and_what_stays_counts(office: Office) -> None:
    office.cases.record_facts("child", "P-2", {"sex": "f"}, by=MANAGER)
    office.cases.record_facts("child", "P-1", {"sex": "m", "full_name": "Sam Example"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"full_name": "Samira Example"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    done = merged(office)

    assert (set(done.facts), done.differing) == ({"sex", "full_name"}, ("sex",))
    assert known(office, case) == {"full_name": ("Samira Example", ["Sam Example"]), "sex": ("f", ["m"])}
    sex = next(one for one in office.cases.facts(case, by=OFFICER) if one.id == "sex")
    assert (sex.by, sex.before[0].by) == (MANAGER.id, OFFICER.id)


def test_what_differs_is_proposed_for_somebody_to_settle(office: Office) -> None:
    office.cases.record_facts("child", "P-2", {"sex": "f"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"sex": "m"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    merged(office)

    (proposal,) = office.cases.proposals(case, by=OFFICER)
    assert (proposal.fact, proposal.now, proposal.proposed) == ("sex", "f", "m")
    assert proposal.form == "A record that was merged with this one"
    office.cases.settle(case, "sex", accept=True, by=OFFICER, seen=2)

    assert known(office, case)["sex"] == ("m", ["f", "m"])
    assert office.engine.verify(office.database).is_sound


def test_giving_it_again_does_nothing(office: Office) -> None:
    office.cases.record_facts("child", "P-2", {"sex": "f"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"sex": "m"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    merged(office)
    before = written(office), known(office, case)

    assert merged(office) == merged(office, "P-2", "P-2") == Merged((), (), ())
    assert (written(office), known(office, case)) == before


def test_what_was_still_said_about_the_old_record_comes_over_the_next_time(office: Office) -> None:
    case = referred(office)
    merged(office)
    office.cases.record_facts("child", "P-1", {"full_name": "Said late Example"}, by=OFFICER)

    merged(office)

    assert known(office, case)["full_name"][0] == "Said late Example"


def test_one_record_into_another_and_back_loses_nothing(office: Office) -> None:
    office.cases.record_facts("child", "P-2", {"sex": "f"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"sex": "m"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    merged(office)
    merged(office, "P-2", "P-1")

    assert office.cases.get(case, by=OFFICER).subject == "P-1"
    assert known(office, case)["sex"] == ("f", ["m"])


def test_work_on_the_case_goes_on_and_another_council_is_not_touched(office: Office) -> None:
    other = Office(office.database, council="elsewhere", clock=office.clock)
    theirs = referred(other)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    merged(office)

    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=2).case
    assert case.subject == "P-2"
    assert other.cases.get(theirs, by=OFFICER).subject == "P-1"


def test_tasks_of_the_case_stay_as_they_are(database: Database) -> None:
    office = Office(database, files=TASKS)
    case = asked(office)
    before = [one.id for one in office.cases.tasks(case, by=OFFICER)]

    merged(office)

    assert [one.id for one in office.cases.tasks(case, by=OFFICER)] == before


@pytest.mark.parametrize(
    ("kind", "old", "new"), [("place", "P-1", "P-2"), ("child", "P 1\n", "P-2"), ("child", "P-1", "")]
)
def test_what_is_no_subject_is_refused_and_nothing_is_written(office: Office, kind: str, old: str, new: str) -> None:
    referred(office)
    before = written(office)

    with pytest.raises(Refused) as refusal:
        office.cases.subject_merged(kind, old, new, by=GUEST)

    assert codes(refusal.value) == {"wrong_subject"}
    assert written(office) == before


def test_what_is_printed_of_it_holds_nothing_that_was_said(office: Office) -> None:
    office.cases.record_facts("child", "P-2", {"full_name": "Mark-7391"}, by=OFFICER)
    office.cases.record_facts("child", "P-1", {"full_name": "Mark-7391 too"}, by=OFFICER)
    referred(office)

    assert "7391" not in repr(merged(office))
