"""Floors that no council loosens, and mistakes that its differences bring into the template, told at its own lines."""

from __future__ import annotations

import pytest

from engine.checks import check
from engine.definitions.assemble import assemble
from engine.findings import render_all
from tests.overlays import FORM, MANIFEST, TEMPLATE, WORKFLOW, checked, told

CONFERENCE = "states:\n  new:\n    deadlines:\n      refer:\n        within: {}\n"


def test_a_limit_that_may_only_get_shorter_gets_shorter() -> None:
    assert told(workflow=CONFERENCE.format("1 working day")) == []


def test_a_longer_limit_is_refused_at_the_council_s_own_line() -> None:
    allows = "the template allows 2 working days or less."

    assert told(workflow=CONFERENCE.format("5 working days")) == [
        f'{WORKFLOW}:6 O920 Northshire sets "within" of "refer" to 5 working days; {allows}'
    ]


def test_a_limit_in_another_unit_is_not_compared() -> None:
    assert "O920" in told(workflow=CONFERENCE.format("1 calendar day"))[0]


def test_what_is_fixed_cannot_be_removed_alone_or_with_what_holds_it() -> None:
    assert f'{FORM}:2 O920 Northshire removes "level" of "fields"; the template fixes that it stays.' in told(
        form="remove: fields.level\n"
    )
    assert any(line.startswith(f"{WORKFLOW}:2 O920") for line in told(workflow="remove: states.new.deadlines.refer\n"))


def test_a_list_that_may_only_grow_keeps_what_it_has() -> None:
    decide = "states:\n  waiting:\n    actions:\n      decide:\n        not_by: {}\n"

    assert told(workflow=decide.format("{add: done(visit)}")) == []
    assert told(workflow=decide.format("done(visit)")) == [
        f'{WORKFLOW}:6 O920 Northshire takes done(refer) from "not_by" of "decide"; the template lets it only grow.'
    ]


def test_a_lock_with_stars_binds_every_place_that_is_left() -> None:
    template = {
        **TEMPLATE,
        WORKFLOW: TEMPLATE[WORKFLOW].replace(b"  visit:\n", b"  visit:\n    form: referral\n"),
    }
    kept = "remove: states.waiting.actions.give_back\n"
    stripped = "remove: states.new.actions.refer.form\n"

    assert not any("O920" in line for line in told(workflow=kept))
    assert any("O920" in line and '"form" of "refer"' in line for line in told(workflow=stripped))
    assert checked(template=template).findings is not None


def test_an_approved_exception_lets_one_floor_go_and_no_other() -> None:
    approved = (
        "approved_exceptions:\n  - path: path.states.new.deadlines.refer.within\n"
        "    who: The partnership\n    when: 2026-06-03\n    why: Agreed for the pilot.\n"
    )
    longer = CONFERENCE.format("5 working days")

    assert told(manifest=approved, workflow=longer) == []
    assert any("O920" in line for line in told(manifest=approved, workflow=longer, form="remove: fields.level\n"))


def test_an_exception_that_nothing_needs_is_told() -> None:
    approved = (
        "approved_exceptions:\n  - path: path.states.new.deadlines.refer.within\n"
        "    who: The partnership\n    when: 2026-06-03\n    why: Agreed for the pilot.\n"
    )

    assert told(manifest=approved) == [
        f'{MANIFEST}:7 O922 Nothing at "path.states.new.deadlines.refer.within" needs an exception.'
    ]


def test_a_lock_itself_is_not_for_councils_to_change() -> None:
    found = told(manifest="locked:\n  referral.fields.level: may not change\n")

    assert found == [
        f'{MANIFEST}:7 O920 "referral.fields.level" is locked by the template, and the lock itself cannot be changed.'
    ]


def test_a_council_locks_more_for_those_that_extend_it() -> None:
    assert told(manifest="locked:\n  referral.fields.note: may not be removed\n") == []


def test_a_lock_of_nothing_is_told_of_the_template() -> None:
    template = {**TEMPLATE, MANIFEST: TEMPLATE[MANIFEST].replace(b"referral.fields.level:", b"referral.fields.levle:")}
    found = check(assemble(template)).findings

    assert [(one.code.id, one.hint) for one in found] == [("O921", 'Did you mean "level"?')]


@pytest.mark.parametrize("path", ["referral..level", "Referral.level", "referral.fields.level.", "a b"])
def test_a_lock_s_path_is_a_path(path: str) -> None:
    template = {**TEMPLATE, MANIFEST: TEMPLATE[MANIFEST].replace(b"referral.fields.level", path.encode())}

    assert "O926" in render_all(check(assemble(template)).findings)


# Mistakes that a difference brings into what the template says


def test_something_removed_that_is_still_used_is_told_where_it_is_removed_with_every_use() -> None:
    found = [one for one in checked(form="remove: fields.where\n").findings if one.is_error]

    assert [(one.code.id, f"{one.place.file}:{one.place.line}") for one in found] == [("O918", f"{FORM}:2")]
    assert found[0].message.startswith('You removed "where", but it is still used in: ')
    assert '"referral.fields.park_name.show_if"' in found[0].message


def test_an_option_that_the_template_s_rules_do_not_know_is_told_where_it_is_added() -> None:
    rule = b"            to: working\n          - "
    both = TEMPLATE[WORKFLOW].replace(rule + b"else: closed", rule + b"{if: referral.outcome == close, to: closed}")
    template = {**TEMPLATE, WORKFLOW: both}
    later = "fields:\n  outcome:\n    options:\n      later: {label: Later, new: true}\n"
    found = [one for one in checked(template=template, form=later).findings if one.is_error]

    assert [(one.place.file, one.place.line) for one in found] == [(FORM, 5)]
    assert "This is what the template says in extends/workflow_definitions/path.yaml" in found[0].hint


def test_a_role_dropped_from_the_only_action_that_leads_on_is_told_at_the_council_s_line() -> None:
    found = [one for one in checked(workflow="remove: [states.waiting.actions.decide]\n").findings if one.is_error]

    assert found
    assert {one.place.file for one in found} == {WORKFLOW}


def test_what_is_wrong_with_the_template_anyway_is_not_told_to_its_councils() -> None:
    template = {
        **TEMPLATE,
        FORM: TEMPLATE[FORM].replace(b"label: Which park?", b"label: Which park did she abscond to?"),
    }

    assert [one.code.id for one in check(assemble(template)).findings] != []
    assert told(template=template) == []
