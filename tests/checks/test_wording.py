"""Neutral words, and no burden without a purpose; national code text may stand."""

from __future__ import annotations

import pytest

from engine.checks import check
from engine.definitions.assemble import MANIFEST, assemble
from engine.definitions.sidecars import source_of
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
    ],
)
def test_words_that_blame_are_flagged_in_welsh(words: str) -> None:
    assert welsh_told(words) == [("W001", "visit.fields.notes.label")]


@pytest.mark.parametrize("words", ["Pwy sydd mewn perygl oddi wrth eraill?", "Cyflawni'r cynllun", "Aelod o'r teulu"])
def test_other_welsh_words_are_left_alone(words: str) -> None:
    assert welsh_told(words) == []


def test_the_welsh_of_what_a_national_return_calls_a_thing_may_stand() -> None:
    assert welsh_told("Aelodau gang", "        reports_to: cin.gang\n") == []
