"""Forms worked out: rules first, input second; hidden counts as unanswered; every problem is named."""

from __future__ import annotations

import pytest

from engine.cases.answers import Asking, Copied, FormState, Papers
from engine.cases.snapshot import time_env
from engine.cases.values import Answers, Json
from engine.cases.working_out import form_state
from engine.expressions.types import UNKNOWN
from tests.support import NOON, REFERRED, definition_of, little, little_with

FORM = little().forms["referral"]


def worked_out(
    sent: Answers, *, kept: Answers | None = None, draft: Answers | None = None, action: str = "refer", **more: bool
) -> FormState:
    asking = Asking(action, frozenset({"officer"}), time_env(little(), NOON), reopened=more.get("reopened", False))
    return form_state(FORM, asking, Papers(kept or {}, draft or {}, sent))


def problems(state: FormState) -> set[tuple[str, str]]:
    return {(one.path, one.code) for one in state.problems}


def test_a_complete_form_has_no_problems_and_keeps_what_was_answered() -> None:
    state = worked_out(REFERRED)

    assert state.problems == ()
    assert state.answers == {**REFERRED, "score": 3}


def test_a_hidden_answer_that_is_sent_is_refused_and_not_kept() -> None:
    state = worked_out({**REFERRED, "harm": "home"})

    assert ("where", "hidden") in problems(state)
    assert "where" not in state.answers


def test_a_hidden_answer_that_the_draft_kept_is_dropped_with_a_note() -> None:
    state = worked_out({"harm": "home"}, draft={**REFERRED, "where": ["park"], "park_name": "The green"})

    assert state.problems == ()
    assert set(state.dropped) == {"where", "park_name"}
    assert state.values.get("where", UNKNOWN) is UNKNOWN


def test_hidden_counts_as_unanswered_all_the_way_down() -> None:
    shown = worked_out({**REFERRED, "where": ["park"]})
    hidden = worked_out({**REFERRED, "harm": "home", "where": ["park"]})

    assert "park_name" in shown.required
    assert "park_name" not in hidden.shown


def test_every_problem_is_named_at_once() -> None:
    state = worked_out({"harm": "nowhere", "score": 9, "nonsense": 1, "outcome": "close", "park_name": "x"})

    assert problems(state) == {
        ("child_name", "required"),
        ("harm", "wrong_code"),
        ("park_name", "hidden"),
        ("level", "required"),
        ("score", "calculated"),
        ("outcome", "not_asked"),
        ("nonsense", "unknown_field"),
    }


def test_no_problem_repeats_an_answer() -> None:
    marker = "Marker7391"
    state = worked_out(dict.fromkeys(FORM.by_id, marker) | {f"{marker} and more": "x"})

    assert state.problems
    assert not any(marker in one.text or marker in one.path for one in state.problems)


def test_required_is_asked_only_of_the_hand_whose_action_it_is() -> None:
    by_the_referrer = worked_out(REFERRED)
    by_the_decider = worked_out({}, kept=REFERRED, action="decide")

    assert "outcome" not in by_the_referrer.asked
    assert problems(by_the_decider) == {("outcome", "required")}


def test_what_an_earlier_hand_answered_is_shown_and_not_asked() -> None:
    state = worked_out({"level": "low", "outcome": "close"}, kept=REFERRED, action="decide")

    assert problems(state) == {("level", "not_asked")}
    assert state.answers["level"] == "high"


def test_a_form_given_back_may_be_changed_by_whoever_fills_it_again() -> None:
    state = worked_out({"level": "low", "people": [{"person": "Kit"}]}, kept=REFERRED, reopened=True)

    assert state.problems == ()
    assert state.answers["level"] == "low"


@pytest.mark.parametrize(("level", "offered"), [("high", ("close", "act")), ("low", ("close",))])
def test_an_option_is_offered_only_while_its_condition_holds(level: str, offered: tuple[str, ...]) -> None:
    state = worked_out({}, kept={**REFERRED, "level": level}, action="decide")

    assert state.offered["outcome"] == offered


def test_an_answer_no_longer_offered_is_kept_and_is_a_problem() -> None:
    state = worked_out({"outcome": "act"}, kept={**REFERRED, "level": "low"}, action="decide")

    assert problems(state) == {("outcome", "not_offered")}
    assert state.answers["outcome"] == "act"


def test_a_rule_is_broken_only_when_it_certainly_applies_and_certainly_fails() -> None:
    broken = worked_out({**REFERRED, "harm": "unclear", "where": None})
    undecided = worked_out({"level": "high"})

    assert ("harm", "high_is_not_home") in problems(broken)
    assert ("harm", "high_is_not_home") not in problems(undecided)


def test_a_warning_is_a_warning() -> None:
    state = worked_out({**REFERRED, "level": "low"})

    assert [one.code for one in state.warnings] == ["low_act"]
    assert state.errors == ()


