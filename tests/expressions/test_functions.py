"""Each function of the closed list: its ordinary answer, its answer to unknown, and its edges."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.functions import FUNCTIONS
from engine.expressions.types import DATE, NUMBER, TEXT, UNKNOWN, Choice, Rows, Scope
from tests.expressions.questions import DECISION, MARCH_27, RISK, SCOPE, YES_NO, options, ready


@pytest.mark.parametrize("text", ["answered(age)", "answered(born.year)", "answered(screening.decision)"])
def test_answered_is_always_known(text: str) -> None:
    env = {"age": 0, "born": {"year": 2010}, "screening.decision": "panel"}

    assert ready(text).evaluate(env) is True
    assert ready(text).evaluate({}) is False


def test_a_part_that_was_not_given_is_unanswered_though_the_rest_was() -> None:
    assert ready("answered(born.month)").evaluate({"born": {"year": 2010}}) is False


def test_default_steps_in_only_for_unknown() -> None:
    assert ready("default(age, 7)").evaluate({"age": 0}) == 0
    assert ready("default(age, 7)").evaluate({}) == 7
    assert ready("default(age, visits)").evaluate({}) is UNKNOWN
    assert ready("default(flag, true) == false").evaluate({"flag": False}) is True


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("length(summary)", 14),
        ("lower(summary)", "seen at school"),
        ('contains(summary, "school")', True),
        ('contains(summary, "SCHOOL")', False),
        ('contains(summary, "")', True),
        ('starts_with(summary, "Seen")', True),
        ('starts_with(summary, "seen")', False),
        ("length(reason)", UNKNOWN),
        ("lower(reason)", UNKNOWN),
        ("contains(summary, reason)", UNKNOWN),
        ("starts_with(reason, summary)", UNKNOWN),
        ('length("")', 0),
    ],
)
def test_texts_are_measured_and_searched(text: str, value: object) -> None:
    answer = ready(text).evaluate({"summary": "Seen at school"})

    assert answer is value or answer == value


@pytest.mark.parametrize(
    ("text", "env", "value"),
    [
        ("points(risk_level)", {"risk_level": "moderate"}, 2),
        ("points(risk_level)", {"risk_level": "significant"}, Decimal("3.5")),
        ("points(risk_level)", {"risk_level": "immediate"}, UNKNOWN),
        ("points(risk_level)", {}, UNKNOWN),
        ("points(contexts)", {"contexts": ("school", "park")}, Decimal("2.5")),
        ("points(contexts)", {"contexts": ()}, 0),
        ("points(contexts)", {"contexts": ("school", "peer_group")}, UNKNOWN),
        ("points(contexts)", {}, UNKNOWN),
        ("points(grid)", {"grid": {"sleep": "low", "food": "moderate"}}, 3),
        ("points(grid)", {"grid": {"sleep": "low"}}, UNKNOWN),
        ("points(grid)", {}, UNKNOWN),
        ("points(grid.sleep)", {"grid": {"sleep": "low"}}, 1),
        ("count(contexts)", {"contexts": ("school", "park")}, 2),
        ("count(contexts)", {}, UNKNOWN),
        ("count(evidence)", {"evidence": ("F-1", "F-2")}, 2),
        ("one_of(decision, panel_2, strategy)", {"decision": "strategy"}, True),
        ("one_of(age, 1, -2, 3.5)", {"age": -2}, True),
        ("one_of(age, 1)", {}, UNKNOWN),
    ],
)
def test_choices_have_points_and_can_be_counted(text: str, env: dict[str, object], value: object) -> None:
    scope = Scope({**SCOPE.names, "decision": Choice(options("other", "panel_2", "strategy"))})

    answer = ready(text, scope).evaluate(env)

    assert answer is value or answer == value


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("done(screen)", "done(screen)", True),
        ("entered(plan)", "entered(plan)", False),
        ("in_state(enquiry/child/assessed)", "in_state(enquiry/child/assessed)", True),
        ("times(record_conference)", "times(record_conference)", 3),
        ("last(assessment)", "last(assessment)", MARCH_27),
    ],
)
def test_the_cases_history_is_read_under_its_own_key(text: str, key: str, value: object) -> None:
    expression = ready(text)

    assert expression.reads == {key}
    assert expression.evaluate({key: value}) == value
    assert expression.evaluate({}) is UNKNOWN


EXAMPLES = Scope(
    names={
        **SCOPE.names,
        "screened_on": DATE,
        "placed_on": DATE,
        "referred_on": DATE,
        "linked_on": DATE,
        "police_reference": TEXT,
        "decision": Choice(DECISION),
        "visits": NUMBER,
        "associates": Rows({"own_concern": Choice(YES_NO), "role": Choice(options("r", "causing_harm")), "name": TEXT}),
        "risk_level": Choice(RISK),
    },
    actions=frozenset({"record_conference", "return_assessment"}),
    states=frozenset({"strategy", "enquiry/child"}),
    forms=frozenset({"screening"}),
)


WITHOUT_PANEL = Scope(
    {name: kind for name, kind in EXAMPLES.names.items() if name != "panel"},
    actions=EXAMPLES.actions,
    states=EXAMPLES.states,
    forms=EXAMPLES.forms,
)


WITH_VISITS = Scope({**WITHOUT_PANEL.names, "visits": Rows({"minutes": NUMBER, "seen_on": DATE})})


def test_the_list_of_functions_is_the_closed_one() -> None:
    assert list(FUNCTIONS) == [
        *("answered", "default", "today", "now", "years_between", "months_between", "days_between"),
        *("working_days_between", "add_days", "add_working_days", "age_on", "count", "sum", "any", "all", "min", "max"),
        *("points", "length", "lower", "contains", "starts_with", "one_of", "done", "entered", "in_state", "times"),
        "last",
    ]


@pytest.mark.parametrize("name", list(FUNCTIONS))
def test_every_function_has_a_sentence_and_an_example_that_compiles(name: str) -> None:
    function = FUNCTIONS[name]
    scope = WITH_VISITS if re.match(r"(sum|min|max)\(visits", function.example) else WITHOUT_PANEL

    assert function.meaning.endswith(".")
    assert re.search(rf"\b{name}\(", function.example)
    assert isinstance(compile_expression(function.example, scope, wants=None), Expression)


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.kind == "plain"])
def test_every_plain_function_is_unknown_when_anything_it_takes_is(name: str) -> None:
    function = FUNCTIONS[name]
    scope = Scope({f"a{place}": argument.type or TEXT for place, argument in enumerate(function.takes)})
    expression = ready(f"{name}({', '.join(scope.names)})", scope)

    assert expression.evaluate({}) is UNKNOWN
