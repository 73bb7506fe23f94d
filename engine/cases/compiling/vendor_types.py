"""What is wrong with a vendor's type in one question, found when the definition is compiled and not when it is used."""

from __future__ import annotations

import json

from engine.cases.vendor_types import kind_said, schema_of, vendor_reader
from engine.definitions.fields import VendorField


def wrong_with(field: VendorField) -> str:
    """Return, in a sentence, what a vendor's type cannot do with its settings here; nothing when all is well."""
    plugged = field.plugged
    try:
        example = plugged.type.example(plugged.settings)
        kept, _ = vendor_reader(field)(example)
        again, _ = vendor_reader(field)(kept)
    except Exception:  # noqa: BLE001 - a vendor's code may raise anything, and none of it is for people
        return f'The type "{field.type}" does not take its own example.'
    if again != kept:
        return f'The type "{field.type}" reads what it keeps as something else.'
    try:
        json.dumps(schema_of(field), allow_nan=False)
        words = [kind_said(field, "en"), plugged.type.printed(kept, plugged.settings, "en")]
    except Exception:  # noqa: BLE001 - as above
        words = [""]
    if not all(isinstance(one, str) and one.strip() for one in words):
        return f'The type "{field.type}" cannot say what an answer is, or print one.'
    return ""
