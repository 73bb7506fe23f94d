"""How much a form asks: what is shown, what came with an answer, and what has to be typed."""

from __future__ import annotations

from engine import Database
from engine.cases.burden import Asked, Burden, asked_by
from tests.support import MANAGER, OFFICER, REFERRED, Office, definition_of, little, little_with


def test_a_form_counts_what_is_asked_what_came_prefilled_and_what_must_be_typed(database: Database) -> None:
    office = Office(database)
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example", "sex": "f"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    # Name and sex are copied; the day starts at its default; where the harm is and the level must be said.
    view = office.cases.draft(case, "referral", by=OFFICER)
    assert view.burden == Burden(shown=7, prefilled=2, typed=1, to_type=2)
    view = office.cases.save(case, "referral", {"harm": "outside", "level": "nonsense"}, by=OFFICER, seen=0)

    assert view.burden == Burden(shown=8, prefilled=2, typed=2, to_type=2)


def test_what_stood_before_a_form_was_given_back_is_not_typed_again(database: Database) -> None:
    office = Office(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case
    assert office.cases.draft(case, "referral", by=MANAGER).burden == Burden(shown=2, to_type=1)
    case = office.cases.act(case, "give_back", by=MANAGER, seen=2, reason="Name the school").case

    given_back = office.cases.draft(case, "referral", by=OFFICER).burden
    assert (given_back.prefilled, given_back.typed, given_back.to_type) == (5, 0, 0)
    changed = office.cases.save(case, "referral", {"level": "middle"}, by=OFFICER, seen=0).burden

    assert (changed.prefilled, changed.typed) == (4, 1)


def test_a_form_that_is_only_read_asks_nothing(database: Database) -> None:
    office = Office(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", REFERRED, by=OFFICER, seen=1).case

    assert office.cases.show(case, "referral", by=OFFICER).burden == Burden()


def test_a_definition_says_how_many_of_its_questions_have_a_source() -> None:
    asked = asked_by(little().forms["referral"])

    assert asked == Asked(questions=11, always=7, required=6, sourced=3)
    assert asked.share == 27


def test_what_is_only_shown_is_no_question() -> None:
    note = "      held_on:\n"
    files = little_with(form=(note, f"      look: {{type: note, label: Look at the record}}\n{note}"))

    assert asked_by(definition_of(files).forms["referral"]) == asked_by(little().forms["referral"])
