"""Every natural slip of the pen is answered with the right text, which passes the check."""

from __future__ import annotations

import pytest

from engine.expressions.evaluate import Expression, compile_expression
from engine.expressions.parsing import Source
from engine.expressions.syntax import read
from engine.expressions.types import BOOLEAN
from tests.expressions.questions import SCOPE, problems

SLIPS = [
    # text, code, message, hint, the part that is marked
    ("harm_source is home", "Y155", 'Use "==" to compare.', "Write: harm_source == home", "is"),
    ("harm_source = home", "Y155", 'Use "==" to compare.', "Write: harm_source == home", "="),
    ("harm_source is not home", "Y155", 'Use "!=" to compare.', "Write: harm_source != home", "is not"),
    ("harm_source equals home", "Y155", 'Use "==" to compare.', "Write: harm_source == home", "equals"),
    ("harm_source is in [home]", "Y155", 'Use "in" to compare.', "Write: harm_source in [home]", "is in"),
    (
        "harm_source is not in [home]",
        "Y155",
        'Use "not in" to compare.',
        "Write: harm_source not in [home]",
        "is not in",
    ),
    ("age > 3 AND age < 5", "Y156", 'Write "and" in small letters.', "Write: age > 3 and age < 5", "AND"),
    ("age > 3 && age < 5 || flag", "Y156", 'Use "and" instead of "&&".', "Write: age > 3 and age < 5 or flag", "&&"),
    ("!flag", "Y156", 'Use "not" instead of "!".', "Write: not flag", "!"),
    ("harm_source <> home", "Y157", '"<>" is not a comparison here. Use "!=".', "Write: harm_source != home", "<>"),
    ("age =< 5", "Y157", '"=<" is not a comparison here. Use "<=".', "Write: age <= 5", "=<"),
    ("age => 5", "Y157", '"=>" is not a comparison here. Use ">=".', "Write: age >= 5", "=>"),
    ("age ≥ 5", "Y157", '"≥" is not a comparison here. Use ">=".', "Write: age >= 5", "≥"),
    ("age === 5", "Y157", '"===" is not a comparison here. Use "==".', "Write: age == 5", "==="),
    (
        "age is not answered",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: not answered(age)",
        "age is not answered",
    ),
    (
        "age not answered",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: not answered(age)",
        "age not answered",
    ),
    (
        "age answered",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: answered(age)",
        "age answered",
    ),
    (
        "age is empty",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: not answered(age)",
        "age is empty",
    ),
    (
        "screening.decision is not empty",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: answered(screening.decision)",
        "screening.decision is not empty",
    ),
    (
        "age == null",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: not answered(age)",
        "age == null",
    ),
    (
        "age != None",
        "Y158",
        "Ask whether a question is answered with answered(…).",
        "Write: answered(age)",
        "age != None",
    ),
    (
        "None == age",
        "Y158",
        'There is no "None": a question is answered or it is not.',
        "Use answered(x) or not answered(x).",
        "None",
    ),
    (
        "contexts contains school",
        "Y159",
        'Use "in", the other way round, instead of "contains".',
        "Write: school in contexts",
        "contains",
    ),
    (
        'summary contains "police"',
        "Y159",
        '"contains" does not stand between two things.',
        'Write: contains(summary, "police")',
        "contains",
    ),
    (
        "contexts includes (school)",
        "Y165",
        'Something is missing between "contexts" and "includes".',
        'Is it one name? Write: contexts_includes. Or put "==", "and" or "or" between them.',
        "contexts includes",
    ),
    (
        "summary == “police”",
        "Y154",
        "Curly quotes come from a word processor; an expression has straight ones.",
        'Write: summary == "police"',
        "“",
    ),
    (
        "class == 7",
        "Y161",
        '"class" is a word of the grammar, so nothing can be called that.',
        "Give the question or option another id.",
        "class",
    ),
    (
        "age if flag else 3",
        "Y162",
        'There is no "if" in an expression. A decision belongs in show_if, rules or goes.',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "if",
    ),
    (
        "lambda: 3",
        "Y161",
        '"lambda" is a word of the grammar, so nothing can be called that.',
        "Give the question or option another id.",
        "lambda",
    ),
    (
        "age ** 2 > 3",
        "Y162",
        '"**" (powers) is not part of the language.',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "**",
    ),
    (
        "age // 2 > 3",
        "Y162",
        '"//" (whole division) is not part of the language.',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "//",
    ),
    (
        "age % 2 == 0",
        "Y162",
        '"%" (remainders) is not part of the language.',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "%",
    ),
    (
        "contexts[0] == school",
        "Y162",
        "Square brackets after a name are not part of the language.",
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "contexts[0]",
    ),
    (
        "harm_source in (home, both)",
        "Y162",
        "A list is written in square brackets.",
        "Write: [home, both]",
        "(home, both)",
    ),
    ("count(associates, where = flag)", "Y155", 'Use "==" to compare.', "Write: count(associates, where == flag)", "="),
    (
        '"a".upper() == summary',
        "Y162",
        "Only the functions of the language can be used.",
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        '"a".upper()',
    ),
    (
        'f"{age}" == summary',
        "Y162",
        'A text has nothing before its first quote; here it has "f".',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "f",
    ),
    (
        "{age} == 3",
        "Y162",
        "Curly brackets are not part of the language.",
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "{age}",
    ),
    ("(age > 3", "Y160", 'This "(" is never closed.', "Close what was opened.", "("),
    ("age > 3)", "Y160", 'This ")" closes nothing.', "Close what was opened.", ")"),
    ('summary == "police', "Y160", "This quote is never closed.", "Close what was opened.", '"'),
    ("[age", "Y160", 'This "[" is never closed.', "Close what was opened.", "["),
    ("> 3", "Y165", 'Something is missing before ">".', '">" stands between two things.', ">"),
    ("age > 3 # young", "Y163", "An expression has no comments.", "Write the expression on one line.", "# young"),
    (
        "age > 1e5",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        "1e5",
    ),
    (
        "age > 0x1F",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        "0x1F",
    ),
    (
        "age > 1_000",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        "1_000",
    ),
    (
        "age > 1234567890123456",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        "1234567890123456",
    ),
    (
        "age > .5",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        ".5",
    ),
    (
        "age > 0.1234567",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        "0.1234567",
    ),
    (
        "age > 007",
        "Y164",
        "A number here is plain digits: at most 15, then a point and at most 6 more.",
        "Up to 15 digits, then a point and up to 6 more.",
        "007",
    ),
    (
        "harm source == home",
        "Y165",
        'Something is missing between "harm" and "source".',
        'Is it one name? Write: harm_source. Or put "==", "and" or "or" between them.',
        "harm source",
    ),
    (
        "age > 3 flag",
        "Y165",
        'Something is missing between "3" and "flag".',
        'Put "==", "and", "or" or a comma between them.',
        "3 flag",
    ),
    ("harm_source == home or", "Y165", 'Something is missing after "or".', '"or" stands between two things.', "or"),
    ("age >", "Y165", 'Something is missing after ">".', '">" stands between two things.', ">"),
    (
        "date_of_birth < 2020-01-01",
        "Y166",
        "Put quotes round a date.",
        'Write: date_of_birth < "2020-01-01"',
        "2020-01-01",
    ),
    ("at > 9:30", "Y166", "Put quotes round a time.", 'Write: at > "09:30"', "9:30"),
    (
        "age > 3 working days",
        "Y167",
        "A duration is a setting, not part of an expression.",
        "Move a date with add_days or add_working_days.",
        "3 working days",
    ),
    (
        "seen_on > 5 days",
        "Y167",
        "A duration is a setting, not part of an expression.",
        "Move a date with add_days or add_working_days.",
        "5 days",
    ),
    ("flag == True", "Y168", 'Write "true" in small letters.', "Write: flag == true", "True"),
    (
        "école == 3",
        "Y153",
        "Names are made of plain letters, a to z.",
        "Type the expression again with plain letters.",
        "école",
    ),
    (
        "age @ 3",
        "Y162",
        '"@" (this sign) is not part of the language.',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "@",
    ),
    (
        "age ? 3 : 4",
        "Y165",
        'From "? 3 : 4" on this cannot be read.',
        'Look for a missing "and", "or", bracket or quote.',
        "? 3 : 4",
    ),
    (
        "flag ~ 3",
        "Y165",
        'From "~ 3" on this cannot be read.',
        'Look for a missing "and", "or", bracket or quote.',
        "~ 3",
    ),
    ("+age > 3", "Y165", 'Something is missing before "+".', '"+" stands between two things.', "+"),
    (
        "flag; flag",
        "Y165",
        'From "; flag" on this cannot be read.',
        'Look for a missing "and", "or", bracket or quote.',
        "; flag",
    ),
    ("x := 3", "Y155", 'Use "==" to compare.', 'Use "==" for "is" and "!=" for "is not".', "="),
    (
        "x if",
        "Y162",
        'There is no "if" in an expression. A decision belongs in show_if, rules or goes.',
        "Use comparisons, and, or, not, + - * / and the functions of the list.",
        "if",
    ),
    ("*age", "Y165", 'Something is missing before "*".', '"*" stands between two things.', "*"),
]


