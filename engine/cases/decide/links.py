"""What a step links: the case that a person picked or started, and those that the action opens by itself.

Links are made on this case alone. The one at the other end learns of it by message, in a transaction of its own; a case
that is opened here knows from its first step.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from engine.cases.commands import HearMessage, Linking, TakeAction
from engine.cases.compiled import (
    CompiledAction,
    CompiledLink,
    CompiledOpening,
    CompiledWorkflow,
    Definition,
)
from engine.cases.decide.opening import not_opened_by
from engine.cases.decide.opening_others import MOST_OPENED, Item, facts_for, items, kind_of, wanted
from engine.cases.decide.outcome import NewCase
from engine.cases.events import CaseLinked, Event
from engine.cases.link_questions import spoken_of
from engine.cases.links import Linked
from engine.cases.rows import read_rows
from engine.cases.snapshot import CaseFile, Env
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.definitions.links import Heard
from engine.errors import Reason
from engine.sentences.say import Part, Sentence, say


@dataclass(frozen=True, slots=True)
class Joined:
    """One case that a step links: the event, what the link shares of it, and the case itself where it is new."""

    event: CaseLinked
    shared: Answers = field(default_factory=dict, repr=False)
    new: NewCase | None = None


@dataclass(frozen=True, slots=True)
class Joining:
    """All that an action links and opens, or every reason why it can't."""

    joined: tuple[Joined, ...] = ()
    reasons: tuple[Reason, ...] = ()

    @property
    def events(self) -> tuple[Event, ...]:
        return tuple(one.event for one in self.joined)

    @property
    def opened(self) -> tuple[NewCase, ...]:
        return tuple(one.new for one in self.joined if one.new is not None)


NOTHING_JOINED = Joining()


def joining(
    definition: Definition,
    flow: CompiledWorkflow,
    file: CaseFile,
    action: CompiledAction,
    command: TakeAction,
    env: Env,
    answers: Answers,
    today: date,
) -> Joining:
    """Return what taking *action* links and opens. *answers* are those that it submits, *env* what conditions see."""
    if command.link is not None and spoken_of(flow, action) is None:
        text = say(definition.language, '"{action}" links no case.', action=action.definition.title)
        return Joining(reasons=(Reason("no_link", text, action.id),))
    if action.definition.link is None and not action.opens:
        return NOTHING_JOINED
    return _Joining(definition, flow, file, action, command, env, answers, today).outcome()


