"""What the verbs that make something out of a folder print, write and refuse."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from engine.checks import check
from engine.checks.book import Book
from engine.cli.diagram import diagram
from engine.cli.explain import explain
from engine.cli.print import print_
from engine.cli.schema import schema
from engine.definitions.read import read_folder
from engine.interop.question import fields_of
from engine.interop.question_explained import explain_field
from engine.shipped import shipped_configuration
from tests.copying import COPYING
from tests.support import little_with

NATIONAL = str(shipped_configuration())


def run(command: click.Command, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, list(args))
    return result.exit_code, result.output


def broken(tmp_path: Path) -> str:
    (tmp_path / "casepath.yaml").write_text("casepath: 1\nconfiguration: x\ntitel: X\n")
    return str(tmp_path)


# --- schema ----------------------------------------------------------------------------------------------------------


def test_the_schema_of_a_form_is_printed_as_json() -> None:
    code, output = run(schema, NATIONAL, "contact_referral")

    assert code == 0
    Draft202012Validator.check_schema(json.loads(output))


def test_the_schema_of_a_file_needs_no_folder() -> None:
    code, output = run(schema, "--editor", "form")

    assert code == 0
    assert "show_if" in output


def test_what_is_made_can_be_written_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "schema.json"

    assert run(schema, "--editor", "list", "--out", str(out)) == (0, f"Wrote {out}.\n")
    assert json.loads(out.read_text())["$id"] == "urn:casepath:editor:list"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ((), "Name a folder and a form"),
        ((NATIONAL,), "Which form?"),
        ((NATIONAL, "contact_referal"), 'Did you mean "contact_referral"?'),
        ((NATIONAL, "--editor", "form"), "needs no folder"),
    ],
)
def test_a_schema_of_nothing_is_a_wrong_call(args: tuple[str, ...], words: str) -> None:
    code, output = run(schema, *args)

    assert code == 2
    assert words in output


# --- print -----------------------------------------------------------------------------------------------------------


def test_rules_are_text_unless_they_are_to_be_a_page(tmp_path: Path) -> None:
    out = tmp_path / "rules.html"

    assert run(print_, NATIONAL, "contact_referral", "--rules")[1].startswith("# Contact and referral")
    assert run(print_, NATIONAL, "contact_referral", "--rules", "--to", "html")[1].startswith("<!DOCTYPE html>")
    assert run(print_, NATIONAL, "--rules", "--out", str(out))[0] == 0
    assert "Context referral" in out.read_text(encoding="utf-8")


def test_a_blank_form_is_text_unless_it_is_to_be_a_page() -> None:
    text = run(print_, NATIONAL, "context_referral", "--blank")[1]
    page = run(print_, NATIONAL, "context_referral", "--blank", "--to", "html")[1]

    assert "[ ] Yes" in text
    assert '<input type="radio"' in page


def test_a_form_and_its_rules_are_printed_in_welsh_labels_and_all() -> None:
    rules = run(print_, NATIONAL, "contact_referral", "--rules", "--language", "cy")[1]
    page = run(print_, NATIONAL, "contact_referral", "--blank", "--to", "html", "--language", "cy")[1]

    assert "- Rhaid ei ateb: bob amser." in rules
    assert '"A yw\'r sawl sy\'n cysylltu am aros yn ddienw?" yw "Na".' in rules
    assert '<html lang="cy">' in page
    assert "rhaid ei ateb; ticiwch un" in page


@pytest.mark.parametrize("verb", [print_, explain, diagram])
def test_a_language_that_casepath_does_not_speak_is_refused_with_those_it_does(verb: click.Command) -> None:
    about = {print_: ["--rules"], explain: ["contact_referral.threshold"], diagram: ["child_front_door"]}[verb]
    status, output = run(verb, NATIONAL, *about, "--language", "pl")

    assert status == 2
    assert 'Neither these definitions nor Casepath speak "pl". The languages here: cy, en, en-XA.' in output


def test_a_question_and_a_workflow_are_explained_in_welsh() -> None:
    assert "Pwy sy'n ei weld" in run(explain, NATIONAL, "contact_referral.threshold", "--language", "cy")[1]
    assert "Agorir achos gan: " in run(diagram, NATIONAL, "child_front_door", "--language", "cy")[1]


def test_printing_nothing_in_particular_is_a_wrong_call() -> None:
    code, output = run(print_, NATIONAL, "contact_referral")

    assert code == 2
    assert "--rules" in output
    assert run(print_, NATIONAL, "--blank")[0] == 2


@pytest.mark.parametrize("args", [("--rules",), ("--blank",)])
def test_nothing_is_made_of_definitions_with_mistakes(tmp_path: Path, args: tuple[str, ...]) -> None:
    folder = broken(tmp_path)

    code, output = run(print_, folder, "x", *args)

    assert code == 1
    assert 'Did you mean "title"?' in output
    assert run(schema, folder, "x")[0] == run(explain, folder, "x.y")[0] == 1


# --- explain ---------------------------------------------------------------------------------------------------------


def line_of(file: str, text: str) -> str:
    """Return where *text* stands in a file of the template: its path and the number of its first line there."""
    lines = (Path(NATIONAL) / file).read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines, start=1) if text in line)
    return f"{file}:{number}"


def test_a_question_is_explained_with_the_line_of_each_thing() -> None:
    code, output = run(explain, NATIONAL, "contact_referral.harm_outside_home")

    assert code == 0
    assert line_of("form_schemas/contact_referral.yaml", "harm_outside_home:") in output
    assert line_of("form_schemas/contact_referral.yaml", "view: [front_door") in output
    assert line_of("workflow_definitions/child_front_door.yaml", "that: contact_referral.harm_inside_home") in output
    assert 'the page "Harm outside the home" is asked if' in output
    assert '"Close as information only" can be taken only if "No harm" holds' in output


def test_a_decision_says_where_it_leads() -> None:
    output = run(explain, NATIONAL, "contact_referral.outcome")[1]

    assert '"Record the decision" leads to "Passed to assessment" if' in output
    assert 'MASH manager, for "Record the decision"' in output


def test_a_question_in_rows_is_named_by_its_rows() -> None:
    code, output = run(explain, NATIONAL, "contact_referral.contexts.context_kind")

    assert code == 0
    assert 'shown above each row of "Where, or among whom?"' in output
    assert "It stands in rows: contact_referral.contexts" in run(explain, NATIONAL, "contact_referral.context_kind")[1]


def test_a_form_says_how_much_it_asks_and_what_comes_prefilled() -> None:
    code, output = run(explain, NATIONAL, "context_referral")

    assert code == 0
    assert '"Context referral and screening"  context_referral' in output
    assert "filled in from what is known: " in output
    assert output.count("What comes prefilled") == 1
    assert line_of("form_schemas/context_referral.yaml", "from: context.kind") in output


def test_a_form_without_any_source_says_so(tmp_path: Path) -> None:
    for path, text in little_with(form=("        from: child.full_name\n", "")).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(text)

    output = run(explain, str(tmp_path), "referral")[1]

    assert "questions: 11, on pages: 2" in output
    assert "filled in from what is known: 2 of 11 (18 %)" in output
    assert 'What is typed each time\n  "Name"' in output


@pytest.mark.parametrize("name", ["contact_referral.", "contact.x", "contact_referral.sexx", ".."])
def test_a_question_that_is_not_there_is_a_wrong_call(name: str) -> None:
    code, output = run(explain, NATIONAL, name)

    assert code == 2
    assert "Traceback" not in output


def test_every_question_of_the_template_can_be_explained() -> None:
    assembled = read_folder(NATIONAL)
    definition = check(assembled).definition
    assert definition is not None
    assert assembled.configuration is not None
    book = Book(assembled.configuration, assembled.origins, definition)

    for form in definition.forms.values():
        for path in fields_of(form):
            found = explain_field(book, form.id, *path.split("."))
            assert found.label
            assert {"Who sees it", "What uses it"} <= {one.heading for one in found.lines}


def test_explain_names_the_tasks_that_ask_and_the_question_by_its_own_label(tmp_path: Path) -> None:
    for name, content in COPYING.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)

    told = run(explain, str(tmp_path), "planning.places")[1]

    assert '  Front door, Allocated worker, for "Write the plan"\n' in told
    assert '  Police, for "Advise"\n' in told
    assert 'copied from the answer to "Places of the plan" when this form was last filled in\n' in told
    assert 'copied from the cases linked as "Places and groups", a row for each\n' in told


# --- papers about a whole configuration ------------------------------------------------------------------------------


def test_the_rules_of_a_workflow_are_printed_by_its_name() -> None:
    code, output = run(print_, NATIONAL, "child_front_door", "--rules")

    assert code == 0
    assert "### Record the decision (`decide`)" in output


@pytest.mark.parametrize("paper", ["--dictionary", "--index", "--burden", "--governance"])
def test_a_paper_is_printed_as_text_and_as_a_page(paper: str, tmp_path: Path) -> None:
    out = tmp_path / "paper.html"

    code, output = run(print_, NATIONAL, paper)
    assert (code, output[:2]) == (0, "# ")
    assert run(print_, NATIONAL, paper, "--out", str(out)) == (0, f"Wrote {out}.\n")
    assert out.read_text().startswith("<!DOCTYPE html>")


def test_the_dictionary_is_a_sheet_where_the_file_is_one(tmp_path: Path) -> None:
    out = tmp_path / "dictionary.csv"

    assert run(print_, NATIONAL, "--dictionary", "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbfform,form_id,page,")
    assert run(print_, NATIONAL, "--dictionary", "--to", "csv")[1].startswith("form,form_id,page,")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--burden", "--to", "csv"], "Only the data dictionary is a sheet"),
        (["contact_referral", "--index"], 'Leave "contact_referral" out'),
        (["contact_referal", "--rules"], 'Did you mean "contact_referral"?'),
        ([], "Say what to print"),
    ],
)
def test_a_paper_that_cannot_be_says_what_to_do(args: list[str], said: str) -> None:
    code, output = run(print_, NATIONAL, *args)

    assert code == 2
    assert said in " ".join(output.split())
