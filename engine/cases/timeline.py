"""The history of a case in sentences, made from titles. It says what was done, never what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.cases.answers import label_list
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.events import (
    ActionRedated,
    ActionTaken,
    CaseOpened,
    CaseRoleEnded,
    CaseRoleGiven,
    ClockEnded,
    ClockStarted,
    ClockUnset,
    Event,
    FactDeclined,
    FactProposed,
    FactTakenBack,
    FactUpdated,
    FormCorrected,
    FormGivenBack,
    FormStandsAgain,
    FormSubmitted,
    FormWithdrawn,
    StateEntered,
    Step,
)
from engine.findings import listed

FACTS = (FactProposed, FactUpdated, FactDeclined, FactTakenBack)
_OF_FACTS: Mapping[type[Event], str] = {
    FactProposed: "Proposed for the record",
    FactUpdated: "Written to the record",
    FactDeclined: "Not written to the record",
    FactTakenBack: "No longer proposed for the record",
}
_ENDED: Mapping[str, str] = {
    "met": "done in time",
    "breached": "not done in time",
    "recorded_late": "recorded late, done in time",
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step of a case: when, who, and what happened, in sentences."""

    version: int
    at: datetime
    by: str
    on_behalf_of: str | None
    lines: tuple[str, ...]


def timeline(definition: Definition, flow: CompiledWorkflow, steps: Iterable[Step]) -> list[TimelineEntry]:
    """Return the history of a case as this release words it, oldest first."""
    return [
        TimelineEntry(one.version, one.at, one.by, one.on_behalf_of, tuple(_lines(definition, flow, one)))
        for one in steps
    ]


def _lines(definition: Definition, flow: CompiledWorkflow, step: Step) -> Iterable[str]:
    recorded = definition.counting.local_day(step.at)
    # What a person did comes first; what followed from it keeps its order.
    for event in sorted(step.events, key=lambda one: not isinstance(one, ActionTaken)):
        line = _line(definition, flow, event, recorded)
        if line:
            yield line
    yield from _of_facts(definition, flow, step)


def _line(definition: Definition, flow: CompiledWorkflow, event: Event, recorded: date) -> str:
    match event:
        case CaseOpened():
            return f"Opened {event.reference}: {flow.definition.title}"
        case ActionTaken():
            return _action(flow, event, recorded)
        case FormSubmitted() | FormCorrected() | FormWithdrawn() | FormStandsAgain():
            return _of_form(definition, flow, event)
        case FormGivenBack():
            return f'"{_form_title(definition, event.form)}" given back to {event.to}'
        case CaseRoleGiven():
            return f"{definition.roles.titles.get(event.role, event.role)}: {event.person}"
        case CaseRoleEnded():
            return f"{definition.roles.titles.get(event.role, event.role)}: no longer {event.person}"
        case StateEntered():
            state = flow.states.get(event.state)
            return f"Now: {state.definition.title if state else event.state}"
        case ClockStarted():
            return f"{_clock_title(flow, event.deadline)}: due by {_due(definition, event)}"
        case ClockEnded():
            return f"{_clock_title(flow, event.deadline)}: {_ENDED[event.status]}"
        case ClockUnset():
            return f"{_clock_title(flow, event.deadline)}: not running, as the date it counts from was taken out"
        case ActionRedated():
            return f"{flow.titles.get(event.action, event.action)}: done on {long_day(event.on)}"
        case _:
            return ""


def _action(flow: CompiledWorkflow, event: ActionTaken, recorded: date) -> str:
    title = flow.titles.get(event.action, event.action)
    when = f", done on {long_day(event.on)}" if event.on != recorded else ""
    return f"{title}{when}{_because(event.reason)}"


def _of_form(
    definition: Definition,
    flow: CompiledWorkflow,
    event: FormSubmitted | FormCorrected | FormWithdrawn | FormStandsAgain,
) -> str:
    title = f'"{_form_title(definition, event.form)}"'
    match event:
        case FormSubmitted():
            again = f" (revision {event.revision})" if event.revision > 1 else ""
            return f"{title} submitted{again}{_dropped(definition, event)}"
        case FormCorrected():
            changed = _questions(definition, event.form, event.changed)
            dropped = _dropped(definition, event)
            return f"{title} corrected (revision {event.revision}): {changed}{dropped}{_because(event.reason)}"
        case FormWithdrawn():
            facts = listed(_fact_title(definition, flow, one) for one in event.wrote)
            stays = f". It wrote to the record, where this stays until someone changes it: {facts}" if facts else ""
            return f"{title} withdrawn{_because(event.reason)}{stays}"
        case FormStandsAgain():
            return f"{title} as submitted on {long_day(event.on)} counts again"


def _dropped(definition: Definition, event: FormSubmitted | FormCorrected) -> str:
    labels = _questions(definition, event.form, event.dropped)
    return f". Hidden, so not kept: {labels}" if labels else ""


def _questions(definition: Definition, form: str, names: Iterable[str]) -> str:
    return label_list(definition.forms[form], names) if form in definition.forms else ""


def _because(reason: str | None) -> str:
    return f". Reason: {reason}" if reason else ""


def _of_facts(definition: Definition, flow: CompiledWorkflow, step: Step) -> Iterable[str]:
    """Yield one line for each thing that happened to facts, however many they were."""
    for kind, said in _OF_FACTS.items():
        facts = [event.fact for event in step.events if isinstance(event, FACTS) and type(event) is kind]
        if facts:
            yield f"{said}: {listed(_fact_title(definition, flow, one) for one in facts)}"


def _fact_title(definition: Definition, flow: CompiledWorkflow, fact: str) -> str:
    one = definition.facts.get((flow.definition.subject, fact))
    return f'"{one.definition.label}"' if one else fact


def _form_title(definition: Definition, form: str) -> str:
    return definition.forms[form].definition.title if form in definition.forms else form


def _clock_title(flow: CompiledWorkflow, deadline: str) -> str:
    return flow.deadlines[deadline].title if deadline in flow.deadlines else deadline


def _due(definition: Definition, event: ClockStarted) -> str:
    return long_day(event.day) if event.day else long_moment(event.expires.astimezone(definition.zone))


def long_day(day: date) -> str:
    """Return a day as people say it: Friday 13 March 2026. The names of days and months are English."""
    return f"{_DAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"


def long_moment(moment: datetime) -> str:
    """Return a moment of local time as people say it: 16:40 on Thursday 18 December 2025."""
    return f"{moment:%H:%M} on {long_day(moment.date())}"


_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
