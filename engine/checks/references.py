"""Every name that a definition uses must exist: subjects, records, forms, lists, actions, states and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from engine.cases.compiling.tasks import all_tasks
from engine.cases.compiling.types import written_options
from engine.cases.compiling.workflows import REOPEN, all_actions, all_hands
from engine.cases.compiling.workshop import Spot
from engine.checks.book import MANIFEST, Book, PlacedField, breach_targets, deadlines_of
from engine.definitions.deadlines import Moment
from engine.definitions.decisions import STAY
from engine.definitions.fields import ChoiceField, DateField, RowsField, SubjectField, own_fields
from engine.definitions.words import slot_names
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding, suggestion

UNKNOWN_LIST = Code(
    "N227", "Options that do not exist", "Name a list, or a choice of a form as form.field; or write the options out."
)
UNKNOWN_SUBJECT = Code("N228", "A kind of subject that does not exist", "Name one of the subjects of casepath.yaml.")
UNKNOWN_RECORD = Code("N229", "A record that does not exist", "Name a record of form_schemas/records.")
UNKNOWN_FORM = Code("N230", "A form that does not exist", "Name a form of form_schemas.")
OTHER_SUBJECT = Code(
    "N231", "A form about another kind of subject", "A workflow asks only forms about its own subject."
)
UNKNOWN_ACTION = Code("N232", "An action that does not exist", "Name an action of the workflow.")
UNKNOWN_STATE = Code("N233", "A state that does not exist", "Name a state of the workflow.")
UNKNOWN_FIELD = Code("N234", "A field that does not exist", "Name a field of the form.")
NOT_A_DATE = Code("N235", "Not a date", "Name a date or datetime field.")
UNKNOWN_SLOT = Code("N236", "A slot that nothing fills", "Name what the slot can show.")

_REFERENCE_SLOTS = ("year", "number")


def names_of_lists(book: Book) -> Iterator[Finding]:
    """What a choice names as its options is a list, or another choice as `form.field`."""
    facts = book.configuration.manifest.system.items()
    written = [(one.spot, one.field) for one in _all_fields(book)]
    for spot, field in (*written, *((MANIFEST.at("system", name), fact) for name, fact in facts)):
        named = field.options if isinstance(field, ChoiceField) and isinstance(field.options, str) else None
        if named is not None and written_options(book.configuration, named) is None:
            yield _unknown_list(book, spot.at("options"), named)


def _unknown_list(book: Book, spot: Spot, ref: str) -> Finding:
    form = book.configuration.forms.get(ref.partition(".")[0])
    if "." in ref and form is not None:
        choices = [f"{form.form}.{name}" for name, one in book.answers(form).items() if isinstance(one, ChoiceField)]
        message = f'"{ref}" is not a choice whose options can be used here.'
        return book.finding(UNKNOWN_LIST, message, spot, suggestion(ref, choices, what="choices of that form"))
    hint = suggestion(ref, book.configuration.lists, what="lists")
    return book.finding(UNKNOWN_LIST, f'There is no list called "{ref}".', spot, hint)


def names_of_subjects(book: Book) -> Iterator[Finding]:
    """Forms, workflows and questions about a subject name a kind that casepath.yaml has."""
    named = [(Spot("form", one.form, ("subject",)), one.subject) for one in book.configuration.forms.values()]
    named += [
        (Spot("workflow", one.workflow, ("subject",)), one.subject) for one in book.configuration.workflows.values()
    ]
    named += [(one.spot.at("of"), one.field.of) for one in _all_fields(book) if isinstance(one.field, SubjectField)]
    known = book.configuration.manifest.subjects
    for spot, name in named:
        if name not in known:
            hint = suggestion(name, known, what="subjects")
            yield book.finding(UNKNOWN_SUBJECT, f'There is no subject called "{name}".', spot, hint)


def names_of_records(book: Book) -> Iterator[Finding]:
    """Each kind of subject keeps its facts in a record that exists."""
    for name, subject in book.configuration.manifest.subjects.items():
        if subject.record not in book.configuration.records:
            hint = suggestion(subject.record, book.configuration.records, what="records")
            message = f'There is no record called "{subject.record}".'
            yield book.finding(UNKNOWN_RECORD, message, MANIFEST.at("subjects", name, "record"), hint)


def names_of_forms(book: Book) -> Iterator[Finding]:
    """The forms that actions submit, continue and give back exist."""
    for spot, name, _ in _named_forms(book):
        if name not in book.configuration.forms:
            hint = suggestion(name, book.configuration.forms, what="forms")
            if ("form", name) in book.origins.left_out:
                hint = "It belongs to a module that is off. Let this belong to that module too, or switch it on."
            yield book.finding(UNKNOWN_FORM, f'There is no form called "{name}".', spot, hint)


def subjects_of_forms(book: Book) -> Iterator[Finding]:
    """The forms that a workflow asks are about its own kind of subject."""
    for spot, name, workflow in _named_forms(book):
        form = book.configuration.forms.get(name)
        known = book.configuration.manifest.subjects
        if form is not None and form.subject != workflow.subject and {form.subject, workflow.subject} <= known.keys():
            message = f'The form "{name}" is about a {form.subject}; this workflow is about a {workflow.subject}.'
            yield book.finding(OTHER_SUBJECT, message, spot)


def _named_forms(book: Book) -> Iterator[tuple[Spot, str, Workflow]]:
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            named = (
                ("form", one.action.form),
                ("continue", one.action.carries_on),
                ("gives_back", one.action.gives_back),
            )
            for setting, name in named:
                if name is not None:
                    yield one.spot.at(setting), name, workflow
        for task in all_tasks(workflow):
            if task.task.form is not None:
                yield task.spot.at("form"), task.task.form, workflow


def names_of_actions(book: Book) -> Iterator[Finding]:
    """Actions named in `not_by`, in clocks, and in the `for` and `required_for` of questions exist."""
    for workflow in book.configuration.workflows.values():
        known = [*dict(all_actions(workflow)), REOPEN]
        for spot, moment in _moments(book, workflow):
            if moment.kind == "done" and moment.name not in known:
                yield _unknown_action(book, spot, moment.name, known)
    everywhere = {name for flow in book.configuration.workflows.values() for name, _ in all_hands(flow)}
    for form in book.configuration.forms.values():
        asking = book.workflows_asking(form.form)
        known = [name for flow in asking for name, _ in all_hands(flow)] if asking else sorted(everywhere)
        for page_id, page in form.pages.items():
            yield from _each_action(book, Spot("form", form.form, ("pages", page_id, "for")), page.asked_for, known)
        for one in book.fields_of(form):
            yield from _each_action(book, one.spot.at("for"), one.field.asked_for, known)
            yield from _each_action(book, one.spot.at("required_for"), one.field.required_for, known)


def _each_action(book: Book, spot: Spot, names: tuple[str, ...], known: Iterable[str]) -> Iterator[Finding]:
    actions = list(known)
    for index, name in enumerate(names):
        if name not in actions:
            yield _unknown_action(book, spot.at(index), name, actions)


def _unknown_action(book: Book, spot: Spot, name: str, known: Iterable[str]) -> Finding:
    hint = suggestion(name, known, what="actions")
    return book.finding(UNKNOWN_ACTION, f'There is no action called "{name}".', spot, hint)


def names_of_states(book: Book) -> Iterator[Finding]:
    """Every case starts in, and every action leads to, a state that exists."""
    for workflow in book.configuration.workflows.values():
        for one in named_states(book, workflow):
            if one.path is None:
                hint = suggestion(one.name, one.known, what="states")
                yield book.finding(UNKNOWN_STATE, f'{one.who} "{one.name}", which does not exist.', one.spot, hint)


@dataclass(frozen=True, slots=True)
class NamedState:
    """A state where it is named. *path* is the one that is meant; nothing where none of the *known* is."""

    spot: Spot
    name: str
    who: str
    path: str | None
    known: Iterable[str]


_SeenFrom: TypeAlias = Callable[[Spot, str, str, str], NamedState]
_Among: TypeAlias = Callable[[Spot, str, str, Mapping[str, object]], NamedState]


def named_states(book: Book, workflow: Workflow) -> Iterator[NamedState]:
    """Yield every place of *workflow* that names a state."""
    top, names = Spot("workflow", workflow.workflow), workflow.state_names

    def seen_from(spot: Spot, name: str, who: str, place: str) -> NamedState:
        return NamedState(spot, name, who, workflow.target(name, place), names)

    def among(spot: Spot, name: str, who: str, states: Mapping[str, object]) -> NamedState:
        return NamedState(spot, name, who, name if name in states else None, states)

    yield among(top.at("start"), workflow.start, "The workflow starts in", workflow.states)
    for one in book.actions(workflow):
        for index, rule in enumerate(one.action.rules):
            if rule.target != STAY and one.spot.path[-1] != "override":
                spot = one.spot.at(*one.action.at_target(index))
                yield seen_from(spot, rule.target, f'"{one.action.title}" sends the case to', one.state or "")
    yield from _named_by_states(workflow, top, seen_from, among)
    for spot, moment in _moments(book, workflow):
        if moment.kind == "entered_state":
            yield among(spot, moment.name, "This clock looks at", names)
    for path, spot, name in breach_targets(workflow):
        yield seen_from(spot, name, "When the last day is over the case moves to", path)
    for index, promise in enumerate(workflow.always):
        if promise.every_case_can_reach is not None:
            spot = top.at("always", index, "every_case_can_reach")
            yield among(spot, promise.every_case_can_reach, "This promises", names)
    if workflow.merge is not None:
        yield seen_from(top.at("merge", "to"), workflow.merge.to, "A case that is merged comes to", "")


def _named_by_states(workflow: Workflow, top: Spot, seen_from: _SeenFrom, among: _Among) -> Iterator[NamedState]:
    for path, place in workflow.places.items():
        spot, state = top.at(*place.at), place.state
        if state.reopen is not None:
            yield seen_from(spot.at("reopen", "to"), state.reopen.to, f'"{state.reopen.title}" sends the case to', path)
        if state.start is not None:
            yield among(spot.at("start"), state.start, f'"{path}" starts in', state.states)
        for strand, one_of in state.parallel.items():
            start = spot.at("parallel", strand, "start")
            yield among(start, one_of.start, f'The strand "{strand}" starts in', one_of.states)
        if state.when_done is not None:
            yield seen_from(spot.at("when_done"), state.when_done, f'"{path}" sends the case to', path)


def waits_lead_somewhere(book: Book) -> Iterator[Finding]:
    """Every state that goes on by itself goes on to a state that exists."""
    for workflow in book.configuration.workflows.values():
        for path, place in workflow.places.items():
            wait = place.state.proceed
            if wait is not None and workflow.target(wait.to, path) is None:
                message = f'"{place.state.title}" goes on to "{wait.to}", which does not exist.'
                spot = Spot("workflow", workflow.workflow, (*place.at, "proceed", "to"))
                yield book.finding(
                    UNKNOWN_STATE, message, spot, suggestion(wait.to, workflow.state_names, what="states")
                )


def names_of_fields(book: Book) -> Iterator[Finding]:
    """Fields named in `dated`, in clocks and in a rule's `at` exist."""
    for spot, form_id, name, _ in _named_dates(book):
        form = book.configuration.forms.get(form_id)
        if form is None and spot.path[-1] == "dated":
            continue  # told at the action's form
        if form is None:
            hint = suggestion(form_id, book.configuration.forms, what="forms")
            yield book.finding(UNKNOWN_FIELD, f'There is no form called "{form_id}".', spot, hint)
        elif name not in book.answers(form):
            hint = suggestion(name, book.answers(form), what="fields")
            yield book.finding(UNKNOWN_FIELD, f'The form "{form_id}" has no field "{name}".', spot, hint)
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            if one.action.dated is not None and one.action.submits is None:
                message = f'"{one.action.title}" has no form, so no field "{one.action.dated}" can say its day.'
                yield book.finding(UNKNOWN_FIELD, message, one.spot.at("dated"))
    for form in book.configuration.forms.values():
        for rule_id, rule in form.rules.items():
            for index, name in enumerate(rule.at):
                if name not in book.answers(form):
                    spot = Spot("form", form.form, ("rules", rule_id, "at", index))
                    hint = suggestion(name, book.answers(form), what="fields")
                    yield book.finding(UNKNOWN_FIELD, f'The form "{form.form}" has no field "{name}".', spot, hint)


