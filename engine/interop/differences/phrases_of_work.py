"""The phrases of workflows: states, what is done in them and by when, tasks, and links between cases."""

from __future__ import annotations

from engine.definitions.changes import PlaceChange
from engine.definitions.deadlines import BreachStep, Deadline, Reminder
from engine.definitions.decisions import DecisionRule, DecisionTable
from engine.definitions.letters import Letter
from engine.definitions.links import Alert, Heard, Link, Merge, Notify, Opens, Shares, Split
from engine.definitions.restricting import BreakGlass, Restricted
from engine.definitions.tasks import AdHoc, AdHocTask, Awaited, OpenedTask, Override, Proceed, Task, When
from engine.definitions.workflows import Action, Always, Reopen, State, Strand, Workflow
from engine.interop.differences.phrases import INSIDE, IS_KNOWN, TITLE, Alone, Phrase, Phrases, Setting, Switch, Things
from engine.sentences.say import Sentence

STATE = Sentence('the state "{title}"')
ACTION = Sentence('the action "{title}"')
TASK = Sentence('the task "{title}"')
LIMIT = Sentence('the time limit "{title}"')
_LINK_QUESTION = Sentence('the question "{title}"')
_IN_MODULE = Setting('the module that "{title}" belongs to', "modules")
_AWAITED: dict[str, Phrase] = {"all": IS_KNOWN, "at_least": IS_KNOWN, "each_of": IS_KNOWN}

_OF_TASK: dict[str, Phrase] = {
    "title": TITLE,
    "hint": Setting('the hint of "{title}"', "words"),
    "by": Setting('those who do "{title}"', "roles"),
    "form": Setting('the form that "{title}" fills in', "forms"),
    "due": Setting('the time for "{title}"'),
    "send": Setting('what is sent with "{title}"', "paths"),
    "on_behalf": Setting('those who may answer "{title}" for others', "roles"),
    "required": Switch(
        Sentence('whether the case waits for "{title}"'),
        Sentence('You made the case wait for "{title}".'),
        Sentence('You made the case no longer wait for "{title}".'),
    ),
    "module": _IN_MODULE,
}

