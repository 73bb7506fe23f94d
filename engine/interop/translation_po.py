"""A translator's sheet as a PO file, which translation tools read: one entry for each text, its path as the context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po

from engine.interop.translation_work import Returned, WorkRow

FUZZY = "It is still marked as fuzzy. Look at it, and take the mark away."
PLURAL = "It has plural forms, and our texts have none."


class NotAPoFile(Exception):
    """The file cannot be read as PO."""


def po_of(rows: Iterable[WorkRow], language: str, project: str, version: str) -> bytes:
    """Return the PO file of *rows*. What must be written again is fuzzy, and has the translation it had before."""
    catalog = Catalog(
        locale=language,
        project=project,
        version=version,
        header_comment=f"# {project}",
        msgid_bugs_address=project,
        last_translator=project,
        language_team=project,
        fuzzy=False,
    )
    for row in rows:
        notes = [row.note, *([f"Before: {row.before}"] if row.before else [])]
        message = catalog.add(
            row.english,
            row.text or row.before,
            locations=[(row.file, row.line)],
            flags=["fuzzy"] if row.state == "changed" else [],
            auto_comments=[one.replace("\n", " ") for one in notes],
            context=row.path,
        )
        # Babel guesses from a per cent sign or a brace that a text is a program's pattern.
        message.flags -= {"python-format", "python-brace-format"}
    made = BytesIO()
    write_po(made, catalog, width=0, sort_output=False)
    return made.getvalue()


def returned_po(content: bytes) -> tuple[str, list[Returned]]:
    """Return the language of a PO file and its rows; raise NotAPoFile. Rows are counted by their lines."""
    try:
        catalog = read_po(BytesIO(content), abort_invalid=True)
    except Exception as error:
        # Babel raises whatever its parser stumbles over, and all of it means this.
        raise NotAPoFile from error
    return catalog.locale_identifier or "", list(_rows(iter(catalog)))


def _rows(messages: Iterator[Message]) -> Iterator[Returned]:
    for message in messages:
        if not message.id:
            continue  # the header
        number, path = message.lineno or 0, message.context or ""
        if not isinstance(message.id, str) or not isinstance(message.string, str):
            yield Returned(number, path, "", "", PLURAL)
        elif message.fuzzy and message.string:
            yield Returned(number, path, message.id, message.string, FUZZY)
        else:
            yield Returned(number, path, message.id, message.string)
