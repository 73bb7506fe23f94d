"""A played case as one person sees it: where it is, what is due and why, what they may do and read, and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from engine.cases.access import Actor
from engine.cases.explain import NextStep
from engine.cases.values import is_empty
from engine.cases.views import FieldView, FormView
from engine.errors import NotFound, Reason
from engine.sentences.dates import long_day, long_moment
from engine.sentences.say import say
from engine.testing.moves import tasks_of
from engine.web.words import answer_in_words, due_in_words
from engine.web.workshop.play import Playing
from engine.web.workshop.play_turns import Could, Did, Turn, Waited

MOST_PEOPLE = 60
"""People of whom it is worked out what they may do; those of a play beyond that are only named."""
_FILLING = frozenset(("required", "confirm", "reason", "who", "link", "declaration"))
"""Reasons why not that filling in the form, or what stands before the step, does away with."""

_TYPED: Mapping[str, str] = {
    "text": "text",
    "long_text": "long",
    "integer": "text",
    "decimal": "text",
    "scale": "text",
    "date": "date",
    "time": "time",
    "choice": "choice",
    "choices": "choices",
    "yes_no": "choice",
    "yes_no_unknown": "choice",
}
"""The types of question that are typed here, and how."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Something to do. *because* are the reasons for which it cannot be done, by this person or as things stand."""

    id: str
    title: str
    allowed: bool
    because: tuple[str, ...]
    form: str
    leads_to: tuple[str, ...]
    is_task: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the play: whether they see the case, and what they may do on it now."""

    name: str
    roles: str
    sees: bool
    may: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    day: str
    number: int | None
    off: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: when its last day is, how it stands, and how it was counted, in sentences and day by day."""

    title: str
    due: str
    stands: str
    late: bool
    because: tuple[str, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A form as this person reads it: its questions with their answers, in words."""

    title: str
    answers: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened at one moment, and by whom."""

    when: str
    by: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """The played case as *me* sees it now."""

    workflow: str
    title: str
    reference: str
    moment: str
    day: str
    where: str
    me: Person
    people: tuple[Person, ...]
    offered: tuple[Offered, ...]
    limits: tuple[Limit, ...]
    papers: tuple[Paper, ...]
    history: tuple[Entry, ...]
    next_due: str


@dataclass(frozen=True, slots=True)
class Input:
    """A question that is typed here; of all others answers are made up. *kind* is how it is typed."""

    id: str
    label: str
    hint: str
    kind: str
    required: bool
    options: tuple[tuple[str, str], ...]
    value: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Asked:
    """A step about to be taken: its form, where it may lead, and what is asked beside the form."""

    id: str
    title: str
    by: str
    form: str
    pages: tuple[tuple[str, tuple[Input, ...]], ...] = field(repr=False)
    targets: tuple[tuple[str, str], ...]
    reason: Literal["required", "optional"] | None
    place: str
    place_title: str
    able: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...]


def seen_by(playing: Playing, person: str) -> Seen:
    """Return the case as *person* sees it; as whoever opened it, where nobody is called that."""
    name = person if person in playing.stage.people else playing.stage.open[None].last_by
    return _Looking(playing, playing.stage.people[name]).seen()


def asked_of(playing: Playing, person: str, step: str) -> Asked | None:
    """Return what a step asks of somebody; nothing where it is not theirs now."""
    offered = playing.step_of(person, step) if person in playing.stage.people else None
    if offered is None or not offered.allowed:
        return None
    view = playing.form_of(person, offered)
    place, able = playing.places(offered)
    states = playing.stage.flow(playing.case).states
    return Asked(
        offered.action,
        offered.title,
        person,
        view.title if view is not None else "",
        tuple(_pages(view)) if view is not None else (),
        tuple((one, states[one].definition.title) for one in playing.targets(offered)),
        offered.reason,
        place,
        playing.stage.definition.roles.titles.get(place, "") if place else "",
        able,
        tuple(_warnings(playing, offered)),
    )


def _pages(view: FormView) -> Iterator[tuple[str, tuple[Input, ...]]]:
    for page in view.pages:
        asked = tuple(_input(one) for one in page.fields if one.asked and one.type in _TYPED)
        if asked:
            yield page.title, asked


def _input(one: FieldView) -> Input:
    many = isinstance(one.value, list)
    held = one.value if isinstance(one.value, list) else [one.value]
    texts = tuple(str(each) for each in held if isinstance(each, str | int | float))
    kind = "choices" if many or one.type == "choices" else _TYPED[one.type]
    return Input(one.id, one.label, one.hint, kind, one.required, one.options, texts)


def _warnings(playing: Playing, step: NextStep) -> Iterator[tuple[str, str]]:
    """Yield the warnings of a form, which people may go past with a reason."""
    form = playing.stage.definition.forms.get(step.form or "")
    for rule in form.rules if form is not None else ():
        if rule.definition.level == "warning":
            yield rule.id, rule.definition.say or rule.id


def told_turn(playing: Playing, number: int, turn: Turn) -> str:
    """Return a turn in a sentence: `2. amy: Record the contact`."""
    language = playing.language
    if isinstance(turn, Waited):
        moment = long_moment(language, turn.until) if turn.until is not None else str(turn.length)
        return say(language, "{number}. Until {moment}", number=number, moment=moment)
    title = _title_of(playing, turn)
    if isinstance(turn, Could):
        return say(language, "{number}. {person} could not: {step}", number=number, person=turn.by, step=title)
    return say(language, "{number}. {person}: {step}", number=number, person=turn.by, step=title)


