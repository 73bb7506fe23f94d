"""The data dictionary: every question with its kind, codes, sensitivity and return, as a document or as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.checks.book import Book
from engine.definitions.fields import AnyField, ChoiceField, GridField
from engine.definitions.lists import Option
from engine.interop.every_question import (
    SENSITIVITY,
    Question,
    asked_when,
    copied_from,
    questions,
    questions_of,
    yes,
)
from engine.interop.hands import fillers, hands, readers
from engine.interop.limits import kind_of, kind_of_answer
from engine.interop.outline import Part, Table
from engine.sentences.say import Sentence, say

_HEADS = (
    Sentence("Question"),
    Sentence("Id"),
    Sentence("Answer"),
    Sentence("Asked when"),
    Sentence("Must be answered"),
    Sentence("Sensitivity"),
    Sentence("Called in returns"),
    Sentence("Copied from"),
)
_LIST_HEADS = (
    Sentence("Answer"),
    Sentence("Code"),
    Sentence("Called in returns"),
    Sentence("Points"),
    Sentence("Retired in"),
)
_FACT_HEADS = (
    Sentence("Fact"),
    Sentence("Id"),
    Sentence("Answer"),
    Sentence("Sensitivity"),
    Sentence("Read by"),
)
SHEET = (
    "form",
    "form_id",
    "page",
    "question",
    "id",
    "type",
    "answer",
    "codes",
    "asked_when",
    "required",
    "required_for",
    "sensitivity",
    "third_party",
    "purpose",
    "filled_by",
    "read_by",
    "copied_from",
    "write_back",
    "reports_to",
)
"""The columns of the sheet. They are ids, the same in every language, so that programs can read it."""


def data_dictionary(book: Book) -> Part:
    """Return the data dictionary of a whole configuration as a document."""
    definition = book.definition
    language = definition.language
    parts = [_form(definition, form) for form in definition.forms.values()]
    parts.append(_lists(book))
    parts.append(_records(definition))
    return Part(
        say(language, "{configuration}: data dictionary", configuration=definition.title),
        said=(
            say(language, "Version {version}.", version=definition.whole_version),
            say(language, "Every question of every form, every list of answers, and every fact that is kept."),
        ),
        parts=tuple(one for one in parts if one.parts or one.table),
        language=language,
    )


def as_rows(book: Book) -> Iterator[Sequence[str]]:
    """Yield the data dictionary as a sheet: a line of SHEET, then one for each question, those in rows too."""
    yield SHEET
    definition = book.definition
    for form, asked in ((one.form, one) for one in questions(definition)):
        field = asked.field.definition
        known = hands(definition, form.id)
        yield (
            form.definition.title,
            form.id,
            asked.page,
            asked.name,
            asked.path,
            field.type,
            kind_of_answer(asked.field, definition),
            "; ".join(f"{code}={label}" for code, label in _codes(asked.field).items()),
            asked_when(definition, asked),
            yes(definition, so=field.required),
            " ".join(field.required_for),
            asked.field.sensitivity,
            yes(definition, so=field.about is not None),
            field.purpose or "",
            fillers(definition, asked.field, known) if asked.is_asked else "",
            readers(definition, asked.field),
            copied_from(definition, asked),
            field.write_back,
            field.reports_to or "",
        )


def _form(definition: Definition, form: CompiledForm) -> Part:
    language = definition.language
    rows = tuple(_row(definition, one) for one in questions_of(form))
    table = Table(tuple(one.said(language) for one in _HEADS), rows)
    return Part(form.definition.title, form.id, table=table)


def _row(definition: Definition, asked: Question) -> tuple[str, ...]:
    language, field = definition.language, asked.field.definition
    sensitivity = SENSITIVITY[asked.field.sensitivity].said(language)
    if field.about is not None:
        sensitivity = say(language, "{sensitivity}, about someone else", sensitivity=sensitivity)
    return (
        asked.name,
        asked.path,
        _answer(definition, asked),
        asked_when(definition, asked),
        _must(definition, field),
        sensitivity if asked.is_kept else "",
        field.reports_to or "",
        copied_from(definition, asked),
    )


def _answer(definition: Definition, asked: Question) -> str:
    """Return what an answer is, and for a choice where its codes are listed, or the codes themselves."""
    language, field = definition.language, asked.field.definition
    if asked.field.echo is not None:
        return say(language, "shown, not asked")
    if asked.field.calc is not None:
        return say(language, "worked out")
    kind = kind_of_answer(asked.field, definition) or say(language, "text to read")
    if isinstance(field, ChoiceField | GridField) and isinstance(field.options, str):
        return say(language, '{kind} (list "{list}")', kind=kind, list=field.options)
    codes = _codes(asked.field)
    return f"{kind}: {'; '.join(f'{label} ({code})' for code, label in codes.items())}" if codes else kind


def _must(definition: Definition, field: AnyField) -> str:
    if field.required:
        return say(definition.language, "always")
    if field.required_if is not None or field.required_for:
        return say(definition.language, "sometimes")
    return ""


def _codes(one: CompiledField) -> Mapping[str, str]:
    return one.options.labels if one.options is not None else {}


def _lists(book: Book) -> Part:
    language = book.definition.language
    heads = tuple(one.said(language) for one in _LIST_HEADS)
    parts = tuple(
        Part(one.title, name, table=Table(heads, tuple(_option(code, option) for code, option in one.options.items())))
        for name, one in book.configuration.lists.items()
    )
    return Part(say(language, "Lists of answers"), parts=parts)


def _option(code: str, option: Option) -> tuple[str, ...]:
    points = "" if option.points is None else str(option.points)
    return (option.label, code, option.reports_to or "", points, option.retired or "")


def _records(definition: Definition) -> Part:
    language = definition.language
    heads = tuple(one.said(language) for one in _FACT_HEADS)
    parts = tuple(
        Part(
            say(language, "Facts: {subject}", subject=subject.title),
            subject.record,
            table=Table(heads, tuple(_fact(definition, one) for one in facts_of(definition, kind))),
        )
        for kind, subject in definition.subjects.items()
    )
    return Part(say(language, "Facts that are kept and used again"), parts=parts)


def facts_of(definition: Definition, kind: str) -> Iterator[CompiledField]:
    """Yield what is known about a kind of subject, in the order of its record."""
    return (one for (known, _), one in definition.facts.items() if known == kind)


def _fact(definition: Definition, one: CompiledField) -> tuple[str, ...]:
    sensitivity = SENSITIVITY[one.sensitivity].said(definition.language)
    kind = kind_of(one.definition, definition)
    return (one.definition.label, one.id, kind, sensitivity, readers(definition, one))
