"""Whether practitioners would recognise the template: what it must be able to do, and what it must never do.

The three fictional cases are told elsewhere: A (Jamie) in the scenarios of the child's workflows, B in
`canal_street.scenarios.yaml` and C in `year_ten.scenarios.yaml`. How much of a form is known already stands in
`test_tables.py`, the floors in `test_floors.py`, and how small councils are in `test_councils.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from engine import Actor, Database
from engine.checks import check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.configuration import Configuration
from engine.definitions.fields import NumberField
from engine.definitions.read import folder_files, read_folder
from engine.shipped import shipped_configuration
from engine.store.migrate import upgrade
from engine.testing.outbox import Outbox
from engine.testing.scenarios import load, run_scenarios
from tests.support import Office, national
from tests.template.test_floors import of_form, of_workflow, told

ROOT = Path(__file__).resolve().parent.parent.parent
CONTACT = "form_schemas/contact_referral.yaml"
AMY = Actor("amy", roles=["mash_officer"])


@cache
def files() -> dict[str, bytes]:
    return dict(folder_files(shipped_configuration())[0])


@cache
def configuration() -> Configuration:
    found = assemble(files()).configuration
    assert found is not None
    return found


@cache
def template() -> Assembled:
    return read_folder(shipped_configuration())


@contextmanager
def opened(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'cases.db'}")
    with database.connection() as connection:
        upgrade(connection)
    yield database
    database.close()


# What it must be able to do


def test_a_case_can_start_from_a_place_with_no_child(tmp_path: Path) -> None:
    with opened(tmp_path) as database:
        cases = Office(database, files=files(), definition=national()).cases
        cases.record_facts("context", "C-1", {"name": "The steps", "kind": "neighbourhood_location"}, by=AMY)

        case = cases.open("context_pathway", subject={"context": "C-1"}, by=AMY).case

    assert (case.state, case.subject_kind) == ("context_referred", "context")


def test_a_child_and_family_assessment_is_not_the_first_step_that_everybody_takes() -> None:
    states = configuration().workflows["child_front_door"].states
    ends = {name for name, state in states.items() if state.ending}

    assert {"passed_to_assessment", "passed_to_strategy", "passed_to_early_help", "passed_to_context"} <= ends


def test_seven_kinds_of_harm_and_four_kinds_of_context_can_be_named() -> None:
    harms, kinds = configuration().lists["harm_type"].options, configuration().lists["context_type"].options

    assert {
        "sexual_exploitation",
        "criminal_exploitation",
        "serious_youth_violence",
        "peer_abuse",
        "social_isolation",
        "radicalisation",
        "relationship_abuse",
    } <= set(harms)
    assert {"peer_group", "school_or_college", "neighbourhood_location", "online_space"} <= set(kinds)


@pytest.mark.parametrize("workflow", ["context_pathway", "child_front_door", "child_plan"])
def test_the_youth_service_is_asked_and_sent_only_what_it_needs(workflow: str) -> None:
    states = configuration().workflows[workflow].states.values()
    asked = [one for state in states for one in state.tasks.values() if "youth_service" in one.by]

    assert [one for one in asked if one.send]
    assert configuration().manifest.roles["youth_service"].external


def test_an_event_for_other_systems_leaves_when_a_case_is_opened(tmp_path: Path) -> None:
    with opened(tmp_path) as database, database.connection() as connection:
        office = Office(database, files=files(), definition=national())
        case = office.engine.cases(connection).open("child_front_door", subject={"child": "P-1"}, by=AMY).case

        left = Outbox(office.engine, connection).events("case_opened")

    assert [one.subject for one in left] == [case.id]


def test_cases_b_and_c_and_the_christmas_clock_come_out_as_written() -> None:
    folder = load(ROOT)
    played = [one for name in ("case_b_", "case_c_", "christmas") for one in run_scenarios(folder, matching=name)]

    assert len(played) >= 3
    assert [one.title for one in played if one.failures] == []


WORKED_DAYS = {
    "a decision on a contact": "decision: 2026-03-13",
    "an assessment": "authorised: 2026-05-19",
    "a conference": "conference: 2026-04-28",
    "the outline plan": "decisions_sent: 2026-04-27",
    "the first core group": "core_group: 2026-05-05",
    "an interview after a night away": "2026-05-04T23:30",
    "a decision before Christmas": "decision: 2025-12-19",
    "a decision on what came at a weekend": "decision: 2025-12-23",
    "a check over Christmas": "checkpoint: 2026-01-06",
    "an assessment over Christmas": "authorised: 2026-02-24",
    "a conference after a move": "transfer_conference: 2026-06-15",
}
"""When each falls due, worked out by hand. The scenarios expect them, and are played in `test_scenarios.py`."""


@pytest.mark.parametrize("what", WORKED_DAYS)
def test_each_day_that_was_worked_out_by_hand_is_expected_of_the_engine(what: str) -> None:
    written = [one.read_text("utf-8") for one in (ROOT / "workflow_definitions/scenarios").glob("*.scenarios.yaml")]

    assert any(WORKED_DAYS[what] in text for text in written)


# What it must never do


def test_no_score_moves_a_case() -> None:
    """Points may be added up for people to see; nothing that leads anywhere reads them."""
    for flow in configuration().workflows.values():
        text = files()[f"workflow_definitions/{flow.workflow}.yaml"].decode()
        assert "points(" not in text
        assert "sum(" not in text


def test_no_question_is_a_risk_score() -> None:
    calculated = {
        f"{form.form}.{name}"
        for form in configuration().forms.values()
        for _, name, field in form.placed_fields()
        if isinstance(field, NumberField) and field.calc
    }

    assert not {one for one in calculated if "risk" in one or "score" in one}


def test_no_required_long_answer_is_without_a_purpose() -> None:
    assert [one for one in check(assemble(files())).findings if one.code.id == "W004"] == []


def test_a_form_can_describe_more_than_the_family() -> None:
    """The assessment of a child asks about peers, school, places and online life as well as home."""
    asked = {one.id for one in national().forms["family_assessment"].fields}

    assert {"peers_picture", "school_picture", "online_life", "context_weighting", "parent_view"} <= asked


def test_a_context_plan_is_not_policing_only() -> None:
    assert "policing_is_not_a_plan" in configuration().forms["context_plan"].rules


def test_no_page_of_a_context_conference_asks_for_a_child() -> None:
    conference = national().forms["context_conference"]

    assert "no_names" in {one.id for one in conference.fields}
    of_children = {one.id for one in conference.fields if getattr(one.definition, "of", None) == "child"}
    assert of_children == set()


def test_every_local_limit_can_be_changed_in_the_definitions() -> None:
    """No time limit is a number in the code: each is a setting that a council may write differently."""
    states = [one for flow in configuration().workflows.values() for one in flow.states.values()]
    limits = [one for state in states for one in state.deadlines.values()]

    assert len(limits) >= 20
    assert all(one.within or one.date or one.by for one in limits)


@pytest.mark.parametrize("where", ["template", "ashbourne_park", "westmarch", "glanwern", "port_ellery"])
def test_no_words_blame(where: str) -> None:
    folder = ROOT if where == "template" else ROOT / "councils" / where

    assert [one.message for one in load(folder).findings if one.code.id == "W001"] == []


# Mistakes that must be named, each in a sentence

WRONG = {
    "a condition about nothing": (
        CONTACT,
        "show_if: referrer_anonymous == no",
        "show_if: referrer_anonimous == no",
        'There is no "referrer_anonimous" here.',
    ),
    "an answer that is not in the list": (
        CONTACT,
        "show_if: yp_aware == yes",
        "show_if: yp_aware == certainly",
        '"certainly" is not an answer to "Does the young person know about this contact?" (yes, no, not_known).',
    ),
    "words where an id belongs": (
        "casepath.yaml",
        "  mash_officer:\n    title",
        "  MASH officer:\n    title",
        '"MASH officer" cannot be an id.',
    ),
    "the same id twice": (CONTACT, "      ethnicity:\n", "      sex:\n", '"sex" is written twice in "fields"'),
    "a state that no case reaches": (
        "workflow_definitions/consultation.yaml",
        "  advised:\n    title: Advised\n",
        "  watched:\n    title: Watched\n    ending: true\n\n  advised:\n    title: Advised\n",
        'No case can ever reach "watched".',
    ),
    "a state that no case leaves": (
        "workflow_definitions/consultation.yaml",
        "    title: Not needed any more\n    ending: true",
        "    title: Not needed any more",
        'A case in "no_longer_needed" can never leave it, and it is not marked as an ending.',
    ),
    "a circle without a person": (
        "workflow_definitions/context_pathway.yaml",
        "      when: done(decide)\n      to: context_assessment",
        "      when: done(decide)\n      to: workers_told",
        "Automatic steps can go round for ever: workers_told > workers_told.",
    ),
    "a clock that nothing settles": (
        "workflow_definitions/child_plan.yaml",
        "        kind: standard\n        until: [done(request_closure)]\n",
        "        kind: statutory\n",
        "Any of 2 actions stops this statutory clock, whether or not it meets the limit.",
    ),
    "a copy from a later form": (
        "form_schemas/strategy_record.yaml",
        "        from: child.wishes\n",
        "        from: child_conference.conference_child_view\n",
        '"child_views_known" copies from "child_conference", which nobody can have filled in by then.',
    ),
    "a copy of another kind of answer": (
        CONTACT,
        "        from: child.wishes\n",
        "        from: child.date_of_birth\n",
        '"yp_view" holds a text, and "child.date_of_birth" is a date.',
    ),
    "a partner who could guess what they may not see": (
        CONTACT,
        "referrer]\n        options: referral_source\n",
        "referrer, police]\n        show_if: harm_outside_home == yes\n        options: referral_source\n",
        '"referral_source" can be seen by police, but the condition that shows it reads "harm_outside_home".',
    ),
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_mistake_is_named_in_a_sentence(mistake: str) -> None:
    path, right, wrong, sentence = WRONG[mistake]
    text = files()[path].decode()
    assert right in text

    findings = check(assemble({**files(), path: text.replace(right, wrong, 1).encode()})).findings

    assert [one.message for one in findings if sentence in one.message]


def test_welsh_that_is_missing_where_all_must_be_there_is_named() -> None:
    manifest = files()["casepath.yaml"].decode().replace("  offered: cy", "  complete: true\n  also: cy")
    less = {path: text for path, text in files().items() if path != "form_schemas/lists/frequency.cy.yaml"}

    findings = check(assemble({**less, "casepath.yaml": manifest.encode()})).findings

    assert [one.message for one in findings if one.is_error] == [
        '6 of 6 texts have no translation into "cy": title, options.once.label, options.occasional.label and 3 more.'
    ]


COUNCILS_WRONG = {
    "a census tag taken out": of_form("child_closure", "remove: fields.reason_code.reports_to"),
    "longer than the law allows": of_workflow(
        "child_assessment",
        "states:",
        "  assessing:",
        "    deadlines:",
        "      authorised:",
        "        within: 60 working days",
    ),
    "whoever writes approves": of_workflow(
        "child_assessment", "remove: states.awaiting_authorisation.actions.authorise_assessment.not_by"
    ),
}


@pytest.mark.parametrize("mistake", COUNCILS_WRONG)
def test_a_council_that_goes_below_a_floor_is_told(mistake: str) -> None:
    file, difference = COUNCILS_WRONG[mistake]

    assert ("O920", file) in told(template(), file, difference)


def test_a_partner_finds_no_case_whatever_the_reach_of_their_role_says() -> None:
    text = files()["casepath.yaml"].decode()
    wider = text.replace(
        "    title: Police\n    external: true", "    title: Police\n    external: true\n    reach: council"
    )
    assert wider != text

    found = check(assemble({**files(), "casepath.yaml": wider.encode()})).definition

    assert found is not None
    assert found.roles.reach["police"] == "task"


# What practitioners ask

QUESTIONS = (
    "Can I save half-way?",
    "Can I see last time's answers?",
    "Who will see this?",
    "Why is it asked?",
    "What happens next, and by when?",
    "Can the young person read it?",
    "How long did it take?",
    "Can I print it for conference?",
)


def test_the_questions_of_practitioners_are_answered_in_the_docs() -> None:
    page = (ROOT / "docs/why/practitioners.md").read_text("utf-8")

    sections = re.split(r"^## ", page, flags=re.MULTILINE)[1:]

    assert tuple(one.splitlines()[0] for one in sections) == QUESTIONS
    assert all(20 < len(one.split()) < 120 for one in sections)
