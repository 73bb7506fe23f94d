"""What stands on paper beside the questions themselves, whether it is a page or plain text."""

from __future__ import annotations

from collections.abc import Mapping

from engine.interop.blank_form import Question, Space
from engine.sentences.say import Sentence, say

_DAY = ((Sentence("Day"), 2), (Sentence("Month"), 2), (Sentence("Year"), 4))
_TIME = ((Sentence("Hour"), 2), (Sentence("Minute"), 2))
_NUMBER = ((Sentence("Number"), 4),)
GROUPS: Mapping[Space, tuple[tuple[Sentence, int], ...]] = {
    "date": _DAY,
    "time": _TIME,
    "datetime": (*_DAY, *_TIME),
    "number": _NUMBER,
    "partial_date": ((Sentence("Day, if known"), 2), (Sentence("Month, if known"), 2), (Sentence("Year"), 4)),
    "duration": _NUMBER,
}
LINED: Mapping[Space, tuple[Sentence | None, ...]] = {
    "place": (Sentence("In words"), Sentence("Address"), Sentence("Postcode")),
    "address": (Sentence("Address"), None, None, Sentence("Postcode")),
    "subject": (Sentence("Name"), Sentence("Reference")),
    "file": (Sentence("What is attached"),),
    "declaration": (Sentence("Signed"), Sentence("Name"), Sentence("Date")),
}
"""The lines to write on; None carries on the line above."""
ON_TOP = (Sentence("Case reference"), Sentence("Filled in by"), Sentence("Date"))
HOW = Sentence(
    "Print clearly. Where a question does not fit, leave it empty and go on. Continue on another sheet if you need to."
)
BY = Sentence("Filled in by: {people}")
INSTEAD = Sentence("Or, instead of an answer:")
TICKED: Mapping[Space, tuple[Sentence, ...]] = {
    "partial_date": (Sentence("This is a guess"),),
    "duration": (
        *(Sentence("minutes"), Sentence("hours"), Sentence("days")),
        *(Sentence("weeks"), Sentence("months"), Sentence("years")),
    ),
}
"""What is ticked beside the boxes of a number or a date."""
_HOW: Mapping[Space, Sentence] = {
    "one": Sentence("tick one"),
    "several": Sentence("tick all that apply"),
    "grid": Sentence("tick one in each line"),
}


def told(one: Question, language: str) -> str:
    """Return what stands in brackets after a question: `must be answered; tick one`."""
    how = _HOW[one.space].said(language) if one.space in _HOW else ""
    return "; ".join(filter(None, (one.must, how)))


def more(one: Question, language: str) -> str:
    """Return what to do when there are more rows than boxes."""
    copy = say(language, 'More? Copy the box above for each further "{row}".', row=one.row)
    return f"{copy} {say(language, 'At most {count}.', count=one.most)}" if one.most else copy
