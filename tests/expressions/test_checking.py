"""What an expression means: every mistake is named in plain English, all at once, with what to write."""

from __future__ import annotations

import pytest

from engine.expressions import problems as declared_problems
from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import BOOLEAN, DATE, NUMBER, TEXT, Choice, Type
from engine.findings import Code
from tests.expressions import test_calls, test_comparing, test_names
from tests.expressions.questions import RISK, SCOPE, problems, told

MISTAKES = [
    # text, code, message, hint, the part that is marked
    ("age", "T303", 'A condition is needed here; "age" is a number.', "Compare it, such as: age > 0", "age"),
    ("not known", "T303", '"Is the child known?" is answered yes or no. Say which.', "Write: known == no", "known"),
    (
        "known and flag",
        "T303",
        '"Is the child known?" is answered yes or no. Say which.',
        "Write: known == yes",
        "known",
    ),
    (
        "contexts",
        "T303",
        'A condition is needed here; "contexts" is several choices.',
        "Ask for an answer, such as: school in contexts",
        "contexts",
    ),
    (
        "summary",
        "T303",
        'A condition is needed here; "summary" is a text.',
        "Ask whether it is answered, or compare it, such as: answered(summary)",
        "summary",
    ),
    (
        "decision",
        "T303",
        'A condition is needed here; "Decision" is a choice.',
        "Compare it with an answer, such as: decision == no_further_action",
        "decision",
    ),
    (
        "any(associates, name)",
        "T303",
        'A condition is needed here; "name" is a text.',
        "Ask whether it is answered, or compare it, such as: answered(name)",
        "name",
    ),
    (
        'seen_on > "2026-02-30"',
        "T307",
        '"2026-02-30" is not a date.',
        'Write "2026-03-27", "09:30" or "2026-03-27T10:00:00+00:00".',
        '"2026-02-30"',
    ),
    (
        'at > "25:00"',
        "T307",
        '"25:00" is not a time.',
        'Write "2026-03-27", "09:30" or "2026-03-27T10:00:00+00:00".',
        '"25:00"',
    ),
    (
        'seen_on > "tomorrow"',
        "T307",
        '"tomorrow" is not a date.',
        'Write "2026-03-27", "09:30" or "2026-03-27T10:00:00+00:00".',
        '"tomorrow"',
    ),
    (
        'held_at > "2026-03-27"',
        "T307",
        '"2026-03-27" is not a date with a time.',
        'Write "2026-03-27", "09:30" or "2026-03-27T10:00:00+00:00".',
        '"2026-03-27"',
    ),
    (
        "seen_on + 3 > seen_on",
        "T308",
        'Cannot use "+" with a date: "seen_on".',
        "Write: add_days(seen_on, 3)",
        "seen_on + 3",
    ),
    (
        "seen_on - date_of_birth > 3",
        "T308",
        'Cannot use "-" with a date: "seen_on".',
        "Write: days_between(date_of_birth, seen_on)",
        "seen_on - date_of_birth",
    ),
    (
        "age + summary > 3",
        "T308",
        'Cannot use "+" with a text: "summary".',
        "Texts cannot be joined here; a letter or a title can do that.",
        "age + summary",
    ),
    (
        "age * risk_level > 3",
        "T308",
        'Cannot use "*" with a choice: "Level of concern".',
        "Did you mean points(risk_level)?",
        "risk_level",
    ),
    (
        "risk_level + 3 > 3",
        "T308",
        'Cannot use "+" with a choice: "Level of concern".',
        "Did you mean points(risk_level)?",
        "risk_level + 3",
    ),
    ("-summary == 3", "T308", 'Cannot use "-" with a text: "summary".', "Use the date functions for dates.", "summary"),
]


@pytest.mark.parametrize(("text", "code", "message", "hint", "marked"), MISTAKES)
def test_a_mistake_is_named_with_what_to_do(text: str, code: str, message: str, hint: str, marked: str) -> None:
    assert told(text)[0] == (code, message, hint, marked)


def test_every_code_of_names_and_types_has_a_bad_example() -> None:
    all_mistakes = [*MISTAKES, *test_names.MISTAKES, *test_comparing.MISTAKES, *test_calls.MISTAKES]
    declared = {one.id for one in vars(declared_problems).values() if isinstance(one, Code) and one.id[0] in "NT"}

    assert declared - {mistake[1] for mistake in all_mistakes} == {"T310"}  # It stands in the next test.


@pytest.mark.parametrize(
    ("text", "wants", "code", "message"),
    [
        ("age > 3", NUMBER, "T310", "This needs a number, and the expression gives a condition."),
        ("age", DATE, "T310", "This needs a date, and the expression gives a number."),
        (
            "default(harm_source, home)",
            Choice(RISK),
            "T304",
            "This gives an answer from another list than the question's own.",
        ),
        ('"a"', DATE, "T307", '"a" is not a date.'),
        ('"lo"', Choice(RISK), "N202", '"lo" is not an answer to "this" (low, moderate, significant, immediate).'),
    ],
)
def test_a_calculation_gives_what_its_field_holds(text: str, wants: Type, code: str, message: str) -> None:
    assert [(one.code.id, one.message) for one in problems(text, wants=wants)] == [(code, message)]


@pytest.mark.parametrize(
    ("text", "wants"),
    [
        ("age + 1", NUMBER),
        ("default(risk_level, low)", Choice(RISK)),
        ('"low"', Choice(RISK)),
        ("add_days(seen_on, 1)", DATE),
        ("lower(summary)", TEXT),
        ("known == yes", BOOLEAN),
        ("known", None),
    ],
)
def test_what_a_setting_needs_is_accepted(text: str, wants: Type | None) -> None:
    assert isinstance(compile_expression(text, SCOPE, wants=wants), Expression)


def test_all_mistakes_are_named_at_once_in_the_order_of_the_text() -> None:
    found = problems("agee > 3 and risk_level >= significnat or done(scren)")

    assert [one.code.id for one in found] == ["N201", "N202", "N205"]


def test_one_mistake_is_not_followed_by_others_that_it_causes() -> None:
    assert len(problems("agee + 1 > points(agee2) * 2 and flag")) == 2
    assert len(problems("screning.decision == early_help")) == 1
