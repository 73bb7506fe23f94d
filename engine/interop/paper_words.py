"""What stands on paper beside the questions themselves, whether it is a page or plain text."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.compound import LENGTH_UNITS
from engine.interop.blank_form import Question, Space

GROUPS: Mapping[Space, tuple[tuple[str, int], ...]] = {
    "date": (("Day", 2), ("Month", 2), ("Year", 4)),
    "time": (("Hour", 2), ("Minute", 2)),
    "datetime": (("Day", 2), ("Month", 2), ("Year", 4), ("Hour", 2), ("Minute", 2)),
    "number": (("Number", 4),),
    "partial_date": (("Day, if known", 2), ("Month, if known", 2), ("Year", 4)),
    "duration": (("Number", 4),),
}
LINED: Mapping[Space, tuple[str, ...]] = {
    "place": ("In words", "Address", "Postcode"),
    "address": ("Address", "", "", "Postcode"),
    "subject": ("Name", "Reference"),
    "file": ("What is attached",),
    "declaration": ("Signed", "Name", "Date"),
}
ON_TOP = ("Case reference", "Filled in by", "Date")
HOW = (
    "Print clearly. Where a question does not fit, leave it empty and go on. Continue on another sheet if you need to."
)
TICKED: Mapping[Space, tuple[str, ...]] = {"partial_date": ("This is a guess",), "duration": LENGTH_UNITS}
"""What is ticked beside the boxes of a number or a date."""


def told(one: Question) -> str:
    """Return what stands in brackets after a question: `must be answered; tick one`."""
    how = {"one": "tick one", "several": "tick all that apply", "grid": "tick one in each line"}.get(one.space, "")
    return "; ".join(filter(None, (one.must, how)))


def more(one: Question) -> str:
    """Return what to do when there are more rows than boxes."""
    most = f" At most {one.most}." if one.most else ""
    return f'More? Copy the box above for each further "{one.row}".{most}'
