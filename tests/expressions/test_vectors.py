"""One table of expressions, answers and what they give, which every evaluator keeps to: the closures here, the
browser's in test_browser.py.

In vectors.json null is unknown, a number's value is text in its one form ("1.5"), and the context's "calendar()" is the
page's: weekdays that do not count.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from engine.expressions.evaluate import Expression
from engine.expressions.types import (
    UNKNOWN,
    Boolean,
    Choices,
    Date,
    DateTime,
    Number,
    Parts,
    Rows,
    Time,
    Type,
    Unknown,
    Value,
)
from tests.expressions.questions import LONDON, ROW_SCOPE, SCOPE, Weekdays, ready

VECTORS: Final[list[dict[str, Any]]] = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
SCOPES: Final = {"form": SCOPE, "row": ROW_SCOPE}


def test_the_table_is_long_and_never_asks_the_same_twice() -> None:
    asked = [json.dumps({**vector, "value": None}, sort_keys=True) for vector in VECTORS]

    assert len(VECTORS) >= 250
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("vector", VECTORS)
def test_the_closures_give_what_the_table_says(vector: dict[str, Any]) -> None:
    expression, scope = asked(vector), SCOPES[vector["scope"]]
    env = {**read_all(vector["answers"], scope.names), **read_context(vector.get("context", {}))}

    value = expression.evaluate(env, read_all(vector.get("row", {}), scope.names))

    assert written(value, expression.type) == vector["value"]


def asked(vector: Mapping[str, Any]) -> Expression:
    return ready(vector["text"], SCOPES[vector["scope"]])


def read_all(answers: Mapping[str, Any], types: Mapping[str, Type]) -> dict[str, Any]:
    """Return kept answers as expressions see them on the server."""
    return {name: read(value, types.get(f"form.{name}") or types[name]) for name, value in answers.items()}


def read(kept: Any, kind: Type) -> Any:
    match kind:
        case Number():
            return kept if isinstance(kept, int) else Decimal(kept)
        case Date():
            return date.fromisoformat(kept)
        case Time():
            return time.fromisoformat(kept)
        case DateTime():
            return datetime.fromisoformat(kept).astimezone(LONDON)
        case Rows(fields):
            return tuple(read_all(row, fields) for row in kept)
        case Parts(_, parts):
            return read_all(kept, parts)
        case Choices():
            return tuple(kept)
    return kept


def read_context(context: Mapping[str, Any]) -> dict[str, object]:
    readers: dict[str, Any] = {
        "today()": date.fromisoformat,
        "now()": lambda text: datetime.fromisoformat(text).astimezone(LONDON),
        "zone()": ZoneInfo,
        "calendar()": lambda calendar: Weekdays(frozenset(map(date.fromisoformat, calendar["closed"]))),
        "last(screening)": date.fromisoformat,
    }
    return {key: readers.get(key, lambda value: value)(value) for key, value in context.items()}


def written(value: Value | Unknown, kind: Type) -> object:
    """Return a value as the table has it."""
    if value is UNKNOWN or isinstance(value, str) or isinstance(kind, Boolean):
        return None if value is UNKNOWN else value
    return value.isoformat() if isinstance(value, date | time) else digits(value)


def digits(number: Any) -> str:
    """Return a number in its one form: an answer keeps the zeros that its author typed."""
    text = f"{Decimal(number) + 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
