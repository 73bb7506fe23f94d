"""Hidden means unanswered, all the way down and on every surface; only a draft still keeps what was typed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import pytest
import sqlalchemy as sa

from engine import Database, Refused
from engine.cases.state import Case
from engine.cases.values import Answers
from engine.cases.views import FormView
from engine.store.encoding import events_as_text
from engine.store.tables import metadata
from tests.support import MANAGER, OFFICER, WORKER, Office, little_with

PARK = "        label: Which park?\n        show_if: park in where\n        required: true\n"
WORRY = """\
      park_worry:
        type: text
        label: What worries you about it?
        show_if: answered(park_name)
        required_if: level == high
      nickname:
        type: text
        label: Nickname
        show_if: answered(park_worry)
        from: child.full_name
        write_back: propose
"""
LEVEL = "      level:\n        type: choice\n"
FILES = little_with(
    form=(PARK + LEVEL, PARK + WORRY + LEVEL),
    workflow=("that: referral.level >= middle", "that: answered(referral.park_worry)"),
)
MARKER = "Marker7391"
OUTSIDE: Answers = {
    "child_name": "Sam Example",
    "harm": "outside",
    "level": "high",
    "where": ["park"],
    "park_name": f"{MARKER} Green",
    "park_worry": f"{MARKER} after dark",
    "nickname": MARKER,
    "people": [{"person": "Kit Example", "young": "yes", "school_name": f"{MARKER} School"}],
}
CHAIN = ("where", "park_name", "park_worry", "nickname")


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=FILES)


@pytest.fixture
def case(office: Office) -> Case:
    """Return a case whose draft was filled with harm outside the home, which was then changed to home."""
    office.cases.record_facts("child", "P-1", {"full_name": "Sam Example"}, by=OFFICER)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", OUTSIDE, by=OFFICER, seen=0)
    young = [{"id": "r1", "person": "Kit Example", "young": "no", "school_name": f"{MARKER} School"}]
    view = office.cases.save(case, "referral", {"harm": "home", "people": young}, by=OFFICER, seen=1)
    assert shown(view).isdisjoint(CHAIN)
    return case


def shown(view: FormView) -> set[str]:
    return {one.id for page in view.pages for one in page.fields}


def told(*views: Any) -> str:
    """Return all that *views* hold; they do not print answers by themselves."""
    assert views
    return str([asdict(one) for one in views])


def everything_kept(office: Office) -> str:
    """Return all that our tables hold, as text."""
    with office.database.connection() as connection:
        return str([connection.execute(sa.select(table)).all() for table in metadata.sorted_tables])


def test_a_draft_keeps_what_is_hidden_and_shows_it_again_when_it_is_asked_again(office: Office, case: Case) -> None:
    hidden = office.cases.show(case, "referral", by=OFFICER)
    again = office.cases.save(case, "referral", {"harm": "outside"}, by=OFFICER, seen=2)

    assert MARKER in everything_kept(office)
    assert MARKER not in told(hidden)
    assert {name: field.value for name in CHAIN if (field := again.field(name))} == {
        name: OUTSIDE[name] for name in CHAIN
    }


def test_what_is_hidden_is_nowhere_once_the_form_is_submitted(office: Office, case: Case) -> None:
    outcome = office.cases.act(case, "refer", by=OFFICER, seen=1)

    view = office.cases.show(outcome.case, "referral", by=OFFICER)
    assert shown(view).isdisjoint(CHAIN)
    for surface in (
        everything_kept(office),
        told(view),
        events_as_text(outcome.events),
        told(outcome.case),
        told(*office.cases.timeline(case, by=OFFICER)),
        told(*office.cases.steps(case, by=OFFICER)),
        told(*office.cases.next(case, by=MANAGER)),
        told(*office.cases.facts(case, by=OFFICER)),
    ):
        assert MARKER not in surface


def test_the_history_says_which_hidden_answers_were_not_kept(office: Office, case: Case) -> None:
    office.cases.act(case, "refer", by=OFFICER, seen=1)

    lines = [line for entry in office.cases.timeline(case, by=OFFICER) for line in entry.lines]
    (told,) = [line for line in lines if "Hidden, so not kept" in line]
    labels = ("Where outside?", "Which park?", "What worries you about it?", "Nickname", "School of this person")
    assert all(f'"{label}"' in told for label in labels)


def test_what_is_hidden_proposes_nothing_and_meets_no_requirement(office: Office, case: Case) -> None:
    case = office.cases.act(case, "refer", by=OFFICER, seen=1).case
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case

    assert office.cases.proposals(case, by=MANAGER) == ()
    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "finish", by=WORKER, seen=case.version)
    assert [one.code for one in refusal.value.reasons] == ["serious"]


def test_what_is_shown_does_all_of_that(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    case = office.cases.act(case, "refer", OUTSIDE, by=OFFICER, seen=1).case
    case = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case
    case = office.cases.assign(case, "worker", WORKER.id, by=MANAGER, seen=case.version).case

    assert [one.proposed for one in office.cases.proposals(case, by=MANAGER)] == [MARKER]
    assert MARKER in everything_kept(office)
    assert office.cases.act(case, "finish", by=WORKER, seen=case.version).case.state == "closed"
