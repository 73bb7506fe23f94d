"""What a page is given to follow its conditions: all that they read, and nothing that its reader may not view."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import Database
from engine.cases.values import Answers
from engine.cases.views import Live
from tests.support import LITTLE, MANAGER, OFFICER, Office

SECRET = "Told in confidence"
ELSEWHERE = """\
  before:
    title: Before
    fields:
      known: {type: yes_no, label: Known already}
      source:
        type: text
        label: Who said it
        view: manager
        edit: manager
  follows:
    title: Follows
    show_if: known == yes
    fields:
      seen: {type: yes_no, label: Seen}
      total: {type: integer, label: Total, calc: count(visits)}
      visits:
        type: rows
        label: Visits
        row: Visit
        fields:
          alone: {type: yes_no, label: Alone}
          why_not: {type: text, label: Why not, show_if: alone == no and seen == yes}
      many: {type: text, label: Why so many, show_if: total >= 2}
      late: {type: text, label: Why so late, show_if: seen == yes and known == yes}
      told: {type: text, label: What was told, show_if: answered(source) and seen == yes}
      never: {type: text, label: For a manager, show_if: seen == yes, view: manager, edit: manager}
"""


def office_with(database: Database, pages: str) -> Office:
    form = LITTLE["form_schemas/referral.yaml"].replace(b"  decision:\n", f"{pages}  decision:\n".encode(), 1)
    return Office(database, files={**LITTLE, "form_schemas/referral.yaml": form})


@pytest.fixture
def office(database: Database) -> Office:
    return office_with(database, ELSEWHERE)


def page(office: Office, name: str, answers: Answers) -> Live | None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.save(case, "referral", {"source": SECRET}, by=MANAGER, seen=0)
    seen = office.cases.show(case, "referral", by=OFFICER).draft_revision
    office.cases.save(case, "referral", answers, by=OFFICER, seen=seen)
    return office.cases.show(case, "referral", by=OFFICER, live_page=name).live


def steps(live: Live) -> dict[str, dict[str, Any]]:
    found: Any = live.steps["steps"]
    return {one["id"]: one for one in found}


def test_a_page_has_every_question_that_its_answers_may_bring_up_in_their_order(office: Office) -> None:
    live = page(office, "about", {"harm": "home"})

    assert live is not None
    assert live.waiting == {"where", "park_name"}
    asked = [one.id for one in live.fields]
    assert asked.index("harm") < asked.index("where") < asked.index("park_name")
    (where,) = (one for one in live.fields if one.id == "where")
    assert [code for code, _ in where.options] == ["park", "school", "online", "none"]
    assert where.asked


def test_an_answer_that_is_hidden_now_is_there_to_come_back(office: Office) -> None:
    live = page(office, "about", {"harm": "home", "where": ["park"]})

    assert live is not None
    assert next(one.value for one in live.fields if one.id == "where") == ["park"]


def test_what_conditions_read_of_other_pages_goes_along(office: Office) -> None:
    live = page(office, "follows", {"known": "yes", "seen": "yes"})

    assert live is not None
    assert steps(live)["known"] == {"id": "known", "stands": True, "show": None, "value": "yes"}
    assert steps(live)["total"]["calc"]["reads"] == ["visits"]
    assert [one["id"] for one in steps(live)["visits"]["cells"]] == ["alone", "why_not"]
    assert "value" not in steps(live)["seen"]


def test_what_this_person_may_not_view_is_not_told_and_what_hangs_on_it_stays(office: Office) -> None:
    live = page(office, "follows", {"known": "yes", "seen": "yes"})

    assert live is not None
    told = json.dumps(live.steps)
    assert SECRET not in told
    assert "source" not in told
    assert steps(live)["told"].get("show") is None
    assert "never" not in [one.id for one in live.fields]


def test_a_page_whose_answers_decide_nothing_on_it_is_given_nothing(office: Office) -> None:
    assert page(office, "before", {"known": "yes"}) is None


def test_only_a_form_that_is_filled_in_is_followed(office: Office) -> None:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case

    assert office.cases.show(case, "referral", by=OFFICER).live is None
    assert office.cases.show(case, "referral", by=OFFICER, live_page="nothing").live is None
