"""The document that a version is signed off with: what it is and differs in, what was agreed, tested and decided.

It is made from the definitions, their log and their tests alone; what it cannot know it leaves to be written in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from engine.checks.book import Book
from engine.definitions.decided import Decided, Decision
from engine.definitions.origins import Assembled
from engine.documents.blocks import Block, Document, Piece
from engine.documents.blocks import Table as Grid
from engine.interop.differences.change import GROUPS, Change
from engine.interop.governance import governance_pack
from engine.interop.outline import Part
from engine.sentences.dates import plain_day
from engine.sentences.say import say
from engine.web.workshop.play_all import Ran

_DEEPEST = 4
_EMPTY = "\u00a0"


@dataclass(frozen=True, slots=True)
class Signed:
    """All that goes into the document. *ran* is how its scenarios went, if they were played on this very content.

    *signers* are those who are to sign, each a name and perhaps what they are.
    """

    book: Book
    assembled: Assembled
    changes: tuple[Change, ...]
    ran: Ran | None
    signers: tuple[tuple[str, str], ...]
    today: date
    language: str = "en"


def sign_off(signed: Signed) -> Document:
    """Return the document, ready to be written as HTML, PDF, DOCX or text."""
    return _Writing(signed).document()


@dataclass(frozen=True, slots=True)
class _Writing:
    """One document being put together."""

    signed: Signed

    def document(self) -> Document:
        definition = self.signed.book.definition
        language = self.signed.language
        title = say(
            language,
            "Sign-off: {configuration}, version {version}",
            configuration=definition.title,
            version=definition.whole_version,
        )
        blocks = (
            *self._version(),
            *self._differences(),
            *self._exceptions(),
            *self._tests(),
            *self._decisions(),
            *self._governance(),
            *self._open_cases(),
            *self._signatures(),
        )
        return Document(title, language, tuple(blocks))

    # --- what it is --------------------------------------------------------------------------------------------------

    def _version(self) -> Iterator[Block]:
        definition, language = self.signed.book.definition, self.signed.language
        yield _heading(say(language, "The version"))
        over = self.signed.assembled.origins.over
        base = over.template.configuration if over is not None else None
        rows = [
            (say(language, "Configuration"), definition.configuration),
            (say(language, "Version"), definition.whole_version),
            (say(language, "Content"), definition.release),
            (say(language, "Made on"), plain_day(language, self.signed.today)),
        ]
        if base is not None:
            rows.insert(2, (say(language, "Builds on"), f"{base.manifest.title} {base.manifest.version}"))
        yield _list(f"{name}: {words}" for name, words in rows)
        said = "The content is the SHA-256 of what the definitions say; comments, layout and this log do not change it."
        yield _paragraph(say(language, said))

    def _differences(self) -> Iterator[Block]:
        language, changes = self.signed.language, self.signed.changes
        yield _heading(say(language, "What differs from the template"))
        if self.signed.assembled.origins.over is None:
            yield _paragraph(say(language, "It builds on no template."))
        elif not changes:
            yield _paragraph(say(language, "Nothing differs."))
        for group, heading in GROUPS.items():
            inside = [one for one in changes if one.group == group]
            if inside:
                yield _heading(f"{heading.said(language)} ({len(inside)})", 2)
                yield _list(_change(one, language) for one in inside)

    def _exceptions(self) -> Iterator[Block]:
        language, manifest = self.signed.language, self.signed.book.configuration.manifest
        yield _heading(say(language, "Exceptions, and who approved them"))
        heads = (say(language, "Where"), say(language, "Why"), say(language, "Who"), say(language, "When"))
        rows = [(one.path, one.why, one.who, plain_day(language, one.when)) for one in manifest.approved_exceptions]
        yield _table(heads, rows) if rows else _paragraph(say(language, "There are none."))
        accepted = [
            (f"{one.code}, {one.path}", one.why, one.who, plain_day(language, one.when)) for one in manifest.accepted
        ]
        if accepted:
            yield _heading(say(language, "Warnings that stay"), 2)
            yield _table(heads, accepted)

    # --- how it was tested, and decided ------------------------------------------------------------------------------

    def _tests(self) -> Iterator[Block]:
        language, ran = self.signed.language, self.signed.ran
        yield _heading(say(language, "Tests"))
        if ran is None or not ran.finished or ran.release != self.signed.book.definition.release:
            yield _paragraph(say(language, "The scenarios were not played on this content."))
            return
        said = say(
            language, "{done} of {of} played, {failed} do not hold.", done=ran.done, of=ran.of, failed=ran.failed
        )
        percent = say(language, "They come past {percent} % of what there is.", percent=f"{ran.percent:g}")
        yield _paragraph(f"{said} {percent}")
        if ran.failures:
            yield _list(f"{one.workflow}: {one.title}" for one in ran.failures)

    def _decisions(self) -> Iterator[Block]:
        language = self.signed.language
        log = self.signed.assembled.decided
        yield _heading(say(language, "Decisions"))
        if log is None or not log.entries:
            yield _paragraph(say(language, "No decision is on record."))
            return
        yield from self._entries(say(language, "Decided"), _decided(log))
        yield from self._entries(say(language, "Not decided yet"), [one for one in log.entries if one.parked_until])
        unwritten = [one for one in log.entries if one.could_not_be_written and not one.parked_until]
        yield from self._entries(say(language, "Could not be written in this language"), unwritten)

    def _entries(self, title: str, entries: list[Decision]) -> Iterator[Block]:
        if not entries:
            return
        language = self.signed.language
        yield _heading(title, 2)
        for one in entries:
            facts = (
                (say(language, "About"), ", ".join(one.of)),
                (say(language, "Considered"), "; ".join(one.options)),
                (say(language, "Why"), one.why or ""),
                (say(language, "Who decided"), _who(one, language)),
                (say(language, "Who saw it otherwise"), "; ".join(one.dissent)),
                (say(language, "Looked after by"), one.owner or ""),
                (say(language, "Waits until"), plain_day(language, one.parked_until) if one.parked_until else ""),
            )
            yield Block("paragraph", (Piece(one.said, bold=True),))
            yield _list(f"{name}: {words}" for name, words in facts if words)

    # --- information governance, open cases, signatures --------------------------------------------------------------

    def _governance(self) -> Iterator[Block]:
        language = self.signed.language
        pack = governance_pack(self.signed.book)
        yield _heading(say(language, "Information governance"))
        yield _paragraph(say(language, "Made from the definitions: this is what the system does."))
        summary, *others = [one for one in pack.parts if not one.id]
        readers, *_, left_open = others
        for part in (summary, readers, left_open):
            yield from _part(part, 2)
        yield _paragraph(say(language, "The whole pack: casepath print FOLDER --governance."))

    def _open_cases(self) -> Iterator[Block]:
        language, definition = self.signed.language, self.signed.book.definition
        yield _heading(say(language, "Open cases"))
        said = "Open cases go on under the version that they were opened under, until somebody moves them."
        yield _paragraph(say(language, said))
        how = "casepath move-cases with --dry-run says which would move, and which would stay and why."
        yield _paragraph(say(language, how))
        renamed = [
            f"{flow.definition.title}: {one.old} \u2192 {one.to}"
            for flow in definition.workflows.values()
            for one in flow.definition.changes
        ]
        if renamed:
            yield _paragraph(say(language, "What was renamed or dropped, and where such cases go on:"))
            yield _list(renamed)

    def _signatures(self) -> Iterator[Block]:
        language = self.signed.language
        yield _heading(say(language, "Signatures"))
        yield _paragraph(say(language, "Whoever signs approves this content, and no other."))
        heads = (say(language, "Name"), say(language, "Role"), say(language, "Signature"), say(language, "Date"))
        rows = [(name, role or _EMPTY, _EMPTY, _EMPTY) for name, role in self.signed.signers]
        rows += [(_EMPTY,) * 4] * max(0, 4 - len(rows))
        yield _table(heads, rows)


def _decided(log: Decided) -> list[Decision]:
    return [one for one in log.entries if one.what is not None and one.parked_until is None]


def _who(one: Decision, language: str) -> str:
    who = ", ".join(one.who)
    return f"{who}, {plain_day(language, one.when)}" if who and one.when is not None else who


def _change(one: Change, language: str) -> str:
    return f"{one.sentence} {say(language, 'Why: {why}', why=one.why)}" if one.why else one.sentence


# --- blocks ----------------------------------------------------------------------------------------------------------


def _heading(text: str, level: int = 1) -> Block:
    return Block("heading", (Piece(text),), level=min(level, _DEEPEST))


def _paragraph(text: str) -> Block:
    return Block("paragraph", (Piece(text),))


def _list(texts: Iterable[str]) -> Block:
    return Block("list", items=tuple((_paragraph(one),) for one in texts))


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Block:
    cells = tuple(tuple((Piece(one),) for one in row) for row in rows)
    return Block("table", table=Grid(tuple((Piece(one),) for one in heads), cells))


def _part(part: Part, level: int) -> Iterator[Block]:
    """Yield a paper of headings, facts and tables as blocks of a document."""
    yield _heading(part.title, level)
    yield from map(_paragraph, part.said)
    facts = [f"{one.name}: {'; '.join((*((one.words,) if one.words else ()), *one.items))}" for one in part.facts]
    if facts:
        yield _list(facts)
    if part.table is not None and part.table.rows:
        yield _table(part.table.heads, part.table.rows)
    for inner in part.parts:
        yield from _part(inner, level + 1)
