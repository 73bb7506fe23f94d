"""What a file is told to be: by its content alone, within its bounds, under a name that misleads nobody."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.cases.files import clean_name, judged, kind_of
from engine.cases.values import BadAnswer
from engine.definitions.fields import FileField

ONE_FILE = FileField.model_validate({"type": "file", "label": "Evidence", "accept": ["pdf", "docx"], "max_mb": "1"})


def zipped(names: Iterable[str], mimetype: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        if mimetype:
            parts.writestr("mimetype", mimetype)
        for name in names:
            parts.writestr(name, "<x/>")
    return out.getvalue()


WORD = ["[Content_Types].xml", "word/document.xml"]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 ...", "pdf"),
        (b"\xff\xd8\xff\xe0rest", "jpg"),
        (b"\x89PNG\r\n\x1a\nrest", "png"),
        (b"GIF89a", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "wav"),
        (b"II*\x00rest", "tiff"),
        (b"\x00\x00\x00\x18ftypheic", "heic"),
        (b"\x00\x00\x00\x18ftypmp42", "mp4"),
        (b"ID3\x04", "mp3"),
        (zipped(WORD), "docx"),
        (zipped(["xl/workbook.xml"]), "xlsx"),
        (zipped(["ppt/presentation.xml"]), "pptx"),
        (zipped(["content.xml"], "application/vnd.oasis.opendocument.text"), "odt"),
        (zipped(["content.xml"], "application/vnd.oasis.opendocument.spreadsheet"), "ods"),
        ("Bonne année".encode(), "txt"),
        (zipped(["evil.exe"]), None),
        (zipped([*WORD, "word/vbaProject.bin"]), None),
        (zipped(["content.xml"], "application/epub+zip"), None),
        (zipped(WORD)[:-30], None),
        (b"MZ\x90\x00", None),
        (b"\x7fELF", None),
        (b"<html><script>alert(1)</script>", None),
        (b"\xef\xbb\xbf <svg xmlns='x'/>", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", None),
        (b"two\x00words", None),
        (b"PK\x03\x04", None),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, kind: str | None) -> None:
    assert kind_of(content) == kind


def test_a_zip_that_promises_more_parts_than_any_document_has_is_not_opened() -> None:
    lying = bytearray(zipped(WORD))
    end = lying.rfind(b"PK\x05\x06")
    lying[end + 10 : end + 12] = b"\xff\xff"

    assert kind_of(bytes(lying)) is None


@given(some.binary(max_size=200))
def test_no_content_is_an_error(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"RIFF", b"\x00\x00\x00\x00ftyp"):
        kind_of(start + content)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "empty_file"), (b"%PDF-" + b"x" * 1_000_000, "too_large"), (b"GIF89a", "wrong_file"), (b"MZ", "wrong_file")],
)
def test_a_file_that_the_question_does_not_take_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadAnswer) as bad:
        judged(ONE_FILE, "f-1", "secret-name.pdf", content)

    assert bad.value.code == code
    assert "secret" not in bad.value.text


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("notes.pdf", "notes.pdf"),
        ("notes.exe", "notes.exe.pdf"),
        ("C:\\Users\\kit\\notes.pdf", "notes.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("fdp.\u202eexe", "fdp.exe.pdf"),
        ("a\x00b\nc.pdf", "abc.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 500, "x" * 116 + ".pdf"),
    ],
)
def test_a_name_keeps_no_folder_and_ends_as_its_kind_does(name: str, kept: str) -> None:
    assert clean_name(name, "pdf") == kept


@given(some.text())
def test_any_name_becomes_one_that_can_be_shown_and_kept(name: str) -> None:
    kept = clean_name(name, "pdf")

    assert kept.endswith(".pdf")
    assert kept.isprintable()
    assert len(kept) <= 120
    assert not set(kept) & set("/\\")