PHRASES: Phrases = {
    Workflow: {
        "workflow": IS_KNOWN,
        "title": TITLE,
        "summary": Setting('the summary of "{title}"', "words"),
        "subject": Setting('what "{title}" is about', "subjects"),
        "opened_by": Setting('those who may open "{title}"', "roles"),
        "view": Setting('those who may see cases of "{title}"', "roles"),
        "audited_by": Setting('those who may see who looked at cases of "{title}"', "roles"),
        "links": Things(Sentence('the link "{title}"')),
        "alerts": Things(Sentence('the alert "{title}"')),
        "merge": INSIDE,
        "split": INSIDE,
        "restricted": INSIDE,
        "checks": Things(Sentence('the check "{title}"')),
        "start": Setting('the state in which "{title}" begins', "states"),
        "states": IS_KNOWN,
        "anytime": IS_KNOWN,
        "always": Setting('what is promised of every case of "{title}"'),
        "module": _IN_MODULE,
        "ad_hoc": INSIDE,
        "changes": IS_KNOWN,
    },
    State: {
        "title": TITLE,
        "summary": Setting('the summary of "{title}"', "words"),
        "ending": Switch(
            Sentence('whether "{title}" is an ending'),
            Sentence('You made "{title}" an ending.'),
            Sentence('You made "{title}" an ending no more.'),
        ),
        "finished": Switch(
            Sentence('whether "{title}" is the end of its strand'),
            Sentence('You made "{title}" the end of its strand.'),
            Sentence('You made "{title}" the end of its strand no more.'),
        ),
        "actions": IS_KNOWN,
        "deadlines": IS_KNOWN,
        "reopen": INSIDE,
        "message": Setting('the messages that "{title}" sends'),
        "hears": Things(Sentence('what is done about the message "{title}"')),
        "start": Setting('the state in which "{title}" begins', "states"),
        "states": IS_KNOWN,
        "parallel": Things(Sentence('the strand "{title}"')),
        "when_done": Setting('where a case goes when all of "{title}" is done', "states"),
        "resume": Setting('where "{title}" goes on when it is entered again', "code"),
        "module": _IN_MODULE,
        "tasks": IS_KNOWN,
        "proceed": INSIDE,
        "ad_hoc": INSIDE,
    },
    Strand: {
        "title": TITLE,
        "start": Setting('the state in which "{title}" begins', "states"),
        "states": IS_KNOWN,
        "module": _IN_MODULE,
    },
    Action: {
        "title": TITLE,
        "hint": Setting('the hint of "{title}"', "words"),
        "by": Setting('those who may take "{title}"', "roles"),
        "not_by": IS_KNOWN,
        "form": Setting('the form that "{title}" fills in', "forms"),
        "continue": Setting('the form that "{title}" carries on', "forms"),
        "gives_back": Setting('the form that "{title}" gives back', "forms"),
        "dated": Setting('the day on which "{title}" counts as done', "questions"),
        "require": Setting('what must be so for "{title}"', "condition"),
        "require_tasks": Setting('the tasks that must be done for "{title}"'),
        "reason": Setting('whether "{title}" needs a reason', "code"),
        "assigns": Setting('the place on the case that "{title}" gives', "roles"),
        "link": Setting('the link that "{title}" makes', "links"),
        "open": Setting('the cases that "{title}" opens'),
        "notify": INSIDE,
        "goes": IS_KNOWN,
        "decide": IS_KNOWN,
        "restarts": Setting('the time limits that "{title}" restarts', "limits"),
        "pauses": Setting('the time limits that "{title}" pauses', "limits"),
        "for_up_to": Setting('the longest pause by "{title}"'),
        "times": Setting('how many times "{title}" may pause'),
        "resumes": Setting('the time limits that "{title}" resumes', "limits"),
        "module": _IN_MODULE,
    },
    Reopen: {
        "title": Setting('the name of reopening from "{title}"', "words"),
        "by": Setting('those who may reopen from "{title}"', "roles"),
        "reason": Setting('whether reopening from "{title}" needs a reason', "code"),
        "to": Setting('where reopening from "{title}" leads', "states"),
    },
    Always: {"never": IS_KNOWN, "every_case_can_end": IS_KNOWN, "every_case_can_reach": IS_KNOWN, "say": IS_KNOWN},
    Deadline: {
        "title": TITLE,
        "within": Setting('"{title}"'),
        "date": Setting('the day of "{title}"'),
        "by": Setting('the meeting by which "{title}" is due', "plain"),
        "kind": Setting('what kind of time limit "{title}" is', "code"),
        "from": Setting('when "{title}" starts'),
        "until": Setting('when "{title}" stops'),
        "count": Setting('how the days of "{title}" are counted', "code"),
        "roll": Setting('where "{title}" goes when it falls on a day off', "code"),
        "then_every": Setting('the time between one "{title}" and the next'),
        "remind": Setting('the reminders of "{title}"'),
        "breach": Setting('what happens when "{title}" is over'),
    },
    Reminder: {"before": IS_KNOWN, "tell": IS_KNOWN},
    BreachStep: {"tell": IS_KNOWN, "to": IS_KNOWN, "task": IS_KNOWN},
    DecisionRule: {"id": IS_KNOWN, "if": IS_KNOWN, "to": IS_KNOWN, "else": IS_KNOWN},
    DecisionTable: {"hit": IS_KNOWN, "columns": IS_KNOWN, "rows": IS_KNOWN},
    PlaceChange: dict.fromkeys(("in", "state", "task", "deadline", "action", "to", "clock"), IS_KNOWN),
    Task: {
        **_OF_TASK,
        "only_if": Setting('when "{title}" is opened', "condition"),
        "for_each": Setting('what "{title}" is opened for each of', "paths"),
    },
    OpenedTask: {"id": Setting('the id of "{title}"'), **_OF_TASK},
    AdHocTask: _OF_TASK,
    AdHoc: {
        "by": Setting('those who may open tasks of "{title}" as they see fit', "roles"),
        "tasks": Things(TASK),
    },
    Override: {
        "title": Setting('the name of going on from "{title}" without waiting', "words"),
        "by": Setting('those who may go on from "{title}" without waiting', "roles"),
        "reason": Setting('whether going on from "{title}" without waiting needs a reason', "code"),
    },
    Proceed: {
        "when": Setting('what "{title}" waits for before it goes on by itself'),
        "to": Setting('where "{title}" leads by itself', "states"),
        "override": INSIDE,
    },
    Awaited: _AWAITED,
    When: {**_AWAITED, "condition": IS_KNOWN},
    Link: {
        "title": TITLE,
        "to": Setting('where the link "{title}" leads', "forms"),
        "back": Setting('what the link "{title}" is called at the other end', "plain"),
        "many": Switch(
            Sentence('whether a case may have several of "{title}"'),
            Sentence('You let a case have several of "{title}".'),
            Sentence('You let a case have only one of "{title}".'),
        ),
        "shares": INSIDE,
        "fields": Things(_LINK_QUESTION),
    },
    Shares: {
        "out": Setting('what the other end of "{title}" may read', "paths"),
        "in": Setting('what is read from the other end of "{title}"', "paths"),
    },
    Opens: {"link": IS_KNOWN, "if": IS_KNOWN, "for_each": IS_KNOWN, "subject": IS_KNOWN, "copy": IS_KNOWN},
    Heard: {"from": Setting('the link along which "{title}" comes', "links"), "task": Alone(TASK)},
    Letter: {
        "letter": IS_KNOWN,
        "title": TITLE,
        "audience": Setting('those who read "{title}"', "roles"),
        "uses": Setting('what "{title}" quotes', "paths"),
        "no_names": Switch(
            Sentence('whether "{title}" may name people'),
            Sentence('You made "{title}" name nobody.'),
            Sentence('You let "{title}" name people.'),
        ),
        "body": Setting('the text of "{title}"', "words"),
    },
    Notify: {
        "tell": Setting('those who are told of "{title}"', "roles"),
        "urgent": Switch(
            Sentence('whether the notice of "{title}" is urgent'),
            Sentence('You made the notice of "{title}" urgent.'),
            Sentence('You made the notice of "{title}" ordinary.'),
        ),
        "letter": Setting('the letter that "{title}" draws up', "letters"),
    },
    Alert: {
        "when": Setting('when the alert "{title}" is raised', "condition"),
        "tell": Setting('those whom the alert "{title}" tells', "roles"),
        "say": Setting('the words of the alert "{title}"', "words"),
        "again_after": Setting('the time after which the alert "{title}" may be raised again'),
        "task": Alone(TASK),
    },
    Merge: {
        "by": Setting('those who may merge cases of "{title}"', "roles"),
        "to": Setting('where a case of "{title}" ends when it is merged', "states"),
    },
    Restricted: {
        "by": Setting('those who may restrict a case of "{title}"', "roles"),
        "break_glass": INSIDE,
    },
    BreakGlass: {
        "by": Setting('those who may open a restricted case of "{title}" in an emergency', "roles"),
        "tell": Setting('those who are told of opening a restricted case of "{title}"', "roles"),
        "for": Setting('the time for which a restricted case of "{title}" is opened'),
    },
    Split: {"by": Setting('those who may split cases of "{title}"', "roles")},
}
