"""The one question of the core: what does this command do to this case, or why can't it be done?

Pure: no clock, database, randomness, file or network. The same function serves production, scenarios and exploration.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.cases.commands import (
    Assign,
    BreakGlass,
    CancelTask,
    Command,
    CompleteTask,
    CorrectForm,
    FireTimer,
    HandTask,
    HearMessage,
    HearNews,
    InviteGuest,
    MergeCase,
    MoveSubject,
    OpenCase,
    OpenTask,
    RestrictCase,
    SettleProposal,
    SplitCase,
    TakeAction,
    TaskCommand,
    WithdrawForm,
)
from engine.cases.compiled import Definition
from engine.cases.decide.acting import take_action
from engine.cases.decide.assigning import assign
from engine.cases.decide.completing import complete_task
from engine.cases.decide.correcting import correct_form
from engine.cases.decide.firing import fire_timer
from engine.cases.decide.handling import cancel_task, hand_task, open_task
from engine.cases.decide.hearing import hear_message
from engine.cases.decide.inviting import invite_guest
from engine.cases.decide.merging import hear_news, merge_case, split_case
from engine.cases.decide.moving_subjects import move_subject
from engine.cases.decide.opening import open_case
from engine.cases.decide.outcome import Accepted, Declined
from engine.cases.decide.restricting import break_glass, restrict_case
from engine.cases.decide.withdrawing import withdraw_form
from engine.cases.decide.writing_back import settle_proposal
from engine.cases.making import remade
from engine.cases.restriction import as_of
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case

__all__ = ["Accepted", "Declined", "decide"]


def decide(definition: Definition, file: CaseFile | None, command: Command, now: datetime) -> Accepted | Declined:
    """Return what *command* does, as events and the case after them, or every reason why it can't be done.

    *file* is the case with the papers that the command needs; none for opening one. *now* is an aware instant.
    """
    if file is not None and file.case.restriction is not None:
        file = replace(file, case=as_of(file.case, now))
    found = _decided(definition, file, command, now)
    return remade(found, {"definition": definition}) if isinstance(found, Accepted) else found


def _decided(definition: Definition, file: CaseFile | None, command: Command, now: datetime) -> Accepted | Declined:
    if isinstance(command, OpenCase):
        return open_case(definition, command, now)
    assert file is not None
    match command:
        case TakeAction():
            return take_action(definition, file, command, now)
        case CorrectForm():
            return correct_form(definition, file, command, now)
        case WithdrawForm():
            return withdraw_form(definition, file, command, now)
        case HearMessage():
            return hear_message(definition, file, command, now)
        case HearNews() | MergeCase() | SplitCase() | MoveSubject():
            return _about_ends(definition, file, command, now)
        case Assign():
            return assign(definition, file, command, now)
        case RestrictCase() | BreakGlass():
            return _about_a_restriction(definition, file.case, command, now)
        case SettleProposal():
            return settle_proposal(definition, file.case, command, now)
        case FireTimer():
            return fire_timer(definition, file, command, now)
        case CompleteTask() | OpenTask() | CancelTask() | HandTask() | InviteGuest():
            return _about_a_task(definition, file, command, now)


def _about_ends(
    definition: Definition, file: CaseFile, command: HearNews | MergeCase | SplitCase | MoveSubject, now: datetime
) -> Accepted | Declined:
    match command:
        case HearNews():
            return hear_news(definition, file, command, now)
        case MergeCase():
            return merge_case(definition, file, command, now)
        case SplitCase():
            return split_case(definition, file, command, now)
        case MoveSubject():
            return move_subject(definition, file, command, now)


def _about_a_restriction(
    definition: Definition, case: Case, command: RestrictCase | BreakGlass, now: datetime
) -> Accepted | Declined:
    if isinstance(command, RestrictCase):
        return restrict_case(definition, case, command, now)
    return break_glass(definition, case, command, now)


def _about_a_task(definition: Definition, file: CaseFile, command: TaskCommand, now: datetime) -> Accepted | Declined:
    match command:
        case CompleteTask():
            return complete_task(definition, file, command, now)
        case OpenTask():
            return open_task(definition, file, command, now)
        case CancelTask():
            return cancel_task(definition, file, command, now)
        case HandTask():
            return hand_task(definition, file, command, now)
        case InviteGuest():
            return invite_guest(definition, file, command, now)
