"""What was done with a played case, turn by turn: data from which the case can be played again at any time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.cases.values import Answers, Json
from engine.definitions.scenarios import Given
from engine.definitions.words import Duration

MOST_TURNS = 200
"""Turns of one play; nobody learns from more, and each is played again when one is taken back."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a play begins: the workflow, its day, people and facts, and who opens the case.

    One that begins *at* some states is brought there first, *places* saying who takes a place on the case. Whoever may
    opens it where nobody is named.
    """

    workflow: str
    given: Given = field(repr=False)
    by: str = ""
    at: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Did:
    """Somebody did something: *step* is the id of an action or of a task. *made* says that answers were made up."""

    by: str
    step: str
    answers: Answers = field(default_factory=dict, repr=False)
    made: bool = False
    reason: str | None = field(default=None, repr=False)
    assigns: Mapping[str, str] = field(default_factory=dict)
    passed: Mapping[str, str] = field(default_factory=dict, repr=False)
    link: Mapping[str, Json] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Could:
    """Somebody tried something and was told why they could not, whatever they answer: nothing happened."""

    by: str
    step: str
    because: tuple[str, ...]
    answers: Answers = field(default_factory=dict, repr=False)
    reason: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Waited:
    """Time passed until a moment, in the council's time; or for a *length*, where a scenario says it so."""

    until: datetime | None
    length: Duration | None = None


Turn: TypeAlias = Did | Could | Waited


@dataclass(frozen=True, slots=True)
class Undone:
    """A turn that no longer goes, and those after it: *at* counts from 1, *why* is said to whoever plays."""

    at: int
    why: tuple[str, ...]
