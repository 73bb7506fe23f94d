"""Files of translations are kept up to date without losing a word, and a sheet brings back what a translator wrote."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from engine.definitions.assemble import assemble
from engine.definitions.sidecars import source_of
from engine.definitions.source import plain, read
from engine.findings import render_all
from engine.interop.translation_po import NotAPoFile, po_of, returned_po
from engine.interop.translation_work import Returned, TranslationWork, WorkRow
from engine.interop.translation_xlsx import FORMULA, NO_TEXT, NotAWorkbook, returned_xlsx, xlsx_of
from engine.interop.yaml_text import can_be_kept, yaml_text
from tests.bilingual import BILINGUAL, ENGLISH

HARM = "referral.fields.harm.label"
REFERRAL, REFERRAL_CY = "form_schemas/referral.yaml", "form_schemas/referral.cy.yaml"


def work_on(files: Mapping[str, bytes]) -> TranslationWork:
    assembled = assemble(files)
    assert assembled.configuration is not None, render_all(assembled.findings)
    return TranslationWork(assembled.configuration, assembled.origins, "cy")


def refreshed(files: Mapping[str, bytes], new: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Return *files* with their translations brought up to date, and the *new* ones in them."""
    return {**files, **{one.path: one.wanted.encode() for one in work_on(files).sidecars(new or {})}}


def changed(files: Mapping[str, bytes], path: str, old: str, new: str) -> dict[str, bytes]:
    text = files[path].decode()
    assert text.count(old) == 1, text
    return {**files, path: text.replace(old, new).encode()}


# --- the files -------------------------------------------------------------------------------------------------------


def test_a_file_that_is_up_to_date_stays_as_it_is_to_the_letter() -> None:
    once = refreshed(BILINGUAL)

    assert refreshed(once) == once


def test_a_new_text_gets_an_entry_with_its_english_after_what_stands_before_it() -> None:
    lines = refreshed(BILINGUAL)["form_schemas/lists/levels.cy.yaml"].decode().splitlines()

    assert lines == [
        "list: levels",
        "language: cy",
        "texts:",
        "  title:",
        "    english: Levels",
        "    text:",
        f"    source: {source_of('Levels')}",
        "  options.low.label:",
        "    english: Low",
        "    text:",
        f"    source: {source_of('Low')}",
        "  options.middle.label:",
        "    english: Middle",
        "    text:",
        f"    source: {source_of('Middle')}",
        "  options.high.label:",
        '    text: "Uchel"',
        f"    source: {source_of('High')}",
    ]


def test_a_translation_of_what_the_english_no_longer_says_waits_beside_its_new_english() -> None:
    files = refreshed(changed(BILINGUAL, REFERRAL, "label: Where is the harm?", "label: Where did it happen?"))

    assert (
        "  fields.harm.label:\n"
        "    english: Where did it happen?\n"
        "    before: Ble mae'r niwed?\n"
        "    text:\n"
        f"    source: {source_of('Where did it happen?')}\n"
    ) in files[REFERRAL_CY].decode()


def test_what_is_written_beside_a_text_goes_when_the_text_is_written() -> None:
    waiting = refreshed(changed(BILINGUAL, REFERRAL, "label: Where is the harm?", "label: Where did it happen?"))
    source = source_of("Where did it happen?")
    typed = changed(waiting, REFERRAL_CY, f"    text:\n    source: {source}", f"    text: Ble?\n    source: {source}")

    assert f"  fields.harm.label:\n    text: Ble?\n    source: {source}\n" in refreshed(typed)[REFERRAL_CY].decode()


def test_nobody_types_a_source() -> None:
    files = {**BILINGUAL, "form_schemas/lists/levels.cy.yaml": b"list: levels\nlanguage: cy\ntexts: {title: Lefelau}\n"}

    content = refreshed(files)["form_schemas/lists/levels.cy.yaml"].decode()

    assert f"  title:\n    text: Lefelau\n    source: {source_of('Levels')}\n" in content


def test_comments_and_what_is_translated_already_stay_where_they_are() -> None:
    old = BILINGUAL["form_schemas/lists/levels.cy.yaml"].decode()
    commented = (
        "# Reviewed by Sam Example.\n" + old.replace("  options.high", "  # the highest\n  options.high") + "# end\n"
    )

    content = refreshed({**BILINGUAL, "form_schemas/lists/levels.cy.yaml": commented.encode()})[
        "form_schemas/lists/levels.cy.yaml"
    ].decode()

    assert content.startswith("# Reviewed by Sam Example.\nlist: levels\n")
    assert '  # the highest\n  options.high.label:\n    text: "Uchel"\n' in content
    assert content.endswith("# end\n")


def test_a_translation_of_a_text_that_is_gone_stays_and_is_told() -> None:
    gone = changed(BILINGUAL, REFERRAL_CY, "  fields.harm.label:", "  fields.hram.label:")

    [state] = [one for one in work_on(gone).sidecars({}) if one.path == REFERRAL_CY]

    assert state.gone == ["fields.hram.label"]
    assert '  fields.hram.label:\n    text: "Ble mae\'r niwed?"\n' in state.wanted