def _title_of(playing: Playing, turn: Did | Could) -> str:
    step = turn.step.partition("/")[0]
    flow = playing.stage.definition.workflows[playing.begun.workflow]
    if step in flow.work.tasks:
        return flow.work.tasks[step].definition.title
    return flow.titles.get(step, step)


@dataclass(frozen=True, slots=True)
class _Looking:
    """One look at a play by one person."""

    playing: Playing
    by: Actor

    @property
    def language(self) -> str:
        return self.playing.language

    def seen(self) -> Seen:
        playing = self.playing
        flow, case, stage = playing.stage.flow(playing.case), playing.case, playing.stage
        due = playing.next_due()
        return Seen(
            workflow=flow.definition.workflow,
            title=flow.definition.title,
            reference=case.reference,
            moment=long_moment(self.language, playing.now),
            day=playing.now.date().isoformat(),
            where=flow.where(case.states),
            me=self._person(self.by),
            people=tuple(self._person(one) for one in list(stage.people.values())[:MOST_PEOPLE]),
            offered=tuple(map(self._offered, playing.steps_of(self.by.id))),
            limits=tuple(self._limits()),
            papers=tuple(self._papers()),
            history=self._history(),
            next_due=long_moment(self.language, due) if due is not None else "",
        )

    def _person(self, one: Actor) -> Person:
        steps = self.playing.steps_of(one.id)
        roles = self.playing.stage.definition.roles.named(sorted(one.roles), self.language)
        may = tuple(step.title for step in steps if step.allowed and not self._in_the_way(step))
        return Person(one.id, roles, self._sees(one), may)

    def _sees(self, one: Actor) -> bool:
        try:
            self.playing.stage.cases.get(self.playing.case, by=one)
        except NotFound:
            return False
        return True

    def _offered(self, step: NextStep) -> Offered:
        form = self.playing.stage.definition.forms[step.form].definition.title if step.form else ""
        because = self._in_the_way(step) if step.allowed else step.unmet
        texts = tuple(dict.fromkeys(one.text for one in because))
        return Offered(step.action, step.title, step.allowed, texts, form, step.leads_to, step.is_task, step.hint)

    def _in_the_way(self, step: NextStep) -> tuple[Reason, ...]:
        """Return why a step that is theirs cannot be taken as things stand, whatever is answered."""
        own = f"{step.form}."
        return tuple(one for one in step.unmet if one.code not in _FILLING and not one.path.startswith(own))

    def _limits(self) -> Iterator[Limit]:
        stage, case = self.playing.stage, self.playing.case
        try:
            found = stage.cases.deadlines(case, by=self.by)
        except NotFound:
            return
        for one in found:
            why = stage.cases.why_due(case, one.id, by=self.by)
            day = long_day(self.language, one.day) if one.day is not None else self._moment_of(one.expires)
            due = due_in_words(self.language, one.day, one.expires, self.playing.now, overdue=one.overdue)
            running = one.status in ("running", "paused") or one.overdue
            days = tuple(Day(long_day(self.language, each.day), each.number, each.off or "") for each in why.days)
            yield Limit(one.title, day, due if running else _ended(self.language, one.status), one.overdue,
                        tuple(why.because), days)  # fmt: skip

    def _moment_of(self, moment: datetime) -> str:
        return long_moment(self.language, moment.astimezone(self.playing.stage.definition.zone))

    def _papers(self) -> Iterator[Paper]:
        """Yield what this person reads: each form on the case, and what was sent to them with their tasks."""
        stage, case = self.playing.stage, self.playing.case
        for form in stage.definition.forms:
            try:
                view = stage.cases.show(case, form, by=self.by)
            except NotFound:
                continue
            yield from self._paper(view)
        for action in tasks_of(stage, case):
            try:
                sent = stage.cases.sent(case, action.task, by=self.by)
            except NotFound:
                continue
            for one in sent:
                yield from self._paper(one.form)

    def _paper(self, view: FormView) -> Iterator[Paper]:
        said = tuple(
            (one.label, answer_in_words(self.language, one.value, dict(one.options)))
            for page in view.pages
            for one in page.fields
            if not is_empty(one.value)
        )
        if said:
            yield Paper(view.title, said)

    def _history(self) -> tuple[Entry, ...]:
        stage, zone = self.playing.stage, self.playing.stage.definition.zone
        try:
            entries = stage.cases.timeline(self.playing.case, by=self.by)
        except NotFound:
            return ()
        return tuple(
            Entry(long_moment(self.language, one.at.astimezone(zone)), one.by, tuple(one.lines)) for one in entries
        )


def _ended(language: str, status: str) -> str:
    match status:
        case "met":
            return say(language, "Met")
        case "recorded_late":
            return say(language, "Done in time, recorded late")
        case "breached":
            return say(language, "Not met")
    return say(language, "Paused")


def passed_over(playing: Playing, since: date) -> tuple[str, ...]:
    """Return the days since *since* that did not count, each in words."""
    return tuple(long_day(playing.language, day) for day, _ in playing.days_off(since))
