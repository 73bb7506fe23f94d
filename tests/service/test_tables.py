"""Decision tables: the row that fits decides, and an unanswered question stops the table as it stops a list."""

from __future__ import annotations

import pytest

from engine import Database, Refused
from engine.cases.values import Answers
from tests.support import MANAGER, OFFICER, REFERRED, Office, little_with, referred

LIST = """\
        goes:
          - id: act
            if: referral.outcome == act
            to: working
          - else: closed
"""
TABLE = """\
        decide:
          hit: unique
          columns: [referral.outcome, referral.level]
          rows:
            - [act, high, working]
            - [act, "<= middle", new]
            - [close, any, closed]
"""


def at_work(database: Database, table: str = TABLE) -> Office:
    return Office(database, files=little_with(workflow=(LIST, table)))


@pytest.mark.parametrize(
    ("level", "outcome", "state"),
    [("high", "act", "working"), ("high", "close", "closed"), ("low", "close", "closed")],
)
def test_the_row_that_fits_says_where_the_case_goes(database: Database, level: str, outcome: str, state: str) -> None:
    office = at_work(database)
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    answers: Answers = {**REFERRED, "level": level}
    passed = {"low_act": "Nobody is known yet."}
    case = office.cases.act(case, "refer", answers, by=OFFICER, seen=case.version, passed=passed).case

    assert office.cases.act(case, "decide", {"outcome": outcome}, by=MANAGER, seen=case.version).case.state == state


def test_a_table_stops_at_a_question_that_is_not_answered(database: Database) -> None:
    office = at_work(database)
    case = referred(office)

    with pytest.raises(Refused) as refusal:
        office.cases.act(case, "decide", {}, by=MANAGER, seen=case.version)

    assert any("Outcome" in reason.text for reason in refusal.value.reasons)
    assert office.cases.get(case, by=MANAGER) == case


def test_the_first_row_counts_where_the_table_says_so(database: Database) -> None:
    office = at_work(database, TABLE.replace("unique", "first").replace('"<= middle"', "any"))
    case = referred(office)

    assert office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case.state == "working"


COLLECT = """\
        decide:
          hit: collect
          columns: [referral.outcome, referral.level]
          rows:
            - [act, any, [meet, call]]
            - [any, high, call]
            - [close, any, [write]]
    ad_hoc:
      by: manager
      tasks:
        meet: {title: Meet, by: officer}
        call: {title: Call, by: officer}
        write: {title: Write, by: officer}
"""


def test_a_table_that_collects_opens_the_tasks_of_every_row_that_fits_and_stays(database: Database) -> None:
    # The list of tasks belongs to the state, so it stands after its actions.
    give_back = """      give_back:
        title: Give back
        by: manager
        reason: required
        gives_back: referral
        goes: new
      name_worker:
        title: Name the worker
        by: manager
        assigns: worker
        goes: stay
"""
    table, listed = COLLECT.split("    ad_hoc:")
    files = little_with(workflow=(LIST + give_back, table + give_back + "    ad_hoc:" + listed))
    office = Office(database, files=files)
    case = referred(office)

    decided = office.cases.act(case, "decide", {"outcome": "act"}, by=MANAGER, seen=case.version).case

    assert decided.state == case.state
    assert [one.task for one in office.cases.tasks(decided, by=MANAGER)] == ["meet", "call"]
