"""Which answers have been kept long enough, and what is left of a history once they are taken out."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.cases.compiled import CompiledField, CompiledForm, CompiledWorkflow, Definition
from engine.cases.deadlines import due
from engine.cases.events import (
    ActionTaken,
    CaseMoved,
    Event,
    FormCorrected,
    FormGivenBack,
    FormStandsAgain,
    FormSubmitted,
    FormWithdrawn,
    TaskDone,
    TaskOpened,
)
from engine.cases.events.keeping import Kind
from engine.cases.state import Case
from engine.cases.tasks import task_id
from engine.cases.values import Answers, Json
from engine.definitions.keeping import Keeping, Term, Then


@dataclass(frozen=True, slots=True)
class Held:
    """What a case still keeps: when each form's draft was last changed, and which forms have answers submitted."""

    drafts: Mapping[str, datetime]
    submitted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Over:
    """Answers to a form that were kept until *due_on*, by a *rule* as the form words it, and what is *then* done.

    Without a day nobody can tell: the date that they are kept until is not known.
    """

    form: str
    kind: Kind
    then: Then
    rule: str
    due_on: date | None


def over(definition: Definition, case: Case, held: Held, facts: Answers, now: datetime) -> Iterator[Over]:
    """Yield what of a case was kept long enough at *now*, by the forms of *definition*, and what cannot be told of.

    A draft counts from its last change, whatever became of the case; what was submitted, never before the case ended.
    """
    counting = definition.counting
    for form, changed in sorted(held.drafts.items()):
        length = _keep(definition, form).draft
        if length is not None and (end := due(length, changed, counting)).expires <= now:
            yield Over(form, "draft", "erase", f"draft: {length}", counting.last_day_before(end.expires))
    if case.ended_at is None:
        return
    for form in sorted(held.submitted):
        keep = _keep(definition, form)
        if keep.submitted is None or keep.then is None:
            continue
        start = _start(keep.submitted, case, facts)
        rule = f"submitted: {_words(keep.submitted)}"
        if start is None:
            yield Over(form, "submitted", keep.then, rule, None)
        elif (end := due(keep.submitted.length, start, counting)).expires <= now:
            yield Over(form, "submitted", keep.then, rule, counting.last_day_before(end.expires))


_FOR_EVER = Keeping.model_construct()


def _keep(definition: Definition, form: str) -> Keeping:
    compiled = definition.forms.get(form)
    return (compiled.definition.keep if compiled is not None else None) or _FOR_EVER


def _start(term: Term, case: Case, facts: Answers) -> date | datetime | None:
    if not term.fact:
        return case.ended_at
    said = facts.get(term.fact)
    try:
        return date.fromisoformat(said[:10]) if isinstance(said, str) else None
    except ValueError:
        return None


def _words(term: Term) -> str:
    return f"until {term.record}.{term.fact} + {term.length}" if term.fact else str(term.length)


# --- what is left -----------------------------------------------------------------------------------------------------


def telling_of_nobody(*forms: CompiledForm | None) -> frozenset[str]:
    """Return the questions whose answers stay when a form is anonymised: `ordinary` ones, in each of these *forms*.

    Rows stay only if all that they ask is ordinary.
    """
    named = [frozenset(one.id for one in form.fields if _is_ordinary(one)) for form in forms if form is not None]
    return frozenset.intersection(*named) if named else frozenset()


def _is_ordinary(one: CompiledField) -> bool:
    inside = one.row.fields if one.row is not None else ()
    return one.sensitivity == "ordinary" and one.definition.type not in _FILES and all(map(_is_ordinary, inside))


_FILES = ("file", "files")


def only(answers: Answers, names: Container[str]) -> Answers:
    return {name: value for name, value in answers.items() if name in names}


def without(
    events: Iterable[Event], form: str, submissions: Container[str], stays: Container[str], tasks: Container[str]
) -> tuple[Event, ...]:
    """Return the *events* of a step with only the answers that *stay* of these *submissions* of *form*.

    The reasons that people gave for what they did to the form go with them, and so do the rows of *tasks* that were
    opened for each of its rows.
    """
    changed = [_without(one, form, submissions, stays, tasks) for one in events]
    if not any(_is_about(one, form) for one in changed):
        return tuple(changed)
    return tuple(replace(one, reason=None) if isinstance(one, ActionTaken) else one for one in changed)


def _is_about(one: Event, form: str) -> bool:
    return isinstance(one, FormSubmitted | FormCorrected | FormWithdrawn | FormGivenBack) and one.form == form


def _without(one: Event, form: str, submissions: Container[str], stays: Container[str], tasks: Container[str]) -> Event:
    match one:
        case FormSubmitted() if one.submission in submissions:
            return replace(one, answers=only(one.answers, stays), passed={})
        case FormCorrected() if one.submission in submissions:
            return replace(one, answers=only(one.answers, stays), passed={}, reason=None)
        case FormStandsAgain() if one.submission in submissions:
            return replace(one, answers=only(one.answers, stays))
        case FormWithdrawn() if one.submission in submissions:
            return replace(one, reason=None)
        case FormGivenBack() if one.form == form:
            return replace(one, reason="")
        case TaskDone() if one.submission in submissions:
            return replace(one, answers=only(one.answers, stays), said_by=None, how=None)
        case TaskOpened() if task_id(one.task) in tasks:
            return replace(one, row={})
        case CaseMoved():
            return replace(one, folded=_folded_without(one.folded, submissions, stays, tasks))
        case _:
            return one


def _folded_without(
    folded: Answers, submissions: Container[str], stays: Container[str], tasks: Container[str]
) -> Answers:
    """Return what a move kept of the case with only the answers that *stay* of these *submissions*."""
    made: dict[str, Json] = dict(folded)
    latest = made.get("submissions")
    for form, one in latest.items() if isinstance(latest, dict) else ():
        if isinstance(one, list) and isinstance(one[4], dict) and one[0] in submissions:
            made["submissions"] = {**_map(made["submissions"]), form: [*one[:4], dict(only(one[4], stays)), None]}
    opened = made.get("tasks")
    for key, task in opened.items() if isinstance(opened, dict) else ():
        kept = dict(_map(task))
        if kept.get("submission") in submissions and isinstance(answers := kept.get("answers"), dict):
            kept["answers"] = dict(only(answers, stays))
        if task_id(key) in tasks and "row" in kept:
            kept["row"] = {}
        made["tasks"] = {**_map(made["tasks"]), key: kept}
    return made


def _map(value: Json) -> dict[str, Json]:
    return dict(value) if isinstance(value, dict) else {}


def tasks_of_rows(flow: CompiledWorkflow, form: str) -> frozenset[str]:
    """Return the tasks that are opened for each row of *form*, whose rows they carry."""
    return frozenset(name for name, one in flow.work.tasks.items() if one.rows is not None and one.rows.form == form)
