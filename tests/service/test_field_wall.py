"""Each answer only to those who may see it: every reading call, in every state, as every role, is searched for markers.

The calls are found, not listed; see `test_tenant_wall.py`, whose arguments these are. Who may see what is written down
here by hand, from the language's words, and nothing of the engine is asked about it.
"""

from __future__ import annotations

import dataclasses
import inspect
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from engine import Actor, Case, Cases, Database, EngineError, Ports, Refused
from engine.cases.events import Step
from engine.cases.values import Answers, Json
from engine.service.worklist import Worklist
from tests.service.test_tenant_wall import Clean, whole
from tests.support import MANIFEST, Office, codes

ROLES = ("officer", "manager", "reader", "blind")
PEOPLE = {role: Actor(f"{role}-1", roles=[role]) for role in ROLES}
ALL_ROLES = """\
roles:
  officer: {title: Officer, reach: council}
  manager: {title: Manager, reach: council}
  reader: {title: Reader, reach: council}
  blind: {title: Sees cases only, reach: council}
  social_worker: Social worker
"""
FORM = """\
form: report
title: Report
subject: child
view: [officer, manager]
pages:
  one:
    title: One
    fields:
      gate: {type: yes_no, label: Gate, required: true}
      plain: {type: text, label: Plain}
      for_reader: {type: text, label: For the reader, view: reader}
      for_nobody: {type: text, label: For whoever fills it in, view: [worker]}
      of_manager: {type: text, label: Of the manager, view: manager, edit: manager}
      amount: {type: integer, label: Amount, view: manager, edit: manager}
      worked_out: {type: integer, label: Worked out, calc: amount + 1, view: manager, edit: manager}
      locked: {type: text, label: Locked, from: child.full_name, read_only_if: gate == yes, view: reader}
      hidden: {type: text, label: Hidden, show_if: gate == no}
      people:
        type: rows
        label: People
        row: Person
        fields:
          cell: {type: text, label: Cell}
          cell_of_manager: {type: text, label: Cell of the manager, view: manager, edit: manager}
  two:
    title: Two
    for: settle
    view: manager
    fields:
      outcome: {type: text, label: Outcome}
"""
PATH = """\
workflow: path
title: Path
subject: child
opened_by: [officer, manager]
view: [officer, manager, reader, blind, worker]
start: new
states:
  new:
    title: New
    actions:
      report: {title: Report, by: [officer, manager], form: report, goes: sent}
  sent:
    title: Sent
    actions:
      settle: {title: Settle, by: manager, continue: report, goes: done}
  done:
    title: Done
    ending: true
"""
RECORD = """\
record: child
title: Child
view: manager
edit: manager
fields:
  full_name: {type: text, label: Full name}
"""
FILES: Mapping[str, bytes] = {
    "casepath.yaml": (
        MANIFEST[: MANIFEST.index("roles:\n")] + ALL_ROLES + MANIFEST[MANIFEST.index("case_roles:\n") :]
    ).encode(),
    "form_schemas/report.yaml": FORM.encode(),
    "form_schemas/records/child.yaml": RECORD.encode(),
    "workflow_definitions/path.yaml": PATH.encode(),
}

BOTH = frozenset(("officer", "manager"))
MANAGER = frozenset(("manager",))
READER = frozenset(("reader",))
MARKERS: Mapping[str, tuple[str, frozenset[str], frozenset[str]]] = {
    "plain": ("Marker71010", BOTH, BOTH),
    "for_reader": ("Marker71020", READER, BOTH),
    "for_nobody": ("Marker71030", frozenset(), BOTH),
    "of_manager": ("Marker71040", MANAGER, MANAGER),
    "amount": ("71050", MANAGER, MANAGER),
    "worked_out": ("71051", MANAGER, MANAGER),
    "locked": ("Marker71060", READER | MANAGER, BOTH),  # the record's own fact is the manager's
    "hidden": ("Marker71070", BOTH, BOTH),
    "cell": ("Marker71080", BOTH, BOTH),
    "cell_of_manager": ("Marker71090", MANAGER, MANAGER),
    "outcome": ("Marker71100", MANAGER, MANAGER),
}
"""By question: its marker, who reads it, and who fills it in while it is asked."""
STATES = ("begun", "begun and hidden", "sent", "settling", "done")


