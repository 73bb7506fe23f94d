"""All that is held about a subject, gathered from its record and from every case about it that one person may see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from engine.cases.access import Actor, may
from engine.cases.compiled import CompiledForm, Definition
from engine.cases.events import AnswersSent, FormSubmitted, FormWithdrawn, Step, TaskDone
from engine.cases.held import (
    Held,
    HeldCase,
    HeldLetter,
    HeldLook,
    HeldPaper,
    HeldSaying,
    HeldSending,
    Mark,
    marked,
    marks_of,
)
from engine.cases.places import places_held
from engine.cases.prefill import Known
from engine.cases.state import Case
from engine.cases.task_titles import task_title
from engine.cases.tasks import task_id
from engine.cases.timeline import timeline
from engine.cases.views import fact_view
from engine.service.letters import letters_on
from engine.service.loading import Desk
from engine.service.papers import revision_to_read
from engine.service.register import Register
from engine.service.shadows import known_steps
from engine.store.cases import StoredSubmission, read_revisions
from engine.store.looks import looks_at
from engine.store.records import read_history
from engine.store.transaction import Transaction


def held_about(register: Register, tx: Transaction, kind: str, subject: str, by: Actor) -> Held:
    """Return all that *by* may see of what is held about a subject; where they may see no case of it, nothing."""
    seen = list(register.all_seen_about(tx, kind, subject, by))
    said = read_history(tx, register.council, kind, subject) if seen else {}
    return Held(
        kind=kind,
        subject=subject,
        by=by.id,
        at=register.now(),
        facts=tuple(_facts(seen, said, kind, subject, by)),
        cases=tuple(_case(register, tx, case, definition, by) for case, definition in seen),
    )


def _facts(
    seen: Iterable[tuple[Case, Definition]], said: Mapping[str, Sequence[Known]], kind: str, subject: str, by: Actor
) -> Iterator[HeldSaying]:
    """Yield all that was ever said of each fact that one of the cases lets this person view, each fact once."""
    told: set[str] = set()
    for case, definition in seen:
        standing = definition.roles.standing(by, case)
        for (owner, name), one in definition.facts.items():
            if owner == kind and name in said and name not in told and may(standing, "see", one.view):
                told.add(name)
                for known in reversed(said[name]):
                    view = fact_view(one, known.value, standing=standing, language=definition.language)
                    yield HeldSaying(view, known.on, known.by, marks_of(one, known.value, kind, subject))


def _case(register: Register, tx: Transaction, case: Case, definition: Definition, by: Actor) -> HeldCase:
    flow, standing = definition.workflows[case.workflow], definition.roles.standing(by, case)
    steps = known_steps(tx, case, register.lets_in(definition, by))
    audits = may(standing, "audit", flow.audited_by)
    looks = looks_at(tx, register.council, case.id) if audits else ()
    letters = letters_on(register, tx, case, by)
    return HeldCase(
        id=case.id,
        reference=case.reference,
        workflow=case.workflow,
        title=flow.definition.title,
        opened_on=case.opened_on,
        state="; ".join(definition.workflows[case.workflow].states[one].definition.title for one in case.states),
        papers=tuple(_papers(register, tx, case, definition, steps, by)),
        letters=tuple(HeldLetter(one.id, one.title, one.to, one.at, one.by) for one in letters),
        sendings=tuple(_sendings(definition, steps)),
        places=places_held(definition, steps),
        history=tuple(timeline(definition, flow, steps)),
        looks=tuple(HeldLook(one.at, one.person, one.surface) for one in looks) if audits else None,
    )


def _papers(
    register: Register, tx: Transaction, case: Case, definition: Definition, steps: Iterable[Step], by: Actor
) -> Iterator[HeldPaper]:
    """Yield every revision of what was submitted and not withdrawn: what was withdrawn may be about somebody else."""
    desk = register.desk(tx, definition, case, by, register.now())
    for submission, key in _submissions(steps).items():
        standing = definition.roles.standing_on_tasks(by, case) if key else definition.roles.standing(by, case)
        kept = read_revisions(tx, register.council, submission)
        for one in kept:
            yield _paper(desk, one, key, len(kept), standing)


def _submissions(steps: Iterable[Step]) -> dict[str, str]:
    """Return the submissions that stand, the first first, each with the task that asked for it, if one did."""
    found: dict[str, str] = {}
    for step in steps:
        for event in step.events:
            match event:
                case FormSubmitted():
                    found.setdefault(event.submission, "")
                case TaskDone() if event.submission:
                    found[event.submission] = event.task
                case FormWithdrawn():
                    found.pop(event.submission, None)
    return found


def _paper(desk: Desk, kept: StoredSubmission, key: str, revisions: int, standing: frozenset[str]) -> HeldPaper:
    case, definition = desk.case, desk.definition
    form, view = revision_to_read(desk, kept, standing)
    task = definition.workflows[case.workflow].work.tasks.get(task_id(key)) if key else None
    around: tuple[Mark, ...] = ()
    if task is not None and all(definition.roles.reach.get(role) == "task" for role in task.by):
        around = ("partner",)
    marks = dict(marked(form.fields, kept.answers, case.subject_kind, case.subject, around))
    return HeldPaper(
        form=form,
        view=view,
        submission=kept.id,
        revision=kept.revision,
        revisions=revisions,
        by=kept.by,
        at=kept.at,
        task=task_title(task, None) if task is not None else "",
        marks=marks,
        unread=tuple(_unread(form, standing)),
    )


def _unread(form: CompiledForm, standing: frozenset[str]) -> Iterator[str]:
    """Yield the questions that somebody may not see, answered or not: the definition says so, and no answer does."""
    for one in form.fields:
        cells = one.row.fields if one.row is not None else ()
        if one.asks and not any(may(standing, "see", each.view) for each in (one, *cells)):
            yield one.definition.label


def _sendings(definition: Definition, steps: Iterable[Step]) -> Iterator[HeldSending]:
    for step in steps:
        for event in step.events:
            form = definition.forms.get(event.form) if isinstance(event, AnswersSent) else None
            if isinstance(event, AnswersSent) and form is not None and event.share in form.shares:
                paths = form.shares[event.share].fields
                asked = (form.question(path) for path in sorted(paths))
                labels = tuple(one.definition.label for one in asked if one is not None)
                to = definition.roles.named(event.to, definition.language)
                yield HeldSending(step.at, to, form.definition.title, labels, event.basis)
