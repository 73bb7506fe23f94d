"""Opening a case: what it is about, and whose team holds it."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.access import Actor
from engine.cases.commands import OpenCase
from engine.cases.compiled import Definition
from engine.service.following import newest
from engine.service.new_cases import new_case
from engine.service.ports import Ids
from engine.service.register import Outcome, Register, raise_at_the_door, raise_if_declined
from engine.service.retries import once, retry
from engine.store.transaction import Gateway


def open_case(
    register: Register,
    gateway: Gateway,
    workflow: str,
    subject: Mapping[str, str],
    by: Actor,
    team: str,
    key: str | None,
) -> Outcome:
    """Open a case about *subject*, its kind and reference; see `Cases.open`."""
    engine, now = register.engine, register.now()
    team = team or (next(iter(by.teams)) if len(by.teams) == 1 else "")
    raise_at_the_door({}, register.language, people=(team,) if team else ())
    given = retry(register, by, key, "open", workflow, subject, team)
    with gateway.write() as tx:

        def begin() -> Outcome:
            definition = newest(engine, tx)
            command = _command(definition, engine.ports.ids, workflow, subject, by, team)
            made = raise_if_declined(new_case(engine, tx, definition, command, now))
            return Outcome(made.case, made.step.events)

        return once(register, tx, given, begin)


def _command(
    definition: Definition, ids: Ids, workflow: str, subject: Mapping[str, str], by: Actor, team: str
) -> OpenCase:
    kind = next(iter(subject), "") or _subject_of(definition, workflow)
    about = subject.get(kind) or ids.new()
    return OpenCase(workflow, kind, about, by, ids.new(), "", team)


def _subject_of(definition: Definition, workflow: str) -> str:
    flow = definition.workflows.get(workflow)
    return flow.definition.subject if flow else ""
