"""What callers of an expression rely on: the names it reads, its type, its tree, and that it changes nothing."""

from __future__ import annotations

import json

from engine.expressions.types import DATE, NUMBER, Choice
from tests.expressions.questions import ASSOCIATES, RISK, ready


def test_reads_holds_every_key_that_the_caller_must_prepare() -> None:
    expression = ready(
        "done(screen) and in_state( enquiry / child ) and last(screening) <= today() and "
        "working_days_between(seen_on, today()) < 3 and times(screen) > 1 and entered(plan) and held_at < now()"
    )

    assert expression.reads == {
        *("done(screen)", "in_state(enquiry/child)", "last(screening)", "today()", "seen_on", "calendar()"),
        *("times(screen)", "entered(plan)", "held_at", "now()"),
    }


def test_the_tree_is_plain_json_with_numbers_and_dates_as_text() -> None:
    tree = ready('risk_level >= significant and cost < 1.50 and seen_on > "2026-03-27"').tree

    assert json.loads(json.dumps(tree)) == tree
    assert tree[2] == ["<", ["name", "cost"], ["number", "1.5"]]
    assert tree[3] == [">", ["name", "seen_on"], ["date", "2026-03-27"]]


def test_the_type_of_a_calculation_is_known_before_it_runs() -> None:
    assert ready("default(age, 0) * 2").type == NUMBER
    assert ready("default(risk_level, low)").type == Choice(RISK)
    assert ready("min(associates, seen)").type == DATE


def test_evaluating_changes_nothing_it_was_given() -> None:
    env: dict[str, object] = {"associates": tuple(dict(row) for row in ASSOCIATES)}
    before = repr(env)

    ready("any(associates, count(calls, minutes > score) >= 1)").evaluate(env)

    assert repr(env) == before
