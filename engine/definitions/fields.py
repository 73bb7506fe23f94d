"""The questions of forms and the facts of records: one grammar for both, one model for each type of field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, Self, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    Discriminator,
    Field,
    PrivateAttr,
    Tag,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from engine.definitions.lists import Number, Options
from engine.definitions.model import Model
from engine.definitions.vendor_types import UNUSABLE_TYPE, VENDOR_SETTING, FieldType, Unusable, VendorTypes
from engine.definitions.words import Condition, Flag, Id, OneOrMany, Slotted, Span, Term, Whole, Words, mistake
from engine.findings import Code, suggestion
from engine.sentences.say import say

FILE_LIMITS = Code(
    "Y132",
    "Limits of files that cannot be kept to",
    "Write max from 1 to 200 and max_mb from 1 to 100; one file takes no max.",
)
NO_ENDS = Code("Y131", "A scale without its ends", "Give it min and max: min: 0, max: 10.")

Sensitivity = Literal["ordinary", "personal", "special"]
Default = str | list[str]
NoAnswer = Literal["not_known", "declined", "not_asked"]
"""Why a question has no answer, kept apart from an answer and from each other."""


class Check(Model):
    """Something that must hold (`that`), and the sentence shown when it does not (`say`)."""

    that: Condition
    say: Words


class Format(Model):
    """A pattern matched against the whole answer by a linear-time engine, with an example that matches it."""

    pattern: Term
    example: Term


class Limits(Model):
    """The most and the fewest words or characters of a text."""

    min: Whole | None = None
    max: Whole | None = None


class FieldBase(Model):
    """What every field may say, whatever its type."""

    label: Words
    hint: Words | None = None
    help: Words | None = None
    required: Flag = False
    required_if: Condition | None = None
    required_for: OneOrMany[Id] = ()
    show_if: Condition | None = None
    read_only_if: Condition | None = None
    default: Default | None = None
    calc: Condition | None = None
    check: OneOrMany[Check] = ()
    checks: OneOrMany[Check] = ()
    source: OneOrMany[Term] = Field(default=(), alias="from")
    write_back: Literal["never", "propose", "update"] = "never"
    shows: Term | None = None
    confirm: Flag = False
    confirm_after: Span | None = None
    no_answer: OneOrMany[NoAnswer] = ()
    reuse: Literal["never"] | None = None
    sensitivity: Sensitivity | None = None
    view: OneOrMany[Id] = ()
    edit: OneOrMany[Id] = ()
    asked_for: OneOrMany[Id] = Field(default=(), alias="for")
    about: Literal["third_party"] | None = None
    purpose: Words | None = None
    reports_to: Term | None = None
    unit: Words | None = None
    chronology: Flag = False
    module: Id | None = None

    in_overlays = frozenset({"why"})
    asks: ClassVar[bool] = True
    """False for a note, which shows text and asks nothing."""

    @property
    def all_checks(self) -> tuple[Check, ...]:
        return self.check + self.checks


class TextField(FieldBase):
    type: Literal["text", "long_text"]
    words: Limits | None = None
    characters: Limits | None = None
    format: Format | None = None


class NumberField(FieldBase):
    """A whole number, a decimal, or a place on a scale (`scale`, which needs both *min* and *max*)."""

    type: Literal["integer", "decimal", "scale"]
    min: Number | None = None
    max: Number | None = None

    @model_validator(mode="after")
    def _a_scale_has_two_ends(self) -> Self:
        if self.type == "scale" and (self.min is None or self.max is None):
            raise mistake(NO_ENDS, "A scale needs both of its ends.")
        return self


class DateField(FieldBase):
    type: Literal["date", "time", "datetime"]


class YesNoField(FieldBase):
    type: Literal["yes_no", "yes_no_unknown"]


def _kind_of_options(given: object) -> str:
    return "named" if isinstance(given, str) else "written"


OptionSource = Annotated[
    Annotated[Term, Tag("named")] | Annotated[Options, Tag("written")], Discriminator(_kind_of_options)
]
"""Options written out here, or the name of a list or of another field (`form.field`) that has them."""


class ChoiceField(FieldBase):
    """One code (`choice`) or several (`choices`). *none* adds an exclusive answer, *other* a text to say which."""

    type: Literal["choice", "choices"]
    options: OptionSource
    none: Words | None = None
    other: Words | None = None


class SubjectField(FieldBase):
    """One or several of the people, places or organisations that the council knows, by their reference."""

    type: Literal["subject", "subjects"]
    of: Id


class PlaceField(FieldBase):
    """An address, a map point, an area or a route, described in words or by its parts."""

    type: Literal["place"]


FileKind = Literal[
    "pdf", "docx", "xlsx", "pptx", "odt", "ods", "jpg", "png", "gif", "webp", "tiff", "heic", "mp3", "wav", "mp4", "txt"
]
"""What a file can be, as its content says."""

_MOST_FILES = 20
_MOST_MEGABYTES = 100


class FileField(FieldBase):
    """One file (`file`) or several (`files`, at most *max*), each of a kind in *accept* and at most *max_mb* large."""

    type: Literal["file", "files"]
    accept: OneOrMany[FileKind] = ("pdf", "docx", "odt", "jpg", "png")
    max: Whole | None = None
    max_mb: Whole = 10

    @property
    def most(self) -> int:
        return 1 if self.type == "file" else _MOST_FILES if self.max is None else self.max

    @model_validator(mode="after")
    def _within_reason(self) -> Self:
        if self.type == "file" and self.max is not None:
            raise mistake(FILE_LIMITS, "One file is one file.")
        if self.most not in range(1, 201) or self.max_mb not in range(1, _MOST_MEGABYTES + 1):
            raise mistake(FILE_LIMITS, "These limits cannot be kept to.")
        return self


class DeclarationField(FieldBase):
    """Ticked by whoever is signed in: kept as who declared it, and when."""

    type: Literal["declaration"]


class PartsField(FieldBase):
    """An address; a date of which only some is known; a length of time."""

    type: Literal["address", "partial_date", "duration"]


class GridField(FieldBase):
    """Several lines answered from one list of options, and scored by their points."""

    type: Literal["grid"]
    lines: dict[Id, Words] = Field(min_length=1)
    options: OptionSource


class NoteField(FieldBase):
    """Text shown, nothing asked."""

    type: Literal["note"]
    asks: ClassVar[bool] = False


class RowsField(FieldBase):
    """Repeating rows, each with a stable id. *row* names one of them; *row_title* is shown above each.

    Rows may hold rows once. *key* is the cell by which rows of two places are known to be the same.
    """

    type: Literal["rows"]
    row: Words
    row_title: Slotted | None = None
    min: Whole | None = None
    max: Whole | None = None
    key: Id | None = None
    fields: dict[Id, FormField] = Field(min_length=1)


class VendorField(FieldBase):
    """A question of a type that an installed package brings, with settings of its own."""

    type: Id
    _plugged: Plugged = PrivateAttr()

    @classmethod
    def with_type(cls, name: str, type: FieldType[Any], settings: BaseModel) -> VendorField:
        """Return a question of *type* by itself, for trying the type out."""
        made = cls.model_validate({"type": name, "label": name})
        made._plugged = Plugged(type, settings)
        return made

    @property
    def plugged(self) -> Plugged:
        """The type and the settings that it read."""
        return self._plugged


@dataclass(frozen=True, slots=True)
class Plugged:
    """A vendor's type at work in one question."""

    type: FieldType[Any]  # Any: the type's own settings, which only it knows
    settings: BaseModel


