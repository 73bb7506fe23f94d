"""The forms about contexts: practice's questions are asked, what is known is copied, no conference names a child."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.cases.compiled import CompiledField
from engine.definitions.read import read_folder
from engine.shipped import shipped_configuration
from tests.support import national

# What practice asks, in its order. A question after a slash must be answered before its step is done.
ASKED: dict[str, str] = {
    "context_referral": """
        /triggered_by /context /context_type /context_name /place /online_address owner_org cross_border
        /harm_types /what_happens first_known /frequency time_bands /children_count incidents /adults_of_concern
        strengths tried_already referrer_details linked_children /purpose /who_told /review_delete_by
        partner_requests partner_replies existing_work /equality_note /analysis
        /threshold /decision /assessment_types /advice_given /decision_reason /lead_agency /tell_linked_workers""",
    "peer_assessment": """
        /triggered_by /concern /boundary /members /harm_types /methods
        /purpose /policy_ref /yp_told /parents_told /sharing_plan /delete_by
        /relationships /roles_influence /identity_belonging /self_image /norms /strengths subgroups older_people
        online_group bereavement travel /guardians /guardian_capacity service_reach
        /school_effect places neighbourhood_effect /family_effect /structural policies
        /group_views parent_views professional_views /context_weighting /analysis individual_needs
        /goals /next_step /reflective_discussion""",
    "school_assessment": """
        /school /concern /harm_types /school_agreement /school_lead /scope /methods survey_counts incidents
        /student_safety /student_relationships /norms /help_seeking /unequal_experience /strengths
        /staff_notice /staff_respond guardians training /leadership /exclusion_use
        /physical_site hotspots policies curriculum recording partner_links routes local_area /online
        /pupil_voice /parent_voice /staff_voice /context_weighting /analysis /goals /next_step /feedback_plan""",
    "location_assessment": """
        /place /context_type /place_concern /harm_types /owner /methods /observations survey_counts data_sources
        /who_uses /young_needs /young_strengths safe_times /relations_adults /norms /harm_pattern
        /guardians /guardian_capacity guardian_risks /policing_presence
        /physical /transport /activities /services businesses /platform_features
        policies investment /structural partnership /youth_voice /resident_voice parent_voice /yp_role
        linked_children_note /context_weighting /analysis /displacement /goals /next_step""",
    "context_conference": """
        context /conference_type /held_at /purpose /ground_rules
        /chair /attendance non_traditional /young_people_part gaps
        /assessment_summary /harm_types /young_strengths /guardianship /environment /agency_contributions
        incidents_since /weighting_agreed /youth_views parent_views resident_views /equality scaling
        /goals /actions resources /threshold /decision dissent /feedback_to_cases /review_date record_sent""",
    "context_plan": """
        context /start_date /lead_agency /lead_worker /level /vision /harm_types
        /goals cs_domain_check /young_people_role
        /actions guardians environment_changes policy_changes /group_work parent_network disruption /context_kind
        funding community_messages /unintended linked_children link_actions /urgent_trigger
        /monitoring meetings /panel_oversight /sharing_version /privacy_review /review_date""",
    "panel_record": """
        /subject_kind /subject /panel /reason /question current_plan /presenter circulated /attendance conflict
        /victims offenders locations /trends missing school_update health_update yj_update police_update
        /strengths /voice safety_level_before /safety_level_after
        /decision /decision_reason actions previous_actions new_links /escalate_to next_date""",
}
COPIED = {"context_referral": 44, "context_conference": 62, "context_plan": 60, "panel_record": 60}
"""How many of a hundred of these questions have a source at least."""

NAMELESS = (
    "context_conference",
    "conference_contribution",
    "context_plan",
    "school_assessment",
    "location_assessment",
    "context_authorisation",
    "context_review",
    "context_partner_reply",
)
PEOPLE_WHO_CAME = {"chair", "attendance", "attendee", "attendee_role", "non_traditional"}


def asked(form: str) -> list[tuple[str, bool]]:
    return [(name.lstrip("/"), name.startswith("/")) for name in ASKED[form].split()]


def must(one: CompiledField) -> bool:
    return one.definition.required or bool(one.definition.required_for) or one.required_if is not None


def has_source(one: CompiledField) -> bool:
    return bool(one.sources) or one.echo is not None


def with_cells(form: str) -> Iterator[CompiledField]:
    """Yield every question of a form, and every question of its rows."""
    for one in national().forms[form].fields:
        yield one
        if one.row is not None:
            yield from one.row.by_id.values()


@pytest.mark.parametrize(("form", "name", "required"), [(form, *one) for form in ASKED for one in asked(form)])
def test_each_question_that_practice_asks_is_asked(form: str, name: str, required: bool) -> None:
    one = national().forms[form].by_id[name]

    assert must(one) is required


@pytest.mark.parametrize("form", COPIED)
def test_most_of_what_is_known_is_copied_and_not_typed_again(form: str) -> None:
    names = [name for name, _ in asked(form)]
    copied = [name for name in names if has_source(national().forms[form].by_id[name])]

    assert 100 * len(copied) >= COPIED[form] * len(names), sorted(set(names) - set(copied))


@pytest.mark.parametrize("form", ASKED)
def test_every_page_says_why_it_is_asked(form: str) -> None:
    assert all(page.purpose for page in national().forms[form].definition.pages.values())


@pytest.mark.parametrize("form", ASKED)
def test_a_judgement_is_asked_anew_each_time(form: str) -> None:
    for name in ("decision_reason", "domain_reason"):
        if name in national().forms[form].by_id:
            assert national().forms[form].by_id[name].definition.reuse == "never"


@pytest.mark.parametrize("form", NAMELESS)
def test_no_paper_about_a_context_asks_for_a_child_or_a_parent(form: str) -> None:
    for one in with_cells(form):
        assert getattr(one.definition, "of", "context") in {"context", "organisation"}, one.id
        assert one.definition.type != "address", one.id


@pytest.mark.parametrize("form", NAMELESS)
def test_no_paper_about_a_context_is_filled_from_what_names_a_child(form: str) -> None:
    forms, records = national().forms, {"context", "case", "me", "system", "previous", "deadlines"}

    for one in with_cells(form):
        for source in [*one.sources, *([one.echo] if one.echo else [])]:
            owner, _, name = source.text.partition(".")
            assert owner in records or owner in forms, source.text
            if owner in forms:
                taken = forms[owner].by_id[name]
                cells = taken.row.by_id.values() if taken.row is not None else ()
                assert all(getattr(cell.definition, "of", "context") != "child" for cell in (taken, *cells)), (
                    source.text
                )


def test_a_conference_asks_for_names_of_those_who_came_and_of_nobody_else() -> None:
    people = national().forms["context_conference"]
    names = {one.id for one in with_cells("context_conference") if "name" in one.definition.label.lower().split()}

    assert names <= PEOPLE_WHO_CAME | {"guardian"}
    assert {name for name in PEOPLE_WHO_CAME if name in people.by_id} == {
        one.id for one in people.fields if one.page == "people" and one.id in PEOPLE_WHO_CAME
    }


def test_whoever_chairs_declares_that_nobody_is_named() -> None:
    declared = national().forms["context_conference"].by_id["no_names"]

    assert declared.definition.type == "declaration"
    assert declared.definition.required_for == ("record_conference",)


def test_a_young_person_is_put_on_a_peer_map_with_an_action_or_a_day_to_look_again() -> None:
    members = national().forms["peer_assessment"].by_id["members"]

    assert members.row is not None
    assert members.definition.about == "third_party"
    for name in ("member_source", "child_confidence", "member_handling"):
        assert members.row.by_id[name].definition.required
    again = members.row.by_id["member_review_on"].required_if
    assert again is not None
    assert again.text == "not answered(member_action)"


def test_the_kinds_of_harm_and_of_context_that_the_work_began_with_are_there() -> None:
    lists = read_folder(shipped_configuration()).configuration
    assert lists is not None

    assert set(lists.lists["harm_type"].options) >= {
        *("sexual_exploitation", "criminal_exploitation", "serious_youth_violence", "peer_abuse"),
        *("social_isolation", "radicalisation", "relationship_abuse"),
    }
    kinds = {"peer_group", "school_or_college", "neighbourhood_location", "online_space"}
    assert set(lists.lists["context_type"].options) >= kinds


def test_no_answer_of_a_context_is_a_score_that_moves_its_case() -> None:
    flow = national().workflows["context_pathway"]

    conditions = " ".join(check.that for check in flow.definition.checks.values())
    assert "points(" not in conditions
    assert "scale_" not in conditions
    assert "_rating" not in conditions
