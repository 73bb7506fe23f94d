"""Tasks as a council writes them: work for a role or an agency, done beside whatever else goes on in the case."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.definitions.model import Model
from engine.definitions.words import Condition, Flag, Id, OneOrMany, Slotted, Span, Term, Whole, Words, mistake
from engine.findings import Code

BAD_WAIT = Code(
    "Y109",
    "Not a way to wait for tasks",
    "Write one of: all, at_least with a number from 1, or each_of with the ids of tasks.",
)
ALL_REQUIRED_DONE = "all_required_done"


class Awaited(Model):
    """Which tasks must be done: all that are required, *at_least* so many, or *each_of* those named."""

    all: Flag = False
    at_least: Whole | None = None
    each_of: OneOrMany[Id] = ()

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        said = (self.all, self.at_least is not None, bool(self.each_of))
        if said.count(True) != 1 or (self.at_least is not None and self.at_least < 1):
            raise mistake(BAD_WAIT, "This does not say which tasks must be done.")
        return self


class When(Awaited):
    """What a case waits for before it goes on by itself: tasks, or a *condition*."""

    condition: Condition | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        said = (self.all, self.at_least is not None, bool(self.each_of), self.condition is not None)
        if said.count(True) != 1 or (self.at_least is not None and self.at_least < 1):
            raise mistake(BAD_WAIT, "This does not say what the case waits for.")
        return self


def _tasks(given: object) -> object:
    """Write the short forms out: `all`, and the ids of tasks."""
    if given == "all":
        return {"all": "true"}
    return given if isinstance(given, dict | Awaited) else {"each_of": given}


def _when(given: object) -> object:
    """Write the short forms out: `all_required_done`, and a condition."""
    if given == ALL_REQUIRED_DONE:
        return {"all": "true"}
    return {"condition": given} if isinstance(given, str) else given


RequiredTasks = Annotated[Awaited, BeforeValidator(_tasks)]


class Task(Model):
    """Work for somebody: a form to fill, or something to tick off.

    *for_each* opens one for each row of a form, or for each case that is linked.
    """

    title: Slotted
    hint: Words | None = None
    by: OneOrMany[Id] = ()
    form: Id | None = None
    due: Span | None = None
    send: OneOrMany[Term] = ()
    on_behalf: OneOrMany[Id] = ()
    only_if: OneOrMany[Condition] = ()
    for_each: Term | None = None
    required: Flag = True
    module: Id | None = None
    in_overlays = frozenset({"why"})


class OpenedTask(Model):
    """A task that something else opens: a clock that ran out, a message that was heard. It belongs to the case."""

    id: Id
    title: Words
    hint: Words | None = None
    by: OneOrMany[Id] = ()
    form: Id | None = None
    due: Span | None = None
    send: OneOrMany[Term] = ()
    on_behalf: OneOrMany[Id] = ()
    required: Flag = True
    module: Id | None = None
    in_overlays = frozenset({"why"})


class AdHocTask(Model):
    """A task that people open when they see fit."""

    title: Words
    hint: Words | None = None
    by: OneOrMany[Id] = ()
    form: Id | None = None
    due: Span | None = None
    send: OneOrMany[Term] = ()
    on_behalf: OneOrMany[Id] = ()
    required: Flag = False
    module: Id | None = None
    in_overlays = frozenset({"why"})


AnyTask = Task | OpenedTask | AdHocTask


class AdHoc(Model):
    """The tasks that *by* may open as they see fit, and no others."""

    by: OneOrMany[Id] = ()
    tasks: dict[Id, AdHocTask] = Field(min_length=1)
    in_overlays = frozenset({"why"})


class Override(Model):
    """Who may go on without waiting any longer. It is the action `override_<state>`."""

    title: Words = "Go on without waiting"
    by: OneOrMany[Id] = ()
    reason: Literal["required", "optional"] | None = "required"
    in_overlays = frozenset({"why"})


class Proceed(Model):
    """When a case goes on by itself, and where to."""

    when: Annotated[When, BeforeValidator(_when)]
    to: Term
    override: Override | None = None
    in_overlays = frozenset({"why"})
