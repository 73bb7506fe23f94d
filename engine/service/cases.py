"""Cases, as a vendor's code, a screen or a command sees them: open, look, draft, act, assign, and read the history.

One object serves one caller: it holds the way to the database (ours, or the host's transaction) and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from engine.cases.access import Actor
from engine.cases.chronology import ChronologyLine
from engine.cases.commands import (
    Assign,
    BreakGlass,
    CancelTask,
    CompleteTask,
    CorrectForm,
    HandTask,
    InviteGuest,
    MergeCase,
    OnBehalf,
    OpenTask,
    RestrictCase,
    SplitCase,
    TakeAction,
    WithdrawForm,
)
from engine.cases.counted import WhyDue, why_due
from engine.cases.decide import decide
from engine.cases.decide.opening_others import ids_wanted
from engine.cases.door import as_given
from engine.cases.events import Step
from engine.cases.explain import DeadlineView, NextStep, deadlines
from engine.cases.held import Held
from engine.cases.link_questions import TO
from engine.cases.places import PlaceHeld, places_held
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.task_views import TaskView
from engine.cases.timeline import TimelineEntry, timeline
from engine.cases.values import Answers, is_reference
from engine.cases.views import FormView
from engine.cases.why import Reasoned
from engine.documents.letter import Shape
from engine.errors import NotFound, Reason, Refused
from engine.interop.picture import Picture
from engine.sentences.say import say
from engine.service.chronology import chronology_about
from engine.service.correcting import correct_form, withdraw_form
from engine.service.drafting import raise_unless_as_seen, save_draft
from engine.service.facts import (
    FactView,
    ProposalView,
    facts_about,
    proposals_on,
    record_facts,
    settle_fact,
    write_back,
)
from engine.service.files import Opened, open_file, settle_file, upload
from engine.service.guests import Invited, invite
from engine.service.held import held_about
from engine.service.letters import Letter, LetterView, letter_ready, letters_on
from engine.service.links import (
    Candidate,
    LinkView,
    answers_of_link,
    candidates,
    linking_action,
    linking_of,
    links_of,
    raise_unless_linking,
    with_others,
)
from engine.service.looking import looking, looks_on
from engine.service.merging import merge, split
from engine.service.next_steps import next_of_many, next_steps
from engine.service.notifications import NotificationView, notifications_for, read_notification
from engine.service.opening import open_case
from engine.service.overviews import Overview, map_of, overviews
from engine.service.papers import (
    action_offered,
    fills,
    not_yours,
    to_correct,
    to_fill,
    why_asked,
)
from engine.service.people import Askable, asked_about, known_people, who_may
from engine.service.register import Outcome, Register, raise_at_the_door, raise_if_declined
from engine.service.restricting import break_glass, named_once, restrict
from engine.service.retries import once, retry
from engine.service.searching import Found, search
from engine.service.sending import SentView, sent_with
from engine.service.shadows import as_known, known_steps
from engine.service.subjects import Merged, subject_merged
from engine.service.tasks import do_task, for_outsiders, read_on, tasks_on
from engine.store import cases as stored
from engine.store.looks import Look
from engine.store.transaction import Gateway

__all__ = ["Cases", "Outcome"]

if TYPE_CHECKING:
    from engine.service.engine import Engine


class Cases:
    """The cases of one council, through one gateway. Every method needs the person who asks, and checks them.

    With a *language* all that is said, in what is returned and in refusals, is in that language; what is kept never
    depends on it. Raises UnknownLanguage for one that the definitions are not translated into.
    """

    def __init__(self, engine: Engine, gateway: Gateway) -> None:
        self._engine, self._gateway = engine, gateway
        self._ports, self._council = engine.ports, engine.council
        self._register = Register(engine)

    def _in(self, language: str | None) -> Register:
        return self._register if language is None else Register(self._engine.in_language(language))

    # --- opening -----------------------------------------------------------------------------------------------------

    def open(
        self,
        workflow: str,
        *,
        subject: Mapping[str, str] | None = None,
        by: Actor,
        team: str = "",
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Open a case. *subject* is its kind and the reference by which the host knows it: `{"child": "P-10023"}`.

        Without a reference a new subject is begun: a place that nobody has recorded yet. *team* holds the case; if it
        is left out, the person's own team does, where they have just one. *key* as in `act`. Raises Refused.
        """
        return open_case(self._in(language), self._gateway, workflow, subject or {}, by, team, key)

    # --- looking -----------------------------------------------------------------------------------------------------

    def get(self, case: Case | str, *, by: Actor) -> Case:
        """Return a case as it is now. Raises NotFound: not there, not yours and restricted look the same."""
        with looking(self._register, self._gateway, "get") as (register, tx):
            current, definition = register.seen(tx, case, by)
            return as_known(tx, current, register.lets_in(definition, by))

    def find(self, *, by: Actor, limit: int = 50) -> list[Case]:
        """Return at most *limit* cases that this person may see, the most recently changed first."""
        with looking(self._register, self._gateway, "find") as (register, tx):
            found = islice(register.all_seen(tx, by), limit)
            lets_in = register.lets_in(self._engine.definition, by)
            return [as_known(tx, one, lets_in) for one in found]

    def next(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[NextStep, ...]:
        """Return what can be done on a case, where it leads, and if not, every reason why not."""
        register = self._in(language)
        with looking(register, self._gateway, "next") as (register, tx):
            return next_steps(register, tx, case, by)

    def next_many(
        self, cases: Iterable[Case | str], *, by: Actor, language: str | None = None
    ) -> dict[str, tuple[NextStep, ...]]:
        """Return for each of many cases, by its id, what `next` would; those that this person may not see are left out.

        It asks the database for one kind of thing at a time, whether for one case or for fifty.
        """
        register = self._in(language)
        with looking(register, self._gateway, "next_many") as (register, tx):
            return next_of_many(register, tx, cases, by)

    def overviews(self, cases: Iterable[Case | str], *, by: Actor, language: str | None = None) -> dict[str, Overview]:
        """Return each of many cases in a few words, by its id: for a list, or above a case on a screen.

        Those that this person may not see are left out. It asks the database for one kind of thing at a time.
        """
        register = self._in(language)
        with looking(register, self._gateway, "overviews") as (register, tx):
            return overviews(register, tx, cases, by)

    def map(self, case: Case | str, *, by: Actor, language: str | None = None) -> Picture:
        """Return the picture of a case's workflow, of the release that the case is pinned to. Raises NotFound."""
        register = self._in(language)
        with looking(register, self._gateway, "map") as (register, tx):
            return map_of(register, tx, case, by)

    def about(self, kind: str, subject: str, *, by: Actor) -> list[Case]:
        """Return the cases about a subject that this person may see, the first opened first.

        A subject that is not there and one whose cases are not theirs look the same: there are none.
        """
        with looking(self._register, self._gateway, "about") as (register, tx):
            found = [one for one, _ in register.all_seen_about(tx, kind, subject, by)] if is_reference(subject) else []
            lets_in = register.lets_in(self._engine.definition, by)
            return [as_known(tx, one, lets_in) for one in found]

    def search(
        self, text: str, *, by: Actor, kind: str | None = None, limit: int = 20, language: str | None = None
    ) -> Found:
        """Return whom and what *text* may mean, the nearest first: names, other names, days of birth, a reference.

        What is spelled nearly so is found too. With a *kind* only subjects of that kind are. Only facts that this
        person may view, on cases that they may see, are searched, of the latest 2,000 cases of each workflow.
        """
        register = self._in(language)
        raise_at_the_door({"text": text}, register.language)
        with looking(register, self._gateway, "search") as (register, tx):
            return search(register, tx, text, by, kind, limit)

    def deadlines(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[DeadlineView, ...]:
        """Return the time limits of a case as they stand now."""
        register = self._in(language)
        with looking(register, self._gateway, "deadlines") as (register, tx):
            current, definition = register.seen(tx, case, by)
            return deadlines(definition, current, self._ports.clock.now())

    def why_due(self, case: Case | str, deadline: str, *, by: Actor, language: str | None = None) -> WhyDue:
        """Return why a time limit falls when it does: from when it counts, and the counting day by day.

        Raises NotFound for a limit that is not there, or has not started.
        """
        register = self._in(language)
        with looking(register, self._gateway, "why_due", deadline) as (register, tx):
            current, definition = register.seen(tx, case, by)
            found = why_due(definition, current, deadline, self._ports.clock.now())
            if found is None:
                raise NotFound
            return found

    def timeline(self, case: Case | str, *, by: Actor, language: str | None = None) -> list[TimelineEntry]:
        """Return the history of a case in sentences, oldest first. It never says what was answered."""
        register = self._in(language)
        with looking(register, self._gateway, "timeline") as (register, tx):
            current, definition = register.seen(tx, case, by)
            steps = known_steps(tx, current, register.lets_in(definition, by))
            return timeline(definition, definition.workflows[current.workflow], steps)

    def chronology(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[ChronologyLine, ...]:
        """Return what was answered about a case's subject, where the form says `chronology: true`, oldest first.

        It is brought together from every case about the same subject that this person may see, and holds only answers
        that they may view there. What was withdrawn is left out; what was corrected is as it stands now.
        """
        register = self._in(language)
        with looking(register, self._gateway, "chronology") as (register, tx):
            return chronology_about(register, tx, case, by)

    def letters(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[LetterView, ...]:
        """Return the letters that were drawn up on a case, the first first: those for this person, and those of which
        they may read every answer.
        """
        register = self._in(language)
        with looking(register, self._gateway, "letters") as (register, tx):
            return letters_on(register, tx, case, by)

    def letter(
        self, case: Case | str, letter: str, *, by: Actor, as_: Shape = "html", language: str | None = None
    ) -> Letter:
        """Return a letter by its id, as `text`, `html`, `pdf` or `docx`: it says what stood when it was drawn up.

        It is drawn now, in a process that is capped, and the look at it is recorded first. Raises NotFound for one that
        is not there or not theirs, and NotDrawn where it cannot be drawn.
        """
        register = self._in(language)
        with looking(register, self._gateway, "letter", letter) as (register, tx):
            ready = letter_ready(register, tx, case, letter, by)
        return ready.drawn(as_)

    def held_about(self, kind: str, subject: str, *, by: Actor, language: str | None = None) -> Held:
        """Return all that is held about a subject and that this person may see: for who asks what is kept of them.

        Its record with its history, and of every case about it every answer of every revision as it was asked, letters,
        what was sent to others, the history, and who looked. What must be looked at before it goes out is marked; see
        `engine.cases.held.left_out`. A subject that is not there and one that is not theirs look the same.
        """
        register = self._in(language)
        with looking(register, self._gateway, "held_about") as (register, tx):
            return held_about(register, tx, kind, subject if is_reference(subject) else "", by)

    def steps(self, case: Case | str, *, by: Actor) -> list[Step]:
        """Return the record itself: every step of a case with its events."""
        with looking(self._register, self._gateway, "steps") as (register, tx):
            current, definition = register.seen(tx, case, by)
            return known_steps(tx, current, register.lets_in(definition, by))

    def looks(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[Look, ...]:
        """Return who looked at a case, the first look first: for those that `audited_by` of its workflow names.

        Raises NotFound for whoever may not see the case at all, and Refused for the others.
        """
        register = self._in(language)
        with looking(register, self._gateway, "looks") as (register, tx):
            return looks_on(register, tx, case, by)

    def show(
        self,
        case: Case | str,
        form: str,
        *,
        by: Actor,
        task: str | None = None,
        live_page: str | None = None,
        language: str | None = None,
    ) -> FormView:
        """Return a form on a case as plain data for any screen: for filling where this person may, else for reading.

        With *task*, it is that task's own; with *live_page*, it says how the questions of that page hang on what is
        typed on it, for a browser to follow. Raises NotFound for a form that is not there, and for one of which this
        person may see nothing.
        """
        register = self._in(language)
        now = self._ports.clock.now()
        with looking(register, self._gateway, "show", form) as (register, tx):
            current, definition = register.known(tx, case, by)
            compiled = definition.forms.get(form)
            if compiled is None:
                raise NotFound
            desk = register.desk(tx, definition, current, by, now)
            action = fills(definition, current, form, by, task)
            if action is None:
                return _with_pages(read_on(register, desk, compiled, task))
            return _with_pages(to_fill(desk, compiled, action, live_page))

    def why(
        self, case: Case | str, form: str, field: str, *, by: Actor, language: str | None = None
    ) -> tuple[Reasoned, ...]:
        """Return why a question of a form that this person fills is shown or not, and must be answered or not.

        It names the questions that decide, never what was answered. Raises NotFound.
        """
        register = self._in(language)
        now = self._ports.clock.now()
        with looking(register, self._gateway, "why", f"{form}.{field}") as (register, tx):
            current, definition = register.seen(tx, case, by)
            action = fills(definition, current, form, by)
            if action is None:
                raise NotFound
            return why_asked(register.desk(tx, definition, current, by, now), definition.forms[form], action, field)

    # --- drafts ------------------------------------------------------------------------------------------------------

    def draft(
        self, case: Case | str, form: str, *, by: Actor, task: str | None = None, language: str | None = None
    ) -> FormView:
        """Return the form to fill, with what is known already copied in. Raises Refused where this person may not.

        *task* names the task that it is for, where several ask the same form.
        """
        register = self._in(language)
        with looking(register, self._gateway, "draft", form) as (register, tx):
            current, definition = register.known(tx, case, by)
            action = fills(definition, current, form, by, task)
            if action is None:
                raise Refused((not_yours(definition, current, form, by, task),))
            desk = register.desk(tx, definition, current, by, self._ports.clock.now())
            return _with_pages(to_fill(desk, definition.forms[form], action))

    def save(
        self,
        case: Case | str,
        form: str,
        answers: Answers,
        *,
        by: Actor,
        seen: int,
        task: str | None = None,
        language: str | None = None,
    ) -> FormView:
        """Save a draft: always, valid or not. *seen* is the `draft_revision` that the person started from.

        *task* names the task that it is for, where several ask the same form.
        What is not sent stays as it is, inside rows too: send null to clear an answer, and leave a row out to take it
        out. Where someone else saved in between, both are brought together answer by answer.
        Raises Refused only for questions that are not there, calculated, read-only or not theirs, and for values no
        database should see; DraftConflict, with both answers and nothing saved, where both changed the same one; and
        CaseChanged when it was submitted, or saved too often, since.
        """
        register = self._in(language)
        raise_at_the_door(answers, register.language)
        with looking(register, self._gateway, "save", form, writing=True) as (register, tx):
            return save_draft(register, tx, case, form, answers, by, seen, task)

    # --- files -------------------------------------------------------------------------------------------------------

    def upload(
        self,
        case: Case | str,
        form: str,
        field: str,
        name: str,
        content: bytes,
        *,
        by: Actor,
        language: str | None = None,
    ) -> Answers:
        """Keep a file for a question of a form that this person fills (`evidence`; inside rows `visits.photo`).

        Returns what is known of it, `{id, name, type, bytes, sha256}`; the form's answer then names its `id`. Its type
        is told by its content. Raises Refused, with nothing kept, for a type or size that the question does not take,
        for a file that the scanner refuses, and where this person may not answer; NotFound.
        """
        register = self._in(language)
        return upload(register, self._gateway, case, form, field, name, content, by)

    def open_file(self, case: Case | str, file: str, *, by: Actor, language: str | None = None) -> Opened:
        """Return what a file holds, for someone who may view the question that it answers.

        Raises NotFound for a file that is not there or not theirs, Refused while it is in quarantine or when it was
        refused, and FileLost when its content is not what was sent.
        """
        register = self._in(language)
        with looking(register, self._gateway, "open_file", file) as (register, tx):
            return open_file(register, tx, case, file, by)

    def settle_file(self, case: Case | str, file: str, *, clean: bool) -> None:
        """Say what the host's scanner found in a file that waited for it. Raises NotFound where none is waiting.

        This is the host's own word, so no person is asked for: keep it where only the scanner can reach it.
        """
        with self._gateway.write() as tx:
            case_id = case.id if isinstance(case, Case) else case
            settle_file(self._register, tx, case_id, file, "clean" if clean else "refused")

    # --- acting ------------------------------------------------------------------------------------------------------

    def act(  # noqa: PLR0913 - all that a person can say when they take an action
        self,
        case: Case | str,
        action: str,
        answers: Answers | None = None,
        *,
        by: Actor,
        seen: int,
        reason: str | None = None,
        assigns: Mapping[str, str] | None = None,
        passed: Mapping[str, str] | None = None,
        link: Mapping[str, object] | None = None,
        draft_seen: int | None = None,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Take an action, submitting its form if it has one: the draft as saved, with *answers* on top of it.

        *seen* is the version of the case that the person looked at. *assigns* names who takes the place that the
        action gives; *passed* gives a reason for each warning to go past; *link* says which case the action links,
        and answers the link's own questions: `{"to": case, "role": "at_risk"}`, without `to` for a new case. With
        *draft_seen*, the `draft_revision` that they looked at, nothing is submitted that they have not seen. With a
        *key* of the caller's making the command is done once, however often it is given: the same outcome comes back.
        Raises Refused with every reason, CaseChanged when someone else was first, NotFound. Whichever is raised,
        nothing was written.
        """
        register = self._in(language)
        given, assigned, went_past = answers or {}, dict(assigns or {}), dict(passed or {})
        raise_at_the_door(given, register.language, words=_words(reason, went_past), people=assigned.values())
        raise_at_the_door(answers_of_link(link), register.language)
        linking = linking_of(link)
        takers = known_people(register, assigned.values())
        now = self._ports.clock.now()
        said = (case, action, given, reason, assigned, went_past, link)
        with self._gateway.write() as tx:

            def take() -> Outcome:
                current, definition, drafts = register.held_as_seen(tx, case, by, seen)
                compiled = action_offered(definition.workflows[current.workflow], current, action)
                desk = register.desk(tx, definition, current, by, now, drafts)
                submits = definition.forms.get(compiled.definition.submits or "") if compiled is not None else None
                sent = as_given(given) if submits is None else desk.vouched(submits, as_given(given))
                ids = self._ports.ids
                command = TakeAction(action, by, ids.new(), sent, reason, assigned, went_past, linking, takers=takers)
                file, draft = desk.file_for(compiled) if compiled else (CaseFile(current), None)
                raise_unless_as_seen(definition, draft, draft_seen)
                if compiled is not None and (compiled.opens or linking is not None):
                    file = with_others(tx, definition, file, compiled, linking, sent, desk.lets_in)
                    command = replace(command, ids=tuple(ids.new() for _ in range(ids_wanted(compiled))))
                made = raise_if_declined(decide(definition, file, command, now))
                outcome = register.save(tx, definition, made, by)
                write_back(tx, made)
                if draft is not None and made.submission is not None:
                    stored.delete_draft(tx, self._council, current.id, draft.form)
                return outcome

            return once(register, tx, retry(register, by, key, "act", *said), take)

    # --- tasks -------------------------------------------------------------------------------------------------------

    def tasks(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[TaskView, ...]:
        """Return the tasks of a case: all to whoever sees the case, their own to whom one is given. Raises NotFound."""
        register = self._in(language)
        with looking(register, self._gateway, "tasks") as (register, tx):
            return tasks_on(register, tx, case, by)

    def sent(self, case: Case | str, task: str, *, by: Actor, language: str | None = None) -> tuple[SentView, ...]:
        """Return what was sent with a task: the answers that a form shares, and no others. Raises NotFound."""
        register = self._in(language)
        with looking(register, self._gateway, "sent", task) as (register, tx):
            return sent_with(register, tx, case, task, by)

    def complete(  # noqa: PLR0913 - all that a person can say when they complete a task
        self,
        case: Case | str,
        task: str,
        answers: Answers | None = None,
        *,
        by: Actor,
        seen: int,
        on_behalf: OnBehalf | None = None,
        passed: Mapping[str, str] | None = None,
        draft_seen: int | None = None,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Complete a task, submitting its form if it has one: the draft as saved, with *answers* on top of it.

        *on_behalf* says from whom the answers came, how and when, where they were not given here; *draft_seen* as in
        `act`. Raises as `act` does.
        """
        register = self._in(language)
        given, went_past = answers or {}, dict(passed or {})
        words = [*went_past.values(), *((on_behalf.said_by, on_behalf.how) if on_behalf else ())]
        raise_at_the_door(given, register.language, words=words)
        command = CompleteTask(task, by, self._ports.ids.new(), as_given(given), on_behalf, went_past)
        said = (case, task, given, on_behalf and (on_behalf.said_by, on_behalf.how, on_behalf.at), went_past)
        with self._gateway.write() as tx:
            return once(
                register,
                tx,
                retry(register, by, key, "complete", *said),
                lambda: do_task(register, tx, case, command, seen, draft_seen),
                for_outsiders=lambda outcome: for_outsiders(outcome, task),
            )

    def open_task(
        self,
        case: Case | str,
        task: str,
        *,
        by: Actor,
        seen: int,
        reason: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Open a task from the list of those that may be opened as people see fit. Raises as `act` does."""
        return self._about_task(case, OpenTask(task, by, reason), seen, language)

    def cancel_task(
        self, case: Case | str, task: str, *, by: Actor, seen: int, reason: str, language: str | None = None
    ) -> Outcome:
        """Cancel a task that belongs to the case, saying why. Raises as `act` does."""
        return self._about_task(case, CancelTask(task, by, reason), seen, language)

    def invite(
        self,
        case: Case | str,
        task: str,
        to: str,
        *,
        by: Actor,
        seen: int,
        valid_for: timedelta = timedelta(days=14),
        language: str | None = None,
    ) -> Invited:
        """Ask somebody of an outside agency, who has no account, to do a task by a link: *to* says who, in words.

        The token in the outcome is for the link, and `Engine.guest` takes it: once, until it runs out after at most 90
        days. It is kept nowhere. Raises as `act` does, and NoLinkKey where the engine has no key to sign it with.
        """
        command = InviteGuest(task, by, to, self._ports.clock.now())
        return invite(self._in(language), self._gateway, case, command, seen, valid_for)

    def claim(self, case: Case | str, task: str, *, by: Actor, seen: int, language: str | None = None) -> Outcome:
        """Take a task: until it is let go or given to somebody, nobody else does it. Raises as `act` does."""
        return self._about_task(case, HandTask(task, by.id, by), seen, language)

    def release(
        self,
        case: Case | str,
        task: str,
        *,
        by: Actor,
        seen: int,
        reason: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Let a task go; somebody else's, with a reason. Raises as `act` does."""
        return self._about_task(case, HandTask(task, None, by, reason), seen, language)

    def reassign(
        self,
        case: Case | str,
        task: str,
        person: str,
        *,
        by: Actor,
        seen: int,
        reason: str,
        language: str | None = None,
    ) -> Outcome:
        """Give a task to *person*, saying why. Raises as `act` does."""
        return self._about_task(case, HandTask(task, person, by, reason), seen, language)

    def _about_task(
        self, case: Case | str, command: OpenTask | CancelTask | HandTask, seen: int, language: str | None
    ) -> Outcome:
        register = self._in(language)
        person = command.person if isinstance(command, HandTask) else None
        named = () if person is None else (person,)
        raise_at_the_door({}, register.language, words=_words(command.reason), people=named)
        if isinstance(command, HandTask) and person is not None and person != command.by.id:
            command = replace(command, taker=known_people(register, named).get(person))
        with self._gateway.write() as tx:
            return do_task(register, tx, case, command, seen)

    # --- links -------------------------------------------------------------------------------------------------------

    def link(
        self,
        case: Case | str,
        link: str,
        to: Case | str | None = None,
        fields: Answers | None = None,
        *,
        by: Actor,
        seen: int,
        language: str | None = None,
    ) -> Outcome:
        """Link another case, or start one where *to* is left out, by whichever action of the present state does that.

        *fields* answer the link's own questions. Raises as `act` does.
        """
        register = self._in(language)
        with self._gateway.read() as tx:
            current, definition = register.seen(tx, case, by)
            flow = definition.workflows[current.workflow]
            raise_unless_linking(definition, flow, current, link, by)
            action = linking_action(definition, flow, current, link, by)
        assert action is not None  # or it would have been refused
        return self.act(case, action.id, by=by, seen=seen, link={**(fields or {}), TO: to}, language=language)

    def links(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[LinkView, ...]:
        """Return the linked cases as this person may read them: what each link shares, as it is now, and its answers.

        A link gives no access to the case at its other end: there is nothing here to open it by.
        """
        register = self._in(language)
        with looking(register, self._gateway, "links") as (register, tx):
            current, definition = register.seen(tx, case, by)
            return links_of(tx, definition, current, by, register.saw, register.lets_in(definition, by))

    def linkable(
        self,
        case: Case | str,
        link: str,
        text: str = "",
        *,
        by: Actor,
        limit: int = 50,
        language: str | None = None,
    ) -> tuple[Candidate, ...]:
        """Return at most *limit* cases that this person may pick to link, those with every word of *text*.

        Only what the link shares is searched and shown. Raises Refused where this person may link none now, NotFound.
        """
        register = self._in(language)
        raise_at_the_door({"text": text}, register.language)
        with looking(register, self._gateway, "linkable", link) as (register, tx):
            current, definition = register.seen(tx, case, by)
            lets_in = register.lets_in(definition, by)
            return candidates(tx, definition, current, link, text, by, limit, register.saw, lets_in)

    def merge(
        self,
        case: Case | str,
        into: Case | str,
        *,
        reason: str,
        by: Actor,
        seen: int,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """End a case that turned out to be the same as *into*, where its links go; *reason* stands in both histories.

        It stays readable, with everything that was said on it. *seen* is the version of the case that ends. Raises, and
        takes a *key*, as `act` does.
        """
        register = self._in(language)
        raise_at_the_door({}, register.language, words=(reason,))
        with self._gateway.write() as tx:
            return once(
                register,
                tx,
                retry(register, by, key, "merge", case, into, reason),
                lambda: merge(register, tx, case, into, MergeCase(by, reason), seen),
            )

    def split(
        self,
        case: Case | str,
        links: Iterable[LinkView | str],
        *,
        subject: Mapping[str, str] | None = None,
        reason: str,
        by: Actor,
        seen: int,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Open another case for part of this one, which takes over *links*; *reason* stands in both histories.

        *links* are some of those that `links` returned for this person, or their ids; *subject* is as for `open`.
        The new case's id stands in the outcome's `CaseSplit`. Raises, and takes a *key*, as `act` does.
        """
        register = self._in(language)
        named = tuple(one.id if isinstance(one, LinkView) else str(one) for one in links)
        raise_at_the_door({}, register.language, words=(reason,))
        kind, about = next(iter((subject or {}).items()), ("", ""))
        ids = self._ports.ids
        command = SplitCase(named, ids.new(), kind, about or ids.new(), by, reason)
        with self._gateway.write() as tx:
            return once(
                register,
                tx,
                retry(register, by, key, "split", case, named, kind, about, reason),
                lambda: split(register, tx, case, command, seen),
            )

    # --- places ------------------------------------------------------------------------------------------------------

    def places(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[PlaceHeld, ...]:
        """Return who held which place on a case, from when until when, in the order in which they took it."""
        register = self._in(language)
        with looking(register, self._gateway, "places") as (register, tx):
            current, definition = register.seen(tx, case, by)
            return places_held(definition, stored.read_steps(tx, self._council, current.id))

    def assign(
        self,
        case: Case | str,
        role: str,
        person: str | None,
        *,
        by: Actor,
        seen: int,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Give a place on the case to a person, or make it free (None). Raises as `act` does."""
        register = self._in(language)
        named = () if person is None else (person,)
        raise_at_the_door({}, register.language, people=named)
        taker = known_people(register, named).get(person or "")
        now = self._ports.clock.now()
        with self._gateway.write() as tx:

            def give() -> Outcome:
                current, definition, _ = register.held_as_seen(tx, case, by, seen)
                file = register.desk(tx, definition, current, by, now).bare()
                made = raise_if_declined(decide(definition, file, Assign(role, person, by, taker), now))
                return register.save(tx, definition, made, by)

            return once(register, tx, retry(register, by, key, "assign", case, role, person), give)

    def who(self, case: Case | str, what: str, *, by: Actor, language: str | None = None) -> tuple[Askable, ...]:
        """Return who may do *what* on a case, to be asked: an action of its present state, a task, or a role or place.

        Whoever is away has who stands in for them. Whoever is kept apart from an action by what they did is left out.
        Only people that the `people` port knows, and those who hold a place on the case. Raises Refused while the port
        cannot be asked, and NotFound.
        """
        register = self._in(language)
        with looking(register, self._gateway, "who") as (register, tx):
            asked = asked_about(*register.seen(tx, case, by), what)
        return who_may(register, asked)

    # --- restricted cases --------------------------------------------------------------------------------------------

    def restrict(
        self,
        case: Case | str,
        *,
        people: Iterable[str] = (),
        roles: Iterable[str] = (),
        reason: str,
        by: Actor,
        seen: int,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Let nobody in to a case but these *people* and the holders of these *roles*, or of these places on it.

        To everybody else it is not there, wherever they look. Restricting it again lets in only those who are named
        then, and whoever broke the glass no longer. Raises, and takes a *key*, as `act` does.
        """
        register = self._in(language)
        wanted = tuple(dict.fromkeys(roles))
        raise_at_the_door({}, register.language, words=(reason,), people=wanted)
        command = RestrictCase(by, named_once(register, people), wanted, reason)
        given = retry(register, by, key, "restrict", case, command.people, wanted, reason)
        with self._gateway.write() as tx:
            return once(register, tx, given, lambda: restrict(register, tx, case, command, seen))

    def lift_restriction(
        self,
        case: Case | str,
        *,
        reason: str,
        by: Actor,
        seen: int,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Let everybody in again to whom the workflow shows the case. Raises, and takes a *key*, as `act` does."""
        register = self._in(language)
        raise_at_the_door({}, register.language, words=(reason,))
        command, given = RestrictCase(by, reason=reason, lifts=True), retry(register, by, key, "lift", case, reason)
        with self._gateway.write() as tx:
            return once(register, tx, given, lambda: restrict(register, tx, case, command, seen))

    def break_glass(self, case: Case | str, *, reason: str, by: Actor, language: str | None = None) -> Outcome:
        """Open a restricted case in an emergency, for as many hours as its workflow says. *case* may be its reference.

        It is a step with its reason, a look on record, and an alert to those whom the workflow names; all that this
        person then looks at is marked. To whoever may not, the case is not there. Raises Refused, CaseChanged and
        NotFound.
        """
        register = self._in(language)
        raise_at_the_door({}, register.language, words=(reason,))
        return break_glass(register, self._gateway, case, BreakGlass(by, reason))

    # --- what people were told ---------------------------------------------------------------------------------------

    def notifications(
        self, *, by: Actor, unread: bool = False, limit: int = 50, language: str | None = None
    ) -> list[NotificationView]:
        """Return at most *limit* things that this person was told, the latest first; only *unread* ones if asked.

        Telling a role tells whoever holds it within reach of the case when they look: nobody is told of a case that
        they may not see.
        """
        register = self._in(language)
        with looking(register, self._gateway, "notifications") as (register, tx):
            return notifications_for(register, tx, by, unread=unread, limit=limit)

    def mark_read(self, notification: NotificationView | str, *, by: Actor) -> None:
        """Mark something as read by this person, and by nobody else. Raises NotFound for what they were not told."""
        wanted = notification if isinstance(notification, str) else notification.id
        with self._gateway.write() as tx:
            read_notification(self._register, tx, wanted, by)

    # --- what was submitted ------------------------------------------------------------------------------------------

    def correction(
        self, case: Case | str, form: str, answers: Answers | None = None, *, by: Actor, language: str | None = None
    ) -> FormView:
        """Return what was submitted asked again, with *answers* in place of it, as `correct` would judge them.

        Nothing is kept. Raises Refused where this person may not correct it, and NotFound.
        """
        register = self._in(language)
        raise_at_the_door(answers or {}, register.language)
        now = self._ports.clock.now()
        with looking(register, self._gateway, "correction", form) as (register, tx):
            current, definition = register.seen(tx, case, by)
            compiled = definition.forms.get(form)
            if compiled is None:
                raise NotFound
            return to_correct(register.desk(tx, definition, current, by, now), compiled, answers or {})

    def correct(
        self,
        case: Case | str,
        form: str,
        answers: Answers,
        *,
        by: Actor,
        seen: int,
        reason: str | None = None,
        passed: Mapping[str, str] | None = None,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Correct the latest submission of *form*: *answers* replace those they name, and the others stand.

        What was submitted before stays on record as it was. The case stays where it is, ended or not; time limits that
        count from a corrected day move. Raises as `act` does.
        """
        register = self._in(language)
        went_past = dict(passed or {})
        raise_at_the_door(answers, register.language, words=_words(reason, went_past))
        command = CorrectForm(form, by, as_given(answers), reason, went_past)
        given = retry(register, by, key, "correct", case, form, answers, reason, went_past)
        with self._gateway.write() as tx:
            return once(register, tx, given, lambda: correct_form(register, tx, case, command, seen))

    def withdraw(
        self,
        case: Case | str,
        form: str,
        *,
        by: Actor,
        seen: int,
        reason: str | None = None,
        key: str | None = None,
        language: str | None = None,
    ) -> Outcome:
        """Take the latest submission of *form* out: nothing shows, copies or reads it any more. A note stays.

        The one before it, if there was one, is the latest again. What it proposed for the record is taken back; what
        it wrote there stays, and the outcome's `FormWithdrawn` names it. Raises as `act` does.
        """
        register = self._in(language)
        raise_at_the_door({}, register.language, words=_words(reason))
        given = retry(register, by, key, "withdraw", case, form, reason)
        with self._gateway.write() as tx:
            return once(
                register, tx, given, lambda: withdraw_form(register, tx, case, WithdrawForm(form, by, reason), seen)
            )

    # --- facts -------------------------------------------------------------------------------------------------------

    def facts(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[FactView, ...]:
        """Return what is known about a case's subject, each fact with who said so, when, and what was said before.

        Only facts that this person may view on this case are there.
        """
        register = self._in(language)
        with looking(register, self._gateway, "facts") as (register, tx):
            return facts_about(register, tx, case, by)

    def record_facts(
        self,
        kind: str,
        subject: str,
        facts: Answers,
        *,
        by: Actor,
        case: Case | str | None = None,
        language: str | None = None,
    ) -> None:
        """Add to what is known about a subject; each fact keeps who said so and when. Raises Refused and NotFound.

        Someone whose role hangs on a place on a case names the *case*, which must be about this subject.
        """
        register = self._in(language)
        raise_at_the_door(facts, register.language)
        if not is_reference(subject):
            text = say(register.language, "Name the subject by a reference of letters, digits and dashes.")
            raise Refused((Reason("wrong_subject", text),))
        with self._gateway.write() as tx:
            record_facts(register, tx, kind, subject, facts, by, case)

    def subject_merged(self, kind: str, old: str, new: str, *, by: Actor, language: str | None = None) -> Merged:
        """Let all that is about *old* be about *new*: the host found that its two records are of one subject.

        Every case follows, with a step in its history, and every fact, with who said so and when. Where the records
        differ, what *new* says counts, and the other is proposed on a case. Giving it again does nothing. This is the
        host's own word, so what *by* may do is not asked: keep it where only your records can reach it. Raises Refused,
        with nothing written, for what is no subject and where a case may not be as it would then be.
        """
        register = self._in(language)
        with self._gateway.write() as tx:
            return subject_merged(register, tx, kind, old, new, by)

    def proposals(self, case: Case | str, *, by: Actor, language: str | None = None) -> tuple[ProposalView, ...]:
        """Return what answers on this case propose for its subject's record, beside what the record says now."""
        register = self._in(language)
        with looking(register, self._gateway, "proposals") as (register, tx):
            return proposals_on(register, tx, case, by)

    def settle(
        self, case: Case | str, fact: str, *, accept: bool, by: Actor, seen: int, language: str | None = None
    ) -> Outcome:
        """Accept or decline the proposal for a fact. Raises as `act` does, and NotFound when there is none."""
        register = self._in(language)
        with self._gateway.write() as tx:
            return settle_fact(register, tx, case, fact, by, seen, accept=accept)


def _words(reason: str | None, passed: Mapping[str, str] | None = None) -> list[str]:
    """Return all that people said in their own words, beside their answers."""
    return [*(passed or {}).values(), *([] if reason is None else [reason])]


def _with_pages(view: FormView) -> FormView:
    """Return *view*; raise NotFound where this person may see nothing of it."""
    if not view.pages:
        raise NotFound
    return view
