"""Tasks of a case: opened together, done in any order by different agencies, and what they let the case do."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import CaseChanged, Database, NotFound, OnBehalf, Ports, Refused
from engine.cases.events import AnswersSent, TaskNotOpened, WaitEnded
from engine.cases.evolve import fold
from engine.cases.files import FileState
from engine.cases.values import Answers
from engine.definitions.fields import FileKind
from engine.store.cases import read_case, read_steps
from tests.support import GUEST, MANAGER, NOON, OFFICER, Office, codes, question, written
from tests.tasks import CONCERN, HAL, KNOWN, PAT, TASKS, UNKNOWN_THERE, asked, completed, open_task, stands, tasks_with

FRIENDS: Answers = {
    **CONCERN,
    "friends": [
        {"name": "Robin Example", "young": "yes"},
        {"name": "Kit Example", "young": "no"},
        {"name": "Jo Example", "young": "yes"},
    ],
}


class Clean:
    """A scanner that finds nothing."""

    def scan(self, name: str, kind: FileKind, content: bytes) -> FileState:
        return "clean"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=TASKS)


# --- opening ---------------------------------------------------------------------------------------------------------


def test_the_tasks_of_a_state_open_on_entering_where_they_are_needed(office: Office) -> None:
    case = asked(office)

    assert stands(case) == {"police_return": "open", "health_return": "open", "note_it": "open"}
    assert (open_task(case, "police_return").day, open_task(case, "note_it").day) == (date(2026, 3, 17), None)
    assert open_task(case, "police_return").required
    assert not open_task(case, "note_it").required
    assert "school_return" in asked(office, {**CONCERN, "in_school": "yes"}).tasks


def test_a_task_of_which_it_is_not_known_whether_it_is_needed_stays_shut_and_says_what_is_missing(
    office: Office,
) -> None:
    case = asked(office, {"what": "Out late"})

    assert "school_return" not in case.tasks
    last = office.cases.steps(case, by=OFFICER)[-1]
    assert TaskNotOpened("school_return", ("concern.in_school",)) in last.events
    lines = office.cases.timeline(case, by=OFFICER)[-1].lines
    assert '"School return" was not opened. Not answered yet: "In school" in "Concern".' in lines


def test_entering_again_opens_again_and_never_doubles(office: Office) -> None:
    case = completed(office, asked(office), "police_return", KNOWN, by=PAT)
    case = office.cases.act(case, "back", by=OFFICER, seen=case.version).case
    assert not open_task(case, "health_return").required
    office.clock.move(timedelta(days=1))

    case = office.cases.act(case, "ask", CONCERN, by=OFFICER, seen=case.version).case

    assert stands(case) == {"police_return": "open", "health_return": "open", "note_it": "open"}
    assert open_task(case, "health_return").required
    assert open_task(case, "police_return").day == date(2026, 3, 18)


def test_a_row_opens_a_task_and_the_title_says_which(office: Office) -> None:
    case = asked(office, FRIENDS)

    titles = {one.task: one.title for one in office.cases.tasks(case, by=OFFICER) if one.task == "meet"}
    rows = [key for key in case.tasks if key.startswith("meet/")]
    assert len(rows) == 2
    assert titles == {"meet": "Meet Jo Example"}
    first, second = rows
    assert [one.title for one in office.cases.tasks(case, by=OFFICER) if one.id == first] == ["Meet Robin Example"]
    case = completed(office, case, first, by=OFFICER)
    assert stands(case)[second] == "open"
    history = [line for one in office.cases.timeline(case, by=OFFICER) for line in one.lines]
    assert '"Meet Friend" done' in history
    assert not any("Robin" in line for line in history)


def test_rows_that_are_gone_take_their_tasks_with_them(office: Office) -> None:
    case = asked(office, FRIENDS)
    case = office.cases.act(case, "back", by=OFFICER, seen=case.version).case

    case = office.cases.act(case, "ask", {**CONCERN, "friends": []}, by=OFFICER, seen=case.version).case

    assert not any(key.startswith("meet") for key in case.tasks)


# --- doing -----------------------------------------------------------------------------------------------------------


def test_each_agency_answers_for_itself_and_the_case_goes_on_when_all_have(office: Office) -> None:
    case = completed(office, asked(office), "police_return", KNOWN, by=PAT)
    assert case.state == "information"

    case = completed(office, case, "health_return", UNKNOWN_THERE, by=HAL)

    assert case.state == "strategy"
    assert WaitEnded("information") in office.cases.steps(case, by=OFFICER)[-1].events
    police = office.cases.show(case, "agency_return", by=OFFICER, task="police_return")
    assert question(police, "summary").value == "Seen near the park"
    health = office.cases.show(case, "agency_return", by=OFFICER, task="health_return")
    assert question(health, "known").value == "no"
    assert "ask_police_first" in case.tasks  # the answer of the police alone decides it


def test_what_is_wrong_with_a_return_is_said_at_once_and_nothing_is_kept(office: Office) -> None:
    case = asked(office)
    before = written(office)

    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "police_return", {"known": "yes", "nonsense": 1}, by=PAT, seen=case.version)

    assert codes(refusal.value) == {"required", "unknown_field"}
    assert written(office) == before
    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "note_it", {"known": "yes"}, by=OFFICER, seen=case.version)
    assert codes(refusal.value) == {"no_form"}


def test_a_task_without_a_form_is_ticked_off_once(office: Office) -> None:
    case = completed(office, asked(office), "note_it", by=OFFICER)

    assert stands(case)["note_it"] == "done"
    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "note_it", by=OFFICER, seen=case.version)
    assert [one.text for one in refusal.value.reasons] == ['"Note it in the diary" has been done.']


def test_a_late_return_is_welcome_and_nobody_waits_for_it(office: Office) -> None:
    case = asked(office)
    case = office.cases.act(case, "back", by=OFFICER, seen=case.version).case
    office.clock.move(timedelta(days=20))

    view = next(one for one in office.cases.tasks(case, by=PAT))
    assert (view.overdue, view.required) == (True, False)
    case = completed(office, case, "police_return", KNOWN, by=PAT)

    assert (case.state, stands(case)["police_return"]) == ("new", "done")


def test_each_task_keeps_a_draft_of_its_own(office: Office) -> None:
    case = asked(office)
    office.cases.save(case, "agency_return", {"summary": "Police words"}, by=PAT, seen=0)
    office.cases.save(case, "agency_return", {"known": "yes", "summary": "Health words"}, by=HAL, seen=0)

    mine = office.cases.draft(case, "agency_return", by=HAL)
    assert question(mine, "summary").value == "Health words"
    office.cases.complete(case, "health_return", {"handling": "family"}, by=HAL, seen=case.version)

    assert written(office)["casepath_draft"] == 1
    again = office.cases.draft(case, "agency_return", by=PAT, task="police_return")
    assert again.draft_revision > 1


def test_which_task_a_form_is_for_is_asked_where_there_are_several(office: Office) -> None:
    case = asked(office)

    with pytest.raises(Refused) as refusal:
        office.cases.draft(case, "agency_return", by=OFFICER)

    assert codes(refusal.value) == {"which_task"}
    assert office.cases.draft(case, "agency_return", by=OFFICER, task="police_return").action == "police_return"


def test_an_answer_by_phone_is_recorded_with_who_said_it_how_and_when(office: Office) -> None:
    case = asked(office)
    rang = OnBehalf("Officer Example", "phone", NOON - timedelta(minutes=10))

    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "police_return", KNOWN, by=OFFICER, seen=case.version)
    assert [one.text for one in refusal.value.reasons] == [
        '"Police return" is for: Police. You may record what they said: say from whom, how and when.'
    ]
    office.cases.complete(case, "police_return", KNOWN, by=OFFICER, seen=case.version, on_behalf=rang)

    line = next(one for one in office.cases.timeline(case, by=OFFICER)[-1].lines if "Police return" in one)
    assert line == '"Police return" done: said by Officer Example (phone) at 11:50 on Thursday 12 March 2026'


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (OnBehalf(" ", "phone", NOON), "on_behalf"),
        (OnBehalf("Officer Example", "", NOON), "on_behalf"),
        (OnBehalf("Officer Example", "phone", NOON + timedelta(days=1)), "future"),
    ],
)
def test_an_answer_by_phone_that_does_not_say_who_how_and_when_is_refused(
    office: Office, said: OnBehalf, code: str
) -> None:
    case = asked(office)

    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "police_return", KNOWN, by=OFFICER, seen=case.version, on_behalf=said)

    assert codes(refusal.value) == {code}


def test_only_those_named_record_for_others(office: Office) -> None:
    case = asked(office)

    with pytest.raises(Refused) as refusal:
        office.cases.complete(
            case, "health_return", UNKNOWN_THERE, by=HAL, seen=case.version, on_behalf=OnBehalf("x", "phone", NOON)
        )

    assert codes(refusal.value) == {"not_allowed"}


def test_what_an_agency_has_only_begun_to_write_is_not_shown_to_whoever_records_for_it(office: Office) -> None:
    case = asked(office)
    office.cases.save(case, "agency_return", {"known": "yes", "summary": "Not sure yet"}, by=PAT, seen=0)

    view = office.cases.draft(case, "agency_return", by=OFFICER, task="police_return")
    assert question(view, "known").value is None
    with pytest.raises(CaseChanged):
        office.cases.save(case, "agency_return", UNKNOWN_THERE, by=OFFICER, seen=0, task="police_return")
    rang = OnBehalf("Officer Example", "phone", NOON)
    office.cases.complete(case, "police_return", UNKNOWN_THERE, by=OFFICER, seen=case.version, on_behalf=rang)

    kept = office.cases.show(case, "agency_return", by=OFFICER, task="police_return")
    assert kept.field("summary") is None
    assert written(office)["casepath_draft"] == 0


# --- what waits for them ---------------------------------------------------------------------------------------------


def test_an_action_names_every_task_it_still_waits_for(office: Office) -> None:
    case = completed(office, asked(office), "police_return", KNOWN, by=PAT)
    case = completed(office, case, "health_return", UNKNOWN_THERE, by=HAL)
    case = office.cases.open_task(case, "home_visit", by=MANAGER, seen=case.version).case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "close", by=OFFICER, seen=case.version)

    assert [one.text for one in refusal.value.reasons] == [
        "There are required tasks still open.",
        'Not done yet: "Ask the police first" (Manager).',
    ]


def test_so_many_tasks_or_those_named_are_enough(office: Office) -> None:
    case = asked(office)
    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "some", by=OFFICER, seen=case.version)
    assert [one.text for one in refusal.value.reasons] == ['"Go on with some" needs more tasks done: 0 of at least 2.']
    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "named", by=OFFICER, seen=case.version)
    assert [one.text for one in refusal.value.reasons] == ['Not done yet: "Police return" (Police).']

    case = completed(office, case, "police_return", KNOWN, by=PAT)
    assert office.cases.act(case, "named", by=OFFICER, seen=case.version).case.state == "strategy"


def test_a_manager_goes_on_without_waiting_and_says_why(office: Office) -> None:
    case = asked(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "override_information", by=MANAGER, seen=case.version)
    assert [one.text for one in refusal.value.reasons] == ['"Go on without waiting" needs a reason.']
    with pytest.raises(Refused):
        office.cases.act(case, "override_information", by=OFFICER, seen=case.version, reason="They never answer")
    case = office.cases.act(
        case, "override_information", by=MANAGER, seen=case.version, reason="They never answer"
    ).case

    assert case.state == "strategy"
    assert not any(one.required for one in case.tasks.values() if one.state == "information")


# --- who has it ------------------------------------------------------------------------------------------------------


def test_a_task_that_somebody_took_is_done_by_nobody_else(office: Office) -> None:
    case = office.cases.claim(asked(office), "note_it", by=OFFICER, seen=2).case

    with pytest.raises(Refused) as refusal:
        office.cases.complete(case, "note_it", by=MANAGER, seen=case.version)
    assert [one.text for one in refusal.value.reasons] == ['"Note it in the diary" is held by olive.']
    with pytest.raises(Refused) as refusal:
        office.cases.release(case, "note_it", by=MANAGER, seen=case.version)
    assert codes(refusal.value) == {"reason"}
    case = office.cases.reassign(case, "note_it", "mo", by=MANAGER, seen=case.version, reason="Olive is away").case
    case = completed(office, case, "note_it", by=MANAGER)

    assert stands(case)["note_it"] == "done"


def test_a_task_is_let_go_by_whoever_holds_it_without_a_reason(office: Office) -> None:
    case = office.cases.claim(asked(office), "note_it", by=OFFICER, seen=2).case

    case = office.cases.release(case, "note_it", by=OFFICER, seen=case.version).case

    assert case.tasks["note_it"].holder is None
    with pytest.raises(Refused) as refusal:
        office.cases.release(case, "note_it", by=OFFICER, seen=case.version)
    assert codes(refusal.value) == {"no_change"}


def test_tasks_are_opened_from_the_list_by_those_who_may_and_cancelled_with_a_reason(office: Office) -> None:
    case = asked(office)
    for task, by, code in (
        ("home_visit", MANAGER, "not_here"),
        ("call_home", OFFICER, "not_allowed"),
        ("police_return", MANAGER, "unknown_task"),
        ("nonsense", MANAGER, "unknown_task"),
    ):
        with pytest.raises(Refused) as refusal:
            office.cases.open_task(case, task, by=by, seen=case.version)
        assert codes(refusal.value) == {code}

    case = office.cases.open_task(case, "call_home", by=MANAGER, seen=case.version).case
    with pytest.raises(Refused) as refusal:
        office.cases.open_task(case, "call_home", by=MANAGER, seen=case.version)
    assert codes(refusal.value) == {"open_already"}
    with pytest.raises(Refused) as refusal:
        office.cases.cancel_task(case, "call_home", by=MANAGER, seen=case.version, reason=" ")
    assert codes(refusal.value) == {"reason"}
    with pytest.raises(Refused) as refusal:
        office.cases.cancel_task(case, "police_return", by=MANAGER, seen=case.version, reason="x")
    assert codes(refusal.value) == {"not_cancelled"}
    case = office.cases.cancel_task(case, "call_home", by=MANAGER, seen=case.version, reason="They moved").case

    assert stands(case)["call_home"] == "cancelled"


def test_a_task_of_the_case_stays_required_wherever_the_case_goes(office: Office) -> None:
    case = completed(office, asked(office), "police_return", {**KNOWN, "handling": "family"}, by=PAT)
    case = completed(office, case, "health_return", UNKNOWN_THERE, by=HAL)
    case = office.cases.open_task(case, "home_visit", by=MANAGER, seen=case.version).case

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "close", by=OFFICER, seen=case.version)
    assert codes(refusal.value) == {"nothing_open"}
    case = completed(office, case, "home_visit", by=OFFICER)

    assert office.cases.act(case, "close", by=OFFICER, seen=case.version).case.ended_at


# --- outside agencies ------------------------------------------------------------------------------------------------


def test_an_outside_agency_sees_its_own_task_and_nothing_else(office: Office) -> None:
    case = asked(office)

    assert [one.id for one in office.cases.tasks(case, by=PAT)] == ["police_return"]
    for look in (
        lambda: office.cases.get(case, by=PAT),
        lambda: office.cases.timeline(case, by=PAT),
        lambda: office.cases.next(case, by=PAT),
        lambda: office.cases.show(case, "concern", by=PAT),
        lambda: office.cases.show(case, "agency_return", by=PAT, task="health_return"),
        lambda: office.cases.complete(case, "health_return", UNKNOWN_THERE, by=PAT, seen=case.version),
        lambda: office.cases.claim(case, "note_it", by=PAT, seen=case.version),
        lambda: office.cases.act(case, "back", by=PAT, seen=case.version),
    ):
        with pytest.raises(NotFound):
            look()
    assert office.cases.find(by=PAT) == []


def test_an_outside_agency_is_told_nothing_of_the_case_by_what_comes_back(office: Office) -> None:
    case = asked(office, {**CONCERN, "what": "Marker Example"})
    office.cases.complete(case, "health_return", {**UNKNOWN_THERE}, by=HAL, seen=case.version)

    made = office.cases.complete(case, "police_return", KNOWN, by=PAT, seen=3)

    assert set(made.case.tasks) == {"police_return"}
    assert (made.case.states, made.case.subject, made.case.submissions, made.case.reference) == ((), "", {}, "")
    assert {type(one).__name__ for one in made.events} == {"TaskDone"}
    own = office.cases.show(case, "agency_return", by=PAT, task="police_return")
    assert question(own, "summary").value == "Seen near the park"


def test_an_outside_agency_that_comes_second_is_not_told_who_did_what(office: Office) -> None:
    case = asked(office)
    office.cases.claim(case, "note_it", by=OFFICER, seen=case.version)

    with pytest.raises(CaseChanged) as late:
        office.cases.complete(case, "police_return", KNOWN, by=PAT, seen=case.version)

    assert "olive" not in str(late.value)
    assert "diary" not in str(late.value)


def test_what_another_agency_answered_is_shown_to_none(office: Office) -> None:
    case = asked(office)
    office.cases.complete(case, "police_return", KNOWN, by=PAT, seen=case.version)

    view = office.cases.draft(case, "agency_return", by=HAL)

    assert "park" not in repr([(one.value, one.last) for page in view.pages for one in page.fields])


def test_a_file_sent_with_a_return_is_for_those_who_answer_and_those_who_see_the_case(database: Database) -> None:
    office = Office(database, files=TASKS, ports=Ports(scanner=Clean()))
    case = asked(office)
    kept = office.cases.upload(case, "agency_return", "evidence", "note.pdf", b"%PDF-1.7 note", by=PAT)
    file = str(kept["id"])

    assert office.cases.open_file(case, file, by=PAT).name == "note.pdf"
    with pytest.raises(NotFound):
        office.cases.open_file(case, file, by=HAL)
    office.cases.complete(case, "police_return", {**KNOWN, "evidence": [file]}, by=PAT, seen=case.version)

    for by in (PAT, OFFICER):
        assert office.cases.open_file(case, file, by=by).name == "note.pdf"
    with pytest.raises(NotFound):
        office.cases.open_file(case, file, by=HAL)


# --- what is sent with a task ----------------------------------------------------------------------------------------


def test_what_is_sent_with_a_task_is_what_the_share_names_and_no_more(office: Office) -> None:
    case = asked(office, FRIENDS)

    (sent,) = office.cases.sent(case, "police_return", by=PAT)

    shown = {one.id: one.value for page in sent.form.pages for one in page.fields}
    friends = shown["friends"]
    assert isinstance(friends, list)
    assert set(shown) == {"what", "friends"}
    assert shown["what"] == "Out late in the park"
    assert [{name for name in row if name != "id"} for row in friends if isinstance(row, dict)] == [{"name"}] * 3
    assert [cell.id for cell in question(sent.form, "friends").row] == ["name"]
    assert (sent.basis, sent.share) == ("public_task", "police")


def test_every_sending_is_on_record_with_its_legal_basis(office: Office) -> None:
    case = asked(office)

    sent = [one for one in office.cases.steps(case, by=OFFICER)[-1].events if isinstance(one, AnswersSent)]
    assert [(one.task, one.to, one.basis) for one in sent] == [("police_return", ("police",), "public_task")]
    line = '"Concern" sent in part with "Police return" to: Police. Legal basis: a public task'
    assert line in office.cases.timeline(case, by=OFFICER)[-1].lines


def test_what_was_sent_is_for_those_it_was_sent_to(office: Office) -> None:
    case = asked(office)

    assert office.cases.sent(case, "health_return", by=HAL) == ()
    for task, by in (("police_return", HAL), ("police_return", GUEST), ("nonsense", PAT)):
        with pytest.raises(NotFound):
            office.cases.sent(case, task, by=by)


def test_what_was_sent_stays_as_it_was_sent_until_it_is_withdrawn(office: Office) -> None:
    case = asked(office)
    case = office.cases.correct(
        case, "concern", {"what": "Something else"}, by=OFFICER, seen=case.version, reason="Misheard"
    ).case
    (sent,) = office.cases.sent(case, "police_return", by=PAT)
    assert question(sent.form, "what").value == "Out late in the park"

    office.cases.withdraw(case, "concern", by=MANAGER, seen=case.version, reason="Wrong child")

    assert office.cases.sent(case, "police_return", by=PAT) == ()


# --- the record ------------------------------------------------------------------------------------------------------


def test_the_folded_tasks_are_what_the_steps_made_and_the_rows_say_the_same(office: Office) -> None:
    case = asked(office, FRIENDS)
    case = office.cases.claim(case, "note_it", by=OFFICER, seen=case.version).case
    case = completed(office, case, "police_return", KNOWN, by=PAT)
    case = office.cases.act(case, "back", by=OFFICER, seen=case.version).case

    with office.database.read() as tx:
        assert read_case(tx, "little", case.id) == case == fold(read_steps(tx, "little", case.id))
    assert written(office)["casepath_task"] == len(case.tasks)


def test_correcting_and_withdrawing_an_answer_changes_the_task_with_it(office: Office) -> None:
    case = completed(office, asked(office), "police_return", KNOWN, by=PAT)
    case = office.cases.correct(
        case, "agency_return", {"handling": "family"}, by=OFFICER, seen=case.version, reason="Misheard"
    ).case
    assert case.tasks["police_return"].answers == {"handling": "family"}

    case = office.cases.withdraw(case, "agency_return", by=MANAGER, seen=case.version, reason="Wrong child").case

    assert stands(case)["police_return"] == "open"
    assert case.tasks["police_return"].answers == {}


def test_what_comes_next_names_the_tasks_and_where_the_last_of_them_leads(office: Office) -> None:
    case = completed(office, asked(office), "police_return", KNOWN, by=PAT)
    office.cases.save(case, "agency_return", UNKNOWN_THERE, by=HAL, seen=0)

    steps = {one.action: one for one in office.cases.next(case, by=OFFICER)}

    assert steps["note_it"].ready
    assert steps["note_it"].is_task
    assert [one.text for one in steps["health_return"].unmet] == [
        '"Health return" is for: Health. You may record what they said: say from whom, how and when.'
    ]


def test_a_state_that_waits_for_a_condition_goes_on_when_it_holds(database: Database) -> None:
    waits = tasks_with(("when: all_required_done", "when: tasks.police_return.done"))
    office = Office(database, files=waits)

    case = completed(office, asked(office), "police_return", KNOWN, by=PAT)

    assert case.state == "strategy"
