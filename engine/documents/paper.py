"""A letter on paper: a tagged PDF that meets PDF/UA, or a DOCX to be written on in. Only in the capped process."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from engine.documents.blocks import Block, Document, Table, Words
from engine.documents.page import as_html, with_title

_LANGUAGES = {"en": "en-GB", "cy": "cy-GB"}
_WHEN = datetime(2000, 1, 1, tzinfo=UTC)
"""A file says nothing of when it was made: the letter has its own date, and the same letter is the same file."""


def ready(kind: str) -> Callable[[Document], bytes]:
    """Return what writes *kind*, `pdf` or `docx`, with all that it needs loaded already."""
    return _pdf_writer() if kind == "pdf" else _docx_writer()


def _pdf_writer() -> Callable[[Document], bytes]:
    from weasyprint import HTML  # noqa: PLC0415 - only where a PDF is wanted
    from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415 - the same

    fonts = FontConfiguration()
    # Its own style sheets are read once something is drawn, which must be before files are shut.
    HTML(string="<p>.").write_pdf(font_config=fonts)

    def nothing(*_given: object, **_named: object) -> dict[str, Any]:
        raise ValueError("a letter loads nothing")

    def write(document: Document) -> bytes:
        page = HTML(string=as_html(document), url_fetcher=nothing)
        made: bytes = page.write_pdf(pdf_variant="pdf/ua-1", font_config=fonts)
        return made

    return write


def _docx_writer() -> Callable[[Document], bytes]:
    import docx  # noqa: PLC0415 - only where a DOCX is wanted

    file = docx.Document()

    def write(document: Document) -> bytes:
        _Docx(file, document).write()
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()

    return write


class _Docx:
    """One letter on its way into a new file, in its own styles: so headings and lists are what they look like."""

    def __init__(self, file: Any, document: Document) -> None:
        # Any: python-docx tells little of its types.
        self.file, self.document = file, document

    def write(self) -> None:
        self._set_up()
        self._blocks(list(with_title(self.document)), self.file)

    def _set_up(self) -> None:
        from docx.oxml.ns import qn  # noqa: PLC0415 - loaded already
        from docx.shared import Cm, Pt, RGBColor  # noqa: PLC0415 - the same

        said = self.file.core_properties
        said.title, said.language = self.document.title, _LANGUAGES.get(self.document.language, self.document.language)
        said.author = said.last_modified_by = said.comments = ""
        said.created = said.modified = _WHEN
        body = self.file.styles["Normal"]
        body.font.name, body.font.size = "Arial", Pt(12)
        body.paragraph_format.space_after = Pt(8)
        for section in self.file.sections:
            section.page_width, section.page_height = Cm(21), Cm(29.7)
            section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.2)
        for level, size in ((1, 20), (2, 16), (3, 13), (4, 12)):
            style = self.file.styles[f"Heading {level}"]
            style.font.name, style.font.size, style.font.color.rgb = "Arial", Pt(size), RGBColor(0x0B, 0x0C, 0x0C)
            style.font.italic = False
            fonts = style.element.rPr.rFonts
            for name in list(fonts.attrib):
                if "Theme" in name:
                    del fonts.attrib[name]
        language = self.file.styles.element.find(f".//{qn('w:lang')}")
        if language is not None:
            language.set(qn("w:val"), said.language)

    def _blocks(self, blocks: Sequence[Block], place: Any, style: str = "") -> None:
        for one in blocks:
            match one.kind:
                case "heading":
                    self._words(one.words, place.add_paragraph(style=f"Heading {one.level}"))
                case "paragraph":
                    self._words(one.words, place.add_paragraph(style=style or None))
                case "line":
                    place.add_paragraph("_" * 30)
                case "table":
                    assert one.table is not None
                    self._table(one.table, place)
                case _:
                    self._list(one, place, style)

    def _list(self, one: Block, place: Any, style: str) -> None:
        deep = int(style[-1]) + 1 if style[-1:].isdigit() else 2 if style else 1
        name = "List Number" if one.kind == "numbers" else "List Bullet"
        inner = name if deep == 1 else f"{name} {min(deep, 3)}"
        for item in one.items:
            for number, block in enumerate(item):
                self._blocks([block], place, inner if number == 0 or block.kind != "paragraph" else "List Continue")

    def _table(self, table: Table, place: Any) -> None:
        from docx.oxml import OxmlElement  # noqa: PLC0415 - loaded already

        made = place.add_table(rows=0, cols=max(1, len(table.head)))
        made.style = "Table Grid"
        for number, row in enumerate((table.head, *table.rows)):
            cells = made.add_row()
            for cell, words in zip(cells.cells, row, strict=False):
                self._words(words, cell.paragraphs[0], bold=number == 0)
            if number == 0:
                # Those who hear it, and every further page, are told what stands above.
                cells._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        place.add_paragraph()

    def _words(self, words: Words, paragraph: Any, *, bold: bool = False) -> None:
        for one in words:
            run = paragraph.add_run(_written(one.text))
            run.bold, run.italic = (one.bold or bold) or None, one.italic or None


def _written(text: str) -> str:
    """Return *text* without letters that XML cannot hold."""
    return _NOT_XML.sub("", text)


_NOT_XML = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
