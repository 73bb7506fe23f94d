"""Moving a case to another release: where each part of it is found there, or why there is no place for it.

Pure, and the same for a dry run: what is reported is what would be written. The marking is the contract: the states it
is in, its open tasks, its running clocks and its drafts each need a place of the same kind, or the case stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal

from engine.cases.access import Actor
from engine.cases.changes import brought_up
from engine.cases.clock import Clock
from engine.cases.compiled import Definition
from engine.cases.decide.clocks import clock_events
from engine.cases.decide.outcome import Accepted
from engine.cases.events import ActionTaken, CaseMoved, StateEntered, Step
from engine.cases.evolve import evolve, fold
from engine.cases.keeping import only
from engine.cases.moving_clocks import moved_clock
from engine.cases.places_now import Places, is_configuration, places_now
from engine.cases.state import Case, Done, Submitted, to_json
from engine.cases.tasks import Task, task_id
from engine.cases.values import Answers, Json
from engine.errors import Reason
from engine.sentences.say import Sentence, say


@dataclass(frozen=True, slots=True)
class Papers:
    """What a move needs beside the case: its *steps*, the whole answers of its submissions by id, and its drafts.

    *drafts* are by form, and for a task's own by form and task.
    """

    steps: Sequence[Step]
    answers: Mapping[str, Answers] = field(default_factory=dict, repr=False)
    drafts: Mapping[tuple[str, str], Answers] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Move:
    """What a move comes to for one case. *reasons* say why it stays where it is; *notes* what else follows for it.

    *tasks* are the tasks that are called otherwise from then on, by what they were called.
    """

    outcome: Literal["moves", "stays", "blocked"]
    made: Accepted | None = None
    reasons: tuple[Reason, ...] = ()
    notes: tuple[str, ...] = ()
    tasks: Mapping[str, str] = field(default_factory=dict)


def move_case(was: Definition, to: Definition, case: Case, papers: Papers, by: Actor, now: datetime) -> Move:
    """Return what moving *case* from the release *was* to the release *to* comes to."""
    if (still := stays(case, to)) is not None:
        return still
    if case.workflow not in to.workflows or case.subject_kind not in to.subjects:
        text = Sentence('Version {version} has no process "{workflow}".')
        title = was.workflows[case.workflow].definition.title
        return Move("blocked", reasons=(_reason(to, "no_workflow", text, version=to.version, workflow=title),))
    return _Moving(was, to, case, papers, by, now).outcome()


def stays(case: Case, to: Definition) -> Move | None:
    """Return why *case* is not one to be moved to the release *to*, which the case alone tells; nothing if it is."""
    if case.release == to.release:
        return Move("stays", notes=(say(to.language, "It is under this release already."),))
    if case.ended_at is not None:
        return Move("stays", notes=(say(to.language, "It has ended, and stays as it was asked."),))
    return None


def take_back(case: Case, steps: Sequence[Step], was: Definition, by: Actor, now: datetime) -> Move:
    """Return what taking back the last move of *case* comes to. It can be, until anything else happens to the case."""
    last = steps[-1]
    moved = next((one for one in last.events if isinstance(one, CaseMoved)), None)
    if moved is None or moved.back:
        text = Sentence("Something else happened to it since, or it was not moved.")
        return Move("blocked", reasons=(_reason(was, "not_moved_last", text),))
    before = fold(steps[:-1])
    tasks = {now: was for was, now in moved.renamed.items()}
    return Move("moves", _made(case, before, was, by, now, tasks, back=True), tasks=tasks)


def _made(
    case: Case,
    after: Case,
    to: Definition,
    by: Actor,
    now: datetime,
    tasks: Mapping[str, str],
    *,
    back: bool = False,
) -> Accepted:
    """Return the step by which *case* becomes *after*, under the release *to*, with *tasks* called otherwise."""
    kept = _plain(to_json(after))
    assert isinstance(kept, dict)
    gone = tuple(key for key in case.tasks if key not in after.tasks)
    event = CaseMoved(case.release, to.version, after.states, kept, gone, back, dict(tasks))
    who = (by.id, by.on_behalf_of)
    step = Step(case.council, case.id, to.release, case.version + 1, now, *who, (event,), by.reason)
    return Accepted(step, evolve(case, step), definition=to)


def _plain(value: object) -> Json:
    """Return what the store keeps of a case as plain JSON, days and instants in ISO 8601 as it writes them."""
    match value:
        case datetime():
            return value.isoformat().replace("+00:00", "Z") if value.tzinfo is not None else value.isoformat()
        case date():
            return value.isoformat()
        case str() | bool() | int() | None:
            return value
        case Mapping():
            return {str(name): _plain(one) for name, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
    raise TypeError(type(value))


def _reason(definition: Definition, code: str, text: Sentence, **words: object) -> Reason:
    return Reason(code, text.said(definition.language, **{name: str(word) for name, word in words.items()}))


class _Moving:
    """One case on its way from one release to another."""

    def __init__(self, was: Definition, to: Definition, case: Case, papers: Papers, by: Actor, now: datetime) -> None:
        self.was, self.to, self.case, self.papers, self.by, self.now = was, to, case, papers, by, now
        self.old, self.flow = was.workflows[case.workflow], to.workflows[case.workflow]
        self.places: Places = places_now(self.old, self.flow)
        self.reasons: list[Reason] = []
        self.notes: list[str] = []
        self.tasks: dict[str, str] = {}

    def outcome(self) -> Move:
        after = replace(
            self.case,
            release=self.to.release,
            states=self._states(),
            entered={
                self.places.states[path]: at for path, at in self.case.entered.items() if path in self.places.states
            },
            left=self._left(),
            done=self._done(),
            submissions=self._submissions(),
            tasks=self._tasks(),
            holders=self._holders(),
            clocks=self._clocks(),
            alerts={name: until for name, until in self.case.alerts.items() if name in self.flow.definition.alerts},
        )
        self._links()
        self._drafts()
        if self.reasons:
            return Move("blocked", reasons=tuple(self.reasons), notes=tuple(self.notes))
        made = _made(self.case, after, self.to, self.by, self.now, self.tasks)
        started = clock_events(self.to, self.flow, made.case, now=self.now)
        return Move("moves", made.with_events(started), (), tuple(self.notes), self.tasks)

    def _no(self, code: str, text: Sentence, **words: object) -> None:
        self.reasons.append(_reason(self.to, code, text, version=self.to.version, **words))

    def _note(self, text: Sentence, **words: object) -> None:
        self.notes.append(text.said(self.to.language, **{name: str(word) for name, word in words.items()}))

    def _states(self) -> tuple[str, ...]:
        """Return the states that the case is in, where they are found now."""
        found: list[str] = []
        for path in self.case.states:
            title = self.old.states[path].definition.title
            new = self.places.states.get(path)
            if new is None:
                self._no(
                    "no_state", Sentence('It is in "{state}", for which version {version} has no place.'), state=title
                )
            elif self.flow.states[new].definition.ending:
                self._no(
                    "state_ends", Sentence('It is in "{state}", which is an ending in version {version}.'), state=title
                )
            else:
                found.append(new)
        if len(found) == len(self.case.states) and not is_configuration(self.flow.definition, found):
            text = Sentence(
                'It is in "{state}"; version {version} divides this otherwise, so it is not clear where it goes on.'
            )
            self._no("not_a_place", text, state=self.old.where(self.case.states))
        return tuple(sorted(found))

    def _left(self) -> dict[str, tuple[str, ...]]:
        known = self.places.states
        return {
            known[path]: tuple(known[one] for one in was)
            for path, was in self.case.left.items()
            if path in known and all(one in known for one in was)
        }

    def _done(self) -> dict[str, Done]:
        """Return what was done in this round; by whom, where the new release asks, is found in the history."""
        doers = _doers(self.papers.steps)
        found: dict[str, Done] = {}
        for name, one in self.case.done.items():
            new = self.places.actions.get(name)
            if new is not None:
                people = doers.get(name, ()) if new in self.flow.watched else ()
                done = replace(one, by=tuple(dict.fromkeys((*one.by, *people))) if people else one.by)
                found[new] = _both(found[new], done) if new in found else done
        return found

    def _submissions(self) -> dict[str, Submitted]:
        """Return the latest submissions of forms that are still there, with what rules read of them now."""
        return {
            form: replace(one, answers=self._read(form, one.id, one.answers))
            for form, one in self.case.submissions.items()
            if form in self.to.forms
        }

    def _read(self, form: str, submission: str, kept: Answers) -> Answers:
        whole = brought_up(self.to.forms[form], self.papers.answers.get(submission, kept))
        return dict(only(whole, self.flow.needs.get(form, frozenset())))

    def _tasks(self) -> dict[str, Task]:
        found: dict[str, Task] = {}
        for key, one in self.case.tasks.items():
            name = task_id(key)
            new = self.places.tasks.get(name)
            if new is None:
                if one.is_open:
                    title = self.old.work.tasks[name].definition.title
                    self._no(
                        "no_task", Sentence('"{task}" is open, and version {version} has no place for it.'), task=title
                    )
                continue  # what is done is told by the history, and no rule asks for it any more
            now = new + key.removeprefix(name)
            if now in found:
                title = self.flow.work.tasks[new].definition.title
                self._no("task_twice", Sentence('It has two tasks that version {version} calls "{task}".'), task=title)
            found[now] = self._task(one, name, new)
            if new != name:
                self.tasks[key] = now
        return found

    def _task(self, one: Task, name: str, new: str) -> Task:
        was, form = self.old.work.tasks[name].definition, self.flow.work.tasks[new].definition.form
        if (
            one.is_open
            and was.form != form
            and (was.form or "", name) in {self._own(key) for key in self.papers.drafts}
        ):
            text = Sentence('"{task}" has a draft of another form than version {version} asks.')
            self._no("task_asks_otherwise", text, task=was.title)
        answers = self._read(form, one.submission, one.answers) if form is not None and one.submission else one.answers
        return replace(one, state=self.places.states.get(one.state, ""), answers=answers)

    @staticmethod
    def _own(draft: tuple[str, str]) -> tuple[str, str]:
        return draft[0], task_id(draft[1])

    def _holders(self) -> dict[str, str]:
        known = self.to.roles.taken_from
        for role in self.case.holders:
            if role not in known:
                title = self.was.roles.titles.get(role, role)
                self._note(Sentence('"{role}" is no place on a case any more, so nobody holds it.'), role=title)
        return {role: person for role, person in self.case.holders.items() if role in known}

    def _clocks(self) -> dict[str, Clock]:
        found: dict[str, Clock] = {}
        for name, clock in self.case.clocks.items():
            new = self.places.deadlines.get(name)
            if new is not None:
                change = self.places.clocks.get(name, "carry")
                if new in found and (clock.is_open or found[new].is_open):
                    title = self.flow.deadlines[new].title
                    text = Sentence('It has two time limits that version {version} calls "{deadline}".')
                    self._no("clock_twice", text, deadline=title)
                moved = moved_clock(self.to, self.flow, self.old, self.case, (name, new), clock, change, self.now)
                found[new] = moved
                if moved.expires != clock.expires:
                    title = self.flow.deadlines[new].title
                    day = (moved.day or moved.expires.astimezone(self.to.zone).date()).isoformat()
                    self._note(Sentence('"{deadline}" is counted anew, and is due by {day}.'), deadline=title, day=day)
            elif clock.is_open and clock.status != "breached":
                title = self.old.deadlines[name].title if name in self.old.deadlines else name
                self._no(
                    "no_clock",
                    Sentence('"{deadline}" is running, and version {version} has no such limit.'),
                    deadline=title,
                )
            else:
                # A limit that was met or broken stays on record, whatever became of its definition.
                found[name] = replace(
                    clock, ended=clock.ended or self.to.counting.local_day(self.now), rung="", fires=None
                )
        return found

    def _links(self) -> None:
        for name, count in self.case.links.items():
            if count and name not in self.flow.links:
                title = self.old.links[name].title if name in self.old.links else name
                self._no(
                    "no_link", Sentence('It is linked by "{link}", which version {version} does not have.'), link=title
                )

    def _drafts(self) -> None:
        for (form, _), answers in self.papers.drafts.items():
            title = self.was.forms[form].definition.title if form in self.was.forms else form
            if form not in self.to.forms:
                self._no(
                    "no_form",
                    Sentence('There is a draft of "{form}", which version {version} does not have.'),
                    form=title,
                )
                continue
            gone = [name for name in brought_up(self.to.forms[form], answers) if name not in self.to.forms[form].by_id]
            if gone:
                text = Sentence(
                    'The draft of "{form}" has answers to questions that are gone: {count}. They are kept with it.'
                )
                self._note(text, form=title, count=len(gone))


def _both(one: Done, other: Done) -> Done:
    """Return two actions that are one now as one: the later of them, as often as both, by everyone who did either."""
    later = max(one, other, key=lambda done: done.at)
    return replace(later, times=one.times + other.times, by=tuple(dict.fromkeys((*one.by, *other.by))))


def _doers(steps: Iterable[Step]) -> dict[str, tuple[str, ...]]:
    """Return who did each action in the present round, and whoever they stood in for."""
    found: dict[str, tuple[str, ...]] = {}
    for step in steps:
        for event in step.events:
            if isinstance(event, StateEntered) and event.new_round:
                found = {}
            elif isinstance(event, ActionTaken):
                people = event.doers or tuple(filter(None, (step.by, step.on_behalf_of)))
                found[event.action] = tuple(dict.fromkeys((*found.get(event.action, ()), *people)))
    return found
