"""Answers of before are read under today's names and codes; what nobody changed stays as it is."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.cases.changes import brought_up, called_today
from engine.cases.compiled import CompiledForm
from engine.cases.values import Answers, Json
from tests.support import definition_of, little_with


@cache
def changed(*changes: str) -> CompiledForm:
    """Return the little council's referral with *changes*, each as one line of YAML."""
    lines = "".join(f"  - {{{one}}}\n" for one in changes)
    files = little_with(form=("rules:\n", f"changes:\n{lines}rules:\n"), manifest=("version: 1.0.0", "version: 1.3.0"))
    text = files["form_schemas/referral.yaml"].decode()
    text = text.replace("none: None of these", "none: None of these\n        other: Somewhere else")
    return definition_of({**files, "form_schemas/referral.yaml": text.encode()}).forms["referral"]


TOWN = "in: 1.1.0, option: town, in_field: where, to: park"
RENAMED = "in: 1.1.0, rename: danger_from, to: harm"


@pytest.mark.parametrize(
    ("change", "before", "today"),
    [
        (RENAMED, {"danger_from": "home", "level": "low"}, {"harm": "home", "level": "low"}),
        (RENAMED, {"danger_from": "home", "harm": "outside"}, {"harm": "outside"}),
        ("in: 1.1.0, drop: nickname", {"nickname": "Sammy", "level": "low"}, {"level": "low"}),
        ("in: 1.1.0, new: note, on_old: ask_at_next_edit", {"level": "low"}, {"level": "low"}),
        (TOWN, {"where": ["town", "school"]}, {"where": ["park", "school"]}),
        (TOWN, {"where": ["park", "town"]}, {"where": ["park"]}),
        ("in: 1.1.0, option: indoors, in_field: harm, to: home", {"harm": "indoors"}, {"harm": "home"}),
        (
            "in: 1.1.0, option: declined, in_field: harm, to: home",
            {"harm": {"no_answer": "declined"}},
            {"harm": {"no_answer": "declined"}},
        ),
        (
            "in: 1.1.0, rename: people.who, to: people.person",
            {"people": [{"id": "r1", "who": "Ann Example", "young": "no"}], "who": "Not in a row"},
            {"people": [{"id": "r1", "person": "Ann Example", "young": "no"}], "who": "Not in a row"},
        ),
        (
            "in: 1.1.0, rename: places, to: where",
            {"places": ["other"], "places_other": "Behind the Example Hall"},
            {"where": ["other"], "where_other": "Behind the Example Hall"},
        ),
        ("in: 1.1.0, rename: associates, to: people", {"associates": [{"id": "r1"}]}, {"people": [{"id": "r1"}]}),
    ],
)
def test_an_answer_of_before_is_found_under_its_name_of_today(change: str, before: Answers, today: Answers) -> None:
    assert brought_up(changed(change), before) == today


def test_changes_of_several_versions_follow_each_other_whatever_their_order_in_the_file() -> None:
    form = changed(
        "in: 1.3.0, rename: harm_place, to: harm",
        "in: 1.2.0, rename: danger_place, to: harm_place",
        "in: 1.2.0, option: indoors, in_field: harm, to: home",
        "in: 1.1.0, option: inside, in_field: harm, to: indoors",
        "in: 1.2.0, rename: associates, to: people",
        "in: 1.1.0, rename: associates.who, to: associates.person",
    )

    assert brought_up(form, {"danger_place": "inside"}) == {"harm": "home"}
    assert brought_up(form, {"harm_place": "indoors"}) == {"harm": "home"}
    assert brought_up(form, {"associates": [{"id": "r1", "who": "Ann Example"}]}) == {
        "people": [{"id": "r1", "person": "Ann Example"}]
    }


def test_what_was_renamed_and_then_dropped_is_dropped() -> None:
    form = changed("in: 1.1.0, rename: first_name, to: nickname", "in: 1.2.0, drop: nickname")

    assert brought_up(form, {"first_name": "Sammy", "nickname": "Sam", "level": "low"}) == {"level": "low"}


def test_where_a_copy_came_from_is_renamed_with_its_answer() -> None:
    assert called_today(changed(RENAMED), {"danger_from": "a copy", "level": "another"}) == {
        "harm": "a copy",
        "level": "another",
    }


MANY = (
    RENAMED,
    "in: 1.2.0, rename: worry_from, to: danger_from",
    "in: 1.2.0, drop: nickname",
    "in: 1.1.0, option: indoors, in_field: harm, to: home",
    "in: 1.1.0, rename: people.who, to: people.person",
)
NAMES = ("danger_from", "worry_from", "nickname", "harm", "level", "people", "nobody_knows")
VALUES: some.SearchStrategy[Json] = some.one_of(
    some.sampled_from(["home", "indoors", "outside", None, 7, "", {"no_answer": "declined"}, ["home", "indoors"]]),
    some.lists(some.dictionaries(some.sampled_from(["id", "who", "person"]), some.just("Ann Example")), max_size=3),
)


@given(some.dictionaries(some.sampled_from(NAMES), VALUES))
def test_reading_twice_is_reading_once_and_no_old_name_is_left(answers: Answers) -> None:
    form = changed(*MANY[:1], *MANY[2:])

    once = brought_up(form, answers)

    assert brought_up(form, once) == once
    assert not once.keys() & {"danger_from", "nickname"}
    assert {name: once[name] for name in ("level", "nobody_knows") if name in once} == {
        name: answers[name] for name in ("level", "nobody_knows") if name in answers
    }


@given(some.dictionaries(some.sampled_from(NAMES), VALUES))
def test_without_changes_answers_are_what_they_are(answers: Answers) -> None:
    assert brought_up(changed("in: 1.1.0, new: note, on_old: leave_empty"), answers) is answers
