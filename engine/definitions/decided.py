"""The decisions log of a folder, `decisions.yaml`: what was decided about which lines, why and by whom; what is open.

It is kept beside the definitions and changes nothing that they say, so their content hash stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from pydantic import model_validator

from engine.definitions.locks import LockPath
from engine.definitions.model import Model
from engine.definitions.nodes import Node
from engine.definitions.validate import validate
from engine.definitions.words import Day, OneOrMany, Term, mistake
from engine.findings import Code, Finding

DECISIONS = "decisions.yaml"
"""Its name, beside casepath.yaml."""

NOT_A_DECISION = Code(
    "D860",
    "An entry that does not say what was decided",
    'Write "what:" with the decision, or "could_not_be_written:" with what this language has no words for.',
)
NOT_DATED = Code(
    "D861",
    "A decision without who and when",
    'Add "who:" and "when:"; of what is not decided yet say until when it waits, "parked_until:".',
)


class Decision(Model):
    """One entry: *what* was decided, or what *could not be written* in this language, and the paths of what it is *of*.

    What is parked waits until a day, and says who looks after it.
    """

    what: Term | None = None
    could_not_be_written: Term | None = None
    of: OneOrMany[LockPath] = ()
    options: OneOrMany[Term] = ()
    why: Term | None = None
    who: OneOrMany[Term] = ()
    when: Day | None = None
    dissent: OneOrMany[Term] = ()
    owner: Term | None = None
    parked_until: Day | None = None

    @property
    def said(self) -> str:
        return self.what or self.could_not_be_written or ""

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.what is None) == (self.could_not_be_written is None):
            raise mistake(NOT_A_DECISION, "An entry says one thing: what was decided, or what could not be written.")
        if self.parked_until is None and (not self.who or self.when is None):
            raise mistake(NOT_DATED, "This does not say who decided it, and when.")
        return self


class DecisionFile(Model):
    """The whole log, in the order in which it was written."""

    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """A log as read, with where each entry stands."""

    entries: tuple[Decision, ...]
    node: Node


def read_decisions(root: Node) -> Decided | list[Finding]:
    """Return the decisions log that *root* is, or every mistake in its shape."""
    made = validate(root, DecisionFile, name="the decisions log")
    return made if isinstance(made, list) else Decided(made.decisions, root)