def test_an_empty_entry_of_a_text_that_is_gone_is_taken_out() -> None:
    waiting = refreshed(BILINGUAL)
    gone = changed(waiting, REFERRAL, "      note: {type: long_text, label: Note}\n", "")

    assert "fields.note.label" in waiting[REFERRAL_CY].decode()
    assert "fields.note.label" not in refreshed(gone)[REFERRAL_CY].decode()


def test_several_forms_in_one_file_keep_their_translations_in_one_file() -> None:
    content = refreshed(BILINGUAL)["form_schemas/notes.cy.yaml"].decode()

    assert content.startswith('forms:\n  door_note:\n    texts:\n      title:\n        text: "Nodyn drws"\n')
    assert "\n  phone_note:\n    texts:\n      title:\n        english: Phone note\n" in content
    assert content.endswith("language: cy\n")


@given(some.text(max_size=60).filter(lambda text: text.strip() == text))
def test_what_is_written_as_yaml_is_read_back_to_the_letter(text: str) -> None:
    if can_be_kept(text):
        reading = read(f"a:\n  text: {yaml_text(text, 4)}\n", "x.yaml")
        assert reading.findings == ()
        assert reading.root is not None
        assert plain(reading.root) == {"a": {"text": text}}


# --- the sheet -------------------------------------------------------------------------------------------------------

Sheet = tuple[Callable[[list[WorkRow]], bytes], Callable[[bytes], tuple[str, list[Returned]]]]
SHEETS: dict[str, Sheet] = {
    "po": (lambda rows: po_of(rows, "cy", "Little", "1.0.0"), returned_po),
    "xlsx": (lambda rows: xlsx_of(rows, "cy"), returned_xlsx),
}


@pytest.fixture(params=SHEETS)
def sheet(request: pytest.FixtureRequest) -> Sheet:
    return SHEETS[request.param]


@cache
def rows() -> tuple[WorkRow, ...]:
    return tuple(work_on(refreshed(BILINGUAL)).rows())


def test_out_and_back_changes_nothing(sheet: Sheet) -> None:
    stale = changed(BILINGUAL, REFERRAL, "label: Where is the harm?", "label: Where did it happen?")
    files = refreshed(stale)
    out, back = sheet
    work = work_on(files)

    language, returned = back(out(work.rows()))
    taken = work.taken(returned)

    assert language == "cy"
    assert len(returned) == len(work.rows())
    assert taken.texts == {}
    assert [one.path for one in taken.not_taken] in ([], [HARM])  # PO says of what has changed that it is fuzzy
    assert refreshed(files, taken.texts) == files


WELSH = some.text(some.characters(categories=("L", "N", "P", "S", "Zs"), include_characters="\n\t"), min_size=1).map(
    str.strip
)


@pytest.mark.parametrize("kind", SHEETS)
@settings(max_examples=25)  # each one reads the whole configuration twice
@given(some.data())
def test_what_was_written_on_the_sheet_is_what_stands_in_the_files(kind: str, data: some.DataObject) -> None:
    out, back = SHEETS[kind]
    typed = data.draw(some.dictionaries(some.sampled_from(range(len(rows()))), WELSH.filter(bool), max_size=3))
    written = {
        rows()[number].path: text for number, text in typed.items() if can_be_kept(text) and not {*text} & {*"{}"}
    }
    files = refreshed(BILINGUAL)
    work = work_on(files)

    sheet_rows = [
        WorkRow(row.path, row.english, written.get(row.path, row.text), "done", "", row.note, row.file, row.line)
        for row in work.rows()
    ]
    taken = work.taken(back(out(sheet_rows))[1])
    after = work_on(refreshed(files, taken.texts)).rows()

    assert taken.not_taken == []
    assert {row.path: row.text for row in after} == {row.path: row.text for row in work.rows()} | written


@pytest.mark.parametrize("text", ["=1+1", "+44 is a code", "-dim", "@pawb", "#N/A", "=cmd|' /C calc'!A0", "'quoted"])
def test_a_text_that_a_spreadsheet_would_work_out_stays_text(text: str) -> None:
    row = WorkRow(HARM, text, text, "done", "", "", "f.yaml", 1)
    book = load_workbook(BytesIO(xlsx_of([row], "cy")))
    cells = book.worksheets[0][2]

    assert [one.data_type for one in cells if one.value is not None] == ["s"] * 4
    assert returned_xlsx(xlsx_of([row], "cy"))[1] == [Returned(2, HARM, text, text)]


def test_only_translations_can_be_typed_over() -> None:
    page = load_workbook(BytesIO(xlsx_of(list(rows()), "cy"))).worksheets[0]

    assert page.protection.sheet
    assert {cell.column for line in page.iter_rows(min_row=2) for cell in line if not cell.protection.locked} == {3}


