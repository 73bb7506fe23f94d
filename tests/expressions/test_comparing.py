"""What does not go together is not compared, and the author is told what may have been meant."""

from __future__ import annotations

import pytest

from tests.expressions.questions import told

MISTAKES = [
    # text, code, message, hint, the part that is marked
    (
        "risk_level < 3",
        "T301",
        'Cannot use "<" between a choice and a number.',
        "Did you mean points(risk_level)?",
        "risk_level < 3",
    ),
    (
        "decision < 3",
        "T301",
        'Cannot use "<" between a choice and a number.',
        "Its answers: no_further_action, early_help, panel, strategy.",
        "decision < 3",
    ),
    (
        "known == true",
        "T301",
        'Cannot use "==" between a choice and a condition.',
        "Write: known == yes",
        "known == true",
    ),
    (
        "known != true",
        "T301",
        'Cannot use "!=" between a choice and a condition.',
        "Write: known != yes",
        "known != true",
    ),
    (
        "contexts == school",
        "T301",
        'Cannot use "==" between several choices and a choice.',
        "Write: school in contexts",
        "contexts == school",
    ),
    (
        'contexts != "school"',
        "T301",
        'Cannot use "!=" between several choices and a choice.',
        'Write: "school" not in contexts',
        'contexts != "school"',
    ),
    (
        "contexts > 2",
        "T301",
        'Cannot use ">" between several choices and a number.',
        "Did you mean count(contexts)?",
        "contexts > 2",
    ),
    (
        "seen_on > 5",
        "T301",
        'Cannot use ">" between a date and a number.',
        "Did you mean years_between(seen_on, today())?",
        "seen_on > 5",
    ),
    (
        "summary > 3",
        "T301",
        'Cannot use ">" between a text and a number.',
        "Did you mean length(summary)?",
        "summary > 3",
    ),
    (
        'age == "12"',
        "T301",
        'Cannot use "==" between a number and a text.',
        "Write the number without quotes: 12",
        'age == "12"',
    ),
    (
        "seen_on == at",
        "T301",
        'Cannot use "==" between a date and a time.',
        "Compare a value with one of its own type.",
        "seen_on == at",
    ),
    (
        "seen_on == held_at",
        "T301",
        'Cannot use "==" between a date and a date with a time.',
        "Compare a value with one of its own type.",
        "seen_on == held_at",
    ),
    (
        "child == 3",
        "T301",
        'Cannot use "==" between a subject and a number.',
        "Compare a value with one of its own type.",
        "child == 3",
    ),
    (
        "home_address == summary",
        "T301",
        'Cannot use "==" between an address and a text.',
        "Compare a value with one of its own type.",
        "home_address == summary",
    ),
    (
        "born == 2010",
        "T301",
        'Cannot use "==" between a partial date and a number.',
        "Compare a value with one of its own type.",
        "born == 2010",
    ),
    (
        "decision < early_help",
        "T302",
        'The answers to "Decision" have no order, so "<" says nothing about them.',
        'Use "in [...]", or mark the list "ordered: true".',
        "decision < early_help",
    ),
    ("summary < reason", "T302", '"<" needs an order, and a text has none.', 'Use "==" or "!=".', "summary < reason"),
    (
        "flag < other_flag",
        "T302",
        '"<" needs an order, and a condition has none.',
        'Use "==" or "!=".',
        "flag < other_flag",
    ),
    (
        "child < other_child",
        "T302",
        '"<" needs an order, and a subject has none.',
        'Use "==" or "!=".',
        "child < other_child",
    ),
    (
        "risk_level == harm_source",
        "T304",
        '"Level of concern" and "harm_source" are answered from different lists.',
        "Two choices compare only when they share a list.",
        "risk_level == harm_source",
    ),
    (
        "risk_level in contexts",
        "T304",
        '"Level of concern" and "contexts" are answered from different lists.',
        "Two choices compare only when they share a list.",
        "risk_level in contexts",
    ),
    (
        "age in []",
        "T313",
        "This list is empty, so nothing can be in it.",
        "Write them out: [low, moderate].",
        "age in []",
    ),
    ("age in [1 + 2]", "T313", "1 + 2 cannot stand in a list.", "Write them out: [low, moderate].", "1 + 2"),
    ("age in [visits]", "T313", "visits cannot stand in a list.", "Write them out: [low, moderate].", "visits"),
    (
        'age in [1, "a"]',
        "T301",
        'Cannot use "==" between a number and a text.',
        "Compare a value with one of its own type.",
        '"a"',
    ),
    ("[1, 2] == age", "T313", 'A list stands only after "in".', "Write: field in [a, b]", "[1, 2]"),
    (
        "age in visits",
        "T314",
        'Cannot use "in" between a number and a number.',
        "Use: code in field, or field in [a, b].",
        "age in visits",
    ),
    (
        '"x" in summary',
        "T314",
        'Cannot use "in" between a text and a text.',
        'Write: contains(summary, "x")',
        '"x" in summary',
    ),
    (
        '"x" not in summary',
        "T314",
        'Cannot use "not in" between a text and a text.',
        'Write: not contains(summary, "x")',
        '"x" not in summary',
    ),
    (
        "home in harm_source",
        "T314",
        'Cannot use "in" between a choice and a choice.',
        "Write: harm_source == home",
        "home in harm_source",
    ),
    (
        "age in contexts",
        "T314",
        'Cannot use "in" between a number and several choices.',
        "Use: code in field, or field in [a, b].",
        "age in contexts",
    ),
    (
        "harm_source in contexts",
        "T304",
        '"harm_source" and "contexts" are answered from different lists.',
        "Two choices compare only when they share a list.",
        "harm_source in contexts",
    ),
]


@pytest.mark.parametrize(("text", "code", "message", "hint", "marked"), MISTAKES)
def test_a_comparison_that_says_nothing_is_answered_with_one_that_does(
    text: str, code: str, message: str, hint: str, marked: str
) -> None:
    assert told(text)[0] == (code, message, hint, marked)
