"""What a council changes in its template: with its reason, at its own line, and apart by what the template locks."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from engine.definitions.assemble import assemble
from engine.interop.differences.change import Change
from engine.interop.differences.whole import differences
from tests.interop.differences.council import edition_of
from tests.overlays import FORM, MANIFEST, TEMPLATE, overlay


def changed(
    form: str = "", workflow: str = "", manifest: str = "", template: Mapping[str, bytes] = TEMPLATE
) -> tuple[Change, ...]:
    """Return what a council's differences are told as, against its template."""
    made = overlay(template=template, form=form, workflow=workflow, manifest=manifest)
    return differences(edition_of(assemble(template)), edition_of(made))


def limit(within: str, why: str = "") -> str:
    return (
        "states:\n  new:\n    deadlines:\n      refer:\n        within: "
        + within
        + "\n"
        + (f"        why: {why}\n" if why else "")
    )


def test_an_overlay_without_differences_differs_in_nothing() -> None:
    assert changed() == ()


def test_a_change_stands_at_the_councils_own_line_with_its_reason() -> None:
    (found,) = changed(form="fields:\n  note:\n    required: true\n    why: Agreed at the May workshop.\n")

    assert found.sentence == 'You made "Note" required.'
    assert found.why == "Agreed at the May workshop."
    assert found.new is not None
    assert (found.new.file, found.new.line) == (FORM, 4)
    assert found.old is not None
    assert found.old.file == FORM
    assert found.old.line > 50


def test_what_says_no_reason_has_none() -> None:
    found = changed(
        form="fields:\n  note:\n    required: true\n    why: Agreed.\n  park_name:\n    label: Name of the park\n"
    )

    assert {one.sentence: one.why for one in found} == {
        'You made "Note" required.': "Agreed.",
        'You renamed "Which park?" to "Name of the park".': "",
    }


def test_a_new_question_has_the_reason_that_is_given_for_it() -> None:
    (found,) = changed(
        form="fields:\n  bus: {type: text, label: Bus, page: about, after: where, why: Three named a bus.}\n"
    )

    assert found.sentence == 'You added the question "Bus" to "About".'
    assert found.why == "Three named a bus."


def test_a_longer_time_names_what_the_template_allows() -> None:
    (found,) = changed(workflow=limit("5 working days"))

    assert found.sentence == 'You lengthened "Referral made" from 2 to 5 working days (the template allows 2).'
    assert found.group == "statutory"


def test_a_later_version_of_the_council_is_told_what_the_template_allows_as_well() -> None:
    before = edition_of(overlay(workflow=limit("1 working day")))
    after = edition_of(overlay(workflow=limit("2 working days")))

    (found,) = differences(before, after)

    assert found.sentence == 'You lengthened "Referral made" from 1 to 2 working days (the template allows 2).'


def test_what_was_approved_is_told_with_who_agreed_to_it_and_why() -> None:
    approved = (
        "approved_exceptions:\n  - path: path.states.new.deadlines.refer.within\n    who: The partnership\n"
        "    when: 2026-06-03\n    why: The partnership meets once a week.\n"
    )
    found = changed(workflow=limit("5 working days"), manifest=approved)

    assert [(one.sentence, one.why) for one in found] == [
        ('You set the exceptions that were approved: "path.states.new.deadlines.refer.within".', ""),
        (
            'You lengthened "Referral made" from 2 to 5 working days (the template allows 2).',
            "The partnership meets once a week.",
        ),
    ]


@pytest.mark.parametrize(
    ("form", "group"),
    [
        ("fields:\n  level: {hint: Think twice.}\n", "wording"),
        ("fields:\n  level: {show_if: harm != unclear}\n", "statutory"),
        ("fields:\n  note: {show_if: harm != unclear}\n", "local"),
    ],
)
def test_a_change_inside_what_is_locked_is_not_the_councils_alone_but_its_wording_is(form: str, group: str) -> None:
    assert [one.group for one in changed(form=form)] == [group]


def test_what_is_removed_takes_with_it_what_was_locked_inside() -> None:
    locked = {**TEMPLATE, MANIFEST: TEMPLATE[MANIFEST] + b"  referral.fields.note.type: may not change\n"}
    removed = "remove: [fields.note]\n"

    assert [one.group for one in changed(form=removed)] == ["local"]
    assert [one.group for one in changed(form=removed, template=locked)] == ["statutory"]


def test_another_id_title_and_version_are_no_changes_of_what_is_decided() -> None:
    (found,) = changed(manifest="cut_off: 16:00\n")

    assert found.path == "cut_off"
