"""Who fills a form and who reads it, in titles: the hands that a form goes through, and the roles a question names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.cases.compiled import CompiledField, CompiledWorkflow, Definition
from engine.cases.task_titles import task_title
from engine.sentences.say import say


@dataclass(frozen=True, slots=True)
class Hand:
    """One action or task that fills a form. *begins* is false where it only carries on what others began."""

    workflow: str
    state: str
    """The state's title; empty for an action that can be taken at any time."""
    state_id: str
    action: str
    title: str
    by: frozenset[str]
    begins: bool


def hands(definition: Definition, form: str) -> tuple[Hand, ...]:
    """Return the actions that submit *form*, in the order of the workflows: once for each state an action is in."""
    return tuple(dict.fromkeys(_hands(definition, form)))


def _hands(definition: Definition, form: str) -> Iterator[Hand]:
    for flow in definition.workflows.values():
        for state in flow.states.values():
            for one in state.actions.values():
                if one.definition.submits == form:
                    anytime = one.id in flow.definition.anytime
                    at = ("", "") if anytime else (state.definition.title, state.id)
                    yield Hand(flow.id, *at, one.id, one.definition.title, one.by, one.definition.form is not None)
        yield from _of_tasks(flow, form)


def _of_tasks(flow: CompiledWorkflow, form: str) -> Iterator[Hand]:
    for task in flow.work.tasks.values():
        if task.definition.form == form:
            at = (flow.states[task.state].definition.title, task.state) if task.state else ("", "")
            yield Hand(flow.id, *at, task.id, task_title(task, None), task.by, begins=True)


def asked_of(field: CompiledField, known: Iterable[Hand]) -> tuple[Hand, ...]:
    """Return the hands that are asked *field*: those of its `for`, else those that begin the form."""
    if field.asked_for:
        return tuple(one for one in known if one.action in field.asked_for)
    return tuple(one for one in known if one.begins)


def role_titles(definition: Definition, names: Iterable[str]) -> str:
    """Return role titles for a sentence, in the order of the manifest: `MASH officer, MASH manager`."""
    wanted = frozenset(names)
    return ", ".join(title for name, title in definition.roles.titles.items() if name in wanted)


def who_for(definition: Definition, names: Iterable[str], action: str) -> str:
    """Return who may do something, and what: `MASH officer, for "Record the contact"`."""
    roles = role_titles(definition, names) or say(definition.language, "nobody")
    return say(definition.language, '{roles}, for "{action}"', roles=roles, action=action)


def fillers(definition: Definition, field: CompiledField, known: Iterable[Hand]) -> str:
    """Return who may fill *field* and when: `MASH officer, for "Record the contact"`; empty where nobody is asked."""
    said: dict[str, None] = {}
    for hand in asked_of(field, known):
        said[who_for(definition, narrowed(definition, hand.by, field.edit), hand.title)] = None
    return "; ".join(said)


def narrowed(definition: Definition, by: frozenset[str], edit: frozenset[str]) -> frozenset[str]:
    """Return the roles of *by* whose holders stand in one of *edit*; without an `edit`, all of them."""
    if not edit:
        return by
    roles = definition.roles
    takers = {one: roles.taken_from.get(one, frozenset()) for one in by}
    return frozenset(one for one in by if edit & (roles.powers.get(one, frozenset((one,))) | takers[one] | {one}))


def readers(definition: Definition, field: CompiledField) -> str:
    """Return who may read *field* beside those who fill it; `only those who fill it in` where nobody is named."""
    return role_titles(definition, field.view) or say(definition.language, "only those who fill it in")