class _Joining:
    """One action that links or opens cases, being taken."""

    def __init__(
        self,
        definition: Definition,
        flow: CompiledWorkflow,
        file: CaseFile,
        action: CompiledAction,
        command: TakeAction,
        env: Env,
        answers: Answers,
        today: date,
    ) -> None:
        self.definition, self.flow, self.file, self.action = definition, flow, file, action
        self.command, self.env, self.answers, self.today = command, env, answers, today
        self.ids = iter(command.ids)
        self.reasons: list[Reason] = []
        self.joined: list[Joined] = []

    def outcome(self) -> Joining:
        spoken = spoken_of(self.flow, self.action)
        fields = self._fields(spoken) if spoken is not None else {}
        chosen = self.action.definition.link
        if spoken is not None and chosen is not None:
            self._chosen(spoken, fields)
        for opens in self.action.opens:
            if opens.link != chosen or opens.each is not None:
                self._opened(opens, fields if spoken is not None and spoken.id == opens.link else {})
        if len(self.joined) > MOST_OPENED:
            self._refuse(
                "too_many", Sentence('"{action}" links too many cases at once. The most is {most}.'), most=MOST_OPENED
            )
        for link in {one.event.link: None for one in self.joined}:
            self._one_only(self.flow.links[link])
        return Joining(reasons=tuple(dict.fromkeys(self.reasons))) if self.reasons else Joining(tuple(self.joined))

    # --- what a person says ------------------------------------------------------------------------------------------

    def _fields(self, link: CompiledLink) -> Answers:
        """Read what the person answered to the link's own questions."""
        given = self.command.link.fields if self.command.link is not None else {}
        if link.asks is None:
            if given:
                self._refuse("unknown_field", Sentence('"{link}" asks no questions.'), link=link.title)
            return {}
        if self.command.link is None:
            return {}
        found = read_rows(link.asks, [given], None, self.env, self.definition.language)
        for problem in (*found.problems, *found.failed_checks()):
            path = problem.path.split(".", 2)[2] if problem.path.count(".") > 1 else ""
            self.reasons.append(Reason(problem.code, problem.text, f"{link.id}.{path}" if path else link.id))
        row = found.kept[0] if found.kept else {}
        return {name: value for name, value in row.items() if name != "id"} if isinstance(row, dict) else {}

    def _chosen(self, link: CompiledLink, fields: Answers) -> None:
        """Link the case that was picked, or open the one that was asked for."""
        opens = next((one for one in self.action.opens if one.link == link.id and one.each is None), None)
        said: Linking | None = self.command.link
        if said is not None and said.to is not None:
            self._picked(link, fields)
        elif said is not None and opens is not None:
            self._opened(opens, fields)
        elif opens is not None:
            self._refuse(
                "link", Sentence('"{action}": pick the case to link as "{link}", or start one.'), link=link.title
            )
        else:
            self._refuse("link", Sentence('"{action}": pick the case to link as "{link}".'), link=link.title)

    def _picked(self, link: CompiledLink, fields: Answers) -> None:
        picked = self.file.picked
        if picked is None or not can_be_linked(self.definition, self.file.case, link, picked.case):
            # Of another workflow, ended, or not there at all: what cannot be linked all looks the same from here.
            self._refuse("not_found", Sentence('There is no such case to link as "{link}".'), link=link.title)
        elif picked.case.id in self._there(link):
            self._refuse("linked", Sentence('This case is linked as "{link}" already.'), link=link.title)
        elif (picked.case.id, link.definition.back) in self.file.taken:
            self._refuse("not_found", Sentence('There is no such case to link as "{link}".'), link=link.title)
        else:
            self._join(link, picked.case.id, fields, picked.shared)

    # --- what follows by itself --------------------------------------------------------------------------------------

    def _opened(self, opens: CompiledOpening, fields: Answers) -> None:
        link = self.flow.links[opens.link]
        kind = kind_of(self.definition, link.definition.to)
        found = items(self.definition, self.file, self.action, opens, kind, self.answers)
        found = [one for one in found if wanted(opens, self.env, one)]
        there = self._there(link)
        for item in found[: MOST_OPENED + 1]:
            known = self.file.about.get((link.definition.to, item.subject), "") if item.subject else ""
            is_own = item.subject == self.file.case.subject and kind == self.file.case.subject_kind
            if is_own and link.definition.to == self.flow.id:
                continue  # a case is not linked to itself because its own subject is named in it
            if known in there:
                continue
            if known and (known, link.definition.back) in self.file.taken:
                self._one_at_most(self.definition.workflows[link.definition.to].links[link.definition.back])
            elif known:
                self._join(link, known, fields)
            else:
                self._new(link, opens, kind, item, fields)
            there = self._there(link)

    def _new(self, link: CompiledLink, opens: CompiledOpening, kind: str, item: Item, fields: Answers) -> None:
        to = link.definition.to
        refused = not_opened_by(self.definition, to, self.command.by, self.file.case)
        if refused is not None:
            self.reasons.append(refused)
            return
        case, fresh = next(self.ids, ""), next(self.ids, "")
        begun = [one.new for one in self.joined if one.new is not None and one.new.workflow == to]
        if item.subject and any(one.subject == item.subject for one in begun):
            return  # two rows about the same person open one case
        submits = self.action.definition.submits or ""
        facts: Answers = {}
        if not item.subject:
            facts = facts_for(self.definition, self.file, opens, kind, item, submits, self.answers)
        new = NewCase(case, to, kind, item.subject or fresh, ((link.definition.back, self.file.case.id),), facts)
        shared = {f"{kind}.{name}": value for name, value in facts.items() if f"{kind}.{name}" in link.reads}
        self._join(link, case, fields, shared, new)

    def _join(
        self, link: CompiledLink, other: str, fields: Answers, shared: Answers | None = None, new: NewCase | None = None
    ) -> None:
        event = CaseLinked(link.id, other, link.definition.back, self.today, new is not None, fields)
        self.joined.append(Joined(event, shared or {}, new))

    def _there(self, link: CompiledLink) -> set[str]:
        """Return the cases that are linked, or are being linked, along *link*."""
        before = {one.other for one in (self.file.links or {}).get(link.id, ())}
        return before | {one.event.other for one in self.joined if one.event.link == link.id and one.event.other}

    def _one_only(self, link: CompiledLink) -> None:
        new = sum(one.event.link == link.id for one in self.joined)
        # The case itself knows of a link that was made at the other end only once it has heard of it.
        before = max(self.file.case.links.get(link.id, 0), (self.file.case.id, link.id) in self.file.taken)
        if not link.definition.many and before + new > 1:
            self._one_at_most(link)

    def _one_at_most(self, link: CompiledLink) -> None:
        self._refuse("one_only", Sentence('A case has one "{link}" at most.'), link=link.title)

    def _refuse(self, code: str, sentence: Sentence, **parts: Part) -> None:
        text = sentence.said(self.definition.language, action=self.action.definition.title, **parts)
        self.reasons.append(Reason(code, text, self.action.id))


def can_be_linked(definition: Definition, case: Case, link: CompiledLink, other: Case) -> bool:
    """Whether *other* may be picked along *link*: a case of its workflow, not ended, with room for one more link."""
    to = definition.workflows.get(link.definition.to)
    back = to.links.get(link.definition.back) if to is not None else None
    if back is None or other.workflow != link.definition.to or other.id == case.id or other.ended_at is not None:
        return False
    return back.definition.many or not other.links.get(back.id)


def with_joined(file: CaseFile, joined: tuple[Joined, ...]) -> CaseFile:
    """Return *file* with the cases that the step links among those that conditions see."""
    if not joined or file.links is None:
        return file
    links = {name: tuple(rows) for name, rows in file.links.items()}
    for one in joined:
        event = one.event
        row = Linked(event.link, event.other, event.on, event.fields, one.shared)
        links[event.link] = (*links.get(event.link, ()), row)
    return replace(file, links=links)


def heard_by(flow: CompiledWorkflow, case: Case, command: HearMessage) -> list[Heard]:
    """Return what the present states of *case* do about a message; nothing where none of them waits for it."""
    here = (flow.states[state].definition.hears.get(command.message) for state in flow.states if state in case.active)
    return [one for one in here if one is not None and one.source == command.link]
