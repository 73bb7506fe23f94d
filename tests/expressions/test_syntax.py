"""How an expression is written: bounds come first, and no text can do harm."""

from __future__ import annotations

import tracemalloc

import pytest

from engine.expressions import problems as declared_problems
from engine.expressions.evaluate import Expression, Problem, compile_expression
from engine.expressions.parsing import Source
from engine.expressions.syntax import read
from engine.findings import Code
from tests.expressions.questions import SCOPE, problems, ready
from tests.expressions.test_slips import SLIPS


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("", "Y150", "Nothing is written here."),
        ("   ", "Y150", "Nothing is written here."),
        ("a" * 1001, "Y151", "An expression has at most 1,000 characters; this one has 1,001."),
        ("-" * 900 + "1", "Y151", "An expression has at most 400 parts; this one has 901."),
        ("(" * 30 + "age" + ")" * 30, "Y152", "Brackets go at most 20 deep."),
        ("not " * 30 + "flag", "Y152", "An expression is at most 20 levels deep; this one has 31."),
        ("*".join(["age"] * 21), "Y152", "An expression is at most 20 levels deep; this one has 21."),
        ("age\x00 > 3", "Y153", "There is a character here that expressions do not have."),
        ("age\u200b > 3", "Y153", "There is a character here that expressions do not have."),
        ("age\u00a0> 3", "Y153", "There is a character here that expressions do not have."),
        ("age\t> 3", "Y153", "There is a character here that expressions do not have."),
        ("age > 3\nor flag", "Y163", "An expression stands on one line."),
    ],
)
def test_bounds_and_characters_are_judged_before_anything_is_read(text: str, code: str, message: str) -> None:
    found = read(text)

    assert not isinstance(found, Source)
    assert [(one.code.id, one.message) for one in found] == [(code, message)]
    assert all(one.hint for one in found)


def test_every_code_of_the_form_has_a_bad_example_here() -> None:
    declared = {one.id for one in vars(declared_problems).values() if isinstance(one, Code) and one.id.startswith("Y")}

    assert declared - {slip[1] for slip in SLIPS} == {"Y150", "Y151", "Y152"}  # These stand in the test above.


@pytest.mark.parametrize(
    "text", [" age > 3 ", "age > 3\n", "age>3", '"it’s" == summary', '"école" == summary', "((age)) > 3"]
)
def test_spaces_round_the_text_and_letters_inside_quotes_are_the_authors_own(text: str) -> None:
    assert isinstance(compile_expression(text, SCOPE), Expression)


@pytest.mark.parametrize("text", ['summary == "école ☃" and agee > 3', '  summary == "é" and agee > 3'])
def test_places_count_characters_not_bytes(text: str) -> None:
    (problem,) = problems(text)

    assert text[problem.start : problem.end] == "agee"


HOSTILE = [
    "(" * 100_000,
    "(" * 999,
    "[" * 999,
    "{" * 999,
    "((((" * 200 + "1",
    "not " * 249 + "1",
    "-" * 999 + "1",
    "~" * 999 + "1",
    "a." * 499 + "a",
    "a" * 1_000_000,
    "9" * 5_000,
    "9" * 999,
    "9**9**9",
    "9 ** 9 ** 9 ** 9",
    "1e999 > 0",
    "0x" + "F" * 900,
    "1_0_0",
    "1j == 1",
    "age\x00",
    "\x00" * 500,
    "\ud800 == 1",
    "age > 3\n" * 50,
    "age\r> 3",
    "age > 3 # and false",
    "\\x41 == 1",
    "'a' * 100000000",
    "'x' * 10 ** 8 == summary",
    "__import__('os').system('true')",
    "().__class__.__bases__[0].__subclasses__()",
    "age.__class__.__mro__",
    "summary.format(age)",
    "f'{age}' == summary",
    "b'a' == summary",
    "r'a' == summary",
    "lambda: 1",
    "(lambda: flag)()",
    "[x for x in associates]",
    "{x: x for x in associates}",
    "any(x for x in associates)",
    "(yield 1)",
    "await flag",
    "x := 3",
    "*associates",
    "count(*associates)",
    "count(**associates)",
    "eval('1')",
    "exec('1')",
    "open('x')",
    "getattr(age, 'real')",
    "globals()",
    "print(1)",
    "flag if flag else flag",
    "flag; flag",
    "import os",
    "\uff41ge > 3",
    "ag\u0435 > 3",
    "age\u202e > 3",
    "\ufeffage > 3",
    "...",
    "None",
    "age" + " < age" * 300,
    "flag" + " or flag" * 200,
    "age in [" + "1," * 420 + "1]",
    "count(" * 140 + "associates" + ")" * 140,
    "'" * 999,
    '"' * 998,
    '"' + "(" * 900 + '" == summary == 3',
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_text_is_answered_with_problems(text: str) -> None:
    answer = compile_expression(text, SCOPE)

    assert isinstance(answer, tuple)
    assert all(isinstance(one, Problem) and one.message and one.hint for one in answer)
    assert all(0 <= one.start <= one.end <= len(text) for one in answer)


@pytest.mark.parametrize("text", ["(" * 100_000, "a" * 1_000_000, "9" * 900_000])
def test_a_huge_text_takes_no_memory_beyond_its_own(text: str) -> None:
    tracemalloc.start()
    compile_expression(text, SCOPE)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


def test_the_longest_texts_that_are_allowed_run() -> None:
    assert ready(" and ".join(["flag"] * 110)).evaluate({"flag": True}) is True
    assert ready("not " * 19 + "flag").evaluate({"flag": True}) is False
