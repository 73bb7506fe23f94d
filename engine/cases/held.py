"""All that is held about one person or place, as one reader may see it: for whoever is asked what is kept of them.

What is about somebody else, is kept closely or came from a partner is marked. A mark leaves nothing out by itself:
whoever answers looks at each, and then lets `left_out` put a word in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from engine.cases.compiled import CompiledField, CompiledForm
from engine.cases.places import PlaceHeld
from engine.cases.timeline import TimelineEntry
from engine.cases.values import Json
from engine.cases.views import FieldView, FormView
from engine.definitions.fields import SubjectField
from engine.definitions.forms import Basis
from engine.sentences.say import Sentence

Mark = Literal["third_party", "special", "partner"]
"""Why somebody must look at an answer before it goes out: it is about somebody else, is kept most closely, or was given
by somebody outside the council."""

LEFT_OUT: Final[Mapping[Mark, Sentence]] = {
    "third_party": Sentence("Left out: it is about somebody else."),
    "special": Sentence("Left out: it is kept most closely."),
    "partner": Sentence("Left out: it was given by a partner."),
}
"""What stands in the place of an answer that is left out."""


@dataclass(frozen=True, slots=True)
class HeldSaying:
    """What a record said of one thing from a day on: the fact with its value, and who said so."""

    fact: FieldView
    on: str
    by: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """One revision of what was submitted, as it was asked.

    *marks* are by question, in rows `peers.peer_name`; *unread* are the questions of the form that this reader may not
    see, whether or not they were answered.
    """

    form: CompiledForm
    view: FormView
    submission: str
    revision: int
    revisions: int
    by: str
    at: datetime
    task: str
    marks: Mapping[str, tuple[Mark, ...]]
    unread: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter that was drawn up; `Cases.letter` has its text under *id*."""

    id: str
    title: str
    to: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class HeldSending:
    """Answers that went to somebody outside: which questions of which form, to whom, when and on which basis."""

    at: datetime
    to: str
    form: str
    questions: tuple[str, ...]
    basis: Basis


@dataclass(frozen=True, slots=True)
class HeldLook:
    """Somebody looked: when, who, and through which call."""

    at: datetime
    person: str
    surface: str


@dataclass(frozen=True, slots=True)
class HeldCase:
    """One case. *looks* is nothing where its workflow does not let this reader know who looked."""

    id: str
    reference: str
    workflow: str
    title: str
    opened_on: date
    state: str
    papers: tuple[HeldPaper, ...]
    letters: tuple[HeldLetter, ...]
    sendings: tuple[HeldSending, ...]
    places: tuple[PlaceHeld, ...]
    history: tuple[TimelineEntry, ...]
    looks: tuple[HeldLook, ...] | None


@dataclass(frozen=True, slots=True)
class Held:
    """All of it, drawn up *at* a moment *by* somebody. *facts* are newest first, in the order of the record.

    What this reader may not see is not in it, and it does not say that it is there: for a whole answer it is drawn up
    by somebody whom the definitions let see all of it.
    """

    kind: str
    subject: str
    by: str
    at: datetime
    facts: tuple[HeldSaying, ...]
    cases: tuple[HeldCase, ...]
    left_out: tuple[Mark, ...] = ()

    def __bool__(self) -> bool:
        """Whether there is anything at all that this reader may see."""
        return bool(self.cases)


def marks_of(
    one: CompiledField, value: Json, kind: str, subject: str, around: Collection[Mark] = ()
) -> tuple[Mark, ...]:
    """Return why an answer must be looked at before it goes to *subject*; *around* are the marks of its rows."""
    found = set(around)
    if one.definition.about == "third_party" or _names_another(one, value, kind, subject):
        found.add("third_party")
    if one.sensitivity == "special":
        found.add("special")
    return tuple(mark for mark in LEFT_OUT if mark in found)


