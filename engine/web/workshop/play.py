"""One case being played on the real engine: somebody acts, hands over, lets time pass. Every turn is kept.

Whatever cannot be done is answered with its reasons, and nothing is written then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.engine import Connection

from engine.cases.compiled import CompiledAction
from engine.cases.explain import NextStep, deadlines
from engine.cases.state import Case
from engine.cases.tasks import of_task, task_id
from engine.cases.values import Answers
from engine.cases.views import FormView
from engine.definitions.words import Duration
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.sentences.say import say
from engine.testing.clocks import pass_time
from engine.testing.linking import link_on_the_way
from engine.testing.moves import Move, actions_of, checks_of, search, tasks_of
from engine.testing.paths import Arrived, bring
from engine.testing.small_answers import Hand, met_in
from engine.testing.stage import CaseOnStage, Release, Stage, subject_of
from engine.testing.written_play import doing, moment, nowhere
from engine.web.workshop.play_turns import MOST_TURNS, Begun, Could, Did, Turn, Waited

MOST_YEARS = 20
"""How far a case is let go on at once: everything that falls due on the way is done."""
_SATURDAY = 5
_MOST_DAYS = 1_000


class Playing:
    """A play on stage. *turns* are those that went, and *steps* say the same as a scenario does."""

    def __init__(self, release: Release, begun: Begun, connection: Connection, language: str = "en") -> None:
        self.stage, self.begun, self.language = Stage(release, begun.given, connection), begun, language
        self.turns: list[Turn] = []
        self.steps: list[dict[str, object]] = []
        self._limits: dict[str, date] = {}

    @property
    def case(self) -> Case:
        return self.stage.open[None].case

    @property
    def now(self) -> datetime:
        """The moment of the play, in the council's time."""
        return self.stage.clock.now().astimezone(self.stage.definition.zone)

    def open(self) -> tuple[Reason, ...]:
        """Open the case, and bring it to where the play begins; return why that cannot be, or nothing."""
        try:
            for known in self.stage.given.subjects:
                self.stage.know(known)
        except Refused as refused:
            return refused.reasons
        names = [self.begun.by] if self.begun.by else list(self.stage.people)
        reasons: tuple[Reason, ...] = ()
        for name in names:
            made = self._opened(name)
            if isinstance(made, Case):
                return self._brought(made, name)
            reasons = made
        return reasons

    def _opened(self, name: str) -> Case | tuple[Reason, ...]:
        kind = self.stage.definition.workflows[self.begun.workflow].definition.subject
        by = self.stage.people[name]
        try:
            return self.stage.cases.open(self.begun.workflow, subject={kind: subject_of(kind)}, by=by).case
        except Refused as refused:
            return refused.reasons

    def _brought(self, made: Case, name: str) -> tuple[Reason, ...]:
        """Put the case on stage, where the play begins."""
        if not self.begun.at:
            self.steps.append({"open": {"by": name}})
            self.stage.open[None] = CaseOnStage(made, name, made.states)
        else:
            known = self.stage.flow(made).names
            wanted = tuple(known[one] for one in self.begun.at if one in known)
            came = (
                bring(self.stage, made, name, wanted, self.begun.places) if len(wanted) == len(self.begun.at) else None
            )
            if not isinstance(came, Arrived):
                said = say(self.language, "The case could not be brought to where it should begin.")
                return (Reason("stuck", said), *(Reason("stuck", one) for one in (came.told if came else ())))
            said_of = {"state": _one_or_all(self.begun.at), "with": dict(self.begun.places)}
            self.steps.append({"at": {key: one for key, one in said_of.items() if one}})
            self.stage.open[None] = CaseOnStage(came.case, came.last_by, came.case.states)
        self.stage.deliver()
        self._expect()
        return ()

    # --- doing -------------------------------------------------------------------------------------------------------

    def steps_of(self, person: str) -> tuple[NextStep, ...]:
        """Return what is offered to somebody on the case, allowed or not; tasks alone where they do not see it."""
        by = self.stage.people[person]
        try:
            return self.stage.cases.next(self.case, by=by)
        except NotFound:
            pass
        try:
            tasks = self.stage.cases.tasks(self.case, by=by)
        except NotFound:
            return ()
        return tuple(
            NextStep(one.task, one.title, one.ready, (), one.form, (), is_task=True) for one in tasks if one.ready
        )

    def step_of(self, person: str, step: str) -> NextStep | None:
        """Return what is offered to somebody by the id of an action or a task; nothing where it is not offered."""
        offered = self.steps_of(person)
        return next((one for one in offered if step in (one.action, task_id(one.action))), None)

    def form_of(self, person: str, step: NextStep) -> FormView | None:
        """Return the form that a step asks, as its hand has it now; nothing where it asks none."""
        if step.form is None or not step.allowed:
            return None
        task = step.action if step.is_task else None
        try:
            return self.stage.cases.draft(self.case, step.form, by=self.stage.people[person], task=task)
        except (Refused, NotFound):
            return None

    def targets(self, step: NextStep) -> tuple[str, ...]:
        """Return the states to which a step may lead, by path, where there are several."""
        action = self._action(step)
        found = dict.fromkeys(one.target for one in action.routes if one.target) if action is not None else {}
        return tuple(found) if len(found) > 1 else ()

    def places(self, step: NextStep) -> tuple[str, tuple[str, ...]]:
        """Return the place on the case that a step gives, and who could take it; nothing where it gives none."""
        action = self._action(step)
        role = action.definition.assigns if action is not None and not step.is_task else None
        if role is None:
            return "", ()
        roles = self.stage.definition.roles
        wanted = roles.taken_from.get(role, frozenset())
        able = [
            name
            for name, one in self.stage.people.items()
            if any(roles.powers[each] & wanted for each in one.roles if each in roles.powers)
        ]
        return role, tuple(able)

    def do(self, did: Did, toward: str = "", *, exactly: bool = False) -> tuple[Reason, ...]:
        """Let somebody do something; return why not, or nothing when it was done.

        What *did* does not answer is made up, so that the case comes *toward* a state where one is named; of one that
        is to be done *exactly* nothing is made up. What no answer would change is kept as a turn.
        """
        step = self.step_of(did.by, did.step)
        if len(self.turns) >= MOST_TURNS:
            return self._full()
        if step is None:
            return (Reason("not_offered", say(self.language, "This is not offered here now.")),)
        if step.allowed and not exactly:
            did = self._completed(did, step, toward)
        reasons = self._taken(did, step) if step.allowed else step.unmet
        if not reasons:
            self.turns.append(did)
        elif not any(step.form is not None and one.path.startswith(f"{step.form}.") for one in reasons):
            self._note(Could(did.by, did.step, _texts(reasons), did.answers, did.reason), step)
        return reasons

    def could(self, turn: Could) -> tuple[Reason, ...]:
        """Try again what could not be done; return nothing where it still cannot, for whatever reasons."""
        did = Did(turn.by, turn.step, turn.answers, reason=turn.reason)
        # Whoever does not see the case is offered nothing, and is refused all the same.
        step = self.step_of(turn.by, turn.step) or self._named(turn.step)
        with self.stage.tried():
            reasons = self._taken(did, step) if step.allowed else step.unmet
        if not reasons:
            del self.steps[-2:]
            return (Reason("can", say(self.language, '"{person}" can do this now.', person=turn.by)),)
        self._note(replace(turn, because=_texts(reasons)), step)
        return ()

    def _named(self, step: str) -> NextStep:
        """Return an action or a task that is offered to nobody, to be refused."""
        key = next((key for key, one in of_task(self.case.tasks, step) if one.is_open), step)
        is_task = step in self.stage.flow(self.case).work.tasks
        return NextStep(key, step, True, (), None, (), is_task=is_task)

    def _full(self) -> tuple[Reason, ...]:
        said = say(self.language, "A play has at most {most} turns. Keep it, and begin another.", most=MOST_TURNS)
        return (Reason("full", said),)

    def _action(self, step: NextStep) -> CompiledAction | None:
        found = tasks_of(self.stage, self.case) if step.is_task else actions_of(self.stage, self.case)
        return next((one for one in found if step.action in (one.task, one.id)), None)

    def _completed(self, did: Did, step: NextStep, toward: str) -> Did:
        """Return *did* with what it needs besides, made up: a place, a reason, a link, and the answers not given."""
        action = self._action(step)
        if action is None:
            return did
        role, able = self.places(step)
        if role and role not in did.assigns and able:
            did = replace(did, assigns={role: next((one for one in able if one != did.by), able[0])})
        if action.definition.reason == "required" and not step.is_task and not did.reason:
            did = replace(did, reason=say(self.language, "As an example."))
        if did.link is None and not step.is_task:
            by = self.stage.people[did.by]
            did = replace(did, link=link_on_the_way(self.stage, self.case, action, by, Hand(did.by, self.now)))
        if step.form is None and not toward:
            return did
        return self._answered(did, action, toward)

    def _answered(self, did: Did, action: CompiledAction, toward: str) -> Did:
        """Return *did* with small answers to what it leaves out, where there are any with which it can be done."""
        before = self.stage.given
        if did.answers:
            self.stage.given = before.model_copy(update={"answers": {"typed": dict(did.answers)}})
        else:
            self.stage.given = before.model_copy(update={"answers": {}})
        conditions = [check.expression for one in actions_of(self.stage, self.case) for check in checks_of(one)]
        move = Move(self.case, action, did.by, dict(did.assigns))
        try:
            looked = search(self.stage, move, lambda after: not toward or toward in after.states, met_in(conditions))
            found = next((one for one in looked.found() if _keeps(did.answers, one.answers)), None)
        finally:
            self.stage.given = before
        if found is None:
            return did
        return replace(did, answers=found.answers, passed={**found.passed, **did.passed}, made=True)

    def _taken(self, did: Did, step: NextStep) -> tuple[Reason, ...]:
        case, by = self.case, self.stage.people[did.by]
        try:
            if step.is_task:
                self.stage.cases.complete(
                    case, step.action, did.answers, by=by, seen=case.version, passed=dict(did.passed)
                )
            else:
                self.stage.cases.act(
                    case, step.action, did.answers, by=by, seen=case.version, reason=did.reason,
                    assigns=dict(did.assigns), passed=dict(did.passed),
                    link=dict(did.link) if did.link is not None else None,
                )  # fmt: skip
        except Refused as refused:
            return refused.reasons
        except (NotFound, CaseChanged) as gone:
            return (Reason("refused", str(gone)),)
        # Read again: somebody who does a task without seeing the case gets none of it back.
        track = self.stage.open[None]
        track.case, track.last_by = self.stage.looking.case(case.id), did.by
        self.stage.deliver()
        said = doing(did.by, did.answers, reason=did.reason, assigns=did.assigns, passed=did.passed, link=did.link)
        self.steps.append({"do": {task_id(step.action): said}})
        self._expect()
        return ()

    def _note(self, turn: Could, step: NextStep) -> None:
        """Keep a refusal as part of the play, where a scenario can say it; the same twice is one."""
        if self.turns[-1:] == [turn]:
            return
        said = doing(turn.by, turn.answers, reason=turn.reason)
        self.steps.append({"cannot": {task_id(step.action): {**said, "because": list(turn.because)}}})
        self.turns.append(turn)

    # --- time --------------------------------------------------------------------------------------------------------

    def wait(self, until: datetime) -> tuple[Reason, ...]:
        """Let time pass until a moment of the council; return why not, or nothing."""
        there = self.stage.local(until.replace(microsecond=0))
        if len(self.turns) >= MOST_TURNS:
            return self._full()
        if there < self.now:
            return (Reason("over", say(self.language, "That moment is over.")),)
        if there > self.now + timedelta(days=366 * MOST_YEARS):
            return (Reason("far", say(self.language, "Wait for at most {years} years at once.", years=MOST_YEARS)),)
        if pass_time(self.stage, there, nowhere(), "wait"):
            return (Reason("failed", say(self.language, "What fell due could not be done.")),)
        local = there.astimezone(self.stage.definition.zone).replace(tzinfo=None)
        self.turns.append(Waited(local))
        self.steps.append({"wait_until": moment(local)})
        self._expect()
        return ()

    def waited(self, turn: Waited) -> tuple[Reason, ...]:
        """Let as much time pass as a turn says; return why not, or nothing."""
        if turn.until is not None:
            return self.wait(turn.until)
        return self.wait(self.stage.after(turn.length)) if turn.length is not None else ()

    def next_working_day(self) -> datetime:
        return self.stage.after(Duration(1, "working_days"))

    def next_due(self) -> datetime | None:
        """Return when something next falls due, a reminder or a last day; nothing where nothing does."""
        due = self.stage.runner.next_due()
        return max(due, self.stage.clock.now()).astimezone(self.stage.definition.zone) if due is not None else None

    def days_off(self, since: date) -> Iterator[tuple[date, str]]:
        """Yield the days after *since*, up to today, that are no working days, each with what it is called."""
        calendar = self.stage.definition.counting.calendar
        for number in range(1, min((self.now.date() - since).days, _MOST_DAYS) + 1):
            day = since + timedelta(days=number)
            if not calendar.is_working_day(day):
                yield day, "weekend" if day.weekday() >= _SATURDAY else "day_off"

    # --- what a scenario says of it ----------------------------------------------------------------------------------

    def _expect(self) -> None:
        """Note where the case is, and each last day that is another than it was."""
        names = self.stage.flow(self.case).names
        states = [one.rpartition("/")[2] for one in self.case.states]
        states = [one if names.get(one) == path else path for one, path in zip(states, self.case.states, strict=True)]
        expected: dict[str, object] = {"state": _one_or_all(states)}
        running = deadlines(self.stage.definition, self.case, self.stage.clock.now())
        days = {one.id: one.day for one in running if one.day is not None and one.status == "running"}
        changed = {name: day.isoformat() for name, day in days.items() if self._limits.get(name) != day}
        if changed:
            expected["deadlines"] = changed
        self._limits = days
        self.steps.append({"expect": expected})


def _keeps(typed: Answers, made: Answers) -> bool:
    """Return whether what somebody typed is still there as they typed it."""
    return all(name in made and made[name] == one for name, one in typed.items())


def _texts(reasons: Iterable[Reason]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text for one in reasons))


def _one_or_all(names: Sequence[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else list(names)
