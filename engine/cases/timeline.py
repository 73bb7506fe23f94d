"""The history of a case in sentences, made from titles. It says what was done, never what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from engine.cases.answers import label_list
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.events import (
    ActionRedated,
    ActionTaken,
    AlertRaised,
    AnswersErased,
    CaseLinked,
    CaseMerged,
    CaseMoved,
    CaseOpened,
    CaseRestricted,
    CaseRoleEnded,
    CaseRoleGiven,
    CaseSplit,
    CaseSplitOff,
    CaseTakenIn,
    ClockBreached,
    ClockEnded,
    ClockEvent,
    ClockPaused,
    ClockReminded,
    ClockResumed,
    ClockStarted,
    ClockUnset,
    Event,
    FactDeclined,
    FactProposed,
    FactTakenBack,
    FactUpdated,
    FormCorrected,
    FormGivenBack,
    FormStandsAgain,
    FormSubmitted,
    FormWithdrawn,
    GlassBroken,
    LetterDrawn,
    LinkedFrom,
    LinkEvent,
    LinkFollowed,
    LinkMoved,
    LinkTaken,
    MergeEvent,
    MessageHeard,
    MessageSent,
    RestrictingEvent,
    RestrictionLifted,
    StateEntered,
    Step,
    SubjectMerged,
)
from engine.cases.task_lines import task_line
from engine.sentences.dates import long_day, long_moment
from engine.sentences.say import Sentence, listing, say

FACTS = (FactProposed, FactUpdated, FactDeclined, FactTakenBack)
_OF_FACTS: Mapping[type[Event], Sentence] = {
    FactProposed: Sentence("Proposed for the record: {facts}"),
    FactUpdated: Sentence("Written to the record: {facts}"),
    FactDeclined: Sentence("Not written to the record: {facts}"),
    FactTakenBack: Sentence("No longer proposed for the record: {facts}"),
}
_ENDED: Mapping[str, Sentence] = {
    "met": Sentence("{deadline}: done in time"),
    "breached": Sentence("{deadline}: not done in time"),
    "recorded_late": Sentence("{deadline}: recorded late, done in time"),
}
_MOVED = Sentence("Goes on under version {version}")
_MOVED_BACK = Sentence("Goes on under version {version}, as it was before it was moved")
_ERASED: Mapping[str, Sentence] = {
    "draft": Sentence('"{form}": the draft was kept long enough, and is erased'),
    "erase": Sentence('"{form}": what was answered was kept long enough, and is erased'),
    "anonymise": Sentence('"{form}": what was answered was kept long enough; only what tells of nobody is left'),
}


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One step of a case: when, who, and what happened, in sentences."""

    version: int
    at: datetime
    by: str
    on_behalf_of: str | None
    lines: tuple[str, ...]


def timeline(definition: Definition, flow: CompiledWorkflow, steps: Iterable[Step]) -> list[TimelineEntry]:
    """Return the history of a case as this release words it, oldest first."""
    return [
        TimelineEntry(one.version, one.at, one.by, one.on_behalf_of, tuple(_lines(definition, flow, one)))
        for one in steps
        if one.events  # of what has to do only with a case that nobody may know of, nothing is left
    ]


def _lines(definition: Definition, flow: CompiledWorkflow, step: Step) -> Iterable[str]:
    recorded = definition.counting.local_day(step.at)
    # What a person did comes first; what followed from it keeps its order.
    for event in sorted(step.events, key=lambda one: not isinstance(one, ActionTaken)):
        if isinstance(event, LinkEvent):
            line = _of_links(definition.language, flow, event)
        elif isinstance(event, MergeEvent):
            line = _of_merging(definition.language, flow, event)
        elif isinstance(event, RestrictingEvent):
            line = _of_restricting(definition, event)
        else:
            line = _line(definition, flow, event, recorded)
        if line:
            yield line
    yield from _of_facts(definition, flow, step)


