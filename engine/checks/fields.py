"""Fields that contradict themselves or each other: ids used twice, limits crossed, settings without effect."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.cases.compiling.workshop import Spot
from engine.checks.book import MANIFEST, Book, PlacedField
from engine.definitions.fields import (
    AnyField,
    ChoiceField,
    DeclarationField,
    FileField,
    Limits,
    NoteField,
    NumberField,
    RowsField,
    TextField,
)
from engine.definitions.forms import Form
from engine.definitions.workflows import OVERRIDE
from engine.findings import Code, Finding

ID_TWICE = Code(
    "N244", "An id used twice in a form", "Pages, fields and rules of a form share one set of ids. Rename one."
)
FACT_TWICE = Code(
    "N245", "An id used twice in a record", "Facts and the fields of their rows have ids of their own. Rename one."
)
DEADLINE_TWICE = Code(
    "N246", "A deadline's id used twice", "The deadlines of a workflow share one set of ids. Rename one."
)
ACTION_TWICE = Code("N247", "An action's id that is taken", "Rename the action.")
SUBJECT_TAKEN = Code("N248", "A subject with the id of a form", "Conditions could not tell them apart. Rename one.")
NEVER_REQUIRED = Code("S403", "Required, though nobody can answer it", "Take required out.")
NOTHING_TO_WRITE_TO = Code(
    "S407", "Nowhere to write back to", "Copy it from one fact of a record: from: child.sex; or take write_back out."
)
NOTHING_TO_CONFIRM = Code("S404", "Nothing to confirm", "Add from, which says what is copied; or take confirm out.")
LIMITS = Code("T362", "Limits the wrong way round", "Make min smaller than max.")
NOT_A_FACT = Code("S410", "A file or declaration outside a form", "Ask it in a form.")
NOT_IN_A_CHRONOLOGY = Code(
    "S411",
    "Nothing that stands in a chronology",
    "Mark a question of a form whose answer is kept; in rows, one of the row.",
)
NOT_IN_A_RECORD = Code("S413", "A setting that does nothing in a record", "Write it at the question of a form.")
NOTHING_TO_ASK = Code(
    "T363",
    "A note that is treated as a question",
    "Notes only show text. Give it another type, or take the setting out.",
)


def ids_in_forms(book: Book) -> Iterator[Finding]:
    """Pages, fields and rules of a form share one set of ids; the fields of rows repeat none of its fields."""
    for form in book.configuration.forms.values():
        taken: dict[str, str] = dict.fromkeys(form.pages, "a page")
        for spot, name, what in _ids(book, form):
            if name in taken:
                message = f'"{name}" is the id of {taken[name]} and of {what}.'
                yield book.finding(ID_TWICE, message, spot, key=True)
            taken.setdefault(name, what)
        for one in book.fields_of(form):
            if one.in_rows and one.id in taken:
                message = f'"{one.id}" is the id of {taken[one.id]}, so the rows of "{_rows_of(one)}" cannot use it.'
                yield book.finding(ID_TWICE, message, one.spot, key=True)


def _ids(book: Book, form: Form) -> Iterator[tuple[Spot, str, str]]:
    """Yield the ids of fields and rules of *form*, and what each stands for."""
    for one in book.fields_of(form):
        if one.in_rows:
            continue
        yield one.spot, one.id, f'a field on the page "{one.page}"'
        if isinstance(one.field, ChoiceField) and one.field.other is not None:
            yield one.spot.at("other"), f"{one.id}_other", f'the text that "other" adds to "{one.id}"'
    for name in form.rules:
        yield Spot("form", form.form, ("rules", name)), name, "a rule"


def ids_in_records(book: Book) -> Iterator[Finding]:
    """The facts of a record and the fields of their rows have ids of their own."""
    for record in book.configuration.records.values():
        others = {f"{name}_other" for name, one in record.fields.items() if isinstance(one, ChoiceField) and one.other}
        for name in record.fields:
            if name in others:
                message = f'"{name}" is also the text that "other" adds to "{name.removesuffix("_other")}".'
                yield book.finding(FACT_TWICE, message, Spot("record", record.record, ("fields", name)), key=True)
    for one in book.facts():
        facts = book.configuration.records[one.owner.partition(".")[0]].fields
        if one.in_rows and one.id in facts:
            message = f'"{one.id}" is a fact of this record, so the rows of "{_rows_of(one)}" cannot use it.'
            yield book.finding(FACT_TWICE, message, one.spot, key=True)


def _rows_of(one: PlacedField) -> str:
    return one.owner.rpartition(".")[2]


def ids_of_deadlines(book: Book) -> Iterator[Finding]:
    """The deadlines of a workflow share one set of ids, because conditions name them without their state."""
    for workflow in book.configuration.workflows.values():
        first: dict[str, str] = {}
        for path, place in workflow.places.items():
            for name in place.state.deadlines:
                if name in first:
                    message = f'There is a deadline "{name}" in "{first[name]}" and in "{path}".'
                    spot = Spot("workflow", workflow.workflow, (*place.at, "deadlines", name))
                    yield book.finding(DEADLINE_TWICE, message, spot, key=True)
                first.setdefault(name, path)


def ids_of_actions(book: Book) -> Iterator[Finding]:
    """An action offered at any time is not also one of a state; `reopen` is the engine's own."""
    for workflow in book.configuration.workflows.values():
        for one in book.actions(workflow):
            if one.id == "reopen" or (one.id.startswith(OVERRIDE) and "override" not in one.spot.path):
                message = f'An action cannot be called "{one.id}"; the engine has one of that name.'
                yield book.finding(ACTION_TWICE, message, one.spot, key=True)
            elif one.state is not None and one.id in workflow.anytime:
                message = f'"{one.id}" is offered at any time, so "{one.state}" cannot have an action of that id.'
                yield book.finding(ACTION_TWICE, message, one.spot, key=True)


