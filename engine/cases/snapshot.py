"""What a workflow's conditions see: one picture of the case, taken once for each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.cases.answers import Copied, FormState
from engine.cases.changes import brought_up
from engine.cases.compiled import CompiledField, CompiledForm, CompiledWorkflow, Definition
from engine.cases.links import LinkRows, link_values
from engine.cases.state import Case, Submitted
from engine.cases.submissions import Traces
from engine.cases.values import Answers, BadAnswer, Json, is_empty
from engine.cases.waiting import last_answered, task_value
from engine.expressions.types import UNKNOWN, Unknown, Value


@dataclass(frozen=True, slots=True)
class Picked:
    """A case that somebody picked to link, as it is now, and what the link shares of it."""

    case: Case
    shared: Answers = field(default_factory=dict, repr=False)


Ends: TypeAlias = frozenset[tuple[str, str]]
"""Ends of links: each a case, by its id, and the link as that case sees it."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with the papers that a command needs beside it, loaded with it by the shell.

    *facts* are the subject's; *kept* the answers of the submission that the action continues, whole; *draft* and
    *copied* the draft that it carries on; *echoes* what the form shows from elsewhere.
    """

    case: Case
    facts: Answers = field(default_factory=dict, repr=False)
    kept: Answers = field(default_factory=dict, repr=False)
    draft: Answers = field(default_factory=dict, repr=False)
    copied: Mapping[str, Copied] = field(default_factory=dict)
    echoes: Answers = field(default_factory=dict, repr=False)
    record: Answers = field(default_factory=dict, repr=False)
    """What the subject's record says now, or is proposed to say, where the form writes back to it."""
    hands: frozenset[str] = frozenset()
    """For a correction: the actions that asked the submission's answers so far."""
    traces: Traces | None = None
    """For a withdrawal: what the submission left behind."""
    links: LinkRows | None = None
    """The cases linked along each link that a condition reads."""
    picked: Picked | None = None
    """For an action that links a case: the one that the person picked, if it is there."""
    theirs: LinkRows | None = None
    """For a merge: the cases linked with the one that was picked."""
    about: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """For an action that opens others: by workflow and subject, the case that is open about it already."""
    taken: Ends = frozenset()
    """For an action that links: of the ends that have room for one link, those that have it, whoever made it."""


Env = dict[str, "Value | Unknown"]


def time_env(definition: Definition, now: datetime) -> Env:
    """Return what every condition may read of the time: the case's day and moment, and the calendar."""
    local = now.astimezone(definition.zone)
    calendar: object = definition.counting.calendar
    return {"today()": local.date(), "now()": local, "calendar()": calendar, "zone()": definition.zone}  # type: ignore[dict-item]  # the last two are no answers: only functions that count days read them


def workflow_env(
    definition: Definition,
    flow: CompiledWorkflow,
    file: CaseFile,
    now: datetime,
    saved: tuple[str, FormState] | None = None,
) -> Env:
    """Return the values of every name that the conditions of *flow* read.

    *saved* is the form of the action being taken, as it would be after saving: conditions see it so.
    """
    env = time_env(definition, now)
    form, values = ("", {}) if saved is None else (saved[0], saved[1].values)
    for name in flow.reads:
        owner, _, field = name.partition(".")
        if saved is not None and owner in (form, "this"):
            env[name] = values.get(field, UNKNOWN)
        elif owner == "tasks":
            env[name] = _of_task(definition, flow, file.case, field, now)
        elif name not in env:
            env[name] = _value(definition, flow, file, name)
    return env


def _value(definition: Definition, flow: CompiledWorkflow, file: CaseFile, name: str) -> Value | Unknown:
    case = file.case
    if name.endswith(")"):
        return _of_history(case, *name.removesuffix(")").split("(", 1), names=flow.names)
    owner, _, rest = name.partition(".")
    match owner:
        case "case":
            known: Env = {"reference": case.reference, "state": case.state, "opened_on": case.opened_on}
            return known.get(rest, UNKNOWN)
        case "deadlines":
            clock = case.clocks.get(rest.removesuffix(".due"))
            return UNKNOWN if clock is None else clock.day or clock.expires.astimezone(definition.zone).date()
        case "links":
            return (
                UNKNOWN if file.links is None else link_values(definition, flow.links[rest], file.links.get(rest, ()))
            )
    if owner in definition.forms:
        submitted = case.submissions.get(owner)
        return submitted_value(definition.forms[owner], submitted, rest)
    if owner == case.subject_kind:
        return _fact(definition, case, rest, file.facts.get(rest))
    return UNKNOWN


def _of_task(definition: Definition, flow: CompiledWorkflow, case: Case, name: str, now: datetime) -> Value | Unknown:
    task, _, field = name.partition(".answers.")
    if not field:
        return task_value(case, name, now)
    answered = last_answered(case, task)
    question = definition.forms[flow.work.tasks[task].definition.form or ""].by_id[field]
    return stored_value(question, answered.answers.get(field) if answered else None, absent=answered is None)


def _of_history(case: Case, function: str, name: str, *, names: Mapping[str, str]) -> Value | Unknown:
    done = case.done.get(name)
    match function:
        case "done":
            return done is not None
        case "times":
            return done.times if done else 0
        case "entered":
            return names.get(name, name) in case.entered
        case "in_state":
            return names.get(name, name) in case.active
        case "last":
            submitted = case.submissions.get(name)
            return submitted.on if submitted else UNKNOWN
    return UNKNOWN


def submitted_value(form: CompiledForm, submitted: Submitted | None, name: str) -> Value | Unknown:
    """Return an answer of a submission as conditions see it, whichever version of *form* it was given to."""
    given = brought_up(form, submitted.answers).get(name) if submitted is not None else None
    return stored_value(form.by_id[name], given, absent=submitted is None)


def stored_value(one: CompiledField, given: Json, *, absent: bool = False) -> Value | Unknown:
    """Return a stored answer as conditions see it. Rows of a form not yet submitted are unknown; else no rows."""
    if one.row is not None:
        if absent:
            return UNKNOWN
        rows = given if isinstance(given, list) else []
        cells = one.row.by_id
        return tuple(
            {name: stored_value(cells[name], cell) for name, cell in row.items() if name in cells}
            for row in rows
            if isinstance(row, dict)
        )
    if is_empty(given) or one.read is None:
        return UNKNOWN
    try:
        return one.read(given)[1]
    except BadAnswer:
        return UNKNOWN  # an answer of another release that this one cannot read: unknown, never a guess


def _fact(definition: Definition, case: Case, name: str, given: Json) -> Value | Unknown:
    reader = definition.facts.get((case.subject_kind, name))
    return UNKNOWN if reader is None else stored_value(reader, given)


def form_values(form: CompiledForm, answers: Answers) -> Env:
    """Return stored answers of *form* as conditions see them."""
    return {name: stored_value(one, answers.get(name)) for name, one in form.by_id.items()}
