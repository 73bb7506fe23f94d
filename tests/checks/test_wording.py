"""Neutral words, and no burden without a purpose; national code text may stand."""

from __future__ import annotations

import pytest

from engine.checks import check
from engine.definitions.assemble import MANIFEST, assemble
from engine.definitions.read import folder_files
from engine.definitions.sidecars import source_of
from engine.shipped import shipped_configuration
from tests.checks.corpus import base, told

LABEL = "form_schemas/visit.yaml\n-        label: Notes\n+        label: {}\n"


@pytest.mark.parametrize(
    "words",
    [
        "Puts themselves at risk",
        "Known gang members",
        "Has the child absconded?",
        "Refused to engage",
        "Failed to protect",
        "Lifestyle choice",
        "Associating with known adults",
    ],
)
def test_words_that_blame_are_flagged(words: str) -> None:
    assert told(LABEL.format(words)) == [("W001", "visit.fields.notes.label")]


@pytest.mark.parametrize(
    "words", ["Who is at risk from others?", "Association football", "Riskier places", "Protected by"]
)
def test_other_words_are_left_alone(words: str) -> None:
    assert told(LABEL.format(words)) == []


def test_what_a_national_return_calls_a_thing_may_stand() -> None:
    assert told(LABEL.format("Absconded") + "+        reports_to: cin.missing\n") == []


@pytest.mark.parametrize("where", ["        purpose: Tells what to do next.\n"])
def test_required_text_with_a_purpose_is_fine(where: str) -> None:
    change = (
        "form_schemas/visit.yaml\n-        type: text\n-        label: Notes\n"
        f"+        type: long_text\n+        label: Notes\n+        required: true\n+{where}"
    )

    assert told(change) == []


def test_a_short_form_may_require_everything() -> None:
    assert (
        told("form_schemas/visit.yaml\n-        label: Notes\n+        label: Notes\n+        required: true\n") == []
    )


@pytest.mark.parametrize(
    ("path", "right", "wrong", "where"),
    [
        (
            "workflow_definitions/child_front_door.yaml",
            "title: Go straight to a strategy discussion",
            "title: The child absconded",
            "child_front_door.states.contact_received.actions.straight_to_strategy.title",
        ),
        (
            "workflow_definitions/child_front_door.yaml",
            "say: The contact does not say that the child is in danger now.",
            "say: The parents failed to protect.",
            "child_front_door.checks.in_danger.say",
        ),
        ("casepath.yaml", "title: Parent or carer", "title: Parent who refused to engage", "roles.parent_carer.title"),
        (
            "workflow_definitions/letters/plan_for_you.md",
            "What happened is not your fault.",
            "You put yourself and gang members first.",
            "plan_for_you.body",
        ),
        (
            "form_schemas/contact_referral.yaml",
            "say: A contact cannot be received in the future.",
            "say: A perpetrator cannot call in the future.",
            "contact_referral.fields.received_at.check.0.say",
        ),
        (
            "workflow_definitions/letters/plan_for_you.cy.md",
            "Nid eich bai chi yw'r hyn a ddigwyddodd.",
            "Gwrthod ymgysylltu oedd hyn.",
            "plan_for_you.body",
        ),
        (
            "workflow_definitions/child_front_door.cy.yaml",
            "Cofnodi'r cyswllt",
            "Cofnodi aelodau gang",
            "child_front_door.states.contact_received.actions.record_contact.title",
        ),
    ],
)
def test_words_that_blame_are_found_wherever_people_read(path: str, right: str, wrong: str, where: str) -> None:
    files = folder_files(shipped_configuration())[0]
    text = files[path].decode()
    assert right in text

    found = check(assemble({**files, path: text.replace(right, wrong, 1).encode()})).findings

    assert [one.path for one in found if one.code.id == "W001"] == [where]


WELSH = """\
form: visit
language: cy
texts:
  fields.notes.label:
    text: {}
    source: {}
"""


def welsh_told(words: str, reports_to: str = "") -> list[tuple[str, str]]:
    files = {
        **base(),
        "form_schemas/visit.cy.yaml": WELSH.format(words, source_of("Notes")).encode(),
        MANIFEST: base()[MANIFEST] + b"languages: {default: en, also: cy}\n",
    }
    label = b"        label: Notes\n"
    files["form_schemas/visit.yaml"] = files["form_schemas/visit.yaml"].replace(label, label + reports_to.encode())
    return [(one.code.id, one.path) for one in check(assemble(files)).findings if one.code.id.startswith("W00")]


@pytest.mark.parametrize(
    "words",
    [
        "Yn rhoi ei hun mewn perygl",
        "Aelodau gang hysbys",
        "Gwrthod ymgysylltu",
        "Methu ag amddiffyn",
        "Dewis ffordd o fyw",
        "Enw'r cyflawnwr",
        "Person ifanc penrhydd",
        "Wedi dianc o'r lleoliad",
        "Cymdeithasu â grŵp hysbys",
        "Stryd-ddoeth",
    ],
)
def test_words_that_blame_are_flagged_in_welsh(words: str) -> None:
    assert welsh_told(words) == [("W001", "visit.fields.notes.label")]


@pytest.mark.parametrize("words", ["Pwy sydd mewn perygl oddi wrth eraill?", "Cyflawni'r cynllun", "Aelod o'r teulu"])
def test_other_welsh_words_are_left_alone(words: str) -> None:
    assert welsh_told(words) == []


def test_the_welsh_of_what_a_national_return_calls_a_thing_may_stand() -> None:
    assert welsh_told("Aelodau gang", "        reports_to: cin.gang\n") == []