def ids_of_subjects(book: Book) -> Iterator[Finding]:
    """A kind of subject has no form of the same id: `child.sex` must mean one thing."""
    for name in book.configuration.manifest.subjects:
        if name in book.configuration.forms:
            message = f'"{name}" is the id of a subject and of a form.'
            yield book.finding(SUBJECT_TAKEN, message, MANIFEST.at("subjects", name), key=True)


def required_can_be_answered(book: Book) -> Iterator[Finding]:
    """What is worked out or only shown is not required of anybody."""
    for one in _everything(book):
        told = "worked out" if one.field.calc is not None else "only shown" if one.field.shows is not None else ""
        required = "required" if one.field.required else "required_if" if one.field.required_if else ""
        if told and required and one.field.asks:
            message = f'"{one.id}" is {told}, so nobody can be required to answer it.'
            yield book.finding(NEVER_REQUIRED, message, one.spot.at(required), key=True)


def what_is_written_back_is_a_fact(book: Book) -> Iterator[Finding]:
    """Only an answer copied from a record's fact can be written back to it."""
    for one in book.questions():
        if one.field.write_back == "never":
            continue
        facts = [text for text in one.field.source if text.partition(".")[0] in book.configuration.records]
        if len(facts) != 1:
            message = f'"{one.id}" is written back, but it is not copied from one fact of a record.'
            yield book.finding(NOTHING_TO_WRITE_TO, message, one.spot.at("write_back"), key=True)


def confirmed_is_copied(book: Book) -> Iterator[Finding]:
    """Only what was copied can be confirmed."""
    for one in _everything(book):
        asks = "confirm" if one.field.confirm else "confirm_after" if one.field.confirm_after else None
        if asks is not None and not one.field.source:
            message = f'"{one.id}" asks for confirmation, but nothing is copied into it.'
            yield book.finding(NOTHING_TO_CONFIRM, message, one.spot.at(asks), key=True)


def notes_ask_nothing(book: Book) -> Iterator[Finding]:
    """A note has none of the settings of a question."""
    for one in _everything(book):
        if isinstance(one.field, NoteField):
            for setting in _asking_settings(one.field):
                message = f'"{one.id}" is a note, which asks nothing, so "{setting}" has no effect.'
                yield book.finding(NOTHING_TO_ASK, message, one.spot.at(setting), key=True)


