"""Whether the rows that are worked out from a case say what the case says: its tasks, timer, links, proposals, drafts.

Each question here is pure: it is asked of the rows of one case and of the case that its steps make.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from engine.cases.clock import BREACH, next_timer
from engine.cases.compiled import CompiledForm, Definition
from engine.cases.decide.writing_back import written_to
from engine.cases.events import (
    AnswersErased,
    CaseLinked,
    ClockBreached,
    ClockReminded,
    ClockStarted,
    FactDeclined,
    FactProposed,
    FactUpdated,
    FormSubmitted,
    FormWithdrawn,
    MessageSent,
    Step,
)
from engine.cases.snapshot import form_values
from engine.cases.state import Case
from engine.cases.values import Answers, is_empty
from engine.store.audit import Kept
from engine.store.chain import submission_of
from engine.store.encoding import answers_of_text
from engine.store.lanes import waits_for
from engine.store.let_in import rows_of
from engine.store.outbox import news_of
from engine.store.statements import Row
from engine.store.tasks import task_row, task_waits

_AUTOSAVE = timedelta(minutes=1)
"""Whoever saves a draft may have waited so long for somebody else, who submitted it."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a case, and at which step, where it is one."""

    code: str
    text: str
    version: int | None = None


@dataclass(frozen=True, slots=True)
class History:
    """A case as it is kept, the *case* that its steps make, and the steps by version."""

    kept: Kept = field(repr=False)
    case: Case
    steps: Mapping[int, Step]
    definition: Definition = field(repr=False)


def _tasks(history: History) -> Iterator[Wrong]:
    rows = {row["task"]: row for row in history.kept.tasks}
    for key in history.case.tasks:
        row = rows.pop(key, None)
        if row is None or any(
            row[name] != value for name, value in task_row(history.case, key, row["opened_at"]).items()
        ):
            yield Wrong("task", f'the task "{key}" in lists of work is not as its steps left it.')
    if any(row["status"] != "put_away" for row in rows.values()):
        yield Wrong("task", "lists of work have a task that the case does not have.")


def _work(history: History) -> Iterator[Wrong]:
    """For whom the case and its tasks wait is where lists of work look for them; what is still to be sorted is not."""
    row, case, definition = history.kept.case, history.case, history.definition
    if row["lane"] is not None and (row["lane"], row["due_at"]) != waits_for(definition, case):
        yield Wrong("work", "lists of work do not have it where it waits, or not by when.")
    for one in history.kept.tasks:
        if one["task"] in case.tasks and one["lane"] is not None:
            waits = task_waits(definition, case, one["task"])
            if any(one[name] != value for name, value in waits.items()):
                yield Wrong("work", f'lists of work do not have the task "{one["task"]}" where it waits.')


def _places(history: History) -> Iterator[Wrong]:
    """Who holds a place is who the case says; nothing is said of a case that is still to be sorted."""
    held = {row["role"]: row["person"] for row in history.kept.places}
    if history.kept.case["lane"] is not None and held != history.case.holders:
        yield Wrong("place", "who holds a place on it is not who its steps gave it to.")


def _timers(history: History) -> Iterator[Wrong]:
    """I4: what waits to happen is what the case waits for."""
    waits = next_timer(history.case.clocks)
    expected = [] if waits is None else [(waits.clock, waits.turn, waits.rung, waits.at)]
    found = [(row["clock"], row["turn"], row["rung"], row["fires_at"]) for row in history.kept.timers]
    if found != expected:
        yield Wrong("timer", "what time is to do next is not what the case waits for.")


def _fired(history: History) -> Iterator[Wrong]:
    """I4: a timer fires once in each start of its clock."""
    fired: set[tuple[str, str]] = set()
    for version, step in history.steps.items():
        for one in step.events:
            if isinstance(one, ClockStarted):
                fired -= {each for each in fired if each[0] == one.deadline}
            elif isinstance(one, ClockBreached | ClockReminded):
                did = (one.deadline, BREACH if isinstance(one, ClockBreached) else one.rung)
                if did in fired:
                    yield Wrong("fired_twice", f'time did the same twice to the limit "{one.deadline}".', version)
                fired.add(did)


def _links(history: History) -> Iterator[Wrong]:
    """The links that are kept are as many as the case knows of, once it has heard all that it was told."""
    me = history.case.id
    ends = [(row["link"] if row["case_id"] == me else row["other_link"]) for row in history.kept.links]
    if not history.kept.waiting and Counter(ends) != Counter(history.case.links):
        yield Wrong("link", "the cases that it is linked with are not those that its steps tell of.")
    rows = {(row["at"], row["person"], _seen_from(me, row)): row for row in history.kept.links}
    for version, step in history.steps.items():
        for one in step.events:
            if isinstance(one, CaseLinked):
                row = rows.get((step.at, step.by, (one.link, one.other, one.back)))
                if row is not None and (row["linked_on"], json.loads(row["fields"])) != (
                    one.on.isoformat(),
                    one.fields,
                ):
                    yield Wrong("link", "what is kept with a link is not what was said when it was made.", version)


def _seen_from(me: str, row: Row) -> tuple[str, str, str]:
    if row["case_id"] == me:
        return row["link"], row["other_id"], row["other_link"]
    return row["other_link"], row["case_id"], row["link"]


