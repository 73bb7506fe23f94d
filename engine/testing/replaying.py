"""A way that exploring found, gone on the real engine and written down as a scenario.

Exploring looks at what a definition says; this asks whether people can really go that way, and with which answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.cases.compiled import CompiledAction, Definition
from engine.cases.decide.reasons import at_fault
from engine.cases.state import Case
from engine.cases.tasks import of_task
from engine.checks.exploring.model import Step
from engine.checks.exploring.verdicts import Verdict
from engine.checks.exploring.walk import Seen
from engine.definitions.configuration import Team
from engine.definitions.scenarios import Given
from engine.expressions.types import UNKNOWN
from engine.store.transaction import Database
from engine.testing.answers_for import Found
from engine.testing.clocks import pass_time
from engine.testing.linking import link_on_the_way
from engine.testing.moves import REASON, Move, actions_of, play, search, stopped, tasks_of
from engine.testing.small_answers import Hand, met_in
from engine.testing.stage import CaseOnStage, Release, Stage, subject_of
from engine.testing.written_play import TODAY, as_scenarios, doing, moment, nowhere

_HANDS = 3
"""People in each role, so that somebody is left who did nothing that must be kept apart."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """A way as it was gone: the scenario that goes it again. *stopped* says where it could not be gone, if so."""

    scenario: str = ""
    stopped: str = ""


def replayed(
    definition: Definition,
    files: Mapping[str, bytes],
    teams: Mapping[str, Team],
    seen: Seen,
    verdict: Verdict,
    database: Database,
) -> Replayed:
    """Go the way of *verdict* on the real engine, people and answers found by trying, and write it down."""
    flow = seen.model.flow
    # The last step may be one that the engine refuses because of a promise; what it would do is looked at here.
    unpromised = {**definition.workflows, flow.id: replace(flow, always=())}
    free = replace(definition, workflows=unpromised)
    with database.pool.connect() as connection, connection.begin() as everything:
        stage = Stage(Release(free, files, teams), given_for(free), connection)
        work = _Replaying(stage, seen, verdict)
        told = work.gone()
        if not told and verdict.kind != "never":
            work.look()
        everything.rollback()
    if told:
        return Replayed(stopped=told)
    if verdict.kind == "never":
        work.refuse_last(definition)
    people = {name: sorted(one.roles) for name, one in stage.people.items() if name in work.seen_people}
    remark = verdict.message + "\nWritten by casepath explore. Once this is put right, say what must happen instead."
    return Replayed(as_scenarios(flow.id, _name(verdict), work.steps, people, remark=remark))


def given_for(definition: Definition) -> Given:
    """Return a day and three fictional people in each role."""
    roles = [role for role in definition.roles.powers if role not in definition.roles.taken_from]
    people = {f"{role}{'' if hand == 1 else f'_{hand}'}": role for role in roles for hand in range(1, _HANDS + 1)}
    return Given.model_validate({"today": TODAY, "people": people})


def _name(verdict: Verdict) -> str:
    return {"never": "a_promise_is_broken", "lost_task": "a_task_is_left_behind"}.get(verdict.kind, "a_case_is_stuck")


class _Replaying:
    """One way being gone. *steps* are those of the scenario so far."""

    def __init__(self, stage: Stage, seen: Seen, verdict: Verdict) -> None:
        self.stage, self.seen, self.verdict = stage, seen, verdict
        self.flow = stage.definition.workflows[seen.model.flow.id]
        self.steps: list[dict[str, object]] = []
        self.seen_people: set[str] = set()
        self.met = met_in(seen.model.sight.conditions)
        self.case: Case

    def gone(self) -> str:
        """Go the whole way; return what stopped it, or nothing."""
        kind = self.flow.definition.subject
        opener = next((name for name, one in self.stage.people.items() if self._may_open(one.roles)), None)
        if opener is None:
            return "Nobody here may open a case."
        subject = {kind: subject_of(kind)}
        self.case = self.stage.cases.open(self.flow.id, subject=subject, by=self.stage.people[opener]).case
        self.stage.open[None] = CaseOnStage(self.case, opener, self.case.states)
        self._note({"open": {"by": opener}}, opener)
        for step, states in zip(self.verdict.path, self.verdict.stops, strict=True):
            if not self._step(step, states):
                return f'"{step}" could not be played here.'
        return ""

    def _may_open(self, roles: frozenset[str]) -> bool:
        powers = frozenset(power for role in roles for power in self.stage.definition.roles.powers[role])
        return bool(powers & self.flow.opened_by)

    def _step(self, step: Step, states: tuple[str, ...]) -> bool:
        if step.kind in ("breach", "overdue"):
            return self._wait(step)
        if step.kind == "action":
            action = next((one for one in actions_of(self.stage, self.case) if one.id == step.name), None)
        elif step.kind == "task":
            keys = {key for key, one in of_task(self.case.tasks, step.name) if one.is_open}
            action = next((one for one in tasks_of(self.stage, self.case) if one.task in keys), None)
        else:
            return False
        return action is not None and self._do(step, action, states)

    def _do(self, step: Step, action: CompiledAction, states: tuple[str, ...]) -> bool:
        """Let somebody do it with answers that lead where it should."""
        self._prefer(step)
        for name in self.stage.people:
            if stopped(self.stage, self.case, action, name) is not None:
                continue
            move = Move(self.case, action, name, self._assigns(action, name))
            looked = search(self.stage, move, lambda after: after.states == states, self.met)
            found = next(looked.found(), None)
            if found is None:
                continue
            said = self._said(move, found)
            after = play(self.stage, move, found)
            if isinstance(after, Case) and said is not None:
                self.case = self.stage.open[None].case = after
                self._note({"do": {action.task.partition("/")[0] or action.id: said}}, name)
                self.seen_people |= set(move.assigns.values())
                return True
        return False

    def _said(self, move: Move, found: Found) -> dict[str, object] | None:
        """Return the step as a scenario says it; nothing where it names a case that the scenario has not."""
        by, action = self.stage.people[move.name], move.action
        link = link_on_the_way(self.stage, move.case, action, by, Hand(by.id, self.stage.clock.now()))
        if link is not None and any(isinstance(one, Case) for one in link.values()):
            return None
        reason = REASON if action.definition.reason == "required" else None
        return doing(move.name, found.answers, reason=reason, assigns=move.assigns, passed=found.passed, link=link)

    def _assigns(self, action: CompiledAction, by: str) -> dict[str, str]:
        """Return who takes the place on the case that *action* gives."""
        role = action.definition.assigns
        taken_from = self.stage.definition.roles.taken_from.get(role or "", frozenset())
        powers = self.stage.definition.roles.powers
        able = [name for name, one in self.stage.people.items() if any(powers[each] & taken_from for each in one.roles)]
        return {role: next((one for one in able if one != by), by)} if role is not None else {}

    def _prefer(self, step: Step) -> None:
        """Let answers be preferred that conditions tell apart as the step says."""
        sets: dict[str, dict[str, object]] = {}
        if step.owner:
            env = self.seen.model.sight.answers[step.owner].env(step.answers)
            known = {name: _as_written(value) for name, value in env.items() if value is not UNKNOWN}
            sets = {"as_explored": known} if known else {}
        self.stage.given = self.stage.given.model_copy(update={"answers": sets})

    def _wait(self, step: Step) -> bool:
        """Let time pass until a clock runs out, or a task is late."""
        if step.kind == "breach":
            clock = self.case.clocks.get(step.name)
            until = clock.expires if clock is not None else None
        else:
            until = next((one.expires for _, one in of_task(self.case.tasks, step.name) if one.is_open), None)
        if until is None:
            return False
        local = until.astimezone(self.stage.definition.zone)
        if pass_time(self.stage, until, nowhere(), "wait_until"):
            return False
        self.case = self.stage.open[None].case
        self._note({"wait_until": moment(local.replace(tzinfo=None))}, "")
        return True

    def _note(self, step: dict[str, object], person: str) -> None:
        self.steps.append(step)
        if person:
            self.seen_people.add(person)

    # --- the end of the way ----------------------------------------------------------------------------------------

    def refuse_last(self, definition: Definition) -> None:
        """Write the last step as one that the engine refuses: with the promise it does not let it be taken."""
        nevers = [index for index, one in enumerate(self.flow.definition.always) if one.never is not None]
        promise = definition.workflows[self.flow.id].always[nevers.index(self.verdict.promise or 0)]
        last = self.steps.pop()
        done = last.get("do")
        if isinstance(done, dict):
            ((name, said),) = done.items()
            self.steps.append({"cannot": {name: {**said, "because": at_fault(definition, promise).text}}})

    def look(self) -> None:
        """Write what is so at the end: where the case is, what stands open, and why nobody takes it on from there."""
        states = [self._named(one) for one in self.case.states]
        expected: dict[str, object] = {"state": states[0] if len(states) == 1 else states}
        if self.verdict.kind == "lost_task":
            expected["tasks"] = {self.verdict.name: "open"}
        self.steps.append({"expect": expected})
        for action in actions_of(self.stage, self.case) if self.verdict.kind == "stuck" else ():
            self._refused(action)

    def _refused(self, action: CompiledAction) -> None:
        """Write that an action is refused to somebody who may do it, and why."""
        form = action.definition.submits
        for name in self.stage.people:
            if stopped(self.stage, self.case, action, name) is not None:
                continue
            looked = search(self.stage, Move(self.case, action, name, self._assigns(action, name)), _anywhere, self.met)
            reasons = looked.refused if next(looked.found(), None) is None else None
            # What is wrong in a form depends on what is sent; what the case lacks does not.
            if reasons and not any(form is not None and one.path.startswith(f"{form}.") for one in reasons):
                because = [one.text for one in reasons]
                said = doing(name, {}, reason=REASON if action.definition.reason == "required" else None)
                self._note({"cannot": {action.id: {**said, "because": because}}}, name)
            return

    def _named(self, path: str) -> str:
        name = path.rpartition("/")[2]
        return name if self.flow.names.get(name) == path else path


def _anywhere(_: Case) -> bool:
    return True


def _as_written(value: object) -> object:
    if isinstance(value, tuple):
        return [_as_written(one) for one in value]
    return str(value)
