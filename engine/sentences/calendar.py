"""Bank holidays and lengths of time as people say them."""

from __future__ import annotations

from collections.abc import Mapping

from engine.sentences.catalogue import Noun
from engine.sentences.say import Counted, Sentence, say

_NOUNS: Mapping[str, Noun] = {
    "hours": "hours",
    "working_days": "working days",
    "calendar_days": "calendar days",
    "weeks": "weeks",
    "months": "months",
    "years": "years",
}
_HOLIDAYS: Mapping[str, Sentence] = {
    "New Year's Day": Sentence("New Year's Day"),
    "New Year Holiday": Sentence("New Year Holiday"),
    "Saint Patrick's Day": Sentence("Saint Patrick's Day"),
    "Good Friday": Sentence("Good Friday"),
    "Easter Monday": Sentence("Easter Monday"),
    "May Day": Sentence("May Day"),
    "Spring Bank Holiday": Sentence("Spring Bank Holiday"),
    "Battle of the Boyne": Sentence("Battle of the Boyne"),
    "Summer Bank Holiday": Sentence("Summer Bank Holiday"),
    "Late Summer Bank Holiday": Sentence("Late Summer Bank Holiday"),
    "Saint Andrew's Day": Sentence("Saint Andrew's Day"),
    "Christmas Day": Sentence("Christmas Day"),
    "Boxing Day": Sentence("Boxing Day"),
}
"""The bank holidays that come round; one that was given once is called what `holidays` calls it."""


def length_of_time(amount: int, unit: str) -> Counted:
    """Return so many of a *unit* of the definition language: `working_days`, `weeks`."""
    return Counted(amount, _NOUNS[unit])


def holiday(language: str, name: str) -> str:
    """Return the name of a bank holiday, which `holidays` gives in English; one that is kept on another day says so."""
    plain = name.removesuffix(" (observed)")
    said = _HOLIDAYS[plain].said(language) if plain in _HOLIDAYS else plain
    return said if plain == name else say(language, "in place of {holiday}", holiday=said)
