"""Papers for a workshop say of a whole configuration what its definitions say, and no more."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from engine.checks import check
from engine.checks.book import Book
from engine.definitions.assemble import assemble
from engine.interop.asked_where import asked_where, index_of
from engine.interop.burden_report import MANY, burden_report
from engine.interop.data_dictionary import SHEET, as_rows, data_dictionary
from engine.interop.every_question import questions
from engine.interop.governance import governance_pack
from engine.interop.outline import Part, Table, as_html, as_markdown
from engine.interop.words import for_a_sheet
from tests.checks.corpus import base, with_changes
from tests.interop.test_rule_book import HOSTILE, parsed, parts_of


def book_of(change: str = "") -> Book:
    assembled = assemble(with_changes(change) if change else base())
    report = check(assembled)
    assert assembled.configuration is not None
    assert report.definition is not None, report.findings
    return Book(assembled.configuration, assembled.origins, report.definition)


def table(paper: Part, name: str) -> dict[str, dict[str, str]]:
    """Return the table of the part *name* by its first column, each row by the heads of its columns."""
    found = next(one for one in parts_of(paper) if name in (one.id, one.title))
    assert found.table is not None
    return {row[0]: dict(zip(found.table.heads, row, strict=True)) for row in found.table.rows}


def facts(paper: Part, name: str) -> dict[str, tuple[str, ...]]:
    found = next(one for one in parts_of(paper) if name in (one.id, one.title))
    return {one.name: (one.words, *one.items) if one.words else one.items for one in found.facts}


# --- the data dictionary ---------------------------------------------------------------------------------------------


def test_the_dictionary_has_every_question_list_and_fact() -> None:
    book = book_of()
    paper = data_dictionary(book)

    for form in book.definition.forms.values():
        assert list(table(paper, form.id)) == [one.name for one in questions(book.definition) if one.form is form]
    for name, options in book.configuration.lists.items():
        codes = [row["Code"] for row in table(paper, name).values()]
        assert codes == list(options.options)
    assert table(paper, "child")["Full name"]["Id"] == "full_name"


def test_a_question_of_the_dictionary_says_what_it_takes_and_when() -> None:
    asked = table(data_dictionary(book_of()), "contact")

    assert asked["Kinds of harm"]["Answer"] == 'One or more of these (list "harm_type")'
    assert asked["Kinds of harm"]["Asked when"] == '"Where is the harm?" is "Outside the home"'
    assert asked["Where is the harm?"]["Answer"].endswith(
        "At home (home); Outside the home (outside); Not clear yet (unclear)"
    )
    assert asked["Where is the harm?"]["Must be answered"] == "always"
    assert asked["Name"]["Copied from"].startswith('"Full name" in the record')
    assert asked["People around the child > Name"]["Id"] == "people.person"


def test_the_sheet_has_a_row_for_every_question() -> None:
    book = book_of()
    heads, *rows = as_rows(book)

    assert heads == SHEET
    assert {len(row) for row in rows} == {len(SHEET)}
    assert [row[4] for row in rows] == [one.path for one in questions(book.definition)]


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@me", "\t=1+1", "\r\n=1"])
def test_no_cell_of_the_sheet_is_a_formula(text: str) -> None:
    assert for_a_sheet(text)[0] == "'"


def test_the_sheet_reads_back_as_it_was_written() -> None:
    made = io.StringIO()
    csv.writer(made).writerows(as_rows(book_of()))

    assert list(csv.reader(io.StringIO(made.getvalue())))[1][3] == "When was this received?"


# --- which form asks what --------------------------------------------------------------------------------------------

_AGAIN = """\
form_schemas/visit.yaml
       notes:
         type: text
         label: Notes
