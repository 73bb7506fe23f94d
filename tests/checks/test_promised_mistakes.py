"""Seven mistakes that every council makes sooner or later, each told at its column in words an analyst knows.

Their whole reports are in the corpus; here they stand together, with the sentence, what it points at, and what to do.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from engine.findings import Finding
from tests.checks.corpus import CORPUS, changed, report


class Told(NamedTuple):
    """What is told of a mistake: its code, the words it points at, the sentence, and what to write instead."""

    example: str
    code: str
    points_at: str
    sentence: str
    advice: str


SEVEN = {
    "a misspelt field": Told(
        "condition_unknown_question", "N201", "rsk", 'There is no "rsk" here.', 'Did you mean "risk"?'
    ),
    "a wrong option code": Told(
        "condition_unknown_code",
        "N202",
        "outsid",
        '"outsid" is not an answer to "Where is the harm?" (home, outside, unclear).',
        'Did you mean "outside"?',
    ),
    "a choice compared with a number": Told(
        "choice_against_a_number",
        "T301",
        "risk >= 3",
        'Cannot use ">=" between a choice and a number.',
        "Its answers: low, moderate, high.",
    ),
    "a condition that can never hold": Told(
        "never_true",
        "T364",
        "harm == outside and harm == home",
        "This can never be true: harm == outside and harm == home",
        "Change the condition; no answers fit it.",
    ),
    "a circle of conditions": Told(
        "fields_in_a_circle",
        "S401",
        "harm_types",
        "These wait for each other in a circle: harm_types > danger > harm_types.",
        "Take one of the conditions out of the circle.",
    ),
    "a required field that can never be shown": Told(
        "never_shown",
        "S402",
        "outcome == advice and harm == outside",
        '"reason" is required but can never be shown.',
        "Change the conditions; no answers fit all of them.",
    ),
    "a pattern that could run for hours": Told(
        "pattern_that_could_take_hours",
        "T350",
        "(a+)+(?=b)",
        "This pattern uses something that could take hours on some answers, or is not complete.",
        "Use letters, classes like [0-9], and counts like {2,4}.",
    ),
}


def first_finding(told: Told) -> Finding:
    return next(one for one in report(CORPUS / told.example).findings if one.code.id == told.code)


@pytest.mark.parametrize("mistake", SEVEN)
def test_it_is_told_at_its_column_in_these_words(mistake: str) -> None:
    told = SEVEN[mistake]
    found = first_finding(told)

    line = changed(CORPUS / told.example)[found.place.file].decode().split("\n")[found.place.line - 1]
    assert line[found.place.column - 1 :].startswith(told.points_at)
    assert (found.message, found.hint) == (told.sentence, told.advice)
    assert found.is_error


@pytest.mark.parametrize("mistake", SEVEN)
def test_it_is_told_once_and_alone(mistake: str) -> None:
    told = SEVEN[mistake]
    found = report(CORPUS / told.example).findings

    # The example of a condition that can never hold makes that mistake in two places.
    assert {one.code.id for one in found if one.is_error} == {told.code}
