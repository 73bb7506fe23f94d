"""Workflows as a council writes them: states, what can be done in each, and by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from engine.definitions.changes import PlaceChange
from engine.definitions.deadlines import Deadline, MomentText
from engine.definitions.decisions import ANY, DecisionRule, DecisionTable, Goes
from engine.definitions.fields import Check
from engine.definitions.links import Alert, AllOpened, Heard, Link, Merge, Notify, Split
from engine.definitions.model import Model
from engine.definitions.restricting import Restricted
from engine.definitions.tasks import AdHoc, Proceed, RequiredTasks, Task
from engine.definitions.words import Condition, Flag, Id, OneOrMany, Span, Term, Whole, Words, mistake
from engine.findings import Code

LEADS_NOWHERE = Code(
    "Y189",
    "An action that leads nowhere, or twice",
    "Write goes: with a state, stay or rules; or decide: with a table.",
)
BAD_NEST = Code("Y197", "States inside a state that do not fit together", "See docs/reference/language.md, Workflows.")
BAD_PAUSE = Code("Y139", "A pause without an end", 'Write "for_up_to: 10 working days" beside "pauses".')
OVERRIDE = "override_"
"""How the action begins by which somebody goes on without waiting; the state's id follows."""
BAD_PROMISE = Code("Y198", "Not a promise", 'Write "- never: a condition" with "say", or "every_case_can_end: true".')


class Action(Model):
    """Something a person can do in a state. No *by*, no action."""

    title: Words
    hint: Words | None = None
    by: OneOrMany[Id] = ()
    not_by: OneOrMany[MomentText] = ()
    form: Id | None = None
    carries_on: Id | None = Field(default=None, alias="continue")
    gives_back: Id | None = None
    dated: Id | None = None
    require: OneOrMany[Condition] = ()
    require_tasks: RequiredTasks | None = None
    reason: Literal["required", "optional"] | None = None
    assigns: Id | None = None
    link: Id | None = None
    opens: AllOpened = Field(default=(), alias="open")
    notify: Notify | None = None
    goes: Goes = ()
    decide: DecisionTable | None = None
    restarts: OneOrMany[Id] = ()
    pauses: OneOrMany[Id] = ()
    for_up_to: Span | None = None
    times: Whole | None = Field(default=None, ge=1)
    resumes: OneOrMany[Id] = ()
    module: Id | None = None
    in_overlays = frozenset({"why"})

    @model_validator(mode="after")
    def _pauses_for_so_long(self) -> Self:
        if bool(self.pauses) != (self.for_up_to is not None) or (self.times is not None and not self.pauses):
            hint = 'Write "pauses" with "for_up_to", and perhaps "times", or none of them.'
            raise mistake(BAD_PAUSE, "A pause says which clocks stand still, and for how long at most.", hint)
        return self

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if bool(self.goes) == (self.decide is not None):
            both = (
                '"goes" and "decide" both say where this leads.' if self.goes else "This does not say where it leads."
            )
            raise mistake(LEADS_NOWHERE, both)
        return self

    @property
    def rules(self) -> tuple[DecisionRule, ...]:
        """Where it leads, as a decision list: as written, or the rows of its table."""
        return self.goes if self.decide is None else self.decide.rules

    def at_rule(self, index: int) -> tuple[str | int, ...]:
        """Return where the rule of that number is written in the action."""
        return ("goes", index) if self.decide is None else ("decide", "rows", index)

    def at_target(self, index: int) -> tuple[str | int, ...]:
        """Return where it is written to what state the rule of that number leads."""
        if self.decide is not None:
            return (*self.at_rule(index), len(self.decide.columns))
        return (*self.at_rule(index), "to" if self.goes[index].to else "else")

    def at_condition(self, index: int, item: int) -> tuple[str | int, ...]:
        """Return where a condition of a rule is written; of a table the cell."""
        if self.decide is None:
            return (*self.at_rule(index), "if", item)
        said = [column for column, cell in enumerate(self.decide.rows[index][:-1]) if cell != (ANY,)]
        return (*self.at_rule(index), said[item])

    def implied(self, index: int) -> tuple[int, ...]:
        """Return how much of each condition of a rule is not written in its place: of a cell, the column it is in."""
        if self.decide is None:
            return (0,) * len(self.goes[index].when)
        return self.decide.implied(index)

    @property
    def submits(self) -> str | None:
        """The form that taking this action submits, if any."""
        return self.form or self.carries_on


