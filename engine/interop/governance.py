"""The information-governance pack of a configuration: what is collected, why, who reads it, where it flows, how long.

It is made from the definitions alone, so it says what the system will do. Whether that is lawful and fair a person
decides: the pack ends with what the definitions leave open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.cases.compiled import CompiledForm, CompiledLink, CompiledTask, Definition
from engine.cases.links import shared_label
from engine.cases.shares import BASES
from engine.cases.task_titles import task_title
from engine.checks.book import Book
from engine.definitions.configuration import Reach
from engine.definitions.fields import Sensitivity
from engine.interop.afterwards import keeping, shared_labels
from engine.interop.every_question import SENSITIVITY, Question, questions_of
from engine.interop.outline import Fact, Part, Table
from engine.sentences.say import Sentence, listing, say

_REACHES: Mapping[Reach, Sentence] = {
    "task": Sentence("no case: only tasks of their own, and what was sent with them"),
    "case": Sentence("only cases on which they are named"),
    "team": Sentence("the cases of their team"),
    "council": Sentence("every case that is not restricted"),
}
_GUARDED: tuple[Sensitivity, ...] = ("special", "personal")
_FORM_HEADS = (
    Sentence("Form"),
    Sentence("About"),
    Sentence("Basis"),
    Sentence("Ordinary"),
    Sentence("Personal"),
    Sentence("Special"),
    Sentence("About someone else"),
)
_ROLE_HEADS = (
    Sentence("Role"),
    Sentence("Reaches"),
    Sentence("Reads personal answers"),
    Sentence("Reads special answers"),
)
_FLOW_HEADS = (Sentence("From"), Sentence("To"), Sentence("What"), Sentence("How"))


def governance_pack(book: Book) -> Part:
    """Return the pack of a whole configuration as a document."""
    return _Writing(book).pack()


@dataclass(frozen=True, slots=True)
class _Writing:
    """One configuration on its way into a pack."""

    book: Book

    @property
    def definition(self) -> Definition:
        return self.book.definition

    @property
    def forms(self) -> Iterable[CompiledForm]:
        return self.definition.forms.values()

    def say(self, template: str, **parts: str | int) -> str:
        return say(self.definition.language, template, **parts)

    def heads(self, sentences: Sequence[Sentence]) -> tuple[str, ...]:
        return tuple(one.said(self.definition.language) for one in sentences)

    def pack(self) -> Part:
        title = self.say("{configuration}: information governance", configuration=self.definition.title)
        parts = (
            self._summary(),
            *map(self._form, self.forms),
            self._readers(),
            self._flows(),
            self._keeping(),
            self._exceptions(),
            self._open(),
        )
        said = (
            self.say("Version {version}.", version=self.definition.whole_version),
            self.say("Content: {release}", release=self.definition.release),
            self.say("Made from the definitions: this is what the system does."),
            self.say("Whether it is lawful, necessary and fair is for people to decide and to record."),
        )
        return Part(
            title,
            said=said,
            parts=tuple(one for one in parts if one.facts or one.table or one.parts or one.said),
            language=self.definition.language,
        )

    # --- what is collected -------------------------------------------------------------------------------------------

    def _summary(self) -> Part:
        rows = tuple(self._counted(form) for form in self.forms)
        table = Table(self.heads(_FORM_HEADS), rows)
        return Part(self.say("What is collected"), table=table)

    def _counted(self, form: CompiledForm) -> tuple[str, ...]:
        kept = _kept(form)
        counts = (sum(one.field.sensitivity == kind for one in kept) for kind in SENSITIVITY)
        others = sum(one.field.definition.about is not None for one in kept)
        return (form.definition.title, self._subject(form), self._basis(form), *map(str, counts), str(others))

    def _subject(self, form: CompiledForm) -> str:
        subject = self.definition.subjects.get(form.definition.subject)
        return subject.title if subject is not None else form.definition.subject

    def _basis(self, form: CompiledForm) -> str:
        basis = form.definition.basis
        return BASES[basis].said(self.definition.language) if basis else self.say("not said")

    def _form(self, form: CompiledForm) -> Part:
        made, kept = form.definition, _kept(form)
        facts = [
            Fact(self.say("Purpose"), made.purpose or self.say("not said")),
            Fact(self.say("Basis"), self._basis(form)),
        ]
        facts += (
            Fact(self._of(kind), items=labels)
            for kind in _GUARDED
            if (labels := tuple(dict.fromkeys(one.name for one in kept if one.field.sensitivity == kind)))
        )
        if others := tuple(dict.fromkeys(one.name for one in kept if one.field.definition.about is not None)):
            facts.append(Fact(self.say("About someone else"), items=others))
        if purposes := tuple(
            self.say("{question}: {purpose}", question=one.name, purpose=one.field.definition.purpose)
            for one in kept
            if one.field.definition.purpose
        ):
            facts.append(Fact(self.say("Why it is asked"), items=purposes))
        return Part(made.title, form.id, facts=tuple(facts))

    def _of(self, kind: Sensitivity) -> str:
        return self.say("Special answers" if kind == "special" else "Personal answers")

    # --- who reads it, and where it goes -----------------------------------------------------------------------------

    def _readers(self) -> Part:
        roles = self.definition.roles
        rows = []
        for name, title in roles.titles.items():
            reach = roles.reach.get(name)
            reaches = (
                _REACHES[reach].said(self.definition.language) if reach is not None else self.say("a place on a case")
            )
            powers = roles.powers.get(name, frozenset((name,))) | {name}
            counts = (
                sum(
                    not one.field.view.isdisjoint(powers)
                    for form in self.forms
                    for one in _kept(form)
                    if _is(one, kind)
                )
                for kind in ("personal", "special")
            )
            rows.append((title, reaches, *map(str, counts)))
        said = self.say("Questions that a role may read; whoever fills a question in may read it there as well.")
        return Part(self.say("Who reads it"), said=(said,), table=Table(self.heads(_ROLE_HEADS), tuple(rows)))

    def _flows(self) -> Part:
        rows = tuple(dict.fromkeys((*self._sent(), *self._between_cases(), *self._supplied(), *self._written_back())))
        return Part(self.say("Where it flows"), table=Table(self.heads(_FLOW_HEADS), rows)) if rows else Part("")

    def _sent(self) -> Iterator[tuple[str, ...]]:
        """Yield what partners are sent with their tasks."""
        for flow in self.definition.workflows.values():
            for task in flow.work.tasks.values():
                for form, name in task.sends:
                    yield self._sending(task, self.definition.forms[form], name)

    def _sending(self, task: CompiledTask, form: CompiledForm, name: str) -> tuple[str, ...]:
        share = form.shares[name]
        basis = BASES[share.basis].said(self.definition.language)
        how = self.say('with the task "{task}"; basis: {basis}', task=task_title(task, None), basis=basis)
        return (form.definition.title, share.title, self._listed(shared_labels(form, share)), how)

    def _between_cases(self) -> Iterator[tuple[str, ...]]:
        """Yield what links let one case read of another."""
        for flow in self.definition.workflows.values():
            for link in flow.links.values():
                far = self.definition.workflows[link.definition.to].definition.title
                if link.reads:
                    read = self.say('read through the link "{link}", never copied', link=link.title)
                    yield (far, flow.definition.title, self._listed(self._read(link)), read)

    def _read(self, link: CompiledLink) -> Iterator[str]:
        return (shared_label(self.definition, link, name) for name in link.reads)

    def _supplied(self) -> Iterator[tuple[str, ...]]:
        """Yield what the case system supplies to forms."""
        for form in self.forms:
            taken = [one.name for one in questions_of(form) if any(each.kind == "system" for each in one.field.sources)]
            if taken:
                system, how = self.say("the case system"), self.say("copied when the form is begun")
                yield (system, form.definition.title, self._listed(taken), how)

    def _written_back(self) -> Iterator[tuple[str, ...]]:
        for form in self.forms:
            for kind in ("update", "propose"):
                back = [one.name for one in questions_of(form) if one.field.definition.write_back == kind]
                if back:
                    how = self.say(
                        "put into the record when the form is sent"
                        if kind == "update"
                        else "proposed to whoever may change the record"
                    )
                    yield (form.definition.title, self._subject(form), self._listed(back), how)

    def _listed(self, labels: Iterable[str]) -> str:
        return listing(self.definition.language, dict.fromkeys(labels), at_most=12)

    # --- how long, and what is left open -----------------------------------------------------------------------------

    def _keeping(self) -> Part:
        parts = tuple(
            Part(form.definition.title, form.id, facts=facts)
            for form in self.forms
            if (facts := tuple(keeping(self.definition, form)))
        )
        return Part(self.say("How long it is kept"), parts=parts)

    def _exceptions(self) -> Part:
        approved = tuple(
            self.say(
                "{path}: {why} ({who}, {when})", path=one.path, why=one.why, who=one.who, when=one.when.isoformat()
            )
            for one in self.book.configuration.manifest.approved_exceptions
        )
        facts = (Fact(self.say("Approved"), items=approved),) if approved else ()
        return Part(self.say("Exceptions from what the template fixes"), facts=facts)

    def _open(self) -> Part:
        gaps = (
            (
                self.say("Forms that do not say their purpose"),
                [one for one in self.forms if not one.definition.purpose],
            ),
            (self.say("Forms that do not say their basis"), [one for one in self.forms if not one.definition.basis]),
            (self.say("Forms that do not say how long they are kept"), [one for one in self.forms if _no_end(one)]),
        )
        facts = [Fact(name, items=tuple(one.definition.title for one in forms)) for name, forms in gaps if forms]
        unsaid = [
            self.say('"{question}" in "{form}"', question=one.name, form=form.definition.title)
            for form in self.forms
            for one in _kept(form)
            if _is(one, "special") and not (one.field.definition.purpose or self._page_purpose(one))
        ]
        if unsaid:
            facts.append(Fact(self.say("Special answers without a purpose of their own"), items=tuple(unsaid)))
        if not facts:
            return Part(self.say("What is left open"), said=(self.say("Nothing that the definitions could say."),))
        return Part(self.say("What is left open"), facts=tuple(facts))

    def _page_purpose(self, one: Question) -> str:
        top = one.form.by_id[one.path.partition(".")[0]]
        return one.form.definition.pages[top.page].purpose or ""


def _kept(form: CompiledForm) -> list[Question]:
    return [one for one in questions_of(form) if one.is_kept and one.field.row is None]


def _is(one: Question, kind: str) -> bool:
    return one.field.sensitivity == kind


def _no_end(form: CompiledForm) -> bool:
    return form.definition.keep is None or form.definition.keep.submitted is None
