"""What an answer may be and where it comes from, in words: the same for every paper and every program."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.compiled import CompiledField, Definition, Source
from engine.cases.values import MOST_CHARACTERS, MOST_ROWS
from engine.cases.views import NO_ANSWER_LABELS
from engine.definitions.fields import (
    ChoiceField,
    DateField,
    FileField,
    GridField,
    Limits,
    NumberField,
    PartsField,
    PlaceField,
    RowsField,
    SubjectField,
    TextField,
    YesNoField,
)
from engine.expressions.types import Choice, Parts
from engine.interop.saying import Label, said
from engine.interop.words import readable

_DATES = {"date": "A date", "time": "A time of day, such as 09:30", "datetime": "A date and a time of day"}
_PARTS = {
    "address": "An address, in lines, with its postcode",
    "partial_date": "A date, or as much of it as is known: the year, or the month and year; it can be a guess",
    "duration": "A length of time: a number of minutes, hours, days, weeks, months or years",
}
_CASE = {
    "reference": "the case's reference",
    "opened_on": "the day the case was opened",
    "subject": "the case's subject",
}


def kind_of_answer(field: CompiledField, definition: Definition) -> str:
    """Return what an answer may be, as a sentence without its full stop; of a choice, how many may be chosen."""
    match field.definition:
        case TextField() as text:
            return _text(text)
        case NumberField() as number:
            return _number(number)
        case DateField() as day:
            return _DATES[day.type]
        case YesNoField() | ChoiceField(type="choice"):
            return "One of these"
        case ChoiceField():
            return "One or more of these"
        case SubjectField() as subject:
            known = definition.subjects.get(subject.of)
            title = known.title if known else readable(subject.of)
            return f'{"One" if subject.type == "subject" else "One or more"} of those known to the council: "{title}"'
        case PlaceField():
            return "A place: words, an address, a route or a map point"
        case PartsField() as parts:
            return _PARTS[parts.type]
        case GridField() as grid:
            return f"One answer for each line ({'; '.join(grid.lines.values())})"
        case FileField() as file:
            return _files(file)
        case RowsField() as rows:
            return _rows(rows)
    return "A tick: kept as who declared it, and when" if field.definition.type == "declaration" else ""


def _text(field: TextField) -> str:
    limits = list(_limits(field.words, "words"))
    characters = field.characters or Limits()
    limits += _limits(characters, "characters")
    if characters.max is None and field.words is None:
        limits.append(f"at most {MOST_CHARACTERS[field.type]:,} characters")
    kind = "Text on one line" if field.type == "text" else "Text, on as many lines as it needs"
    example = f'. It is written like this: "{field.format.example}"' if field.format else ""
    return f"{kind}, {', '.join(limits)}{example}"


def _limits(limits: Limits | None, noun: str) -> Iterator[str]:
    if limits is not None and limits.min is not None:
        yield f"at least {limits.min:,} {noun}"
    if limits is not None and limits.max is not None:
        yield f"at most {limits.max:,} {noun}"


def _number(field: NumberField) -> str:
    kind = "A number, with a dot before its decimal places" if field.type == "decimal" else "A whole number"
    kind += f", in {field.unit}" if field.unit else ""
    if field.type == "scale":
        return f"A place on a scale from {field.min} to {field.max}"
    match field.min, field.max:
        case None, None:
            return kind
        case low, None:
            return f"{kind}, {low} or more"
        case None, high:
            return f"{kind}, {high} or less"
        case low, high:
            return f"{kind}, from {low} to {high}"


def _files(field: FileField) -> str:
    how_many = "A file" if field.type == "file" else f"Files, at most {field.most}"
    return (
        f"{how_many}, of at most {field.max_mb} MB{' each' if field.type == 'files' else ''}: {', '.join(field.accept)}"
    )


def _rows(field: RowsField) -> str:
    fewest = f"at least {field.min} and " if field.min else ""
    return f'Rows, one for each "{field.row}": {fewest}at most {field.max or MOST_ROWS}'


def options_said(field: CompiledField, label: Label) -> tuple[str, ...]:
    """Return the answers of a choice by label, each with the condition on which it is offered."""
    if isinstance(field.type, Parts):
        return grid_options(field)
    if field.options is None:
        return ()
    return tuple(_option(field, code, label) for code in field.options.set.codes)


def grid_options(field: CompiledField) -> tuple[str, ...]:
    """Return the answers of a grid by label: the same for each of its lines; nothing for what is no grid."""
    lines = field.type.parts.values() if isinstance(field.type, Parts) else ()
    return next((line.options.labels for line in lines if isinstance(line, Choice)), ())


def reasons_said(field: CompiledField, language: str) -> tuple[str, ...]:
    """Return the reasons that may be given instead of an answer, by label."""
    return tuple(NO_ANSWER_LABELS[reason].said(language) for reason in field.definition.no_answer)


def _option(field: CompiledField, code: str, label: Label) -> str:
    options = field.options
    assert options is not None
    words = options.labels[code]
    if code in options.retired:
        return f"{words} (not offered any more)"
    if code == options.none:
        return f"{words} (stands alone)"
    return f"{words} (offered when {said(options.offer_if[code], label)})" if code in options.offer_if else words


def default_said(field: CompiledField) -> str:
    """Return what an answer starts as; empty where it starts empty."""
    default = field.default
    if default is None:
        return ""
    if default in ("today()", "now()"):
        return "today" if default == "today()" else "this moment"
    codes = [default] if isinstance(default, str) else default
    labels = field.options.labels if field.options else {}
    return ", ".join(labels.get(one, one) for one in codes)


def source_said(source: Source, definition: Definition) -> str:
    """Return where a value is copied from, in titles: `"Sex" in the record "Child"`."""
    match source.kind:
        case "record":
            fact = definition.records[source.owner].fields.get(source.name)
            title = definition.records[source.owner].title
            return f'"{fact.label if fact else readable(source.name)}" in the record "{title}"'
        case "form" | "previous":
            form = definition.forms.get(source.owner)
            if form is None:
                return f'the answer to "{readable(source.name)}" when this form was last filled in'
            one = form.by_id.get(source.name)
            return f'"{one.definition.label if one else readable(source.name)}" in the form "{form.definition.title}"'
        case "system":
            return f'what the case system supplies: "{_system(source.name, definition)}"'
        case "deadline":
            return f'the day by which "{_deadline(source.owner, definition)}" is due'
        case "me":
            return "the name of whoever fills it in" if source.name == "name" else "the team of whoever fills it in"
    if source.name in definition.roles.titles:
        return f'who is "{definition.roles.titles[source.name]}" on the case'
    return _CASE.get(source.name, source.text)


def _system(name: str, definition: Definition) -> str:
    fact = definition.system.get(name)
    written = fact is not None and fact.label != "Supplied by the host"
    return fact.label if fact is not None and written else readable(name)


def _deadline(name: str, definition: Definition) -> str:
    for flow in definition.workflows.values():
        if name in flow.deadlines:
            return flow.deadlines[name].title
    return readable(name)
