"""A worker on child A finds nothing of child B through a place that both are linked to.

A marker stands wherever child B's case could hold words: its subject, its answers, its reasons, its worker and the
answers of its link. All that Casepath then says to the worker of child A is searched for it, and so is all that it says
to the lead of the place beyond what the link shares.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from functools import partial
from types import FrameType

import pytest

from engine import Actor, Case, Cases, Database, EngineError, NotFound
from engine.cases.values import Answers
from engine.store.transaction import Moment
from tests.copying import COPYING
from tests.places import LEAD, MANAGER, MASH, WORKER
from tests.service.test_links import child, deliver, place
from tests.support import Office

MARKER = re.compile("Marker7391")
OTHER = Actor("Marker7391-worker", ["practitioner"], ["east"])
SUBJECT = "Marker7391-subject"


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=COPYING)


@pytest.fixture
def towpath(office: Office) -> Case:
    return place(office)


@pytest.fixture
def case(office: Office, towpath: Case) -> Case:
    """Return child A's case, linked to the place."""
    made = child(office)
    link = {"to": towpath, "role": "seen"}
    made = office.cases.act(made, "link_place", by=WORKER, seen=made.version, link=link).case
    deliver(office)
    return made


@pytest.fixture
def other(office: Office, towpath: Case, case: Case) -> Case:
    """Return child B's case, with markers, linked to the same place."""
    office.cases.record_facts("child", SUBJECT, {"full_name": "Marker7391", "school": "Marker7391"}, by=MASH)
    rows = [{"name": "Marker7391", "concern": "no"}]
    answers: Answers = {"level": "high", "story": "Marker7391", "siblings": rows}
    made = child(office, SUBJECT, worker=OTHER, screened=answers)
    link = {"to": towpath, "role": "harmed", "note": "Marker7391"}
    made = office.cases.act(made, "link_place", by=OTHER, seen=made.version, link=link).case
    made = office.cases.act(made, "plan", by=OTHER, seen=made.version, reason="Marker7391").case
    deliver(office)
    return made


def everything(office: Office, case: Case, other: Case, by: Actor) -> Iterator[tuple[str, object]]:
    """Yield what each call says to a person about their own case, and about one that is not theirs."""
    cases = office.cases
    now = cases.get(case, by=by)
    asked: dict[str, Callable[[], object]] = {
        "get": lambda: cases.get(now, by=by),
        "find": lambda: cases.find(by=by),
        "next": lambda: cases.next(now, by=by),
        "deadlines": lambda: cases.deadlines(now, by=by),
        "timeline": lambda: cases.timeline(now, by=by),
        "steps": lambda: cases.steps(now, by=by),
        "chronology": lambda: cases.chronology(now, by=by),
        "links": lambda: cases.links(now, by=by),
        "facts": lambda: cases.facts(now, by=by),
        "proposals": lambda: cases.proposals(now, by=by),
        "notifications": lambda: cases.notifications(by=by),
        "search": lambda: cases.linkable(now, "contexts", "Marker7391", by=by),
        "search all": lambda: cases.linkable(now, "contexts", by=by),
        "form begun": lambda: cases.draft(now, "planning", by=by),
        "form shown": lambda: cases.show(now, "planning", by=by),
        "form saved": lambda: _undone(office, lambda joined: joined.save(now, "planning", {}, by=by, seen=0)),
        "act write_plan": lambda: _undone(
            office, lambda joined: joined.act(now, "write_plan", by=by, seen=now.version)
        ),
    }
    for name, ask in asked.items():
        yield name, _said(ask)
    for action in ("link_place", "pick_place", "start_place", "plan", "go_to_school", "close", "weigh"):
        for link in (None, {"to": other}, {"to": other, "role": "seen"}, {"to": SUBJECT, "role": "seen"}):
            yield f"act {action} too late", _said(partial(cases.act, now, action, by=by, seen=99, link=link))
            yield f"act {action}", _said(partial(_refused, office, now, action, by, link))
    for name in ("get", "timeline", "links", "steps", "facts", "next"):
        yield f"{name} of the other", _said(partial(getattr(cases, name), other, by=by))


def _refused(office: Office, case: Case, action: str, by: Actor, link: object) -> object:
    """Return what a command says when it is tried for real, and undone."""
    return _undone(office, lambda joined: joined.act(case, action, by=by, seen=case.version, link=link))  # type: ignore[arg-type]  # as hostile as it comes


def _undone(office: Office, does: Callable[[Cases], object]) -> object:
    with office.database.connection() as connection:
        try:
            return does(office.engine.cases(connection))
        finally:
            connection.rollback()


def _said(ask: Callable[[], object]) -> object:
    try:
        return ask()
    except EngineError as error:
        return (str(error), repr(error), vars(error))


def _text(said: object) -> str:
    """Return all that is in what a call returned, what prints itself and what does not."""
    if isinstance(said, list | tuple):
        return " ".join(map(_text, said))
    return f"{said!r} {asdict(said)}" if is_dataclass(said) and not isinstance(said, type) else repr(said)


