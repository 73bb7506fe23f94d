"""What is held about somebody, as plain data for another system: every answer as it is kept, and in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from engine.cases.compiled import CompiledField
from engine.cases.held import Held, HeldCase, HeldPaper, HeldSaying
from engine.cases.values import Json
from engine.cases.views import FieldView
from engine.interop.filled_form import in_words
from engine.interop.held_paper import Letters


def held_data(held: Held, letters: Letters, *, language: str, zone: tzinfo) -> dict[str, Json]:
    """Return *held* as it can be written as JSON. *marks* say why an answer must be looked at before it goes out."""
    return _Data(language, zone, letters).whole(held)


@dataclass(frozen=True, slots=True)
class _Data:
    language: str
    zone: tzinfo
    letters: Letters = field(repr=False)

    def whole(self, held: Held) -> dict[str, Json]:
        return {
            "kind": held.kind,
            "subject": held.subject,
            "drawn_up_by": held.by,
            "drawn_up_at": held.at.isoformat(),
            "left_out": list(held.left_out),
            "record": [self._saying(one) for one in held.facts],
            "cases": [self._case(one) for one in held.cases],
        }

    def _saying(self, one: HeldSaying) -> Json:
        return {**self._answer(one.fact, (), one.marks), "since": one.on, "by": one.by}

    def _case(self, case: HeldCase) -> Json:
        return {
            "reference": case.reference,
            "title": case.title,
            "opened_on": case.opened_on.isoformat(),
            "state": case.state,
            "papers": [self._paper(one) for one in case.papers],
            "letters": list(self._letters(case)),
            "sent": list(_sent(case)),
            "places": list(_places(case)),
            "history": [{"at": one.at.isoformat(), "by": one.by, "lines": list(one.lines)} for one in case.history],
            "looks": _looks(case),
        }

    def _paper(self, paper: HeldPaper) -> Json:
        answers: list[Json] = [
            {
                "page": page.title,
                **self._answer(one, paper.form.fields, paper.marks.get(one.id, ())),
                "marks_inside": _inside(one, paper),
            }
            for page in paper.view.pages
            for one in page.fields
            if one.type != "note"
        ]
        return {
            "form": paper.view.form,
            "title": paper.view.title,
            "task": paper.task,
            "revision": paper.revision,
            "revisions": paper.revisions,
            "by": paper.by,
            "at": paper.at.isoformat(),
            "answers": answers,
            "not_for_this_reader": list(paper.unread),
        }

    def _answer(self, one: FieldView, asked: Iterable[CompiledField], marks: Iterable[str]) -> dict[str, Json]:
        words = in_words(one, asked, language=self.language, zone=self.zone)
        return {"id": one.id, "question": one.label, "answer": one.value, "words": list(words), "marks": list(marks)}

    def _letters(self, case: HeldCase) -> Iterator[Json]:
        for one in case.letters:
            text = self.letters.get((case.id, one.id), "")
            yield {"title": one.title, "to": one.to, "at": one.at.isoformat(), "by": one.by, "text": text}


def _inside(one: FieldView, paper: HeldPaper) -> Mapping[str, Json]:
    return {cell.id: list(found) for cell in one.row if (found := paper.marks.get(f"{one.id}.{cell.id}", ()))}


def _sent(case: HeldCase) -> Iterator[Json]:
    for one in case.sendings:
        what: dict[str, Json] = {"form": one.form, "questions": list(one.questions), "basis": one.basis}
        yield {"at": one.at.isoformat(), "to": one.to, **what}


def _places(case: HeldCase) -> Iterator[Json]:
    for one in case.places:
        until = one.until.isoformat() if one.until is not None else None
        yield {"place": one.title, "person": one.person, "since": one.since.isoformat(), "until": until}


def _looks(case: HeldCase) -> Json:
    """Return who looked; nothing, in place of nobody, where it is not for this reader to know."""
    if case.looks is None:
        return None
    return [{"at": one.at.isoformat(), "person": one.person, "call": one.surface} for one in case.looks]
