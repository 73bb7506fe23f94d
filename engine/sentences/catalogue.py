"""What a language is to the engine: its sentences, its nouns by plural, its days and months, how it writes numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Plural = Literal["zero", "one", "two", "few", "many", "other"]
"""CLDR's names for the forms that a noun can take beside a number."""

Noun = Literal[
    "characters", "words", "rows", "files", "working days", "calendar days", "weeks", "months", "years", "hours"
]
"""What is counted, by its English name."""

Nouns: TypeAlias = Mapping[Noun, Mapping[Plural, str]]
"""Each noun by form, with `{count}` in its place. A form that is not there is `other`."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language. *sentence* gives a template in it from the English one; weeks begin on Monday."""

    sentence: Callable[[str], str]
    nouns: Nouns
    plural: Callable[[int], Plural]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    thousands: str = ","

    def counted(self, count: int, noun: Noun) -> str:
        """Return a number with what it counts: `2,000 characters`."""
        forms = self.nouns[noun]
        form = forms.get(self.plural(count)) or forms["other"]
        return form.format(count=self.number(count))

    def number(self, count: int) -> str:
        return f"{count:,}".replace(",", self.thousands)


def in_pairs(text: str) -> Mapping[str, str]:
    """Return the sentences of *text*: each English one stands on a line, and its translation, indented, on the next."""
    lines = [line for line in text.splitlines() if line and not line.startswith("# ")]
    pairs = dict(zip(lines[::2], (line.strip() for line in lines[1::2]), strict=True))
    out_of_step = [english for english in pairs if english.startswith(" ")]
    if out_of_step:
        raise ValueError(f"Each sentence needs one translation on the line under it: {out_of_step[0].strip()}")
    return pairs
