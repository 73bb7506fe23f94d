"""Linked cases as one end sees them: since when, what the link's own questions were answered, and what is shared.

What is shared is read where it stands whenever it is wanted, and never copied: see `CompiledLink.reads`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import TypeAlias

from engine.cases.compiled import CompiledField, CompiledLink, Definition
from engine.cases.state import Case
from engine.cases.values import Answers, BadAnswer, Json, is_empty
from engine.definitions.links import LINKED_ON
from engine.expressions.types import UNKNOWN, Unknown, Value
from engine.sentences.dates import plain_day
from engine.sentences.say import Sentence


@dataclass(frozen=True, slots=True)
class Linked:
    """A case at the other end of *link*. *fields* answer the link's questions; *shared* is what may be read of it."""

    link: str
    other: str
    on: date
    fields: Answers = field(default_factory=dict, repr=False)
    shared: Answers = field(default_factory=dict, repr=False)


def handle(case: str, link: str, other: str) -> str:
    """Return by what a link is named at the end of *case*. It tells nothing of the *other* case, and opens nothing."""
    return sha256(f"{case}\n{link}\n{other}".encode()).hexdigest()[:20]


LinkRows: TypeAlias = Mapping[str, Sequence[Linked]]
"""By link, every case at its other end."""


def shared_answers(definition: Definition, names: Iterable[str], other: Case, facts: Answers) -> Answers:
    """Return what *names* say of *other*, whose subject's *facts* are given: no name, nothing."""
    found = {name: _shared(definition, name, other, facts) for name in names}
    return {name: value for name, value in found.items() if not is_empty(value)}


def _shared(definition: Definition, name: str, other: Case, facts: Answers) -> Json:
    owner, _, rest = name.partition(".")
    if owner == "case":
        return {"reference": other.reference, "state": other.state, "opened_on": other.opened_on.isoformat()}.get(rest)
    if owner == other.subject_kind:
        return facts.get(rest)
    submitted = other.submissions.get(owner) if owner in definition.forms else None
    return submitted.answers.get(rest) if submitted is not None else None


def shared_question(definition: Definition, kind: str, name: str) -> CompiledField | None:
    """Return the question or the fact that *name* means of a case about a *kind*; nothing for what any case has."""
    owner, _, rest = name.partition(".")
    if owner in definition.forms:
        return definition.forms[owner].by_id.get(rest)
    return definition.facts.get((kind, rest)) if owner == kind else None


def shared_label(definition: Definition, link: CompiledLink, name: str) -> str:
    """Return what people call *name*, which a link shares or asks, or which any link has."""
    if name in _OF_ANY_CASE:
        return _OF_ANY_CASE[name].said(definition.language)
    question = _question(definition, link, name)
    return question.definition.label if question is not None else name


def told(definition: Definition, link: CompiledLink, name: str, value: Json) -> Json:
    """Return *value* for people: a state by its title, all else as it is kept."""
    states = definition.workflows[link.definition.to].states
    return states[str(value)].definition.title if name == "case.state" and str(value) in states else value


def in_words(definition: Definition, link: CompiledLink, row: Linked, name: str) -> str:
    """Return what *name* says of a linked case, as it stands in a sentence; empty where that is not known.

    Only what the link shares, or asks itself, is among what *row* knows.
    """
    given: Json = row.on.isoformat() if name == LINKED_ON else row.shared.get(name, row.fields.get(name))
    question = _question(definition, link, name)
    if is_empty(given) or not isinstance(given, str | int):
        return ""
    if name in _DAYS or (question is not None and question.definition.type == "date"):
        return plain_day(definition.language, date.fromisoformat(str(given)))
    if question is not None and question.options is not None:
        return question.options.labels.get(str(given), "")
    return str(told(definition, link, name, given))


def _question(definition: Definition, link: CompiledLink, name: str) -> CompiledField | None:
    own = link.asks.row.by_id if link.asks is not None and link.asks.row is not None else {}
    kind = definition.workflows[link.definition.to].definition.subject
    return own.get(name) or shared_question(definition, kind, name)


_OF_ANY_CASE: Mapping[str, Sentence] = {
    "case.reference": Sentence("Case reference"),
    "case.state": Sentence("State of the case"),
    "case.opened_on": Sentence("Opened on"),
    LINKED_ON: Sentence("Linked on"),
}
_DAYS = (LINKED_ON, "case.opened_on")


def link_values(definition: Definition, link: CompiledLink, rows: Iterable[Linked]) -> tuple[Value, ...]:
    """Return linked cases as conditions see them: a row each, with the names that `count(links.<id>, ...)` may use."""
    return tuple(link_row(definition, link, one) for one in rows)


def link_row(definition: Definition, link: CompiledLink, one: Linked) -> Mapping[str, Value | Unknown]:
    """Return one linked case as conditions see it."""
    kind = definition.workflows[link.definition.to].definition.subject
    row: dict[str, Value | Unknown] = {LINKED_ON: one.on}
    for name in link.needs:
        row[name] = _value(shared_question(definition, kind, name), name, one.shared.get(name))
    for cell in link.asks.row.fields if link.asks is not None and link.asks.row is not None else ():
        row[cell.id] = _value(cell, cell.id, one.fields.get(cell.id))
    return row


def _value(question: CompiledField | None, name: str, given: Json) -> Value | Unknown:
    if is_empty(given):
        return UNKNOWN
    if question is None:
        return date.fromisoformat(str(given)) if name == "case.opened_on" else str(given)
    try:
        return question.read(given)[1] if question.read is not None else UNKNOWN
    except BadAnswer:
        return UNKNOWN  # an answer of another release that this one cannot read: unknown, never a guess
