"""How answers that were given before a version become answers to it: what was renamed, added, dropped or recoded."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from engine.definitions.model import Model
from engine.definitions.words import Id, Term, mistake
from engine.findings import Code

BAD_CHANGE = Code(
    "Y137",
    "Not a change",
    "Write rename and to; new and on_old; drop; or option, in_field and to. Each stands alone, with in.",
)

BAD_MOVE = Code(
    "Y100",
    "Not a change of a workflow",
    "Write state, task, deadline or action with what it was called, and to; with in.",
)

ChangeKind = Literal["rename", "new", "drop", "option"]
_NEEDS: dict[ChangeKind, frozenset[str]] = {
    "rename": frozenset({"to"}),
    "new": frozenset({"on_old"}),
    "drop": frozenset(),
    "option": frozenset({"in_field", "to"}),
}


class Change(Model):
    """One change of a form. A question is named by its id, one of rows as `rows.field`; old names stand on the left.

    *since* is the version that made the change. *on_old* says whether answers of before wait for the *new* question.
    """

    since: Term = Field(alias="in")
    rename: Term | None = None
    new: Term | None = None
    drop: Term | None = None
    option: Id | None = None
    in_field: Term | None = None
    to: Term | None = None
    on_old: Literal["ask_at_next_edit", "leave_empty"] | None = None

    @property
    def kind(self) -> ChangeKind:
        return next(kind for kind in _NEEDS if getattr(self, kind) is not None)

    @property
    def old(self) -> str | None:
        """What answers of before are called, where the change is one of a question's name."""
        return self.rename or self.drop

    @model_validator(mode="after")
    def _is_one_change(self) -> Self:
        kinds = [kind for kind in _NEEDS if getattr(self, kind) is not None]
        if len(kinds) != 1:
            raise mistake(BAD_CHANGE, "A change renames, adds, drops or recodes one thing.")
        beside = {one for one in ("to", "in_field", "on_old") if getattr(self, one) is not None}
        missing = sorted(_NEEDS[kinds[0]] - beside)
        if missing:
            raise mistake(BAD_CHANGE, f'"{kinds[0]}" needs "{missing[0]}" beside it.')
        if beside - _NEEDS[kinds[0]]:
            raise mistake(BAD_CHANGE, f'"{min(beside - _NEEDS[kinds[0]])}" means nothing beside "{kinds[0]}".')
        return self


PlaceKind = Literal["state", "task", "deadline", "action"]
_PLACES: tuple[PlaceKind, ...] = ("state", "task", "deadline", "action")


ClockRule = Literal["carry", "recount", "restart"]
"""How a running clock goes on under this version: as it was, counted anew from its start, or from the day it moves."""


class PlaceChange(Model):
    """What became of a part of a workflow: a case of before finds its place by it. Both names are of one kind.

    *since* is the version that made the change. A deadline also says how its running clocks go on, and may then keep
    its name.
    """

    since: Term = Field(alias="in")
    state: Term | None = None
    task: Id | None = None
    deadline: Id | None = None
    action: Id | None = None
    to: Term
    clock: ClockRule = "carry"

    @property
    def kind(self) -> PlaceKind:
        return next(kind for kind in _PLACES if getattr(self, kind) is not None)

    @property
    def old(self) -> str:
        """What it was called before."""
        return str(getattr(self, self.kind))

    @model_validator(mode="after")
    def _is_one_change(self) -> Self:
        if sum(getattr(self, kind) is not None for kind in _PLACES) != 1:
            raise mistake(BAD_MOVE, "A change says of one state, task, deadline or action what it is called now.")
        if self.deadline is None and "clock" in self.model_fields_set:
            raise mistake(BAD_MOVE, '"clock" says how a running clock goes on, and stands beside "deadline".')
        return self
