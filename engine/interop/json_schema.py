"""The JSON Schema of a form's answers as Casepath keeps them, so that a program can judge them before it sends them.

It says of answers what a schema can say: types, codes, limits, rows, and what is required of everyone. What depends on
other answers or on the step is listed in words under `x-casepath`. Whatever a submission keeps is valid here; what is
valid here may still be refused, for what stands in those words.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from engine.cases.compiled import CompiledField, CompiledForm, CompiledRow, Definition
from engine.cases.compound import LENGTH_UNITS
from engine.cases.files import MEGABYTE
from engine.cases.values import MOST_CHARACTERS, MOST_CHOICES, MOST_ROWS
from engine.cases.vendor_types import schema_of
from engine.definitions.fields import (
    DateField,
    DeclarationField,
    FileField,
    GridField,
    Limits,
    NumberField,
    PartsField,
    PlaceField,
    RowsField,
    SubjectField,
    TextField,
    VendorField,
)
from engine.expressions.types import Choice, Parts
from engine.interop.saying import Label, label_in
from engine.interop.schema_words import Object, field_words, form_words, is_shared
from engine.interop.words import one_line

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "^[A-Za-z0-9][A-Za-z0-9_.:/-]{0,63}$"
_DECIMAL = r"^-?[0-9]{1,15}(\.[0-9]{1,6})?$"
_CALCULATED = r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$"
_MOST_DIGITS = 10**15 - 1
_ONE_LINE = r"^[^\n]*$"
_DATES: Mapping[str, Object] = {
    "date": {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "time": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
    "datetime": {"type": "string", "format": "date-time"},
}
_TEXT: Object = {"type": "string", "maxLength": MOST_CHARACTERS["text"]}
_PARTS: Mapping[str, Object] = {
    "address": {
        "type": "object",
        "properties": {"lines": {"type": "array", "items": _TEXT, "maxItems": 6}, "postcode": _TEXT, "country": _TEXT},
        "minProperties": 1,
        "additionalProperties": False,
    },
    "partial_date": {
        "type": "object",
        "properties": {
            "year": {"type": "integer", "minimum": 1000, "maximum": 9999},
            "month": {"type": "integer", "minimum": 1, "maximum": 12},
            "day": {"type": "integer", "minimum": 1, "maximum": 31},
            "about": {"const": True},
        },
        "required": ["year"],
        "dependentRequired": {"day": ["month"]},
        "additionalProperties": False,
    },
    "duration": {
        "type": "object",
        "properties": {
            "amount": {"type": "integer", "minimum": 0, "maximum": 99_999},
            "unit": {"type": "string", "enum": list(LENGTH_UNITS)},
        },
        "required": ["amount", "unit"],
        "additionalProperties": False,
    },
}


def form_schema(definition: Definition, form: CompiledForm) -> Object:
    """Return the JSON Schema (draft 2020-12) of the answers that a submission of *form* keeps.

    `$id` names configuration, version and form; `x-casepath.release` is the exact content. `required` lists only what
    every submission holds; what one step requires stands under `x-casepath.required_for`, by action.
    """
    label = label_in(form)
    kept = [one for one in form.fields if _is_kept(one)]
    schema: Object = {
        "$schema": DIALECT,
        "$id": schema_id(definition, form.id),
        "title": one_line(form.definition.title),
    }
    if form.definition.summary:
        schema["description"] = one_line(form.definition.summary)
    return schema | {
        "type": "object",
        "properties": {one.id: _property(definition, one, label) for one in kept},
        "required": [one.id for one in kept if _is_always_required(one)],
        "additionalProperties": False,
        "x-casepath": form_words(definition, form, label),
    }


def schema_id(definition: Definition, form: str) -> str:
    """Return the identity of a form's schema: `urn:casepath:national:1.0.0:contact_referral`."""
    return f"urn:casepath:{definition.configuration}:{quote(definition.version, safe='')}:{form}"


def _is_kept(one: CompiledField) -> bool:
    """Whether a submission may hold an answer: a note and an echo are shown and never kept."""
    return one.echo is None and (one.read is not None or one.row is not None)


def _is_always_required(one: CompiledField) -> bool:
    waits = (*one.show, *one.asked_for, *one.edit)
    return one.definition.required and one.calc is None and one.read_only_if is None and not waits


# --- one question ----------------------------------------------------------------------------------------------------


def _property(definition: Definition, one: CompiledField, label: Label) -> Object:
    field = one.definition
    schema: Object = {"title": one_line(field.label)}
    if words := " ".join(one_line(text) for text in (field.hint, field.help) if text):
        schema["description"] = words
    schema |= _calculated(one) if one.calc is not None else _or_a_reason(one, _kept_as(definition, one, label))
    if one.calc is not None:
        schema["readOnly"] = True
    if told := field_words(definition, one, label):
        schema["x-casepath"] = told
    return schema


def _or_a_reason(one: CompiledField, answer: Object) -> Object:
    """A question may keep why it has no answer instead of one."""
    reasons = one.definition.no_answer
    if not reasons:
        return answer
    reason: Object = {
        "type": "object",
        "properties": {"no_answer": {"type": "string", "enum": list(reasons)}},
        "required": ["no_answer"],
        "additionalProperties": False,
    }
    return {"anyOf": [answer, reason]}


