"""What is wrong with a shape is told in our words, once, at the word that is wrong."""

from __future__ import annotations

import pytest

from engine.definitions.configuration import Manifest
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.source import read
from engine.definitions.validate import validate
from engine.definitions.workflows import Workflow
from engine.findings import Finding

FORM = """\
form: visit
title: Visit
subject: child
pages:
  seen:
    title: Seen
    fields:
      level:
        {}
"""
WORKFLOW = """\
workflow: pathway
title: Pathway
subject: child
start: first
states:
  first:
    title: First
    actions:
      finish:
        title: Finish
        goes: {}
"""


def findings(text: str, model: type[Form] | type[Workflow] | type[OptionList], name: str) -> list[Finding]:
    root = read(text, "a.yaml").root
    assert root is not None
    checked = validate(root, model, name=name)
    return checked if isinstance(checked, list) else []


def of_field(*settings: str) -> list[Finding]:
    return findings(FORM.format("\n        ".join(settings)), Form, 'the form "visit"')


def test_a_form_of_the_right_shape_has_no_findings() -> None:
    assert of_field("type: text", "label: Level") == []


def test_a_misspelt_setting_names_the_type_of_field_and_the_nearest_setting() -> None:
    [found] = of_field("type: text", "label: Level", "requierd: true")

    assert found.message == '"requierd" is not a setting of a text field.'
    assert found.hint == 'Did you mean "required"?'
    assert (found.place.line, found.place.column) == (11, 9)
    assert found.path == "visit.pages.seen.fields.level.requierd"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("integer", "an integer field"), ("long_text", "a long text field"), ("yes_no", "a yes no field")],
)
def test_a_message_names_the_field_by_the_type_that_was_written(kind: str, said: str) -> None:
    [found] = of_field(f"type: {kind}", "label: Level", "colour: red")

    assert found.message == f'"colour" is not a setting of {said}.'


def test_a_misspelt_setting_is_not_also_missing() -> None:
    [found] = of_field("type: text", "labl: Level")

    assert found.code.id == "Y110"


def test_a_missing_setting_is_told_at_the_thing_that_lacks_it() -> None:
    [found] = of_field("type: text")

    assert found.message == '"level" needs "label".'
    assert (found.place.line, found.place.excerpt) == (8, "      level:")


def test_an_empty_value_is_told_once_at_its_name() -> None:
    [found] = of_field("type: choice", "label: Level", "options:")

    assert found.code.id == "Y127"
    assert found.place.excerpt.strip() == "options:"


@pytest.mark.parametrize("options", ["[a, b]", "{a: A, B: b}", "{a: {label: A, colour: red}}", "{a: {hint: A}}"])
def test_options_are_a_name_or_are_written_out(options: str) -> None:
    assert len(of_field("type: choice", "label: Level", f"options: {options}")) == 1


def test_options_written_out_are_judged_as_written_out() -> None:
    [found] = of_field("type: choice", "label: Level", "options: {a: {label: A, colour: red}}")

    assert found.message == '"colour" is not a setting of an option.'


def test_an_unknown_type_is_compared_with_those_there_are() -> None:
    [found] = of_field("type: chioce", "label: Level")

    assert (found.message, found.hint) == ('"chioce" is not a type of field.', 'Did you mean "choice"?')


def test_what_is_missing_beside_a_setting_of_overlays_is_not_told() -> None:
    text = WORKFLOW.format("stay").replace(
        "    actions:", "    deadlines:\n      heard:\n        kind: standard\n        why: Because.\n    actions:"
    )

    [found] = findings(text, Workflow, 'the workflow "pathway"')

    assert found.code.id == "O927"
    assert found.place.excerpt.strip() == "why: Because."


@pytest.mark.parametrize("goes", ["first", "stay", "[{else: first}]", "[{if: x == y, to: first}, {else: stay}]"])
def test_a_decision_is_a_target_or_a_list_of_rules(goes: str) -> None:
    assert findings(WORKFLOW.format(goes), Workflow, 'the workflow "pathway"') == []


@pytest.mark.parametrize(
    "goes", ["[{if: x == y}]", "[{to: first}]", "[{else: first, to: first}]", "[first]", "{else: first}"]
)
def test_anything_else_is_not_a_decision(goes: str) -> None:
    assert len(findings(WORKFLOW.format(goes), Workflow, 'the workflow "pathway"')) == 1


def test_an_id_that_is_not_one_is_told_at_the_id() -> None:
    [found] = findings("list: level\ntitle: Level\noptions:\n  Very-High: Very high\n", OptionList, 'the list "level"')

    assert found.message == '"Very-High" cannot be an id.'
    assert found.hint == "Write: very_high"
    assert (found.place.line, found.place.column) == (4, 3)


def test_paths_inside_the_manifest_start_at_its_own_settings() -> None:
    root = read(
        "casepath: 1\nconfiguration: small\nroles: {officer: {title: Officer, reach: far}}\n", "casepath.yaml"
    ).root
    assert root is not None

    found = validate(root, Manifest, name='the configuration "small"')

    assert isinstance(found, list)
    assert "roles.officer.reach" in {one.path for one in found}


@pytest.mark.parametrize(
    "text",
    [
        "form: [visit]",
        "form: visit\npages: none",
        "form: visit\npages: {a: }",
        "form: visit\npages: {}\nrules: [a]",
        "form: {}",
    ],
)
def test_no_word_of_the_library_is_repeated(text: str) -> None:
    for one in findings(text + "\n", Form, "the form"):
        assert not any(word in one.message + one.hint for word in ("Input", "valid", "dictionary", "string", "None"))
