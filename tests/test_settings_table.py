"""Every type of question and every setting of forms, with the tests that prove it. A new one needs its line here.

A test counts only where it is, under the name it has, and where the definitions it works with use the setting: its own
text, and whatever of the tests' modules and of the corpus of mistakes it is made of.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from engine.definitions.changes import Change
from engine.definitions.fields import Check, FieldBase, Format, FormField, Limits
from engine.definitions.forms import Form, Page, Rule, Share
from engine.definitions.keeping import Keeping
from engine.definitions.lists import Option, OptionList
from engine.definitions.shapes import field_types, settings_of

ROOT = Path(__file__).resolve().parent.parent

REFERENCE = "cases/test_reference.py::test_the_engine_and_a_slow_reading_of_the_language_agree"
TOLD = "cases/test_settings.py::test_what_is_written_for_people_reaches_them"
WORDS = "cases/test_settings.py::test_the_words_of_the_form_are_those_of_its_file"
LIMIT = "cases/test_settings.py::test_a_limit_is_kept_and_says_so_without_the_answer"
READERS = "cases/test_settings.py::test_the_nearest_view_says_who_reads_an_answer"
HOSTILE = "service/test_hostile.py::test_what_does_not_suit_its_question_is_one_problem_at_it"
KEPT = "cases/test_compound.py::test_what_people_write_is_kept_in_one_form"
MARKED = "service/test_markers.py::test_a_refusal_never_repeats_an_answer"
COPIED = "service/test_drafts.py::test_what_is_known_is_copied_with_its_source_and_confirmed_by_giving_it"
OPTION = "cases/test_settings.py::test_what_an_option_says_is_kept_with_it_and_its_points_count"
RETIRED = "cases/test_settings.py::test_a_retired_option_is_readable_and_offered_no_more"
FILES = "service/test_files.py::test_a_file_that_the_question_does_not_take_is_not_kept"
PARTS = "definitions/test_parts.py::test_a_page_asks_the_questions_of_a_part_after_its_own"
CORRECTED = "service/test_correcting.py"
SHARED = "cases/test_shares.py"
READ_TODAY = "cases/test_changes.py::test_an_answer_of_before_is_found_under_its_name_of_today"
SWITCHED = "definitions/test_modules.py::test_what_belongs_to_a_module_that_is_off_is_as_if_it_was_not_written"
DATED = "service/test_chronology.py"
VALID = "interop/test_json_schema.py::test_an_answer_of_any_type_is_valid_as_it_is_kept"

PROOFS: Mapping[str, tuple[str, ...]] = {
    "type text": (REFERENCE, LIMIT, MARKED),
    "type long_text": (VALID, MARKED),
    "type integer": (REFERENCE, HOSTILE, MARKED),
    "type decimal": ("service/test_hostile.py::test_minus_nothing_is_kept_as_nothing", HOSTILE, MARKED),
    "type scale": (REFERENCE, KEPT, MARKED),
    "type date": (REFERENCE, MARKED),
    "type time": (VALID, MARKED),
    "type datetime": (VALID, MARKED),
    "type place": (VALID, MARKED),
    "type address": (KEPT, MARKED),
    "type partial_date": (KEPT, MARKED),
    "type duration": (KEPT, MARKED),
    "type yes_no": (REFERENCE, HOSTILE, MARKED),
    "type yes_no_unknown": (REFERENCE, MARKED),
    "type choice": (REFERENCE, HOSTILE, MARKED),
    "type choices": (REFERENCE, HOSTILE, MARKED),
    "type subject": (VALID, MARKED),
    "type subjects": (VALID, MARKED),
    "type file": ("service/test_files.py::test_a_file_in_a_row_belongs_to_that_row", MARKED),
    "type files": ("service/test_files.py::test_a_file_is_sent_named_submitted_and_opened_again", MARKED),
    "type declaration": ("service/test_files.py::test_a_declaration_is_that_of_the_person_who_is_signed_in_now",),
    "type grid": (KEPT, HOSTILE, MARKED),
    "type note": (REFERENCE, MARKED),
    "type rows": (REFERENCE, HOSTILE, MARKED),
    "field label": (WORDS,),
    "field hint": (TOLD,),
    "field help": (TOLD,),
    "field required": (REFERENCE,),
    "field required_if": (REFERENCE,),
    "field required_for": (REFERENCE,),
    "field show_if": (REFERENCE, "service/test_hidden.py::test_what_is_hidden_is_nowhere_once_the_form_is_submitted"),
    "field read_only_if": (REFERENCE,),
    "field default": (REFERENCE, "checks/test_sources.py::test_a_default_that_the_question_would_take_is_fine"),
    "field calc": (REFERENCE,),
    "field check": (REFERENCE, LIMIT),
    "field checks": (LIMIT,),
    "field from": (
        COPIED,
        "service/test_linked_copies.py::test_each_linked_case_begins_a_row_with_what_its_link_shares_and_knows",
        "service/test_linked_copies.py::test_one_answer_comes_from_the_one_case_with_its_reference_and_the_day",
    ),
    "field write_back": (
        "service/test_facts.py::test_an_answer_that_differs_from_the_record_is_proposed_and_someone_accepts_it",
        "service/test_hidden.py::test_what_is_hidden_proposes_nothing_and_meets_no_requirement",
    ),
    "field shows": ("cases/test_settings.py::test_an_echo_shows_its_source_and_stores_nothing",),
    "field confirm": (COPIED,),
    "field confirm_after": ("cases/test_answers.py::test_a_copy_is_confirmed_only_once_it_is_old",),
    "field no_answer": (REFERENCE,),
    "field reuse": (TOLD, "corpus source_never_reused"),
    "field sensitivity": (TOLD,),
    "field view": (READERS,),
    "field edit": (REFERENCE, "cases/test_settings.py::test_edit_narrows_who_fills_a_question"),
    "field for": (REFERENCE,),
    "field about": (TOLD,),
    "field chronology": (f"{DATED}::test_an_answer_stands_on_the_day_its_form_is_about_and_a_date_on_itself", TOLD),
    "field module": (SWITCHED,),
    "field purpose": (TOLD,),
    "field reports_to": (TOLD,),
    "field unit": (TOLD,),
    "TextField words": (LIMIT,),
    "TextField characters": (LIMIT,),
    "TextField format": (LIMIT, HOSTILE),
    "NumberField min": (REFERENCE,),
    "NumberField max": (REFERENCE,),
    "ChoiceField options": (REFERENCE,),
    "ChoiceField none": (REFERENCE,),
    "ChoiceField other": (REFERENCE,),
    "SubjectField of": (VALID,),
    "FileField accept": (FILES,),
    "FileField max": ("service/test_files.py::test_too_many_files_and_one_file_twice_are_problems",),
    "FileField max_mb": (FILES,),
    "GridField lines": (KEPT,),
    "GridField options": (KEPT, HOSTILE),
    "RowsField row": (WORDS,),
    "RowsField row_title": (WORDS,),
    "RowsField min": (REFERENCE,),
    "RowsField max": (REFERENCE,),
    "RowsField key": (
        REFERENCE,
        "cases/test_rows.py::test_rows_of_two_sources_are_brought_together_by_their_key_the_newest_first",
    ),
    "RowsField fields": (REFERENCE,),
    "Page title": (WORDS,),
    "Page show_if": (REFERENCE,),
    "Page for": (REFERENCE,),
    "Page view": (READERS,),
    "Page edit": (REFERENCE, "cases/test_settings.py::test_edit_narrows_who_fills_a_question"),
    "Page sensitivity": (TOLD,),
    "Page purpose": (TOLD,),
    "Page use": (PARTS, "definitions/test_parts.py::test_what_the_page_says_holds_for_the_questions_of_its_part"),
    "Page module": (SWITCHED,),
    "Page fields": (REFERENCE,),
    "Rule when": (REFERENCE,),
    "Rule require": (REFERENCE,),
    "Rule say": (WORDS,),
    "Rule at": (REFERENCE,),
    "Rule level": ("cases/test_answers.py::test_a_warning_is_a_warning",),
    "Form form": (REFERENCE,),
    "Form title": (WORDS,),
    "Form summary": (TOLD,),
    "Form subject": ("corpus form_about_something_else",),
    "Form purpose": (TOLD,),
    "Form basis": (TOLD,),
    "Form sensitivity": (TOLD,),
    "Form view": (READERS,),
    "Form pages": (REFERENCE,),
    "Form rules": (REFERENCE,),
    "Form correct": (f"{CORRECTED}::test_whoever_may_not_fill_a_question_may_not_correct_it",),
    "Form withdraw": ("corpus stuck_once_withdrawn",),
    "Form module": (SWITCHED,),
    "Form share": (f"{SHARED}::test_a_partner_is_sent_what_the_share_names_in_the_order_of_the_form",),
    "Share to": (f"{SHARED}::test_a_share_says_whom_it_is_for", "corpus share_of_what_is_not_there"),
    "Share fields": (f"{SHARED}::test_rows_are_sent_whole_by_their_name_and_cell_by_cell_by_theirs",),
    "Share basis": (f"{SHARED}::test_the_rule_book_says_what_partners_are_sent",),
    "Form keep": (TOLD,),
    "Keeping draft": (TOLD, "corpus kept_until_nobody_knows_when"),
    "Keeping submitted": (TOLD, "corpus kept_until_something_else"),
    "Keeping then": (TOLD, "corpus kept_until_nobody_knows_when"),
    "Form changes": (READ_TODAY,),
    "Change in": (READ_TODAY, "corpus changes_that_did_not_happen"),
    "Change rename": (READ_TODAY, "corpus changes_that_did_not_happen"),
    "Change new": (READ_TODAY, "corpus changes_that_did_not_happen"),
    "Change drop": (READ_TODAY,),
    "Change option": (READ_TODAY,),
    "Change in_field": (READ_TODAY,),
    "Change to": (READ_TODAY,),
    "Change on_old": (READ_TODAY, "corpus changes_that_say_nothing"),
    "Option label": (OPTION, WORDS),
    "Option hint": (OPTION,),
    "Option points": (OPTION,),
    "Option offer_if": (REFERENCE,),
    "Option since": (OPTION,),
    "Option retired": (REFERENCE, RETIRED, "corpus version_that_has_not_been"),
    "Option use": (RETIRED, "corpus option_unknown"),
    "Option module": (SWITCHED,),
    "Option reports_to": (OPTION,),
    "OptionList list": (OPTION,),
    "OptionList title": (OPTION,),
    "OptionList ordered": ("cases/test_settings.py::test_only_an_ordered_list_compares_by_place",),
    "OptionList overlay": (
        "cases/test_settings.py::test_a_list_says_what_an_overlay_may_do_with_it_in_one_of_three_words",
    ),
    "OptionList options": (OPTION,),
    "Check that": (LIMIT,),
    "Check say": (LIMIT,),
    "Format pattern": (LIMIT,),
    "Format example": ("cases/test_settings.py::test_the_wrong_format_is_answered_with_the_example",),
    "Limits min": (LIMIT,),
    "Limits max": (LIMIT,),
}


def everything_there_is() -> Iterator[str]:
    """Yield every type and every setting, by what it belongs to, from the models themselves."""
    yield from (f"type {one}" for one in field_types())
    common = settings_of(FieldBase)
    yield from (f"field {one}" for one in common)
    for model in get_args(get_args(FormField)[0]):
        yield from (f"{model.__name__} {one}" for one in settings_of(model) if one not in (*common, "type"))
    for model in (Page, Rule, Form, Share, Keeping, Change, Option, OptionList, Check, Format, Limits):
        yield from (f"{model.__name__} {one}" for one in settings_of(model))


def test_every_type_and_every_setting_has_its_line_and_nothing_else_has() -> None:
    assert sorted(PROOFS) == sorted(everything_there_is())


@pytest.mark.parametrize("setting", PROOFS)
def test_what_proves_a_setting_is_there_and_uses_it(setting: str) -> None:
    belongs_to, name = setting.split(" ")
    for proof in PROOFS[setting]:
        text = text_of(proof)
        assert text, f"{proof} is not there"
        assert is_used(text, name, as_type=belongs_to == "type"), f"{proof} does not use {setting}"


def is_used(text: str, name: str, *, as_type: bool) -> bool:
    """Return whether *text* holds a definition with the setting (`name:`), or code that writes it (`"name"`)."""
    as_setting = rf'(?<![\w"])["\']?{name}["\']?\]?\s*[:=]'
    pattern = rf'type: {name}\b|"{name}"' if as_type else rf'{as_setting}|["\']{name}["\']'
    return re.search(pattern, text) is not None


def test_a_proof_that_does_not_use_its_setting_would_be_found() -> None:
    assert not is_used(text_of(LIMIT), "confirm_after", as_type=False)
    assert not is_used(text_of(RETIRED), "characters", as_type=False)
    assert not is_used(text_of(LIMIT), "grid", as_type=True)
    assert text_of("cases/test_settings.py::test_that_was_never_written") == ""


# --- the text that a test is made of ----------------------------------------------------------------------------------


def text_of(proof: str) -> str:
    """Return all that a test is made of: itself, and what it names in its own module and in others of the tests."""
    if proof.startswith("corpus "):
        change = ROOT / "tests/bad/definitions" / proof.removeprefix("corpus ") / "change.txt"
        return change.read_text("utf-8") if change.is_file() else ""
    file, _, function = proof.partition("::")
    path = ROOT / "tests" / file
    if not path.is_file() or function not in pieces(path):
        return ""
    found: dict[tuple[Path, str], str] = {}
    waiting = [(path, function)]
    while waiting:
        here, name = waiting.pop()
        if (here, name) in found or name not in pieces(here):
            continue
        text, names = pieces(here)[name]
        found[here, name] = text
        waiting += [imported(here).get(one, (here, one)) for one in names]
    return "\n".join(found.values())


@cache
def pieces(path: Path) -> Mapping[str, tuple[str, frozenset[str]]]:
    """Return what stands at the top of a module, by name: its text, and the names that it uses."""
    source = path.read_text("utf-8")
    made: dict[str, tuple[str, frozenset[str]]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            continue
        decorated = node.decorator_list[0].lineno if getattr(node, "decorator_list", None) else node.lineno  # type: ignore[attr-defined]  # only functions and classes have any
        text = "\n".join(source.split("\n")[decorated - 1 : node.end_lineno])
        names = frozenset(one.id for one in ast.walk(node) if isinstance(one, ast.Name))
        arguments = frozenset(one.arg for one in ast.walk(node) if isinstance(one, ast.arg))
        for name in defined_by(node):
            before = made.get(name, ("", frozenset()))
            made[name] = (f"{before[0]}\n{text}", before[1] | names | arguments)
    return made


def defined_by(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return [node.name]
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)] + [
        one.value.id
        for one in ast.walk(node)
        if isinstance(one, ast.Subscript) and isinstance(one.ctx, ast.Store) and isinstance(one.value, ast.Name)
    ]


@cache
def imported(path: Path) -> Mapping[str, tuple[Path, str]]:
    """Return the names that a module takes from other modules of the tests, and where each stands."""
    found: dict[str, tuple[Path, str]] = {}
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests"):
            module = (ROOT / str(node.module).replace(".", "/")).with_suffix(".py")
            found |= {one.asname or one.name: (module, one.name) for one in node.names}
    return found
