"""A form filled by a worker and then signed by a manager: one submission, and nothing is typed twice.

What each hand says is a revision. Giving back is none, and neither is sending again what was given back as it was; what
is put right is one, because what the comments speak of has to stay readable.
"""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Actor, Database, NotFound, Refused
from engine.cases.evolve import fold
from engine.cases.state import Case
from engine.cases.views import FormView
from engine.store.cases import StoredSubmission, read_before
from tests.support import (
    GUEST,
    MANAGER,
    OFFICER,
    OTHER_MANAGER,
    REFERRED,
    WORKER,
    Office,
    question,
    written,
)

COMMENTS = "Name the people who were there, and say which school."


def stored(office: Office, case: Case) -> list[StoredSubmission]:
    """Return every revision of the one submission that the case has."""
    with office.database.read() as tx:
        return read_before(tx, "little", case.id, "referral")


def answers(view: FormView) -> dict[str, object]:
    return {one.id: one.value for page in view.pages for one in page.fields if one.value not in (None, [])}


def asked(view: FormView) -> set[str]:
    return {one.id for page in view.pages for one in page.fields if one.asked}


def reasons(refusal: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.text for one in refusal.value.reasons]


def test_a_form_that_is_given_back_once_and_signed_is_two_revisions_and_nothing_is_retyped(database: Database) -> None:
    office = Office(database)
    cases = office.cases
    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
    case = cases.act(case, "give_back", by=MANAGER, seen=2, reason=COMMENTS).case

    view = cases.draft(case, "referral", by=OFFICER)
    assert (view.given_back, view.burden.typed, view.burden.to_type) == (COMMENTS, 0, 0)
    case = cases.act(case, "refer", by=OFFICER, seen=3).case
    assert (case.submissions["referral"].revision, case.submissions["referral"].given_back) == (1, None)
    assert cases.draft(case, "referral", by=MANAGER).given_back is None
    case = cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=4).case

    revisions = stored(office, case)
    assert [(one.revision, one.by) for one in revisions] == [(1, OFFICER.id), (2, MANAGER.id)]
    assert revisions[1].answers == {**revisions[0].answers, "outcome": "act"}
    assert {one.id for one in revisions} == {case.submissions["referral"].id}
    told = [(entry.by, line) for entry in cases.timeline(case, by=OFFICER) for line in entry.lines]
    assert [(by, line) for by, line in told if 'Referral"' in line or COMMENTS in line] == [
        (OFFICER.id, '"Referral" submitted'),
        (MANAGER.id, f"Give back. Reason: {COMMENTS}"),
        (MANAGER.id, f'"Referral" given back to {OFFICER.id}'),
        (OFFICER.id, '"Referral" sent again as it was'),
        (MANAGER.id, '"Referral" submitted (revision 2)'),
    ]
    assert fold(cases.steps(case, by=OFFICER)) == cases.get(case, by=OFFICER)


def test_what_is_typed_and_typed_back_again_leaves_no_draft_and_no_revision(database: Database) -> None:
    office = Office(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason=COMMENTS).case
    office.cases.save(case, "referral", {"level": "low"}, by=OFFICER, seen=0)
    case = office.cases.act(case, "refer", {"level": REFERRED["level"]}, by=OFFICER, seen=3).case

    assert [one.revision for one in stored(office, case)] == [1]
    assert written(office)["casepath_draft"] == 0


