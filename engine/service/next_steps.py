"""What can be done next: on one case, or on each of many, as a list shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from engine.cases.access import Actor
from engine.cases.explain import NextStep, next_step
from engine.cases.state import Case
from engine.cases.values import Json
from engine.errors import NotFound
from engine.service.ports import SystemFacts
from engine.service.register import Register
from engine.service.tasks import next_tasks
from engine.store.together import NotYet, Together
from engine.store.transaction import Transaction


def next_steps(
    register: Register, tx: Transaction, case: Case | str, by: Actor, system: SystemFacts | None = None
) -> tuple[NextStep, ...]:
    """Return what can be done on a case; see `Cases.next`. *system* answers in place of the engine's port."""
    now = register.now()
    current, definition = register.seen(tx, case, by)
    desk = register.desk(tx, definition, current, by, now)
    desk.system = system or desk.system
    actions = definition.workflows[current.workflow].offered(current.states)
    steps = tuple(next_step(definition, desk.file_for(one)[0], one, by, now) for one in actions)
    return steps + next_tasks(desk)


def next_of_many(
    register: Register, tx: Transaction, cases: Iterable[Case | str], by: Actor
) -> dict[str, tuple[NextStep, ...]]:
    """Return what can be done on each of many cases; see `Cases.next_many`."""
    wanted = dict.fromkeys(one.id if isinstance(one, Case) else one for one in cases)
    together, system = Together(tx), _AskedOnce(register.engine.ports.system)
    found: dict[str, tuple[NextStep, ...]] = {}
    waiting = list(wanted)
    while waiting:
        still = []
        for case in waiting:
            try:
                found[case] = next_steps(register, together, case, by, system)
            except NotYet:
                still.append(case)
            except NotFound:
                continue  # not there, not theirs: a list has no row for it
        together.fetch()
        waiting = still
    return {case: found[case] for case in wanted if case in found}


@dataclass(frozen=True, slots=True)
class _AskedOnce:
    """What the host knows, asked once for each subject, however often it is looked at."""

    system: SystemFacts
    _known: dict[tuple[str, str], Mapping[str, Json]] = field(default_factory=dict, repr=False)

    def facts(self, subject_kind: str, subject: str) -> Mapping[str, Json]:
        key = (subject_kind, subject)
        if key not in self._known:
            self._known[key] = self.system.facts(subject_kind, subject)
        return self._known[key]
