"""The submissions of one form on a case, as its steps tell of them: which still stand, and what each left behind.

The folded case knows the latest only. Taking that one out needs the one before it, and the record has it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from engine.cases.events import (
    FactUpdated,
    FormCorrected,
    FormSubmitted,
    FormWithdrawn,
    Step,
)
from engine.cases.state import Submitted


@dataclass(frozen=True, slots=True)
class Made:
    """A submission that stands: as the folded case would hold it, and the steps that made its revisions.

    *wrote* are the facts that those steps wrote to the subject's record at once.
    """

    submitted: Submitted
    versions: tuple[int, ...]
    wrote: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Traces:
    """What is left when the latest submission of a form goes: the one before it, facts it wrote, and proposals."""

    before: Submitted | None = None
    wrote: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()


def standing(steps: Iterable[Step], form: str) -> list[Made]:
    """Return the submissions of *form* that were not withdrawn, the latest last. *steps* are those of one case."""
    made: dict[str, Made] = {}
    for step in steps:
        wrote = tuple(event.fact for event in step.events if isinstance(event, FactUpdated))
        for event in step.events:
            match event:
                case FormSubmitted(form=name) if name == form:
                    now = Submitted(event.submission, event.revision, event.on, step.by, event.answers)
                    before = made.get(event.submission)
                    made[event.submission] = _and(before, now, step.version, wrote)
                case FormCorrected(form=name) if name == form:
                    before = made[event.submission]
                    now = replace(before.submitted, revision=event.revision, answers=event.answers)
                    made[event.submission] = _and(before, now, step.version, wrote)
                case FormWithdrawn(form=name) if name == form:
                    del made[event.submission]
    return list(made.values())


def _and(before: Made | None, now: Submitted, version: int, wrote: tuple[str, ...]) -> Made:
    if before is None:
        return Made(now, (version,), wrote)
    return Made(now, (*before.versions, version), tuple(dict.fromkeys((*before.wrote, *wrote))))
