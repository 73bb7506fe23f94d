"""What has happened to a case. Events are the record; the folded case can always be made from them again.

A step is one event row: everything one command did, in order, by one person at one instant. Version n of a case is
its n-th step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias, get_args

from engine.cases.events.clocks import (
    ClockBreached,
    ClockEnded,
    ClockEvent,
    ClockPaused,
    ClockReminded,
    ClockResumed,
    ClockStarted,
    ClockUnset,
)
from engine.cases.events.facts import FactDeclined, FactEvent, FactProposed, FactTakenBack, FactUpdated
from engine.cases.events.forms import (
    FormCorrected,
    FormEvent,
    FormGivenBack,
    FormStandsAgain,
    FormSubmitted,
    FormWithdrawn,
)
from engine.cases.events.keeping import AnswersErased, KeepingEvent
from engine.cases.events.links import (
    AlertRaised,
    CaseLinked,
    LinkedFrom,
    LinkEvent,
    MessageHeard,
    MessageSent,
)
from engine.cases.events.merging import (
    CaseMerged,
    CaseSplit,
    CaseSplitOff,
    CaseTakenIn,
    LinkFollowed,
    LinkMoved,
    LinkTaken,
    MergeEvent,
    SubjectMerged,
)
from engine.cases.events.moves import (
    ActionRedated,
    ActionTaken,
    CaseOpened,
    MoveEvent,
    StateEntered,
    StateLeft,
    StrandsEnded,
)
from engine.cases.events.people import CaseRoleEnded, CaseRoleGiven, PeopleEvent
from engine.cases.events.releases import CaseMoved, ReleaseEvent
from engine.cases.events.restricting import CaseRestricted, GlassBroken, RestrictingEvent, RestrictionLifted
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
from engine.cases.events.telling import LetterDrawn, PeopleTold, TellingEvent

Event: TypeAlias = (
    MoveEvent
    | FormEvent
    | FactEvent
    | PeopleEvent
    | ClockEvent
    | TellingEvent
    | TaskEvent
    | LinkEvent
    | MergeEvent
    | KeepingEvent
    | ReleaseEvent
    | RestrictingEvent
)

EVENT_TYPES: tuple[type[Event], ...] = get_args(Event)


@dataclass(frozen=True)
class Step:
    """One row of a case's history: what one command did, by whom, when, under which release.

    *reason* is why this person acted at all, as their session has it: the reason of an action is in its event.
    """

    council: str
    case: str
    release: str
    version: int
    at: datetime
    by: str
    on_behalf_of: str | None
    events: tuple[Event, ...]
    reason: str | None = field(default=None, repr=False)


__all__ = [
    "EVENT_TYPES",
    "ActionRedated",
    "ActionTaken",
    "AlertRaised",
    "AnswersErased",
    "AnswersSent",
    "CaseLinked",
    "CaseMerged",
    "CaseMoved",
    "CaseOpened",
    "CaseRestricted",
    "CaseRoleEnded",
    "CaseRoleGiven",
    "CaseSplit",
    "CaseSplitOff",
    "CaseTakenIn",
    "ClockBreached",
    "ClockEnded",
    "ClockEvent",
    "ClockPaused",
    "ClockReminded",
    "ClockResumed",
    "ClockStarted",
    "ClockUnset",
    "Event",
    "FactDeclined",
    "FactEvent",
    "FactProposed",
    "FactTakenBack",
    "FactUpdated",
    "FormCorrected",
    "FormEvent",
    "FormGivenBack",
    "FormStandsAgain",
    "FormSubmitted",
    "FormWithdrawn",
    "GlassBroken",
    "GuestInvited",
    "KeepingEvent",
    "LetterDrawn",
    "LinkEvent",
    "LinkFollowed",
    "LinkMoved",
    "LinkTaken",
    "LinkedFrom",
    "MergeEvent",
    "MessageHeard",
    "MessageSent",
    "MoveEvent",
    "PeopleEvent",
    "PeopleTold",
    "ReleaseEvent",
    "RestrictingEvent",
    "RestrictionLifted",
    "StateEntered",
    "StateLeft",
    "Step",
    "StrandsEnded",
    "SubjectMerged",
    "TaskCancelled",
    "TaskClaimed",
    "TaskDone",
    "TaskEvent",
    "TaskGiven",
    "TaskNotOpened",
    "TaskOpened",
    "TaskPutAway",
    "TaskReleased",
    "TellingEvent",
    "WaitEnded",
]
