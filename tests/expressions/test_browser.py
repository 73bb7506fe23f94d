"""What a page is given works out there what the closures work out here, for random expressions and answers too."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.expressions.browser import VERSION, browser_calendar, browser_tree, evaluator_source
from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.types import UNKNOWN
from tests.dice import Dice
from tests.expressions.cel import random_answers, random_expression
from tests.expressions.questions import EASTER, LONDON, MARCH_27, SCOPE, ready
from tests.expressions.test_reference import ANSWERS, SIMPLE_CONDITIONS, SIMPLE_NUMBERS, conditions, numbers, some_of
from tests.expressions.test_vectors import VECTORS, asked, written
from tests.expressions.truth import truths

RUNNER: Final = Path(__file__).with_name("browser_runner.mjs")


class Browser:
    """Node, which answers one line of JSON for each. It may make no code from text, as pages with a strict policy."""

    def __init__(self, node: str) -> None:
        self._node = subprocess.Popen(
            [node, "--disallow-code-generation-from-strings", str(RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def evaluate(
        self,
        expression: Mapping[str, object],
        answers: Mapping[str, object],
        context: Mapping[str, object],
        row: Mapping[str, object],
    ) -> Any:
        """Return what evaluator.mjs gives."""
        line = {"expression": expression, "answers": answers, "context": context, "row": row}
        assert self._node.stdin is not None
        assert self._node.stdout is not None
        self._node.stdin.write(json.dumps(line) + "\n")
        self._node.stdin.flush()
        return json.loads(self._node.stdout.readline())

    def close(self) -> None:
        self._node.communicate(timeout=10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give one Node process. Without Node there is no browser to agree with."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    opened = Browser(node)
    yield opened
    opened.close()


# --- the tree and the module ------------------------------------------------------------------------------------------


def test_the_tree_for_a_page_is_plain_json_that_says_what_each_name_is() -> None:
    given_out = browser_tree(ready('risk_level >= significant and cost < 1.50 and seen_on > "2026-03-27"'))

    assert json.loads(json.dumps(given_out)) == given_out
    assert given_out["version"] == VERSION
    assert given_out["gives"] == "boolean"
    assert given_out["reads"] == ["cost", "risk_level", "seen_on"]
    assert given_out["tree"] == [
        "and",
        [
            ">=",
            ["rank", ["low", "moderate", "significant", "immediate"], ["name", "code", "risk_level"]],
            ["rank", ["low", "moderate", "significant", "immediate"], ["code", "significant"]],
        ],
        ["<", ["name", "number", "cost"], ["number", "1.5"]],
        [">", ["name", "date", "seen_on"], ["date", "2026-03-27"]],
    ]


def test_the_tree_names_the_fields_of_rows_apart_and_every_line_of_a_grid() -> None:
    given_out = browser_tree(ready("count(associates, score > form.age) > points(grid)"))

    assert given_out["reads"] == ["age", "associates", "grid"]
    assert given_out["row_reads"] == ["associates.score"]
    assert given_out["tree"] == [
        ">",
        ["count", ["name", "rows", "associates"], [">", ["field", "number", "score", 0], ["name", "number", "age"]]],
        [
            "points",
            {"low": "1", "moderate": "2", "significant": "3.5"},
            ["sleep", "food"],
            ["name", "parts", "grid"],
        ],
    ]


def test_the_module_needs_nothing_else_and_makes_no_code_from_text() -> None:
    code = re.sub(r"/\*.*?\*/|//.*", "", evaluator_source(), flags=re.DOTALL)

    assert "export function evaluate(" in code
    assert (
        re.findall(r"\b(?:import|require|eval|Function|document|window|fetch|process|Date\.now|new Date)\b", code) == []
    )


def test_the_module_of_another_version_refuses_the_tree(browser: Browser) -> None:
    newer = {**browser_tree(ready("flag")), "version": VERSION + 1}

    stopped = subprocess.run(
        [shutil.which("node") or "node", str(RUNNER)],
        input=json.dumps({"expression": newer, "answers": {"flag": True}}),
        capture_output=True,
        text=True,
        check=False,
    )

    assert stopped.returncode != 0
    assert f"This page reads version {VERSION} of expressions, not {VERSION + 1}. Load it again." in stopped.stderr


def test_a_page_is_given_the_weekdays_that_do_not_count() -> None:
    assert browser_calendar(EASTER, MARCH_27, date(2026, 4, 30)) == {
        "first": "2026-03-27",
        "last": "2026-04-30",
        "closed": ["2026-04-03", "2026-04-06"],
    }


@pytest.mark.parametrize("text", ["working_days_between(seen_on, date_of_birth)", "add_working_days(seen_on, 30)"])
def test_outside_the_days_it_was_given_a_page_does_not_guess_which_count(browser: Browser, text: str) -> None:
    answers = {"seen_on": "2026-03-27", "date_of_birth": "2026-05-08"}

    short = {"calendar()": browser_calendar(EASTER, MARCH_27, date(2026, 4, 30))}
    long = {"calendar()": browser_calendar(EASTER, MARCH_27, date(2026, 5, 31))}

    assert browser.evaluate(browser_tree(ready(text)), answers, short, {}) is None
    assert browser.evaluate(browser_tree(ready(text)), answers, long, {}) is not None


# --- the table --------------------------------------------------------------------------------------------------------


def test_the_browser_gives_what_the_table_says(browser: Browser) -> None:
    wrong = []
    for vector in VECTORS:
        context, row = vector.get("context", {}), vector.get("row", {})
        value = browser.evaluate(browser_tree(asked(vector)), vector["answers"], context, row)
        if type(value) is not type(vector["value"]) or value != vector["value"]:
            wrong.append((vector, value))

    assert wrong == []


def test_the_browser_gives_what_the_truth_tables_of_the_documentation_say(browser: Browser) -> None:
    wrong = []
    for truth in truths():
        answers = {name: value for name, value in truth.answers.items() if value is not UNKNOWN}
        value = browser.evaluate(browser_tree(ready(truth.condition)), answers, {}, {})
        if value is not (None if truth.worth is UNKNOWN else truth.worth):
            wrong.append((truth, value))

    assert wrong == []


# --- answers that are none, as people type them -----------------------------------------------------------------------


NO_VALUES: Final[dict[str, tuple[object, ...]]] = {
    "cost": ("", "12.", ".5", "1e3", "1,5", "twelve", "0x1", "NaN", "1.2345678", "1234567890123456", True, [], [5]),
    "age": (None, 1e21),
    "seen_on": ("", "2026-02-29", "2026-13-01", "2026-00-10", "27/3/2026", "0000-01-01", 5, ["2026-03-27"]),
    "at": ("", "9:30", "24:00", "09:60", "half past nine", ["09:30"]),
    "held_at": ("", "2026-03-27", "2026-03-27T25:00Z", "2026-03-27T10:00+25:00", "2026-03-27T10:00+01:60"),
    "flag": ("", "true", 1),
    "contexts": ("school", {}),
    "summary": (5, True, []),
    "decision": (5, ["panel"]),
    "born": ("2024", []),
}


@pytest.mark.parametrize(("name", "typed"), [(name, typed) for name, given in NO_VALUES.items() for typed in given])
def test_what_is_no_value_of_its_type_is_unanswered_in_a_page(browser: Browser, name: str, typed: object) -> None:
    assert browser.evaluate(browser_tree(ready(f"answered({name})")), {name: typed}, {}, {}) is False


def test_a_moment_without_an_offset_is_local_time_where_the_zone_is_known(browser: Browser) -> None:
    tree = browser_tree(ready('held_at == "2026-07-01T09:00:00+00:00"'))
    typed = {"held_at": "2026-07-01T10:00"}

    assert browser.evaluate(tree, typed, {"zone()": "Europe/London"}, {}) is True
    assert browser.evaluate(tree, typed, {}, {}) is None
    assert browser.evaluate(tree, typed, {"zone()": "Nowhere/Example"}, {}) is None


@pytest.mark.parametrize("name", ["constructor", "__proto__", "toString", "hasOwnProperty"])
def test_what_every_object_of_a_page_has_is_no_answer(browser: Browser, name: str) -> None:
    tree = {"version": VERSION, "gives": "boolean", "reads": [], "tree": ["answered", ["name", "other", name]]}

    assert browser.evaluate(tree, {}, {}, {}) is False


# --- random agreement -------------------------------------------------------------------------------------------------

MARCH_28: Final = datetime(2026, 3, 28, tzinfo=UTC)
MOMENTS: Final = st.timedeltas(timedelta(0), timedelta(days=212)).map(
    lambda later: (MARCH_28 + later).astimezone(LONDON)
)
NEAR_THE_CHANGES: Final = st.tuples(
    st.sampled_from([datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]),
    st.integers(-8, 8),
).map(lambda drawn: (drawn[0] + timedelta(minutes=15 * drawn[1])).astimezone(LONDON))
TIMELY: Final = (
    *("years_between(date_of_birth, seen_on)", "months_between(date_of_birth, seen_on)", "add_days(seen_on, visits)"),
    *("age_on(date_of_birth, today())", "add_days(date_of_birth, age * 40000)", "held_at < now()", "held_at == now()"),
    *("working_days_between(seen_on, today())", "add_working_days(seen_on, visits)", "min(associates, seen)"),
    *("add_working_days(today(), age)", "default(held_at, now()) >= now()", 'at < "09:30"', 'at in ["09:30", "00:00"]'),
    *('held_at < "2026-10-25T01:30"', 'held_at == "2026-10-25T01:15"', 'held_at >= "2026-03-29T01:30"'),
    *('held_at in ["2026-10-25T01:00:00+00:00"]', '"2026-03-29T00:45:00Z" <= held_at < now()', "lower(summary)"),
    *("max(associates, seen) > seen_on", "points(grid) * 2", "grid.sleep < grid.food", "risk_level > earlier_risk"),
)
MORE_ANSWERS: Final = some_of(
    age=st.decimals(-30, 30, places=1) | st.integers(-40, 40),
    visits=st.integers(-2000, 2000),
    date_of_birth=st.dates(),
    seen_on=st.dates(date(2020, 1, 1), date(2030, 1, 1)) | st.dates(),
    at=st.times(timezones=st.none()) | st.just(time(9, 30)),
    held_at=MOMENTS | NEAR_THE_CHANGES,
    summary=st.text(max_size=4),
    grid=some_of(sleep=st.sampled_from(["low", "immediate"]), food=st.sampled_from(["low", "significant", "gone"])),
    risk_level=st.sampled_from(["low", "immediate", "left_the_list"]),
    earlier_risk=st.sampled_from(["low", "moderate"]),
    associates=st.lists(some_of(seen=st.dates(), score=st.integers(0, 9)), max_size=3).map(tuple),
)
CONTEXTS: Final = st.fixed_dictionaries(
    {"today()": st.dates(date(2026, 1, 1), date(2026, 12, 31)), "now()": MOMENTS | NEAR_THE_CHANGES}
)


@settings(max_examples=1000, deadline=None)
@given(st.one_of(conditions(depth=2), numbers(depth=2), conditions(depth=1), numbers(depth=1)), ANSWERS)
def test_the_browser_and_the_closures_agree(browser: Browser, text: str, env: dict[str, Any]) -> None:
    expression = compile_expression(text, SCOPE, wants=None)
    if isinstance(expression, tuple):
        assert {one.code.id for one in expression} <= {"Y151", "Y152"}, expression  # Only ever too large.
        return

    assert_agreed(browser, expression, env, {})


@settings(max_examples=800, deadline=None)
@given(st.sampled_from(TIMELY), MORE_ANSWERS, CONTEXTS)
def test_they_agree_on_days_moments_and_grids(
    browser: Browser, text: str, env: dict[str, Any], context: dict[str, Any]
) -> None:
    assert_agreed(browser, ready(text), env, context)


@pytest.mark.parametrize("text", [*SIMPLE_CONDITIONS, *SIMPLE_NUMBERS])
@settings(max_examples=25, deadline=None)
@given(env=ANSWERS)
def test_they_agree_on_every_smallest_part(browser: Browser, text: str, env: dict[str, Any]) -> None:
    assert_agreed(browser, ready(text), env, {})


BIG: Final = st.integers(-(10**21) + 1, 10**21 - 1).map(lambda millionths: Decimal(millionths).scaleb(-6))


@pytest.mark.parametrize("text", ["age + visits", "age - visits", "age * visits", "age / visits", "age < visits"])
@settings(max_examples=100, deadline=None)
@given(age=BIG | st.decimals(-9, 9, places=6), visits=BIG | st.decimals(-9, 9, places=6))
def test_they_agree_on_every_last_digit(browser: Browser, text: str, age: Decimal, visits: Decimal) -> None:
    assert_agreed(browser, ready(text), {"age": age, "visits": visits}, {})


def test_they_agree_on_thousands_of_random_expressions(browser: Browser) -> None:
    dice = Dice(20260327)

    for _ in range(5000):
        assert_agreed(browser, ready(random_expression(dice)), random_answers(dice), {})


def test_they_agree_on_the_small_form_of_every_letter(browser: Browser) -> None:
    letters = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    changed = " ".join(letter for letter in letters if letter.lower() != letter)

    assert browser.evaluate(browser_tree(ready("lower(summary)")), {"summary": changed}, {}, {}) == changed.lower()


def assert_agreed(browser: Browser, expression: Expression, env: dict[str, Any], context: dict[str, Any]) -> None:
    """Fail unless Node gives what the closures give."""
    services = {"calendar()": EASTER, "zone()": LONDON}
    for_the_page = {"calendar()": {"closed": ["2026-04-03", "2026-04-06"]}, "zone()": "Europe/London"}

    theirs = browser.evaluate(browser_tree(expression), kept(env), {**kept(context), **for_the_page}, {})
    ours = written(expression.evaluate({**env, **context, **services}), expression.type)

    assert type(theirs) is type(ours), expression.text
    assert theirs == ours, expression.text


def kept(value: Any) -> Any:
    """Return a value as it is kept, which is how a page has it."""
    if isinstance(value, Mapping):
        return {name: kept(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [kept(part) for part in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date | time) else value
