"""Meetings that come round: each is waited for by something, and what is skipped would have been held."""

from __future__ import annotations

from collections.abc import Iterator

from engine.cases.meetings import falls_on
from engine.checks.book import MANIFEST, Book, deadlines_of
from engine.findings import Code, Finding, suggestion

UNKNOWN_CLOCK = Code("N290", "A deadline that no state has", "Name a deadline of this workflow.")
UNKNOWN_MEETING = Code("N291", "A meeting that does not exist", "Name one of the meetings of casepath.yaml.")
UNUSED_MEETING = Code(
    "N292", "A meeting that nothing waits for", 'Write "by: next" with it in a deadline, or take it out.', "warning"
)
NO_MEETING = Code("C725", "A day without a meeting that is skipped", "Take it out, or correct the date.", "warning")


def names_of_clocks(book: Book) -> Iterator[Finding]:
    """The deadlines that actions restart, pause and resume exist, and so do the meetings that deadlines wait for."""
    meetings = book.configuration.manifest.meetings
    for workflow in book.configuration.workflows.values():
        known = [str(spot.path[-1]) for _, spot, _ in deadlines_of(workflow)]
        for one in book.actions(workflow):
            for setting in ("restarts", "pauses", "resumes"):
                names: tuple[str, ...] = getattr(one.action, setting)
                for index, name in enumerate(names):
                    if name not in known:
                        hint = suggestion(name, known, what="deadlines")
                        message = f'There is no deadline called "{name}" in this workflow.'
                        yield book.finding(UNKNOWN_CLOCK, message, one.spot.at(setting, index), hint)
        for _, spot, deadline in deadlines_of(workflow):
            if deadline.by is not None and deadline.by not in meetings:
                hint = suggestion(deadline.by, meetings, what="meetings")
                message = f'There is no meeting called "{deadline.by}" in casepath.yaml.'
                yield book.finding(UNKNOWN_MEETING, message, spot.at("by"), hint)


def meetings_are_waited_for(book: Book) -> Iterator[Finding]:
    """Some deadline waits for each series of meetings."""
    flows = book.configuration.workflows.values()
    waited_for = {deadline.by for flow in flows for _, _, deadline in deadlines_of(flow)}
    for name in book.configuration.manifest.meetings:
        if name not in waited_for:
            message = f'No deadline waits for "{name}".'
            yield book.finding(UNUSED_MEETING, message, MANIFEST.at("meetings", name), key=True)


def skipped_meetings_would_be_held(book: Book) -> Iterator[Finding]:
    """A day that is skipped is one on which there would be a meeting."""
    for name, meeting in book.configuration.manifest.meetings.items():
        for index, day in enumerate(meeting.skip):
            if not falls_on(meeting, day):
                message = f'There is no meeting of "{name}" on {day}.'
                yield book.finding(NO_MEETING, message, MANIFEST.at("meetings", name, "skip", index))
