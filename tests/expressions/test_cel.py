"""Google's CEL, which knows nothing of Casepath, gives what the closures give wherever both can say a thing."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest

from engine.expressions.evaluate import Expression
from engine.expressions.types import UNKNOWN
from tests.dice import Dice
from tests.expressions.cel import for_cel, in_cel, millionths, random_answers, random_expression
from tests.expressions.questions import ready

ENOUGH: Final = 10_000


@pytest.fixture(scope="module")
def cel() -> Any:
    """Give Google's evaluator. It is for development only: no wheel of it exists for some systems."""
    return pytest.importorskip("cel_expr_python.cel", reason="cel-expr-python is not installed")


@pytest.fixture(scope="module")
def questions(cel: Any) -> Any:
    """Give CEL's world, in which `q` holds every answer."""
    return cel.NewEnv(variables={"q": cel.Type.Map(cel.Type.STRING, cel.Type.DYN)})


def test_cel_and_the_closures_agree_on_thousands_of_random_expressions(cel: Any, questions: Any) -> None:
    dice, given, differ = Dice(1), Counter[object](), []

    for _ in range(ENOUGH):
        expression, answers = ready(random_expression(dice)), random_answers(dice)
        ours, theirs = by_closures(expression, answers), by_cel(cel, questions, expression, answers)
        given[ours if isinstance(ours, bool | str) else "a number"] += 1
        if ours != theirs or type(ours) is not type(theirs):
            differ.append((expression.text, answers, ours, theirs))

    assert differ[:3] == []
    assert all(given[kind] > ENOUGH / 25 for kind in (True, False, "unknown", "a number")), given


@pytest.mark.parametrize(
    ("text", "answers", "ours", "theirs"),
    [
        ("count(associates, score > 1)", {"associates": ({"score": 3}, {})}, 1_000_000, "unknown"),
        ("cost * 0.5", {"cost": 3}, 1_500_000, 1_500_000),
        ("0.001 * 0.0005", {}, 1, 0),
    ],
)
def test_where_they_differ_they_differ_as_documented(
    cel: Any, questions: Any, text: str, answers: dict[str, Any], ours: object, theirs: object
) -> None:
    expression = ready(text)

    assert by_closures(expression, answers) == ours
    assert by_cel(cel, questions, expression, answers) == theirs


def by_closures(expression: Expression, answers: dict[str, Any]) -> object:
    value: Any = expression.evaluate(answers)
    if value is UNKNOWN:
        return "unknown"
    return value if isinstance(value, bool) else millionths(value)


def by_cel(cel: Any, questions: Any, expression: Expression, answers: dict[str, Any]) -> object:
    value = questions.compile(in_cel(expression.root)).eval(data={"q": for_cel(answers)})
    return "unknown" if value.type() == cel.Type.ERROR else value.plain_value()
