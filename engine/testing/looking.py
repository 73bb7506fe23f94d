"""What an expectation looks at: the case, the form on the table and what was submitted, as the service would read them.

Nothing is done here. A scenario must tell a question that its conditions hide from one that is only unanswered, and see
a hidden answer that a draft still keeps; no single person's screen shows that, so the papers themselves are read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from engine.cases.access import Actor
from engine.cases.answers import Asking, FormState, Papers
from engine.cases.commands import NO_ANSWERS, Linking
from engine.cases.compiled import CompiledAction, Definition
from engine.cases.decide.acting import asking_for, who_may_not
from engine.cases.decide.completing import completing, who_may_not_complete
from engine.cases.events import CaseLinked, Event, Step
from engine.cases.links import handle
from engine.cases.snapshot import CaseFile, time_env
from engine.cases.state import Case, Submitted
from engine.cases.tasks import task_id
from engine.cases.values import Answers, Json, is_empty
from engine.cases.working_out import form_state
from engine.service.links import with_others
from engine.service.loading import Desk
from engine.service.ports import Ports
from engine.service.shadows import letting_in
from engine.store.cases import StoredDraft, draft_key, read_case, read_draft, read_steps, read_submission
from engine.store.links import read_links
from engine.store.moving import case_ids
from engine.store.transaction import Joined, Transaction


@dataclass(frozen=True, slots=True)
class OnTheTable:
    """A form that someone may fill now, worked out. *typed* is all that a draft holds, hidden answers too."""

    state: FormState
    typed: Answers
    saved: bool
    """Whether anyone saved a draft; else it is the one that would be started."""


@dataclass(frozen=True, slots=True)
class Looking:
    """A look at one database, within the transaction of the scenario."""

    definition: Definition
    connection: Connection
    council: str
    ports: Ports

    def histories(self) -> Iterator[list[Step]]:
        """Yield the steps of every case there is."""
        for one in case_ids(self._tx(), self.council):
            yield read_steps(self._tx(), self.council, one)

    def case(self, case_id: str) -> Case:
        """Return the case as stored now."""
        found = read_case(self._tx(), self.council, case_id)
        assert found is not None
        return found

    def events(self, case: Case) -> list[Event]:
        """Return everything that happened to a case, in order."""
        return [event for step in read_steps(self._tx(), self.council, case.id) for event in step.events]

    def drafts(self, case: Case) -> dict[str, StoredDraft]:
        """Return every draft of a case, by form: what a refusal must leave alone."""
        found = {form: read_draft(self._tx(), self.council, case.id, form) for form in self.definition.forms}
        for key in case.tasks:
            form = self.definition.workflows[case.workflow].work.tasks[task_id(key)].definition.form
            if form is not None:
                found[draft_key(form, key)] = read_draft(self._tx(), self.council, case.id, form, key)
        return {form: draft for form, draft in found.items() if draft is not None}

    def opened(self, case: Case) -> Counter[str]:
        """Return how many cases a case opened, by link."""
        events = self.events(case)
        return Counter(event.link for event in events if isinstance(event, CaseLinked) and event.opened)

    def links_with(self, case: Case, others: Iterable[str]) -> list[str]:
        """Return the names of the links of *case* with *others*; of one that is not linked, what names no link."""
        rows = read_links(self._tx(), self.council, case.id)
        found = {other: [handle(case.id, row.link, other) for row in rows if row.other == other] for other in others}
        return [name for other, names in found.items() for name in names or [other]]

    def with_others(self, file: CaseFile, action: CompiledAction, link: Linking | None, by: Actor) -> CaseFile:
        """Return *file* with what *action* needs of other cases."""
        if link is None and not action.opens:
            return file
        lets_in = letting_in(self.definition, by, self.ports.clock.now())
        return with_others(self._tx(), self.definition, file, action, link, {}, lets_in)

    def submitted(self, case: Case, form: str) -> Answers | None:
        """Return the answers of the latest submission of *form*, or nothing when there is none."""
        found = case.submissions.get(form)
        return read_submission(self._tx(), self.council, found.id, found.revision).answers if found else None

    def on_the_table(self, case: Case, form: str, people: Iterable[Actor]) -> OnTheTable | None:
        """Return *form* as the first of *people* who may fill it now has it; nothing when none of them may."""
        for by in people:
            action = self._fills(case, form, by)
            if action is not None:
                return self._worked_out(case, action, by)
        return None

    def now_shown(self, case: Case, form: str, people: Iterable[Actor]) -> frozenset[str]:
        """Return the questions of *form* that its conditions show: in the draft that someone saved or was given back,
        else as submitted, else in the draft that would be started; none when nobody may fill it.
        """
        table = self.on_the_table(case, form, people)
        done = case.submissions.get(form)
        if table is not None and (table.saved or done is None or done.given_back is not None):
            return table.state.shown
        return self._as_submitted(done, form).shown if done is not None else frozenset()

    def _as_submitted(self, done: Submitted, form: str) -> FormState:
        found = read_submission(self._tx(), self.council, done.id, done.revision)
        asking = Asking(None, frozenset(), time_env(self.definition, found.at))
        return form_state(self.definition.forms[form], asking, Papers(kept=found.answers))

    def _fills(self, case: Case, form: str, by: Actor) -> CompiledAction | None:
        flow = self.definition.workflows[case.workflow]
        standing = self.definition.roles.standing(by, case)
        for action in flow.offered(case.states):
            free = who_may_not(self.definition, flow, case, action, by.people, standing) is None
            if action.definition.submits == form and free:
                return action
        for key in case.tasks:
            action_of_task = completing(self.definition, case, key)
            free = who_may_not_complete(self.definition, flow, case, key, by) is None
            if free and action_of_task is not None and action_of_task.definition.form == form:
                return action_of_task
        return None

    def papers(self, case: Case, action: CompiledAction, by: Actor) -> CaseFile:
        """Return the case with the papers that *action* needs, as the service would put them on the desk of *by*."""
        return self._papers(case, action, by, self.ports.clock.now())[0]

    def asked(self, case: Case, action: CompiledAction, by: Actor, sent: Mapping[str, Json]) -> OnTheTable:
        """Return the form of *action* as *by* would be asked it, with the answers *sent* on top of what is there."""
        return self._worked_out(case, action, by, sent)

    def _worked_out(
        self, case: Case, action: CompiledAction, by: Actor, sent: Mapping[str, Json] = NO_ANSWERS
    ) -> OnTheTable:
        now = self.ports.clock.now()
        file, draft = self._papers(case, action, by, now)
        standing = self.definition.roles.standing_on_tasks(by, case)
        asking, papers = asking_for(self.definition, case, action, file, standing, now, sent=sent)
        state = form_state(self.definition.forms[action.definition.submits or ""], asking, papers)
        return OnTheTable(state, {**file.kept, **file.draft}, draft is not None)

    def _papers(
        self, case: Case, action: CompiledAction, by: Actor, now: datetime
    ) -> tuple[CaseFile, StoredDraft | None]:
        return Desk(self._tx(), self.definition, case, by, now, self.ports.system, self._release).file_for(action)

    def _release(self, tx: Transaction, name: str) -> Definition:
        return self.definition

    def _tx(self) -> Transaction:
        return Joined(self.connection, council=self.council).transaction()


def has_answer(answers: Answers, field: str) -> bool:
    """Return whether *field* is answered in *answers*."""
    return not is_empty(answers.get(field))


def same_answer(expected: Json, kept: Json) -> bool:
    """Return whether *kept* is the answer *expected*; of rows and parts, only the cells that are named are compared."""
    if isinstance(expected, dict) and isinstance(kept, dict):
        return all(same_answer(one, kept.get(name)) for name, one in expected.items())
    if isinstance(expected, list) and isinstance(kept, list):
        return len(expected) == len(kept) and all(map(same_answer, expected, kept))
    return expected == kept or (is_empty(expected) and is_empty(kept))