def whole(text: str) -> list[tuple[str, str, str, str]]:
    found = read(text)
    assert not isinstance(found, Source), f"{text} was read"
    return [(one.code.id, one.message, one.hint, text[one.start : one.end]) for one in found]


@pytest.mark.parametrize(("text", "code", "message", "hint", "marked"), SLIPS)
def test_a_slip_of_the_pen_is_answered_with_what_to_write(
    text: str, code: str, message: str, hint: str, marked: str
) -> None:
    assert whole(text)[0] == (code, message, hint, marked)


@pytest.mark.parametrize("slip", [slip for slip in SLIPS if slip[3].startswith("Write: ")], ids=lambda slip: slip[0])
def test_what_a_hint_says_to_write_can_be_read(slip: tuple[str, str, str, str, str]) -> None:
    assert isinstance(read(slip[3].removeprefix("Write: ")), Source)


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("harm_source is home", "harm_source == home"),
        ("age => 5 AND harm_source is not home", "age >= 5 and harm_source != home"),
        ("decision is not answered && age > 3", "not answered(decision) and age > 3"),
        ("contexts contains school", "school in contexts"),
        ("summary = “seen”", 'summary == "seen"'),
    ],
)
def test_the_right_text_passes_the_whole_check(text: str, mended: str) -> None:
    assert problems(text)[0].hint == f"Write: {mended}"
    assert isinstance(compile_expression(mended, SCOPE, wants=BOOLEAN), Expression)


def test_all_slips_of_one_text_are_named_at_once() -> None:
    assert [one.code.id for one in problems("age => 5 AND harm_source is home")] == ["Y157", "Y156", "Y155"]
