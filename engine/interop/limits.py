"""What an answer may be, in words: the same for every paper and every program."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiled import CompiledField, Definition
from engine.cases.values import MOST_CHARACTERS, MOST_ROWS
from engine.cases.vendor_types import kind_said
from engine.cases.views import NO_ANSWER_LABELS
from engine.definitions.fields import (
    AnyField,
    FileField,
    GridField,
    Limits,
    NumberField,
    RowsField,
    SubjectField,
    TextField,
    VendorField,
)
from engine.expressions.types import Choice, Parts
from engine.interop.saying import Label, said
from engine.interop.words import readable
from engine.sentences.catalogue import Noun
from engine.sentences.say import Counted, Sentence, say

_PLAIN: Mapping[str, Sentence] = {
    "date": Sentence("A date"),
    "time": Sentence("A time of day, such as 09:30"),
    "datetime": Sentence("A date and a time of day"),
    "yes_no": Sentence("One of these"),
    "yes_no_unknown": Sentence("One of these"),
    "choice": Sentence("One of these"),
    "choices": Sentence("One or more of these"),
    "place": Sentence("A place: words, an address, a route or a map point"),
    "address": Sentence("An address, in lines, with its postcode"),
    "partial_date": Sentence(
        "A date, or as much of it as is known: the year, or the month and year; it can be a guess"
    ),
    "duration": Sentence("A length of time: a number of minutes, hours, days, weeks, months or years"),
    "declaration": Sentence("A tick: kept as who declared it, and when"),
}
"""What is so of every question of a type."""


def kind_of_answer(field: CompiledField, definition: Definition) -> str:
    """Return what an answer may be, as a sentence without its full stop; of a choice, how many may be chosen."""
    return kind_of(field.definition, definition)


def kind_of(field: AnyField, definition: Definition) -> str:
    """Return the same for a question as it is written."""
    language, plain = definition.language, _PLAIN.get(field.type)
    if plain is not None:
        return plain.said(language)
    match field:
        case TextField() as text:
            return _text(text, language)
        case NumberField() as number:
            return _number(number, language)
        case SubjectField() as subject:
            return _subject(subject, definition)
        case GridField() as grid:
            return say(language, "One answer for each line ({lines})", lines="; ".join(grid.lines.values()))
        case RowsField() as rows:
            return _rows(rows, language)
        case FileField() as file:
            return _files(file, language)
        case VendorField() as vendors:
            return kind_said(vendors, language)
    return ""


def _subject(field: SubjectField, definition: Definition) -> str:
    known = definition.subjects.get(field.of)
    title = known.title if known else readable(field.of)
    if field.type == "subject":
        return say(definition.language, 'One of those known to the council: "{subject}"', subject=title)
    return say(definition.language, 'One or more of those known to the council: "{subject}"', subject=title)


def _text(field: TextField, language: str) -> str:
    characters = field.characters or Limits()
    limits = [*_limits(field.words, "words", language), *_limits(characters, "characters", language)]
    if characters.max is None and field.words is None:
        limits.append(say(language, "at most {most}", most=Counted(MOST_CHARACTERS[field.type], "characters")))
    kind = Sentence("Text on one line") if field.type == "text" else Sentence("Text, on as many lines as it needs")
    told = ", ".join([kind.said(language), *limits])
    if field.format is None:
        return told
    return say(language, '{kind}. It is written like this: "{example}"', kind=told, example=field.format.example)


def _limits(limits: Limits | None, noun: Noun, language: str) -> Iterator[str]:
    if limits is not None and limits.min is not None:
        yield say(language, "at least {least}", least=Counted(limits.min, noun))
    if limits is not None and limits.max is not None:
        yield say(language, "at most {most}", most=Counted(limits.max, noun))


def _number(field: NumberField, language: str) -> str:
    low, high = str(field.min), str(field.max)
    if field.type == "scale":
        return say(language, "A place on a scale from {low} to {high}", low=low, high=high)
    whole = "A whole number" if field.type == "integer" else "A number, with a dot before its decimal places"
    kind = say(language, whole)
    if field.unit:
        kind = say(language, "{kind}, in {unit}", kind=kind, unit=field.unit)
    match field.min, field.max:
        case None, None:
            return kind
        case _, None:
            return say(language, "{kind}, {low} or more", kind=kind, low=low)
        case None, _:
            return say(language, "{kind}, {high} or less", kind=kind, high=high)
        case _:
            return say(language, "{kind}, from {low} to {high}", kind=kind, low=low, high=high)


def _rows(field: RowsField, language: str) -> str:
    most = field.max or MOST_ROWS
    if not field.min:
        return say(language, 'Rows, one for each "{row}": at most {most}', row=field.row, most=most)
    both = 'Rows, one for each "{row}": at least {least} and at most {most}'
    return say(language, both, row=field.row, least=field.min, most=most)


def _files(field: FileField, language: str) -> str:
    size, kinds = field.max_mb, ", ".join(field.accept)
    if field.type == "file":
        return say(language, "A file, of at most {size} MB: {kinds}", size=size, kinds=kinds)
    several = "Files, at most {most}, of at most {size} MB each: {kinds}"
    return say(language, several, most=field.most, size=size, kinds=kinds)


def options_said(field: CompiledField, label: Label, language: str) -> tuple[str, ...]:
    """Return the answers of a choice by label, each with the condition on which it is offered."""
    if isinstance(field.type, Parts):
        return grid_options(field)
    if field.options is None:
        return ()
    return tuple(_option(field, code, label, language) for code in field.options.set.codes)


def grid_options(field: CompiledField) -> tuple[str, ...]:
    """Return the answers of a grid by label: the same for each of its lines; nothing for what is no grid."""
    lines = field.type.parts.values() if isinstance(field.type, Parts) else ()
    return next((line.options.labels for line in lines if isinstance(line, Choice)), ())


def reasons_said(field: CompiledField, language: str) -> tuple[str, ...]:
    """Return the reasons that may be given instead of an answer, by label."""
    return tuple(NO_ANSWER_LABELS[reason].said(language) for reason in field.definition.no_answer)


def _option(field: CompiledField, code: str, label: Label, language: str) -> str:
    options = field.options
    assert options is not None
    words = options.labels[code]
    if code in options.retired:
        return say(language, "{answer} (not offered any more)", answer=words)
    if code == options.none:
        return say(language, "{answer} (stands alone)", answer=words)
    if code not in options.offer_if:
        return words
    condition = said(options.offer_if[code], label, language)
    return say(language, "{answer} (offered when {condition})", answer=words, condition=condition)


def default_said(field: CompiledField, language: str) -> str:
    """Return what an answer starts as; empty where it starts empty."""
    default = field.default
    if default is None:
        return ""
    if default in ("today()", "now()"):
        return say(language, "today" if default == "today()" else "this moment")
    codes = [default] if isinstance(default, str) else default
    labels = field.options.labels if field.options else {}
    return ", ".join(labels.get(one, one) for one in codes)
