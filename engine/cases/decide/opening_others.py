"""The cases that an action opens: for each row, subject or option one, about a new subject or one that is known.

A row that picked a known subject links the case that is open about it, instead of opening a second.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.cases.compiled import CompiledAction, CompiledField, CompiledForm, CompiledOpening, Definition
from engine.cases.snapshot import CaseFile, Env, stored_value
from engine.cases.values import Answers, BadAnswer, Json, is_empty, is_reference
from engine.definitions.fields import ChoiceField, RowsField, SubjectField
from engine.definitions.links import ROW

MOST_OPENED = 20
"""Cases that one action opens or links; more were not meant."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing for which a case is opened: its answers as conditions name them, and the subject that was picked."""

    answers: Answers = field(default_factory=dict, repr=False)
    env: Env = field(default_factory=dict, repr=False)
    subject: str = ""


def ids_wanted(action: CompiledAction) -> int:
    """Return how many new ids taking *action* may need: one for each case it opens, one for each new subject."""
    return sum(2 * (MOST_OPENED if one.each else 1) for one in action.opens)


def kind_of(definition: Definition, link_to: str) -> str:
    """Return the kind of subject that cases of the workflow *link_to* are about."""
    return definition.workflows[link_to].definition.subject


def known_subjects(
    definition: Definition, action: CompiledAction, kinds: Mapping[str, str], answers: Answers
) -> set[str]:
    """Return the subjects that *answers*, whatever else is wrong with them, pick for what *action* opens.

    *kinds* say by link what kind of subject is at its other end.
    """
    found: set[str] = set()
    for opens in action.opens:
        if opens.each is not None and opens.each[0] == action.definition.submits:
            form = definition.forms[opens.each[0]]
            found |= {one.subject for one in _items(form, opens, answers, kinds[opens.link])}
    return found - {""}


def items(
    definition: Definition, file: CaseFile, action: CompiledAction, opens: CompiledOpening, kind: str, answers: Answers
) -> list[Item]:
    """Return what *opens* opens a case for, before its `if` is asked. *answers* are those that the action submits."""
    if opens.each is None:
        return [Item()]
    form = definition.forms[opens.each[0]]
    if form.id != action.definition.submits:
        submitted = file.case.submissions.get(form.id)
        answers = submitted.answers if submitted is not None else {}
    return list(_items(form, opens, answers, kind))


def _items(form: CompiledForm, opens: CompiledOpening, answers: Answers, kind: str) -> Iterator[Item]:
    assert opens.each is not None
    one = form.by_id[opens.each[1]]
    given = answers.get(one.id)
    several = given if isinstance(given, list | tuple) else [] if is_empty(given) else [given]
    for each in several:
        item = _item(one, each, kind)
        if item is not None:
            yield item


def _item(one: CompiledField, given: Json, kind: str) -> Item | None:
    if isinstance(one.definition, SubjectField):
        return Item(subject=str(given)) if one.definition.of == kind and is_reference(given) else None
    if isinstance(one.definition, ChoiceField):
        return Item({f"{ROW}code": given}, {f"{ROW}code": str(given)})
    if not isinstance(given, Mapping) or one.row is None:
        return None
    cells = one.row.by_id
    answers = {f"{ROW}{name}": given.get(name) for name in cells}
    env: Env = {f"{ROW}{name}": stored_value(cell, given.get(name)) for name, cell in cells.items()}
    return Item(answers, env, _picked(one, given, kind))


def _picked(one: CompiledField, row: Mapping[str, Json], kind: str) -> str:
    """Return the known subject of the right kind that a row names, if it names one."""
    assert isinstance(one.definition, RowsField)
    for name, cell in one.definition.fields.items():
        if (
            isinstance(cell, SubjectField)
            and cell.type == "subject"
            and cell.of == kind
            and is_reference(row.get(name))
        ):
            return str(row[name])
    return ""


def wanted(opens: CompiledOpening, env: Env, item: Item) -> bool:
    """Whether a case is opened for *item*: every check of `if` is true. Not answered opens nothing."""
    if not opens.when:
        return True
    inside = {**env, **item.env}
    return all(check.expression.evaluate(inside) is True for check in opens.when)


def facts_for(
    definition: Definition,
    file: CaseFile,
    opens: CompiledOpening,
    kind: str,
    item: Item,
    submits: str,
    answers: Answers,
) -> Answers:
    """Return what is known of the new subject from the start, as its record keeps it."""
    found: dict[str, Json] = {}
    for fact, source in opens.definition.facts.items():
        reader, given = definition.facts.get((kind, fact)), _given(file, source, item, submits, answers)
        if reader is None or reader.read is None or is_empty(given):
            continue
        try:
            found[fact] = reader.read(given)[0]
        except BadAnswer:
            continue  # what a record cannot keep is left for people to fill in
    return found


def _given(file: CaseFile, source: str, item: Item, submits: str, answers: Answers) -> Json:
    if source.startswith(ROW):
        return item.answers.get(source)
    owner, _, name = source.partition(".")
    if owner in ("this", submits):
        return answers.get(name)
    if owner == file.case.subject_kind:
        return file.facts.get(name)
    submitted = file.case.submissions.get(owner)
    return submitted.answers.get(name) if submitted is not None else None
