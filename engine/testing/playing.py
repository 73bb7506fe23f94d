"""Playing one scenario through the doors of the engine. It stops at the first step that does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.access import Actor
from engine.cases.commands import OnBehalf
from engine.cases.events import CaseSplit
from engine.cases.link_questions import TO, link_questions
from engine.cases.state import Case
from engine.cases.tasks import of_task, task_id
from engine.cases.values import Answers, Json
from engine.checks.scenarios import BREAK_GLASS, LIFT, MERGE, OVERRIDE, RESTRICT, turns_of
from engine.definitions.nodes import Node
from engine.definitions.scenarios import Arrival, Doing, Filling, Move, Opening, Refusal, Run, Step
from engine.errors import CaseChanged, NotFound, Reason, Refused
from engine.findings import Finding
from engine.service.papers import action_offered
from engine.testing.answering import answers_to_send, as_answer, as_json
from engine.testing.asking import wrongly_asked
from engine.testing.clocks import pass_time
from engine.testing.expecting import differences, one_or_all, why_refused, wrong_reasons
from engine.testing.finding import Difference, failure
from engine.testing.letters import letter_differences
from engine.testing.paths import Stuck, bring
from engine.testing.seeing import seen_after_all, wrongly_seen
from engine.testing.stage import CaseOnStage, Stage, subject_of


def play(stage: Stage, run: Run, first_workflow: str, root: Node, *, goes_on: bool = False) -> list[Finding]:
    """Play *run* on *stage*; return what did not hold at the first step where anything did not.

    One that *goes_on* passes over what could be written as it is, and returns all of it.
    """
    for kind in stage.given.subjects:
        try:
            stage.know(kind)
        except Refused as refused:
            where, told = ("given", kind, refused.reasons[0].path), why_refused(refused.reasons)
            return [failure("This fact cannot be recorded.", root, ["recorded"], told, *where)]
    work, found = _Playing(stage, first_workflow), list[Finding]()
    for node, step in zip(run.nodes, run.steps, strict=True):
        failures = work.step(node, step)
        found += failures
        if failures and not (goes_on and all(isinstance(one, Difference) and one.observed for one in failures)):
            break
    return found


class _Playing:
    """One run under way."""

    def __init__(self, stage: Stage, first_workflow: str) -> None:
        self.stage, self.first_workflow = stage, first_workflow
        self.node: Node

    def step(self, node: Node, step: Step) -> list[Finding]:
        self.node = node
        self.stage.take_up(self.stage.in_force.definition.release)
        if step.under is not None:
            self.stage.put_in_force(self.stage.earlier[step.under.release])
            return []
        if step.open is not None:
            return self._open(step.open)
        if step.arrive is not None:
            return self._arrive(step.arrive)
        if step.wait is not None or step.wait_until is not None:
            return self._wait(step)
        track = self.stage.open[step.case]
        if step.move is not None:
            return self._move(track, step.move)
        self.stage.take_up(track.case.release)
        found: list[Finding] = []
        for action, doing in (step.do or {}).items():
            found += self._do(track, action, doing) if not found else []
        for action, refusal in (step.cannot or {}).items():
            found += self._cannot(track, action, refusal) if not found else []
        for form, filling in (step.fill or {}).items():
            found += self._fill(track, form, filling) if not found else []
        for action, asked in (step.asks or {}).items():
            found += wrongly_asked(self.stage, track, action, asked, node)
        for person, actions, where in self._each(step.can or {}):
            found += self._can(track, person, actions, where)
        found += self._read(track, step)
        if step.expect is not None:
            found += differences(self.stage, track, step.expect, node)
        return found

    def _each(self, said: Mapping[str, tuple[str, ...]]) -> Iterator[tuple[str, tuple[str, ...], str]]:
        """Yield what is said of each person, and as what it is written: `others` are all of them who are not named."""
        for name, words in said.items():
            others = [one for one in self.stage.people if one not in said] if name not in self.stage.people else [name]
            yield from ((person, words, name) for person in others)

    def _read(self, track: CaseOnStage, step: Step) -> Iterator[Finding]:
        """Yield where people see, or letters say, something else than is expected."""
        for person, forms in (step.sees or {}).items():
            yield from wrongly_seen(self.stage, track, person, forms, self.node)
        for person, hidden, where in self._each(step.sees_nothing_of or {}):
            yield from seen_after_all(self.stage, track, person, hidden, self.node, where)
        for name, expected in (step.letters or {}).items():
            yield from letter_differences(self.stage, track, name, expected, self.node)

    def _open(self, opening: Opening) -> list[Finding]:
        workflow = opening.workflow or self.first_workflow
        made = self._opened(workflow, opening.by)
        if not isinstance(made, Case):
            message = f'{opening.by} could not open a case of "{workflow}".'
            return [failure(message, self.node, ["opened"], why_refused(made), "open", key=True)]
        self.stage.open[opening.named] = CaseOnStage(made, opening.by, made.states)
        self.stage.deliver()
        return []

    def _opened(self, workflow: str, by: str) -> Case | tuple[Reason, ...]:
        kind = self.stage.definition.workflows[workflow].definition.subject
        try:
            with self.stage.heard():
                made = self.stage.cases.open(workflow, subject={kind: subject_of(kind)}, by=self.stage.people[by])
            return made.case
        except Refused as refused:
            return refused.reasons

    def _arrive(self, arrival: Arrival) -> list[Finding]:
        """Open a case and bring it to a state; the first who may opens it."""
        workflow = arrival.workflow or self.first_workflow
        wanted = ", ".join(arrival.state)
        reasons: tuple[Reason, ...] = ()
        for by in self.stage.people:
            made = self._opened(workflow, by)
            if isinstance(made, Case):
                break
            reasons = made
        else:
            message = f'Nobody here could open a case of "{workflow}".'
            return [failure(message, self.node, [wanted], why_refused(reasons), "at", key=True)]
        names = self.stage.flow(made).names
        came = bring(self.stage, made, by, tuple(names[one] for one in arrival.state), arrival.people)
        if isinstance(came, Stuck):
            self.stage.open[arrival.named] = CaseOnStage(made, by, made.states)
            return [
                failure(f'The case could not be brought to "{wanted}".', self.node, [wanted], came.told, "at", "state")
            ]
        self.stage.open[arrival.named] = CaseOnStage(came.case, came.last_by, came.case.states, list(came.forms))
        self.stage.deliver()
        return []

    def _move(self, track: CaseOnStage, move: Move) -> list[Finding]:
        """Put the folder's own release in force, and move the case to it; or see that it stays, and why."""
        self.stage.put_in_force(self.stage.release)
        before = track.case.states
        came = self.stage.moved(track.case)
        if came.outcome != "moves" and not move.because:
            message = "The case cannot be moved." if came.outcome == "blocked" else "There is nothing to move."
            return [failure(message, self.node, ["moved"], [*came.reasons, *came.notes], "move", key=True)]
        if came.outcome == "moves":
            track.case, track.states_before = self.stage.looking.case(track.case.id), before
            self.stage.deliver()
        if sorted(came.reasons) == sorted(move.because):
            return []
        told = list(came.reasons) or [f"it moved; now {', '.join(track.case.states)}"]
        message = "The case stays for other reasons." if came.reasons else "The case was moved."
        so = one_or_all(came.reasons) if came.reasons else None
        return [failure(message, self.node, list(move.because), told, "move", "because", observed=so)]

    def _wait(self, step: Step) -> list[Finding]:
        for track in self.stage.open.values():
            track.states_before = track.case.states
        if step.wait is not None:
            return pass_time(self.stage, self.stage.after(step.wait), self.node, "wait")
        if step.wait_until is not None:
            until, now = self.stage.local(step.wait_until), self.stage.clock.now()
            if until < now:
                told = [f"it is {self.stage.told(now)} already"]
                return [failure("This moment is over.", self.node, ["a later moment"], told, "wait_until")]
            return pass_time(self.stage, until, self.node, "wait_until")
        return []

    # --- acting ------------------------------------------------------------------------------------------------------

    def _do(self, track: CaseOnStage, action: str, doing: Doing) -> list[Finding]:
        states_before, form = track.case.states, self._form(track.case, action)
        reasons = self._take(track, action, doing)
        if reasons:
            message, where = f'{doing.by} could not do "{action}".', _written(doing, form, reasons)
            told = ["refused", *why_refused(reasons)]
            return [failure(message, self.node, ["done"], told, "do", action, *where, key=True)]
        track.states_before = states_before
        return []

    def _take(self, track: CaseOnStage, action: str, doing: Doing) -> tuple[Reason, ...]:
        """Take *action*, or complete the task of that id; return why it was refused, or nothing when it was done."""
        form = self._form(track.case, action)
        compiled = self.stage.definition.forms.get(form) if form else None
        answers = answers_to_send(compiled, doing.form, self.stage.given.answers)
        try:
            with self.stage.heard(track.case, action):
                if action in turns_of(self.stage.flow(track.case)):
                    self._turn(track, action, doing)
                elif action in self.stage.flow(track.case).work.tasks:
                    self._complete(track.case, action, doing, answers)
                else:
                    self._act(track.case, action, doing, answers)
        except (Refused, NotFound, CaseChanged) as refused:
            return _reasons(refused)
        # Read again: somebody who may not see the case gets none of it back.
        track.case, track.last_by = self.stage.looking.case(track.case.id), doing.by
        track.touched(form)
        self.stage.deliver()
        return ()

    def _turn(self, track: CaseOnStage, word: str, doing: Doing) -> None:
        """Restrict the case, merge it into another, or split it: the new case is on stage from then on."""
        case, by, reason = track.case, self.stage.people[doing.by], doing.reason or ""
        if word in (RESTRICT, LIFT, BREAK_GLASS):
            self._restrict(case, word, doing)
            return
        if word == MERGE:
            into = self.stage.open[doing.into].case
            self.stage.cases.merge(case, into, reason=reason, by=by, seen=case.version)
            return
        others = {self.stage.open[name].case.id for name in doing.links}
        links = self.stage.looking.links_with(case, others)
        outcome = self.stage.cases.split(case, links, reason=reason, by=by, seen=case.version)
        (new,) = (one.into for one in outcome.events if isinstance(one, CaseSplit))
        made = self.stage.looking.case(new)
        self.stage.open[doing.named] = CaseOnStage(made, doing.by, made.states)

    def _restrict(self, case: Case, word: str, doing: Doing) -> None:
        cases, by, reason = self.stage.cases, self.stage.people[doing.by], doing.reason or ""
        if word == BREAK_GLASS:
            cases.break_glass(case, reason=reason, by=by)
        elif word == LIFT:
            cases.lift_restriction(case, reason=reason, by=by, seen=case.version)
        else:
            cases.restrict(case, people=doing.people, roles=doing.roles, reason=reason, by=by, seen=case.version)

    def _act(self, case: Case, action: str, doing: Doing, answers: Answers) -> None:
        if action == OVERRIDE:
            waits = (state for state in self.stage.flow(case).work.proceeds if state in case.active)
            action = f"override_{next(waits, '').rpartition('/')[2]}"
        self.stage.cases.act(
            case,
            action,
            answers,
            by=self.stage.people[doing.by],
            seen=case.version,
            reason=doing.reason,
            assigns=doing.assigns,
            passed=doing.passed,
            link=self._link(case, action, doing),
        )

    def _complete(self, case: Case, task: str, doing: Doing, answers: Answers) -> None:
        """Complete a task: of several that rows opened, the first that is still open."""
        those = list(of_task(case.tasks, task))
        key = next((key for key, one in those if one.is_open), those[0][0] if those else task)
        said = doing.on_behalf
        on_behalf = OnBehalf(said.said_by, said.how, self.stage.local(said.when)) if said is not None else None
        by = self.stage.people[doing.by]
        self.stage.cases.complete(
            case, key, answers, by=by, seen=case.version, on_behalf=on_behalf, passed=doing.passed
        )

    def _link(self, case: Case, action: str, doing: Doing) -> dict[str, Json | Case] | None:
        """Return what is said of the link that *action* makes, as a vendor would send it."""
        if doing.link is None:
            return None
        here = action_offered(self.stage.flow(case), case, action)
        cells = link_questions(self.stage.flow(case), here) if here is not None else {}
        said: dict[str, Json | Case] = {
            name: as_answer(cells.get(name), as_json(one)) for name, one in doing.link.items() if name != TO
        }
        return {**said, TO: self.stage.open[str(doing.link[TO])].case} if TO in doing.link else said

    def _form(self, case: Case, action: str) -> str | None:
        task = self.stage.flow(case).work.tasks.get(action)
        if task is not None:
            return task.definition.form
        here = action_offered(self.stage.flow(case), case, action)
        return here.definition.submits if here else None

    def _cannot(self, track: CaseOnStage, action: str, refusal: Refusal) -> list[Finding]:
        before, form = track.case, self._form(track.case, action)
        drafts = self.stage.looking.drafts(before)
        reasons = self._take(track, action, refusal)
        if self.stage.watching is not None and any(one.code == "not_allowed" for one in reasons):
            self.stage.watching.right(self.stage, before, refusal.by, action, may=False)
        if not reasons:
            wanted = [*refusal.because, *(f"{name}: {one}" for name, all_ in refusal.problems.items() for one in all_)]
            message = f'{refusal.by} could do "{action}".'
            return [
                failure(
                    message,
                    self.node,
                    wanted,
                    [f"done; now {', '.join(track.case.states)}"],
                    "cannot",
                    action,
                    key=True,
                )
            ]
        after = self.stage.looking.case(before.id)
        if after != before or self.stage.looking.drafts(after) != drafts:
            message = f'Refusing "{action}" changed the case.'
            told = [f"version {after.version}, state {', '.join(after.states)}"]
            return [
                failure(message, self.node, [f"version {before.version}, as it was"], told, "cannot", action, key=True)
            ]
        return list(wrong_reasons(action, form, refusal, reasons, self.node))

    def _fill(self, track: CaseOnStage, form: str, filling: Filling) -> list[Finding]:
        by = self.stage.people[filling.by]
        answers = answers_to_send(self.stage.definition.forms[form], filling.form, self.stage.given.answers)
        try:
            seen = self.stage.cases.draft(track.case, form, by=by).draft_revision
            with self.stage.heard(track.case):
                self.stage.cases.save(track.case, form, answers, by=by, seen=seen)
        except (Refused, NotFound, CaseChanged) as refused:
            message = f'{filling.by} could not fill "{form}".'
            told = ["refused", *why_refused(_reasons(refused))]
            return [failure(message, self.node, ["saved"], told, "fill", form, key=True)]
        track.last_by, track.states_before = filling.by, track.case.states
        track.touched(form)
        return []

    def _can(self, track: CaseOnStage, person: str, actions: tuple[str, ...], where: str) -> list[Finding]:
        found = sorted(self._allowed(track.case, self.stage.people[person]))
        if found == sorted(actions):
            self._rights(track.case, person, found)
            return []
        wanted, is_so = ", ".join(sorted(actions)) or "nothing", ", ".join(found) or "nothing"
        message, so = f"{person} can do other things.", tuple(found) if where == person else None
        return [failure(message, self.node, [wanted], [is_so], "can", where, observed=so)]

    def _rights(self, case: Case, person: str, found: list[str]) -> None:
        """Tell whoever watches what this person was seen to be allowed, and what not, of all that is offered here."""
        if self.stage.watching is not None:
            for action in {*self.stage.flow(case).offers(case.states), *map(task_id, case.tasks)}:
                self.stage.watching.right(self.stage, case, person, action, may=action in found)

    def _allowed(self, case: Case, by: Actor) -> set[str]:
        """Return the actions and tasks that are this person's, whether or not they see the case."""
        try:
            return {task_id(one.action) for one in self.stage.cases.next(case, by=by) if one.allowed}
        except NotFound:
            pass
        try:
            return {one.task for one in self.stage.cases.tasks(case, by=by) if one.ready}
        except NotFound:
            return set()


def _written(doing: Doing, form: str | None, reasons: tuple[Reason, ...]) -> tuple[str, ...]:
    """Return where in a step the first answer that was refused is written, if it is written there."""
    for one in reasons:
        owner, _, rest = one.path.partition(".")
        field = rest.partition(".")[0]
        if owner == form and field in doing.form:
            return ("form", field)
    return ()


def _reasons(refused: Refused | NotFound | CaseChanged) -> tuple[Reason, ...]:
    """Return why a command was refused; what is not there or not theirs is one reason, the same for both."""
    if isinstance(refused, Refused):
        return refused.reasons
    return (Reason("not_found" if isinstance(refused, NotFound) else "changed", str(refused)),)
