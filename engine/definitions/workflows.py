"""Workflows as a council writes them: states, what can be done in each, and by when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from engine.definitions.fields import Check
from engine.definitions.model import Model
from engine.definitions.words import Condition, Flag, Id, OneOrMany, Span, Term, Words, mistake
from engine.findings import Code

BAD_MOMENT = Code(
    "Y129", "Not a moment", "Write entered, opened, done(an action), entered(a state), or form.field for a date field."
)
BAD_RULE = Code("Y130", "Not a decision rule", 'Write "- if: a condition" with "to: a state", or "- else: a state".')

STAY = "stay"

MomentKind = Literal["entered", "opened", "done", "entered_state", "field"]


@dataclass(frozen=True, slots=True)
class Moment:
    """When a clock starts or stops. *name* is the action, the state, or `form.field`; empty for entered and opened."""

    kind: MomentKind
    name: str = ""


def read_moment(text: object) -> Moment:
    """Return the moment that *text* says: `entered`, `opened`, `done(a)`, `entered(s)` or `form.field`."""
    if isinstance(text, Moment):
        return text
    if text == "entered":
        return Moment("entered")
    if text == "opened":
        return Moment("opened")
    if isinstance(text, str):
        if said := re.fullmatch(r"(done|entered)\(\s*([a-z][a-z0-9_/]*)\s*\)", text):
            return Moment("done" if said[1] == "done" else "entered_state", said[2])
        if re.fullmatch(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*", text):
            return Moment("field", text)
    raise mistake(BAD_MOMENT, "This does not say when the clock starts or stops.")


MomentText = Annotated[Moment, BeforeValidator(read_moment)]


class DecisionRule(Model):
    """One line of a decision list. The last is `else`; a rule fires when all its checks are true."""

    id: Id | None = None
    when: OneOrMany[Condition] = Field(default=(), alias="if")
    to: Term | None = None
    otherwise: Term | None = Field(default=None, alias="else")
    later = frozenset({"before", "after", "why"})

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        is_rule = bool(self.when) and self.to is not None and self.otherwise is None
        is_else = self.otherwise is not None and not self.when and self.to is None
        if not (is_rule or is_else):
            raise mistake(BAD_RULE, "A decision rule needs a condition and where it leads, or only an else.")
        return self

    @property
    def target(self) -> str:
        return self.to or self.otherwise or STAY


def _goes(given: object) -> object:
    """Write the short forms out: a target alone is a list with only an `else`."""
    if isinstance(given, str):
        return ({"else": given},)
    return tuple(given) if isinstance(given, list) else given


Goes = Annotated[tuple[DecisionRule, ...], BeforeValidator(_goes), Field(min_length=1)]


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
    reason: Literal["required", "optional"] | None = None
    assigns: Id | None = None
    goes: Goes
    module: Id | None = None
    later = frozenset(
        {"require_tasks", "link", "open", "restarts", "pauses", "for_up_to", "times", "resumes", "decide", "notify"}
        | {"why"}
    )

    @property
    def submits(self) -> str | None:
        """The form that taking this action submits, if any."""
        return self.form or self.carries_on


class Deadline(Model):
    """A time limit. Day 0 is the day the clock starts; counting starts the next day (`count` can say otherwise)."""

    title: Words | None = None
    within: Span
    kind: Literal["statutory", "standard"]
    starts: OneOrMany[MomentText] = Field(default=(Moment("entered"),), alias="from")
    until: OneOrMany[MomentText] = ()
    count: Literal["from_next_day", "inclusive"] = "from_next_day"
    later = frozenset({"date", "by", "roll", "then_every", "remind", "breach", "why"})


class Reopen(Model):
    """How an ended case starts a new round."""

    title: Words = "Reopen"
    by: OneOrMany[Id] = ()
    reason: Literal["required", "optional"] | None = "required"
    to: Term


class State(Model):
    """Where a case can be. An *ending* has no actions; `reopen` may lead out of it."""

    title: Words
    summary: Words | None = None
    ending: Flag = False
    actions: dict[Id, Action] = Field(default_factory=dict)
    deadlines: dict[Id, Deadline] = Field(default_factory=dict)
    reopen: Reopen | None = None
    module: Id | None = None
    later = frozenset(
        {"tasks", "proceed", "states", "start", "parallel", "finished", "when_done", "resume", "message", "hears"}
        | {"ad_hoc", "why"}
    )


class Workflow(Model):
    """A process for one kind of subject. Nobody listed in *opened_by*, nobody may open it; likewise *view*."""

    workflow: Id
    title: Words
    summary: Words | None = None
    subject: Id
    opened_by: OneOrMany[Id] = ()
    view: OneOrMany[Id] = ()
    checks: dict[Id, Check] = Field(default_factory=dict)
    start: Id
    states: dict[Id, State] = Field(min_length=1)
    anytime: dict[Id, Action] = Field(default_factory=dict)
    module: Id | None = None
    later = frozenset({"links", "alerts", "always", "changes", "ad_hoc", "remove", "why"})

    def actions_in(self, state: str) -> dict[str, Action]:
        """Return what can be done in *state*: its own actions, then those of any time unless it is an ending."""
        here = self.states[state]
        return dict(here.actions) if here.ending else {**here.actions, **self.anytime}
