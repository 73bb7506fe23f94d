"""Answers of an earlier version, read as answers to this one: under today's names, with today's codes.

What was kept is never rewritten. Reading twice changes nothing more than reading once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from engine.cases.answers import gives_no_answer
from engine.cases.compiled import Changes, CompiledForm, Path
from engine.cases.values import Answers, Json

T = TypeVar("T")


def brought_up(form: CompiledForm, answers: Answers) -> Answers:
    """Return *answers*, of whatever version, as *form* calls them; those to questions that were dropped are left out.

    Where an answer is there under its old name and under today's, today's stands.
    """
    changes = form.changes
    return _brought(changes, answers, ()) if changes.names or changes.codes else answers


def called_today(form: CompiledForm, by_name: Mapping[str, T]) -> Mapping[str, T]:
    """Return what is kept *by_name* of a question under the names that *form* has for them today."""
    return _renamed(form.changes, by_name, ()) if form.changes.names else by_name


def _renamed(changes: Changes, by_name: Mapping[str, T], above: Path) -> dict[str, T]:
    found: dict[str, T] = {}
    for name, one in by_name.items():
        today = changes.names.get((*above, name), name)
        if today is not None and (today == name or today not in by_name):
            found[today] = one
    return found


def _brought(changes: Changes, answers: Answers, above: Path) -> dict[str, Json]:
    return {name: _value(changes, value, (*above, name)) for name, value in _renamed(changes, answers, above).items()}


def _value(changes: Changes, value: Json, path: Path) -> Json:
    if isinstance(value, list) and any(isinstance(row, dict) for row in value):
        return [_brought(changes, row, path) if isinstance(row, dict) else row for row in value]
    codes = changes.codes.get(path)
    if not codes or gives_no_answer(value):
        return value
    if isinstance(value, list):
        return list(dict.fromkeys(codes.get(one, one) if isinstance(one, str) else str(one) for one in value))
    if isinstance(value, dict):
        return {line: codes.get(one, one) if isinstance(one, str) else one for line, one in value.items()}
    return codes.get(value, value) if isinstance(value, str) else value
