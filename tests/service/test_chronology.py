"""The chronology of a child: what was answered about them on any case, on its day, for whoever may view it there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import Actor, Database, NotFound
from engine.cases.chronology import ChronologyLine
from engine.cases.state import Case
from engine.cases.values import Answers, Json
from tests.support import GUEST, MANAGER, OFFICER, REFERRED, WORKER, Office, little_with

MARKED = """\
      moved_on: {type: date, label: Moved house, chronology: true}
      first_seen: {type: partial_date, label: First seen there, chronology: true, no_answer: not_known}
      heard_at: {type: datetime, label: Heard of it, chronology: true}
      worry: {type: text, label: Worry, chronology: true}
      for_managers: {type: text, label: For managers, chronology: true, view: manager, edit: manager}
      unmarked: {type: text, label: Unmarked}
      events:
        type: rows
        label: Events
        row: Event
        fields:
          what: {type: text, label: What happened, chronology: true}
          happened_on: {type: date, label: On which day, chronology: true}
          heard_from: {type: text, label: From whom}
      people:
        type: rows
"""
FILES = little_with(
    form=("      people:\n        type: rows\n", MARKED),
)
FILES["form_schemas/referral.yaml"] = (
    FILES["form_schemas/referral.yaml"]
    .replace(b"subject: child\n", b"subject: child\ncorrect: {by: officer}\nwithdraw: {by: officer}\n", 1)
    .replace(b"        options: levels\n", b"        options: levels\n        chronology: true\n", 1)
)


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database, files=FILES)


def submitted(office: Office, answers: Answers, *, child: str = "P-1", by: Actor = OFFICER) -> Case:
    case = office.cases.open("path", subject={"child": child}, by=OFFICER).case
    return office.cases.act(case, "refer", {**REFERRED, **answers}, by=by, seen=case.version).case


def lines(office: Office, case: Case, by: Actor = OFFICER) -> list[tuple[str, str, Json]]:
    return [(one.on, one.field, one.value) for one in office.cases.chronology(case, by=by)]


def test_an_answer_stands_on_the_day_its_form_is_about_and_a_date_on_itself(office: Office) -> None:
    case = submitted(
        office,
        {
            "held_on": "2026-03-10",
            "worry": "Not at home",
            "moved_on": "2025-09-01",
            "first_seen": "2024-05",
            "heard_at": "2026-03-11T23:30:00+00:00",
            "unmarked": "Not in the chronology",
        },
    )

    assert lines(office, case) == [
        ("2024-05", "first_seen", {"year": 2024, "month": 5}),
        ("2025-09-01", "moved_on", "2025-09-01"),
        ("2026-03-10", "level", "high"),
        ("2026-03-10", "worry", "Not at home"),
        ("2026-03-11", "heard_at", "2026-03-11T23:30:00+00:00"),
    ]


def test_a_row_of_events_is_dated_by_its_event(office: Office) -> None:
    events: list[Json] = [
        {"id": "r1", "what": "Moved away", "happened_on": "2025-11-02", "heard_from": "School"},
        {"id": "r2", "what": "Came back"},
    ]
    case = submitted(office, {"events": events})

    rows = [(one.on, one.field, one.value, one.row) for one in office.cases.chronology(case, by=OFFICER) if one.row]

    assert rows == [
        ("2025-11-02", "events.what", "Moved away", "r1"),
        ("2025-11-02", "events.happened_on", "2025-11-02", "r1"),
        ("2026-03-12", "events.what", "Came back", "r2"),
    ]


def test_a_line_says_which_case_form_and_question_and_what_its_codes_were_called(office: Office) -> None:
    case = submitted(office, {})

    assert office.cases.chronology(case, by=OFFICER) == (
        ChronologyLine(
            on="2026-03-12",
            case=case.reference,
            form="referral",
            title="Referral",
            field="level",
            label="Level",
            type="choice",
            value="high",
            by=OFFICER.id,
            labels=(("high", "High"),),
        ),
    )


def test_it_is_brought_together_from_every_case_about_the_same_child_and_no_other(office: Office) -> None:
    submitted(office, {"worry": "The first"})
    submitted(office, {"worry": "About somebody else"}, child="P-2")
    office.clock.move(timedelta(days=1))
    second = submitted(office, {"worry": "The second"})

    told = [value for _, name, value in lines(office, second) if name == "worry"]

    assert told == ["The first", "The second"]


def test_each_person_finds_what_they_may_view_on_cases_that_they_may_see(office: Office) -> None:
    other = submitted(office, {"worry": "On a case of somebody else"})
    mine = submitted(office, {"worry": "On my case", "for_managers": "Only theirs"}, by=MANAGER)
    mine = office.cases.assign(mine, "worker", WORKER.id, by=MANAGER, seen=mine.version).case

    assert "for_managers" in {name for _, name, _ in lines(office, mine, MANAGER)}
    assert "for_managers" not in {name for _, name, _ in lines(office, mine, OFFICER)}
    assert [value for _, name, value in lines(office, mine, WORKER) if name == "worry"] == ["On my case"]
    with pytest.raises(NotFound):
        office.cases.chronology(other, by=WORKER)
    with pytest.raises(NotFound):
        office.cases.chronology(mine, by=GUEST)


def test_a_case_of_a_workflow_that_they_may_not_see_adds_nothing(database: Database) -> None:
    path = "workflow_definitions/path.yaml"
    open_to_guests = FILES[path].replace(b"workflow: path", b"workflow: seen").replace(b"er, worker]", b"er, guest]", 1)
    form = FILES["form_schemas/referral.yaml"].replace(b"view: [officer, worker]", b"view: [officer, worker, guest]", 1)
    files = {**FILES, "form_schemas/referral.yaml": form, "workflow_definitions/seen.yaml": open_to_guests}
    office = Office(database, files=files)
    submitted(office, {"worry": "On a case that guests may not see"})
    seen = office.cases.open("seen", subject={"child": "P-1"}, by=OFFICER).case
    office.cases.act(seen, "refer", {**REFERRED, "worry": "On one that they may"}, by=OFFICER, seen=seen.version)

    assert [value for _, name, value in lines(office, seen, GUEST) if name == "worry"] == ["On one that they may"]


def test_what_was_corrected_is_as_it_stands_and_what_was_withdrawn_is_gone(office: Office) -> None:
    case = submitted(office, {"worry": "Misheard"})
    case = office.cases.correct(
        case, "referral", {"worry": "Heard rightly"}, by=OFFICER, seen=case.version, reason="Misheard"
    ).case
    corrected = lines(office, case)

    case = office.cases.withdraw(case, "referral", by=OFFICER, seen=case.version, reason="Another child").case

    assert ("2026-03-12", "worry", "Heard rightly") in corrected
    assert "Misheard" not in [value for _, _, value in corrected]
    assert lines(office, case) == []


def test_a_reason_for_no_answer_is_no_line(office: Office) -> None:
    case = submitted(office, {"first_seen": {"no_answer": "not_known"}})

    assert [name for _, name, _ in lines(office, case)] == ["level"]
