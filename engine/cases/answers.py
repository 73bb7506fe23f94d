"""What goes into working a form out, and what comes of it: who asks, the papers at hand, and the form's state."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from engine.cases.compiled import CompiledForm
from engine.cases.problems import (
    Problem,
)
from engine.cases.values import Answers, Json
from engine.expressions.types import Unknown, Value
from engine.sentences.say import listing


@dataclass(frozen=True, slots=True)
class Copied:
    """Where a copied answer came from, and whether someone confirmed it since.

    *case* is the reference of the linked case that it came from, where the link shares it.
    """

    source: str
    on: str
    by: str
    confirmed: bool = False
    case: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who is filling the form, for which action, and what its conditions may read besides its own answers.

    *echoes* holds the value of each echo by its source (`child.full_name`). *reopened* is true while the form was given
    back or is corrected: then what was asked of earlier hands may be changed too. *hands* are the actions whose own
    questions a correction asks again.
    """

    action: str | None
    standing: frozenset[str]
    context: Mapping[str, Value | Unknown] = field(repr=False)
    echoes: Answers = field(default_factory=dict, repr=False)
    reopened: bool = False
    hands: frozenset[str] = frozenset()

    @property
    def actions(self) -> frozenset[str]:
        """Return the actions for which questions are asked now."""
        return self.hands if self.action is None else frozenset((self.action,))


@dataclass(slots=True)
class Papers:
    """The answers at hand: *kept* of the revision before, *draft* as typed, *sent* just now, and copies' sources.

    It is a value, and not frozen at run time, for the same reason as `FormState`.
    """

    kept: Final[Answers] = field(default_factory=dict, repr=False)
    draft: Final[Answers] = field(default_factory=dict, repr=False)
    sent: Final[Answers] = field(default_factory=dict, repr=False)
    copied: Final[Mapping[str, Copied]] = field(default_factory=dict)


@dataclass(slots=True)
class FormState:
    """A form worked out. *answers* is what submitting would keep; *values* what conditions see.

    It is a value: the type checker refuses a change (`Final`). It is not frozen at run time, because that makes it
    twice as slow to build, for every page and every step.
    """

    values: Final[Mapping[str, Value | Unknown]] = field(repr=False)
    answers: Final[Answers] = field(repr=False)
    shown: Final[frozenset[str]]
    asked: Final[frozenset[str]]
    required: Final[frozenset[str]]
    read_only: Final[frozenset[str]]
    offered: Final[Mapping[str, tuple[str, ...]]]
    problems: Final[tuple[Problem, ...]]
    dropped: Final[tuple[str, ...]]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(one for one in self.problems if one.level == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(one for one in self.problems if one.level == "warning")


def gives_no_answer(kept: Json) -> bool:
    """Return whether what was *kept* is a reason for having no answer."""
    return isinstance(kept, dict) and set(kept) == {"no_answer"}


def label_list(form: CompiledForm, paths: Iterable[str]) -> str:
    """Return the labels of fields for a sentence, each quoted and once; of `rows.<row id>.<field>`, the field's own."""
    labels = [
        one.definition.label for one in (form.question(path.split(".")[::2]) for path in paths) if one is not None
    ]
    return listing(form.language, (f'"{label}"' for label in dict.fromkeys(labels)))
