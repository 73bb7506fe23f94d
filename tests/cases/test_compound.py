"""Answers of several parts: what is taken, how it is kept, and what conditions see of it."""

from __future__ import annotations

import pytest

from engine.cases.answers import Asking, FormState, Papers
from engine.cases.snapshot import time_env
from engine.cases.values import Json
from engine.cases.working_out import form_state
from engine.expressions.types import UNKNOWN
from tests.support import NOON, REFERRED, definition_of, little_with

FIELDS = """\
      home: {type: address, label: Home}
      began: {type: partial_date, label: When it began}
      lasted: {type: duration, label: How long it lasted}
      worry: {type: scale, label: How worried you are, min: 0, max: 10}
      strengths:
        type: grid
        label: Strengths
        lines: {family: Family, friends: Friends}
        options: levels
      since_2020:
        type: yes_no
        label: Since 2020 or later
        calc: began.year >= 2020
      sum_of_strengths:
        type: integer
        label: Sum
        calc: points(strengths)
      friends_strong:
        type: text
        label: Which friends?
        show_if: strengths.friends >= middle
"""
ASKED = "      people:\n        type: rows\n"
DEFINITION = definition_of(little_with(form=(ASKED, FIELDS + ASKED)))


def worked_out(name: str, given: Json) -> FormState:
    asking = Asking("refer", frozenset({"officer"}), time_env(DEFINITION, NOON))
    return form_state(DEFINITION.forms["referral"], asking, Papers(sent={**REFERRED, name: given}))


@pytest.mark.parametrize(
    ("name", "given", "kept"),
    [
        ("home", "1 Example Street, Exampleton", {"lines": ["1 Example Street", "Exampleton"]}),
        (
            "home",
            {"lines": ["1 Example Street", ""], "postcode": "ZZ99 3VZ"},
            {"lines": ["1 Example Street"], "postcode": "ZZ99 3VZ"},
        ),
        ("began", "2024", {"year": 2024}),
        ("began", "2024-02-29", {"year": 2024, "month": 2, "day": 29}),
        ("began", {"year": 2019, "month": 5, "about": True}, {"year": 2019, "month": 5, "about": True}),
        ("lasted", "3 weeks", {"amount": 3, "unit": "weeks"}),
        ("lasted", {"amount": 18, "unit": "months"}, {"amount": 18, "unit": "months"}),
        ("worry", 0, 0),
        ("worry", "10", 10),
        ("strengths", {"friends": "low", "family": "high"}, {"family": "high", "friends": "low"}),
    ],
)
def test_what_people_write_is_kept_in_one_form(name: str, given: Json, kept: Json) -> None:
    state = worked_out(name, given)

    assert state.problems == ()
    assert state.answers[name] == kept
    assert worked_out(name, kept).answers[name] == kept


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("home", 7),
        ("home", {"street": "1 Example Street"}),
        ("home", ["x"] * 7),
        ("began", "24"),
        ("began", "2023-02-29"),
        ("began", {"month": 5}),
        ("began", {"year": 2024, "day": 5}),
        ("began", {"year": True}),
        ("began", "\u0662\u0660\u0662\u0664"),
        ("lasted", "3"),
        ("lasted", "three weeks"),
        ("lasted", {"amount": -1, "unit": "weeks"}),
        ("lasted", {"amount": 1, "unit": "fortnights"}),
        ("worry", 11),
        ("worry", -1),
        ("worry", 1.5),
        ("strengths", {"family": "enormous"}),
        ("strengths", {"school": "low"}),
        ("strengths", "low"),
    ],
)
def test_what_cannot_be_is_a_problem_with_a_way_out(name: str, given: object) -> None:
    problems = worked_out(name, given).errors  # type: ignore[arg-type]  # that is the point

    assert [one.path for one in problems] == [name]
    assert problems[0].text.startswith('"')


@pytest.mark.parametrize("given", ["  ", {"postcode": " "}, {"lines": ["", " "]}])
def test_spaces_are_no_answer_in_any_part(given: Json) -> None:
    state = worked_out("home", given)

    assert state.problems == ()
    assert "home" not in state.answers


def test_conditions_see_the_parts_of_a_date_that_is_half_known() -> None:
    assert worked_out("began", "2021-03").values["since_2020"] == "yes"
    assert worked_out("began", "2019").values["since_2020"] == "no"
    assert worked_out("harm", "home").values.get("since_2020", UNKNOWN) is UNKNOWN


def test_a_grid_is_scored_when_every_line_is_answered_and_each_line_is_a_choice() -> None:
    whole = worked_out("strengths", {"family": "high", "friends": "middle"})
    half = worked_out("strengths", {"friends": "low"})

    assert whole.values["sum_of_strengths"] == 5
    assert "friends_strong" in whole.shown
    assert half.values["sum_of_strengths"] is UNKNOWN
    assert "friends_strong" not in half.shown
