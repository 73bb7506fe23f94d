"""Rows, and rows inside rows: each row by itself, known by its id, with what others wrote in it left alone."""

from __future__ import annotations

from engine.cases.answers import Asking, FormState, Papers, label_list
from engine.cases.compiled import CompiledForm
from engine.cases.prefill import Known, start_draft
from engine.cases.snapshot import time_env
from engine.cases.values import Answers, Json
from engine.cases.views import Beside, form_view
from engine.cases.working_out import form_state
from tests.support import LITTLE, NOON, definition_of, little, little_with

SCHOOL = """\
          school_name:
            type: text
            label: School of this person
            show_if: young == yes
            required: true
"""
VISITS = """\
          visits:
            type: rows
            label: Visits
            row: Visit
            min: 2
            max: 3
            show_if: young == yes
            fields:
              seen_on:
                type: date
                label: Seen on
                required: true
              with_school:
                type: yes_no
                label: Was the school there?
                show_if: answered(school_name)
                required: true
              stayed_home:
                type: yes_no
                label: At home?
                show_if: form.harm == home
              note:
                type: text
                label: Note
                required_if: with_school == yes and person != "Robin"
                edit: manager
                view: manager
          seen:
            type: integer
            label: Times seen with the school
            calc: count(visits, with_school == yes)
"""
ROW = "        row: Person\n"


def little_form(row: str, school: str = SCHOOL) -> CompiledForm:
    once = little_with(form=(ROW, row))["form_schemas/referral.yaml"].decode().replace(SCHOOL, school)
    return definition_of({**LITTLE, "form_schemas/referral.yaml": once.encode()}).forms["referral"]


FORM = little_form(ROW + "        key: person\n", SCHOOL + VISITS)
BASE: Answers = {"child_name": "Sam Example", "harm": "outside", "where": ["school"], "level": "low"}
VISIT: Answers = {"seen_on": "2026-03-01", "with_school": "no"}


def worked_out(people: Json, *, draft: Json = None, hand: str = "officer", harm: str = "outside") -> FormState:
    asking = Asking("refer", frozenset({hand}), time_env(little(), NOON))
    sent: dict[str, Json] = {**BASE, "harm": harm}
    if harm == "home":
        sent.pop("where")
    sent |= {} if people is None else {"people": people}
    return form_state(FORM, asking, Papers(draft={} if draft is None else {"people": draft}, sent=sent))


def person(*visits: Answers, **more: Json) -> Answers:
    return {"person": "Kit", "young": "yes", "school_name": "A school", "visits": list(visits), **more}


def problems(state: FormState) -> set[tuple[str, str]]:
    return {(one.path, one.code) for one in state.problems}


def people(state: FormState) -> Json:
    return state.answers["people"]


def test_rows_inside_rows_are_kept_each_with_its_id() -> None:
    state = worked_out([person({**VISIT, "id": "first"}, VISIT)])

    assert state.problems == ()
    kept = {"id": "r1", "person": "Kit", "young": "yes", "school_name": "A school", "seen": 0}
    assert people(state) == [{**kept, "visits": [{"id": "first", **VISIT}, {"id": "r1", **VISIT}]}]


def test_a_condition_inside_sees_its_own_row_the_row_around_it_and_the_form() -> None:
    unknown_school = worked_out([person(VISIT, VISIT, school_name=None)])
    at_home = worked_out([person({**VISIT, "stayed_home": "yes"}, VISIT)], harm="home")
    outside = worked_out([person({**VISIT, "stayed_home": "yes"}, VISIT)])

    assert ("people.r1.visits.r1.with_school", "hidden") in problems(unknown_school)
    assert at_home.problems == ()
    assert problems(outside) == {("people.r1.visits.r1.stayed_home", "hidden")}


def test_a_calculation_of_the_row_counts_the_rows_inside_it() -> None:
    with_school = {**VISIT, "with_school": "yes", "note": "Fine"}
    state = worked_out([person(with_school, VISIT, with_school), person(VISIT, VISIT, person="Robin")], hand="manager")

    assert state.problems == ()
    assert [row["seen"] for row in people(state)] == [2, 0]  # type: ignore[index,union-attr,call-overload]  # rows


