"""A new case comes to be: its number, the release it is pinned to, its first step, and what that brings about.

Whether a person opens it or an action on another case does, it is the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from engine.cases.access import Actor
from engine.cases.commands import OpenCase
from engine.cases.compiled import Definition
from engine.cases.decide import Accepted, Declined, decide
from engine.cases.decide.outcome import NewCase
from engine.cases.events import Step
from engine.cases.values import Answers
from engine.definitions.words import fill_slots
from engine.errors import Refused
from engine.service.effects import write_effects
from engine.service.following import newest
from engine.store.cases import insert_case
from engine.store.records import read_facts, write_facts
from engine.store.references import next_number
from engine.store.releases import keep_release
from engine.store.transaction import Transaction

if TYPE_CHECKING:
    from engine.service.engine import Engine


def new_case(
    engine: Engine, tx: Transaction, definition: Definition, command: OpenCase, now: datetime
) -> Accepted | Declined:
    """Open a case under *definition*, and keep it; nothing is kept when that is declined."""
    made = _decided(engine, tx, definition, command, now)
    if isinstance(made, Accepted):
        _keep(engine, tx, definition, made)
    return made


def decided_others(engine: Engine, tx: Transaction, pinned: Definition, made: Accepted) -> list[Opened]:
    """Return the cases that a step opens, decided and not kept yet. *pinned* is the release of the case it is on.

    Raises Refused where one of them may not be.
    """
    present = newest(engine, tx)
    return [_other(engine, tx, present, pinned, made, new) for new in made.opened]


def keep_others(engine: Engine, tx: Transaction, others: Iterable[Opened], step: Step) -> None:
    """Keep the cases that *step* opens, and what is known of their subjects."""
    for one in others:
        if one.new.facts:
            write_facts(tx, engine.council, one.new.kind, one.new.subject, one.new.facts, step.by, step.at)
        _keep(engine, tx, one.definition, one.made)


@dataclass(frozen=True, slots=True)
class Opened:
    """A case that a step opens: what it is, under which definitions, and its own first step."""

    new: NewCase
    definition: Definition
    made: Accepted


def _other(
    engine: Engine, tx: Transaction, present: Definition, pinned: Definition, made: Accepted, new: NewCase
) -> Opened:
    # A new case begins under the newest definitions, unless they do not know its workflow any more.
    flow = present.workflows.get(new.workflow)
    knows = flow is not None and all(link in flow.links for link, _ in new.linked)
    definition = present if knows else pinned
    by = Actor(made.step.by, on_behalf_of=made.step.on_behalf_of, reason=made.step.reason)
    about = (new.workflow, new.kind, new.subject)
    command = OpenCase(*about, by, new.id, "", made.case.team, new.facts, new.linked, new.split_off)
    opened = _decided(engine, tx, definition, command, made.step.at)
    if isinstance(opened, Declined):
        raise Refused(opened.reasons)
    return Opened(new, definition, opened)


def _decided(
    engine: Engine, tx: Transaction, definition: Definition, command: OpenCase, now: datetime
) -> Accepted | Declined:
    # A kind that is not there gets no number; `decide` says so, and nothing is kept.
    kind, council = command.subject_kind, engine.council
    number = _number(tx, council, definition, kind, now) if kind in definition.subjects else ""
    facts = {**_facts(tx, council, definition, command), **command.facts}
    made = decide(definition, None, replace(command, reference=number, facts=facts), now)
    if isinstance(made, Declined):
        return made
    return replace(made, step=replace(made.step, council=council), case=replace(made.case, council=council))


def _keep(engine: Engine, tx: Transaction, definition: Definition, made: Accepted) -> None:
    if definition is engine.definition and engine.follows is None:  # else it was kept before it was published
        keep_release(tx, engine.council, definition, engine.files, made.step.at)
    insert_case(tx, made)
    write_effects(tx, (made,))


def _facts(tx: Transaction, council: str, definition: Definition, command: OpenCase) -> Answers:
    """Return what is known about the subject, if any condition of the workflow reads it."""
    flow = definition.workflows.get(command.workflow)
    if flow is None or not any(name.startswith(f"{command.subject_kind}.") for name in flow.reads):
        return {}
    return {name: one.value for name, one in read_facts(tx, council, command.subject_kind, command.subject).items()}


def _number(tx: Transaction, council: str, definition: Definition, kind: str, now: datetime) -> str:
    """Return the next case reference of its kind: `CTX-2026-00041`. Numbers start again each year."""
    year = definition.counting.local_day(now).year
    number = next_number(tx, council, f"{kind}-{year}")
    slots = {"year": f"{year}", "number": f"{number:05}"}
    return fill_slots(definition.subjects[kind].reference, lambda name: slots.get(name, ""))
