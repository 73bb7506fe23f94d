"""Scenarios as a council writes them: people, a fictional subject, and what is done, refused and expected.

A scenario with `examples` is written out here, once for each row, before its steps are typed: so every step is judged
as strictly as if its author had typed the row's value, and a mistake in a row points at the row.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator
from typing_extensions import TypeAliasType

from engine.definitions.examples import written_out
from engine.definitions.model import Model
from engine.definitions.nodes import Entry, ListNode, MapNode, Node, TextNode, at, plain
from engine.definitions.validate import validate
from engine.definitions.words import (
    NOT_A_DATE,
    Day,
    Duration,
    Id,
    OneOrMany,
    Span,
    Whole,
    Words,
    mistake,
    read_duration,
)
from engine.findings import Code, Finding

NOT_A_STEP = Code("N250", "Not a step of a scenario", "Give each step one thing to do, and each refusal its reason.")

Written = TypeAliasType("Written", "str | list[Written] | dict[str, Written]")
"""An answer as it was written: text, a list, or parts by name."""

_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?)?")


def read_local_moment(text: object) -> datetime:
    """Return the moment or day that *text* says; without an offset it is the council's."""
    if isinstance(text, datetime):
        return text
    if isinstance(text, str) and _MOMENT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise mistake(NOT_A_DATE, "This is not a day or a moment.", "Write 2026-03-27T09:30, or only the day: 2026-03-27.")


LocalMoment = Annotated[datetime, BeforeValidator(read_local_moment)]
"""A moment; without an offset it is the council's. A day alone is its beginning."""


@dataclass(frozen=True, slots=True)
class DueOn:
    """When a deadline is expected to fall: on a day, at a moment, or some time from now. Exactly one is given."""

    day: date | None = None
    moment: datetime | None = None
    within: Duration | None = None


def read_due(text: object) -> DueOn:
    """Return when *text* says: `2026-03-27`, `2026-03-27T10:00` or `in 3 months`."""
    if isinstance(text, DueOn):
        return text
    if isinstance(text, str) and text.startswith("in "):
        return DueOn(within=read_duration(text.removeprefix("in ")))
    moment = read_local_moment(text)
    return DueOn(moment=moment) if "T" in str(text) else DueOn(day=moment.date())