def test_an_exclusive_answer_stands_alone() -> None:
    assert worked_out({**REFERRED, "where": ["none"]}).problems == ()
    assert ("where", "exclusive") in problems(worked_out({**REFERRED, "where": ["none", "park"]}))


def test_choices_are_kept_in_the_order_of_their_list() -> None:
    state = worked_out({**REFERRED, "where": ["online", "school"]})

    assert state.answers["where"] == ["school", "online"]


def test_a_copied_answer_that_asks_to_be_confirmed_blocks_until_someone_gives_it() -> None:
    copied = {"sex": Copied("child.sex", "2026-01-01", "amy")}
    asking = Asking("refer", frozenset(), time_env(little(), NOON))
    started = Papers(draft={"sex": "f"}, sent=REFERRED, copied=copied)
    confirmed = Papers(draft={"sex": "f"}, sent={**REFERRED, "sex": "f"}, copied=copied)

    assert problems(form_state(FORM, asking, started)) == {("sex", "confirm")}
    assert form_state(FORM, asking, confirmed).problems == ()


def test_each_row_is_worked_out_by_itself_and_keeps_its_id() -> None:
    rows = [{"person": "Kit", "young": "yes"}, {"id": "r7", "person": "Robin", "school_name": "A school"}]
    state = worked_out({**REFERRED, "people": rows})

    assert problems(state) == {("people.r8.school_name", "required"), ("people.r7.school_name", "hidden")}
    assert [row["id"] for row in state.answers["people"]] == ["r8", "r7"]  # type: ignore[index,union-attr,call-overload]  # rows, by the schema


def test_too_many_rows_are_one_problem() -> None:
    state = worked_out({**REFERRED, "people": [{"person": "Kit"}] * 6})

    assert problems(state) == {("people", "too_many")}


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("harm", True),
        ("harm", ["home"]),
        ("where", "nowhere"),
        ("where", ["park", "park"]),
        ("where", [["park"]]),
        ("held_on", "2026-02-30"),
        ("held_on", 20260101),
        ("missing", "1e5"),
        ("missing", -1),
        ("missing", 10**15),
        ("child_name", ["Sam"]),
        ("child_name", "two\nlines"),
        ("child_name", "x" * 2_001),
        ("people", "Kit"),
        ("people", ["Kit"]),
        ("people", [{"person": "Kit", "nonsense": 1}]),
    ],
)
def test_an_answer_of_another_kind_is_a_problem_and_never_an_error(name: str, given: object) -> None:
    state = worked_out({**REFERRED, name: given})  # type: ignore[dict-item]  # that is the point

    assert any(one.path.startswith(name) for one in state.errors)


SEX = "        type: choice\n        label: Sex\n"
MORE = "        required: true\n        no_answer: [declined, not_asked]\n        confirm_after: 90 calendar days\n"
REASONED = definition_of(little_with(form=(SEX, SEX + MORE)))


def with_sex(given: Json, *, copied_on: str = "") -> FormState:
    copied = {"sex": Copied("child.sex", copied_on, "amy")} if copied_on else {}
    asking = Asking("refer", frozenset(), time_env(REASONED, NOON))
    draft, sent = ({"sex": given}, REFERRED) if copied_on else ({}, {**REFERRED, "sex": given})
    return form_state(REASONED.forms["referral"], asking, Papers(draft=draft, sent=sent, copied=copied))


def test_a_reason_for_having_no_answer_satisfies_required_and_counts_as_unanswered() -> None:
    state = with_sex({"no_answer": "declined"})

    assert state.problems == ()
    assert state.answers["sex"] == {"no_answer": "declined"}
    assert state.values.get("sex", UNKNOWN) is UNKNOWN


@pytest.mark.parametrize(
    "given", [{"no_answer": "not_known"}, {"no_answer": "f"}, {"no_answer": None}, {"reason": "x"}]
)
def test_a_reason_that_the_question_does_not_take_is_refused(given: Json) -> None:
    assert problems(with_sex(given)) == {("sex", "wrong_code")}


def test_a_question_that_takes_no_reasons_takes_none() -> None:
    assert ("level", "wrong_code") in problems(worked_out({**REFERRED, "level": {"no_answer": "declined"}}))


@pytest.mark.parametrize(("copied_on", "asks"), [("2025-12-11", True), ("2025-12-12", False), ("2026-03-12", False)])
def test_a_copy_is_confirmed_only_once_it_is_old(copied_on: str, asks: bool) -> None:
    # 90 calendar days before 12 March 2026 is 12 December 2025.
    assert (("sex", "confirm") in problems(with_sex("f", copied_on=copied_on))) is asks


@pytest.mark.parametrize("blank", ["", "   ", None])
def test_spaces_are_no_answer_in_a_row_or_anywhere(blank: Json) -> None:
    state = worked_out({**REFERRED, "child_name": blank, "people": [{"person": blank}]})

    assert problems(state) == {("child_name", "required"), ("people.r1.person", "required")}
    assert state.answers["people"] == [{"id": "r1"}]
