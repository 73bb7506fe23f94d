"""A council's words made fit to show: what no one can see is left out, and what is too long is cut or wrapped."""

from __future__ import annotations

import textwrap

from engine.definitions.words import Duration, Unit
from engine.sentences.catalogue import Noun
from engine.sentences.say import Counted

LONGEST_TITLE = 90
"""Letters that a title has in a picture. The table shows all of it."""
LONGEST_LIST = 160
"""Letters that a list of people or of actions has in a picture."""


def printable(text: str) -> str:
    """Return *text* with a space for each letter that no one sees: controls, and marks that turn reading round."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def one_line(text: str) -> str:
    """Return *text* on one line, printable, with single spaces."""
    return " ".join(printable(text).split())


def shortened(text: str, most: int = LONGEST_TITLE) -> str:
    """Return *text* on one line of at most *most* letters. What was cut ends in an ellipsis."""
    line = one_line(text)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def wrapped(text: str, width: int, most: int = LONGEST_TITLE) -> list[str]:
    """Return *text*, shortened to *most* letters, as lines of at most *width* letters; of nothing, one empty line."""
    return textwrap.wrap(shortened(text, most), width, break_on_hyphens=False) or [""]


def readable(name: str) -> str:
    """Return an id as people read it: `in_danger` is `In danger`."""
    return name.replace("_", " ").capitalize()


_UNITS: dict[Unit, Noun] = {
    "working_days": "working days",
    "calendar_days": "calendar days",
    "weeks": "weeks",
    "months": "months",
    "years": "years",
    "hours": "hours",
}


def length(duration: Duration) -> Counted:
    """Return a length of time, to be said in a language: `3 working days`."""
    return Counted(duration.amount, _UNITS[duration.unit])


def for_a_sheet(text: str) -> str:
    """Return *text* on one line as a cell of a sheet, in which no spreadsheet finds a formula to work out."""
    line = one_line(text)
    return f"'{line}" if line.startswith(("=", "+", "-", "@")) else line
