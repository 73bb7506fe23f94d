"""What a change of the definitions touches of live cases, counted on both databases, for one council alone."""

from __future__ import annotations

from collections.abc import Mapping

from engine import Database
from engine.interop.differences.touched import Touched, touched
from engine.interop.differences.whole import differences
from engine.service.impact import impact
from tests.interop.differences.council import COUNCIL, FORM, LEVELS, WORKFLOW, council, edited, edition
from tests.support import MANAGER, OFFICER, REFERRED, Office

WORKED = {"outcome": "act"}


def busy(database: Database, whose: str | None = None) -> Office:
    """Return an office with a draft, a case that waits, one that is worked on with task and clocks, and one closed."""
    office = Office(database, files=COUNCIL, council=whose)
    cases = office.cases
    opened = [cases.open("path", subject={"child": f"P-{number}"}, by=OFFICER).case for number in range(4)]
    cases.save(opened[0], "referral", {"child_name": "Sam Example"}, by=OFFICER, seen=0)
    for number in (1, 2, 3):
        opened[number] = cases.act(opened[number], "refer", REFERRED, by=OFFICER, seen=opened[number].version).case
    opened[2] = cases.act(opened[2], "decide", WORKED, by=MANAGER, seen=opened[2].version).case
    cases.act(opened[3], "decide", {"outcome": "close"}, by=MANAGER, seen=opened[3].version)
    return office


def told(office: Office, *edit: str, whose: str = "little", language: str = "en") -> tuple[str, ...]:
    files: Mapping[str, bytes] = edited(*edit)
    old = council(language)
    changes = differences(old, edition(files, language))
    return impact(office.database.of(whose), whose, touched(changes, old), old)


def test_a_changed_form_touches_its_drafts(database: Database) -> None:
    assert told(busy(database), FORM, "label: Note}", "label: Note, required: true}") == (
        "Rules changed: 0. Touched: drafts 1, open tasks 0, running time limits 0.",
        'Drafts of "Referral": 1.',
    )


def test_a_changed_list_touches_the_drafts_of_the_forms_that_use_it(database: Database) -> None:
    assert told(busy(database), LEVELS, "points: 2", "points: 4")[1:] == ('Drafts of "Referral": 1.',)


def test_a_changed_rule_is_counted_and_touches_the_cases_in_its_state(database: Database) -> None:
    assert told(busy(database), WORKFLOW, "          - else: closed", "          - else: new") == (
        "Rules changed: 1. Touched: drafts 0, open tasks 0, running time limits 0.",
        'Cases in "Waiting": 1.',
    )


def test_a_changed_task_touches_those_that_are_open(database: Database) -> None:
    assert told(busy(database), WORKFLOW, "due: 2 working days\n", "due: 5 working days\n") == (
        "Rules changed: 0. Touched: drafts 0, open tasks 1, running time limits 0.",
        'Open tasks "Police return": 1.',
    )


def test_a_changed_time_limit_touches_those_that_run_and_none_that_ended(database: Database) -> None:
    office = busy(database)

    assert told(office, WORKFLOW, "within: 15 working days", "within: 20 working days") == (
        "Rules changed: 0. Touched: drafts 0, open tasks 0, running time limits 1.",
        'Running time limits "Conference": 1.',
    )
    # Of four cases that were opened, the three that were referred have met this one.
    assert told(office, WORKFLOW, "from: opened", "from: done(refer)")[1:] == (
        'Running time limits "Referral made": 1.',
    )


def test_a_changed_workflow_touches_every_case_of_it(database: Database) -> None:
    assert told(busy(database), WORKFLOW, "opened_by: officer", "opened_by: [officer, worker]")[1:] == (
        'Cases of "Path": 4.',
    )


def test_wording_touches_nothing(database: Database) -> None:
    assert told(busy(database), FORM, "label: Note}", "label: Reason}") == (
        "Rules changed: 0. Touched: drafts 0, open tasks 0, running time limits 0.",
    )


def test_another_councils_cases_are_not_counted(database: Database) -> None:
    busy(database, "brook")

    assert told(Office(database, files=COUNCIL), FORM, "label: Note}", "label: Note, required: true}")[1:] == ()
    assert told(Office(database, files=COUNCIL), FORM, "label: Note}", "label: Note, required: true}", whose="brook")[
        1:
    ] == ('Drafts of "Referral": 1.',)


def test_it_is_told_in_welsh(database: Database) -> None:
    assert 'Drafftiau "Referral": 1.' in told(
        busy(database), FORM, "label: Note}", "label: Note, required: true}", language="cy"
    )


def test_what_is_new_in_a_state_touches_the_cases_in_it() -> None:
    wake = "        reason: required\n        goes: closed\n"
    more = f"{wake}      wake: {{title: Wake, by: manager, goes: stay}}\n"

    found = touched(differences(council(), edition(edited(WORKFLOW, wake, more))), council())

    assert found == Touched(states=(("path", "new"),))
