"""The tasks of a folded case: what stands open, what was done, and how each event changes that.

There is one entry for each task of the definition, and of those that rows or links open one for each of them: entering
a state again opens its tasks again and never doubles them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Literal, TypedDict

from engine.cases.events.tasks import (
    AnswersSent,
    GuestInvited,
    TaskCancelled,
    TaskClaimed,
    TaskDone,
    TaskEvent,
    TaskGiven,
    TaskNotOpened,
    TaskOpened,
    TaskPutAway,
    TaskReleased,
    WaitEnded,
)
from engine.cases.values import Answers

TaskStatus = Literal["open", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class Sent:
    """What went with a task: a share of a form, as one revision of a submission has it."""

    form: str
    share: str
    submission: str
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """A task that was opened. *state* is whose it is, *expires* when it is late, *holder* who took it.

    *required* is false once the case has left its state. *answers* are those of its submission that rules read. *sent*
    is what went with it when it was last opened. *about* names the link of which it is about the other end.
    """

    status: TaskStatus
    state: str
    required: bool
    opened_at: datetime
    expires: datetime | None = None
    day: date | None = None
    holder: str | None = None
    number: int | None = None
    row: Answers = field(default_factory=dict, repr=False)
    done_at: datetime | None = None
    done_by: str | None = None
    submission: str = ""
    answers: Answers = field(default_factory=dict, repr=False)
    sent: tuple[Sent, ...] = ()
    about: str = ""

    @property
    def is_open(self) -> bool:
        return self.status == "open"

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been done by *now*: worked out on reading, right with every worker stopped."""
        return self.is_open and self.expires is not None and now >= self.expires


class FoldedTask(TypedDict, total=False):
    """A task as JSON; what is empty is left out."""

    status: TaskStatus
    state: str
    required: bool
    opened_at: str
    expires: str
    day: str
    holder: str
    number: int
    row: Answers
    done_at: str
    done_by: str
    submission: str
    answers: Answers
    sent: list[tuple[str, str, str, int, str]]
    about: str


def task_id(key: str) -> str:
    """Return the id by which the definition knows the task *key*: without the row that it is about."""
    return key.partition("/")[0]


def of_task(tasks: Mapping[str, Task], name: str) -> Iterator[tuple[str, Task]]:
    """Yield the tasks that the definition calls *name*: one, or one for each row."""
    for key, one in tasks.items():
        if task_id(key) == name:
            yield key, one


def after(tasks: MutableMapping[str, Task], event: TaskEvent, at: datetime, by: str) -> None:
    """Change what *event*, which *by* made happen, changes."""
    match event:
        case TaskOpened():
            before = tasks.get(event.task)
            tasks[event.task] = Task(
                "open",
                event.state,
                event.required,
                at,
                event.expires,
                event.day,
                number=event.number,
                row=event.row,
                about=event.about,
                # What was answered the last time stands until it is answered anew.
                submission=before.submission if before else "",
                answers=before.answers if before else {},
            )
        case AnswersSent():
            sent = Sent(event.form, event.share, event.submission, event.revision, at)
            tasks[event.task] = replace(tasks[event.task], sent=(*tasks[event.task].sent, sent))
        case TaskPutAway():
            tasks.pop(event.task, None)
        case TaskDone():
            done = replace(tasks[event.task], status="done", done_at=at, done_by=by)
            tasks[event.task] = replace(done, submission=event.submission, answers=event.answers)
        case TaskCancelled():
            tasks[event.task] = replace(tasks[event.task], status="cancelled", done_at=at, done_by=by)
        case TaskClaimed() | TaskGiven():
            tasks[event.task] = replace(tasks[event.task], holder=event.person)
        case TaskReleased():
            tasks[event.task] = replace(tasks[event.task], holder=None)
        case TaskNotOpened() | GuestInvited() | WaitEnded():
            pass  # nothing stands open because of it; the history says so


def left_behind(tasks: MutableMapping[str, Task], state: str) -> None:
    """Nobody waits any more for what is open in a *state* that the case has left; who still answers is welcome."""
    for key, one in tasks.items():
        if one.state == state and one.required:
            tasks[key] = replace(one, required=False)


def gone_on(tasks: MutableMapping[str, Task], was: str, now: str) -> None:
    """A task goes on with its link, as far as it is done, when what is at the other end becomes another case."""
    for key, one in tasks.items():
        if one.about == was:
            tasks[key] = replace(one, about=now)


def corrected(tasks: MutableMapping[str, Task], submission: str, answers: Answers) -> None:
    """The answers of a task are those of its submission, also once that is corrected."""
    for key, one in tasks.items():
        if submission and one.submission == submission:
            tasks[key] = replace(one, answers=answers)


def withdrawn(tasks: MutableMapping[str, Task], submission: str) -> None:
    """A task whose answers were taken out is open again; what went with another and was taken out is shown no more."""
    for key, one in tasks.items():
        if any(sent.submission == submission for sent in one.sent):
            tasks[key] = replace(one, sent=tuple(sent for sent in one.sent if sent.submission != submission))
    for key, one in tasks.items():
        if submission and one.submission == submission:
            tasks[key] = replace(one, status="open", done_at=None, done_by=None, submission="", answers={})


def to_json(one: Task) -> dict[str, object]:
    """Return a task as the store keeps it with the case, its days and instants as they are; what is empty left out."""
    made: dict[str, object] = {
        "status": one.status,
        "state": one.state,
        "required": one.required,
        "opened_at": one.opened_at,
    }
    if one.expires is not None:
        made["expires"] = one.expires
    if one.day is not None:
        made["day"] = one.day
    if one.holder is not None:
        made["holder"] = one.holder
    if one.number is not None:
        made["number"], made["row"] = one.number, one.row
    if one.done_at is not None and one.done_by is not None:
        made["done_at"], made["done_by"] = one.done_at, one.done_by
    if one.submission:
        made["submission"], made["answers"] = one.submission, one.answers
    if one.about:
        made["about"] = one.about
    if one.sent:
        made["sent"] = [(s.form, s.share, s.submission, s.revision, s.at) for s in one.sent]
    return made


def from_json(kept: FoldedTask) -> Task:
    """Return the task of which `to_json` made *kept*."""
    return Task(
        kept["status"],
        kept["state"],
        kept["required"],
        datetime.fromisoformat(kept["opened_at"]),
        datetime.fromisoformat(kept["expires"]) if "expires" in kept else None,
        date.fromisoformat(kept["day"]) if "day" in kept else None,
        kept.get("holder"),
        kept.get("number"),
        kept.get("row", {}),
        datetime.fromisoformat(kept["done_at"]) if "done_at" in kept else None,
        kept.get("done_by"),
        kept.get("submission", ""),
        kept.get("answers", {}),
        tuple(
            Sent(form, share, submission, revision, datetime.fromisoformat(at))
            for form, share, submission, revision, at in kept.get("sent", [])
        ),
        kept.get("about", ""),
    )
