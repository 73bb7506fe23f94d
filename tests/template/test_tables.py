"""Every question that practice asks of a child's pathway is asked, and enough of them begin with what is known."""

from __future__ import annotations

import pytest

from engine.cases.compiled import CompiledField
from tests.support import national

# By what it is called in practice: the forms that ask it, and what they ask. A review and a closure have a form for a
# child and one for a place or group, which stands for the question what they are about.
TABLES: dict[str, tuple[tuple[str, ...], str]] = {
    "contact and referral": (
        ("contact_referral",),
        """
        received_at contact_method referrer_anonymous referral_source referrer_name referrer_agency
        referrer_contact referrer_relationship children sex ethnicity disability first_language nhs_number
        upn address school household professionals parent_aware parent_agreement no_agreement_reason
        yp_aware yp_view share_basis concern_summary impact_on_child working_well incident_date
        immediate_danger emergency_action harm_inside_home harm_outside_home harm_types contexts peers
        people_of_concern online_spaces missing_recent exploitation_signs safe_people_places others_affected
        others_affected_note main_driver refer_context history_summary shared_contexts partner_requests
        partner_replies screening_analysis threshold outcome decision_reason referral_date nfa_flag
        referrer_told
        """,
    ),
    "child and family assessment": (
        ("assessment_setup", "assessment_check", "family_assessment"),
        """
        referral_date due_date reason assessment_type plan_of_work checkpoint_10 child_seen_dates
        not_seen_reason household contributors_partner health emotional education identity
        development_strengths care_and_safety parent_understanding parent_capacity_limits parent_needs
        siblings_impact housing_money wider_family harm_outside_home harm_types peers_picture peer_map
        school_picture places safety_map online_life missing_pattern exploitation_view nrm offending_lens
        adults_protective existing_context_plans child_view child_view_contexts parent_view advocacy
        risk_inside risk_outside interplay context_weighting intersecting_factors safety_level
        danger_statement cin_factors primary_need outcome outcome_reason refer_contexts first_plan_actions
        shared_with_family family_comment
        """,
    ),
    "strategy discussion": (
        ("strategy_record",),
        """
        kind held_at mode children suspected_child_cause trigger chair attendance quorate not_quorate_reason
        agency_information harm_types contexts other_children child_views_known risk_analysis
        significant_harm harm_attribution outcome decision_reason s47_start conference_target
        context_strategy medical criminal_plan nrm interim_safety dissent actions tell_family review_meeting
        record_sent
        """,
    ),
    "safety plan": (
        ("child_safety_plan",),
        """
        plan_type start_date abuse_category lead core_group why_plan my_words matters_to_me safe_people
        safe_places travel_plan online_plan warning_signs my_steps goals adult_actions home_support
        context_goals health_actions education_actions youth_service_actions disruption_actions visits
        if_missing contingency emergency child_agreement parent_agreement copies next_meeting review_date
        """,
    ),
    "return home interview": (
        ("return_interview",),
        """
        missing_type missing_start missing_end police_ref reported_by episodes_window placing_authority
        offered due_at accepted declined_reason interviewer_independent held_at late_reason before push_pull
        places_went who_with travel what_happened harm harm_types substances_health phone_online return_how
        feel_now would_help share_ok carer_view themes new_contexts next_steps police_share
        trigger_plan_update
        """,
    ),
    "review": (
        ("child_review", "context_review"),
        """
        review_type held_at due_date late_reason chair attendance quorate child_took_part since_last
        missing_since seen_since goals context_goals linked_context_news guardians_change
        weighting_still_right scale_before scale_now child_view parent_view community_view actions_done
        new_actions drift threshold_now decision decision_reason latest_category dissent next_review
        """,
    ),
    "closure": (
        ("child_closure", "context_closure"),
        """
        route closure_date reason_code reason receiving_service transfer_conference goals_final
        context_goals_final child_view parent_view community_view learning remaining_worries after_plan
        come_back guardian_handover linked_told family_told agencies_told open_items returns_check
        case_summary chronology_checked retention_class links_review restricted_review property_returned
        monitoring_date reopen_rule
        """,
    ),
}
SHARES = {"contact and referral": 29, "child and family assessment": 44, "review": 42}
"""How many of a hundred questions must begin with what is known already, at least (to the nearest whole one)."""


def asked_in(name: str) -> dict[str, CompiledField]:
    forms = [national().forms[form] for form in TABLES[name][0]]
    return {one.id: one for form in forms for one in form.fields}


def begins_with_something(one: CompiledField) -> bool:
    return bool(one.sources) or one.echo is not None or one.default is not None


@pytest.mark.parametrize("name", TABLES)
def test_every_question_that_practice_asks_is_asked(name: str) -> None:
    assert set(TABLES[name][1].split()) - set(asked_in(name)) == set()


@pytest.mark.parametrize("name", SHARES)
def test_enough_of_what_is_asked_is_known_already(name: str) -> None:
    asked, wanted = asked_in(name), TABLES[name][1].split()

    known = [one for one in wanted if begins_with_something(asked[one])]

    assert round(100 * len(known) / len(wanted)) >= SHARES[name]


def test_a_case_note_takes_two_clicks() -> None:
    note = national().forms["case_note"]

    begun = {one.id for one in note.fields if begins_with_something(one)}
    required = {one.id for one in note.fields if one.definition.required and one.definition.show_if is None}
    assert required - begun == {"note_text"}


SIGNED = ("family_assessment", "enquiry_record", "child_safety_plan", "return_interview", "child_closure")


@pytest.mark.parametrize("form", SIGNED)
def test_what_is_signed_has_the_authors_word_and_the_managers_decision(form: str) -> None:
    asked = national().forms[form].by_id

    assert asked["author_declaration"].asked_for != asked["manager_decision"].asked_for
    assert {"manager_comment", "authorised_at"} <= set(asked)


def test_forms_of_the_pathway_say_why_each_page_is_asked() -> None:
    pages = [
        (form.id, name)
        for form in national().forms.values()
        for name, page in form.definition.pages.items()
        if not (page.purpose or form.definition.purpose)
    ]

    assert pages == []


def test_whoever_else_is_named_is_marked_as_somebody_else() -> None:
    named = {
        "child_safety_plan": ("core_group", "safe_people"),
        "family_assessment": ("peer_map", "adults_protective"),
        "assessment_setup": ("household", "contributors_partner"),
        "strategy_record": ("attendance", "other_children"),
        "return_interview": ("who_with", "reported_by"),
        "child_review": ("attendance",),
    }

    for form, questions in named.items():
        assert all(national().forms[form].by_id[one].definition.about == "third_party" for one in questions), form
