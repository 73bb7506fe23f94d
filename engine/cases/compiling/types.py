"""What each field's answers are to a condition: its type, its options, and the reader of what is sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.cases.compiled import Options
from engine.cases.compiling.vendor_types import wrong_with
from engine.cases.compiling.workshop import UK_TIME, Compiler, Spot
from engine.cases.compound import (
    address_reader,
    grid_reader,
    length_reader,
    partial_date_reader,
    place_reader,
)
from engine.cases.files import declaration_reader, file_reader
from engine.cases.values import (
    BadAnswer,
    Reader,
    choice_reader,
    choices_reader,
    date_reader,
    number_reader,
    subject_reader,
    subjects_reader,
    text_reader,
)
from engine.cases.vendor_types import vendor_reader, vendor_type
from engine.definitions.configuration import Configuration
from engine.definitions.fields import (
    AnyField,
    ChoiceField,
    DateField,
    DeclarationField,
    FileField,
    GridField,
    NoteField,
    NumberField,
    PartsField,
    PlaceField,
    RowsField,
    SubjectField,
    TextField,
    VendorField,
    YesNoField,
    own_fields,
)
from engine.definitions.lists import Option
from engine.definitions.vendor_types import UNUSABLE_TYPE
from engine.expressions.evaluate import Expression
from engine.expressions.types import (
    BOOLEAN,
    DATE,
    DATETIME,
    NUMBER,
    TEXT,
    TIME,
    Choice,
    Choices,
    Opaque,
    OptionSet,
    Parts,
    Rows,
    Scope,
    Type,
)
from engine.findings import Code
from engine.sentences.say import say

BAD_PATTERN = Code("T350", "A pattern that cannot be used", "Use letters, classes like [0-9], and counts like {2,4}.")

_DATES: Mapping[str, Type] = {"date": DATE, "time": TIME, "datetime": DATETIME}


def written_options(
    configuration: Configuration, ref: str, *, depth: int = 5
) -> tuple[str, Mapping[str, Option], bool] | None:
    """Return the options that *ref* names (their id, the options, whether they are ordered): a list's, or a field's.

    Nothing when there is no such list or field; a field that points at another field is followed a few steps.
    """
    if (named := configuration.lists.get(ref)) is not None:
        return ref, named.options, named.ordered
    form, _, name = ref.partition(".")
    if form not in configuration.forms or depth == 0:
        return None
    found = next((one for _, field, one in configuration.forms[form].placed_fields() if field == name), None)
    if not isinstance(found, ChoiceField):
        return None
    if isinstance(found.options, str):
        return written_options(configuration, found.options, depth=depth - 1)
    return ref, found.options, False


def option_codes(configuration: Configuration, field: ChoiceField | GridField) -> tuple[str, ...]:
    """Return the codes that *field* can hold; none where its options are not there."""
    found = written_options(configuration, field.options) if isinstance(field.options, str) else ("", field.options, 0)
    added = [code for code in ("none", "other") if isinstance(field, ChoiceField) and getattr(field, code) is not None]
    return (*found[1], *added) if found is not None else ()


def option_set(
    compiler: Compiler, field: ChoiceField | GridField, owner: str
) -> tuple[OptionSet, Mapping[str, Option]] | None:
    """Return the answers of a choice: those of its list or its own, and the `none` and `other` that it adds."""
    if isinstance(field.options, str):
        found = written_options(compiler.configuration, field.options)
        if found is None:
            return None
        set_id, options, ordered = found
    else:
        set_id, options, ordered = owner, field.options, False
    labels = {code: option.label for code, option in options.items()}
    if isinstance(field, ChoiceField):
        labels |= {"none": field.none} if field.none else {}
        labels |= {"other": field.other} if field.other else {}
    points = [options[code].points if code in options else None for code in labels]
    all_points = tuple(points) if any(one is not None for one in points) else None
    return OptionSet(set_id, tuple(labels), tuple(labels.values()), ordered, all_points), options


def field_type(compiler: Compiler, field: AnyField, owner: str) -> Type | None:
    """Return what a condition sees of *field*; nothing for a note, or for a choice whose options are not there."""
    match field:
        case TextField():
            return TEXT
        case NumberField():
            return NUMBER
        case DateField():
            return _DATES[field.type]
        case YesNoField():
            return Choice(_yes_no(field, compiler.language))
        case ChoiceField():
            found = option_set(compiler, field, owner)
            kind = Choice if field.type == "choice" else Choices
            return kind(found[0]) if found else None
        case SubjectField() | PlaceField() | FileField() | DeclarationField():
            return Opaque(field.type)
        case VendorField():
            return vendor_type(field)
        case PartsField():
            return _of_parts(field)
        case GridField():
            return grid_type(compiler, field, owner)
        case RowsField():
            return Rows(row_types(compiler, field, owner))
        case NoteField():
            return None


def _yes_no(field: YesNoField, language: str) -> OptionSet:
    """Return the answers of a yes-or-no question: the codes are the same in every language."""
    labels = {"yes": say(language, "Yes"), "no": say(language, "No")}
    labels |= {"not_known": say(language, "Not known")} if field.type == "yes_no_unknown" else {}
    return OptionSet(field.type, tuple(labels), tuple(labels.values()))


_PARTS_READERS: Mapping[str, Callable[[], Reader]] = {
    "address": address_reader,
    "partial_date": partial_date_reader,
    "duration": length_reader,
}


def _of_parts(field: PartsField) -> Type:
    if field.type == "partial_date":
        return Parts("partial date", {"year": NUMBER, "month": NUMBER, "day": NUMBER})
    return Opaque(field.type)


def grid_type(compiler: Compiler, field: GridField, owner: str) -> Type | None:
    """Return a grid as conditions see it: a choice for each line. Nothing when its options are not there."""
    found = option_set(compiler, field, owner)
    return None if found is None else Parts("grid", dict.fromkeys(field.lines, Choice(found[0])))


def _grid(kind: Parts) -> Reader:
    choices = [part for part in kind.parts.values() if isinstance(part, Choice)]
    return grid_reader(tuple(kind.parts), frozenset(choices[0].options.codes))


def row_types(compiler: Compiler, field: RowsField, owner: str) -> dict[str, Type]:
    """Return what a condition sees of each field of a row."""
    found = (
        (name, field_type(compiler, one, f"{owner}.{name}"))
        for name, one in own_fields(field.fields, compiler.language)
    )
    return {name: kind for name, kind in found if kind is not None}


def field_reader(compiler: Compiler, field: AnyField, kind: Type | None, spot: Spot) -> Reader | None:
    """Return what reads an answer of *field*; nothing for notes and rows, which are read elsewhere."""
    match field:
        case TextField():
            return _text(compiler, field, spot)
        case NumberField():
            return number_reader(field)
        case DateField():
            return date_reader(field, UK_TIME)
        case SubjectField():
            return subject_reader() if field.type == "subject" else subjects_reader()
        case PlaceField():
            return place_reader()
        case PartsField():
            return _PARTS_READERS[field.type]()
        case VendorField():
            return _vendors(compiler, field, spot)
        case FileField():
            return file_reader(field)
        case DeclarationField():
            return declaration_reader()
    return _chosen(field, kind)


def _vendors(compiler: Compiler, field: VendorField, spot: Spot) -> Reader | None:
    """Return the reader of a vendor's type, tried on its own example first."""
    if wrong := wrong_with(field):
        compiler.add(UNUSABLE_TYPE, wrong, UNUSABLE_TYPE.remedy, spot.kind, spot.name, *spot.path, "type")
        return None
    return vendor_reader(field)


