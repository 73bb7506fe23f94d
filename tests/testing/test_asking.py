"""What a scenario says of what a form asks is exact: what must be answered, what may, and what stands there already."""

from __future__ import annotations

import pytest

from engine.findings import render_all
from tests.testing.small import FILES, FORM, HEAD, OPEN, as_printed, results, small

FORM_WITH_LIMITS = FORM.replace(
    "        row: Person\n        fields:\n", "        row: Person\n        max: 2\n        fields:\n"
).replace("            label: Age\n", "            label: Age\n            max: 18\n")
LIMITED = {**FILES, "form_schemas/visit.yaml": FORM_WITH_LIMITS}


def told(*lines: str) -> str:
    """Return what a scenario says that has *lines* of the visit that Amy is to record."""
    asked = "".join(f"          {line}\n" for line in lines)
    steps = f"\n  asked:\n{OPEN}    - asks:\n        record_visit:\n{asked}    - expect: {{state: planned}}\n"
    went = results(steps, HEAD, LIMITED)
    return as_printed(went[0].failures) if went[0].failures else ""


EXACT = [
    ("by: amy", "must: seen", "may: [child_name, siblings, people]"),
    ("by: amy", "form: {seen: yes}", "must: where", "may: [child_name, siblings, people]"),
    ("by: amy", "form: {seen: no}", "must: []"),
    ("by: amy", "form: {people: [{}]}", "must: [seen, people.name]"),
    ("by: amy", "form: {like: seen_at_school}", "must: []"),
    ("by: amy", "has: {child_name: Jamie Example, siblings: 2}"),
    ("by: amy", "confirm: []"),
    ("by: amy", "at_most: {people: 2, people.age: 18}"),
]


@pytest.mark.parametrize("lines", EXACT)
def test_what_a_form_asks_as_is_expected_holds_and_saves_nothing(lines: tuple[str, ...]) -> None:
    assert told(*lines) == ""


OTHERWISE = [
    (("by: amy", "must: []"), '"record_visit" needs other answers.', "In fact:  seen"),
    (("by: amy", "must: [seen, where]"), '"record_visit" needs other answers.', "Expected: seen, where"),
    (("by: amy", "may: people"), "asks other questions that may be left.", "child_name, siblings, people"),
    (("by: amy", "confirm: seen"), "has other copies confirmed.", "In fact:  nothing"),
    (("by: amy", "has: {child_name: Jamie Example}"), '"siblings" stands there otherwise', "Expected: nothing"),
    (("by: amy", "has: {child_name: J, siblings: 2}"), '"child_name" stands there otherwise', "Jamie Example"),
    (("by: amy", "at_most: {people: 3}"), '"people" has another limit.', "3 is too much"),
    (("by: amy", "at_most: {people.age: 17}"), '"people.age" has another limit.', "18 is taken as well"),
    (("by: sol", "must: seen"), 'sol is asked nothing by "record_visit" now.', "it is not theirs to do now"),
]


@pytest.mark.parametrize(("lines", "message", "hint"), OTHERWISE)
def test_what_a_form_asks_otherwise_is_told(lines: tuple[str, ...], message: str, hint: str) -> None:
    said = told(*lines)

    assert message in said
    assert hint in said


WRONG = [
    ("record_visit: {by: zoe}", "zoe"),
    ("record_visit: {by: amy, must: seem}", "seem"),
    ("record_visit: {by: amy, may: people.nam}", "people.nam"),
    ("record_visit: {by: amy, has: {sen: yes}}", "sen"),
    ("record_visit: {by: amy, at_most: {people.agee: 3}}", "people.agee"),
    ("record_visit: {by: amy, form: {sen: yes}}", "sen"),
    ("record_visits: {by: amy}", "record_visits"),
    ("allocate: {by: max}", "allocate"),
]


@pytest.mark.parametrize(("asked", "word"), WRONG)
def test_a_name_that_is_not_there_is_told_before_anything_is_played(asked: str, word: str) -> None:
    findings = [one for one in small(f"\n  asked:\n{OPEN}    - asks: {{{asked}}}\n").findings if one.is_error]

    assert len(findings) == 1
    assert f'"{word.rpartition(".")[2]}"' in render_all(findings) or f'"{word}"' in render_all(findings)
