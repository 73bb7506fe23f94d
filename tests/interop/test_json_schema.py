"""What a submission keeps is valid against the schema of its form, and what the schema cannot say stands in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator

from engine.cases.answers import Asking, FormState, Papers
from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.cases.snapshot import time_env
from engine.cases.values import Answers, Json
from engine.cases.working_out import form_state
from engine.definitions.fields import NumberField, RowsField, TextField
from engine.expressions.types import Choices
from engine.interop.hands import Hand, hands
from engine.interop.json_schema import form_schema
from engine.interop.schema_words import is_shared
from tests.interop.questions import EVERY_TYPE, every_answer
from tests.support import NOON, REFERRED, definition_of, little, little_with, national

FORMS = ("contact_referral", "context_referral")
ROUNDS = 12
words = some.text(min_size=1, max_size=12)
references = some.from_regex(r"[A-Za-z0-9][A-Za-z0-9_.:/-]{0,8}", fullmatch=True)


def schema_of(definition: Definition, form: str) -> Any:  # Any: a schema is JSON, and tests look deep into it
    return json.loads(json.dumps(form_schema(definition, definition.forms[form])))


def is_valid(schema: Any, answers: Answers) -> bool:
    return Draft202012Validator(schema).is_valid(answers)


# --- answers that nobody would think of ------------------------------------------------------------------------------


def answers_to(one: CompiledField) -> some.SearchStrategy[Json]:
    """Return answers that a person could give: most of them good, in every spelling that the reader takes."""
    field = one.definition
    if isinstance(field, RowsField) and one.row is not None:
        row = some.fixed_dictionaries(
            {name: answers_to(cell) for name, cell in one.row.by_id.items() if cell.definition.required},
            optional={name: answers_to(cell) for name, cell in one.row.by_id.items() if not cell.definition.required},
        )
        return some.lists(row, min_size=1, max_size=2).map(list)
    if one.options is not None:
        codes = some.sampled_from(one.options.set.codes)
        return (
            some.lists(codes, min_size=1, max_size=3, unique=True).map(list) if isinstance(one.type, Choices) else codes
        )
    if isinstance(field, TextField):
        return some.just(field.format.example) if field.format else words
    if isinstance(field, NumberField):
        numbers = some.integers(int(field.min or 0), int(field.max or 10**6))
        return numbers | numbers.map(str)
    match field.type:
        case "date":
            return some.dates().map(str)
        case "time":
            return some.sampled_from(["09:30", "23:59"])
        case "datetime":
            return some.datetimes().map(lambda moment: moment.isoformat(timespec="minutes"))
        case "place":
            point = some.just({"latitude": "51.5", "longitude": "-0.1"})
            return words | point | some.fixed_dictionaries({}, optional={"address": words, "route": words}).map(dict)
        case "subjects":
            return some.lists(references, min_size=1, max_size=3).map(list)
    return references


def one_hand(data: some.DataObject, form: CompiledForm, hand: Hand, kept: Answers) -> FormState:
    """Return the form as one hand sends it: what is refused is answered again, and what is hidden taken out."""
    asking = Asking(hand.action, hand.by, time_env(national(), NOON))
    sent: dict[str, Json] = {}
    for one in form.fields:
        asked = hand.action in one.asked_for if one.asked_for else hand.begins
        if asked and (one.asks or one.row is not None):
            sent[one.id] = data.draw(answers_to(one), label=one.id)
    state = form_state(form, asking, Papers(kept=kept, sent=sent))
    for _ in range(ROUNDS):
        for problem in state.errors:
            name = problem.path.partition(".")[0]
            if problem.code in ("hidden", "not_asked", "read_only"):
                sent.pop(name, None)
            elif name:
                sent[name] = data.draw(answers_to(form.by_id[name]), label=name)
        if not state.errors:
            break
        state = form_state(form, asking, Papers(kept=kept, sent=sent))
    return state


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=some.data())
def test_whatever_a_form_keeps_is_valid_at_every_step(form: str, data: some.DataObject) -> None:
    made, schema = national().forms[form], schema_of(national(), form)
    kept: Answers = {}

    for hand in {one.action: one for one in hands(national(), form)}.values():
        if hand.begins and kept:
            continue
        state = one_hand(data, made, hand, kept)
        assume(not state.errors)
        kept = json.loads(json.dumps(state.answers))

        errors = [f"{one.json_path}: {one.message}" for one in Draft202012Validator(schema).iter_errors(kept)]
        assert errors == []


@given(some.dictionaries(some.sampled_from([*little().forms["referral"].by_id, "nonsense"]), words, max_size=8))
def test_one_answer_that_is_read_is_valid_by_itself(sent: Answers) -> None:
    made, schema = little().forms["referral"], schema_of(little(), "referral")
    asking = Asking("refer", frozenset({"officer"}), time_env(little(), NOON))

    for name, value in form_state(made, asking, Papers(sent=sent)).answers.items():
        assert Draft202012Validator(schema["properties"][name]).is_valid(value)


@pytest.mark.parametrize(("name", "sent"), every_answer(), ids=repr)
def test_an_answer_of_any_type_is_valid_as_it_is_kept(name: str, sent: Json) -> None:
    definition = definition_of(EVERY_TYPE)
    asking = Asking(None, frozenset({"officer"}), time_env(definition, NOON))

    state = form_state(definition.forms["everything"], asking, Papers(sent={name: sent, "colour_other": ""}))

    kept = json.loads(json.dumps(state.answers))
    assert set(kept) == {name}
    one = Draft202012Validator(schema_of(definition, "everything")["properties"][name])
    assert [error.message for error in one.iter_errors(kept[name])] == []


def test_the_answers_to_try_cover_every_question() -> None:
    made = definition_of(EVERY_TYPE).forms["everything"]

    assert {one.id for one in made.fields} == {*dict(every_answer()), "colour_other"}


NEVER_KEPT: list[tuple[str, object]] = [
    ("cost", 12.5),
    ("cost", "12,50"),
    ("worry", 11),
    ("day", "27/03/2026"),
    ("born", {"month": 5}),
    ("born", {"year": 2024, "day": 5}),
    ("born", {"no_answer": "not_asked"}),
    ("length", {"amount": 3}),
    ("length", "3 weeks"),
    ("home", {"town": "Exampleton"}),
    ("signs", {"eats": "never"}),
    ("signs", {"drinks": "well"}),
    ("tools", ["none", "pen"]),
    ("agreed", True),
    ("agreed", "not_known"),
]


@pytest.mark.parametrize(("name", "value"), NEVER_KEPT)
def test_what_no_reader_keeps_is_not_valid(name: str, value: object) -> None:
    one = schema_of(definition_of(EVERY_TYPE), "everything")["properties"][name]

    assert not Draft202012Validator(one).is_valid(value)


# --- what the schema says --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_each_schema_is_one_and_says_which_form_of_which_version(form: str) -> None:
    schema = schema_of(national(), form)

    Draft202012Validator.check_schema(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"] == f"urn:casepath:national:{national().version}:{form}"
    assert schema["x-casepath"]["release"] == national().release


def test_a_choice_lists_its_codes_with_their_labels() -> None:
    level = schema_of(little(), "referral")["properties"]["level"]

    assert level["enum"] == ["low", "middle", "high"]
    assert level["oneOf"][0] == {"const": "low", "title": "Low"}


def test_an_answer_no_longer_offered_is_readable_and_said_to_be_old() -> None:
    files = little_with(levels=("low: {label: Low, points: 1}", "low: {label: Low, points: 1, retired: 1.0.0}"))
    level = schema_of(definition_of(files), "referral")["properties"]["level"]

    assert level["oneOf"][0] == {"const": "low", "title": "Low", "deprecated": True}


REFUSED: list[tuple[str, Json]] = [
    ("child_name", 3),
    ("child_name", "x" * 2001),
    ("child_name", "two\nlines"),
    ("level", "lowest"),
    ("where", ["school", "school"]),
    ("where", []),
    ("missing", "3"),
    ("missing", -1),
    ("missing", True),
    ("held_on", "12 March 2026"),
    ("people", [{"person": "Sam Example"}]),
    ("people", [{"id": "r1"}]),
    ("people", [{"id": "r1", "person": "Sam Example", "age": 3}]),
    ("people", [{"id": f"r{n}", "person": "Sam Example"} for n in range(6)]),
    ("nonsense", "x"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_what_is_never_kept_like_that_is_not_valid(name: str, value: Json) -> None:
    schema = schema_of(little(), "referral")

    assert is_valid(schema, REFERRED)
    assert not is_valid(schema, {**REFERRED, name: value})


def test_only_what_every_submission_holds_is_required() -> None:
    schema = schema_of(national(), "contact_referral")

    assert "immediate_danger" in schema["required"]
    assert not {"referrer_name", "sex", "threshold", "nfa_flag"} & set(schema["required"])
    assert "sex" in schema["x-casepath"]["required_for"]["record_contact"]
    assert "threshold" in schema["x-casepath"]["required_for"]["decide"]


def test_what_is_shown_and_not_kept_is_not_in_the_schema() -> None:
    assert not {"history_summary", "shared_contexts"} & set(schema_of(national(), "contact_referral")["properties"])


def test_an_exclusive_answer_stands_alone() -> None:
    schema = schema_of(national(), "contact_referral")["properties"]["exploitation_signs"]

    assert Draft202012Validator(schema).is_valid(["none"])
    assert not Draft202012Validator(schema).is_valid(["none", "debt"])


def test_a_map_point_needs_both_its_parts() -> None:
    schema = schema_of(national(), "contact_referral")["properties"]["address"]

    assert Draft202012Validator(schema).is_valid({"latitude": "51.5", "longitude": "-0.1"})
    assert not Draft202012Validator(schema).is_valid({"latitude": "51.5"})


def test_conditions_stand_in_the_words_of_the_form() -> None:
    schema = schema_of(national(), "contact_referral")
    told = schema["properties"]["referrer_name"]["x-casepath"]

    assert told["asked_when"] == ['"Does the referrer want to stay anonymous?" is "No"']
    assert schema["properties"]["referrer_told"]["x-casepath"]["offered_when"] == {
        "anonymous": '"Does the referrer want to stay anonymous?" is "Yes"'
    }
    assert schema["x-casepath"]["rules"][0]["id"] == "agreement_needs_knowing"


@pytest.mark.parametrize(
    "pattern", ["[0-9]{3} ?[0-9]{3}", "[A-HJ-NP-Z][0-9]{11}", r"AB/\d?".replace(r"\d", "[0-9]"), "(a|b)+"]
)
def test_a_pattern_that_every_engine_reads_alike_is_in_the_schema(pattern: str) -> None:
    assert is_shared(pattern)


@pytest.mark.parametrize(
    "pattern", [r"\p{L}+", "(?i)abc", "[a-z--[aeiou]]", "[[:alpha:]]", "a++", "(?P<x>a)", "[a--b]"]
)
def test_a_pattern_that_engines_read_differently_is_said_in_words(pattern: str) -> None:
    assert not is_shared(pattern)
