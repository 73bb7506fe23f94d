"""A workflow as people picture it: where a case can be, who moves it on, when, and by what day.

One picture is made from the compiled definition; Graphviz DOT, Mermaid and a table are three ways to write it down.
Every word in it is a council's and hostile until escaped. The same definition always gives the same picture.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.cases.chart import around
from engine.cases.compiled import (
    CompiledAction,
    CompiledDeadline,
    CompiledProceed,
    CompiledState,
    CompiledWorkflow,
    Definition,
)
from engine.cases.task_titles import task_title
from engine.definitions.workflows import Strand
from engine.interop.task_wording import goes_on_when, notes_of_task
from engine.interop.wording import Wording
from engine.interop.words import length, one_line
from engine.sentences.say import Sentence, say

ANYTIME = ":anytime"
"""The id of the box for what can be done at any time. No state has it: a state's id holds no colon."""

KINDS: Mapping[str, Sentence] = {
    "statutory": Sentence("statutory"),
    "standard": Sentence("standard"),
    "planned": Sentence("planned"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """Something a person can do. *notes* are its conditions in a few words, *details* in full, for the table.

    *id* is that of the action, where it is one. What is *missed* no scenario comes past.
    """

    title: str
    who: str
    notes: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    id: str = ""
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit in words: `Decision on the contact`, and `1 working day, statutory`."""

    title: str
    limit: str

    def __str__(self) -> str:
        return f"{self.title}: {self.limit}"


@dataclass(frozen=True, slots=True)
class Box:
    """A state. *clocks* are its time limits; *stays* what can be done without leaving it.

    *area* is the area that it stands in (one that holds others stands in its own), and *within* the titles round it.
    """

    id: str
    title: str
    ending: bool
    clocks: tuple[Clock, ...] = ()
    stays: tuple[Step, ...] = ()
    area: str = ""
    within: tuple[str, ...] = ()
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Area:
    """What is drawn round the states inside a state, or round those of one of its strands."""

    id: str
    title: str
    around: str
    is_strand: bool


@dataclass(frozen=True, slots=True)
class Arrow:
    """A step that always leads to one place. *back* is a give-back or a reopening."""

    source: str
    target: str
    step: Step
    back: bool


@dataclass(frozen=True, slots=True)
class Branch:
    """One way out of a decision: in a few *words*, and its whole *meaning*. Without a *target* the case stays."""

    words: str
    meaning: str
    target: str | None
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Fork:
    """A step that leads to one of several places."""

    id: str
    source: str
    step: Step
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A workflow, ready to be drawn or listed. *opened_by* are role titles."""

    id: str
    title: str
    summary: str
    opened_by: str
    start: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    forks: tuple[Fork, ...]
    language: str = "en"
    areas: tuple[Area, ...] = ()
    """Each after the one round it."""
    covers: bool = False
    """Whether it is shown what scenarios come past."""
    begins: tuple[tuple[str, str], ...] = ()
    """From a state that holds others to those in which it begins."""

    @property
    def titles(self) -> Mapping[str, str]:
        """Return the title of each box by its id."""
        return {box.id: box.title for box in self.boxes}

    @property
    def description(self) -> str:
        """What the picture shows, in sentences, for those who do not see it. The table says all of it."""
        endings = [box.title for box in self.boxes if box.ending]
        starts = say(self.language, "A case starts in: {state}.", state=self.titles[self.start])
        ways = say(self.language, "It has no ending.")
        if endings:
            states = "; ".join(endings)
            ways = say(self.language, "It ends in one of {count} ways: {states}.", count=len(endings), states=states)
        beside = (
            say(self.language, 'Side by side in "{state}": {strands}.', state=area.title, strands="; ".join(strands))
            for area in self.areas
            if (strands := [one.title for one in self.areas if one.around == area.id and one.is_strand])
        )
        return one_line(" ".join((self.summary, starts, *beside, ways)))


# --- from the definition to the picture ------------------------------------------------------------------------------


def picture_of(definition: Definition, workflow: str) -> Picture:
    """Return the picture of one of the definition's workflows. Raises KeyError when there is none of that id."""
    flow = definition.workflows[workflow]
    wording = Wording(definition, flow)
    places = list(_places(flow, wording))
    return Picture(
        id=flow.id,
        title=flow.definition.title,
        summary=flow.definition.summary or "",
        opened_by=wording.roles(flow.opened_by),
        start=flow.definition.start,
        boxes=tuple(box for box, _ in places),
        arrows=(
            *(arrow for box, actions in places for arrow in _arrows(box, actions, wording)),
            *_joins(flow, definition.language),
            *_arrows_of_time(flow, definition.language),
        ),
        forks=tuple(fork for box, actions in places for fork in _forks(box, actions, wording)),
        language=definition.language,
        areas=tuple(_areas(flow)),
        begins=tuple(_begins(flow)),
    )


def _areas(flow: CompiledWorkflow) -> Iterator[Area]:
    for path, place in flow.definition.places.items():
        if place.state.states or place.state.parallel:
            yield Area(path, place.state.title, place.parent, is_strand=False)
        for strand, one in place.state.parallel.items():
            yield Area(f"{path}/{strand}", _strand_title(strand, one), path, is_strand=True)


def _strand_title(name: str, strand: Strand) -> str:
    return strand.title or name.replace("_", " ").capitalize()


def _begins(flow: CompiledWorkflow) -> Iterator[tuple[str, str]]:
    for (path, setting), target in flow.chart.targets.items():
        if setting == "start":
            yield path if path in flow.states else path.rpartition("/")[0], target


def _joins(flow: CompiledWorkflow, language: str) -> Iterator[Arrow]:
    """Yield where a case goes by itself once every strand of a state has ended: from each of their ends."""
    step = Step(say(language, "All strands have ended"), say(language, "by itself"))
    for path in flow.chart.joins:
        for strand in flow.definition.places[path].state.parallel:
            for end, place in flow.definition.places.items():
                if place.parent == f"{path}/{strand}" and place.state.finished:
                    yield Arrow(end, flow.chart.targets[path, "when_done"], step, back=False)


def _within(flow: CompiledWorkflow, path: str) -> tuple[str, ...]:
    """Return the titles of the states and strands round a state, outer to inner."""
    titles = {area.id: area.title for area in _areas(flow)}
    return tuple(titles[one] for one in reversed(around(path)[1:]))


def _places(flow: CompiledWorkflow, wording: Wording) -> Iterator[tuple[Box, Sequence[CompiledAction]]]:
    """Yield each box with the actions that are offered there."""
    anytime = flow.definition.anytime
    for state in flow.states.values():
        # What an outer state offers is drawn there, once.
        own = [action for action in state.actions.values() if action.source == state.id]
        yield _state_box(flow, state, own, wording), own
    running = next((state for state in flow.states.values() if not state.definition.ending), None)
    listed = tuple(_tasks(wording, ""))
    if (anytime or listed) and running is not None:
        # Drawn once: an arrow from every state would hide the rest.
        offered = [running.actions[action] for action in anytime]
        yield (
            Box(
                ANYTIME,
                say(wording.definition.language, "At any time"),
                ending=False,
                stays=(*listed, *_stays(offered, wording)),
            ),
            offered,
        )


def _state_box(flow: CompiledWorkflow, state: CompiledState, own: Sequence[CompiledAction], wording: Wording) -> Box:
    said, place = state.definition, flow.definition.places[state.id]
    return Box(
        state.id,
        said.title,
        said.ending,
        tuple(_clock(one, wording.definition) for one in state.deadlines),
        (*_tasks(wording, state.id), *_stays(own, wording)),
        state.id if said.states or said.parallel else place.parent,
        _within(flow, state.id),
    )


def _tasks(wording: Wording, state: str) -> Iterator[Step]:
    """Yield the tasks that open in a state; *state* empty, those that may be opened wherever a case is."""
    work, language = wording.flow.work, wording.definition.language
    listed = work.ad_hoc[state].tasks if state in work.ad_hoc else ()
    for task in (*work.opening.get(state, ()), *(work.tasks[one] for one in listed)):
        notes = tuple(notes_of_task(language, task))
        opens = say(language, "Only if {condition}", condition=wording.meaning(task.only_if, task.action))
        details = (*((opens,) if task.only_if else ()), *wording.details(task.action), *notes)
        title = say(language, "Task: {task}", task=task_title(task, None))
        yield Step(title, wording.roles(task.by), notes, tuple(one[:1].upper() + one[1:] for one in details))


def _clock(deadline: CompiledDeadline, definition: Definition) -> Clock:
    language, kind = definition.language, KINDS[deadline.definition.kind]
    return Clock(deadline.title, f"{limit_said(deadline, definition)}, {kind.said(language)}")


def limit_said(deadline: CompiledDeadline, definition: Definition) -> str:
    """Return how long a clock runs, or what it runs to."""
    written, language = deadline.definition, definition.language
    if written.date is not None:
        form, _, field = written.date.name.partition(".")
        return say(language, 'the day in "{field}"', field=definition.forms[form].by_id[field].definition.label)
    if written.by is not None:
        return say(language, 'the next meeting: "{meeting}"', meeting=definition.meetings[written.by].title)
    first = "" if written.within is None else length(written.within).said(language)
    if written.then_every is None:
        return first
    return say(language, "{first}, then {length} each time", first=first, length=length(written.then_every))


def _stays(actions: Sequence[CompiledAction], wording: Wording) -> tuple[Step, ...]:
    return tuple(_step(action, wording) for action in actions if _targets(action) == [None])


def _arrows(box: Box, actions: Sequence[CompiledAction], wording: Wording) -> Iterator[Arrow]:
    wait = wording.flow.work.proceeds.get(box.id)
    if wait is not None:
        yield Arrow(box.id, wait.target, _going_on(wait, wording), back=False)
    for action in actions:
        match _targets(action):
            case [str(target)]:
                # Whatever leaves an ending opens the case again.
                back = box.ending or action.definition.gives_back is not None
                yield Arrow(box.id, target, _step(action, wording), back)


def _going_on(wait: CompiledProceed, wording: Wording) -> Step:
    """Return how a state is left by itself, as a step that nobody takes."""
    language, action = wording.definition.language, next(iter(wording.flow.states[wait.state].actions.values()), None)
    condition = wording.meaning((wait.check,), action) if wait.check is not None else ""
    when = goes_on_when(language, wording.flow, wait, condition)
    said = say(language, "When {condition}", condition=when)
    return Step(say(language, "Goes on by itself"), "", (said,), (said,))


def _arrows_of_time(flow: CompiledWorkflow, language: str) -> Iterator[Arrow]:
    """Yield where a case goes by itself when the last day of a limit is over."""
    for deadline in flow.deadlines.values():
        if deadline.to is not None:
            over = say(language, "{deadline}: the last day is over", deadline=deadline.title)
            yield Arrow(deadline.state, deadline.to, Step(over, ""), back=False)


def _forks(box: Box, actions: Sequence[CompiledAction], wording: Wording) -> Iterator[Fork]:
    for action in actions:
        if len(_targets(action)) > 1:
            yield Fork(f"{box.id}:{action.id}", box.id, _step(action, wording), tuple(_branches(action, wording)))


def _branches(action: CompiledAction, wording: Wording) -> Iterator[Branch]:
    for route, rule in zip(action.routes, action.definition.rules, strict=True):
        yield Branch(wording.branch(route, rule, action), wording.meaning(route.checks, action), route.target)


def _step(action: CompiledAction, wording: Wording) -> Step:
    who = wording.roles(action.by)
    notes, details = tuple(wording.notes(action)), tuple(wording.details(action))
    return Step(action.definition.title, who, notes, details, action.id)


def _targets(action: CompiledAction) -> list[str | None]:
    return list(dict.fromkeys(route.target for route in action.routes))