def test_the_worker_of_one_child_finds_nothing_of_another(
    office: Office, towpath: Case, case: Case, other: Case
) -> None:
    # The place's own form names both cases, as its link lets it; the place passes neither of them on.
    now = office.cases.get(towpath, by=LEAD)
    counted = office.cases.act(now, "count_children", by=LEAD, seen=now.version).case
    assert other.reference in _text(office.cases.show(counted, "counting", by=LEAD))

    said = dict(everything(office, case, other, WORKER))

    assert {name for name, one in said.items() if MARKER.search(_text(one)) or other.id in _text(one)} == set()
    assert {name for name, one in said.items() if other.reference in _text(one)} == set()
    assert all("Example Towpath" in _text(said[name]) for name in ("links", "form begun", "form saved"))


def test_the_worker_of_one_child_finds_nothing_of_another_when_the_place_is_merged(
    office: Office, towpath: Case, case: Case, other: Case
) -> None:
    lock = place(office, "Example Lock")
    now = office.cases.get(towpath, by=LEAD)
    office.cases.merge(towpath, lock, reason="Marker7391", by=LEAD, seen=now.version)
    deliver(office)

    said = dict(everything(office, case, other, WORKER))

    assert {name for name, one in said.items() if MARKER.search(_text(one)) or other.id in _text(one)} == set()
    assert {name for name, one in said.items() if other.reference in _text(one)} == set()
    assert "Example Lock" in _text(said["links"])


def test_the_case_of_one_child_is_the_same_whether_or_not_another_is_linked(
    office: Office, towpath: Case, case: Case
) -> None:
    before = {name: _text(one) for name, one in everything(office, case, towpath, WORKER) if "act" not in name}

    another = child(office, SUBJECT, worker=OTHER, screened={"level": "high", "story": "Marker7391"})
    link = {"to": towpath, "role": "harmed"}
    office.cases.act(another, "link_place", by=OTHER, seen=another.version, link=link)
    deliver(office)

    after = {name: _text(one) for name, one in everything(office, case, towpath, WORKER) if "act" not in name}
    assert after == before


def test_as_much_is_done_for_the_worker_of_one_child_whether_or_not_another_is_linked(
    office: Office, towpath: Case, case: Case
) -> None:
    """Time tells what words do not: each call reads as many rows and takes as many steps with a second child there."""
    screened: Answers = {"level": "high", "story": "Marker7391"}
    another = child(office, SUBJECT, worker=OTHER, screened=screened)
    work_done(office, case, towpath)  # what is worked out once and remembered is worked out by now
    before = work_done(office, case, towpath)

    link = {"to": towpath, "role": "harmed", "note": "Marker7391"}
    office.cases.act(another, "link_place", by=OTHER, seen=another.version, link=link)
    deliver(office)
    after = work_done(office, case, towpath)

    assert len(before) > 50
    assert {name: (one, before[name]) for name, one in after.items() if one != before[name]} == {}


def work_done(office: Office, case: Case, other: Case) -> dict[str, tuple[list[str], int]]:
    """Return what each call of child A's worker ran: its statements, and how many functions of Casepath it called."""
    ran: list[str] = []
    steps = 0

    def note(moment: Moment, name: str) -> None:
        if moment == "before":
            ran.append(name)

    def step(frame: FrameType, event: str, _: object) -> None:
        nonlocal steps
        steps += event == "call" and f"{os.sep}engine{os.sep}" in frame.f_code.co_filename

    found: dict[str, tuple[list[str], int]] = {}
    office.database.hook = note
    sys.setprofile(step)
    try:
        for name, _ in everything(office, case, other, WORKER):
            found[f"{name} {len(found)}"] = (list(ran), steps)
            ran.clear()
            steps = 0
    finally:
        sys.setprofile(None)
        office.database.hook = None
    return found


def test_what_is_not_theirs_is_found_in_as_many_statements_as_what_is_not_there(
    office: Office, case: Case, other: Case
) -> None:
    """Time tells what words do not: looking for another child's case costs what looking for nothing does."""
    ran: list[str] = []

    def note(moment: Moment, name: str) -> None:
        if moment == "before":
            ran.append(name)

    def statements(to: object) -> list[str]:
        ran.clear()
        office.database.hook = note
        with pytest.raises(NotFound):
            office.cases.links(str(to), by=WORKER)
        _said(lambda: office.cases.act(case, "pick_place", by=WORKER, seen=case.version, link={"to": to}))
        office.database.hook = None
        return list(ran)

    assert statements(other.id) == statements("nothing")


def test_the_lead_of_a_place_reads_of_a_child_what_the_link_shares_and_no_more(
    office: Office, towpath: Case, other: Case
) -> None:
    said = dict(everything(office, towpath, other, LEAD))

    assert {name for name, one in said.items() if MARKER.search(_text(one))} == set()
    assert {name for name, one in said.items() if other.reference in _text(one)} == {"links"}


def test_an_alert_about_children_names_none_of_them(office: Office, towpath: Case, other: Case) -> None:
    third = child(office, f"{SUBJECT}-3", worker=OTHER)
    link = {"to": towpath, "role": "seen", "note": "Marker7391"}
    office.cases.act(third, "link_place", by=OTHER, seen=third.version, link=link)
    deliver(office)

    told = office.cases.notifications(by=LEAD)

    assert [one.text for one in told] == ["Three or more children have been linked here in the last 90 days."]
    assert not MARKER.search(_text(told))
    assert not {one.reference for one in office.cases.find(by=MANAGER)} & {one.reference for one in told}