def _kept_as(definition: Definition, one: CompiledField, label: Label) -> Object:
    """Return the type of one answer in its canonical form."""
    match one.definition:
        case TextField() as text:
            return _text(text)
        case NumberField() as number:
            return _number(number)
        case DateField() as day:
            return dict(_DATES[day.type])
        case SubjectField() as subject:
            reference: Object = {"type": "string", "pattern": _REFERENCE}
            return reference if subject.type == "subject" else _several(reference, MOST_ROWS)
        case PlaceField():
            return _place()
        case VendorField() as vendors:
            return schema_of(vendors)  # type: ignore[return-value]  # JSON, which compiling has tried
        case PartsField() as parts:
            return dict(_PARTS[parts.type])
        case FileField() as file:
            return _file(file) if file.type == "file" else _several(_file(file), file.most)
        case DeclarationField():
            return _declaration()
        case GridField() as grid if isinstance(one.type, Parts):
            return _grid(grid, one.type)
        case RowsField() as rows if one.row is not None:
            return _rows(definition, rows, one.row, label)
    return _choice(one)


def _text(field: TextField) -> Object:
    limits = field.characters or Limits()
    most = MOST_CHARACTERS[field.type]
    # Empty text is no answer and is not kept; `required` says whether there must be one.
    schema: Object = {
        "type": "string",
        "minLength": limits.min or 0,
        "maxLength": most if limits.max is None else min(limits.max, most),
    }
    if field.format is not None and is_shared(field.format.pattern):
        schema["pattern"] = f"^(?:{field.format.pattern})$"
    elif field.type == "text":
        schema["pattern"] = _ONE_LINE
    if field.format is not None:
        schema["examples"] = [field.format.example]
    return schema


def _number(field: NumberField) -> Object:
    if field.type == "decimal":
        # Kept as text, so that no program rounds it. Its limits are said in words.
        return {"type": "string", "pattern": _DECIMAL}
    low = -_MOST_DIGITS if field.min is None else -int(-field.min // 1)
    high = _MOST_DIGITS if field.max is None else int(field.max // 1)
    return {"type": "integer", "minimum": low, "maximum": high}


def _choice(one: CompiledField) -> Object:
    options = one.options
    assert options is not None
    codes = options.set.codes
    code: Object = {"type": "string", "enum": list(codes), "oneOf": [_option(one, each) for each in codes]}
    if isinstance(one.type, Choice):
        return code
    schema = _several(code, MOST_CHOICES)
    if options.none is not None:
        schema |= {"if": {"contains": {"const": options.none}}, "then": {"maxItems": 1}}
    return schema


def _option(one: CompiledField, code: str) -> Object:
    assert one.options is not None
    option: Object = {"const": code, "title": one_line(one.options.labels[code])}
    return option | {"deprecated": True} if code in one.options.retired else option


def _several(item: Object, most: int) -> Object:
    return {"type": "array", "items": item, "minItems": 1, "maxItems": most, "uniqueItems": True}


def _place() -> Object:
    degrees: Object = {"type": "string", "pattern": _DECIMAL}
    parts: Object = dict.fromkeys(("description", "address", "postcode", "route"), _TEXT)
    return {
        "type": "object",
        "properties": parts | {"latitude": degrees, "longitude": degrees},
        "minProperties": 1,
        "additionalProperties": False,
        "dependentRequired": {"latitude": ["longitude"], "longitude": ["latitude"]},
    }


def _file(field: FileField) -> Object:
    """A file as it is kept. To send one, upload it first and name its `id`."""
    properties: Object = {
        "id": {"type": "string", "pattern": _REFERENCE},
        "name": {"type": "string", "minLength": 1, "maxLength": 200},
        "type": {"type": "string", "enum": list(field.accept)},
        "bytes": {"type": "integer", "minimum": 1, "maximum": field.max_mb * MEGABYTE},
        "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _declaration() -> Object:
    properties: Object = {"by": {"type": "string"}, "at": {"type": "string", "format": "date-time"}}
    return {"type": "object", "properties": properties, "required": ["by", "at"], "additionalProperties": False}


def _grid(field: GridField, kind: Parts) -> Object:
    lines: Object = {}
    for line, choice in kind.parts.items():
        options = choice.options if isinstance(choice, Choice) else None
        codes = list(options.codes) if options else []
        lines[line] = {"title": one_line(field.lines[line]), "type": "string", "enum": codes}
    return {"type": "object", "properties": lines, "minProperties": 1, "additionalProperties": False}


def _rows(definition: Definition, field: RowsField, row: CompiledRow, label: Label) -> Object:
    cells = [row.by_id[name] for name in row.by_id if _is_kept(row.by_id[name])]
    identifier: Object = {"type": "string", "description": "Which row this is; it stays when rows are moved."}
    always = [one.id for one in cells if one.definition.required and not one.show and one.calc is None]
    each: Object = {
        "type": "object",
        "title": one_line(field.row),
        "properties": {"id": identifier, **{one.id: _property(definition, one, label) for one in cells}},
        "required": ["id", *always],
        "additionalProperties": False,
    }
    return {"type": "array", "items": each, "minItems": max(field.min or 0, 1), "maxItems": field.max or MOST_ROWS}


def _calculated(one: CompiledField) -> Object:
    """Return the type of what is worked out. A number is kept whole where it is whole, else as text."""
    match one.definition:
        case NumberField():
            return {"type": ["integer", "string"], "pattern": _CALCULATED}
        case DateField() as day:
            return {name: said_ for name, said_ in _DATES[day.type].items() if name != "pattern"}
    return _choice(one) if one.options is not None else {"type": "string"}
