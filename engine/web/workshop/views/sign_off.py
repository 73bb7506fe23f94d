"""The sign-off document as it would be written now, and what it can be saved as."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from engine.checks.book import Book
from engine.documents.blocks import Document
from engine.documents.page import body_of
from engine.service.ports import SystemClock
from engine.web.workshop.play_table import table_of
from engine.web.workshop.sign_off import Signed, sign_off
from engine.web.workshop.snapshot import Fragment, Snapshot
from engine.web.workshop.views.decisions import changes_of

MOST_SIGNERS = 20


def sign_off_view(seen: Snapshot, asked: Mapping[str, str]) -> Fragment:
    """Return the document to be looked through, and a form for who signs."""
    document = document_of(seen, asked.get("signers", ""))
    if document is None:
        return Fragment("nothing_yet.html")
    work = table_of(seen).background
    ran = work.ran if work is not None else None
    assert seen.good is not None
    about = {
        "signers": asked.get("signers", ""),
        "inside": Markup(body_of(document)),  # noqa: S704 - every word of it is escaped where it is drawn
        "is_tested": ran is not None and ran.finished and ran.release == seen.good.release,
        "is_typed": seen.is_good,
    }
    return Fragment("sign_off.html", about)


def document_of(seen: Snapshot, signers: str) -> Document | None:
    """Return the document of the newest version without errors; nothing where there is none."""
    assembled = seen.good_assembled
    if seen.good is None or assembled is None or assembled.configuration is None:
        return None
    work = table_of(seen).background
    book = Book(assembled.configuration, assembled.origins, seen.good)
    today = SystemClock().now().astimezone(seen.good.zone).date()
    ran = work.ran if work is not None else None
    return sign_off(Signed(book, assembled, changes_of(seen), ran, signers_of(signers), today, seen.language))


def signers_of(text: str) -> tuple[tuple[str, str], ...]:
    """Return who is to sign, each a name and perhaps what they are: one a line, a comma between."""
    lines = [one.strip() for one in text.splitlines() if one.strip()][:MOST_SIGNERS]
    parts = (one[:200].partition(",") for one in lines)
    return tuple((name.strip(), role.strip()) for name, _, role in parts)
