"""What a decision can be: accepted with its events, or declined with its reasons. Both are values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.cases.access import Actor
from engine.cases.answers import Copied
from engine.cases.compiled import Definition
from engine.cases.events import CaseSplitOff, Event, Step
from engine.cases.evolve import evolve
from engine.cases.making import remade
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.errors import NotFound, Reason


@dataclass(frozen=True, slots=True)
class NewSubmission:
    """The answers that a step submits, whole. The event names only those that rules read.

    Sent *again* as they were when they were given back, they are the revision that is kept already, and no new one.
    """

    id: str
    form: str
    revision: int
    action: str
    answers: Answers = field(repr=False)
    copied: Mapping[str, Copied]
    again: bool = False


@dataclass(frozen=True, slots=True)
class FactChange:
    """A fact that a step changes, or proposes to change, in the subject's record."""

    fact: str
    value: Json = field(repr=False)
    proposed: bool


@dataclass(frozen=True, slots=True)
class NewCase:
    """Another case that a step opens; *facts* are a new subject's.

    *linked* are the cases that it is linked with from its first step, each with the link as the new case sees it.
    """

    id: str
    workflow: str
    kind: str
    subject: str
    linked: tuple[tuple[str, str], ...]
    facts: Answers = field(default_factory=dict, repr=False)
    split_off: CaseSplitOff | None = None


@dataclass(frozen=True)
class Accepted:
    """The step that a command makes, and the case after it."""

    # No slots here, and none in a step: what follows from a step makes both anew, two or three times, with `remade`.
    step: Step
    case: Case
    submission: NewSubmission | None = None
    facts: tuple[FactChange, ...] = ()
    withdrawn: str | None = None
    """The id of the submission that this step takes out, with all its revisions."""
    opened: tuple[NewCase, ...] = ()
    """The cases that this step opens."""
    definition: Definition | None = field(default=None, compare=False, repr=False)
    """Under which it was decided: for whom the case waits now is worked out from it."""

    def with_events(self, more: tuple[Event, ...]) -> Accepted:
        """Return this with *more* happening at the end of its step."""
        if not more:
            return self
        whole = remade(self.step, {"events": (*self.step.events, *more)})
        after = evolve(self.case, remade(self.step, {"events": more}))
        return remade(self, {"step": whole, "case": after})


@dataclass(frozen=True, slots=True)
class Declined:
    """Every reason why a command can't be done. *unseen* means that this person may not know of the case at all."""

    reasons: tuple[Reason, ...]
    unseen: bool = False


UNSEEN = Declined((Reason("not_found", NotFound.said("en")),), unseen=True)
"""The shell raises NotFound for it, whose sentence can be had in any language."""


def declined(*reasons: Reason) -> Declined:
    return Declined(tuple(reasons))


def accepted(
    before: Case, by: Actor, at: datetime, events: tuple[Event, ...], submission: NewSubmission | None
) -> Accepted:
    """Return *events* as the next step of *before*, folded."""
    who = (by.id, by.on_behalf_of)
    step = Step(before.council, before.id, before.release, before.version + 1, at, *who, events, by.reason)
    return Accepted(step, evolve(before, step), submission)