+      siblings:
+        type: integer
+        label: Brothers and sisters
+      where:
+        type: long_text
+        label: What did they say happened?
+        from: contact.story
"""


def test_what_two_forms_have_typed_is_said_first() -> None:
    paper = asked_where(book_of(_AGAIN).definition)

    again = table(paper, "Typed in more than one form")
    assert list(again) == ["Brothers and sisters"]
    assert again["Brothers and sisters"]["Typed in"] == "Contact; Visit"


def test_what_is_copied_counts_as_the_question_it_is_copied_from() -> None:
    asked = table(asked_where(book_of(_AGAIN).definition), "Every question, in alphabetical order")

    assert asked["What happened?"]["Typed in"] == "Contact"
    assert asked["What happened?"]["Copied in"] == "Visit"
    assert "What did they say happened?" not in asked


def test_the_index_has_every_question_once_by_the_alphabet() -> None:
    book = book_of(_AGAIN)
    found = index_of(book.definition)

    asked = [one for one in questions(book.definition) if one.is_asked]
    assert sum(len(one.typed) + len(one.copied) for one in found) == len(asked)
    assert [one.label.casefold() for one in found] == sorted(one.label.casefold() for one in found)


def test_cells_of_one_label_in_different_rows_are_different_questions() -> None:
    names = [one.label for one in index_of(book_of().definition)]

    assert {"Name", "People around the child > Name"} <= set(names)


# --- how much is asked -----------------------------------------------------------------------------------------------


def test_the_burden_of_every_form_and_of_all_is_counted() -> None:
    (_, counted), (_, visit), (_, whole) = table(
        burden_report(book_of().definition), "A small configuration without mistakes: how much each form asks"
    ).items()

    assert (counted["Questions"], counted["Copied from what is known"]) == ("12", "1")
    assert visit["Look at again"] == "more than half must be answered"
    assert int(whole["Questions"]) == int(counted["Questions"]) + int(visit["Questions"])


def test_a_very_long_form_is_to_be_looked_at_again() -> None:
    lines = "".join(f"+      extra_{number}: {{type: yes_no, label: Extra {number}}}\n" for number in range(MANY))
    change = f"form_schemas/visit.yaml\n       notes:\n         type: text\n         label: Notes\n{lines}"

    rows = table(
        burden_report(book_of(change).definition), "A small configuration without mistakes: how much each form asks"
    )
    assert rows["Visit"]["Look at again"] == f"more than {MANY} questions"


# --- governance ------------------------------------------------------------------------------------------------------

_SENT = """\
form_schemas/visit.yaml
 subject: child
 view: [team, worker]
+purpose: Know that the child is safe.
+basis: public_task
+keep: {submitted: 6 years, then: erase}
+share:
+  police: {to: police, fields: [seen], basis: legal_obligation}
 pages:

casepath.yaml
   social_worker: Social worker
+  police: {title: Police, external: true}

workflow_definitions/pathway.yaml
   visiting:
     title: Visiting
+    tasks:
+      ask_police: {title: Ask the police, by: police, send: visit.police}
"""


def test_what_partners_are_sent_is_a_flow_with_its_basis() -> None:
    paper = governance_pack(book_of(_SENT))

    flow = table(paper, "Where it flows")["Visit"]
    assert flow["To"] == "Police"
    assert flow["What"] == "Was the child seen?"
    assert flow["How"] == 'with the task "Ask the police"; basis: a legal obligation'


def test_what_links_let_others_read_is_a_flow() -> None:
    flows = table(governance_pack(book_of()), "Where it flows")

    assert flows["Group"]["How"].startswith("read through the link")


def test_the_pack_counts_what_each_role_may_read_and_how_far_it_reaches() -> None:
    rows = table(governance_pack(book_of(_SENT)), "Who reads it")

    assert rows["Manager"]["Reaches"] == "every case that is not restricted"
    assert rows["Police"]["Reaches"].startswith("no case")
    assert rows["Police"]["Reads personal answers"] == "0"
    assert int(rows["Manager"]["Reads personal answers"]) > 0


def test_the_pack_ends_with_what_the_definitions_leave_open() -> None:
    left = facts(governance_pack(book_of()), "What is left open")

    assert left["Forms that do not say their basis"] == ("Contact", "Visit")
    assert left["Forms that do not say their purpose"] == ("Visit",)
    assert (
        "Visit" not in facts(governance_pack(book_of(_SENT)), "What is left open")["Forms that do not say their basis"]
    )


def test_the_pack_names_the_exact_content_that_it_is_about() -> None:
    book = book_of()

    assert f"Content: {book.definition.release}" in governance_pack(book).said


# --- all of them -----------------------------------------------------------------------------------------------------


def _papers(book: Book) -> list[Part]:
    return [data_dictionary(book), asked_where(book.definition), burden_report(book.definition), governance_pack(book)]


@pytest.mark.parametrize("text", [one for one in HOSTILE if "\n" not in one])
def test_no_label_of_a_paper_is_markup(text: str) -> None:
    lines = ("       notes:", "         type: text", "-        label: Notes", f"+        label: {text!r}", "")
    change = "\n".join(("form_schemas/visit.yaml", *lines))

    for hostile, plain in zip(_papers(book_of(change)), _papers(book_of()), strict=True):
        assert set(parsed(as_html(hostile)).tags) == set(parsed(as_html(plain)).tags)
        assert text in " ".join(parsed(as_html(hostile)).texts) or hostile.title.endswith("each form asks")
        rows = [line for line in as_markdown(hostile).splitlines() if line.startswith("| ")]
        assert {line.replace("\\|", "").count("|") for line in rows} == {
            line.replace("\\|", "").count("|") for line in as_markdown(plain).splitlines() if line.startswith("| ")
        }


def test_a_table_that_is_too_wide_for_an_upright_page_lies_down() -> None:
    narrow = Part("Title", table=Table(("a", "b"), (("1", "2"),)))
    wide = replace(narrow, table=Table(tuple("abcdefg"), (tuple("1234567"),)))

    assert "landscape" not in as_html(narrow)
    assert "landscape" in as_html(Part("Around", parts=(wide,)))