class Reopen(Model):
    """How an ended case starts a new round."""

    title: Words = "Reopen"
    by: OneOrMany[Id] = ()
    reason: Literal["required", "optional"] | None = "required"
    to: Term


class State(Model):
    """Where a case can be. An *ending* has no actions; `reopen` may lead out of it.

    A state may hold *states*, of which the case is in one (the first is *start*), or *parallel* strands, which are
    worked side by side: the case is in one state of each. A *finished* state ends its strand; when every strand has
    ended the case goes to *when_done*. With `resume: last` a state that is entered again goes on where it was left.
    """

    title: Words
    summary: Words | None = None
    ending: Flag = False
    finished: Flag = False
    actions: dict[Id, Action] = Field(default_factory=dict)
    deadlines: dict[Id, Deadline] = Field(default_factory=dict)
    reopen: Reopen | None = None
    message: dict[Id, OneOrMany[Id]] = Field(default_factory=dict)
    hears: dict[Id, Heard] = Field(default_factory=dict)
    start: Id | None = None
    states: dict[Id, State] = Field(default_factory=dict)
    parallel: dict[Id, Strand] = Field(default_factory=dict)
    when_done: Term | None = None
    resume: Literal["last"] | None = None
    module: Id | None = None
    tasks: dict[Id, Task] = Field(default_factory=dict)
    proceed: Proceed | None = None
    ad_hoc: AdHoc | None = None
    in_overlays = frozenset({"why"})

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.states and self.parallel:
            raise mistake(BAD_NEST, "A state holds states or parallel strands, not both.")
        if bool(self.states) != (self.start is not None):
            missing = "start" if self.states else "states"
            raise mistake(BAD_NEST, f'"states" and "start" belong together; "{missing}" is missing.')
        if self.when_done is not None and not self.parallel:
            raise mistake(BAD_NEST, '"when_done" waits for parallel strands, and there are none here.')
        if self.resume is not None and not (self.states or self.parallel):
            raise mistake(BAD_NEST, '"resume" needs states inside, of which the last one is remembered.')
        return self


class Strand(Model):
    """One of several pieces of work in a state that are done side by side."""

    title: Words | None = None
    start: Id
    states: dict[Id, State] = Field(min_length=1)
    module: Id | None = None
    in_overlays = frozenset({"why"})


State.model_rebuild()  # it holds strands, which hold states


@dataclass(frozen=True, slots=True)
class Place:
    """A state where it stands in its workflow.

    *path* names it from the top, through strands as well (`enquiry/child/assessed`); *at* is where it is written.
    *parent* is the path of the state or strand around it, empty at the top. *actions* are its own, and with them the
    override by which somebody goes on without waiting.
    """

    path: str
    state: State
    at: tuple[str, ...]
    parent: str
    actions: Mapping[str, Action]


class Always(Model):
    """A promise about every case: what must *never* be so after a step, or where every case can come to."""

    never: Condition | None = None
    every_case_can_end: Flag = False
    every_case_can_reach: Term | None = None
    say: Words
    in_overlays = frozenset({"why"})

    @model_validator(mode="after")
    def _is_one_promise(self) -> Self:
        if (self.never is not None) + self.every_case_can_end + (self.every_case_can_reach is not None) != 1:
            raise mistake(
                BAD_PROMISE, "Each line promises one thing: never, every_case_can_end or every_case_can_reach."
            )
        return self


