"""Opening a case: its number, the release it is pinned to, and its first step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.cases.access import Actor
from engine.cases.commands import OpenCase
from engine.cases.compiled import Definition
from engine.cases.decide import Accepted, decide
from engine.cases.values import Answers
from engine.definitions.words import fill_slots
from engine.service.effects import write_effects
from engine.service.register import Outcome, Register, raise_at_the_door, raise_if_declined
from engine.store.cases import insert_case
from engine.store.records import read_facts
from engine.store.references import next_number
from engine.store.releases import keep_release
from engine.store.transaction import Gateway, Transaction


def open_case(
    register: Register, gateway: Gateway, workflow: str, subject: Mapping[str, str], by: Actor, team: str
) -> Outcome:
    """Open a case about *subject*, its kind and reference; see `Cases.open`."""
    engine = register.engine
    definition, ids, now = engine.definition, engine.ports.ids, register.now()
    kind = next(iter(subject), "") or _subject_of(definition, workflow)
    about = subject.get(kind) or ids.new()
    team = team or (next(iter(by.teams)) if len(by.teams) == 1 else "")
    raise_at_the_door({}, register.language, people=(team,) if team else ())
    command = OpenCase(workflow, kind, about, by, ids.new(), "", team)
    with gateway.write() as tx:
        keep_release(tx, register.council, definition, engine.files, now)
        # A kind that is not there gets no number; `decide` says so, and nothing is kept.
        number = _number(tx, register.council, definition, kind, now) if kind in definition.subjects else ""
        facts = _facts(tx, register.council, definition, command)
        made = raise_if_declined(decide(definition, None, replace(command, reference=number, facts=facts), now))
        made = _for_council(made, register.council)
        insert_case(tx, made)
        write_effects(tx, (made,))
    return Outcome(made.case, made.step.events)


def _subject_of(definition: Definition, workflow: str) -> str:
    flow = definition.workflows.get(workflow)
    return flow.definition.subject if flow else ""


def _number(tx: Transaction, council: str, definition: Definition, kind: str, now: datetime) -> str:
    """Return the next case reference of its kind: `CTX-2026-00041`. Numbers start again each year."""
    year = definition.counting.local_day(now).year
    number = next_number(tx, council, f"{kind}-{year}")
    slots = {"year": f"{year}", "number": f"{number:05}"}
    return fill_slots(definition.subjects[kind].reference, lambda name: slots.get(name, ""))


def _facts(tx: Transaction, council: str, definition: Definition, command: OpenCase) -> Answers:
    """Return what is known about the subject, if any condition of the workflow reads it."""
    flow = definition.workflows.get(command.workflow)
    if flow is None or not any(name.startswith(f"{command.subject_kind}.") for name in flow.reads):
        return {}
    return {name: one.value for name, one in read_facts(tx, council, command.subject_kind, command.subject).items()}


def _for_council(made: Accepted, council: str) -> Accepted:
    return replace(made, step=replace(made.step, council=council), case=replace(made.case, council=council))