def came_back(**said: str) -> Returned:
    row = next(row for row in rows() if row.path == HARM)
    return Returned(7, **{"path": HARM, "english": row.english, "text": "Ble?", **said})


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (
            came_back(path="referral.fields.ham.label"),
            f'There is no text "referral.fields.ham.label". Did you mean "{HARM}"?',
        ),
        (came_back(english="Where was the harm?"), "The English here is not what the definitions say now."),
        (came_back(trouble=FORMULA), FORMULA),
        (came_back(text="Ble {{ enw }}?"), "The translation makes up {{ enw }}."),
        (came_back(text="Ble\x07?"), "The translation holds a character that is not text."),
        (came_back(text="a" * 20_001), "The translation has more than 20,000 letters."),
    ],
)
def test_a_row_that_does_not_fit_is_not_taken_and_says_why(one: Returned, why: str) -> None:
    taken = work_on(refreshed(BILINGUAL)).taken([one, Returned(8, "title", "Little council", "Y Cyngor")])

    assert taken.texts == {"title": "Y Cyngor"}
    assert [(left.number, left.path) for left in taken.not_taken] == [(7, one.path)]
    assert taken.not_taken[0].why.startswith(why)


def test_of_two_translations_of_one_text_the_second_is_not_taken() -> None:
    taken = work_on(refreshed(BILINGUAL)).taken([came_back(), came_back(text="Lle?"), came_back()])

    assert taken.texts == {HARM: "Ble?"}
    assert [one.why for one in taken.not_taken] == ["This text has another translation further up. Keep one."]


def test_what_the_translator_left_empty_takes_nothing_away() -> None:
    files = refreshed(BILINGUAL)

    taken = work_on(files).taken([came_back(text="  ")])

    assert (taken.texts, list(taken.not_taken)) == ({}, [])


def book_of(*lines: Sequence[str | int | None]) -> bytes:
    book = Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for line in ([*("path", "english", "cy", "state", "note")], *lines):
        page.append(list(line))
    made = BytesIO()
    book.save(made)
    return made.getvalue()


def test_a_formula_or_a_number_is_no_translation() -> None:
    language, returned = returned_xlsx(
        book_of([HARM, "a", "=A1"], [HARM, "a", 3], [HARM, "=A1", "b"], [], ["", None, "x"])
    )

    assert language == "cy"
    assert [(one.number, one.trouble) for one in returned] == [(2, FORMULA), (3, NO_TEXT), (4, FORMULA), (6, "")]


def repacked(content: bytes, **parts: bytes) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            new.writestr(one, old.read(one))
        for name, part in parts.items():
            new.writestr(f"xl/{name}.xml", part)
    return made.getvalue()


BOMB = b'<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "cannot be read"),
        (b"PK\x03\x04 not a workbook", "cannot be read"),
        (repacked(book_of())[:-40], "cannot be read"),
        (repacked(book_of(), big=b" " * 20_000_001), "far larger"),
        (repacked(book_of(), **{f"part{number}": b"<a/>" for number in range(300)}), "far larger"),
        (repacked(book_of(), bomb=BOMB), "does not need"),
        (repacked(book_of(), bomb=BOMB.decode().encode("utf-16")), "does not need"),
        (repacked(book_of(), bomb=b'<?xml version="1.0" encoding="cp037"?><a/>'), "does not need"),
        (book_of(*([HARM, "a", "b"] for _ in range(20_001))), "more than 20,000 lines"),
    ],
    ids=["empty", "no zip", "cut off", "bomb", "many parts", "entities", "hidden entities", "odd encoding", "long"],
)
def test_a_workbook_that_is_not_ours_is_refused_before_it_does_harm(content: bytes, why: str) -> None:
    with pytest.raises(NotAWorkbook, match=why):
        returned_xlsx(content)


def test_a_workbook_of_something_else_is_no_sheet() -> None:
    book = Workbook()
    made = BytesIO()
    book.save(made)

    with pytest.raises(NotAWorkbook, match="other headings"):
        returned_xlsx(made.getvalue())


@pytest.mark.parametrize(
    "content", [b"msgid \x00", b'msgid "a\nmsgstr', b"\xff\xfe", b"title: Welsh\n", b'msgid "a"\nmsgid "b"']
)
def test_what_is_not_po_is_told_in_our_words_or_holds_nothing(content: bytes) -> None:
    try:
        found = returned_po(content)[1]
    except NotAPoFile:
        found = []

    assert [one for one in found if one.text] == []


def test_plural_forms_are_not_taken() -> None:
    content = b'msgctxt "title"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "d"\n'

    taken = work_on(ENGLISH).taken(returned_po(content)[1])

    assert taken.texts == {}
    assert [one.why for one in taken.not_taken] == ["It has plural forms, and our texts have none."]


def test_a_per_cent_sign_makes_no_text_a_pattern_of_a_program() -> None:
    rows_with_signs = [WorkRow("a.title", "100%s of {all}", "", "new", "", "title", "f.yaml", 1)]

    assert b"-format" not in po_of(rows_with_signs, "cy", "Little", "1.0.0")
