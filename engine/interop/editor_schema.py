"""What an editor needs to help with definition files: a JSON Schema for each kind of file, made from the models.

Nothing is listed by hand. Settings, ids and words allowed come from pydantic's own schema; short forms come from asking
each model's validators what they make of a text or a list; the advice shown beside a setting is our own reader's.

Our reader keeps every scalar as text, but an editor sees true, 3 and 2.5 as YAML does, so those are allowed wherever
the reader takes their text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic.json_schema import DEFAULT_REF_TEMPLATE, GenerateJsonSchema, JsonSchemaValue
from pydantic_core import PydanticCustomError, core_schema

from engine.definitions.configuration import Manifest
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.model import FileKind, Model
from engine.definitions.parts import Part
from engine.definitions.records import Record
from engine.definitions.scenarios import ScenarioFile, Script
from engine.definitions.words import LONGEST_ID
from engine.definitions.workflows import Workflow
from engine.findings import Code

DIALECT: Final = "http://json-schema.org/draft-07/schema#"
"""The draft that yaml-language-server knows best."""

KINDS: Final[Mapping[FileKind, type[Model]]] = {
    "configuration": Manifest,
    "form": Form,
    "list": OptionList,
    "part": Part,
    "record": Record,
    "workflow": Workflow,
    "scenarios": ScenarioFile,
}
"""Each kind of file and the model that judges it; `configuration` is casepath.yaml."""

_ID: Final = f"^[a-z][a-z0-9_]{{0,{LONGEST_ID - 1}}}$"
_ANY_SCALAR: Final = ["string", "number", "boolean"]
_PATH: Final = r"^(\*\*?|[a-z][a-z0-9_]*)(\.(\*\*?|[a-z][a-z0-9_]*))*$"
_SLOT: Final[JsonSchemaValue] = {"type": "string", "pattern": r"\{\{.*\}\}"}
_SCALARS: Final[Mapping[str, JsonSchemaValue]] = {
    "bool": {"type": "boolean"},
    "int": {"type": ["integer", "string"], "pattern": "^-?[0-9]{1,15}$"},
    "decimal": {"type": ["number", "string"], "pattern": r"^-?[0-9.]+$"},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    "time": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$"},
    "datetime": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}"},
}
"""What an editor sees where a validator reads text into something else. Anything not here stays text."""


def editor_schema(kind: FileKind) -> JsonSchemaValue:
    """Return the JSON Schema with which an editor completes and judges files of *kind*."""
    schema = _generated(KINDS[kind])
    if kind == "form":
        schema = _one_or_several(schema)
    if kind == "scenarios":
        schema = _with_steps(schema)
    return {"$schema": DIALECT, "$id": f"urn:casepath:editor:{kind}", **schema}


def _generated(model: type[Model]) -> JsonSchemaValue:
    return _Generator(by_alias=True, ref_template=DEFAULT_REF_TEMPLATE).generate(_core(model))


def _core(model: type[Model]) -> core_schema.CoreSchema:
    return model.__pydantic_core_schema__


class _Generator(GenerateJsonSchema):
    """Pydantic's generator, told what our reader takes instead of what our models keep."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # Any: pydantic's own union of two kinds of schema
        return False  # `Required if` beside `required_if` says nothing.

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        # Nothing after the colon is a mistake; what need not be said is left out.
        return self.generate_inner(schema["schema"])

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        return {"type": _ANY_SCALAR}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        words = [str(one) for one in schema["expected"]]
        return {"enum": [*(int(one) for one in words if one.isdigit()), *words]}

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        names = self.generate_inner(schema["keys_schema"]) if "keys_schema" in schema else {}
        values = self.generate_inner(schema["values_schema"]) if "values_schema" in schema else {}
        made: JsonSchemaValue = {"type": "object", "additionalProperties": values}
        if "pattern" in names:
            made["propertyNames"] = {"pattern": names["pattern"]}
        return made | ({"minProperties": schema["min_length"]} if "min_length" in schema else {})

    def tagged_union_schema(self, schema: core_schema.TaggedUnionSchema) -> JsonSchemaValue:
        made = super().tagged_union_schema(schema)
        made.pop("discriminator", None)
        return made

    def function_after_schema(self, schema: core_schema.AfterValidatorFunctionSchema) -> JsonSchemaValue:
        inner = self.generate_inner(schema["schema"])
        if schema["schema"]["type"] != "str":
            return inner
        takes = _asked(schema["function"]["function"])
        if isinstance(takes("1"), str):
            return inner | ({"minLength": 1} if isinstance(takes(""), PydanticCustomError) else {})
        if isinstance(takes("*"), str):
            return {"type": "string", "pattern": _PATH} | _advice(takes("?"))
        return {"type": "string", "pattern": _ID} | _advice(takes("1"))

    def function_before_schema(self, schema: core_schema.BeforeValidatorFunctionSchema) -> JsonSchemaValue:
        inner, takes = schema["schema"], _asked(schema["function"]["function"])
        text, alone = takes("word"), takes([])
        if isinstance(text, list):
            many = self.generate_inner(inner)
            return {"anyOf": [many.get("items", {}), many]}
        if isinstance(text, dict | tuple):
            # A text alone is a short form, and the model says what it stands for; so can one map of several be.
            made = self.generate_inner(inner)
            one = [made["items"]] if isinstance(takes({}), tuple) and "items" in made else []
            return {"anyOf": [{"type": _ANY_SCALAR}, *one, made]}
        if isinstance(alone, tuple):
            return self.generate_inner(inner)
        if isinstance(alone, dict):
            return {"anyOf": [{"type": "array"}, self.generate_inner(inner)]}
        scalar = _SCALARS.get(inner["type"], {"type": "string"})
        return scalar | _advice(takes("?") or text)


