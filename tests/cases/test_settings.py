"""What a setting does for whoever meets it on a screen, in the rule book or in the schema: words, readers, limits."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest

from engine.cases.answers import Asking, FormState, Papers
from engine.cases.compiled import CompiledForm, Definition
from engine.cases.compiling import compile_configuration
from engine.cases.snapshot import time_env
from engine.cases.values import Answers, Json
from engine.cases.views import Beside, FormView, form_view
from engine.cases.working_out import form_state
from engine.definitions.assemble import assemble
from engine.interop.json_schema import form_schema
from engine.interop.outline import as_markdown
from engine.interop.rule_book import rule_book
from tests.support import NOON, REFERRED, definition_of, little_with

MISSING = "        label: Times missing\n"
ABOUT = "    title: About\n"
REFERRAL = "title: Referral\n"
LEVELS = "title: Levels\n"


def with_form(before: str, more: str) -> Definition:
    return definition_of(little_with(form=(before, before + more)))


def worked_out(definition: Definition, sent: Answers, *, echoes: Answers | None = None) -> FormState:
    asking = Asking("refer", frozenset({"officer"}), time_env(definition, NOON), echoes or {})
    return form_state(definition.forms["referral"], asking, Papers(sent=sent))


def seen(definition: Definition, *, by: str = "officer", action: str | None = "refer", **echoes: Json) -> FormView:
    """Return the form as somebody meets it; without an *action* as a reader."""
    form: CompiledForm = definition.forms["referral"]
    sources = {name.replace("__", "."): value for name, value in echoes.items()}
    state = worked_out(definition, {**REFERRED, "missing": 4}, echoes=sources)
    return form_view(form, state, Beside(echoes=sources), standing=frozenset({by}), action=action)


def everything_told(definition: Definition) -> str:
    """Return what a screen, the rule book and the schema say of the form."""
    view = json.dumps(asdict(seen(definition)), default=str)
    schema = json.dumps(form_schema(definition, definition.forms["referral"]))
    return "\n".join([view, as_markdown(rule_book(definition, "referral")), schema])


@pytest.mark.parametrize(
    ("before", "setting", "words"),
    [
        (MISSING, "        hint: Count every time.\n", "Count every time."),
        (MISSING, "        help: Missing means not where expected.\n", "Missing means not where expected."),
        (MISSING, "        unit: episodes\n", "episodes"),
        (MISSING, "        purpose: It tells how urgent this is.\n", "It tells how urgent this is."),
        (MISSING, "        about: third_party\n", "someone other than the subject"),
        (MISSING, "        reports_to: cin.missing_count\n", "cin.missing_count"),
        (MISSING, "        chronology: true\n", "the answer stands in it, on its day"),
        (MISSING, "        reuse: never\n", "it is not copied to another form"),
        (MISSING, "        sensitivity: special\n", "special"),
        (ABOUT, "    purpose: Whom this is about.\n", "Whom this is about."),
        (ABOUT, "    sensitivity: special\n", "special"),
        (REFERRAL, "purpose: Somebody is worried.\n", "Somebody is worried."),
        (REFERRAL, "summary: How a worry reaches us.\n", "How a worry reaches us."),
        (REFERRAL, "basis: legal_obligation\n", "obligation"),
        (REFERRAL, "sensitivity: special\n", "special"),
        (REFERRAL, "keep: {draft: 90 calendar days}\n", "A draft is kept: 90 calendar days after the last change"),
        (
            REFERRAL,
            "keep: {submitted: 6 years, then: erase}\n",
            "6 years after the case has ended; then they are erased",
        ),
        (
            REFERRAL,
            "keep: {submitted: until child.born + 25 years, then: review}\n",
            'until 25 years after the day that the record says at "Date of birth"; then somebody decides',
        ),
        (
            REFERRAL,
            "keep: {submitted: until child.born + 25 years, then: anonymise}\n",
            "then nothing in them says any more whom they are about.",
        ),
    ],
    ids=lambda given: given.strip().replace("\n", ""),
)
def test_what_is_written_for_people_reaches_them(before: str, setting: str, words: str) -> None:
    assert words in everything_told(with_form(before, setting))
    assert words not in everything_told(with_form(before, ""))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("label: Times missing", "label: How often missing"),
        ("title: About", "title: The child"),
        ("title: Referral", "title: A worry"),
        ("row: Person", "row: One of them"),
        ("row: Person", 'row: Person\n        row_title: "Person {{ person }}"'),
        ("home: Home", "home: At home"),
        ("low_act:", "low_but_acting:"),
        ("say: Usually someone is named.", "say: Name somebody."),
    ],
)
def test_the_words_of_the_form_are_those_of_its_file(old: str, new: str) -> None:
    changed = definition_of(little_with(form=(old, new)))
    words = new.rpartition(": ")[2].strip('"')

    assert words in everything_told(changed) or words.removesuffix(":") in everything_told(changed)
    assert everything_told(changed) != everything_told(with_form(REFERRAL, ""))


@pytest.mark.parametrize(
    ("before", "setting", "reads"),
    [
        (MISSING, "        view: manager\n", False),
        (MISSING, "        view: [manager, officer]\n", True),
        (ABOUT, "    view: manager\n", False),
        ("subject: child\nview: [officer, worker]\n", "", True),
    ],
)
def test_the_nearest_view_says_who_reads_an_answer(before: str, setting: str, reads: bool) -> None:
    definition = with_form(before, setting)

    assert (seen(definition, by="officer", action=None).field("missing") is not None) is reads
    assert seen(definition, by="guest", action=None).field("missing") is None


@pytest.mark.parametrize(("before", "setting"), [(MISSING, "        edit: manager\n"), (ABOUT, "    edit: manager\n")])
def test_edit_narrows_who_fills_a_question(before: str, setting: str) -> None:
    state = worked_out(with_form(before, setting), {**REFERRED, "missing": 4})

    assert "missing" not in state.asked
    assert ("missing", "not_allowed") in {(one.path, one.code) for one in state.problems}


def test_an_echo_shows_its_source_and_stores_nothing() -> None:
    copied, echo = "        from: system.missing_count\n        min: 0\n", "        shows: system.missing_count\n"
    definition = definition_of(little_with(form=(copied, echo)))

    view = seen(definition, system__missing_count=7).field("missing")
    assert view is not None
    assert (view.value, view.asked) == (7, False)
    assert "missing" not in worked_out(definition, REFERRED).answers


@pytest.mark.parametrize(
    ("setting", "given", "code"),
    [
        ("characters: {max: 5}", "abcdef", "too_long"),
        ("characters: {min: 5}", "abcd", "too_short"),
        ("words: {max: 2}", "one two three", "too_long"),
        ("words: {min: 2}", "one", "too_short"),
        ('format: {pattern: "[A-Z]{2}[0-9]", example: AB1}', "ab1", "wrong_format"),
        ('format: {pattern: "[A-Z]{2}[0-9]", example: AB1}', "AB12", "wrong_format"),
        ("checks: [{that: length(code) > 2, say: Longer.}]", "ab", "check"),
        ("check: {that: length(code) > 2, say: Longer.}", "ab", "check"),
    ],
)
def test_a_limit_is_kept_and_says_so_without_the_answer(setting: str, given: str, code: str) -> None:
    people = "      people:\n        type: rows\n"
    definition = definition_of(
        little_with(form=(people, f"      code: {{type: text, label: Code, {setting}}}\n{people}"))
    )

    wrong = worked_out(definition, {**REFERRED, "code": given})
    assert [(one.path, one.code) for one in wrong.problems] == [("code", code)]
    assert given not in wrong.problems[0].text
    assert worked_out(definition, {**REFERRED, "code": "AB1" if "format" in setting else "abc d"}).problems == ()


def test_the_wrong_format_is_answered_with_the_example() -> None:
    people = "      people:\n        type: rows\n"
    asked = '      code: {type: text, label: Code, format: {pattern: "[A-Z]{2}[0-9]", example: AB1}}\n'
    state = worked_out(definition_of(little_with(form=(people, asked + people))), {**REFERRED, "code": "x"})

    assert [one.text for one in state.problems] == ['"Code": Write it like this: AB1']


@pytest.mark.parametrize(("written", "compares"), [("ordered: true", True), ("ordered: false", False)])
def test_only_an_ordered_list_compares_by_place(written: str, compares: bool) -> None:
    files = little_with(levels=("ordered: true", written))
    assembled = assemble(files)
    assert assembled.configuration is not None

    findings = compile_configuration(assembled.configuration, assembled.origins).findings

    assert (findings == ()) is compares
    assert all('mark the list "ordered: true"' in one.hint for one in findings)


@pytest.mark.parametrize("overlay", ["replace", "extend", "labels_only"])
def test_a_list_says_what_an_overlay_may_do_with_it_in_one_of_three_words(overlay: str) -> None:
    written = assemble(little_with(levels=(LEVELS, f"{LEVELS}overlay: {overlay}\n")))
    misspelt = assemble(little_with(levels=(LEVELS, f"{LEVELS}overlay: {overlay}x\n")))

    assert written.configuration is not None
    assert written.configuration.lists["levels"].overlay == overlay
    assert [one.code.id for one in misspelt.findings] == ["Y114"]


def test_what_an_option_says_is_kept_with_it_and_its_points_count() -> None:
    said = '{label: Low, hint: Nothing urgent, points: 7, since: "1.0.0", reports_to: cin.low}'
    definition = definition_of(little_with(levels=("low: {label: Low, points: 1}", f"low: {said}")))
    form = definition.forms["referral"]
    options = form.by_id["level"].options

    assert options is not None
    assert options.labels["low"] == "Low"
    assert worked_out(definition, {**REFERRED, "level": "low"}).answers["score"] == 7
    assembled = assemble(little_with(levels=("low: {label: Low, points: 1}", f"low: {said}")))
    assert assembled.configuration is not None
    low = assembled.configuration.lists["levels"].options["low"]
    assert (low.hint, low.since, low.reports_to) == ("Nothing urgent", "1.0.0", "cin.low")


def test_a_retired_option_is_readable_and_offered_no_more() -> None:
    retired = 'low: {label: Low, points: 1, retired: "1.0.0", use: middle}'
    definition = definition_of(little_with(levels=("low: {label: Low, points: 1}", retired)))
    state = worked_out(definition, {**REFERRED, "level": "low"})

    assert state.offered["level"] == ("middle", "high")
    assert [(one.path, one.code) for one in state.errors] == [("level", "not_offered")]
    assert state.answers["level"] == "low"


@pytest.mark.parametrize(
    ("page", "action", "is_there"),
    [
        ("      look: {type: note, label: Look at the record}\n", "refer", True),
        ("      worst: {type: integer, label: Worst, calc: score + 1}\n", "refer", True),
        ("      worst: {type: integer, label: Worst, calc: score + 1}\n", None, True),
        ("      worst: {type: integer, label: Worst, calc: score + 1, for: decide}\n", "refer", False),
        ("      look: {type: note, label: Look, for: decide}\n", "refer", False),
        (
            "      look: {type: note, label: Look}\n      sure: {type: yes_no, label: Sure, for: decide}\n",
            "refer",
            False,
        ),
    ],
)
def test_a_page_of_notes_or_of_worked_out_answers_is_a_page_for_whom_it_is(
    page: str, action: str | None, is_there: bool
) -> None:
    definition = with_form("pages:\n", f"  aside:\n    title: Aside\n    fields:\n{page}")

    assert ("Aside" in [one.title for one in seen(definition, action=action).pages]) is is_there
