"""A form with its answers on paper: what was said, in words; what was not, said to be open; nothing that is hidden."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from engine.cases.answers import Asking, Papers
from engine.cases.snapshot import time_env
from engine.cases.values import Json
from engine.cases.views import Beside, form_view
from engine.cases.working_out import form_state
from engine.cli import main
from engine.interop.filled_form import filled_form
from engine.interop.outline import as_markdown, marked
from tests.interop.questions import EVERY_TYPE
from tests.support import NOON, definition_of

ANSWERS = {
    "line": "A line",
    "number": 7,
    "day": "2026-03-27",
    "moment": "2026-07-01T10:00",
    "born": {"year": 2024, "month": 5, "about": True},
    "length": "3 weeks",
    "home": {"lines": ["1 Example Road"], "postcode": "ZZ99 9ZZ"},
    "agreed": "yes",
    "colour": {"no_answer": "not_asked"},
    "tools": ["pen", "saw"],
    "signs": {"eats": "well"},
    "children": ["P-1", "P-2"],
    "photos": [{"id": "f-2", "name": "garden.jpg", "type": "jpg", "bytes": 12, "sha256": "0" * 64}],
    "declared": {"by": "u-1", "at": "2026-03-12T12:00:00+00:00"},
    "people": [{"person": "Sam Example", "visits": [{"seen_on": "2026-03-01", "mood": {"morning": "good"}}]}],
}
SAID = """\
- Line: A line
- Lines: Not answered
- Number: 7
- Cost: Not answered
- Worry: Not answered
- Day: 27 March 2026
- Hour: Not answered
- Moment: 10:00 on Wednesday 1 July 2026
- Born: 2024-05 (This is a guess)
- Length of stay: 3 weeks
- Home: 1 Example Road, ZZ99 9ZZ
- Spot: Not answered
- Agreed: Yes
- Told: Not answered
- Colour: Not asked
- Tools:
  - Pen
  - Saw
- Signs: Eats: Well
- Child: Not answered
- Children:
  - P-1
  - P-2
- Letter: Not answered
- Photos: garden.jpg
- All of this is so: u-1, 12:00 on Thursday 12 March 2026

### People

#### Person 1

- Person: Sam Example

##### Visits

###### Visit 1

- Seen on: 1 March 2026
- Mood: Morning: Good
"""


@pytest.fixture
def council(tmp_path: Path) -> Path:
    for path, content in EVERY_TYPE.items():
        file = tmp_path / "council" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return tmp_path / "council"


def printed(council: Path, answers: str, *more: str) -> tuple[int, str]:
    file = council.parent / "answers.json"
    file.write_text(answers, "utf-8")
    result = CliRunner().invoke(main, ["print", str(council), "everything", "--answers", str(file), *more])
    return result.exit_code, result.output


def test_every_type_of_answer_is_said_in_words(council: Path) -> None:
    code, output = printed(council, json.dumps(ANSWERS))

    assert code == 0
    assert output == f"# Everything\n\n## One\n\n{SAID}"


def test_what_must_be_answered_and_what_is_wrong_stand_beside_the_question(council: Path) -> None:
    _, output = printed(council, json.dumps({"number": 99, "nonsense": "x"}))

    assert "- Line: Not answered, and must be\n" in output
    assert '- Number: 99\n  - "Number": The largest number here is 9.\n' in output
    assert output.startswith('# Everything\n\n"nonsense": "Everything" has no such question.\n')


def test_a_row_without_its_name_is_known_by_its_number_and_says_what_is_missing(council: Path) -> None:
    _, output = printed(council, json.dumps({"people": [{"age": 7}]}))

    assert "#### Person 1\n\n- Age: 7\n- Person: Not answered, and must be\n" in output


def test_it_is_printed_in_the_language_of_who_reads(council: Path) -> None:
    _, output = printed(council, json.dumps({"day": "2026-03-27"}), "--language", "cy", "--to", "html")

    assert '<html lang="cy">' in output
    assert "<dd>27 Mawrth 2026</dd>" in output
    assert "<dd>Heb ei ateb</dd>" in output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("[1]", "Send answers by question"),
        ('{"line": NaN}', "neither text, a whole number"),
        ('{"line": 1e1000000}', "neither text, a whole number"),
        ('{"number": ' + "9" * 5_000 + "}", "is not JSON"),
        ('{"number": 99999999999999999}', "too large to keep"),
        ('{"line": "a", "line": "b"}', '"line" is answered twice'),
        ('{"line": "\\ud800"}', "characters that cannot be stored"),
        ('{"line": "' + "x" * 1_000_001 + '"}', "larger than a megabyte"),
    ],
)
def test_a_file_that_holds_no_answers_is_refused_in_a_sentence(council: Path, content: str, words: str) -> None:
    code, output = printed(council, content)

    assert code == 1
    assert words in output
    assert "Traceback" not in output


def test_one_thing_is_printed_at_a_time(council: Path) -> None:
    code, output = printed(council, "{}", "--blank")

    assert code == 2
    assert "Say what to print" in output


ODD: tuple[Any, ...] = (
    *("2026-02-30", "0001-01-01", "9999-12-31T23:59:59-14:00", "soon", "x" * 300, True, 0, -1, 10**30, "\u0663"),
    *([], ["red", "red"], [[1]], [{"a": 1}], [5], {"a": [1]}, {"no_answer": "gone"}, {"no_answer": []}),
    *(
        {"year": "x"},
        {"year": 2024, "month": [1], "about": True},
        {"amount": {}, "unit": []},
        {"lines": 3, "postcode": []},
    ),
    *({"by": 5, "at": "never"}, {"eats": ["x"]}, {"id": "f-1"}, [{"id": {}, "visits": {"a": 1}}, "x"]),
)


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_whatever_was_typed_is_printed_with_its_problem_and_nothing_falls_over(odd: Json) -> None:
    definition = definition_of(EVERY_TYPE)
    form = definition.forms["everything"]
    for name in form.by_id:
        asking = Asking(None, frozenset({"officer"}), time_env(definition, NOON), reopened=True)
        state = form_state(form, asking, Papers(sent={name: odd}))
        view = form_view(form, state, Beside(typed={name: odd}), standing=asking.standing, action=None, correcting=True)

        paper = as_markdown(filled_form(view, form, language="en", zone=definition.zone))

        told = [one.text for one in state.problems if one.path == name and one.code not in ("required", "hidden")]
        assert [one for one in told if marked(one) not in paper] == []
