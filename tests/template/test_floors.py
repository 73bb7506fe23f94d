"""What no council may loosen of the national template, and where it is told when one tries."""

from __future__ import annotations

import pytest

from engine.checks import check
from engine.definitions.assemble import Assembled, assemble
from engine.definitions.read import read_folder
from engine.shipped import shipped_configuration

HEAD = b"casepath: 1\nconfiguration: northshire\ntitle: Northshire\nextends: national 1\nversion: 1\n"
CHILD, CONTACT, CONTEXT = "child_front_door", "contact_referral", "context_referral"


@pytest.fixture(scope="module")
def template() -> Assembled:
    return read_folder(shipped_configuration())


def told(template: Assembled, file: str, difference: str) -> list[tuple[str, str]]:
    own = {"casepath.yaml": HEAD, file: difference.encode()}
    return [(one.code.id, one.place.file) for one in check(assemble(own, template=template)).findings if one.is_error]


def of_form(form: str, *lines: str) -> tuple[str, str]:
    return f"form_schemas/{form}.yaml", f"form: {form}\n" + "\n".join(lines) + "\n"


def of_workflow(flow: str, *lines: str) -> tuple[str, str]:
    return f"workflow_definitions/{flow}.yaml", f"workflow: {flow}\n" + "\n".join(lines) + "\n"


RECEIVED = ("states:", "  contact_received:", "    deadlines:", "      decision:")
LOOSER = {
    "a longer statutory limit": of_workflow(CHILD, *RECEIVED, "        within: 3 working days"),
    "a limit that is only a standard": of_workflow(CHILD, *RECEIVED, "        kind: standard"),
    "a limit that never ends": of_workflow(CHILD, "remove: states.contact_received.deadlines.decision.until"),
    "no limit": of_workflow(CHILD, "remove: states.contact_received.deadlines.decision"),
    "whoever writes authorises": of_workflow(CHILD, "remove: states.decision_pending.actions.decide.not_by"),
    "no young person's view": of_form(CONTACT, "remove: fields.yp_view"),
    "no basis for sharing": of_form(CONTACT, "remove: fields.share_basis"),
    "a basis that may be left out": of_form(CONTACT, "fields:", "  share_basis: {required: false}"),
    "no reason for the decision": of_form(CONTACT, "remove: fields.decision_reason"),
    "no purpose for knowing of a place": of_form(CONTEXT, "remove: fields.purpose"),
    "nobody asked who was told": of_form(CONTEXT, "remove: fields.who_told"),
    "kept without a day": of_form(CONTEXT, "remove: fields.review_delete_by"),
}


@pytest.mark.parametrize("name", LOOSER)
def test_a_floor_is_not_loosened(template: Assembled, name: str) -> None:
    file, difference = LOOSER[name]

    assert ("O920", file) in told(template, file, difference)


TIGHTER = {
    "another name for the form": of_form(CONTACT, "title: First contact"),
    "the young person is asked of all": of_form(CONTACT, "fields:", "  yp_view: {label: 'In their own words'}"),
    "one more who is kept apart": of_workflow(
        CHILD,
        "states:",
        "  decision_pending:",
        "    actions:",
        "      decide:",
        "        not_by: {add: done(record_contact)}",
    ),
}


@pytest.mark.parametrize("name", TIGHTER)
def test_wording_and_what_is_stricter_are_the_councils_own(template: Assembled, name: str) -> None:
    assert told(template, *TIGHTER[name]) == []


def limit(state: str, deadline: str, setting: str) -> tuple[str, ...]:
    return ("states:", f"  {state}:", "    deadlines:", f"      {deadline}:", f"        {setting}")


def apart(state: str, action: str) -> str:
    return f"remove: states.{state}.actions.{action}.not_by"


PATHWAY = (
    of_workflow("child_assessment", *limit("assessing", "authorised", "within: 60 working days")),
    of_workflow("child_strategy", *limit("enquiry", "conference", "within: 20 working days")),
    of_workflow("child_plan", *limit("protection_plan", "review", "then_every: 9 months")),
    of_workflow("missing_episode", *limit("returned", "interview", "within: 120 hours")),
    of_form("family_assessment", "remove: fields.child_view"),
    of_form("child_review", "remove: fields.child_view"),
    of_form("child_closure", "remove: fields.child_view"),
)


def test_no_floor_of_the_childs_pathway_is_loosened(template: Assembled) -> None:
    own = {"casepath.yaml": HEAD, **{file: difference.encode() for file, difference in PATHWAY}}

    found = check(assemble(own, template=template)).findings

    assert {file for file, _ in PATHWAY} == {one.place.file for one in found if one.code.id == "O920"}


KEPT_APART = (
    ("child_assessment", apart("awaiting_authorisation", "authorise_assessment")),
    ("child_strategy", apart("conference_called", "record_conference")),
    ("child_plan", apart("closure_pending", "authorise_closure")),
    ("missing_episode", apart("to_decide", "decide_next")),
)


def test_nobody_signs_their_own_work_anywhere_on_the_childs_pathway(template: Assembled) -> None:
    changes = dict(of_workflow(*one) for one in KEPT_APART)
    own = {"casepath.yaml": HEAD, **{file: change.encode() for file, change in changes.items()}}

    found = check(assemble(own, template=template)).findings

    flows = {f"workflow_definitions/{flow}.yaml" for flow, _ in KEPT_APART}
    assert flows == {one.place.file for one in found if one.code.id == "O920"}


def test_a_code_of_the_census_is_not_changed(template: Assembled) -> None:
    changed = "list: cin_factor\noptions:\n  going_missing: {reports_to: cin.factor.99Z}\n"

    assert told(template, "form_schemas/lists/cin_factor.yaml", changed) == [
        ("O923", "form_schemas/lists/cin_factor.yaml")
    ]
