"""A name means one thing: a mistake in one is answered with the nearest right one, and a doubt with a question."""

from __future__ import annotations

import pytest

from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import NUMBER, TEXT, Choice, Scope
from tests.expressions.questions import SCOPE, YES_NO, problems, ready, told

MISTAKES = [
    # text, code, message, hint, the part that is marked
    ("agee > 3", "N201", 'There is no "agee" here.', 'Did you mean "age"?', "agee"),
    (
        "screening.decison == early_help",
        "N201",
        'There is no "screening.decison" here.',
        'Did you mean "screening.decision"?',
        "screening.decison",
    ),
    (
        "screning.decision == early_help",
        "N201",
        'There is no "screning.decision" here.',
        'Did you mean "screening.decision"?',
        "screning.decision",
    ),
    ("case.stat == summary", "N201", 'There is no "case.stat" here.', 'Did you mean "case.state"?', "case.stat"),
    ("today == seen_on", "N201", '"today" is a function.', "Write: today()", "today"),
    ("summary == police", "N201", 'There is no "police" here.', 'Put quotes round a text: "police"', "police"),
    (
        "risk_level >= significnat",
        "N202",
        '"significnat" is not an answer to "Level of concern" (low, moderate, significant, immediate).',
        'Did you mean "significant"?',
        "significnat",
    ),
    (
        "harm_source == school",
        "N202",
        '"school" is not an answer to "harm_source" (home, outside_home, both, unclear).',
        "Use one of the codes of its list.",
        "school",
    ),
    (
        "harm_source in [home, outsid]",
        "N202",
        '"outsid" is not an answer to "harm_source" (home, outside_home, both, unclear).',
        "Use one of the codes of its list.",
        "outsid",
    ),
    (
        "decision == panel",
        "N204",
        '"panel" is an answer to "Decision" and also a question of its own.',
        'Put quotes round it if you mean the answer: "panel"',
        "panel",
    ),
    (
        "panel == decision",
        "N204",
        '"panel" is an answer to "Decision" and also a question of its own.',
        'Put quotes round it if you mean the answer: "panel"',
        "panel",
    ),
    (
        "decision in [panel]",
        "N204",
        '"panel" is an answer to "Decision" and also a question of its own.',
        'Put quotes round it if you mean the answer: "panel"',
        "panel",
    ),
    (
        "count(associates, age > 3) > 1",
        "N208",
        '"age" is a question of the form; inside these brackets a bare name is the row\'s.',
        "Write: form.age",
        "age",
    ),
    (
        "count(associates, agee > 3) > 1",
        "N201",
        'There is no "agee" here.',
        "The names here: calls, name, own_concern, score, seen.",
        "agee",
    ),
    ("count(associates, scor > 3) > 1", "N201", 'There is no "scor" here.', 'Did you mean "score"?', "scor"),
    (
        "count(associates, decision == panel) > 1",
        "N208",
        '"decision" is a question of the form; inside these brackets a bare name is the row\'s.',
        "Write: form.decision",
        "decision",
    ),
    (
        "count(associates, park == panel) > 1",
        "N201",
        'There is no "park" here.',
        "The names here: calls, name, own_concern, score, seen.",
        "park",
    ),
    ("born.yeer == 3", "N209", 'A partial date has no part "yeer".', 'Did you mean "year"?', "born.yeer"),
    ("age.year == 3", "N209", "A number has no parts, so nothing can follow the dot.", 'Take ".year" out.', "age.year"),
    (
        "tasks.polise.done",
        "N201",
        'There is no "tasks.polise.done".',
        "The names here: tasks.police.done.",
        "tasks.polise.done",
    ),
    ("tasks.police == 3", "N201", 'There is no "tasks.police".', "The names here: tasks.police.done.", "tasks.police"),
    ('"a".b == 3', "N209", "A dot stands only between names.", "Take the part after the dot out.", '"a".b'),
    (
        "decision < panel2",
        "N202",
        '"panel2" is not an answer to "Decision" (no_further_action, early_help, panel, strategy).',
        'Did you mean "panel"?',
        "panel2",
    ),
    (
        "associates",
        "T311",
        '"associates" is rows, which are not a value.',
        "Count them, such as: count(associates) > 0",
        "associates",
    ),
    (
        "answered(associates)",
        "T311",
        '"associates" is rows, which are not a value.',
        "Count them, such as: count(associates) > 0",
        "associates",
    ),
    (
        "age in associates",
        "T311",
        '"associates" is rows, which are not a value.',
        "Count them, such as: count(associates) > 0",
        "associates",
    ),
]


@pytest.mark.parametrize(("text", "code", "message", "hint", "marked"), MISTAKES)
def test_a_wrong_name_is_answered_with_what_to_write(
    text: str, code: str, message: str, hint: str, marked: str
) -> None:
    assert told(text)[0] == (code, message, hint, marked)


def test_a_quoted_code_may_also_be_a_questions_name() -> None:
    assert ready('decision == "panel"').evaluate({"decision": "panel", "panel": "Tuesday"}) is True


def test_inside_rows_an_answer_that_is_also_a_question_of_the_form_must_be_quoted() -> None:
    scope = Scope({"yes": NUMBER, **SCOPE.names}, labels=SCOPE.labels)

    (problem,) = problems("any(associates, own_concern == yes)", scope)

    assert problem.code.id == "N204"
    assert problem.message == '"yes" is an answer to "Own screening?" and also a question of its own.'


def test_the_forms_own_name_never_reaches_the_row_or_another_form() -> None:
    scope = Scope({"score": NUMBER, "other.score": NUMBER}, row_names=frozenset({"score"}))

    assert [one.code.id for one in problems("form.score > 1", scope)] == ["N201"]
    assert [one.code.id for one in problems("form.other.score > 1", scope)] == ["N201"]


def test_a_bare_word_is_a_code_only_where_it_meets_a_choice() -> None:
    scope = Scope({"known": Choice(YES_NO), "name": TEXT})

    assert isinstance(compile_expression("default(known, no) == yes", scope), Expression)
    assert [one.code.id for one in problems("name == yes", scope)] == ["N201"]
    assert [one.code.id for one in problems("yes", scope)] == ["N201"]
