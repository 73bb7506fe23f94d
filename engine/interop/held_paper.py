"""What is held about somebody, as a document to go through and hand over.

Beside each question that somebody must look at before it goes out stands why, in brackets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, tzinfo

from engine.cases.held import Held, HeldCase, HeldPaper, HeldSaying, HeldSending, Mark
from engine.cases.shares import BASES
from engine.cases.views import FieldView
from engine.interop.filled_form import filled_pages, in_words
from engine.interop.outline import Fact, Part, Table
from engine.sentences.dates import long_moment, plain_day
from engine.sentences.say import Sentence, listing, say

_WHY: Mapping[Mark, Sentence] = {
    "third_party": Sentence("about somebody else"),
    "special": Sentence("kept most closely"),
    "partner": Sentence("given by a partner"),
}
Letters = Mapping[tuple[str, str], str]
"""The text of letters, by the id of their case and their own."""


def held_paper(held: Held, letters: Letters, *, language: str, zone: tzinfo) -> Part:
    """Return *held* as a document: the record, then each case with its papers, letters, what was sent, and history."""
    return _Paper(language, zone, letters).whole(held)


@dataclass(frozen=True, slots=True)
class _Paper:
    language: str
    zone: tzinfo
    letters: Letters = field(repr=False)

    def whole(self, held: Held) -> Part:
        return Part(
            self._say("What is held about {subject}", subject=held.subject),
            said=tuple(self._on_top(held)),
            parts=(*self._record(held), *(self._case(one) for one in held.cases)),
            language=self.language,
        )

    def _on_top(self, held: Held) -> Iterator[str]:
        yield self._say("Drawn up by {person}, {moment}.", person=held.by, moment=self._moment(held.at))
        yield self._say("It holds what this person may see. What they may not see is not here, restricted cases too.")
        yield self._say("It does not say whether there is anything of the kind.")
        yield self._say(
            "Drafts, what files hold and what was withdrawn are not here; the history says what was withdrawn."
        )
        if held.left_out:
            yield self._say("Left out: {reasons}.", reasons=self._why(held.left_out))
            yield self._say("Letters stand as they were drawn up: read each of them before this goes to anybody.")
        else:
            yield self._say("Nothing is left out. Look at what has a reason in brackets before this goes to anybody.")

    def _record(self, held: Held) -> Iterator[Part]:
        if held.facts:
            rows = tuple(
                (self._label(one.fact.label, one.marks), words, plain_day(self.language, _day(one.on)), one.by)
                for one in held.facts
                for words in [self._words(one)]
            )
            heads = (self._say("What"), self._say("What was said"), self._say("Since"), self._say("By"))
            yield Part(self._say("The record"), table=Table(heads, rows))

    def _words(self, one: HeldSaying) -> str:
        return "; ".join(in_words(one.fact, (), language=self.language, zone=self.zone))

    def _case(self, case: HeldCase) -> Part:
        facts = (
            Fact(self._say("Opened"), plain_day(self.language, case.opened_on)),
            Fact(self._say("Where it is"), case.state),
            Fact(self._say("Who held a place"), items=tuple(self._places(case))),
        )
        return Part(
            f"{case.title}, {case.reference}",
            facts=tuple(one for one in facts if one.words or one.items),
            parts=(
                *self._papers(case.papers),
                *self._letters(case),
                *self._sendings(case),
                *self._history(case),
                *self._looks(case),
            ),
        )

    def _places(self, case: HeldCase) -> Iterator[str]:
        for one in case.places:
            until = self._moment(one.until) if one.until is not None else self._say("now")
            yield f"{one.title}: {one.person}, {self._moment(one.since)} – {until}"

    def _papers(self, papers: Sequence[HeldPaper]) -> Iterator[Part]:
        """Yield the papers; of an earlier revision only what the last one does not say in the same way."""
        last = {one.submission: one for one in papers}
        for one in papers:
            if (final := last[one.submission]) is one:
                yield self._paper(one)
            elif (earlier := _unlike(one, final)).view.pages:
                yield self._paper(earlier)

    def _paper(self, paper: HeldPaper) -> Part:
        said = [self._say("Submitted by {person}, {moment}.", person=paper.by, moment=self._moment(paper.at))]
        if paper.task:
            said.append(self._say('For the task "{task}".', task=paper.task))
        if paper.revisions > paper.revision:
            told = "Revision {number} of {all}: only what the last one says otherwise."
            said.append(self._say(told, number=str(paper.revision), all=str(paper.revisions)))
        elif paper.revisions > 1:
            said.append(self._say("Revision {number} of {all}.", number=str(paper.revision), all=str(paper.revisions)))
        if paper.unread:
            unread = listing(self.language, [f'"{one}"' for one in paper.unread])
            told = "Not for whoever drew this up to see, answered or not: {questions}."
            said.append(self._say(told, questions=unread))
        return Part(paper.view.title, said=tuple(said), parts=self._pages(paper))

    def _letters(self, case: HeldCase) -> Iterator[Part]:
        for one in case.letters:
            text = self.letters.get((case.id, one.id), "")
            drawn = self._say(
                "Letter to {people}, drawn up by {person}, {moment}.",
                people=one.to,
                person=one.by,
                moment=self._moment(one.at),
            )
            yield Part(one.title, said=(drawn, *(line for line in text.splitlines() if line.strip("=- \t"))))

    def _sendings(self, case: HeldCase) -> Iterator[Part]:
        if case.sendings:
            heads = (self._say("When"), self._say("To"), self._say("What"), self._say("Legal basis"))
            rows = tuple(
                (
                    self._moment(one.at),
                    one.to,
                    f"{one.form}: {'; '.join(one.questions)}",
                    BASES[one.basis].said(self.language),
                )
                for one in case.sendings
            )
            yield Part(self._say("What was sent to others"), table=Table(heads, rows))

    def _history(self, case: HeldCase) -> Iterator[Part]:
        heads = (self._say("When"), self._say("By"), self._say("What"))
        rows = tuple((self._moment(one.at), one.by, ". ".join(one.lines)) for one in case.history if one.lines)
        if rows:
            yield Part(self._say("History"), table=Table(heads, rows))

    def _looks(self, case: HeldCase) -> Iterator[Part]:
        if case.looks:
            heads = (self._say("When"), self._say("By"))
            rows = tuple((self._moment(one.at), one.person) for one in case.looks)
            yield Part(self._say("Who looked"), table=Table(heads, tuple(dict.fromkeys(rows))))

    def _basis(self, one: HeldSending) -> str:
        return BASES[one.basis].said(self.language)

    def _say(self, template: str, **parts: str) -> str:
        return say(self.language, template, **parts)

    def _moment(self, at: datetime) -> str:
        return long_moment(self.language, at.astimezone(self.zone))

    def _why(self, marks: Sequence[Mark]) -> str:
        return listing(self.language, [_WHY[one].said(self.language) for one in marks])

    def _pages(self, paper: HeldPaper) -> tuple[Part, ...]:
        pages = [(page.title, [self._marked(one, paper.marks) for one in page.fields]) for page in paper.view.pages]
        asked = [one for _, fields in pages for one in fields if one.type != "note"]
        return filled_pages(pages, paper.form.fields, language=self.language, zone=self.zone) if asked else ()

    def _marked(self, one: FieldView, marks: Mapping[str, tuple[Mark, ...]]) -> FieldView:
        """Return a question with its marks in its label; of rows, those inside that the whole does not have."""
        own = marks.get(one.id, ())
        cells = tuple(
            replace(
                cell, label=self._label(cell.label, [m for m in marks.get(f"{one.id}.{cell.id}", ()) if m not in own])
            )
            for cell in one.row
        )
        return replace(one, label=self._label(one.label, own), row=cells)

    def _label(self, label: str, marks: Sequence[Mark]) -> str:
        return f"{label} [{self._why(marks)}]" if marks else label


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _unlike(paper: HeldPaper, last: HeldPaper) -> HeldPaper:
    """Return a revision with only the answers that the *last* one does not have as they are."""
    now = {one.id: one.value for page in last.view.pages for one in page.fields}
    pages = (
        replace(page, fields=tuple(one for one in page.fields if one.type != "note" and now.get(one.id) != one.value))
        for page in paper.view.pages
    )
    return replace(paper, view=replace(paper.view, pages=tuple(page for page in pages if page.fields)))
