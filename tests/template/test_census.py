"""What the children-in-need census would refuse is refused here first: order of days, codes, and what excludes what."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from engine.cases.answers import Asking, Papers
from engine.cases.snapshot import time_env
from engine.cases.values import Json
from engine.cases.working_out import form_state
from engine.definitions.read import read_folder
from engine.shipped import shipped_configuration
from tests.support import national

WEDNESDAY = datetime(2026, 5, 6, 12, 0, tzinfo=UTC)
"""The week after the early May bank holiday, which is Monday 4 May."""


def refused(form: str, action: str, *by: str, **answers: Json) -> set[tuple[str, str]]:
    """Return what is wrong with these answers, by question and code, besides what is not answered yet."""
    asking = Asking(action, frozenset(by), time_env(national(), WEDNESDAY))
    state = form_state(national().forms[form], asking, Papers(sent=answers))
    return {(one.path, one.code) for one in state.errors if one.code not in ("required", "confirm")}


def assessed(**answers: Json) -> set[tuple[str, str]]:
    return refused("family_assessment", "finish_assessment", "worker", **answers)


def enquired(**answers: Json) -> set[tuple[str, str]]:
    harm: Mapping[str, Json] = {"significant_harm": "yes", "outcome": ["s47_joint"]}
    return refused("strategy_record", "record_discussion", "team_manager", **{**harm, **answers})


def conferred(**answers: Json) -> set[tuple[str, str]]:
    return refused("child_conference", "record_conference", "conference_chair", **answers)


def planned(**answers: Json) -> set[tuple[str, str]]:
    return refused("child_safety_plan", "write_plan", "worker", **answers)


def ended(**answers: Json) -> set[tuple[str, str]]:
    return refused("child_closure", "request_closure", "worker", **answers)


def seen(day: str) -> list[Json]:
    return [{"seen_on": day, "seen_alone": "yes", "seen_where": "At school"}]


def test_no_factors_identified_stands_alone() -> None:
    assert assessed(cin_factors=["no_factor"]) == set()
    assert assessed(cin_factors=["no_factor", "self_harm"]) == {("cin_factors", "no_factor_stands_alone")}


def test_no_factor_is_named_twice() -> None:
    assert assessed(cin_factors=["self_harm", "self_harm"]) != set()


def test_factors_belong_to_a_finished_assessment_and_to_no_other() -> None:
    factors = national().forms["family_assessment"].by_id["cin_factors"].definition

    assert factors.required_for == ("finish_assessment",)
    assert "cin_factors" not in national().forms["assessment_setup"].by_id


def test_the_factors_are_those_of_the_census_without_the_retired_ones() -> None:
    made = read_folder(shipped_configuration()).configuration
    assert made is not None
    given = [one.reports_to for one in made.lists["cin_factor"].options.values()]

    codes = {(one or "").removeprefix("cin.factor.") for one in given}
    assert len(codes) == len(given) == 42
    assert not {"18A", "19A"} & codes
    assert {"11A", "13A", "18B", "19B", "20", "21", "24A"} <= codes


def test_a_child_is_not_seen_before_the_referral() -> None:
    assert assessed(referred_on="2026-05-05", child_seen_dates=seen("2026-05-05")) == set()
    assert assessed(referred_on="2026-05-05", child_seen_dates=seen("2026-05-04")) == {
        ("child_seen_dates", "seen_after_the_referral")
    }


def test_an_enquiry_does_not_begin_before_the_referral_or_in_the_future() -> None:
    assert enquired(s47_start="2026-05-05", referral_date="2026-05-05") == set()
    assert ("s47_start", "s47_not_before_the_referral") in enquired(s47_start="2026-05-01", referral_date="2026-05-05")
    assert ("s47_start", "check") in enquired(s47_start="2026-05-07")


def test_an_enquiry_needs_reasonable_cause() -> None:
    assert enquired(significant_harm="no") == {("outcome", "s47_needs_cause")}


@pytest.mark.parametrize("day", ["2026-05-02", "2026-05-03", "2026-05-04", "2026-05-07"])
def test_a_conference_is_not_at_a_weekend_on_a_bank_holiday_or_in_the_future(day: str) -> None:
    assert conferred(held_on="2026-05-05") == set()
    assert conferred(held_on=day) == {("held_on", "check")}


def test_a_conference_is_not_before_the_enquiry() -> None:
    told = refused(
        "child_conference", "record_conference", "conference_chair", held_on="2026-04-30", enquiry_start="2026-05-01"
    )

    assert ("held_on", "not_before_the_enquiry") in told


def test_a_child_protection_plan_starts_on_the_day_of_its_conference() -> None:
    plan: Mapping[str, Json] = {"plan_type": "cp", "conference_date": "2026-04-30"}

    assert planned(**plan, start_date="2026-04-30") == set()
    assert planned(**plan, start_date="2026-05-01") == {("start_date", "starts_on_the_conference_day")}


def test_a_child_has_one_kind_of_plan_at_a_time() -> None:
    assert planned(plan_type=["cin", "cp"]) != set()


def test_only_a_child_protection_plan_has_a_category_of_abuse() -> None:
    assert planned(plan_type="cp", abuse_category="neglect") == set()
    assert planned(plan_type="cin", abuse_category="neglect") == {("abuse_category", "hidden")}


def test_a_closing_date_and_its_reason_belong_together() -> None:
    asked = national().forms["child_closure"].by_id

    assert asked["closure_date"].definition.required_for == asked["reason_code"].definition.required_for or (
        asked["closure_date"].definition.required and asked["reason_code"].definition.required
    )
    assert ended(route="transfer", reason_code="ceased_other") == {("route", "transfer_has_its_code")}
    assert ended(route="died", reason_code="ceased_other") == {("route", "death_has_its_code")}


@pytest.mark.parametrize("flow", ["child_plan", "child_assessment"])
def test_nothing_is_open_when_a_case_closes(flow: str) -> None:
    action = national().workflows[flow].definition.states["closure_pending"].actions["authorise_closure"]

    assert action.require == ("nothing_open",)


@pytest.mark.parametrize(
    ("flow", "check"),
    [("child_plan", "not_the_assessments_reason"), ("child_assessment", "assessed_or_another_reason")],
)
def test_a_reason_that_needs_an_assessment_has_one(flow: str, check: str) -> None:
    made = national().workflows[flow].definition

    assert made.states["closing"].actions["request_closure"].require == (check,)
    assert all(code in made.checks[check].that for code in ("closed_after_assessment", "closed_to_early_help"))


RETURNED = {
    "assessment_setup.referral_date": "cin.referral_date",
    "family_assessment.cin_factors": "cin.assessment.factors",
    "family_assessment.primary_need": "cin.primary_need",
    "family_assessment.authorised_at": "cin.authorised_at",
    "strategy_record.s47_start": "cin.s47.start",
    "strategy_record.conference_target": "cin.s47.icpc_target",
    "child_conference.held_on": "cin.icpc.date",
    "child_safety_plan.start_date": "cin.plan_start",
    "child_safety_plan.abuse_category": "cin.cpp.initial_category",
    "child_review.held_at": "cin.review.date",
    "child_review.latest_category": "cin.cpp.latest_category",
    "child_closure.closure_date": "cin.closure_date",
    "child_closure.reason_code": "cin.closure_reason",
}


@pytest.mark.parametrize("name", RETURNED)
def test_what_the_census_asks_for_is_tagged_apart_from_its_label(name: str) -> None:
    form, _, question = name.partition(".")

    assert national().forms[form].by_id[question].definition.reports_to == RETURNED[name]