_Written = TextField | NumberField | DateField | PlaceField | PartsField
_Chosen = YesNoField | ChoiceField | SubjectField
_Given = FileField | DeclarationField
_BuiltIn = _Written | _Chosen | _Given | GridField | NoteField | RowsField
AnyField = _BuiltIn | VendorField
BUILT_IN = frozenset(tag for one in get_args(_BuiltIn) for tag in get_args(one.model_fields["type"].annotation))
"""The types that Casepath brings. No package can bring another of the same name."""


def _or_a_vendors(given: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
    """Read a field of a type that is not built in by the package that brings it, where one does."""
    kind = given.get("type") if isinstance(given, dict) else None
    if not isinstance(given, dict) or not isinstance(kind, str) or kind in BUILT_IN:
        return read(given)
    found = info.context.find(kind) if isinstance(info.context, VendorTypes) else None
    if isinstance(found, Unusable):
        raise _at("type", mistake(UNUSABLE_TYPE, found.message))
    return read(given) if found is None else _vendor_field(given, kind, found)


def _vendor_field(given: Mapping[str, object], kind: str, found: FieldType[Any]) -> VendorField:
    common = {info.alias or name for name, info in VendorField.model_fields.items()} | VendorField.in_overlays
    own = {name: one for name, one in given.items() if name not in common}
    made = VendorField.model_validate({name: one for name, one in given.items() if name in common})
    unknown = next((name for name in own if name not in found.settings.model_fields), None)
    if unknown is not None:
        hint = suggestion(unknown, [*common, *found.settings.model_fields], what="settings")
        message = f'This is not a setting of the type "{kind}".'
        raise _at(unknown, mistake(VENDOR_SETTING, message, hint))
    try:
        made._plugged = Plugged(found, found.settings.model_validate(own))
    except ValidationError as wrong:
        first = wrong.errors(include_url=False, include_input=False, include_context=False)[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        message = f'This cannot be written like this for the type "{kind}".'
        if name not in own:
            needed = f'needs "{name}"' if name else "does not take these settings together"
            message = f'The type "{kind}" {needed}.'
        raise _at(name if name in own else "type", mistake(VENDOR_SETTING, message)) from None
    except Exception:  # noqa: BLE001 - a vendor's code may raise anything, and none of it is for people
        raise _at("type", mistake(UNUSABLE_TYPE, f'The type "{kind}" fails over these settings.')) from None
    return made


def _at(setting: str, said: PydanticCustomError) -> ValidationError:
    """Return *said* as an error at one setting of a field."""
    return ValidationError.from_exception_data("field", [{"type": said, "loc": (setting,), "input": None}])


FormField = Annotated[_BuiltIn, Discriminator("type"), WrapValidator(_or_a_vendors)]
"""A field as a file has it. The type checker is told of the built-in ones; a vendor's is a field like any other."""
RowsField.model_rebuild()


SUPPLIED = "Supplied by the host"
"""The label of a value that `casepath.yaml` only gives a type. Nobody wrote it, so nobody translates it."""


def _system_type(given: object) -> object:
    return {"type": given, "label": SUPPLIED} if isinstance(given, str) else given


SystemFact = Annotated[FormField, BeforeValidator(_system_type)]
"""A value that the host supplies (`system: {missing_count_90d: integer}`): the field grammar, shortest as its type."""


def own_fields(fields: Mapping[str, AnyField], language: str = "en") -> Iterator[tuple[str, AnyField]]:
    """Yield fields with their ids, and beside each choice with `other` the text that it adds."""
    for name, field in fields.items():
        yield name, field
        if isinstance(field, ChoiceField) and field.other is not None:
            yield f"{name}_other", other_text(name, field, language)


def other_text(name: str, field: ChoiceField, language: str) -> TextField:
    """Return the text field that `other` adds: shown and required when "other" is chosen."""
    label = say(language, "{other}: please say", other=field.other or "")
    chosen = f"{name} == other" if field.type == "choice" else f"other in {name}"
    return TextField.model_construct(
        type="text",
        label=label,
        show_if=chosen,
        required=True,
        asked_for=field.asked_for,
        sensitivity=field.sensitivity,
        view=field.view,
        edit=field.edit,
        about=field.about,
    )
