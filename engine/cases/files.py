"""Files: what an upload must be before anyone keeps it, and what an answer says of the files that it names.

The type is told by the content, never by the name or by what a browser says. The list of types is closed and short, so
each is told by its own signature here: a library that guesses among hundreds would sooner call a file something else.
"""

from __future__ import annotations

import hashlib
import re
import struct
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import Literal

from engine.cases.values import BadAnswer, Json, Reader
from engine.definitions.fields import FileField, FileKind
from engine.sentences.say import Counted

FileState = Literal["waiting", "clean", "refused"]
"""What is known of a file's safety: in quarantine until someone vouches for it."""

MEGABYTE = 1_000_000
_MOST_NAME = 120
_MOST_PARTS = 10_000
_TAIL = 65_557
"""A zip file ends with a record of at least 22 bytes and a comment of at most 65,535."""

MEDIA_TYPES: Mapping[FileKind, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "tiff": "image/tiff",
    "heic": "image/heic",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What an answer says of a file: its name as it was called, its type by content, its size and its checksum."""

    id: str
    name: str = field(repr=False)
    type: FileKind
    bytes: int
    sha256: str

    def as_json(self) -> dict[str, Json]:
        return {"id": self.id, "name": self.name, "type": self.type, "bytes": self.bytes, "sha256": self.sha256}


def judged(field: FileField, file_id: str, name: str, content: bytes) -> FileFacts:
    """Return what is kept of an upload. Raises BadAnswer for one that *field* does not take: too big, another type."""
    if not content:
        raise BadAnswer("empty_file", "This file is empty.")
    if len(content) > field.max_mb * MEGABYTE:
        raise BadAnswer("too_large", "The largest file here is {size} MB.", size=field.max_mb)
    kind = kind_of(content)
    if kind is None or kind not in field.accept:
        raise BadAnswer("wrong_file", "Send a file of one of these types: {kinds}.", kinds=", ".join(field.accept))
    return FileFacts(file_id, clean_name(name, kind), kind, len(content), hashlib.sha256(content).hexdigest())


def clean_name(name: str, kind: FileKind) -> str:
    """Return *name* without folders and without what could mislead, ending as files of its kind do."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(sign for sign in last if sign.isprintable() and unicodedata.category(sign)[0] != "C")
    stem = plain.strip(" .").removesuffix(f".{kind}")[: _MOST_NAME - len(kind) - 1].strip(" .")
    return f"{stem or 'file'}.{kind}"


def kind_of(content: bytes) -> FileKind | None:
    """Return the type that *content* is by itself; nothing for any type that is not on the list."""
    for start, kind in _STARTS:
        if content.startswith(start):
            return kind
    if content[:4] == b"RIFF":
        return _RIFF.get(content[8:12])
    if content[4:8] == b"ftyp":
        return _FTYP.get(content[8:12])
    if content[:2] == b"\xff\xfb" or content[:2] in (b"\xff\xf3", b"\xff\xf2"):
        return "mp3"
    if content.startswith(b"PK\x03\x04"):
        return _of_zip(content)
    return "txt" if _is_text(content) else None


_STARTS: tuple[tuple[bytes, FileKind], ...] = (
    (b"%PDF-", "pdf"),
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"ID3", "mp3"),
)
_RIFF: Mapping[bytes, FileKind] = {b"WEBP": "webp", b"WAVE": "wav"}
_FTYP: Mapping[bytes, FileKind] = {
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1"), "heic"),
    **dict.fromkeys((b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "), "mp4"),
}
_OFFICE: Mapping[str, FileKind] = {
    "word/document.xml": "docx",
    "xl/workbook.xml": "xlsx",
    "ppt/presentation.xml": "pptx",
}
_OPEN_DOCUMENT: Mapping[bytes, FileKind] = {
    b"application/vnd.oasis.opendocument.text": "odt",
    b"application/vnd.oasis.opendocument.spreadsheet": "ods",
}


def _of_zip(content: bytes) -> FileKind | None:
    """Return the kind of document that a zip file is; nothing for other zips, and for documents with macros."""
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - _TAIL))
    if end < 0 or len(content) < end + 22 or struct.unpack_from("<H", content, end + 10)[0] > _MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = set(parts.namelist())
            if any(name.endswith("vbaProject.bin") for name in names):
                return None
            if "mimetype" in names and parts.getinfo("mimetype").file_size < 100:
                return _OPEN_DOCUMENT.get(parts.read("mimetype").strip())
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError):
        return None
    return next((kind for name, kind in _OFFICE.items() if name in names), None)


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", text) and not text.lstrip("\ufeff \t\r\n").startswith("<")


def file_reader(field: FileField) -> Reader:
    """Read what the answer says of its file or files; who may name which file was settled where they are kept."""

    def read(given: Json) -> tuple[Json, str]:
        if isinstance(given, dict) and "refused" in given:
            raise BadAnswer("file_refused", "This file was refused when it was checked for viruses. Take it out.")
        if not isinstance(given, dict) or set(given) != _FACTS:
            raise BadAnswer("no_file", "This file is not here any more. Send it again.")
        if given["type"] not in field.accept:
            raise BadAnswer("wrong_file", "Send a file of one of these types: {kinds}.", kinds=", ".join(field.accept))
        return given, str(given["id"])

    def read_all(given: Json) -> tuple[Json, tuple[str, ...]]:
        several = given if isinstance(given, list) else [given]
        if len(several) > field.most:
            raise BadAnswer("too_many", "Send at most {files}.", files=Counted(field.most, "files"))
        kept = [read(one) for one in several]
        if len({name for _, name in kept}) != len(kept):
            raise BadAnswer("twice", "The same file is named twice. Take one of them out.")
        return [one for one, _ in kept], tuple(name for _, name in kept)

    return read if field.type == "file" else read_all


_FACTS = {"id", "name", "type", "bytes", "sha256"}


def declaration_reader() -> Reader:
    """Read who declared, and when: what the engine itself put there."""

    def read(given: Json) -> tuple[Json, Mapping[str, str]]:
        if not isinstance(given, dict) or set(given) != {"by", "at"}:
            raise BadAnswer("wrong_type", "Tick this to declare it yourself.")
        return given, {"by": str(given["by"]), "at": str(given["at"])}

    return read
