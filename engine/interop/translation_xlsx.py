"""A translator's sheet as a spreadsheet: one line for each text, where only the translation can be typed over.

What comes back is a stranger's file: it is measured before it is unpacked, and a formula in it is never a text.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.worksheet import Worksheet

from engine.interop.translation_work import Returned, WorkRow

MOST_UNPACKED = 20_000_000
"""Bytes of a workbook when it is unpacked; a sheet of five thousand texts has a tenth of that."""
MOST_PARTS = 200
MOST_ROWS = 20_000
LONGEST_CELL = 32_767
"""Letters that a cell can hold."""
HEADINGS = ("path", "english", "", "state", "note")
"""The first line of the sheet; in the third column stands the language."""

FORMULA = "The cell holds a formula. Write the translation itself."
NO_TEXT = "The cell holds a number or a date. Make it text."


class NotAWorkbook(Exception):
    """The file is not one of our sheets. Its message says why, for the person who gave it."""


# --- out -------------------------------------------------------------------------------------------------------------


def xlsx_of(rows: Sequence[WorkRow], language: str) -> bytes:
    """Return *rows* as a workbook. Every cell is text, whatever it begins with; raise NotAWorkbook if one is too long.

    Only the column of translations can be typed in. What must be written again is empty there, and the note has the
    translation it had before.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = language
    sheet.freeze_panes = "C2"
    for letter, width in zip("ABCDE", (44, 60, 60, 10, 44), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    for column, heading in enumerate(HEADINGS, 1):
        _write(sheet, 1, column, heading or language).font = Font(bold=True)
    for number, row in enumerate(rows, 2):
        note = f"{row.note}. Before: {row.before}" if row.before else row.note
        texts = (row.path, row.english, row.text, row.state, note[:LONGEST_CELL])
        if max(map(len, texts)) > LONGEST_CELL:
            raise NotAWorkbook(f'"{row.path}" is longer than a cell can hold. Use a .po file.')
        for column, text in enumerate(texts, 1):
            _write(sheet, number, column, text)
    made = BytesIO()
    book.save(made)
    return made.getvalue()


_LAYOUT = Alignment(wrap_text=True, vertical="top")
_TYPED_IN = Protection(locked=False)
_TYPED_IN_COLUMN = HEADINGS.index("") + 1


def _write(sheet: Worksheet, row: int, column: int, text: str) -> Cell:
    """Write *text* in a cell that is never a formula, number or error, now or when somebody edits it."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    if text:
        cell.value = text
        cell.data_type = "s"
    cell.number_format = "@"
    cell.alignment = _LAYOUT
    if text.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    if column == _TYPED_IN_COLUMN and row > 1:
        cell.protection = _TYPED_IN
    return cell


# --- back ------------------------------------------------------------------------------------------------------------


def returned_xlsx(content: bytes) -> tuple[str, list[Returned]]:
    """Return the language of a sheet and its rows, counted as the spreadsheet counts them; raise NotAWorkbook."""
    _raise_unless_harmless(content)
    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        lines = list(book.worksheets[0].iter_rows(max_row=MOST_ROWS + 2, max_col=len(HEADINGS)))
    except Exception as error:
        # openpyxl raises whatever it stumbles over, and all of it means this.
        raise NotAWorkbook("It cannot be read as a workbook. Save it as .xlsx again.") from error
    headings = [one.value for one in lines[0]] if lines else []
    if [*headings[:2], *headings[3:]] != [*HEADINGS[:2], *HEADINGS[3:]]:
        raise NotAWorkbook("It is not one of our sheets: its first line has other headings.")
    if len(lines) > MOST_ROWS + 1:
        raise NotAWorkbook(f"It has more than {MOST_ROWS:,} lines.")
    return str(headings[2]), [_row(number, line) for number, line in enumerate(lines[1:], 2) if _says_something(line)]


def _says_something(line: Sequence[Cell | MergedCell]) -> bool:
    return any(one.value not in (None, "") for one in line[:3])


def _row(number: int, line: Sequence[Cell | MergedCell]) -> Returned:
    path, english, text = line[:3]
    trouble = FORMULA if any(one.data_type == "f" for one in (path, english, text)) else ""
    if not trouble and not all(isinstance(one.value, str | None) for one in (path, english, text)):
        trouble = NO_TEXT
    return Returned(number, _text(path), _text(english), _text(text), trouble)


def _text(cell: Cell | MergedCell) -> str:
    return cell.value if isinstance(cell.value, str) else ""


_ENCODING = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([^"']{1,40})["']""")


def _raise_unless_harmless(content: bytes) -> None:
    """Raise NotAWorkbook for what would fill the memory, or read something else: bombs, many parts, XML entities.

    A part unpacks to no more than it says, whatever is in it, so what it says is what counts.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise NotAWorkbook("It is far larger than a sheet of texts.")
            if any(
                _could_hide_something(packed.read(one)) for one in parts if one.filename.endswith((".xml", ".rels"))
            ):
                raise NotAWorkbook("It holds what a sheet of texts does not need. Save it as .xlsx again.")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotAWorkbook("It cannot be read as a workbook. Save it as .xlsx again.") from error


def _could_hide_something(part: bytes) -> bool:
    """Return whether an XML part declares entities, or is in an encoding in which we could not see that it does."""
    encoding = _ENCODING.search(part[:200])
    is_utf8 = part.removeprefix(b"\xef\xbb\xbf")[:1] == b"<" and part[1:2] != b"\0"
    return not is_utf8 or b"<!DOCTYPE" in part or (encoding is not None and encoding[1].lower() not in _READABLE)


_READABLE = (b"utf-8", b"us-ascii", b"ascii")