def test_what_a_row_inside_requires_hangs_on_the_row_around_it() -> None:
    with_school = {**VISIT, "with_school": "yes"}
    state = worked_out([person(with_school, VISIT), person(with_school, VISIT, person="Robin")], hand="manager")

    assert problems(state) == {("people.r1.visits.r1.note", "required")}


def test_hidden_rows_inside_are_no_rows_and_are_refused_when_sent() -> None:
    state = worked_out([person(VISIT, VISIT, young="no", school_name=None)])

    assert problems(state) == {("people.r1.visits", "hidden")}
    assert people(state) == [{"id": "r1", "person": "Kit", "young": "no", "seen": 0}]


def test_an_answer_in_a_row_that_a_draft_kept_and_that_is_hidden_now_is_dropped_with_a_note() -> None:
    state = worked_out(None, draft=[{"id": "r1", **person(VISIT, VISIT), "young": "no"}])

    assert state.problems == ()
    assert set(state.dropped) == {"people.r1.school_name", "people.r1.visits"}
    assert set(label_list(FORM, state.dropped).split(", ")) == {'"School of this person"', '"Visits"'}


def test_too_few_and_too_many_rows_inside_are_said_at_their_place() -> None:
    assert problems(worked_out([person(VISIT)])) == {("people.r1.visits", "too_few")}
    assert problems(worked_out([person(*[VISIT] * 4)])) == {("people.r1.visits", "too_many")}


def test_what_others_answer_in_a_row_is_kept_and_can_be_neither_changed_nor_taken_out() -> None:
    noted = {**VISIT, "id": "v1", "note": "For managers"}
    draft = [{"id": "p1", **person(noted, {**VISIT, "id": "v2"})}]

    same = worked_out([{"id": "p1", **person({**VISIT, "id": "v1"}, {**VISIT, "id": "v2"})}], draft=draft)
    changed = worked_out([{"id": "p1", **person({**noted, "note": "Other"}, {**VISIT, "id": "v2"})}], draft=draft)
    gone = worked_out([{"id": "p1", **person({**VISIT, "id": "v2"}, VISIT)}], draft=draft)

    assert same.problems == ()
    assert "For managers" in str(people(same))
    assert problems(changed) == {("people.p1.visits.v1.note", "not_allowed")}
    assert problems(gone) == {("people.p1.visits.v1", "not_allowed")}


def test_someone_who_may_not_view_an_answer_in_a_row_is_not_shown_that_it_is_there() -> None:
    state = worked_out([person({**VISIT, "note": "For managers"}, VISIT)], hand="manager")

    def seen_by(role: str) -> str:
        view = form_view(FORM, state, Beside(), standing=frozenset({role}), action=None).field("people")
        assert view is not None
        return str((view.value, view.row))

    assert "For managers" not in seen_by("officer")
    assert "'note'" not in seen_by("officer")
    assert "2026-03-01" in seen_by("officer")
    assert "For managers" in seen_by("manager")
    assert "2026-03-01" not in seen_by("manager")


def test_a_row_whose_key_another_row_has_is_a_problem_that_does_not_repeat_it() -> None:
    state = worked_out([{"person": "Kit"}, {"person": "Robin"}, {"person": "Kit"}])

    assert problems(state) == {("people.r3.person", "twice")}
    assert "Kit" not in state.problems[0].text


def test_rows_of_two_sources_are_brought_together_by_their_key_the_newest_first() -> None:
    form = little_form(ROW + "        key: person\n        from: [previous.people, referral.people]\n")
    older = Known([{"id": "a", "person": "Kit", "young": "no"}, {"id": "b", "person": "Robin"}], "2026-01-01", "amy")
    newer = Known([{"id": "z", "person": "Kit", "young": "yes", "gone": "x"}], "2026-02-01", "ben")

    started = start_draft(form, "refer", {"referral.people": older, "previous.people": newer}, NOON)

    assert started.answers["people"] == [{"person": "Kit", "young": "yes"}, {"person": "Robin"}]
    assert started.copied["people"].by == "ben"
