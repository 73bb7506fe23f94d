"""Values that a question starts with: copied from where there is one, of a type that fits, and never a judgement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.cases.compiling.types import field_reader
from engine.cases.compiling.workshop import Compiler
from engine.cases.values import BadAnswer
from engine.checks.book import Book, PlacedField
from engine.checks.linked_sources import linked_source
from engine.definitions.fields import AnyField, DateField, NoteField, NumberField, RowsField, SubjectField
from engine.definitions.forms import Form
from engine.expressions.types import DATE, TEXT, Choice, Choices, Opaque, Rows, Type, described
from engine.findings import Code, Finding, listed, suggestion

UNKNOWN_SOURCE = Code(
    "N241",
    "A source that does not exist",
    "Name a record's fact, a form's field, or case., me., system. or links. and a name.",
)
NOT_ON_THIS_CASE = Code(
    "N242",
    "A source that this case never has",
    "Name a fact of the form's own subject, or a form of the same workflow.",
)
NEVER_REUSED = Code(
    "N243", "A copy of what must not be reused", "Ask the question anew; a judgement belongs to its day."
)
WRONG_SOURCE = Code("T360", "A source of another type", "Copy from something that holds the same kind of answer.")
BAD_DEFAULT = Code(
    "T361", "A default that the field cannot hold", "Write a value of the field's type, or today() or now()."
)

_CASE: Mapping[str, Type] = {"reference": TEXT, "opened_on": DATE, "subject": Opaque("subject")}
_ME = ("name", "team")


@dataclass(frozen=True, slots=True)
class _Found:
    """What a source holds; *field* is its definition, where a council wrote one."""

    type: Type | None
    field: AnyField | None = None


@dataclass(frozen=True, slots=True)
class _Wrong:
    message: str
    hint: str


def sources_exist(book: Book) -> Iterator[Finding]:
    """What a question copies or shows is there."""
    for form, one, setting, text in _named(book):
        found = _look_up(book, form, text)
        if isinstance(found, _Wrong):
            yield book.finding(UNKNOWN_SOURCE, found.message, one.spot.at(*setting), found.hint)


def sources_are_at_hand(book: Book) -> Iterator[Finding]:
    """What a question copies belongs to the same case: its subject's own record, or a form of the same workflow."""
    for form, one, setting, text in _named(book):
        owner = text.partition(".")[0]
        subject = book.configuration.manifest.subjects.get(form.subject)
        if (
            isinstance(_look_up(book, form, text), _Wrong)
            or subject is None
            or subject.record not in book.configuration.records
        ):
            continue
        if owner in book.configuration.records and owner != subject.record:
            message = f'This form is about a {form.subject}, whose facts are in "{subject.record}", not in "{owner}".'
            yield book.finding(NOT_ON_THIS_CASE, message, one.spot.at(*setting))
        elif owner in book.configuration.forms and not _asked_together(book, form.form, owner):
            message = f'No workflow asks both "{form.form}" and "{owner}", so there is nothing to copy.'
            yield book.finding(NOT_ON_THIS_CASE, message, one.spot.at(*setting))


def sources_may_be_reused(book: Book) -> Iterator[Finding]:
    """A question marked `reuse: never` is copied nowhere."""
    for form, one, setting, text in _named(book):
        found = _look_up(book, form, text)
        if not isinstance(found, _Found) or found.field is None:
            continue
        for name in _never_reused(found.field, one.field):
            message = f'"{text}{name}" is marked "reuse: never", so "{one.id}" cannot take it.'
            yield book.finding(NEVER_REUSED, message, one.spot.at(*setting))


def _never_reused(source: AnyField, held: AnyField) -> Iterator[str]:
    """Yield what of *source* must not be copied into *held*: all of it (`""`), or a field of its rows (`.views`)."""
    if source.reuse == "never":
        yield ""
    elif isinstance(source, RowsField) and isinstance(held, RowsField):
        for name in source.fields.keys() & held.fields.keys():
            yield from (f".{name}{deeper}" for deeper in _never_reused(source.fields[name], held.fields[name]))


def sources_fit(book: Book) -> Iterator[Finding]:
    """What a question copies is of a type that it can hold."""
    for form, one, setting, text in _named(book):
        found = _look_up(book, form, text)
        held = book.type_of(one.field, f"{one.owner}.{one.id}")
        if isinstance(found, _Wrong) or found.type is None or held is None or isinstance(one.field, NoteField):
            continue
        if text.startswith("links.") and isinstance(one.field, RowsField):
            continue  # rows hold no one answer of a linked case, which is told as such
        if not _fits(held, found.type) or not _same_subject(one.field, found.field):
            message = f'"{one.id}" holds {described(held)}, and "{text}" is {_another(held, found.type)}.'
            yield book.finding(WRONG_SOURCE, message, one.spot.at(*setting))


def defaults_fit(book: Book) -> Iterator[Finding]:
    """A default is an answer that its field would take."""
    for one in (*book.facts(), *book.questions()):
        default = one.field.default
        if default is None:
            continue
        wrong = _wrong_default(book, one, default)
        if wrong is not None:
            yield book.finding(BAD_DEFAULT, wrong.message, one.spot.at("default"), wrong.hint)


