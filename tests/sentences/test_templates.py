"""No sentence of the engine is forgotten: each one has its translation, and none is made elsewhere."""

from __future__ import annotations

import ast
import re
import string
from typing import get_args

import pytest

from engine.sentences.catalogue import Noun, in_pairs
from engine.sentences.languages import LANGUAGES
from engine.sentences.welsh import SENTENCES
from tests.sentences.unsaid import unsaid
from tests.sentences.walking import Walk, markup_of_pages, templates_of_pages, the_engine, walk

PERSONS = ("cases/", "service/", "web/", "errors.py")
AUTHORS = "cases/compiling/"
OPERATORS = (
    "cases/keeping.py",
    "service/dbos_carrier.py",
    "service/health.py",
    "service/integrity.py",
    "service/key_files.py",
    "service/key_work.py",
    "service/projections.py",
    "service/release_lines.py",
    "service/seal_lines.py",
    "service/sealing.py",
    "service/telemetry.py",
    "service/verifying.py",
    "service/webhooks.py",
    "web/openid.py",
    "web/theme.py",
    "web/wire.py",
)
"""What whoever runs Casepath reads, in English as the command line is."""


def parts(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def reading(code: str) -> Walk:
    """Return what is found in a module that says things as the engine does."""
    say = ast.parse("def say(language, template, **parts): ...")
    return walk({"say.py": say, "planted.py": ast.parse(f"from engine.sentences.say import say\n{code}")})


def test_every_template_is_written_out_where_it_is_said() -> None:
    assert walk(the_engine()).hidden == []


def test_every_sentence_has_its_welsh() -> None:
    said = [*walk(the_engine()).templates, *templates_of_pages()]
    missing = {f"{one.at}: {one.template}" for one in said if one.template not in SENTENCES}

    assert missing == set()


def test_no_welsh_is_kept_that_nothing_says() -> None:
    said = [*walk(the_engine()).templates, *templates_of_pages()]

    assert set(SENTENCES) - {one.template for one in said} == set()


def test_a_page_has_no_words_that_are_not_said() -> None:
    written = {
        name: re.findall(r"[^\W\d_]{2,}", re.sub(r"<[^>]*>", " ", text)) for name, text in markup_of_pages().items()
    }

    assert {name: words for name, words in written.items() if words} == {}


def test_a_translation_has_the_same_parts_and_no_others() -> None:
    assert {english for english, welsh in SENTENCES.items() if parts(english) != parts(welsh)} == set()


def test_a_part_is_a_name_and_nothing_cleverer() -> None:
    named = {name for pair in SENTENCES.items() for text in pair for name in parts(text)}

    assert {name for name in named if not name.isidentifier()} == set()


def test_a_sentence_ends_as_its_english_does() -> None:
    ends = ".?:,"
    uneven = {
        one for one, other in SENTENCES.items() if (one[-1:] in ends or other[-1:] in ends) and one[-1] != other[-1]
    }

    assert uneven == set()


def test_no_welsh_word_would_have_to_change_for_what_follows_it() -> None:
    # `a`, `â` and `na` are `ac`, `ag` and `nag` before a vowel, and nobody knows what a number is read as.
    changed = re.compile(r"\b(a|ac|â|ag|na|nac|nag) \{")
    # These soften the first letter of days, titles and phrases, which are said as they are.
    softens = re.compile(r"\b(am|ar|at|dan|dros|gan|heb|hyd|i|o|tan|trwy|wrth) \{(day|roles|source|what|state)\}")

    assert {welsh for welsh in SENTENCES.values() if changed.search(welsh) or softens.search(welsh)} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_counts_all_that_is_counted(language: str) -> None:
    assert set(LANGUAGES[language].nouns) == set(get_args(Noun))
    assert all("other" in forms for forms in LANGUAGES[language].nouns.values())


def test_no_words_for_people_are_put_together_outside_the_catalogue() -> None:
    engine = the_engine()
    theirs = {path: one for path, one in engine.items() if path.startswith(PERSONS) and path not in OPERATORS}

    assert set(OPERATORS) <= engine.keys()
    assert [line for path, one in theirs.items() if AUTHORS not in path for line in unsaid(path, one)] == []


# --- that the two readers of code see what they are for --------------------------------------------------------------


@pytest.mark.parametrize(
    "code",
    [
        'say(language, f"{count} rows")',
        'say(language, "Now " + state)',
        "say(language, TABLE[state])",
        'say(language, "Now".upper())',
        'def tell(template): say("en", template)\ntell(f"{a} was here")',
        'class Teller:\n    def tell(self, template): say("en", template)',
    ],
)
def test_a_template_that_is_not_written_out_is_found(code: str) -> None:
    assert len(reading(code).hidden) == 1


@pytest.mark.parametrize(
    ("code", "templates"),
    [
        ('say(language, "Now: {state}", state=state)', {"Now: {state}"}),
        ('say(language, "Yes" if ready else "No")', {"Yes", "No"}),
        ('def f():\n    text = "Yes"\n    if late: text = "No"\n    return say("cy", text)', {"Yes", "No"}),
        ('class Teller:\n    def _tell(self, template): ...\n    def go(self): self._tell("Yes")', {"Yes"}),
        ('class Kept:\n    template: str\nTABLE = {1: Kept("Yes")}', {"Yes"}),
        ('class Bad(Exception):\n    def __init__(self, code, template): ...\nraise Bad("no", "No")', {"No"}),
    ],
)
def test_a_template_is_found_wherever_it_is_said(code: str, templates: set[str]) -> None:
    found = reading(code)

    assert {one.template for one in found.templates} == templates
    assert found.hidden == []


@pytest.mark.parametrize(
    "code",
    [
        'Reason("gone", "Gone")',
        'Reason("gone", f"{title} gone")',
        'Reason("gone", title + "gone")',
        'def f():\n    text = f"{title}gone"\n    return Problem("a", "b", text)',
        'TEXT = "Nothing was kept."',
        'line = f"due by {day}"',
        """line = f'"{form}" given back'""",
    ],
)
def test_words_that_do_not_go_through_the_catalogue_are_found(code: str) -> None:
    assert len(list(unsaid("planted.py", ast.parse(code)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        'Reason("gone", say(language, "This is gone."))',
        'Reason("gone", check.say)',
        'def f():\n    """Return what is gone."""',
        'raise ValueError("A person has an id.")',
        'NAMES = ("risk_level", "not_known")',
    ],
)
def test_what_is_said_by_the_catalogue_the_council_or_to_programmers_may_stand(code: str) -> None:
    assert list(unsaid("planted.py", ast.parse(code))) == []


@pytest.mark.parametrize("text", ["One.\n    Un.\nTwo.\nThree.\n    Tri.\n", "One.\n    Un.\n    Un.\n", "One.\n"])
def test_a_catalogue_out_of_step_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"translation|shorter"):
        in_pairs(text)