def test_what_is_put_right_after_it_was_given_back_is_a_revision_and_the_one_before_stays_readable(
    database: Database,
) -> None:
    office = Office(database)
    cases = office.cases
    cases.record_facts("child", "P-1", {"full_name": "Sam Example", "sex": "f"}, by=OFFICER)
    case = cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    # The worker's hand: what is known is there, the manager's page is not.
    view = cases.draft(case, "referral", by=OFFICER)
    assert [page.title for page in view.pages] == ["About"]
    assert (view.burden.prefilled, question(view, "child_name").value) == (2, "Sam Example")
    view = cases.save(case, "referral", {"harm": "outside", "where": ["school"]}, by=OFFICER, seen=0)
    written = {"level": "high", "sex": "f"}
    case = cases.act(case, "refer", written, by=OFFICER, seen=1).case
    by_worker = answers(cases.show(case, "referral", by=OFFICER))
    assert [page.title for page in cases.show(case, "referral", by=OFFICER).pages] == ["About"]

    # The manager reads it all, is asked only for the decision, and cannot touch the worker's words.
    office.clock.move(timedelta(hours=2))
    view = cases.draft(case, "referral", by=MANAGER)
    assert asked(view) == {"outcome", "note"}
    assert answers(view).items() >= by_worker.items()
    with pytest.raises(Refused) as refusal:
        cases.act(case, "decide", {"outcome": "act", "level": "low"}, by=MANAGER, seen=2)
    assert reasons(refusal) == ['"Level" was answered at an earlier step. It is shown, not asked.']
    with pytest.raises(Refused) as refusal:
        cases.act(case, "decide", {"outcome": "act"}, by=OFFICER, seen=2)
    assert reasons(refusal) == ['"Decide" is for: Manager.']
    case = cases.act(case, "give_back", by=MANAGER, seen=2, reason=COMMENTS).case

    # The worker again: the comments on top, every answer still there, one added.
    office.clock.move(timedelta(hours=2))
    view = cases.draft(case, "referral", by=OFFICER)
    assert view.given_back == COMMENTS
    assert answers(view) == by_worker
    worked_out = {"score"}
    assert (view.burden.prefilled, view.burden.typed, view.burden.to_type) == (len(by_worker.keys() - worked_out), 0, 0)
    people = [{"person": "Kit Example", "young": "no"}]
    case = cases.act(case, "refer", {"people": people}, by=OFFICER, seen=3).case

    # The manager signs; whoever wrote it could not have.
    view = cases.draft(case, "referral", by=MANAGER)
    assert (view.given_back, asked(view)) == (None, {"outcome", "note"})
    office.clock.move(timedelta(hours=2))
    case = cases.act(case, "decide", {"outcome": "act", "note": "Agreed"}, by=MANAGER, seen=4).case
    _is_one_submission(office, case, by_worker)
    _is_told(office, case)
    _is_seen(office, case)


def _is_one_submission(office: Office, case: Case, by_worker: dict[str, object]) -> None:
    """One submission; each hand's turn is a revision, and the worker's answers stand in every one."""
    revisions = stored(office, case)
    assert {one.id for one in revisions} == {case.submissions["referral"].id}
    assert [(one.revision, one.by) for one in revisions] == [(1, OFFICER.id), (2, OFFICER.id), (3, MANAGER.id)]
    assert all(one.answers.items() >= by_worker.items() for one in revisions)
    assert [sorted(one.answers.keys() - by_worker.keys()) for one in revisions] == [
        [],
        ["people"],
        ["note", "outcome", "people"],
    ]


def _is_told(office: Office, case: Case) -> None:
    told = [(one.by, line) for one in office.cases.timeline(case, by=OFFICER) for line in one.lines]
    assert told == [
        (OFFICER.id, "Opened CH-2026-00001: Path"),
        (OFFICER.id, "Now: New"),
        (OFFICER.id, "Referral made: due by Monday 16 March 2026"),
        (OFFICER.id, "Refer"),
        (OFFICER.id, '"Referral" submitted'),
        (OFFICER.id, "Now: Waiting"),
        (OFFICER.id, "Referral made: done in time"),
        (MANAGER.id, f"Give back. Reason: {COMMENTS}"),
        (MANAGER.id, f'"Referral" given back to {OFFICER.id}'),
        (MANAGER.id, "Now: New"),
        (MANAGER.id, "Referral made: due by Monday 16 March 2026"),
        (OFFICER.id, "Refer"),
        (OFFICER.id, '"Referral" submitted (revision 2)'),
        (OFFICER.id, "Now: Waiting"),
        (OFFICER.id, "Referral made: done in time"),
        (MANAGER.id, "Decide"),
        (MANAGER.id, '"Referral" submitted (revision 3)'),
        (MANAGER.id, "Now: Working"),
    ]


def _is_seen(office: Office, case: Case) -> None:
    """Each reader of the form sees both hands; nobody is asked anything any more; a stranger finds nothing."""
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case
    for person in (OFFICER, MANAGER, OTHER_MANAGER, WORKER):
        view = office.cases.show(case, "referral", by=person)
        assert [page.title for page in view.pages] == ["About", "Decision"]
        assert (asked(view), view.action, question(view, "note").value) == (set(), None, "Agreed")
    for stranger in (GUEST, Actor("stan")):
        with pytest.raises(NotFound):
            office.cases.show(case, "referral", by=stranger)
