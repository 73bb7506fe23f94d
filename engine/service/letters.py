"""Letters of a case: which were drawn up for whom, and each drawn again, of the answers as they stood then.

No text of a letter is kept. The history says which letter was drawn up at which step, under which release; submissions,
facts and the case itself are all there as they were. So nothing is sealed, moved or erased twice, and an answer that is
erased is gone from every letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.changes import brought_up
from engine.cases.compiled import CompiledLetter, Definition
from engine.cases.events import AnswersErased, LetterDrawn, Step
from engine.cases.evolve import fold
from engine.cases.letters import LeftOut, Said, left_out, names_in, questions_of, says
from engine.cases.state import Case
from engine.documents.letter import Draft, Shape, drawn, written
from engine.errors import NotFound
from engine.service.register import Register
from engine.store.cases import read_steps, read_submission
from engine.store.records import read_facts_of_then
from engine.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class LetterView:
    """A letter that was drawn up: what it is, for whom, when, by whom, and under which version of the definitions."""

    id: str
    letter: str
    title: str
    roles: tuple[str, ...]
    to: str
    """Who reads it, in words."""
    at: datetime
    by: str
    version: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as somebody may have it: *content* is the file, and *left_out* what the forms it quotes say besides."""

    view: LetterView
    shape: Shape
    content: bytes = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter with all that is needed to draw it: the database is not needed any more."""

    view: LetterView
    draft: Draft
    left_out: tuple[LeftOut, ...]

    def drawn(self, shape: Shape) -> Letter:
        """Return the letter in a *shape*. Raises NotDrawn."""
        return Letter(self.view, shape, written(drawn(self.draft), shape), self.left_out)


def letters_on(register: Register, tx: Transaction, case: Case | str, by: Actor) -> tuple[LetterView, ...]:
    """Return the letters that were drawn up on a case and that this person may read, the first first."""
    current, definition = register.seen(tx, case, by)
    standing = definition.roles.standing(by, current)
    steps = read_steps(tx, register.council, current.id)
    return tuple(view for _, _, view, _ in _all(register, tx, steps, standing))


def letter_ready(register: Register, tx: Transaction, case: Case | str, name: str, by: Actor) -> Ready:
    """Return a letter that this person may read, ready to be drawn. Raises NotFound: not there and not theirs alike."""
    current, definition = register.seen(tx, case, by)
    standing = definition.roles.standing(by, current)
    steps = read_steps(tx, register.council, current.id)
    for step, letter, view, then in _all(register, tx, steps, standing):
        if view.id == name:
            said = _said(register, tx, then, letter, steps, step)
            body = letter.definition.body
            draft = Draft(
                letter.definition.title, then.language, body, names_in(then, letter), says(then, letter, said)
            )
            return Ready(view, draft, left_out(then, letter, said, standing))
    raise NotFound


def _all(
    register: Register, tx: Transaction, steps: list[Step], standing: frozenset[str]
) -> Iterator[tuple[Step, CompiledLetter, LetterView, Definition]]:
    """Yield every letter that somebody may read: the step that drew it up, the letter, and the definition of then."""
    for step in steps:
        for event in step.events:
            if isinstance(event, LetterDrawn):
                then = register.engine.release(tx, step.release)
                letter = then.letters[event.letter]
                if letter.language != then.language:
                    # Words in one language in a letter in another would read like a slip.
                    then = register.engine.in_language(letter.language).release(tx, step.release)
                    letter = then.letters[event.letter]
                if _may_read(then, letter, standing):
                    to = then.roles.named(event.roles, register.language)
                    name, title = f"{event.letter}.{step.version}", letter.definition.title
                    view = LetterView(name, event.letter, title, event.roles, to, step.at, step.by, then.whole_version)
                    yield step, letter, view, then


def _may_read(definition: Definition, letter: CompiledLetter, standing: frozenset[str]) -> bool:
    """Whether a letter is for somebody, or they may read every answer that it quotes."""
    quoted = (one for source in letter.quotes for one in questions_of(definition, source))
    return may(standing, "see", letter.audience) or all(may(standing, "see", one.view) for one in quoted)


def _said(
    register: Register, tx: Transaction, definition: Definition, letter: CompiledLetter, steps: list[Step], step: Step
) -> Said:
    """Return what stood on the case after the *step* that drew the letter up."""
    case = fold(steps[: step.version])
    forms = dict.fromkeys(source.owner for source in letter.quotes if source.kind == "form")
    answers = {}
    for form in forms:
        submitted = case.submissions.get(form)
        if submitted is not None:
            kept = read_submission(tx, register.council, submitted.id, submitted.revision)
            answers[form] = brought_up(definition.forms[form], kept.answers)
    facts = {}
    if any(source.kind == "record" for source in letter.quotes):
        facts = dict(read_facts_of_then(tx, register.council, case.subject_kind, case.subject, step.at))
    events = (event for one in steps[step.version :] for event in one.events)
    erased = frozenset(one.form for one in events if isinstance(one, AnswersErased) and one.kind == "submitted")
    return Said(case, step.at, step.by, answers, facts, erased)
