"""Random typed expressions with some answers missing, and the same expressions in CEL, Google's expression language.

In CEL a missing answer is an error, and its logic absorbs errors as Kleene's absorbs unknown. Every answer is in one
map `q`, numbers are whole millionths, days are texts read as midnights in UTC, and a row is `r0`, a row in it `r1`.

CEL cannot say these, so they are not among the random expressions; the table and the browser hold them instead:

- `/`, and `*` of two fractions: CEL cuts a quotient off where ours rounds half up, and has no decimals.
- `count` of a condition that may be unknown, which ours leaves out and CEL answers with an error.
- `default` of anything but a name: nothing in CEL turns an error into a value.
- `sum`, `min`, `max`, and `points` of several choices: CEL gathers with `all` and `exists` only.
- `lower`, moving dates, months and working days: CEL has no such functions.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from engine.expressions.tree import Node
from engine.expressions.types import Date, Number
from tests.dice import Dice

# --- from the typed tree to CEL ---------------------------------------------------------------------------------------

MILLION: Final = 10**6
SIGNS: Final = {"and": "&&", "or": "||"}


def in_cel(node: Node, rows: int = 0) -> str:
    """Return *node*, which stands inside *rows* rows, as CEL."""
    args = [in_cel(part, rows) for part in node.args if node.op not in GATHERED]
    match node.op:
        case "constant":
            return constant(node.value, number=isinstance(node.type, Number), day=isinstance(node.type, Date))
        case "name" | "field" | "part":
            path = path_of(node, rows)
            return f'timestamp({path} + "T00:00:00Z")' if isinstance(node.type, Date) else path
        case "any" | "all" | "count":
            return gathered(node, rows)
        case "answered":
            return answered(node.args[0], rows)
        case "default":
            return f"({answered(node.args[0], rows)} ? {args[0]} : {args[1]})"
        case "chain":
            pairs = zip(args, node.value, args[1:], strict=False)
            return "(" + " && ".join(f"{one} {sign} {other}" for one, sign, other in pairs) + ")"
        case "among" | "not among":
            number, day = isinstance(node.args[0].type, Number), isinstance(node.args[0].type, Date)
            items = ", ".join(constant(item, number=number, day=day) for item in node.value)
            return f"{'' if node.op == 'among' else '!'}({args[0]} in [{items}])"
        case "terms":
            added = zip(node.value, args[1:], strict=True)
            return f"({args[0]} {' '.join(f'{sign} {part}' for sign, part in added)})"
        case "call":
            return CALLS[str(node.value)](*args)
        case "rank":
            return f"{json.dumps({code: place for place, code in enumerate(node.value)})}[{args[0]}]"
        case "points":
            worth = {code: millionths(points) for code, points in node.value.items()}
            return f"{json.dumps(worth)}[{args[0]}]"
    return OTHERS[node.op](*args) if node.op in OTHERS else f"({f' {SIGNS.get(node.op, node.op)} '.join(args)})"


def constant(value: Any, *, number: bool, day: bool) -> str:
    if number:
        return f"({millionths(value)})"
    return f'timestamp("{value}T00:00:00Z")' if day else json.dumps(value)


def gathered(node: Node, rows: int) -> str:
    collection, condition = in_cel(node.args[0], rows), in_cel(node.args[1], rows + 1)
    if node.op == "count":
        return f"(size({collection}.filter(r{rows}, {condition})) * {MILLION})"
    return f"{collection}.{'exists' if node.op == 'any' else 'all'}(r{rows}, {condition})"


def path_of(node: Node, rows: int) -> str:
    match node.op:
        case "field":
            return f"r{rows - 1 - node.value[1]}.{node.value[0]}"
        case "part":
            return f"{path_of(node.args[0], rows)}.{node.value}"
    return f"q.{node.value}"


def answered(node: Node, rows: int) -> str:
    asked = f"has({path_of(node, rows)})"
    return f"({answered(node.args[0], rows)} && {asked})" if node.op == "part" else asked


def years(start: str, end: str) -> str:
    early = f"{end}.getMonth() * 40 + {end}.getDate() < {start}.getMonth() * 40 + {start}.getDate()"
    return f"({end}.getFullYear() - {start}.getFullYear() - ({early} ? 1 : 0))"


GATHERED: Final = ("any", "all", "count")
CALLS: Final[Mapping[str, Callable[..., str]]] = {
    "length": lambda text: f"(size({text}) * {MILLION})",
    "contains": lambda text, part: f"{text}.contains({part})",
    "starts_with": lambda text, part: f"{text}.startsWith({part})",
    "days_between": lambda start, end: f"(({end} - {start}).getHours() / 24 * {MILLION})",
    "years_between": lambda start, end: f"(({end} < {start} ? -{years(end, start)} : {years(start, end)}) * {MILLION})",
}
OTHERS: Final[Mapping[str, Callable[..., str]]] = {
    "not": lambda part: f"!({part})",
    "negate": lambda part: f"(-({part}))",
    "size": lambda several: f"(size({several}) * {MILLION})",
    "*": lambda one, other: f"({one} * {other} / {MILLION})",
    "not in": lambda code, several: f"!({code} in {several})",
}


def millionths(number: int | Decimal) -> int:
    return int(number * MILLION)


def for_cel(value: Any) -> Any:
    """Return answers as CEL is given them."""
    if isinstance(value, Mapping):
        return {name: for_cel(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [for_cel(part) for part in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | str) else millionths(value)


# --- random expressions -----------------------------------------------------------------------------------------------

COMPARISONS: Final = ("==", "!=", "<", "<=", ">", ">=")
NUMBERS: Final = ("age", "visits", "cost", "born.year", "0", "3", "-2", "2.5", "0.000003", "length(summary)")
MORE_NUMBERS: Final = (
    *("points(risk_level)", "points(main_context)", "count(contexts)", "count(associates)", "default(age, 2)"),
    *("days_between(date_of_birth, seen_on)", "years_between(date_of_birth, seen_on)", "default(visits, cost)"),
)
ROW_NUMBERS: Final = ("score", "score", "count(calls)", "form.age", "form.cost", "1", "default(score, 1)")
CONDITIONS: Final = (
    *("flag", "other_flag", "flag", "other_flag", "true", "false", "answered(age)", "answered(born.year)"),
    *("known == yes", "known != yes", "harm_source in [home, both]", "harm_source not in [home]", "risk_level == low"),
    *(
        "risk_level >= moderate",
        "risk_level < earlier_risk",
        "low < risk_level != immediate",
        "age not in [1, -2, 2.5]",
    ),
    *("school in contexts", "main_context in contexts", "main_context not in contexts", "harm_source != unclear"),
    *('contains(summary, "a")', "starts_with(summary, reason)", "summary == reason", 'summary in ["a", "ab"]'),
    *('seen_on > "2026-01-01"', "date_of_birth <= seen_on", 'seen_on in ["2026-01-01", "2026-01-02"]', "age in [0, 1]"),
    *("flag == other_flag", "default(flag, other_flag)", "default(risk_level, low) > low", "one_of(known, yes)"),
)
ROW_CONDITIONS: Final = (
    *("own_concern == yes", "answered(score)", "form.flag", "seen < form.seen_on", "own_concern != no", "seen == seen"),
    *("any(calls, minutes > 1)", "all(calls, minutes < score)", "any(calls, minutes >= form.age)", "answered(seen)"),
)
COUNTED: Final = (
    *("answered(score)", "answered(score) and score > 1", "not answered(seen)", "true"),
    *("answered(own_concern) and own_concern == yes", "count(calls) > 0", "not answered(score) or score != 2"),
)


def random_expression(dice: Dice) -> str:
    """Return the text of a condition or, one time in eight, of a calculation."""
    depth = 1 + dice.below(3)
    return random_number(dice, depth) if dice.below(8) == 0 else random_condition(dice, depth)


def random_number(dice: Dice, depth: int, *, in_row: bool = False) -> str:
    kind = dice.below(8) if depth else 0
    if kind in (1, 2):
        return f"({_number(dice, depth, in_row)} {dice.one('+-')} {_number(dice, depth, in_row)})"
    if kind == 3:
        return f"({_number(dice, depth, in_row)} * {dice.one(('2', '3', '-1', '10'))})"
    if kind == 4:
        return f"(-{_number(dice, depth, in_row)})"
    if kind == 5 and not in_row:
        return f"count(associates, {dice.one(COUNTED)})"
    return dice.one(ROW_NUMBERS) if in_row else dice.one(NUMBERS + MORE_NUMBERS)


def _number(dice: Dice, depth: int, in_row: bool) -> str:
    return random_number(dice, depth - 1, in_row=in_row)


def random_condition(dice: Dice, depth: int, *, in_row: bool = False) -> str:
    kind = dice.below(9) if depth else 0
    below = max(depth - 1, 0)
    if kind in (1, 2, 3, 4):
        parts = [random_condition(dice, below, in_row=in_row) for _ in range(2 + dice.below(2))]
        return f"({dice.one((' and ', ' or ')).join(parts)})"
    if kind == 5:
        return f"(not {random_condition(dice, below, in_row=in_row)})"
    if kind in (6, 7):
        sides = [random_number(dice, below, in_row=in_row) for _ in range(2 + (dice.below(4) == 0))]
        return f"({sides[0]} {' '.join(f'{dice.one(COMPARISONS)} {side}' for side in sides[1:])})"
    if kind == 8 and not in_row:
        return f"{dice.one(('any', 'all'))}(associates, {random_condition(dice, below, in_row=True)})"
    return dice.one(ROW_CONDITIONS) if in_row else dice.one(CONDITIONS)


def random_answers(dice: Dice) -> dict[str, Any]:
    """Return answers to about seven in ten of the questions."""
    return _some(
        dice,
        {
            "age": _value(dice),
            "visits": _value(dice),
            "cost": _value(dice),
            "flag": dice.below(2) == 1,
            "other_flag": dice.below(2) == 1,
            "known": dice.one(("yes", "no")),
            "harm_source": dice.one(("home", "outside_home", "both", "unclear")),
            "risk_level": dice.one(("low", "moderate", "significant", "immediate", "left_the_list")),
            "earlier_risk": dice.one(("low", "moderate", "significant", "immediate")),
            "contexts": dice.one(((), ("school",), ("park", "peer_group"))),
            "main_context": dice.one(("school", "park", "peer_group")),
            "date_of_birth": _day(dice),
            "seen_on": _day(dice),
            "summary": dice.one(("", "a", "ab", "b", "a😀b")),
            "reason": dice.one(("", "a", "b")),
            "born": _some(dice, {"year": 2000 + dice.below(30)}),
            "associates": tuple(_row(dice) for _ in range(dice.below(4))),
        },
    )


def _row(dice: Dice) -> dict[str, Any]:
    calls = tuple(_some(dice, {"minutes": _value(dice)}) for _ in range(dice.below(3)))
    row = {"score": _value(dice), "own_concern": dice.one(("yes", "no")), "seen": _day(dice)}
    return {**_some(dice, row), "calls": calls}


def _some(dice: Dice, answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if dice.below(10) < 7}


def _value(dice: Dice) -> int | Decimal:
    return dice.below(7) - 3 if dice.below(2) else Decimal(dice.below(600) - 300).scaleb(-2)


def _day(dice: Dice) -> date:
    return dice.one((date(2026, 1, 1), date(2024, 2, 29), date(2025, 2, 28) + timedelta(days=dice.below(500))))
