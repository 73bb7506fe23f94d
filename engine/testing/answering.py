"""From what a scenario says to what is sent: answers by field, each in the form that its type takes."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.values import BadAnswer, Json, is_empty
from engine.checks.scenarios import LIKE

_SEVERAL = ("choices", "subjects", "rows")


def as_json(written: object) -> Json:
    """Return what was written as plain data; its scalars are text."""
    if isinstance(written, Mapping):
        return {str(name): as_json(one) for name, one in written.items()}
    return [as_json(one) for one in written] if isinstance(written, list | tuple) else str(written)


def answers_to_send(
    form: CompiledForm | None, written: Mapping[str, object], sets: Mapping[str, Mapping[str, object]]
) -> dict[str, Json]:
    """Return the answers of a step: its `like` set first, what stands beside it on top."""
    like = written.get(LIKE)
    merged = {**sets.get(like, {}), **written} if isinstance(like, str) else dict(written)
    merged.pop(LIKE, None)
    return {name: as_answer(form.by_id.get(name) if form else None, as_json(one)) for name, one in merged.items()}


def as_answer(field: CompiledField | None, given: Json) -> Json:
    """Return *given* as *field* takes it: where several are asked, one may stand alone."""
    if field is None or is_empty(given):
        return given
    if field.definition.type in _SEVERAL and not isinstance(given, list):
        given = [given]
    if field.row is None or not isinstance(given, list):
        return given
    cells = field.row.by_id
    return [
        {name: as_answer(cells.get(name), one) for name, one in row.items()} if isinstance(row, dict) else row
        for row in given
    ]


def as_kept(field: CompiledField, given: Json) -> Json:
    """Return *given* as the engine would keep it, so that `8` and a local time compare with what is stored."""
    answer = as_answer(field, given)
    if field.row is not None and isinstance(answer, list):
        cells = field.row.by_id
        return [
            {name: as_kept(cells[name], one) if name in cells else one for name, one in row.items()}
            if isinstance(row, dict)
            else row
            for row in answer
        ]
    if field.read is None or is_empty(answer):
        return answer
    try:
        return field.read(answer)[0]
    except BadAnswer:
        return answer


def shown(answer: Json) -> str:
    """Return an answer for a message; the people in scenarios are fictional, so nobody is told on."""
    if is_empty(answer):
        return "nothing"
    if isinstance(answer, list):
        return ", ".join(shown(one) for one in answer)
    if isinstance(answer, dict):
        return "{" + ", ".join(f"{name}: {shown(one)}" for name, one in answer.items()) + "}"
    return str(answer)
