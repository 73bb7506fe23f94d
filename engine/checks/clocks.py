"""Time limits: what starts and stops each clock can happen, and the calendar is one that a council can mean."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from engine.cases.calendar import SATURDAY
from engine.cases.compiling.workshop import Spot
from engine.cases.deadlines import Counting, due
from engine.cases.ladder import said_at
from engine.checks.book import MANIFEST, Book, deadlines_of
from engine.checks.graph import Graph
from engine.definitions.deadlines import Deadline, Moment
from engine.definitions.fields import DateField
from engine.definitions.words import Duration
from engine.definitions.workflows import Workflow
from engine.findings import Code, Finding

NEVER_STARTS = Code(
    "C701", "A clock that nothing starts", "Count from something that happens before, or in this state."
)
NEVER_STOPS = Code(
    "C702", "A clock that this cannot stop", "Name something that can still be done once the clock runs."
)
HOURS_FROM_DAY = Code("C703", "Hours counted from a day", "Count from a datetime field, or in days.", "warning")
DAY_OFF = Code("C704", "A closure on a day that is off anyway", "Take it out, or correct the date.", "warning")
CLOSURE_TWICE = Code("C705", "A closure written twice", "Keep one.", "warning")
FAR_YEAR = Code("C706", "A closure in a year that cannot be meant", "Correct the year.", "warning")
NO_STOP = Code(
    "C707", "A statutory limit that stops whenever the case moves", 'Add "until" with what meets the limit.', "warning"
)

STATUTORY_PAUSE = Code("C721", "A pause of a statutory clock", "Take it out of the pauses; the law does not wait.")
NEVER_SENT = Code("C722", "A reminder that can never be sent", "Remind later, or allow more time.")
NEVER_AGAIN = Code(
    "C723", "A limit that is never counted again", 'Add "restarts" to the action that begins the next round.'
)
NEVER_PAUSED = Code("C724", "A clock that nothing pauses", 'Add "pauses" to an action, or take "resumes" out.')

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_SOME_MONDAY, _FORTNIGHT = date(2026, 6, 1), 14
"""A fortnight without a bank holiday."""


def clocks_start(book: Book) -> Iterator[Finding]:
    """What a clock counts from can happen before the case is in its state, or there."""
    for workflow, graph, state, spot in limits(book):
        for index, moment in enumerate(workflow.places[state].state.deadlines[str(spot.path[-1])].starts):
            if not any(state in graph.reached(name) for name in where(workflow, graph, moment)):
                message = f'"{said(moment)}" cannot happen before or in "{state}", so this clock never starts.'
                yield book.finding(NEVER_STARTS, message, spot.at("from", index))


def clocks_stop(book: Book) -> Iterator[Finding]:
    """What stops a clock can happen in its state or after it."""
    for workflow, graph, state, spot in limits(book):
        after = graph.reached(state)
        for index, moment in enumerate(workflow.places[state].state.deadlines[str(spot.path[-1])].until):
            if not after & where(workflow, graph, moment):
                message = f'"{said(moment)}" cannot happen in "{state}" or after it, so it never stops this clock.'
                yield book.finding(NEVER_STOPS, message, spot.at("until", index))


def where(workflow: Workflow, graph: Graph, moment: Moment) -> frozenset[str]:
    """Return the states in which *moment* can happen; for those that do not depend on one, all of them."""
    everywhere = graph.reached() & workflow.places.keys()
    match moment.kind:
        case "done" if moment.name == "reopen":
            return frozenset(name for name in everywhere if workflow.places[name].state.reopen is not None)
        case "done":
            return frozenset(name for name in everywhere if moment.name in workflow.actions_in(name))
        case "entered_state":
            return everywhere & {workflow.state_names[moment.name]}
        case "field":
            form = moment.name.partition(".")[0]
            asking = [
                name for name in everywhere if any(one.submits == form for one in workflow.actions_in(name).values())
            ]
            return frozenset(asking)
        case _:
            return everywhere


def said(moment: Moment) -> str:
    return {"done": f"done({moment.name})", "entered_state": f"entered({moment.name})"}.get(moment.kind, moment.name)


def hours_count_from_a_moment(book: Book) -> Iterator[Finding]:
    """Hours are counted from a moment; a date alone does not say at what hour they start."""
    for workflow, _, state, spot in limits(book):
        deadline = workflow.places[state].state.deadlines[str(spot.path[-1])]
        for index, moment in enumerate(deadline.starts):
            form, _, name = moment.name.partition(".")
            field = book.answers(book.configuration.forms[form]).get(name) if moment.kind == "field" else None
            if (
                deadline.within
                and deadline.within.unit == "hours"
                and isinstance(field, DateField)
                and field.type == "date"
            ):
                message = f'"{field.label}" is a day, so these hours start at midnight.'
                yield book.finding(HOURS_FROM_DAY, message, spot.at("from", index))


def statutory_limits_are_met_by_something(book: Book) -> Iterator[Finding]:
    """A statutory limit in a state that several actions leave says which of them meets it."""
    for workflow, graph, state, spot in limits(book):
        deadline = workflow.places[state].state.deadlines[str(spot.path[-1])]
        leaving = graph.leaving(state)
        if deadline.kind == "statutory" and not deadline.until and len(leaving) > 1:
            message = f"Any of {len(leaving)} actions stops this statutory clock, whether or not it meets the limit."
            yield book.finding(NO_STOP, message, spot, key=True)


def statutory_clocks_never_pause(book: Book) -> Iterator[Finding]:
    """What an action pauses is no statutory limit."""
    for workflow in book.configuration.workflows.values():
        kinds = {str(spot.path[-1]): one.kind for _, spot, one in deadlines_of(workflow)}
        for one in book.actions(workflow):
            for index, name in enumerate(one.action.pauses):
                if kinds.get(name) == "statutory":
                    message = f'"{name}" is statutory, so "{one.action.title}" cannot pause it.'
                    yield book.finding(STATUTORY_PAUSE, message, one.spot.at("pauses", index))


def clocks_are_taken_up_again(book: Book) -> Iterator[Finding]:
    """What is counted again and again is started anew by some action, and what is resumed is paused by one."""
    for workflow in book.configuration.workflows.values():
        actions = list(book.actions(workflow))
        restarted = {name for one in actions for name in one.action.restarts}
        paused = {name for one in actions for name in one.action.pauses}
        for _, spot, deadline in deadlines_of(workflow):
            if deadline.then_every is not None and spot.path[-1] not in restarted:
                message = f'No action restarts "{spot.path[-1]}", so "then_every" never begins.'
                yield book.finding(NEVER_AGAIN, message, spot.at("then_every"), key=True)
        for one in actions:
            for index, name in enumerate(one.action.resumes):
                if name not in paused:
                    message = f'"{one.action.title}" resumes "{name}", which no action pauses.'
                    yield book.finding(NEVER_PAUSED, message, one.spot.at("resumes", index))


def reminders_can_be_sent(book: Book) -> Iterator[Finding]:
    """A reminder falls after its clock has started, on some day of the year at least."""
    counting = book.definition.counting
    for workflow in book.configuration.workflows.values():
        for _, spot, deadline in deadlines_of(workflow):
            lengths = [one for one in (deadline.within, deadline.then_every) if one is not None]
            for index, reminder in enumerate(deadline.remind):
                if lengths and not any(_can_be_sent(reminder.before, one, deadline, counting) for one in lengths):
                    longest = " or ".join(str(one) for one in lengths)
                    message = f"A reminder {reminder.before} before a deadline of {longest} can never be sent."
                    yield book.finding(NEVER_SENT, message, spot.at("remind", index, "before"))


def _can_be_sent(before: Duration, within: Duration, deadline: Deadline, counting: Counting) -> bool:
    """Whether a clock that starts in the morning of one of the days of a fortnight ever says it.

    What arrives on a Saturday counts from the Monday, which leaves time for more.
    """
    inclusive = deadline.count == "inclusive"
    for step in range(_FORTNIGHT):
        start = counting.start_of(_SOME_MONDAY + timedelta(days=step)) + timedelta(hours=9)
        counts_from = start if within.unit == "hours" else counting.day_of_arrival(start)
        found = due(within, counts_from, counting, inclusive=inclusive, roll=deadline.roll)
        if said_at(before, found, counting) > start:
            return True
    return False


def limits(book: Book) -> Iterator[tuple[Workflow, Graph, str, Spot]]:
    """Yield the limits of states that a case can reach: their workflow, its ways, their state and their place."""
    for workflow in book.configuration.workflows.values():
        graph = book.graph(workflow)
        reached = graph.reached()
        for path, place in workflow.places.items():
            for name in place.state.deadlines if path in reached else ():
                yield workflow, graph, path, Spot("workflow", workflow.workflow, (*place.at, "deadlines", name))


def closures_are_working_days(book: Book) -> Iterator[Finding]:
    """A closure takes out a day that would count: not a Saturday, a Sunday."""
    for index, day in enumerate(book.configuration.manifest.closures):
        if day.weekday() >= SATURDAY:
            name = "Saturday" if day.weekday() == SATURDAY else "Sunday"
            yield book.finding(DAY_OFF, f"{day} is a {name}, which never counts.", MANIFEST.at("closures", index))


def closures_are_written_once(book: Book) -> Iterator[Finding]:
    """No closure is listed twice."""
    closures = book.configuration.manifest.closures
    for index, day in enumerate(closures):
        if day in closures[:index]:
            yield book.finding(CLOSURE_TWICE, f"{day} is in the list already.", MANIFEST.at("closures", index))


def closures_are_of_our_time(book: Book) -> Iterator[Finding]:
    """Closures lie in years that a running case can see."""
    for index, day in enumerate(book.configuration.manifest.closures):
        if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
            yield book.finding(FAR_YEAR, f"No case will ever see the year {day.year}.", MANIFEST.at("closures", index))
