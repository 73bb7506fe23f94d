"""English: the templates stand in the code, so only what changes by number and by date is here."""

from __future__ import annotations

from engine.sentences.catalogue import Catalogue, Nouns, Plural

NOUNS: Nouns = {
    "characters": {"one": "{count} character", "other": "{count} characters"},
    "words": {"one": "{count} word", "other": "{count} words"},
    "rows": {"one": "{count} row", "other": "{count} rows"},
    "files": {"one": "{count} file", "other": "{count} files"},
    "working days": {"one": "{count} working day", "other": "{count} working days"},
    "calendar days": {"one": "{count} calendar day", "other": "{count} calendar days"},
    "weeks": {"one": "{count} week", "other": "{count} weeks"},
    "months": {"one": "{count} month", "other": "{count} months"},
    "years": {"one": "{count} year", "other": "{count} years"},
    "hours": {"one": "{count} hour", "other": "{count} hours"},
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def plural(count: int) -> Plural:
    return "one" if count == 1 else "other"


def as_it_is(english: str) -> str:
    return english


ENGLISH = Catalogue(as_it_is, NOUNS, plural, WEEKDAYS, MONTHS)