@dataclass
class Report:
    office: Office
    case: Case
    state: str

    @property
    def asked(self) -> set[str]:
        """Return what somebody fills in now."""
        if self.state.startswith("begun"):
            # What is read only is asked of nobody.
            return set(MARKERS) - ({"outcome"} if self.state == "begun" else {"outcome", "hidden", "locked"})
        return {"outcome"} if self.state in ("sent", "settling") else set()

    def may_see(self, role: str, name: str) -> bool:
        """Whether this role may be shown an answer now, as the language has it."""
        _, readers, fillers = MARKERS[name]
        return role in readers or (name in self.asked and role in fillers)

    def is_shown(self, role: str, name: str) -> bool:
        """Whether some call shows it to them: a draft is nobody's to read but those who fill it in."""
        if name == "locked" and role == "manager":
            return True  # the record has it
        if self.state.startswith("begun"):
            return name in self.asked and role in MARKERS[name][2]
        return self.may_see(role, name)


def typed(name: str) -> Json:
    return int(MARKERS[name][0]) if name == "amount" else MARKERS[name][0]


def by_officer() -> Answers:
    row = {"id": "r1", "cell": typed("cell")}
    return {
        "gate": "no",
        **{name: typed(name) for name in ("plain", "for_reader", "for_nobody", "hidden")},
        "people": [row],
    }


def by_manager() -> Answers:
    row = {"id": "r1", "cell": typed("cell"), "cell_of_manager": typed("cell_of_manager")}
    return {"of_manager": typed("of_manager"), "amount": typed("amount"), "people": [row]}


def brought_to(database: Database, state: str) -> Report:
    """Return a case in one of the states, with a marker in everything that was asked until then."""
    office = Office(database, files=FILES, ports=Ports(scanner=Clean()))
    cases, officer, manager = office.cases, PEOPLE["officer"], PEOPLE["manager"]
    cases.record_facts("child", "P-1", {"full_name": typed("locked")}, by=manager)
    case = cases.open("path", subject={"child": "P-1"}, by=officer).case
    cases.save(case, "report", by_officer(), by=officer, seen=0)
    cases.save(case, "report", by_manager(), by=manager, seen=1)
    if state != "begun":
        cases.save(case, "report", {"gate": "yes"}, by=officer, seen=2)
    if state in ("sent", "settling", "done"):
        case = cases.act(case, "report", by=officer, seen=case.version).case
    if state in ("settling", "done"):
        cases.save(case, "report", {"outcome": typed("outcome")}, by=manager, seen=0)
    if state == "done":
        case = cases.act(case, "settle", by=manager, seen=case.version).case
    return Report(office, case, state)


def reading() -> Iterator[tuple[str, Callable[..., object]]]:
    """Yield every call that somebody makes to look; the others change something, and are made below."""
    for each in (Cases, Worklist):
        for name, method in inspect.getmembers(each, inspect.isfunction):
            parameters = inspect.signature(method).parameters
            if not name.startswith("_") and "by" in parameters and "seen" not in parameters:
                yield f"{each.__name__}.{name}", method


PLAIN: Mapping[str, object] = {
    "letter": "none",
    "form": "report", "field": "hidden", "what": "settle", "file": "none", "deadline": "none", "link": "none",
    "task": "none", "notification": "none", "workflow": "path", "kind": "child", "old": "P-8", "new": "P-9",
    "facts": {"full_name": "Anybody"}, "subject": {"child": "P-2"}, "name": "a.pdf", "content": b"%PDF-1.7",
    "reason": "Because",
    "text": MARKERS["locked"][0][:-1],  # nearly the name that the record has
}  # fmt: skip


def said(report: Report, session: Session, call: str, method: Callable[..., object], by: Actor) -> str:
    """Return all that a call says to somebody, in what it returns or in why it does not."""
    given: dict[str, Any] = {"by": by}
    for name, one in inspect.signature(method).parameters.items():
        if name == "case":
            given[name] = report.case.id
        elif name == "cases":
            given[name] = [report.case.id]
        elif one.default is inspect.Parameter.empty and name not in ("self", "by"):
            given[name] = PLAIN[name] if name in PLAIN else pytest.fail(f"{call} takes {name}: add it to this test")
    if call == "Cases.record_facts":
        given["subject"] = "P-2"
    engine = report.office.engine
    surface = engine.worklist(session) if call.startswith("Worklist") else engine.cases(session)
    savepoint = session.begin_nested()
    try:
        return _plain(getattr(surface, call.partition(".")[2])(**given))
    except EngineError as error:
        return f"{error} {error!r} {vars(error)}"
    finally:
        savepoint.rollback()


