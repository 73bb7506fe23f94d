"""The contact and referral form asks all that practice asks: type, answers, condition and source of each question."""

from __future__ import annotations

import pytest

from tests.support import national

FORM = national().forms["contact_referral"]

# field: (type, must be answered, its list, shown when, copied or shown from)
QUESTIONS: dict[str, tuple[str, bool, str, str, str]] = {
    # A. The contact
    "received_at": ("datetime", True, "", "", "now()"),
    "contact_method": ("choice", True, "contact_method", "", ""),
    "referrer_anonymous": ("yes_no", True, "", "", ""),
    "referral_source": ("choice", True, "referral_source", "", ""),
    "referrer_name": ("text", True, "", "referrer_anonymous == no", ""),
    "referrer_agency": ("choice", False, "agency", "referrer_anonymous == no", ""),
    "referrer_contact": ("text", False, "", "referrer_anonymous == no", ""),
    "referrer_relationship": ("text", False, "", "", ""),
    # B. Child and family
    "children": ("subjects", True, "", "", "case.subject"),
    "sex": ("choice", True, "sex", "", "child.sex"),
    "ethnicity": ("choice", True, "ethnicity", "", "child.ethnicity"),
    "disability": ("choices", False, "disability", "", "child.disability"),
    "first_language": ("choice", True, "language", "", "child.language"),
    "nhs_number": ("text", False, "", "", "child.nhs_number"),
    "upn": ("text", False, "", "", "child.upn"),
    "upn_unknown": ("choice", True, "upn_unknown", "not answered(upn)", ""),
    "address": ("place", True, "", "", "child.address"),
    "school": ("subject", False, "", "", "child.school"),
    "household": ("rows", False, "", "", "child.relationships"),
    "professionals": ("rows", False, "", "", "child.involvements"),
    # C. Who knows, and who agrees
    "parent_aware": ("yes_no_unknown", True, "", "", ""),
    "parent_agreement": ("choice", True, "", "", ""),
    "no_agreement_reason": ("long_text", True, "", "parent_agreement != yes", ""),
    "yp_aware": ("yes_no_unknown", True, "", "", ""),
    "yp_view": ("long_text", False, "", "yp_aware == yes", "child.wishes"),
    "share_basis": ("choice", True, "share_basis", "", ""),
    # D. The concern
    "concern_summary": ("long_text", True, "", "", ""),
    "impact_on_child": ("long_text", True, "", "", ""),
    "working_well": ("long_text", False, "", "", "child.strengths"),
    "incident_date": ("date", False, "", "", ""),
    "immediate_danger": ("yes_no", True, "", "", ""),
    "emergency_action": ("long_text", True, "", "immediate_danger == yes", ""),
    "harm_inside_home": ("yes_no_unknown", True, "", "", ""),
    "harm_outside_home": ("yes_no_unknown", True, "", "", "child.harm_outside_home"),
    # E. Harm outside the home
    "harm_types": ("choices", True, "harm_type", "harm_outside_home != no", "child.harm_types"),
    "contexts": ("rows", True, "", "harm_outside_home != no", "child.contexts"),
    "peers": ("rows", False, "", "harm_outside_home != no", "child.peers"),
    "people_of_concern": ("rows", False, "", "harm_outside_home != no", ""),
    "online_spaces": ("rows", False, "", "online_harm in harm_types", ""),
    "missing_recent": ("integer", False, "", "harm_outside_home != no", "system.missing_count_90d"),
    "exploitation_signs": (
        "choices",
        False,
        "exploitation_sign",
        "harm_outside_home != no",
        "child.exploitation_signs",
    ),
    "safe_people_places": ("long_text", False, "", "harm_outside_home != no", "child.safe_people_places"),
    "others_affected": ("yes_no_unknown", True, "", "harm_outside_home != no", ""),
    "others_affected_note": ("text", True, "", "others_affected == yes", ""),
    "main_driver": ("choice", True, "", "harm_outside_home != no", ""),
    "refer_context": ("yes_no", True, "", "harm_outside_home != no", ""),
    # F. Hub checks
    "history_summary": ("note", False, "", "", "system.previous_contacts"),
    "shared_contexts": ("integer", False, "", "harm_outside_home != no", "system.shared_context_children"),
    "partner_requests": ("rows", False, "", "", ""),
    "partner_replies": ("note", False, "", "", "system.partner_replies"),
    "screening_analysis": ("long_text", True, "", "", ""),
    # G. Decision
    "threshold": ("choice", True, "threshold_child", "", ""),
    "outcome": ("choices", True, "contact_outcome", "", ""),
    "decision_reason": ("long_text", True, "", "", ""),
    "referral_date": ("date", True, "", "passes_to_assessment in outcome", "case.opened_on"),
    "nfa_flag": ("yes_no", False, "", "", ""),
    "referrer_told": ("choice", True, "", "", ""),
}

STATUTORY = {
    *(
        "referral_source",
        "sex",
        "ethnicity",
        "disability",
        "upn",
        "upn_unknown",
        "outcome",
        "referral_date",
        "nfa_flag",
    ),
}


@pytest.mark.parametrize("name", QUESTIONS)
def test_each_question_of_the_contact_form_is_asked_as_practice_asks_it(name: str) -> None:
    kind, required, options, shown_when, source = QUESTIONS[name]
    one = FORM.by_id[name]

    assert one.definition.type == kind
    must = one.definition.required or bool(one.definition.required_for) or one.required_if is not None
    assert must is required
    if options:
        assert getattr(one.definition, "options", None) == options
    page = FORM.definition.pages[one.page].show_if
    expected = [page] if page else []
    expected += [shown_when] if shown_when and shown_when != page else []
    assert [condition.text for condition in one.show] == expected
    sources = [each.text for each in one.sources] + ([one.echo.text] if one.echo else [])
    sources += [one.default] if isinstance(one.default, str) else []
    assert sources == ([source] if source else [])


def test_nothing_else_is_asked_but_what_one_row_of_the_table_holds_twice() -> None:
    extra = {one.id for one in FORM.fields} - set(QUESTIONS)

    assert extra == {"interpreter_needed", "referrer_not_told_reason", "first_language_other", "harm_types_other"}


@pytest.mark.parametrize("name", sorted(STATUTORY))
def test_a_question_that_feeds_a_statutory_return_says_which(name: str) -> None:
    assert FORM.by_id[name].definition.reports_to


def test_each_hand_is_asked_its_own_pages() -> None:
    asked_by = {page_id: page.asked_for for page_id, page in FORM.definition.pages.items()}

    assert asked_by == {
        "about_contact": (),
        "about_child": (),
        "agreement": (),
        "concern": (),
        "outside_home": ("finish_screening",),
        "hub_checks": ("finish_screening",),
        "hub_decision": ("decide",),
    }


def test_every_page_says_why_it_is_asked() -> None:
    assert all(page.purpose for page in FORM.definition.pages.values())


def test_what_names_other_people_is_marked() -> None:
    for name in ("household", "professionals", "peers", "people_of_concern", "others_affected_note", "referrer_name"):
        assert FORM.by_id[name].definition.about == "third_party"