def offered(name: str, state: State) -> dict[str, Action]:
    """Return what can be done in the state *name* by itself: its own actions, and going on without waiting any more."""
    if state.proceed is None or state.proceed.override is None:
        return state.actions
    override = state.proceed.override
    said = {"title": override.title, "by": override.by, "reason": override.reason, "goes": state.proceed.to}
    return {**state.actions, f"{OVERRIDE}{name}": Action.model_validate(said)}


class Workflow(Model):
    """A process for one kind of subject. Nobody listed in *opened_by*, nobody may open it; likewise *view*.

    Those of *audited_by* who may see a case may also see who looked at it.
    """

    workflow: Id
    title: Words
    summary: Words | None = None
    subject: Id
    opened_by: OneOrMany[Id] = ()
    view: OneOrMany[Id] = ()
    audited_by: OneOrMany[Id] = ()
    restricted: Restricted | None = None
    links: dict[Id, Link] = Field(default_factory=dict)
    alerts: dict[Id, Alert] = Field(default_factory=dict)
    merge: Merge | None = None
    split: Split | None = None
    checks: dict[Id, Check] = Field(default_factory=dict)
    start: Id
    states: dict[Id, State] = Field(min_length=1)
    anytime: dict[Id, Action] = Field(default_factory=dict)
    always: OneOrMany[Always] = ()
    module: Id | None = None
    ad_hoc: AdHoc | None = None
    changes: OneOrMany[PlaceChange] = ()
    in_overlays = frozenset({"remove", "why"})

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        made = super().model_copy(update=update, deep=deep)
        # pydantic copies what was worked out as well, which a change of states or their words makes wrong.
        for worked_out in ("places", "state_names", "offers"):
            made.__dict__.pop(worked_out, None)
        return made

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Every state by its path, in the order in which they are written, each before those inside it."""
        return {one.path: one for one in _placed(self.states, "", ("states",))}

    @cached_property
    def state_names(self) -> Mapping[str, str]:
        """What a state may be called, and its path: its path itself, and its id where only one state has it."""
        ids: dict[str, list[str]] = {}
        for path in self.places:
            ids.setdefault(path.rpartition("/")[2], []).append(path)
        return {name: paths[0] for name, paths in ids.items() if len(paths) == 1} | {path: path for path in self.places}

    def target(self, name: str, seen_from: str) -> str | None:
        """Return the path of the state that *name* means to the state at *seen_from*; nothing when there is none.

        It is looked for among the state's siblings, then outwards; with a `/` it is a path from the top.
        """
        around = "" if "/" in name else seen_from
        while True:
            around = around.rpartition("/")[0]
            path = f"{around}/{name}" if around else name
            if path in self.places or not around:
                return path if path in self.places else None

    def offered_in(self, path: str) -> Iterator[tuple[str, str, Action]]:
        """Yield what can be done in a state, innermost first: where it is written (empty: any time), id and action."""
        ending, around = self.places[path].state.ending, path
        while around:
            if around in self.places:
                yield from ((around, name, one) for name, one in self.places[around].actions.items())
            around = around.rpartition("/")[0]
        if not ending:
            yield from (("", name, one) for name, one in self.anytime.items())

    @cached_property
    def offers(self) -> Mapping[str, Mapping[str, Action]]:
        """What can be done in each state, by its path."""
        return {path: self._offers_in(path) for path in self.places}

    def actions_in(self, path: str) -> Mapping[str, Action]:
        """Return what can be done in a state: its own actions, those of the states around it, and those of any time."""
        return self.offers[path]

    def _offers_in(self, path: str) -> dict[str, Action]:
        found: dict[str, Action] = {}
        for _, name, one in self.offered_in(path):
            found.setdefault(name, one)
        return found


def _placed(states: Mapping[str, State], parent: str, at: tuple[str, ...]) -> Iterator[Place]:
    for name, state in states.items():
        path = f"{parent}/{name}" if parent else name
        yield Place(path, state, (*at, name), parent, offered(name, state))
        yield from _placed(state.states, path, (*at, name, "states"))
        for strand, one in state.parallel.items():
            yield from _placed(one.states, f"{path}/{strand}", (*at, name, "parallel", strand, "states"))
