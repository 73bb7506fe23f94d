"""The chronology of a case's subject, brought together from every case about it that this person may see."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.access import Actor
from engine.cases.chronology import ChronologyLine, Filled, chronology, counts_on, has_chronology
from engine.cases.compiled import Definition
from engine.cases.events import FormSubmitted
from engine.cases.state import Case
from engine.cases.submissions import standing
from engine.service.register import Register
from engine.store.cases import read_hands, read_steps, read_submission
from engine.store.transaction import Transaction


def chronology_about(register: Register, tx: Transaction, case: Case | str, by: Actor) -> tuple[ChronologyLine, ...]:
    """Return the marked answers about a case's subject that this person may view, oldest first."""
    current, _ = register.seen(tx, case, by)
    filled: list[Filled] = []
    for one, definition in register.all_seen_about(tx, current.subject_kind, current.subject, by):
        filled += _filled(register, tx, one, definition, by)
    return chronology(filled)


def _filled(register: Register, tx: Transaction, case: Case, definition: Definition, by: Actor) -> Iterator[Filled]:
    """Yield what was submitted on *case* and still stands, as it was asked, in the order of first submission."""
    steps = read_steps(tx, register.council, case.id)
    may_view = definition.roles.standing(by, case)
    states = definition.workflows[case.workflow].states.values()
    actions = {name: action for state in states for name, action in state.actions.items()}
    forms = dict.fromkeys(event.form for step in steps for event in step.events if isinstance(event, FormSubmitted))
    made = [(form, one) for form in forms for one in standing(steps, form)]
    for form, one in sorted(made, key=lambda pair: pair[1].versions[0]):
        kept = read_submission(tx, register.council, one.submitted.id, one.submitted.revision)
        asked = register.engine.release(tx, kept.release).forms[form]
        if has_chronology(asked):
            hands = read_hands(tx, register.council, one.submitted.id)
            asking = [action for name, action in actions.items() if name in hands]
            on = counts_on(asking, asked, kept.answers, one.submitted.on)
            yield Filled(case.reference, asked, kept.answers, on, one.submitted.by, may_view)