class Given(Model):
    """What holds before the first step. Beside these settings, each subject's facts stand under its kind: `child:`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, dict[str, Written]] = Field(init=False)

    today: LocalMoment
    closures: OneOrMany[Day] = ()
    people: dict[Id, OneOrMany[Id]] = Field(min_length=1)
    answers: dict[Id, dict[str, Written]] = Field(default_factory=dict)

    @property
    def subjects(self) -> Mapping[str, Mapping[str, Written]]:
        """Return the facts of each kind of subject."""
        return self.__pydantic_extra__ or {}


class Opening(Model):
    """A case is opened. *named* is how later steps call it (`as`); without it, steps act on it unless they say `in`."""

    by: Id
    named: Id | None = Field(default=None, alias="as")
    workflow: Id | None = None


class Said(Model):
    """From whom an answer came that was given another way (`from`), how and when."""

    said_by: Words = Field(alias="from")
    how: Words
    when: LocalMoment


class Arrival(Model):
    """A case is opened and brought to *state* by the shortest way that the people given can go.

    *people* (`with`) says who takes a place on the case; *named* and *workflow* are as in opening one.
    """

    state: Annotated[OneOrMany[Words], Field(min_length=1)]
    people: dict[Id, Id] = Field(default_factory=dict, alias="with")
    named: Id | None = Field(default=None, alias="as")
    workflow: Id | None = None


class Doing(Model):
    """An action is taken, or a task completed. *form* adds to the draft; `like` starts from a named set of answers.

    *link* answers the questions of the link that it makes; `to` in it is the case to link, as it was opened `as`. Cases
    that turn out to be one are merged *into* another; where one turns out to be two, it is split: the *links* to these
    cases go to a new one, which later steps call *named* (`as`). A case is restricted to *people* and *roles*.
    """

    by: Id
    on_behalf: Said | None = None
    form: dict[str, Written] = Field(default_factory=dict)
    reason: Words | None = None
    assigns: dict[Id, Id] = Field(default_factory=dict)
    passed: dict[Id, Words] = Field(default_factory=dict)
    link: dict[Id, Written] | None = None
    into: Id | None = None
    links: OneOrMany[Id] = ()
    people: OneOrMany[Id] = ()
    roles: OneOrMany[Id] = ()
    named: Id | None = Field(default=None, alias="as")


class Refusal(Doing):
    """An action is tried and refused. *because* are all the sentences; *problems* all that is wrong, by field."""

    because: OneOrMany[Words] = ()
    problems: dict[str, OneOrMany[Words]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if not self.because and not self.problems:
            hint = 'Add "because:" with the sentence, or "problems:" with the code of each field.'
            raise mistake(NOT_A_STEP, "A refusal needs the reason that is expected.", hint)
        return self


class Release(Model):
    """From here on cases are opened under an earlier *release*, as it stands under `releases/` beside casepath.yaml."""

    release: Words


class Move(Model):
    """The definitions of this folder are put in force, and the case goes on under them.

    *because* are all the sentences for which it stays where it is, where that is what is expected.
    """

    because: OneOrMany[Words] = ()


class Filling(Model):
    """A draft is saved, valid or not."""

    by: Id
    form: dict[str, Written]


class Asked(Model):
    """What an action or a task asks *by* somebody, with the answers in *form* on top of those that are there.

    *must* are all that still have to be answered, *may* all others that are asked, *confirm* all copies to look at,
    *has* all that stands there before anybody answers; `rows.field` is one of a row. *at_most* is the most that a
    number may be, or that rows may be many. Nothing is saved.
    """

    by: Id
    form: dict[str, Written] = Field(default_factory=dict)
    must: OneOrMany[Words] | None = None
    may: OneOrMany[Words] | None = None
    confirm: OneOrMany[Words] | None = None
    has: dict[Id, Written] | None = None
    at_most: dict[Words, Whole] = Field(default_factory=dict)


TaskStands = Literal["open", "done", "cancelled", "not_opened"]


class Expectation(Model):
    """What must be so now; only what is named is compared. Fields are named alone or as `form.field`.

    *state* is one state, one for each strand, or `unchanged`: since the step before. *told* counts what each role was
    told about the case since it was opened; *opened* the cases that it opened, by link.
    """

    state: OneOrMany[Words] = ()
    deadlines: dict[Id, Annotated[DueOn, BeforeValidator(read_due)]] = Field(default_factory=dict)
    shown: OneOrMany[Words] = ()
    hidden: OneOrMany[Words] = ()
    in_draft: OneOrMany[Words] = ()
    not_stored: OneOrMany[Words] = ()
    values: dict[str, Written] = Field(default_factory=dict)
    problems: dict[str, OneOrMany[Words]] = Field(default_factory=dict)
    clocks: dict[Id, Literal["running", "paused", "met", "breached", "recorded_late"]] = Field(default_factory=dict)
    breached: OneOrMany[Id] = ()
    told: dict[Id, Whole] = Field(default_factory=dict)
    tasks: dict[Id, TaskStands] = Field(default_factory=dict)
    opened: dict[Id, Whole] = Field(default_factory=dict)


class LetterExpected(Model):
    """Whom a letter is for (people or roles), what it says, and what it must never say."""

    to: OneOrMany[Id] = ()
    says: OneOrMany[Words] = ()
    never_says: OneOrMany[Words] = ()


class Step(Model):
    """One step. It acts on the case that was opened without a name, or on the one named by *case* (`in`)."""

    case: Id | None = Field(default=None, alias="in")
    open: Opening | None = None
    arrive: Arrival | None = Field(default=None, alias="at")
    do: dict[Id, Doing] | None = None
    cannot: dict[Id, Refusal] | None = None
    fill: dict[Id, Filling] | None = None
    asks: Annotated[dict[Id, Asked], Field(min_length=1)] | None = None
    expect: Expectation | None = None
    can: dict[Id, OneOrMany[Id]] | None = None
    sees: Annotated[dict[Id, dict[Id, OneOrMany[Words]]], Field(min_length=1)] | None = None
    sees_nothing_of: Annotated[dict[Id, Annotated[OneOrMany[Id], Field(min_length=1)]], Field(min_length=1)] | None = (
        None
    )
    letters: dict[Id, LetterExpected] | None = None
    wait_until: LocalMoment | None = None
    wait: Span | None = None
    under: Release | None = Field(default=None, alias="on")
    move: Move | None = None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if len(self.model_fields_set - {"case"}) != 1:
            hint = f"Start each step with one of: {', '.join(VERBS)}."
            raise mistake(NOT_A_STEP, "Each step does one thing.", hint)
        return self


VERBS = tuple(one.alias or name for name, one in Step.model_fields.items() if name != "case")


class Script(Model):
    """The steps of one run, written out."""

    steps: tuple[Step, ...]


def _steps_alone(given: object) -> object:
    return {"steps": given} if isinstance(given, list) else given


class Scenario(Model):
    """A scenario as it stands in the file: its steps are typed once they are written out for each example."""

    examples: OneOrMany[dict[Id, Written]] = ()
    steps: list[Written] = Field(min_length=1)


class ScenarioFile(Model):
    """A file of scenarios, all about one workflow."""

    scenarios_of: Id
    given: Given
    scenarios: dict[Id, Annotated[Scenario, BeforeValidator(_steps_alone)]] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Run:
    """One scenario, ready to be played: for one row of its examples, if it has any (*example*, counted from 1)."""

    name: str
    example: int
    examples: int
    nodes: tuple[Node, ...]
    """Where each step stands."""
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        return f"{self.name} ({self.example} of {self.examples})" if self.example else self.name


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """A file of scenarios as read: its models, its place, and every run written out."""

    file: ScenarioFile
    node: Node
    runs: tuple[Run, ...]


def read_scenarios(root: Node) -> ScenarioSet | list[Finding]:
    """Return the scenarios of one file, or every mistake in their shape."""
    file = validate(root, ScenarioFile, name="this file of scenarios")
    if isinstance(file, list):
        return file
    findings: list[Finding] = []
    runs: list[Run] = []
    for name in file.scenarios:
        for example, examples, steps in written_out(at(root, ("scenarios", name)), findings):
            checked = validate(_as_script(steps), Script, name=f'the scenario "{name}"')
            if isinstance(checked, list):
                findings += checked
            else:
                runs.append(Run(name, example, examples, steps.items, checked.steps))
    return findings or ScenarioSet(file, root, tuple(runs))


def plays_on_releases(root: Node) -> bool:
    """Return whether a file of scenarios, however it is written, has a step that plays on an earlier release."""
    waiting = [plain(root)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            if isinstance(one.get("on"), dict):
                return True
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
    return False


def _as_script(steps: ListNode) -> MapNode:
    key = TextNode(steps.source, steps.start, steps.start, "steps", "plain")
    return MapNode(steps.source, steps.start, steps.end, {"steps": Entry(key, steps)})