def _asked(function: Callable[..., object]) -> Callable[[object], object]:
    """Return *function* as one that answers with what it makes of a value, its refusal, or nothing if it cannot say."""

    def takes(given: object) -> object:
        try:
            return function(given)
        except PydanticCustomError as refusal:
            return refusal
        except (TypeError, ValueError, AttributeError):
            return None

    return takes


def _advice(refusal: object) -> JsonSchemaValue:
    """Return what our reader would tell whoever writes something else here."""
    code = (refusal.context or {}).get("code") if isinstance(refusal, PydanticCustomError) else None
    return {"description": code.remedy} if isinstance(code, Code) else {}


# --- files that hold more than one model -----------------------------------------------------------------------------


def _one_or_several(form: JsonSchemaValue) -> JsonSchemaValue:
    """A file holds one form, or several short ones under `forms:`; and a page its own questions, or those of parts."""
    definitions = form.pop("$defs")
    page = definitions["Page"]
    page["required"] = [name for name in page["required"] if name != "fields"]
    page["anyOf"] = [{"required": ["fields"]}, {"required": ["use"]}]  # a part brings questions of its own
    short = {name: said for name, said in form.items() if name != "title"}
    short["required"] = [name for name in form["required"] if name != "form"]
    forms = {"type": "object", "propertyNames": {"pattern": _ID}, "additionalProperties": {"$ref": "#/$defs/ShortForm"}}
    several = {"type": "object", "properties": {"forms": forms}, "required": ["forms"], "additionalProperties": False}
    return {
        "if": {"type": "object", "required": ["forms"]},
        "then": {"$ref": "#/$defs/Forms"},
        "else": {"$ref": "#/$defs/Form"},
        "$defs": {**definitions, "Form": form, "ShortForm": short, "Forms": several},
    }


def _with_steps(file: JsonSchemaValue) -> JsonSchemaValue:
    """Type the steps of scenarios, which our reader types only once each example is written into them."""
    script = _generated(Script)
    steps = script["properties"]["steps"] | {"minItems": 1}
    definitions = {**file["$defs"], **script["$defs"]}
    scenario = definitions["Scenario"]
    scenario["properties"]["steps"] = steps
    named = file["properties"]["scenarios"]["additionalProperties"]
    named["anyOf"] = [steps, *(one for one in named["anyOf"] if one != {"type": "array"})]
    for name in script["$defs"]:
        _take_slots(definitions[name])
    return {**file, "$defs": definitions}


def _take_slots(schema: JsonSchemaValue) -> None:
    """Let `"{{ name }}"` stand wherever a step has a value: the row of the examples has it."""
    for name, one in schema.get("properties", {}).items():
        schema["properties"][name] = _or_slot(one)
    if isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = _or_slot(schema["additionalProperties"])


def _or_slot(one: JsonSchemaValue) -> JsonSchemaValue:
    inner = {name: said for name, said in one.items() if name != "propertyNames"}
    _take_slots(inner)
    return {"anyOf": [inner, _SLOT]}


def settings_in(schema: JsonSchemaValue) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each model of *schema* by name with the settings that an editor offers for it."""
    for name, one in {schema.get("title", ""): schema, **schema.get("$defs", {})}.items():
        if "properties" in one:
            yield name, frozenset(one["properties"])
