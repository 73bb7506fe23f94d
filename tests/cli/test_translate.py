"""`casepath translate` writes what is to be translated, sends it out as a sheet, and takes only what fits back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from engine.cli.check import check
from engine.cli.translate import translate
from engine.definitions.layout import lay_out
from engine.definitions.read import read_folder
from tests.bilingual import BILINGUAL, ENGLISH


def council(folder: Path, *, translated: bool = True) -> Path:
    for path, content in (BILINGUAL if translated else ENGLISH).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def run(*args: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(translate, [str(one) for one in args])
    return result.exit_code, result.output


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_file_gets_its_translations_beside_it_and_the_second_time_nothing_changes(tmp_path: Path) -> None:
    folder = council(tmp_path, translated=False)

    code, output = run("cy", folder)
    after = files(folder)

    assert code == 0
    assert f"Wrote {folder}/form_schemas/lists/levels.cy.yaml: 4 to write.\n" in output
    assert output.endswith('0 of 69 texts are in "cy" now.\n')
    assert {"casepath.cy.yaml", "notes.cy.yaml", "shared.cy.yaml", "child.cy.yaml", "path.cy.yaml"} <= set(after)
    assert run("cy", folder) == (0, 'Every file is up to date.\n0 of 69 texts are in "cy" now.\n')
    assert files(folder) == after


def test_what_was_written_passes_the_check(tmp_path: Path) -> None:
    folder = council(tmp_path)
    run("cy", folder)

    result = CliRunner().invoke(check, [str(folder)])

    assert result.exit_code == 0, result.output


def test_no_definition_is_touched(tmp_path: Path) -> None:
    folder = council(tmp_path, translated=False)
    before = files(folder)

    run("cy", folder)

    assert {name: content for name, content in files(folder).items() if ".cy." not in name} == before


@pytest.mark.parametrize("ending", ["xlsx", "po"])
def test_a_sheet_goes_out_and_comes_back_without_changing_a_file(tmp_path: Path, ending: str) -> None:
    folder, sheet = council(tmp_path / "council"), tmp_path / f"welsh.{ending}"
    run("cy", folder)
    before = files(folder)

    assert run("cy", folder, "--to", sheet) == (0, f"Wrote {sheet}: 69 texts, 47 to write.\n")
    code, output = run("cy", folder, "--from", sheet)

    assert (code, output.splitlines()[0]) == (0, "Taken from the sheet: 0 texts.")
    assert files(folder) == before


def test_what_the_translator_wrote_is_taken_and_what_does_not_fit_is_told(tmp_path: Path) -> None:
    folder, sheet = council(tmp_path / "council", translated=False), tmp_path / "welsh.xlsx"
    run("cy", folder, "--to", sheet)
    book = load_workbook(sheet)
    page = book.worksheets[0]
    at = {str(line[0].value): number for number, line in enumerate(page.iter_rows(), 1)}
    page.cell(at["referral.title"], 3, "Atgyfeiriad")
    page.cell(at["path.title"], 3, "=A1")
    page.cell(at["levels.title"], 3, "Lefelau")
    page.cell(at["levels.title"], 2, "Grades")
    book.save(sheet)

    code, output = run("cy", folder, "--from", sheet)

    assert code == 1
    assert "Taken from the sheet: 1 text.\n" in output
    assert f"line {at['path.title']}, path.title: The cell holds a formula." in output
    assert f"line {at['levels.title']}, levels.title: The English here is not what the definitions say now." in output
    assert "text: Atgyfeiriad\n" in (folder / "form_schemas/referral.cy.yaml").read_text("utf-8")
    assert "Lefelau" not in (folder / "form_schemas/lists/levels.cy.yaml").read_text("utf-8")


def test_a_sheet_that_somebody_may_have_worked_on_is_not_overwritten(tmp_path: Path) -> None:
    folder, sheet = council(tmp_path / "council"), tmp_path / "welsh.po"
    sheet.write_text("hours of work")

    code, output = run("cy", folder, "--to", sheet)

    assert (code, sheet.read_text()) == (1, "hours of work")
    assert "is there already" in output


def test_a_sheet_for_another_language_is_refused_whole(tmp_path: Path) -> None:
    folder, sheet = council(tmp_path / "council"), tmp_path / "polish.po"
    sheet.write_text('msgid ""\nmsgstr "Language: pl\\n"\n\nmsgctxt "title"\nmsgid "Little council"\nmsgstr "Rada"\n')
    before = files(folder)

    code, output = run("cy", folder, "--from", sheet)

    assert code == 1
    assert 'is for the language "pl", not "cy", so nothing was taken.' in output
    assert files(folder) == before


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"not a workbook", "cannot be read as a workbook"),
        ("a.po", b'msgid "a\nmsgstr', "so nothing was taken"),
        ("a.po", b"a" * 10_000_001, "larger than 10 MB"),
        ("a.csv", b"path,english", "a sheet ends in .xlsx or .po"),
    ],
)
def test_what_is_no_sheet_changes_nothing(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    folder = council(tmp_path / "council")
    (tmp_path / name).write_bytes(content)
    before = files(folder)

    code, output = run("cy", folder, "--from", tmp_path / name)

    assert code in (1, 2)
    assert words in output
    assert files(folder) == before


@pytest.mark.parametrize(
    ("language", "words"),
    [("pl", 'does not name the language "pl". It names cy.'), ("en", 'does not name the language "en". It names cy.')],
)
def test_a_language_that_nobody_named_is_refused(tmp_path: Path, language: str, words: str) -> None:
    code, output = run(language, council(tmp_path))

    assert code == 1
    assert words in output


def test_definitions_with_mistakes_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    folder = council(tmp_path, translated=False)
    (folder / "form_schemas/referral.yaml").write_text("form: referral\ntitel: Referral\n")
    before = files(folder)

    code, output = run("cy", folder)

    assert code == 1
    assert 'Did you mean "title"?' in output
    assert files(folder) == before


def test_a_file_that_cannot_be_written_stops_all_of_them(tmp_path: Path) -> None:
    folder = council(tmp_path, translated=False)
    (folder / "workflow_definitions/path.cy.yaml").mkdir()
    before = files(folder)

    code, output = run("cy", folder)

    assert code == 1
    assert "path.cy.yaml cannot be written." in output
    assert files(folder) == before


@pytest.mark.parametrize(("library", "ending"), [("babel", "po"), ("openpyxl", "xlsx")])
def test_without_the_libraries_it_says_how_to_install_them(tmp_path: Path, library: str, ending: str) -> None:
    folder = council(tmp_path / "council")
    script = f"import sys; sys.modules[{library!r}] = None\nfrom engine.cli import main\nmain()"
    sheet = str(tmp_path / f"welsh.{ending}")

    answer = subprocess.run(
        [sys.executable, "-c", script, "translate", "cy", str(folder), "--to", sheet],
        capture_output=True,
        text=True,
        check=False,
    )

    assert answer.returncode == 1
    assert answer.stderr == "Error: Sheets need two more libraries. Install them: pip install 'casepath[languages]'.\n"


def test_a_new_file_is_in_the_house_layout(tmp_path: Path) -> None:
    folder = council(tmp_path, translated=False)
    form = folder / "form_schemas/referral.yaml"
    form.write_text(form.read_text("utf-8").replace("label: Name\n", 'label: Name, as in "Sam"\n', 1), "utf-8")

    assert run("cy", folder)[0] == 0

    new = sorted(folder.rglob("*.cy.yaml"))
    assert new
    assert all(lay_out(one.read_bytes(), one.name).text == one.read_text("utf-8") for one in new)


def overlaid(folder: Path) -> Path:
    """Write a bilingual template, and a council on it that changes one text and adds one."""
    council(folder)
    own = folder / "councils/northshire"
    (own / "form_schemas").mkdir(parents=True)
    head = "casepath: 1\nconfiguration: northshire\ntitle: Northshire\nextends: little 1.0\nversion: 1\n"
    (own / "casepath.yaml").write_text(head, "utf-8")
    differs = "form: referral\nfields:\n  child_name: {label: Name of the child}\n"
    differs += "  bus: {type: text, label: Which bus, page: about}\n"
    (own / "form_schemas/referral.yaml").write_text(differs, "utf-8")
    return own


def test_a_council_writes_its_translations_into_its_own_folder_and_never_into_the_template_s(tmp_path: Path) -> None:
    own = overlaid(tmp_path)
    template = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml") if own not in path.parents}

    code, output = run("cy", own)

    assert code == 0, output
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.yaml") if own not in path.parents} == template
    written = {path.relative_to(own).as_posix() for path in own.rglob("*.cy.yaml")}
    assert {"form_schemas/referral.cy.yaml", "form_schemas/lists/levels.cy.yaml"} <= written
    assert run("cy", own)[1].startswith("Every file is up to date.")
    assert CliRunner().invoke(check, [str(own)]).exit_code == 0


def test_what_the_template_has_translated_is_not_asked_of_a_council_again(tmp_path: Path) -> None:
    own = overlaid(tmp_path)
    run("cy", own)

    asked = (own / "form_schemas/referral.cy.yaml").read_text("utf-8")

    assert "  fields.bus.label:\n    english: Which bus\n" in asked
    assert "  fields.child_name.label:\n    english: Name of the child\n" in asked
    assert "fields.harm.label" not in asked


def test_what_a_council_has_translated_stays_as_it_is_and_is_said(tmp_path: Path) -> None:
    own = overlaid(tmp_path)
    run("cy", own)
    file = own / "form_schemas/referral.cy.yaml"
    before = file.read_text("utf-8")
    waits = "  fields.bus.label:\n    english: Which bus\n    text:\n"
    file.write_text(before.replace(waits, "  # asked in May\n  fields.bus.label:\n    text: Pa fws?\n"), "utf-8")

    assert run("cy", own)[0] == 0
    assert "  # asked in May\n  fields.bus.label:\n    text: Pa fws?\n" in file.read_text("utf-8")
    assert file.read_text("utf-8").count("english:") == before.count("english:") - 1
    translated = read_folder(own).configuration
    assert translated is not None
    texts = translated.translations["cy", "form", "referral"].texts
    assert texts["fields.bus.label"].text == "Pa fws?"
    assert texts["fields.harm.label"].text == "Ble mae'r niwed?"
