"""Two cases that turn out to be one, and one that turns out to be two. Nothing is deleted, and histories say why.

Each decision is about one case. Those at other ends learn by message, each in a transaction of its own, what `news_for`
says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from engine.cases.access import Actor, may
from engine.cases.commands import HearNews, MergeCase, SplitCase
from engine.cases.compiled import CompiledWorkflow, Definition
from engine.cases.decide.firing import TIME
from engine.cases.decide.following import followed
from engine.cases.decide.outcome import UNSEEN, Accepted, Declined, NewCase, accepted, declined
from engine.cases.events import (
    CaseMerged,
    CaseSplit,
    CaseSplitOff,
    CaseTakenIn,
    LinkFollowed,
    LinkMoved,
    LinkTaken,
    MergeEvent,
    Step,
)
from engine.cases.links import LinkRows, handle
from engine.cases.snapshot import CaseFile
from engine.cases.state import Case
from engine.cases.values import is_reference
from engine.errors import Reason
from engine.sentences.say import Part, Sentence

MERGE, SPLIT = "merge", "split"


def merge_case(definition: Definition, file: CaseFile, command: MergeCase, now: datetime) -> Accepted | Declined:
    """End the case as the same as the one that was picked, to which its links go, or say every reason why not."""
    case, flow = file.case, definition.workflows[file.case.workflow]
    assert file.picked is not None
    into, theirs = file.picked.case, file.theirs or {}
    if not may(definition.roles.standing(command.by, case), "see", flow.view):
        return UNSEEN
    if flow.definition.merge is None:
        said = Sentence('Cases of "{workflow}" are not merged: these definitions name nobody who may.')
        return declined(_reason(definition, flow, "not_allowed", said, MERGE))
    if not _may(definition, flow.merged_by, command.by, case, into):
        said = Sentence('Merging cases of "{workflow}" is for: {roles}.')
        return declined(_reason(definition, flow, "not_allowed", said, MERGE, roles=flow.merged_by))
    moved = tuple(moved_to(flow, file.links or {}, into.id, theirs))
    reasons = [*_not_one(definition, flow, case, into), *_no_room(definition, flow, moved, theirs)]
    if not (command.reason or "").strip():
        reasons.append(_reason(definition, flow, "reason", Sentence("Say why these two cases are one."), MERGE))
    if reasons:
        return declined(*reasons)
    ended = CaseMerged(into.id, into.reference, case.reference, command.reason or "")
    made = accepted(case, command.by, now, (ended, *moved), None)
    target = flow.definition.target(flow.definition.merge.to, "")
    assert target is not None  # or the workflow would not have been compiled
    return followed(definition, flow, _without(file, moved), made, now, to=(target,))


def split_case(definition: Definition, file: CaseFile, command: SplitCase, now: datetime) -> Accepted | Declined:
    """Open a case for what turned out to be something else, and give it the links that were named."""
    case, flow = file.case, definition.workflows[file.case.workflow]
    if not may(definition.roles.standing(command.by, case), "see", flow.view):
        return UNSEEN
    if flow.definition.split is None:
        said = Sentence('Cases of "{workflow}" are not split: these definitions name nobody who may.')
        return declined(_reason(definition, flow, "not_allowed", said, SPLIT))
    if not _may(definition, flow.split_by, command.by, case):
        said = Sentence('Splitting cases of "{workflow}" is for: {roles}.')
        return declined(_reason(definition, flow, "not_allowed", said, SPLIT, roles=flow.split_by))
    moved = _named(flow, file, command)
    wrong = _not_split(case, command, moved)
    if wrong:
        return declined(*(_reason(definition, flow, code, said, SPLIT) for code, said in wrong.items()))
    reason = command.reason or ""
    linked = tuple((one.link, one.other) for one in moved)
    origin = CaseSplitOff(case.id, case.reference, reason)
    new = NewCase(command.new, case.workflow, command.kind, command.subject, linked, split_off=origin)
    made = accepted(case, command.by, now, (CaseSplit(command.new, reason), *moved), None)
    return followed(definition, flow, _without(file, moved), replace(made, opened=(new,)), now)


def hear_news(definition: Definition, file: CaseFile, command: HearNews, now: datetime) -> Accepted | Declined:
    """Take into the history what another case did."""
    flow = definition.workflows[file.case.workflow]
    made = handed_on(flow, file, accepted(file.case, TIME, now, command.news, None))
    return followed(definition, flow, file, made, now)


def handed_on(flow: CompiledWorkflow, file: CaseFile, made: Accepted) -> Accepted:
    """Return *made*; of a case that was merged, with the links that came to it since going on to where it went."""
    into = made.case.merged_into
    return made.with_events(tuple(moved_to(flow, file.links or {}, into, file.theirs or {}))) if into else made


def moved_to(flow: CompiledWorkflow, mine: LinkRows, to: str, theirs: LinkRows) -> Iterator[LinkMoved]:
    """Yield how each link of *mine* goes to the case *to*, which has *theirs* already."""
    for link, rows in mine.items():
        there = {one.other for one in theirs.get(link, ())} | {to}
        back = flow.links[link].definition.back
        yield from (LinkMoved(link, one.other, back, to, one.other not in there) for one in rows)


def news_for(step: Step, to: str, link: str) -> tuple[MergeEvent, ...]:
    """Return what *step* of another case means to the case *to*: to one linked along *link*, or where links went.

    A linked case learns that the other end changed and nothing else: not why, nor what else is linked there.
    """
    moved = [one for one in step.events if isinstance(one, LinkMoved)]
    if link:
        merged = not any(isinstance(one, CaseSplit) for one in step.events)
        here = (one for one in moved if (one.other, one.back) == (to, link))
        return tuple(LinkFollowed(link, step.case, one.to, merged, one.kept) for one in here)
    taken = tuple(LinkTaken(one.link, one.other) for one in moved if one.to == to and one.kept)
    merges = (one for one in step.events if isinstance(one, CaseMerged))
    return (*(CaseTakenIn(step.case, one.own, one.reason) for one in merges), *taken)


# --- what a decision is made of --------------------------------------------------------------------------------------


def _may(definition: Definition, who: frozenset[str], by: Actor, *cases: Case) -> bool:
    """Whether this person may do it on each of *cases*, whose teams may differ."""
    return all(may(definition.roles.standing(by, one), "do", who) for one in cases)


def _not_one(definition: Definition, flow: CompiledWorkflow, case: Case, into: Case) -> Iterator[Reason]:
    """Yield why *case* and *into* cannot become one."""
    if case.id == into.id:
        yield _reason(definition, flow, "same_case", Sentence("A case cannot be merged into itself."), MERGE)
    elif case.workflow != into.workflow:
        said = Sentence('Only a case of "{workflow}" can take this one in.')
        yield _reason(definition, flow, "wrong_workflow", said, MERGE)
    elif into.ended_at is not None:
        said = Sentence("The other case has ended, so this one cannot go on there.")
        yield _reason(definition, flow, "ended", said, MERGE)
    if case.ended_at is not None:
        yield _reason(definition, flow, "ended", Sentence("This case has ended."), MERGE)


def _no_room(
    definition: Definition, flow: CompiledWorkflow, moved: Iterable[LinkMoved], theirs: LinkRows
) -> Iterator[Reason]:
    """Yield the links of which the other case would have two and may have one."""
    for link in dict.fromkeys(one.link for one in moved if one.kept and theirs.get(one.link)):
        if not flow.links[link].definition.many:
            said = Sentence('A case has one "{link}" at most, and each of these two has its own.')
            yield _reason(definition, flow, "one_only", said, link, link=flow.links[link].title)


def _not_split(case: Case, command: SplitCase, moved: tuple[LinkMoved, ...]) -> dict[str, Sentence]:
    """Return why the case cannot be split like this, by code."""
    wrong: dict[str, Sentence] = {}
    if case.ended_at is not None:
        wrong["ended"] = Sentence("This case has ended.")
    if not command.links:
        wrong["link"] = Sentence("Name at least one link that goes to the new case.")
    elif len(moved) < len(frozenset(command.links)):
        wrong["not_found"] = Sentence("This case has no such link.")
    if not is_reference(command.subject):
        wrong["wrong_subject"] = Sentence("Name the subject by a reference of letters, digits and dashes.")
    elif command.subject == case.subject:
        wrong["wrong_subject"] = Sentence("The new case is about something else: name another subject, or none.")
    if not (command.reason or "").strip():
        wrong["reason"] = Sentence("Say why this case is two.")
    return wrong


def _named(flow: CompiledWorkflow, file: CaseFile, command: SplitCase) -> tuple[LinkMoved, ...]:
    """Return how the links that were named go to the new case; what names none is left out."""
    wanted = frozenset(command.links)
    rows = {
        link: tuple(one for one in each if handle(file.case.id, link, one.other) in wanted)
        for link, each in (file.links or {}).items()
    }
    return tuple(moved_to(flow, rows, command.new, {}))


def _without(file: CaseFile, moved: Iterable[LinkMoved]) -> CaseFile:
    """Return *file* without the links that have gone: what conditions see after the step."""
    gone = {(one.link, one.other) for one in moved}
    links = (file.links or {}).items()
    return replace(file, links={name: [one for one in rows if (name, one.other) not in gone] for name, rows in links})


def _reason(
    definition: Definition,
    flow: CompiledWorkflow,
    code: str,
    said: Sentence,
    path: str,
    *,
    roles: frozenset[str] = frozenset(),
    **parts: Part,
) -> Reason:
    named = definition.roles.named(sorted(roles), definition.language)
    return Reason(code, said.said(definition.language, workflow=flow.definition.title, roles=named, **parts), path)