def _wrong_default(book: Book, one: PlacedField, default: str | list[str]) -> _Wrong | None:
    if default in ("today()", "now()"):
        wants = "date" if default == "today()" else "datetime"
        if isinstance(one.field, DateField) and one.field.type == wants:
            return None
        return _Wrong(f'"{default}" is a {wants}, and "{one.id}" is not.', BAD_DEFAULT.remedy)
    kind = book.type_of(one.field, f"{one.owner}.{one.id}")
    if kind is None and one.field.asks:
        return None  # its options are not there, which is told at its options
    if isinstance(kind, Choice | Choices):
        return _wrong_code(one, kind, [default] if isinstance(default, str) else default)
    read = field_reader(Compiler(book.configuration, book.origins), one.field, kind, one.spot)
    if read is None:
        return (
            _Wrong(f'"{one.id}" cannot have a default.', "") if isinstance(one.field, NoteField | RowsField) else None
        )
    try:
        read(default if isinstance(default, str) else list(default))
    except BadAnswer as bad:
        return _Wrong(f'"{one.id}" cannot hold this default.', bad.text)
    return None


def _wrong_code(one: PlacedField, kind: Choice | Choices, codes: list[str]) -> _Wrong | None:
    known = kind.options.codes
    for code in codes:
        if code not in known:
            message = f'"{code}" is not an answer to "{one.field.label}" ({listed(known)}).'
            return _Wrong(message, suggestion(code, known, what="answers"))
    if isinstance(kind, Choice) and len(codes) > 1:
        return _Wrong(f'"{one.id}" takes one answer, not {len(codes)}.', "")
    return None


def _named(book: Book) -> Iterator[tuple[Form, PlacedField, tuple[str | int, ...], str]]:
    """Yield every source that a question of a form names: the form, the question, the setting and the source."""
    for form in book.configuration.forms.values():
        for one in book.fields_of(form):
            for index, text in enumerate(one.field.source):
                yield form, one, ("from", index), text
            if one.field.shows is not None:
                yield form, one, ("shows",), one.field.shows


def _look_up(book: Book, form: Form, text: str) -> _Found | _Wrong:
    owner, _, name = text.partition(".")
    manifest = book.configuration.manifest
    match owner:
        case "case":
            known: Mapping[str, Type] = {**_CASE, **dict.fromkeys(manifest.case_roles, TEXT)}
            return _Found(known[name]) if name in known else _unknown(text, owner, name, known)
        case "me":
            return _Found(TEXT) if name in _ME else _unknown(text, owner, name, _ME)
        case "system":
            fact = manifest.system.get(name)
            found = None if fact is None else _Found(book.type_of(fact, text), fact)
            return found or _unknown(text, owner, name, manifest.system)
        case "deadlines":
            return _deadline(book, form, text, name)
        case "links":
            return _Found(*linked_source(book, form, name))  # whether it is there is told with the links
        case "previous":
            return _of(book, form.form, book.answers(form), text, name)
    if owner in book.configuration.records:
        return _of(book, owner, dict(book.configuration.records[owner].fields), text, name)
    if owner in book.configuration.forms:
        return _of(book, owner, book.answers(book.configuration.forms[owner]), text, name)
    written = (*book.configuration.records, *book.configuration.forms)
    hint = suggestion(owner, [*written, "case", "me", "system", "previous", "deadlines", "links"], what="sources")
    return _Wrong(f'There is no record or form called "{owner}" to copy from.', hint)


def _of(book: Book, owner: str, fields: Mapping[str, AnyField], text: str, name: str) -> _Found | _Wrong:
    if name not in fields:
        return _unknown(text, owner, name, fields)
    return _Found(book.type_of(fields[name], f"{owner}.{name}"), fields[name])


def _deadline(book: Book, form: Form, text: str, name: str) -> _Found | _Wrong:
    flows = book.workflows_asking(form.form) or list(book.configuration.workflows.values())
    known = [f"{one}.due" for flow in flows for place in flow.places.values() for one in place.state.deadlines]
    return _Found(DATE) if name in known else _unknown(text, "deadlines", name, known)


def _unknown(text: str, owner: str, name: str, known: Mapping[str, object] | tuple[str, ...] | list[str]) -> _Wrong:
    hint = suggestion(name, known, what=f'names after "{owner}."')
    return _Wrong(f'There is no "{text}" to copy from.', hint)


def _asked_together(book: Book, form: str, other: str) -> bool:
    asking = [forms for forms in map(book.asked, book.configuration.workflows.values()) if form in forms]
    # A form that nothing asks yet is told as such, and not here.
    return form == other or not asking or any(other in forms for forms in asking)


def _fits(held: Type, given: Type) -> bool:
    """Return whether an answer of the type *given* can stand where one of the type *held* does."""
    if isinstance(held, Choice | Choices) and isinstance(given, Choice | Choices):
        several = isinstance(given, Choices) and isinstance(held, Choice)
        same = held.options.id == given.options.id
        return not several and (same or set(given.options.codes) <= set(held.options.codes))
    if isinstance(held, Opaque) and isinstance(given, Opaque):
        return held.kind == given.kind or (held.kind, given.kind) == ("subjects", "subject")
    if isinstance(held, Rows) and isinstance(given, Rows):
        shared = held.fields.keys() & given.fields.keys()
        return bool(shared) and all(_fits(held.fields[name], given.fields[name]) for name in shared)
    return type(held) is type(given)


def _same_subject(held: AnyField, given: AnyField | None) -> bool:
    if isinstance(held, NumberField) and isinstance(given, NumberField):
        return not (held.type == "integer" and given.type == "decimal")
    if isinstance(held, SubjectField) and isinstance(given, SubjectField):
        return held.of == given.of
    return True


def _another(held: Type, given: Type) -> str:
    return described(given) if described(held) != described(given) else f"{described(given)} of another kind"
