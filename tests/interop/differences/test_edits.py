"""What a workshop edits is told in one sentence, in its group, at its path and at the line that was changed."""

from __future__ import annotations

from typing import get_args

import pytest

from engine.interop.differences.change import GROUPS, ChangeKind
from engine.interop.differences.whole import differences
from engine.sentences.marked import OPENS
from tests.interop.differences.council import (
    FORM,
    MANIFEST,
    WORKFLOW,
    changes,
    council,
    edited,
    edition,
)
from tests.interop.differences.edits import EDITS, Edit

_CONFERENCE = "within: 15 working days"


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_is_told_in_its_own_sentence(edit: Edit) -> None:
    (found,) = changes(edit.file, edit.before, edit.after)

    assert f"{found.group} {found.kind} {found.path}" == edit.told
    assert found.sentence == edit.sentence


def test_the_table_has_at_least_forty_edits_and_every_kind_and_group() -> None:
    assert len(EDITS) >= 40
    assert {one.told.split()[1] for one in EDITS} == {*get_args(ChangeKind)}
    assert {one.told.split()[0] for one in EDITS} == {*GROUPS}


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_undone_is_told_as_well(edit: Edit) -> None:
    assert differences(edition(edited(edit.file, edit.before, edit.after)), council())


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.name)
def test_an_edit_is_told_in_the_language_of_whoever_reads(edit: Edit) -> None:
    for found in changes(edit.file, edit.before, edit.after, "en-XA"):
        assert found.sentence.startswith(OPENS)
        assert found.about.startswith(OPENS)


def test_nothing_differs_from_itself() -> None:
    assert differences(council(), council()) == ()


def test_a_longer_time_by_law_names_what_the_template_allows() -> None:
    """The older one is a template when the newer one is another configuration."""
    files = edited(WORKFLOW, _CONFERENCE, "within: 20 working days")
    files[MANIFEST] = files[MANIFEST].replace(b"configuration: little", b"configuration: northshire")

    found = differences(council(), edition(files))

    assert found[0].sentence == ('You lengthened "Conference" from 15 to 20 working days (the template allows 15).')
    assert found[0].group == "statutory"


def test_a_time_of_the_councils_own_names_no_template() -> None:
    files = edited(WORKFLOW, "within: 6 weeks", "within: 8 weeks")
    files[MANIFEST] = files[MANIFEST].replace(b"configuration: little", b"configuration: northshire")

    assert 'You lengthened "Plan" from 6 to 8 weeks.' in [
        one.sentence for one in differences(council(), edition(files))
    ]


def test_a_change_names_the_line_in_each_configuration() -> None:
    (found,) = changes(FORM, "label: Note}", "label: Note, required: true}")

    assert found.old is not None
    assert found.new is not None
    assert (found.old.file, found.old.line) == (found.new.file, found.new.line)
    assert "required: true" in found.new.excerpt
    assert "required" not in found.old.excerpt


def test_what_is_new_has_no_old_line_and_what_is_gone_no_new_one() -> None:
    note = "      note: {type: long_text, label: Note}\n"
    (added,) = changes(FORM, note, f"{note}      reason: {{type: text, label: Reason}}\n")
    (removed,) = changes(FORM, note, "")

    assert (added.old, removed.new) == (None, None)
    assert added.new is not None
    assert "reason" in added.new.excerpt
    assert removed.old is not None
    assert "note" in removed.old.excerpt


def test_questions_that_another_page_takes_over_are_moved_and_not_asked_anew() -> None:
    found = changes(FORM, "      held_on:\n", "  later:\n    title: Later\n    fields:\n      held_on:\n")

    assert [one.sentence for one in found] == [
        'You added the page "Later" to "Referral".',
        'You moved the question "Held on" from "About" to "Later".',
        'You moved the question "Times missing" from "About" to "Later".',
        'You moved the question "People" from "About" to "Later".',
    ]


def test_the_fewest_moves_tell_a_new_order() -> None:
    old, new = "{park: Park, school: School, online: Online}", "{online: Online, park: Park, school: School}"

    (found,) = changes(FORM, old, new)

    assert found.sentence == 'You moved the answer "Online" to the top.'


def test_an_action_in_another_state_is_moved() -> None:
    drop = "      drop:\n        title: Drop\n        by: manager\n        reason: required\n        goes: closed\n"
    waiting = "  waiting:\n    title: Waiting\n    actions:\n"

    found = changes(WORKFLOW, drop + waiting, waiting + drop)

    assert [one.sentence for one in found] == ['You moved the action "Drop" from "New" to "Waiting".']


def test_a_state_that_is_called_otherwise_changes_no_rule_that_leads_there() -> None:
    files = edited(WORKFLOW, "title: Working\n", "title: At work\n")
    files[WORKFLOW] = files[WORKFLOW].replace(b"- else: closed", b"- else: new")

    found = differences(council(), edition(files))

    assert [one.sentence for one in found] == [
        'You changed where "Decide" otherwise leads: it was "Closed", and is now "New".',
        'You renamed "Working" to "At work".',
    ]


def test_a_state_under_another_id_is_told_as_renamed_with_all_it_holds() -> None:
    files = edited(WORKFLOW, "  waiting:\n    title: Waiting\n", "  first_look:\n    title: First look\n")
    text = files[WORKFLOW].decode().replace("goes: waiting", "goes: first_look")
    files[WORKFLOW] = (text + "changes: {state: waiting, to: first_look, in: 1.0.0}\n").encode()

    found = differences(council(), edition(files))

    assert [one.sentence for one in found] == [
        'You gave the state "First look" the id "first_look"; it was "waiting".',
        'You renamed "Waiting" to "First look".',
    ]
