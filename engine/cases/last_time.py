"""What was said last time a form was filled in: each answer with the day it was given and by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.cases.changes import called_today
from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.prefill import Known
from engine.cases.values import Answers, Json


@dataclass(frozen=True, slots=True)
class Revision:
    """One revision of a submission: its answers, the council's day on which it was made, and by whom."""

    answers: Answers = field(repr=False)
    on: str
    by: str


@dataclass(frozen=True, slots=True)
class LastTime:
    """An answer as it stood in the submission before. *labels* are those of its codes, as they were read then."""

    value: Json = field(repr=False)
    on: str
    by: str
    labels: tuple[tuple[str, str], ...] = ()


def said(revisions: Iterable[Revision]) -> dict[str, Known]:
    """Return the answers of the last of *revisions*, each since it was given and by whom. They come oldest first."""
    found: dict[str, Known] = {}
    for one in revisions:
        found = {
            name: found[name] if name in found and found[name].value == value else Known(value, one.on, one.by)
            for name, value in one.answers.items()
        }
    return found


def last_time(asked: CompiledForm, before: Mapping[str, Known], today: CompiledForm) -> dict[str, LastTime]:
    """Return what was said *before*, with the labels of the form as it was *asked* then.

    The questions are called as they are *today*, and so is a code that has been replaced since.
    """
    then = called_today(today, asked.by_id)
    return {
        name: LastTime(one.value, one.on, one.by, _labels(then.get(name), today.by_id.get(name), one.value))
        for name, one in before.items()
    }


def _labels(then: CompiledField | None, today: CompiledField | None, value: Json) -> tuple[tuple[str, str], ...]:
    return tuple({**dict(code_labels(today, value)), **dict(code_labels(then, value))}.items())


def code_labels(field: CompiledField | None, value: Json) -> tuple[tuple[str, str], ...]:
    """Return the codes in an answer to *field*, each with its label; nothing where it is not chosen from options."""
    if field is None or field.options is None:
        return ()
    codes = value if isinstance(value, list) else [value]
    labels = field.options.labels
    return tuple((code, labels[code]) for code in codes if isinstance(code, str) and code in labels)
