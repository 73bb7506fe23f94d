"""What people see of a case in a scenario: of each form exactly these questions, or nothing of it at all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress

from engine.cases.access import Actor
from engine.cases.compiled import CompiledField
from engine.cases.state import Case
from engine.cases.tasks import task_id
from engine.cases.values import is_empty
from engine.cases.views import FieldView, FormView
from engine.definitions.nodes import Node
from engine.errors import NotFound, Refused
from engine.findings import Finding
from engine.testing.finding import failure
from engine.testing.stage import CaseOnStage, Stage


def wrongly_seen(
    stage: Stage, track: CaseOnStage, person: str, expected: Mapping[str, tuple[str, ...]], node: Node
) -> Iterator[Finding]:
    """Yield where *person* sees more or less than the answers *expected*, and each form that is not named at all."""
    seen = seen_by(stage, track.case, person)
    for form, names in expected.items():
        found = seen.get(form, ())
        if sorted(found) != sorted(names):
            message = f'{person} sees other answers of "{form}".'
            so = tuple(sorted(found)) if found else None
            yield failure(message, node, [_listed(names)], [_listed(found)], "sees", person, form, observed=so)
    for form in seen.keys() - expected.keys():
        message = f'{person} also sees "{form}".'
        yield failure(message, node, ["nothing of it"], [_listed(seen[form])], "sees", person, key=True)


def seen_after_all(
    stage: Stage, track: CaseOnStage, person: str, forms: tuple[str, ...], node: Node, where: str
) -> Iterator[Finding]:
    """Yield each of *forms* of which *person* sees an answer and should see nothing; it says so of *where*."""
    seen = seen_by(stage, track.case, person)
    for index, form in enumerate(forms):
        if form in seen:
            message = f'{person} sees "{form}".'
            yield failure(message, node, ["nothing of it"], [_listed(seen[form])], "sees_nothing_of", where, index)


def seen_by(stage: Stage, case: Case, person: str) -> dict[str, tuple[str, ...]]:
    """Return the questions whose answers *person* sees on a case now, by form: what was sent with their tasks as well.

    Of a repeating question of which only some answers are theirs to see, it is these: `people.name`.
    """
    found: dict[str, dict[str, None]] = {}
    for view in _views(stage, case, stage.people[person]):
        compiled = stage.definition.forms[view.form]
        fields = (one for page in view.pages for one in page.fields if not is_empty(one.value))
        names = dict.fromkeys(name for one in fields for name in _names(one, compiled.by_id[one.id]))
        if names:
            found[view.form] = found.get(view.form, {}) | names
    return {form: tuple(names) for form, names in found.items()}


def _views(stage: Stage, case: Case, by: Actor) -> Iterator[FormView]:
    """Yield every form on a case, each task's own and what was sent with it, as far as somebody may see them."""
    for form in stage.definition.forms:
        # A form that several tasks ask is looked at task by task.
        with suppress(NotFound, Refused):
            yield stage.cases.show(case, form, by=by)
    for key in case.tasks:
        with suppress(NotFound):
            yield from (one.form for one in stage.cases.sent(case, key, by=by))
        form_of_task = stage.flow(case).work.tasks[task_id(key)].definition.form
        if form_of_task is not None:
            with suppress(NotFound):
                yield stage.cases.show(case, form_of_task, by=by, task=key)


def _names(view: FieldView, one: CompiledField) -> Iterator[str]:
    cells = one.row.by_id if one.row is not None else {}
    if len(view.row) == len(cells):
        yield view.id
    else:
        yield from (f"{view.id}.{cell.id}" for cell in view.row)


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(sorted(names)) or "nothing of it"
