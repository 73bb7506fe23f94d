"""Every question of every form, those inside rows too, with what papers about a whole configuration say of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.cases.compiled import CompiledField, CompiledForm, Definition
from engine.definitions.fields import Sensitivity
from engine.interop.saying import Label, label_in, said
from engine.interop.sources import source_said
from engine.sentences.say import Sentence, all_of, say

SENSITIVITY: Mapping[Sensitivity, Sentence] = {
    "ordinary": Sentence("ordinary"),
    "personal": Sentence("personal"),
    "special": Sentence("special"),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question where it is asked. *path* is its id, and *name* its label, after those of the rows it stands in."""

    form: CompiledForm
    page: str
    path: str
    name: str
    field: CompiledField

    @property
    def is_asked(self) -> bool:
        """Whether people answer it; what is worked out, looked up or only read is not asked."""
        return self.field.asks or (self.field.row is not None and self.field.echo is None)

    @property
    def is_kept(self) -> bool:
        """Whether anything is kept of it: an answer, or what was worked out."""
        return self.is_asked or self.field.calc is not None


def questions(definition: Definition) -> Iterator[Question]:
    """Yield every question in the order of the forms; what stands in rows comes after its rows."""
    for form in definition.forms.values():
        yield from questions_of(form)


def questions_of(form: CompiledForm) -> Iterator[Question]:
    """Yield the questions of one form."""
    for one in form.fields:
        title = form.definition.pages[one.page].title
        yield from _with_cells(Question(form, title, one.id, one.definition.label, one))


def _with_cells(asked: Question) -> Iterator[Question]:
    yield asked
    for cell in asked.field.row.by_id.values() if asked.field.row is not None else ():
        path, name = f"{asked.path}.{cell.id}", f"{asked.name} > {cell.definition.label}"
        yield from _with_cells(Question(asked.form, asked.page, path, name, cell))


def asked_when(definition: Definition, asked: Question) -> str:
    """Return when a question is asked, in words; nothing where it always is."""
    label = label_in(asked.form)
    shown = [said(one, label, definition.language) for one in asked.field.show]
    return all_of(definition.language, shown) if shown else ""


def copied_from(definition: Definition, asked: Question) -> str:
    """Return where an answer is copied from when the form is begun; nothing where it is not."""
    return _sources(definition, label_in(asked.form), asked)


def _sources(definition: Definition, label: Label, asked: Question) -> str:
    named = (source_said(source, definition, label) for source in asked.field.sources)
    return "; ".join(dict.fromkeys(named))


def yes(definition: Definition, *, so: bool) -> str:
    """Return a mark for a cell of a table: yes, or nothing."""
    return say(definition.language, "yes") if so else ""


def titles(forms: Iterable[CompiledForm]) -> str:
    """Return the titles of forms for a cell, each once."""
    return "; ".join(dict.fromkeys(form.definition.title for form in forms))
