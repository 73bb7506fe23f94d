"""Rows that were not sent just now, and checks: what is judged, of whom, and what is only worked out again."""

from __future__ import annotations

import pytest

from engine.cases.answers import Asking, FormState, Papers, label_list
from engine.cases.snapshot import time_env
from engine.cases.values import Answers, Json
from engine.cases.working_out import form_state
from tests.support import NOON, REFERRED, definition_of, little_with

CELLS = """\
          person: {type: text, label: Person, required: true}
          visits:
            type: integer
            label: Visits
            check: {that: visits <= limit, say: Fewer than that.}
          calls: {type: integer, label: Calls}
          contacts: {type: integer, label: Contacts, calc: visits + calls}
"""
ASKED = "      people:\n        type: rows\n"
MORE = """\
      begun_on:
        type: date
        label: Begun on
        check: {that: begun_on <= ended_on, say: It began before it ended.}
      ended_on: {type: date, label: Ended on, show_if: harm != unclear}
      total:
        type: integer
        label: Total
        calc: sum(people, contacts)
        check: {that: total < 10, say: That is too many.}
"""
LIMIT = "      limit: {type: integer, label: Limit, show_if: harm != unclear}\n"
AFTER = "  decision:\n"
PERSON = "          person: {type: text, label: Person, required: true}\n"
FILES = little_with(form=(ASKED, MORE + ASKED))
for _old, _new in ((PERSON, CELLS), (AFTER, LIMIT + AFTER)):
    FILES["form_schemas/referral.yaml"] = FILES["form_schemas/referral.yaml"].replace(_old.encode(), _new.encode())
DEFINITION = definition_of(FILES)
FORM = DEFINITION.forms["referral"]
ROWS: Json = [{"id": "r1", "person": "Kit Example", "young": "no", "school_name": "A school", "visits": 2, "calls": 1}]


def worked_out(
    *, kept: Answers | None = None, draft: Answers | None = None, sent: Answers | None = None, action: str = "refer"
) -> FormState:
    asking = Asking(action, frozenset({"officer"}), time_env(DEFINITION, NOON))
    return form_state(FORM, asking, Papers(kept or {}, draft or {}, sent or {}))


def problems(state: FormState) -> set[tuple[str, str]]:
    return {(one.path, one.code) for one in state.problems}


def test_a_hidden_cell_that_the_draft_kept_is_dropped_with_a_note() -> None:
    state = worked_out(draft={**REFERRED, "people": ROWS})

    assert state.problems == ()
    assert state.dropped == ("people.r1.school_name",)
    assert label_list(FORM, state.dropped) == '"School of this person"'
    assert "school_name" not in str(state.answers["people"])


def test_a_hidden_cell_that_is_sent_is_refused() -> None:
    state = worked_out(sent={**REFERRED, "people": ROWS})

    assert problems(state) == {("people.r1.school_name", "hidden")}
    assert state.dropped == ()


def test_a_calculated_cell_is_worked_out_again_whenever_its_row_is_read() -> None:
    first = worked_out(sent={**REFERRED, "people": [{"person": "Kit Example", "visits": 2, "calls": 1}]})
    then = worked_out(kept=first.answers, sent={"outcome": "close"}, action="decide")

    assert (first.problems, then.problems) == ((), ())
    assert then.answers["people"] == [{"id": "r1", "person": "Kit Example", "visits": 2, "calls": 1, "contacts": 3}]


def test_a_calculated_cell_that_is_sent_is_refused() -> None:
    state = worked_out(sent={**REFERRED, "people": [{"person": "Kit Example", "contacts": 9}]})

    assert problems(state) == {("people.r1.contacts", "calculated")}


def test_what_is_missing_in_an_earlier_hands_rows_is_not_asked_of_the_next() -> None:
    kept: Answers = {**REFERRED, "people": [{"id": "r1", "young": "no", "visits": 99}], "limit": 5}

    assert worked_out(kept=kept, sent={"outcome": "close"}, action="decide").problems == ()


@pytest.mark.parametrize(("ended_on", "wrong"), [("2026-01-31", True), ("2026-02-01", False), (None, False)])
def test_a_check_may_speak_of_a_question_that_is_asked_later(ended_on: Json, wrong: bool) -> None:
    state = worked_out(sent={**REFERRED, "begun_on": "2026-02-01", "ended_on": ended_on})

    assert problems(state) == ({("begun_on", "check")} if wrong else set())


@pytest.mark.parametrize(("limit", "wrong"), [(1, True), (2, False)])
def test_a_check_in_a_row_may_speak_of_a_question_of_the_form_that_is_asked_later(limit: int, wrong: bool) -> None:
    rows: Json = [{"person": "Kit Example", "visits": 2}]
    state = worked_out(sent={**REFERRED, "people": rows, "limit": limit})

    assert problems(state) == ({("people.r1.visits", "check")} if wrong else set())


def test_what_is_worked_out_is_checked_while_something_it_depends_on_is_asked() -> None:
    rows: Json = [{"id": "r1", "person": "Kit Example", "visits": 9, "calls": 9}]

    assert problems(worked_out(sent={**REFERRED, "people": rows})) == {("total", "check")}
    later = worked_out(kept={**REFERRED, "people": rows}, sent={"outcome": "close"}, action="decide")
    assert later.problems == ()


def test_a_row_that_a_draft_kept_without_an_id_is_known_by_the_id_it_was_shown_with() -> None:
    files = dict(FILES)
    files["form_schemas/referral.yaml"] = files["form_schemas/referral.yaml"].replace(
        b"calls: {type: integer, label: Calls}", b"calls: {type: integer, label: Calls, edit: manager}"
    )
    form = definition_of(files).forms["referral"]
    draft: Answers = {**REFERRED, "people": [{"person": "Kit Example", "calls": 4}]}
    asking = Asking("refer", frozenset({"officer"}), time_env(DEFINITION, NOON))

    shown = form_state(form, asking, Papers(draft=draft))
    sent: Answers = {"people": [{"person": "Robin Example"}, {"id": "r1", "person": "Kit Example"}]}
    state = form_state(form, asking, Papers(draft=draft, sent=sent))

    assert shown.answers["people"] == [{"id": "r1", "person": "Kit Example", "calls": 4}]
    assert problems(state) == set()
    assert state.answers["people"] == [
        {"id": "r2", "person": "Robin Example"},
        {"id": "r1", "person": "Kit Example", "calls": 4},
    ]


def test_what_an_earlier_hand_answered_is_not_asked_of_the_next_nor_required_of_them() -> None:
    state = worked_out(kept=REFERRED, sent={"outcome": "close"}, action="decide")

    assert state.asked == state.required | {"note"} == {"outcome", "note"}
    assert {"child_name", "harm", "level"} <= state.shown