def _names_another(one: CompiledField, value: Json, kind: str, subject: str) -> bool:
    """Whether an answer names another of the same kind: a brother, or another child of the same place."""
    if not isinstance(one.definition, SubjectField) or one.definition.of != kind:
        return False
    named = value if isinstance(value, list) else [value]
    return any(each not in (None, "", subject) for each in named)


def marked(
    fields: Collection[CompiledField], answers: Mapping[str, Json], kind: str, subject: str, around: Collection[Mark]
) -> Iterator[tuple[str, tuple[Mark, ...]]]:
    """Yield the marks of each answer that has any, by question; those inside rows by their path."""
    for one in fields:
        value = answers.get(one.id)
        own = marks_of(one, value, kind, subject, around)
        if own:
            yield one.id, own
        rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
        for cell in one.row.fields if one.row is not None else ():
            each = {mark for row in rows for mark in _within(cell, row.get(cell.id), kind, subject, own)}
            if extra := tuple(mark for mark in LEFT_OUT if mark in each):
                yield f"{one.id}.{cell.id}", extra


def _within(cell: CompiledField, value: Json, kind: str, subject: str, around: Collection[Mark]) -> Iterator[Mark]:
    """Yield the marks of an answer in a row; rows in a row have those of whatever stands in them."""
    own = marks_of(cell, value, kind, subject, around)
    yield from own
    rows = [row for row in value if isinstance(row, Mapping)] if isinstance(value, list) else []
    for inner in cell.row.fields if cell.row is not None else ():
        for row in rows:
            yield from _within(inner, row.get(inner.id), kind, subject, own)


def left_out(held: Held, marks: Collection[Mark], language: str) -> Held:
    """Return *held* with a word in the place of every answer that has one of *marks*, and nothing else changed."""
    chosen = tuple(mark for mark in LEFT_OUT if mark in marks)
    if not chosen:
        return held
    facts = tuple(
        replace(one, fact=_without(one.fact, why, language)) if (why := _first(one.marks, chosen)) else one
        for one in held.facts
    )
    cases = tuple(
        replace(one, papers=tuple(_paper(each, chosen, language) for each in one.papers)) for one in held.cases
    )
    return replace(held, facts=facts, cases=cases, left_out=chosen)


def _paper(paper: HeldPaper, chosen: Collection[Mark], language: str) -> HeldPaper:
    pages = tuple(
        replace(page, fields=tuple(_field(one, paper.marks, chosen, language) for one in page.fields))
        for page in paper.view.pages
    )
    return replace(paper, view=replace(paper.view, pages=pages))


def _field(one: FieldView, marks: Mapping[str, tuple[Mark, ...]], chosen: Collection[Mark], language: str) -> FieldView:
    why = _first(marks.get(one.id, ()), chosen)
    if why is not None:
        return _without(one, why, language)
    hidden = {cell.id: found for cell in one.row if (found := _first(marks.get(f"{one.id}.{cell.id}", ()), chosen))}
    if not hidden or not isinstance(one.value, list):
        return one
    row = tuple(_without(cell, hidden[cell.id], language) if cell.id in hidden else cell for cell in one.row)
    said = {name: LEFT_OUT[mark].said(language) for name, mark in hidden.items()}
    rows: list[Json] = [{**each, **_of_those_there(said, each)} for each in one.value if isinstance(each, dict)]
    return replace(one, row=row, value=rows)


def _of_those_there(said: Mapping[str, str], row: Mapping[str, Json]) -> dict[str, Json]:
    return {name: words for name, words in said.items() if name in row}


def _first(marks: Collection[Mark], chosen: Collection[Mark]) -> Mark | None:
    return next((mark for mark in marks if mark in chosen), None)


def _without(one: FieldView, why: Mark, language: str) -> FieldView:
    """Return a question with a word in the place of its answer, and with nothing that came from the answer."""
    return FieldView(id=one.id, label=one.label, type="text", value=LEFT_OUT[why].said(language))