def _proposals(history: History) -> Iterator[Wrong]:
    """What is proposed for the subject's record is what steps proposed, and open until a step settled it."""
    rows = {(row["version"], row["fact"]): row for row in history.kept.proposals}
    answers = {(row["id"], row["revision"]): row["answers"] for row in history.kept.submissions}
    for version, step in history.steps.items():
        for one in step.events:
            if isinstance(one, FactProposed):
                row = rows.pop((version, one.fact), None)
                wrote = submission_of(step.events)
                if row is None:
                    yield Wrong("proposal", f'what it proposed for the fact "{one.fact}" is not there.', version)
                elif wrote in answers and not _is_proposed(history, one, row, answers_of_text(answers[wrote])):
                    yield Wrong("proposal", f'what is proposed for the fact "{one.fact}" is not its answer.', version)
    if rows:
        yield Wrong("proposal", "something is proposed for the subject's record that no step proposed.")
    for row in history.kept.proposals:
        if row["settled"] is not None and not any(_settles(one, row) for one in history.steps.values()):
            yield Wrong(
                "proposal", f'the proposal for the fact "{row["fact"]}" was settled by no step.', row["version"]
            )


def _is_proposed(history: History, made: FactProposed, row: Row, answers: Answers) -> bool:
    form = history.definition.forms.get(made.form)
    if form is None:
        return True  # asked under an older release, whose questions are not at hand
    said = [answers.get(one.id) for one in form.fields if written_to(one) == made.fact]
    return row["form"] == made.form and (not said or json.loads(row["value"]) in said)


def _settles(step: Step, row: Row) -> bool:
    if (step.at, step.by) != (row["settled_at"], row["settled_by"]):
        return False
    said = {"accepted": FactUpdated(row["fact"]), "declined": FactDeclined(row["fact"])}.get(row["settled"])
    return said in step.events if said else any(isinstance(one, FormWithdrawn | AnswersErased) for one in step.events)


def _drafts(history: History) -> Iterator[Wrong]:
    """A draft goes with the step that submits it."""
    submitted = {
        one.form: step.at for step in history.steps.values() for one in step.events if isinstance(one, FormSubmitted)
    }
    for row in history.kept.drafts:
        if not row["task"] and row["form"] in submitted and row["at"] + _AUTOSAVE < submitted[row["form"]]:
            yield Wrong("draft", f'a draft of the form "{row["form"]}" outlived its submission.')


def _commands(history: History) -> Iterator[Wrong]:
    """I5: what a command came to is a step of this case, by the same person."""
    for row in history.kept.commands:
        step = history.steps.get(row["version"])
        if row["version"] is not None and (step is None or step.by != row["person"]):
            yield Wrong("command", "a command is answered by a step that is not its own.", row["version"])


def _messages(history: History) -> Iterator[Wrong]:
    """I3: what a step tells other cases is there to be delivered, and nothing is that no step sent."""
    rows = {_address(row): row for row in history.kept.sent}
    for version, step in history.steps.items():
        for news in news_of(step):
            row = rows.pop(_address(news), None)
            if row is None or row["at"] != step.at:
                yield Wrong("message", "what it tells another case is not there to be delivered.", version)
    for row in rows.values():
        sent = history.steps.get(row["version"])
        messages = [one.message for one in sent.events if isinstance(one, MessageSent)] if sent is not None else []
        if row["message"] not in messages:
            yield Wrong("message", "something is told to another case that no step sent.", row["version"])


def _let_in(history: History) -> Iterator[Wrong]:
    """Lists of work let in to a restricted case whoever the case lets in, and nobody else."""
    case = history.case
    expected = {row["who"]: row["until"] for row in rows_of(case.council, case.id, case.restriction)}
    if {row["who"]: row["until"] for row in history.kept.let_in} != expected:
        yield Wrong("let_in", "lists of work let in others to it than its steps say.")


def _address(row: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(row[name] for name in ("version", "message", "to_id", "to_link"))


def _answers(history: History) -> Iterator[Wrong]:
    """I9: no answer is kept to a question that its form does not ask, or hid."""
    versions = {submission_of(one.events): version for version, one in history.steps.items()}
    for row in history.kept.submissions:
        form = history.definition.forms.get(row["form"])
        if form is None or row["release"] != history.definition.release:
            continue  # asked under an older release, whose questions are not at hand
        answers = answers_of_text(row["answers"])
        version = versions.get((row["id"], row["revision"]))
        if not all(map(form.by_id.__contains__, answers)):
            yield Wrong("unknown_answer", "an answer is kept to a question that its form does not have.", version)
        elif any(_is_hidden(form, answers)):
            yield Wrong("hidden_answer", "an answer is kept to a question that was hidden.", version)


def _is_hidden(form: CompiledForm, answers: Answers) -> Iterator[bool]:
    """Yield for each answer whether the other answers alone hide its question."""
    values = form_values(form, answers)
    asked = frozenset(name for name, one in form.by_id.items() if one.asks)
    for name, given in answers.items():
        conditions = [one for one in form.by_id[name].show if one.reads <= asked]
        yield not is_empty(given) and any(one.evaluate(values) is False for one in conditions)


PROJECTIONS: tuple[Callable[[History], Iterator[Wrong]], ...] = (
    _tasks,
    _work,
    _places,
    _timers,
    _fired,
    _links,
    _proposals,
    _drafts,
    _commands,
    _messages,
    _let_in,
    _answers,
)
