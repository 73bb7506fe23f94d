"""The contract of a vendor's type of question, as a test that the vendor runs: each promise tried, in plain sentences.

def test_our_type_keeps_the_contract() -> None:
    assert broken_promises("record_number", record_number, good=["999 000 0018"], bad=["999 000 0019"]) == []
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from engine.cases.compiling.vendor_types import wrong_with
from engine.cases.values import BadAnswer, Json
from engine.cases.vendor_types import kind_said, printed, schema_of, vendor_reader
from engine.definitions.fields import BUILT_IN, VendorField
from engine.definitions.vendor_types import FieldType, missing_from
from engine.definitions.words import RESERVED

ODD: Sequence[Json] = (
    None,
    "",
    " ",
    "\x00",
    "\ud800",
    "x" * 20_000,
    "\N{FULLWIDTH DIGIT ONE}" * 10,
    0,
    -1,
    10**14,
    True,
    [],
    ["x", ["y"]],
    [None] * 500,
    {},
    {"id": "x"},
    {"x": {"y": {"z": "1"}}},
)
"""What nobody should answer and somebody will send."""


def broken_promises(
    name: str,
    field_type: FieldType[Any],  # Any: each type has settings of its own
    *,
    settings: Mapping[str, object] | None = None,
    good: Iterable[Json],
    bad: Iterable[Json] = (),
) -> list[str]:
    """Return in sentences what *field_type* does not keep of its contract; nothing when all is well.

    *name* is its entry point; *settings* are those of a field, as a file writes them. Every *good* answer has to be
    taken, every *bad* one refused, and neither these nor any odd one may make it fail.
    """
    unfit = [*_named(name), *(f'It has no "{one}", or one of another shape.' for one in missing_from(field_type))]
    if unfit:
        return unfit
    field = VendorField.with_type(name, field_type, field_type.settings.model_validate(dict(settings or {})))
    found = [wrong] if (wrong := wrong_with(field)) else []
    found += [broken for given in good for broken in _taken(field, given)]
    found += [broken for given in bad for broken in _refused(field, given, must=True)]
    return found + [broken for given in ODD for broken in _refused(field, given, must=False)]


def _named(name: str) -> Iterator[str]:
    if name in BUILT_IN:
        yield f'"{name}" is a built-in type, which no package can replace.'
    if name in RESERVED or not (name.isidentifier() and name.isascii() and name == name.lower()):
        yield f'"{name}" cannot be the name of a type: small letters, digits and underscores.'


def _taken(field: VendorField, given: Json) -> Iterator[str]:
    """Yield what is wrong with how a good answer is taken; answers are named by their place, never repeated."""
    read = vendor_reader(field)
    try:
        kept, value = read(given)
        again = read(kept)
    except BadAnswer as refused:
        yield f"A good answer is refused ({refused.code})."
        return
    if again != (kept, value):
        yield "What is kept of a good answer is read as something else."
    if not json.dumps(schema_of(field)):
        yield "The JSON Schema is no JSON."
    for language in ("en", "cy"):
        if not kind_said(field, language).strip() or not printed(field, kept, language).strip():
            yield f"In the language {language} it does not say what an answer is, or print one."


def _refused(field: VendorField, given: Json, *, must: bool) -> Iterator[str]:
    try:
        vendor_reader(field)(given)
    except BadAnswer as refused:
        if refused.code == "type_failed":
            yield "It fails over an answer instead of refusing it, or keeps what is not JSON."
        return
    if must:
        yield "A bad answer is taken."