def _chosen(field: AnyField, kind: Type | None) -> Reader | None:
    """Return what reads an answer that is chosen from options."""
    match kind:
        case Choice() if isinstance(field, YesNoField | ChoiceField):
            return choice_reader(frozenset(kind.options.codes))
        case Choices() if isinstance(field, ChoiceField):
            return choices_reader(kind.options.codes, none="none" if field.none else None)
        case Parts() if isinstance(field, GridField):
            return _grid(kind)
        case _:
            return None


def _text(compiler: Compiler, field: TextField, spot: Spot) -> Reader | None:
    """Return the reader of a text, its pattern tried on its own example first."""
    pattern = field.format
    if pattern is not None and (wrong := _wrong_pattern(pattern.pattern)) is not None:
        compiler.add(BAD_PATTERN, wrong[0], wrong[1], spot.kind, spot.name, *spot.path, "format", "pattern")
        return None
    try:
        reader = text_reader(field)
    except ValueError:
        message = "This pattern uses something that could take hours on some answers, or is not complete."
        compiler.add(BAD_PATTERN, message, BAD_PATTERN.remedy, spot.kind, spot.name, *spot.path, "format", "pattern")
        return None
    if pattern is not None and not _reads(reader, pattern.example):
        message = "The example does not match its own pattern."
        hint = "Change the example or the pattern; the example is what people are shown."
        compiler.add(BAD_PATTERN, message, hint, spot.kind, spot.name, *spot.path, "format", "example")
    return reader


def _reads(reader: Reader, example: str) -> bool:
    try:
        reader(example)
    except BadAnswer:
        return False
    return True


def _wrong_pattern(pattern: str) -> tuple[str, str] | None:
    """Return what is wrong with a pattern before any engine sees it: classes that take digits of other alphabets."""
    for short, plain in (("\\d", "[0-9]"), ("\\w", "[A-Za-z0-9_]"), ("\\s", "a space")):
        if short in pattern:
            return f'"{short}" also takes letters or digits of other alphabets.', f"Write {plain} instead."
    return None


def options_of(compiler: Compiler, field: AnyField, kind: Type | None, scope: Scope, spot: Spot) -> Options | None:
    """Return the answers that a choice offers, with the conditions on which each is offered."""
    if isinstance(field, YesNoField) and isinstance(kind, Choice):
        return Options(kind.options, dict(zip(kind.options.codes, kind.options.labels, strict=True)), {}, frozenset())
    if not isinstance(field, ChoiceField) or not isinstance(kind, Choice | Choices):
        return None
    found = option_set(compiler, field, kind.options.id)
    assert found is not None  # it had a type, so its options are there
    labels = dict(zip(found[0].codes, found[0].labels, strict=True))
    offer_if: dict[str, Expression] = {}
    for code, option in found[1].items():
        where = spot.at("options", code, "offer_if")
        compiled = compiler.expression(option.offer_if, scope, where, wants=BOOLEAN)
        if compiled is not None:
            offer_if[code] = compiled
    retired = frozenset(code for code, option in found[1].items() if option.retired)
    return Options(found[0], labels, offer_if, retired, "none" if field.none else None)
