"""A function gets what the table says, and a wrong call is answered with an example."""

from __future__ import annotations

import pytest

from tests.expressions.questions import told

MISTAKES = [
    # text, code, message, hint, the part that is marked
    (
        "frobnicate(age) > 3",
        "N203",
        'There is no function "frobnicate".',
        "The functions here: add_days, add_working_days, age_on, all, answered, any, contains, count and 20 more.",
        "frobnicate",
    ),
    (
        "years_betwen(seen_on, seen_on) > 3",
        "N203",
        'There is no function "years_betwen".',
        'Did you mean "years_between"?',
        "years_betwen",
    ),
    ("len(summary) > 3", "N203", 'There is no function "len".', 'Did you mean "length"?', "len"),
    ("age(3) > 3", "N203", '"age" is a question, not a function.', "Take the brackets after it away.", "age"),
    ("done(scren)", "N205", 'There is no action "scren".', 'Did you mean "screen"?', "scren"),
    ('done("screen")', "T306", "done takes the id of an action.", "For example: done(record_conference)", '"screen"'),
    ("done(1)", "T306", "done takes the id of an action.", "For example: done(record_conference)", "1"),
    (
        "entered(enquiry/chld)",
        "N206",
        'There is no state "enquiry/chld".',
        'Did you mean "enquiry/child"?',
        "enquiry/chld",
    ),
    ("last(screning) > seen_on", "N207", 'There is no form "screning".', 'Did you mean "screening"?', "screning"),
    (
        "days_between(seen_on) > 1",
        "T305",
        "days_between takes 2, and here it has 1.",
        "Write: days_between(start, end). For example: days_between(seen_on, today()) <= 10",
        "days_between(seen_on)",
    ),
    (
        "today(3) == seen_on",
        "T305",
        "today takes nothing, and here it has 1.",
        "Write: today(). For example: date_of_birth <= today()",
        "today(3)",
    ),
    (
        "one_of(age) ",
        "T305",
        "one_of takes 2 or more, and here it has 1.",
        "Write: one_of(value, answer, ...). For example: one_of(decision, panel, strategy)",
        "one_of(age)",
    ),
    (
        "default(age) > 3",
        "T305",
        "default takes 2, and here it has 1.",
        "Write: default(value, otherwise). For example: default(visits, 0) < 3",
        "default(age)",
    ),
    (
        "count(contexts, flag) > 1",
        "T305",
        "Only rows can be counted with a condition.",
        "Write: count(contexts)",
        "count(contexts, flag)",
    ),
    (
        "days_between(seen_on, age) > 1",
        "T306",
        '"end" of days_between is a date; "age" is a number.',
        "For example: days_between(seen_on, today()) <= 10",
        "age",
    ),
    (
        "sum(associates, name) > 1",
        "T306",
        'sum needs a number of each row; "name" is a text.',
        "For example: sum(visits, minutes) > 60",
        "name",
    ),
    (
        "min(associates, name) > 1",
        "T306",
        'min needs a number, a date or a time of each row; "name" is a text.',
        "For example: min(visits, seen_on) <= referred_on",
        "name",
    ),
    (
        "sum(age, age) > 1",
        "T306",
        'sum looks at rows; "age" is a number.',
        "For example: sum(visits, minutes) > 60",
        "age",
    ),
    (
        "answered(age + 1)",
        "T306",
        "answered takes the name of a question.",
        "For example: answered(decision)",
        "age + 1",
    ),
    (
        "default(age, summary) == 3",
        "T306",
        "The two parts of default are of one type; these are a number and a text.",
        "For example: default(visits, 0) < 3",
        "default(age, summary)",
    ),
    (
        "points(age) > 3",
        "T306",
        'Only a choice has points; "age" is a number.',
        "For example: points(risk_level) >= 3",
        "age",
    ),
    (
        "points(born) > 3",
        "T306",
        'Only a choice has points; "born" is a partial date.',
        "For example: points(risk_level) >= 3",
        "born",
    ),
    (
        "count(age) > 1",
        "T306",
        'count looks at rows; "age" is a number.',
        "For example: count(associates, own_concern == yes)",
        "age",
    ),
    (
        "count(home_address) > 1",
        "T306",
        'count looks at rows; "home_address" is an address.',
        "For example: count(associates, own_concern == yes)",
        "home_address",
    ),
    (
        "points(harm_source) > 3",
        "T309",
        'The answers to "harm_source" have no points.',
        "Give the options of the list points.",
        "points(harm_source)",
    ),
    (
        "any(associates, any(calls, any(form.associates, flag)))",
        "T312",
        "Rows can be looked at inside rows once, not again.",
        "Go at most two deep; calculate the rest in a field.",
        "any(form.associates, flag)",
    ),
    (
        "in_state(assessed)",
        "N206",
        'There is no state "assessed".',
        "The states here: closed, enquiry/child, enquiry/child/assessed, plan.",
        "assessed",
    ),
]


@pytest.mark.parametrize(("text", "code", "message", "hint", "marked"), MISTAKES)
def test_a_wrong_call_is_answered_with_what_the_function_takes(
    text: str, code: str, message: str, hint: str, marked: str
) -> None:
    assert told(text)[0] == (code, message, hint, marked)
