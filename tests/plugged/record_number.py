"""A vendor's type of question: the number of a health record, ten digits of which the last one checks the others."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from engine.definitions.vendor_types import Json, NotTaken


class Settings(BaseModel):
    """What a field of this type may say besides what every field may."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spaces: Literal["kept", "dropped"] = "dropped"
    starts_with: str = ""


class RecordNumber:
    """Ten digits, perhaps with spaces; kept without them. The last digit follows from the nine before it."""

    settings = Settings
    sees: Literal["text"] = "text"
    problems: Mapping[str, Mapping[str, str]] = {
        "not_ten_digits": {"en": "A record number has ten digits.", "cy": "Mae deg digid mewn rhif cofnod."},
        "mistyped": {"en": "A digit of this record number is wrong. Compare it with the letter it came from."},
        "another_area": {"en": "This record number is of another area."},
    }

    def kind(self, settings: Settings, language: str) -> str:
        return "Rhif cofnod: deg digid" if language == "cy" else "A record number of ten digits"

    def read(self, given: Json, settings: Settings) -> tuple[Json, str]:
        digits = re.sub(" ", "", given) if isinstance(given, str) else ""
        if not re.fullmatch(r"[0-9]{10}", digits):
            raise NotTaken("not_ten_digits")
        if int(digits[9]) != check_digit(digits[:9]):
            raise NotTaken("mistyped")
        if not digits.startswith(settings.starts_with):
            raise NotTaken("another_area")
        return digits, digits

    def printed(self, kept: Json, settings: Settings, language: str) -> str:
        digits = str(kept)
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"

    def json_schema(self, settings: Settings) -> Mapping[str, object]:
        return {"type": "string", "pattern": f"^{settings.starts_with}[0-9]{{{10 - len(settings.starts_with)}}}$"}

    def example(self, settings: Settings) -> Json:
        nine = settings.starts_with.ljust(9, "0")
        return next(f"{one}{check_digit(one)}" for one in (str(int(nine) + step).zfill(9) for step in range(99))
                    if check_digit(one) < 10)  # fmt: skip


def check_digit(nine: str) -> int:
    """Return what the last digit must be: 10 where the nine before it are never given out."""
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    return (11 - total % 11) % 11


record_number = RecordNumber()