def _line(definition: Definition, flow: CompiledWorkflow, event: Event, recorded: date) -> str:
    language = definition.language
    match event:
        case CaseOpened():
            return say(language, "Opened {case}: {workflow}", case=event.reference, workflow=flow.definition.title)
        case ActionTaken():
            return _action(language, flow, event, recorded)
        case FormSubmitted() | FormCorrected() | FormWithdrawn() | FormStandsAgain():
            return _of_form(definition, flow, event)
        case FormGivenBack():
            form = _form_title(definition, event.form)
            return say(language, '"{form}" given back to {person}', form=form, person=event.to)
        case CaseRoleGiven():
            role = definition.roles.titles.get(event.role, event.role)
            return say(language, "{role}: {person}", role=role, person=event.person)
        case CaseRoleEnded():
            role = definition.roles.titles.get(event.role, event.role)
            return say(language, "{role}: no longer {person}", role=role, person=event.person)
        case StateEntered():
            state = flow.states.get(event.state)
            return say(language, "Now: {state}", state=state.definition.title if state else event.state)
        case ClockStarted() | ClockEnded() | ClockUnset() | ClockReminded():
            return _of_clock(definition, flow, event)
        case ClockBreached() | ClockPaused() | ClockResumed():
            return _of_clock(definition, flow, event)
        case ActionRedated():
            done = flow.titles.get(event.action, event.action)
            return say(language, "{action}: done on {day}", action=done, day=long_day(language, event.on))
        case CaseMoved() | AnswersErased() | LetterDrawn():
            return _of_the_record(definition, event)
        case _:
            return task_line(definition, flow, event)


def _of_the_record(definition: Definition, event: CaseMoved | AnswersErased | LetterDrawn) -> str:
    """Return what was done to the record itself, and not in the case, or what was written from it."""
    if isinstance(event, LetterDrawn):
        letter = definition.letters.get(event.letter)
        title, roles = (
            letter.definition.title if letter else event.letter,
            definition.roles.named(event.roles, definition.language),
        )
        return say(definition.language, '"{letter}" drawn up for: {roles}', letter=title, roles=roles)
    if isinstance(event, CaseMoved):
        return (_MOVED_BACK if event.back else _MOVED).said(definition.language, version=event.version)
    what = event.then if event.kind == "submitted" else event.kind
    return _ERASED[what].said(definition.language, form=_form_title(definition, event.form))


def _of_links(language: str, flow: CompiledWorkflow, event: LinkEvent) -> str:
    """Return what happened between cases. Which case it was is not said: `Cases.links` tells what may be read."""
    if isinstance(event, AlertRaised):
        alert = flow.definition.alerts.get(event.alert)
        return say(language, "Noticed: {alert}", alert=alert.say if alert is not None else event.alert)
    link = _link_title(flow, event.link)
    match event:
        case CaseLinked():
            opened = Sentence("Opened and linked: {link}") if event.opened else Sentence("Linked: {link}")
            return opened.said(language, link=link)
        case LinkedFrom():
            return say(language, "Linked from another case: {link}", link=link)
        case MessageSent():
            return say(language, "Message to {link}: {message}", link=link, message=_words_of(event.message))
        case MessageHeard():
            heard = Sentence("Message from {link}: {message}")
            heard = heard if event.acted else Sentence("Message from {link}, for which nothing waited: {message}")
            return heard.said(language, link=link, message=_words_of(event.message))


def _of_merging(language: str, flow: CompiledWorkflow, event: MergeEvent) -> str:
    """Return how a case became one with another, or two. Of what is linked it says no more than `_of_links` does."""
    match event:
        case CaseMerged():
            done = say(language, "Merged into {case}, where it goes on", case=event.reference)
            return _because(language, done, event.reason)
        case CaseTakenIn():
            done = say(language, "{case} was merged into this case", case=event.reference)
            return _because(language, done, event.reason)
        case CaseSplit():
            return _because(language, say(language, "Split: part of it goes on in a new case"), event.reason)
        case CaseSplitOff():
            done = say(language, "Split off {case}", case=event.reference)
            return _because(language, done, event.reason)
        case LinkMoved():
            return say(language, "The link goes on there: {link}", link=_link_title(flow, event.link))
        case LinkTaken():
            return say(language, "The link came from there: {link}", link=_link_title(flow, event.link))
        case SubjectMerged():
            told = 'Two records were of one: "{was}" and "{now}". This case is about "{now}" from here'
            return say(language, told, was=event.was, now=event.now)
        case LinkFollowed():
            merged = Sentence("What is linked was merged with another: {link}")
            changed = merged if event.merged else Sentence("What is linked was split into two: {link}")
            return changed.said(language, link=_link_title(flow, event.link))


def _of_restricting(definition: Definition, event: RestrictingEvent) -> str:
    """Return who was let in. It is read by those who are."""
    language = definition.language
    match event:
        case CaseRestricted():
            roles = (definition.roles.titles.get(one, one) for one in event.roles)
            done = say(language, "Restricted to: {people}", people=listing(language, (*event.people, *roles)))
            return _because(language, done, event.reason)
        case RestrictionLifted():
            return _because(language, say(language, "No longer restricted"), event.reason)
        case GlassBroken():
            until = long_moment(language, event.until.astimezone(definition.zone))
            return _because(language, say(language, "Glass broken, until {moment}", moment=until), event.reason)