def _asking_settings(note: NoteField) -> Iterator[str]:
    settings = (
        "required",
        "required_if",
        "required_for",
        "default",
        "calc",
        "check",
        "checks",
        "confirm",
        "read_only_if",
    )
    yield from (one for one in settings if getattr(note, one))
    if note.source:
        yield "from"


def what_stands_in_a_chronology_is_answered(book: Book) -> Iterator[Finding]:
    """Only an answer to a form stands in a chronology: a fact has a history of its own."""
    facts = [(one, "is a fact, which has a history of its own") for one in book.facts()]
    for one, reason in (*facts, *((one, _never_kept(one.field)) for one in book.questions())):
        if one.field.chronology and reason:
            message = f'"{one.id}" {reason}, so it cannot stand in a chronology.'
            yield book.finding(NOT_IN_A_CHRONOLOGY, message, one.spot.at("chronology"), key=True)
    for name, fact in book.configuration.manifest.system.items():
        if fact.chronology:
            message = f'"{name}" is supplied by the host, so it cannot stand in a chronology.'
            yield book.finding(NOT_IN_A_CHRONOLOGY, message, MANIFEST.at("system", name, "chronology"), key=True)


def _never_kept(field: AnyField) -> str:
    """Return why no answer to *field* is kept by itself; nothing where one is."""
    if isinstance(field, RowsField):
        return "has rows, not one answer"
    if not field.asks:
        return "is a note, which asks nothing"
    return "is only shown, and not kept" if field.shows is not None else ""


def files_and_declarations_stand_in_forms(book: Book) -> Iterator[Finding]:
    """A file belongs to a case, and a declaration to a form; a record and the host supply neither."""
    for one in book.facts():
        if isinstance(one.field, FileField | DeclarationField):
            message = f'"{one.id}" is a {one.field.type}, which a record cannot hold.'
            yield book.finding(NOT_A_FACT, message, one.spot.at("type"))
    for name, fact in book.configuration.manifest.system.items():
        if isinstance(fact, FileField | DeclarationField):
            message = f'"{name}" is a {fact.type}, which the host cannot supply.'
            yield book.finding(NOT_A_FACT, message, MANIFEST.at("system", name))


def facts_are_told_and_not_asked(book: Book) -> Iterator[Finding]:
    """A fact has no setting that speaks of a form: from where an answer is copied, or for which action it is asked."""
    for one in book.facts():
        for written, name in {} if one.in_rows else _OF_FORMS_ONLY.items():
            given = getattr(one.field, name)
            if given and given != "never":
                message = f'"{one.id}" is a fact, where "{written}" has no effect.'
                yield book.finding(NOT_IN_A_RECORD, message, one.spot.at(written), key=True)


_OF_FORMS_ONLY = {
    "from": "source",
    "shows": "shows",
    "confirm": "confirm",
    "confirm_after": "confirm_after",
    "for": "asked_for",
    "required_for": "required_for",
    "write_back": "write_back",
}
"""Settings that speak of a question of a form, as they are written and as the model calls them."""


def limits_are_in_order(book: Book) -> Iterator[Finding]:
    """The fewest is no more than the most."""
    for one in _everything(book):
        for path, least, most in _limits(one.field):
            if least is not None and most is not None and least > most:
                message = f'"{one.id}" cannot be at least {least} and at most {most}.'
                yield book.finding(LIMITS, message, one.spot.at(*path, "max"), key=True)


def _limits(field: AnyField) -> Iterator[tuple[tuple[str, ...], Decimal | int | None, Decimal | int | None]]:
    match field:
        case NumberField() | RowsField():
            yield (), field.min, field.max
        case TextField():
            for name, limits in (("words", field.words), ("characters", field.characters)):
                if isinstance(limits, Limits):
                    yield (name,), limits.min, limits.max


def _everything(book: Book) -> Iterator[PlacedField]:
    yield from book.facts()
    yield from book.questions()
