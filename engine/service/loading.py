"""Bringing together what a command or a screen needs beside the case: draft, earlier answers, facts, echoes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from engine.cases.access import Actor, may
from engine.cases.changes import brought_up, called_today
from engine.cases.compiled import CompiledAction, CompiledForm, Definition, Source
from engine.cases.last_time import Revision, said
from engine.cases.links import LinkRows
from engine.cases.prefill import Known, start_draft
from engine.cases.restriction import as_of
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case, Submitted
from engine.cases.values import Answers, Json
from engine.service.links import LinkedSays, load_links, said_by_linked
from engine.service.noting import Noted
from engine.service.ports import SystemFacts
from engine.service.vouching import Voucher
from engine.store.cases import (
    StoredDraft,
    StoredSubmission,
    draft_key,
    read_before,
    read_draft,
    read_hands,
    read_revisions,
    read_submission,
)
from engine.store.files import StoredFile, read_files
from engine.store.proposals import open_proposals
from engine.store.records import read_facts
from engine.store.transaction import Transaction

Releases: TypeAlias = Callable[[Transaction, str], Definition]
"""How a release that answers were given under is found."""


@dataclass(frozen=True, slots=True)
class LastSaid:
    """The answers of a submission, each since when and from whom, and the release that they were given under."""

    answers: Mapping[str, Known] = field(repr=False)
    release: str


@dataclass(slots=True)
class Desk:
    """One case on the desk, within one transaction: each thing is fetched once, when it is first needed."""

    tx: Transaction
    definition: Definition
    case: Case
    by: Actor
    now: datetime
    system: SystemFacts
    release: Releases
    drafts: Mapping[str, StoredDraft] | None = None
    """The case's drafts, where they were read with it."""
    _facts: dict[str, Known] | None = field(default=None, repr=False)
    _last: dict[tuple[str, str], LastSaid] = field(default_factory=dict, repr=False)
    _files: dict[str, StoredFile] | None = field(default=None, repr=False)
    _linked: dict[str, list[LinkedSays]] | None = field(default=None, repr=False)
    noted: Noted | None = None
    """Where it is noted which other cases are shown, while somebody only looks."""

    def file_for(self, action: CompiledAction) -> tuple[CaseFile, StoredDraft | None]:
        """Return the case with the papers that *action* needs, and its draft if one was saved."""
        submits = action.definition.submits
        links = self.links(one for one in (action.definition.link, *(each.link for each in action.opens)) if one)
        if submits is None:
            return CaseFile(self.case, facts=self.facts(), links=links), None
        form = self.definition.forms[submits]
        current = self.continued(action)
        kept = brought_up(form, self._answers_of(current))
        draft = self._draft(submits, action.task)
        others = draft is not None and draft.by != self.by.id
        if others and action.task and not may(self.standing(action), "do", action.by):
            draft = None  # whoever records what an agency said is not shown what it has only begun to write
        if draft is not None:
            answers = self.vouched(form, brought_up(form, draft.answers), anew=True)
            copied = called_today(form, draft.copied)
        else:
            started = start_draft(
                form, action.id, self.known(form, current, action.task), self.now.astimezone(self.definition.zone)
            )
            # What an earlier revision answered stands; a copy only fills what nobody has answered yet.
            answers = {name: value for name, value in started.answers.items() if name not in kept}
            copied = {name: one for name, one in started.copied.items() if name in answers}
        record = self._record() if form.writes_back else {}
        facts, echoes = self.facts(), self.echoes(form, current)
        return CaseFile(self.case, facts, kept, answers, copied, echoes, record, links=links), draft

    def vouched(self, form: CompiledForm, answers: Answers, *, anew: bool = False) -> Answers:
        """Return *answers* with their files and declarations as the engine knows them."""
        if not form.vouched & answers.keys():
            return answers
        if self._files is None:
            self._files = read_files(self.tx, self.case.council, self.case.id)
        return Voucher(self.by.id, self.now, self._files, anew=anew).vouched(form, answers)

    def file_to_correct(self, form: CompiledForm) -> CaseFile:
        """Return the case with the papers that correcting *form*'s latest submission needs; it must have one."""
        submitted = self.case.submissions[form.id]
        kept = read_submission(self.tx, self.case.council, submitted.id, submitted.revision)
        return CaseFile(
            self.case,
            self.facts(),
            kept=brought_up(form, kept.answers),
            copied=called_today(form, kept.copied),
            echoes=self.echoes(form, submitted),
            record=self._record() if form.writes_back else {},
            hands=read_hands(self.tx, self.case.council, submitted.id),
            links=self.links(),
        )

    def bare(self) -> CaseFile:
        """Return the case with what its conditions read beside it, for a command that asks no questions."""
        return CaseFile(self.case, facts=self.facts(), links=self.links())

    def standing(self, action: CompiledAction | None) -> frozenset[str]:
        """Return what this person is towards the case, or towards its tasks where *action* completes one."""
        roles = self.definition.roles
        is_task = action is not None and action.task
        return roles.standing_on_tasks(self.by, self.case) if is_task else roles.standing(self.by, self.case)

    def links(self, also: Iterable[str] = ()) -> LinkRows:
        """Return the cases linked along the links that conditions read, and *also* along these."""
        return load_links(self.tx, self.definition, self.case, frozenset(also))

    def _record(self) -> Answers:
        """Return what the record says, and where an answer of this case already proposes otherwise, that."""
        waiting = open_proposals(self.tx, self.case.council, self.case.id)
        known = {name: one.value for name, one in self._subject_facts().items()}
        return {**known, **{name: one.value for name, one in waiting.items()}}

    def _draft(self, form: str, task: str) -> StoredDraft | None:
        if self.drafts is not None:
            return self.drafts.get(draft_key(form, task))
        return read_draft(self.tx, self.case.council, self.case.id, form, task)

    def continued(self, action: CompiledAction) -> Submitted | None:
        """Return the submission that *action* continues, or that was given back; nothing when it starts a new one.

        A task always starts one of its own.
        """
        if action.task:
            return None
        submitted = self.case.submissions.get(action.definition.submits or "")
        if submitted is None or (action.definition.carries_on is None and submitted.given_back is None):
            return None
        return submitted

    def _answers_of(self, submitted: Submitted | None) -> Answers:
        if submitted is None:
            return {}
        return read_submission(self.tx, self.case.council, submitted.id, submitted.revision).answers

    def facts(self) -> Answers:
        """Return the subject's facts, if any condition of the workflow reads one."""
        reads = self.definition.workflows[self.case.workflow].reads
        if not any(name.startswith(f"{self.case.subject_kind}.") for name in reads):
            return {}
        return {name: one.value for name, one in self._subject_facts().items()}

    def _subject_facts(self) -> dict[str, Known]:
        if self._facts is None:
            self._facts = read_facts(self.tx, self.case.council, self.case.subject_kind, self.case.subject)
        return self._facts

    def last_time(self, form: str, current: Submitted | None, task: str = "") -> LastSaid:
        """Return what was said the last time *form* was filled in on this case, before *current* (nothing: a new one).

        What was withdrawn was never said. For a *task* it is what was said there: what another agency answered to the
        same questions is theirs.
        """
        if task:
            return self._last_of_task(form, task)
        key = (form, current.id if current is not None else "")
        if key not in self._last and form in self.case.submissions:
            found = read_before(self.tx, self.case.council, self.case.id, form, but=key[1])
            self._last[key] = self._said(form, found)
        return self._last.get(key, LastSaid({}, ""))

    def _last_of_task(self, form: str, task: str) -> LastSaid:
        one = self.case.tasks.get(task)
        if one is None or not one.submission:
            return LastSaid({}, "")
        key = (form, f"/{task}")
        if key not in self._last:
            found = read_revisions(self.tx, self.case.council, one.submission)
            self._last[key] = self._said(form, found)
        return self._last[key]

    def _said(self, form: str, found: list[StoredSubmission]) -> LastSaid:
        day, today = self.definition.counting.local_day, self.definition.forms[form]
        revisions = [Revision(brought_up(today, one.answers), day(one.at).isoformat(), one.by) for one in found]
        return LastSaid(said(revisions), found[-1].release if found else "")

    def known(self, form: CompiledForm, current: Submitted | None, task: str = "") -> dict[str, Known]:
        """Return the values that *form* can be started from, by source. *current* is the submission it carries on."""
        return self._values(form.id, current, task, (source for one in form.fields for source in one.sources))

    def echoes(self, form: CompiledForm, current: Submitted | None) -> Answers:
        """Return what *form* shows from elsewhere, by source; looked up each time and never stored."""
        found = self._values(form.id, current, "", (one.echo for one in form.fields if one.echo is not None))
        return {name: one.value for name, one in found.items()}

    def _values(self, form: str, current: Submitted | None, task: str, sources: Iterable[Source]) -> dict[str, Known]:
        wanted = {source.text: source for source in sources}
        if not wanted:
            return {}
        kinds = {source.kind for source in wanted.values()}
        system = self.system.facts(self.case.subject_kind, self.case.subject) if "system" in kinds else {}
        last = self.last_time(form, current, task).answers if "previous" in kinds else {}
        found = {
            text: last.get(source.name) if source.kind == "previous" else self._value(source, system)
            for text, source in wanted.items()
        }
        return {text: value for text, value in found.items() if value is not None}

    def _value(self, source: Source, system: object) -> Known | None:
        today = self.definition.counting.local_day(self.now).isoformat()
        match source.kind:
            case "record":
                return self._fact(source)
            case "system":
                assert hasattr(system, "get")
                return (
                    Known(system.get(source.name), today, "system") if source.name in self.definition.system else None
                )
            case "case":
                return Known(self._of_case(source.name), self.case.opened_on.isoformat(), "")
            case "me":
                return Known(
                    self.by.id if source.name == "name" else ", ".join(sorted(self.by.teams)), today, self.by.id
                )
            case "deadline":
                clock = self.case.clocks.get(source.owner)
                return Known(clock.day.isoformat(), today, "") if clock and clock.day else None
            case "link":
                return self._of_linked(source, today)
            case _:
                return self._answer(source)

    def _fact(self, source: Source) -> Known | None:
        subject = self.definition.subjects[self.case.subject_kind]
        return self._subject_facts().get(source.name) if subject.record == source.owner else None

    def _of_case(self, name: str) -> Json:
        if name in self.definition.roles.taken_from:
            return self.case.holders.get(name)
        return {
            "reference": self.case.reference,
            "opened_on": self.case.opened_on.isoformat(),
            "subject": self.case.subject,
        }.get(name)

    def lets_in(self, case: Case) -> bool:
        """Whether this person may know that another case is there, as far as its restriction goes."""
        return self.definition.roles.lets_in(self.by, as_of(case, self.now))

    def _saw(self, case: Case) -> None:
        if self.noted is not None:
            restriction = as_of(case, self.now).restriction
            glass = restriction is not None and restriction.is_broken_by(self.by.id)
            self.noted.saw(case.id, case.release, self.by, glass=glass)

    def _of_linked(self, source: Source, today: str) -> Known | None:
        """Return what a linked case says as it is now, of several one value each; to nobody who may not see this case.

        Who wrote it there, and when, is not shared, so it counts as of the day on which it is read.
        """
        if not may(self.standing(None), "see", self.definition.workflows[self.case.workflow].view):
            return None
        if self._linked is None:
            self._linked = said_by_linked(
                self.tx, self.definition, self.case, self.standing(None), self._saw, self.lets_in
            )
        cases = self._linked.get(source.owner, [])
        if not source.name:
            return Known([dict(one.says) for one in cases], today, "")
        return Known(cases[0].says.get(source.name), today, "", cases[0].reference) if len(cases) == 1 else None

    def _answer(self, source: Source) -> Known | None:
        """Return an answer of an earlier form on this case, from its latest submission."""
        submitted = self.case.submissions.get(source.owner)
        if submitted is None:
            return None
        stored = read_submission(self.tx, self.case.council, submitted.id, submitted.revision)
        answers = brought_up(self.definition.forms[source.owner], stored.answers)
        return Known(answers.get(source.name), submitted.on.isoformat(), submitted.by)