def _link_title(flow: CompiledWorkflow, link: str) -> str:
    return flow.links[link].title if link in flow.links else link


def _words_of(message: str) -> str:
    return message.replace("_", " ")


def _action(language: str, flow: CompiledWorkflow, event: ActionTaken, recorded: date) -> str:
    done = flow.titles.get(event.action, event.action)
    if event.on != recorded:
        done = say(language, "{action}, done on {day}", action=done, day=long_day(language, event.on))
    return _because(language, done, event.reason)


def _of_form(
    definition: Definition,
    flow: CompiledWorkflow,
    event: FormSubmitted | FormCorrected | FormWithdrawn | FormStandsAgain,
) -> str:
    language, form = definition.language, _form_title(definition, event.form)
    match event:
        case FormSubmitted():
            done = say(language, '"{form}" submitted', form=form)
            if event.again:
                done = say(language, '"{form}" sent again as it was', form=form)
            elif event.revision > 1:
                done = say(language, '"{form}" submitted (revision {revision})', form=form, revision=event.revision)
            return _dropped(definition, event, done)
        case FormCorrected():
            changed = _questions(definition, event.form, event.changed)
            corrected = '"{form}" corrected (revision {revision}): {fields}'
            done = say(language, corrected, form=form, revision=event.revision, fields=changed)
            return _because(language, _dropped(definition, event, done), event.reason)
        case FormWithdrawn():
            done = _because(language, say(language, '"{form}" withdrawn', form=form), event.reason)
            facts = listing(language, (_fact_title(definition, flow, one) for one in event.wrote))
            stays = "{done}. It wrote to the record, where this stays until someone changes it: {facts}"
            return say(language, stays, done=done, facts=facts) if facts else done
        case FormStandsAgain():
            day = long_day(language, event.on)
            return say(language, '"{form}" as submitted on {day} counts again', form=form, day=day)


def _dropped(definition: Definition, event: FormSubmitted | FormCorrected, done: str) -> str:
    fields = _questions(definition, event.form, event.dropped)
    return (
        say(definition.language, "{done}. Hidden, so not kept: {fields}", done=done, fields=fields) if fields else done
    )


def _questions(definition: Definition, form: str, names: Iterable[str]) -> str:
    return label_list(definition.forms[form], names) if form in definition.forms else ""


def _because(language: str, done: str, reason: str | None) -> str:
    return say(language, "{done}. Reason: {reason}", done=done, reason=reason) if reason else done


def _of_facts(definition: Definition, flow: CompiledWorkflow, step: Step) -> Iterable[str]:
    """Yield one line for each thing that happened to facts, however many they were."""
    for kind, sentence in _OF_FACTS.items():
        facts = [event.fact for event in step.events if isinstance(event, FACTS) and type(event) is kind]
        if facts:
            titles = listing(definition.language, (_fact_title(definition, flow, one) for one in facts))
            yield sentence.said(definition.language, facts=titles)


def _fact_title(definition: Definition, flow: CompiledWorkflow, fact: str) -> str:
    one = definition.facts.get((flow.definition.subject, fact))
    return f'"{one.definition.label}"' if one else fact


def _form_title(definition: Definition, form: str) -> str:
    return definition.forms[form].definition.title if form in definition.forms else form


def _of_clock(definition: Definition, flow: CompiledWorkflow, event: ClockEvent) -> str:
    language, title = definition.language, _clock_title(flow, event.deadline)
    match event:
        case ClockStarted():
            return say(language, "{deadline}: due by {day}", deadline=title, day=_due(definition, event))
        case ClockEnded():
            return _ENDED[event.status].said(language, deadline=title)
        case ClockUnset():
            return say(language, "{deadline}: not running, as the date it counts from was taken out", deadline=title)
        case ClockReminded():
            return say(language, "{deadline}: reminded", deadline=title)
        case ClockBreached():
            return say(language, "{deadline}: the last day is over", deadline=title)
        case ClockPaused():
            last = long_day(language, definition.counting.last_day_before(event.until))
            return say(language, "{deadline}: paused, until {day} at most", deadline=title, day=last)
        case ClockResumed():
            return say(language, "{deadline}: goes on, due by {day}", deadline=title, day=_due(definition, event))


def _clock_title(flow: CompiledWorkflow, deadline: str) -> str:
    return flow.deadlines[deadline].title if deadline in flow.deadlines else deadline


def _due(definition: Definition, event: ClockStarted | ClockResumed) -> str:
    language = definition.language
    return (
        long_day(language, event.day) if event.day else long_moment(language, event.expires.astimezone(definition.zone))
    )