def dates_are_dates(book: Book) -> Iterator[Finding]:
    """What dates an action or moves a clock is a date or a datetime field."""
    for spot, form_id, name, what in _named_dates(book):
        form = book.configuration.forms.get(form_id)
        found = book.answers(form).get(name) if form is not None else None
        if found is not None and not (isinstance(found, DateField) and found.type != "time"):
            yield book.finding(NOT_A_DATE, f'"{found.label}" is not a date, so it cannot {what}.', spot)


def _named_dates(book: Book) -> Iterator[tuple[Spot, str, str, str]]:
    """Yield where a date is named: place, form, field, and what it is for."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            if one.action.dated is not None and one.action.submits is not None:
                yield one.spot.at("dated"), one.action.submits, one.action.dated, "say on which day this was done"
        for spot, moment in _moments(book, workflow):
            if moment.kind == "field":
                form, _, name = moment.name.partition(".")
                yield spot, form, name, "start or stop a clock"


def _moments(book: Book, workflow: Workflow) -> Iterator[tuple[Spot, Moment]]:
    for one in book.actions(workflow):
        yield from ((one.spot.at("not_by", index), moment) for index, moment in enumerate(one.action.not_by))
    for _, spot, deadline in deadlines_of(workflow):
        yield from ((spot.at("from", index), moment) for index, moment in enumerate(deadline.starts))
        yield from ((spot.at("until", index), moment) for index, moment in enumerate(deadline.until))
        if deadline.date is not None:
            yield spot.at("date"), deadline.date


def names_in_slots(book: Book) -> Iterator[Finding]:
    """What stands between double braces is something that can be shown there."""
    slots = [
        (MANIFEST.at("subjects", name, "reference"), subject.reference, list(_REFERENCE_SLOTS))
        for name, subject in book.configuration.manifest.subjects.items()
    ]
    for record in book.configuration.records.values():
        facts = [name for name, _ in own_fields(record.fields)]
        slots.append((Spot("record", record.record, ("shown_as",)), record.shown_as or "", facts))
    for one in _all_fields(book):
        if isinstance(one.field, RowsField):
            cells = [name for name, _ in own_fields(one.field.fields)]
            slots.append((one.spot.at("row_title"), one.field.row_title or "", cells))
    for spot, text, known in slots:
        for name in slot_names(text):
            if name not in known:
                hint = suggestion(name, known, what="names that can stand")
                yield book.finding(UNKNOWN_SLOT, f'Nothing fills the slot "{name}" here.', spot, hint)


def _all_fields(book: Book) -> Iterator[PlacedField]:
    yield from book.facts()
    yield from book.questions()
    yield from book.link_questions()
