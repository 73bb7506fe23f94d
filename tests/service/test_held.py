"""What is held about somebody: as it was asked, with what is another's marked, and never more than one may see."""

from __future__ import annotations

import json

import pytest

from engine import Database
from engine.cases.held import Held, left_out
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from engine.interop.held_data import held_data
from engine.interop.held_paper import held_paper
from engine.interop.outline import as_html, as_markdown
from tests import tasks as agencies
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, Office, little_with
from tests.tasks import PAT, tasks_with

ASKED = """\
      for_managers: {type: text, label: For managers, view: manager, edit: manager}
      secret: {type: text, label: Kept closely, sensitivity: special}
      visits:
        type: rows
        label: Visits
        row: Visit
        fields:
          where_to: {type: text, label: Where to}
          with_whom: {type: text, label: With whom, about: third_party}
          calls:
            type: rows
            label: Calls
            row: Call
            fields:
              caller: {type: text, label: Caller, about: third_party}
      brother: {type: subject, of: child, label: Brother or sister}
      people:
        type: rows
"""
FILES = little_with(form=("      people:\n        type: rows\n", ASKED))
FILES["form_schemas/referral.yaml"] = FILES["form_schemas/referral.yaml"].replace(
    b"subject: child\n", b"subject: child\ncorrect: {by: officer}\nwithdraw: {by: officer}\n", 1
)
VISITS: list[Json] = [
    {
        "id": "r1",
        "where_to": "The park",
        "with_whom": "Robin Example",
        "calls": [{"id": "c1", "caller": "Kit Example"}],
    }
]


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=FILES)


def submitted(office: Office, answers: Answers) -> Case:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    return office.cases.act(case, "refer", {**REFERRED, **answers}, by=OFFICER, seen=case.version).case


def said(office: Office, held: Held) -> str:
    """Return the document, as a page and as text, and the data: all that can go out."""
    zone = office.engine.definition.zone
    paper = held_paper(held, {}, language="en", zone=zone)
    data = held_data(held, {}, language="en", zone=zone)
    return as_html(paper) + as_markdown(paper) + json.dumps(data, ensure_ascii=False)


def test_only_the_answer_in_a_row_that_is_anothers_is_left_out(office: Office) -> None:
    submitted(office, {"visits": VISITS})
    held = office.cases.held_about("child", "P-1", by=OFFICER)

    marks = held.cases[0].papers[0].marks
    assert marks["visits.with_whom"] == marks["visits.calls"] == ("third_party",)
    assert "visits" not in marks
    assert "Robin Example" in said(office, held)

    sent = said(office, left_out(held, ["third_party"], "en"))
    assert "The park" in sent
    assert "Robin Example" not in sent
    assert "Kit Example" not in sent


def test_what_is_kept_closely_and_another_child_can_be_left_out(office: Office) -> None:
    submitted(office, {"secret": "Said in trust", "brother": "P-brother"})
    held = office.cases.held_about("child", "P-1", by=OFFICER)

    assert "Said in trust" not in said(office, left_out(held, ["special"], "en"))
    assert "P-brother" in said(office, left_out(held, ["special"], "en"))
    assert "P-brother" not in said(office, left_out(held, ["third_party"], "en"))
    assert left_out(held, [], "en") is held


def test_what_this_reader_may_not_see_is_named_as_a_question_whether_or_not_it_is_answered(office: Office) -> None:
    submitted(office, {})

    assert office.cases.held_about("child", "P-1", by=OFFICER).cases[0].papers[0].unread == ("For managers",)
    assert office.cases.held_about("child", "P-1", by=MANAGER).cases[0].papers[0].unread == ()


def test_every_revision_is_held_until_it_is_withdrawn(office: Office) -> None:
    case = submitted(office, {})
    case = office.cases.correct(
        case, "referral", {"child_name": "Sam Again Example"}, by=OFFICER, seen=case.version, reason="Misspelt"
    ).case

    held = office.cases.held_about("child", "P-1", by=OFFICER)
    assert [one.revision for one in held.cases[0].papers] == [1, 2]
    assert "Revision 2 of 2." in said(office, held)

    office.cases.withdraw(case, "referral", by=OFFICER, seen=case.version, reason="Of another child")
    held = office.cases.held_about("child", "P-1", by=OFFICER)
    assert held.cases[0].papers == ()
    assert "withdrawn" in said(office, held)


def test_the_record_is_held_with_all_that_was_said_before(office: Office) -> None:
    submitted(office, {})
    for name in ("Sam Example", "Sam Other Example"):
        office.cases.record_facts("child", "P-1", {"full_name": name}, by=OFFICER)

    held = office.cases.held_about("child", "P-1", by=OFFICER)

    names = [one.fact.value for one in held.facts if one.fact.id == "full_name"]
    assert names[:2] == ["Sam Other Example", "Sam Example"]
    assert "Sam Other Example" in said(office, held)


def test_what_a_partner_answered_and_what_they_were_sent_is_held(database: Database) -> None:
    office = Office(database, files=tasks_with())
    case = agencies.asked(office)
    office.cases.complete(case, "police_return", agencies.KNOWN, by=PAT, seen=case.version)

    held = office.cases.held_about("child", case.subject, by=OFFICER)

    (reply,) = [one for one in held.cases[0].papers if one.task == "Police return"]
    assert set(reply.marks.values()) == {("partner",)}
    assert [(one.to, one.form) for one in held.cases[0].sendings] == [("Police", "Concern")]
    assert "a public task" in said(office, held)


def test_whoever_sees_no_case_finds_nothing_at_all_also_not_in_the_record(office: Office) -> None:
    submitted(office, {"secret": "Said in trust"})

    for kind, subject, by in (("child", "P-1", GUEST), ("child", "P-other", OFFICER), ("place", "P-1", OFFICER)):
        held = office.cases.held_about(kind, subject, by=by)
        assert (held.facts, held.cases) == ((), ())
    odd = office.cases.held_about("child", "\x00", by=OFFICER)
    assert (odd.facts, odd.cases) == ((), ())


def test_it_prints_itself_without_an_answer(office: Office) -> None:
    submitted(office, {"secret": "Marker7391", "visits": VISITS})
    held = office.cases.held_about("child", "P-1", by=OFFICER)

    assert "Marker7391" in said(office, held)
    assert "Marker7391" not in f"{held!r} {held}"
    assert "Robin" not in repr(left_out(held, ["special"], "en"))


def test_in_welsh_it_speaks_welsh(database: Database) -> None:
    files = {**FILES, "casepath.yaml": FILES["casepath.yaml"] + b"languages: {default: en, also: cy}\n"}
    office = Office(database, files=files)
    submitted(office, {})

    held = office.cases.held_about("child", "P-1", by=OFFICER, language="cy")
    page = as_html(held_paper(held, {}, language="cy", zone=office.engine.definition.zone))

    assert "Yr hyn a gedwir am P-1" in page
    assert "What is held" not in page