def _plain(found: object) -> str:
    """Return all that is in what a call returned. A case and its steps are the record itself, for a host to keep."""
    if isinstance(found, Case | Step):
        return repr(found)
    if isinstance(found, list | tuple):
        return " ".join(map(_plain, found))
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        return " ".join(_plain(getattr(found, one.name)) for one in dataclasses.fields(found))
    return whole(found)


@pytest.mark.parametrize("state", STATES)
def test_no_call_tells_an_answer_to_somebody_who_may_not_see_it(
    database: Database, state: str, caplog: pytest.LogCaptureFixture, subtests: pytest.Subtests
) -> None:
    caplog.set_level(logging.DEBUG)
    report, session = brought_to(database, state), Session(database.pool)
    told: set[tuple[str, str]] = set()
    for call, method in reading():
        for role, by in PEOPLE.items():
            with subtests.test(call=call, role=role):
                text = said(report, session, call, method, by)
                here = {name for name, (marker, _, _) in MARKERS.items() if marker in text}
                assert {name for name in here if not report.may_see(role, name)} == set()
                told |= {(role, name) for name in here}
    session.close()
    assert not [marker for marker, _, _ in MARKERS.values() if marker in caplog.text]
    # And the wall is no brick too high: each answer that is there reaches all who may see it, through some call.
    assert told == {(role, name) for role in ROLES for name in there(report) if report.is_shown(role, name)}


def there(report: Report) -> set[str]:
    """Return the questions that have an answer somebody can be shown."""
    gone = {"begun": {"outcome"}, "begun and hidden": {"hidden", "outcome"}, "sent": {"hidden", "outcome"}}
    return set(MARKERS) - gone.get(report.state, {"hidden"})


# --- who writes -------------------------------------------------------------------------------------------------------


def test_a_save_by_somebody_blind_to_a_question_keeps_its_answer(database: Database) -> None:
    report = brought_to(database, "begun")
    cases, officer, manager = report.office.cases, PEOPLE["officer"], PEOPLE["manager"]

    cases.save(report.case, "report", {"plain": "Other", "people": [{"id": "r1", "cell": "Other"}]}, by=officer, seen=2)

    text = whole(cases.draft(report.case, "report", by=manager))
    kept = ("of_manager", "amount", "worked_out", "cell_of_manager", "hidden", "locked")
    assert {name for name in kept if MARKERS[name][0] not in text} == set()
    assert MARKERS["plain"][0] not in text
    assert MARKERS["cell"][0] not in text


@pytest.mark.parametrize(
    ("role", "answers", "code"),
    [
        ("officer", {"of_manager": "x"}, "not_allowed"),
        ("officer", {"people": [{"id": "r1", "cell_of_manager": "x"}]}, "not_allowed"),
        ("officer", {"worked_out": 1}, "calculated"),
        ("manager", {"worked_out": 1}, "calculated"),
        ("officer", {"gate": "yes", "locked": "x"}, "read_only"),
        ("officer", {"outcome": "x"}, "not_asked"),
        ("officer", {"nothing": "x"}, "unknown_field"),
        ("reader", {"plain": "x"}, "not_allowed"),
        ("blind", {"plain": "x"}, "not_allowed"),
    ],
)
def test_what_somebody_may_not_fill_in_is_refused_and_nothing_is_written(
    database: Database, role: str, answers: Answers, code: str
) -> None:
    report = brought_to(database, "begun")
    cases, manager = report.office.cases, PEOPLE["manager"]
    before = whole(cases.draft(report.case, "report", by=manager))
    for send in (
        lambda: cases.save(report.case, "report", answers, by=PEOPLE[role], seen=2),
        lambda: cases.act(report.case, "report", answers, by=PEOPLE[role], seen=1, draft_seen=2),
    ):
        with pytest.raises(Refused) as refused:
            send()
        assert code in codes(refused.value)
        assert not [marker for marker, _, _ in MARKERS.values() if marker in f"{refused.value} {vars(refused.value)}"]
    assert whole(cases.draft(report.case, "report", by=manager)) == before
