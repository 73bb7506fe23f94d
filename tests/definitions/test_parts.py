"""Shared questions: one place to write them, the same questions in every form that uses them."""

from __future__ import annotations

from engine.cases.answers import Asking, Papers
from engine.cases.snapshot import time_env
from engine.cases.working_out import form_state
from engine.definitions.assemble import assemble
from engine.findings import render_all
from tests.support import LITTLE, NOON, REFERRED, definition_of, little_with

SIGN_OFF = b"""\
part: sign_off
fields:
  evidence_read:
    type: yes_no
    label: Have you read the evidence?
    required: true
    check:
      that: evidence_read == yes
      say: Read the evidence before you decide.
  comment: {type: long_text, label: Comment}
"""
USED = little_with(form=("    for: decide\n", "    for: decide\n    use: sign_off\n"))
FILES = {**USED, "form_schemas/parts/sign_off.yaml": SIGN_OFF}


def test_a_page_asks_the_questions_of_a_part_after_its_own() -> None:
    form = definition_of(FILES).forms["referral"]

    assert [one.id for one in form.fields if one.page == "decision"] == ["outcome", "note", "evidence_read", "comment"]


def test_what_the_page_says_holds_for_the_questions_of_its_part() -> None:
    form = definition_of(FILES).forms["referral"]
    asking = Asking("decide", frozenset({"manager"}), time_env(definition_of(FILES), NOON))

    state = form_state(form, asking, Papers(kept=REFERRED, sent={"outcome": "close", "evidence_read": "no"}))

    assert form.by_id["evidence_read"].asked_for == {"decide"}
    assert [(one.path, one.code) for one in state.problems] == [("evidence_read", "check")]


def test_a_mistake_in_a_part_points_at_the_part_and_is_told_once() -> None:
    wrong = SIGN_OFF.replace(b"label: Comment", b"lable: Comment")
    report = render_all(assemble({**FILES, "form_schemas/parts/sign_off.yaml": wrong}).findings)

    assert report.count("  Y110  ") == 1
    assert report.startswith('form_schemas/parts/sign_off.yaml:10:30  Y110  "lable" is not a setting')
    assert 'Did you mean "label"?' in report


def test_a_page_may_have_nothing_but_a_part() -> None:
    form = LITTLE["form_schemas/referral.yaml"].decode()
    start = form.index("    fields:\n      outcome:")
    alone = form[:start] + "    use: sign_off\n" + form[form.index("rules:\n") :]
    files = {**FILES, "form_schemas/referral.yaml": alone.encode()}
    workflow = LITTLE["workflow_definitions/path.yaml"].decode()
    files["workflow_definitions/path.yaml"] = workflow.replace(
        "referral.outcome == act", "referral.evidence_read == yes"
    ).encode()

    pages = definition_of(files).forms["referral"].definition.pages

    assert list(pages["decision"].fields) == ["evidence_read", "comment"]


def test_changing_a_part_is_another_release() -> None:
    changed = {**FILES, "form_schemas/parts/sign_off.yaml": SIGN_OFF.replace(b"Comment", b"Any comment")}

    assert definition_of(changed).release != definition_of(FILES).release
