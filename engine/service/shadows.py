"""What a case tells of others that are restricted: nothing, to whoever is not let in to those.

A case has a link with another, a message from it, or its merging on record. Where the other is restricted, somebody who
sees only this one reads their case as if it had never had to do with the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from engine.cases.access import Actor
from engine.cases.compiled import Definition
from engine.cases.events import (
    CaseLinked,
    CaseMerged,
    CaseSplit,
    CaseSplitOff,
    CaseTakenIn,
    Event,
    LinkedFrom,
    LinkFollowed,
    LinkMoved,
    LinkTaken,
    MessageHeard,
    Step,
)
from engine.cases.links import LinkRows, handle
from engine.cases.making import remade
from engine.cases.restriction import as_of
from engine.cases.state import Case
from engine.service.links import LetsIn, load_links
from engine.store.cases import read_case, read_steps
from engine.store.let_in import has_restricted, restricted_among
from engine.store.links import read_links
from engine.store.transaction import Transaction


def letting_in(definition: Definition, by: Actor, now: datetime) -> LetsIn:
    """Return what says of a case whether *by* may know that it is there."""
    return lambda case: definition.roles.lets_in(by, as_of(case, now))


def unknown_to(tx: Transaction, council: str, ids: Iterable[str], lets_in: LetsIn) -> frozenset[str]:
    """Return those of the cases with these *ids* that are not known. One statement, where none is restricted."""
    found = (read_case(tx, council, one) for one in restricted_among(tx, council, ids))
    return frozenset(one.id for one in found if one is not None and not lets_in(one))


def as_known(tx: Transaction, case: Case, lets_in: LetsIn) -> Case:
    """Return *case* without what it says of cases that are not known.

    One statement for a case that has to do with others, where nothing of the council is restricted.
    """
    if not (case.links or case.merged_into) or not has_restricted(tx, case.council):
        return case
    rows = read_links(tx, case.council, case.id) if case.links else []
    unknown = unknown_to(tx, case.council, [*(one.other for one in rows), case.merged_into], lets_in)
    if not unknown:
        return case
    gone = Counter(one.link for one in rows if one.other in unknown)
    links = {name: many - gone[name] for name, many in case.links.items() if many > gone[name]}
    return remade(case, {"links": links, "merged_into": "" if case.merged_into in unknown else case.merged_into})


def known_steps(tx: Transaction, case: Case, lets_in: LetsIn) -> list[Step]:
    """Return the steps of *case* without what has to do with cases that are not known."""
    return of_the_known(tx, read_steps(tx, case.council, case.id), lets_in)


def of_the_known(tx: Transaction, steps: list[Step], lets_in: LetsIn) -> list[Step]:
    """Return *steps* without what has to do with cases that are not known; each step stays, if with nothing in it."""
    others = {one for step in steps for event in step.events for one in others_of(event)}
    unknown = unknown_to(tx, steps[0].council, others, lets_in) if others else frozenset()
    if not unknown:
        return steps
    return [
        replace(step, events=tuple(one for one in step.events if unknown.isdisjoint(others_of(one)))) for step in steps
    ]


def known_links(tx: Transaction, definition: Definition, case: Case, lets_in: LetsIn) -> LinkRows:
    """Return what `load_links` does, without the cases that are not known."""
    found = load_links(tx, definition, case)
    unknown = unknown_to(tx, case.council, [one.other for rows in found.values() for one in rows], lets_in)
    return {name: [one for one in rows if one.other not in unknown] for name, rows in found.items()}


def unknown_handles(tx: Transaction, case: Case, lets_in: LetsIn) -> frozenset[str]:
    """Return what those links of a case are called at its end that lead to cases which are not known."""
    rows = read_links(tx, case.council, case.id) if case.links else []
    unknown = unknown_to(tx, case.council, [one.other for one in rows], lets_in)
    return frozenset(handle(case.id, one.link, one.other) for one in rows if one.other in unknown)


def others_of(event: Event) -> tuple[str, ...]:
    """Return the ids of the other cases that an event is about."""
    match event:
        case CaseLinked() | LinkedFrom() | MessageHeard() | CaseTakenIn() | CaseSplitOff() | LinkTaken():
            return (event.other,)
        case CaseMerged() | CaseSplit():
            return (event.into,)
        case LinkMoved():
            return event.other, event.to
        case LinkFollowed():
            return event.was, event.now
        case _:
            return ()
