"""What becomes of a form's answers once they are given, in plain sentences: who is sent them, how long they stay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiled import CompiledForm, CompiledShare, Definition
from engine.cases.shares import BASES
from engine.definitions.keeping import Then
from engine.interop.outline import Fact, Part
from engine.interop.words import length
from engine.sentences.say import Sentence, say

THEN: Mapping[Then, Sentence] = {
    "anonymise": Sentence("then nothing in them says any more whom they are about"),
    "erase": Sentence("then they are erased"),
    "review": Sentence("then somebody decides what becomes of them"),
}


def keeping(definition: Definition, form: CompiledForm) -> Iterator[Fact]:
    """Yield how long drafts and submitted answers of *form* are kept, where it says so."""
    keep, language = form.definition.keep, definition.language
    if keep is not None and keep.draft is not None:
        words = say(language, "{length} after the last change; then it is erased.", length=length(keep.draft))
        yield Fact(say(language, "A draft is kept"), words)
    if keep is not None and keep.submitted is not None and keep.then is not None:
        term, then = keep.submitted, THEN[keep.then].said(language)
        words = say(language, "{length} after the case has ended; {then}.", length=length(term.length), then=then)
        if term.record:
            fact = definition.records[term.record].fields[term.fact].label
            counted = 'until {length} after the day that the record says at "{fact}"; {then}.'
            words = say(language, counted, length=length(term.length), fact=fact, then=then)
        yield Fact(say(language, "Submitted answers are kept"), words)


def sharing(form: CompiledForm) -> Iterator[Part]:
    """Yield what the rule book says of a form's shares, where it has any."""
    language = form.language
    if form.shares:
        only = say(language, "Partners are sent these answers and no others.")
        parts = tuple(_share(form, share) for share in form.shares.values())
        yield Part(say(language, "What partners are sent"), said=(only,), parts=parts)


def _share(form: CompiledForm, share: CompiledShare) -> Part:
    language = form.language
    facts = (
        Fact(say(language, "Answers"), items=tuple(shared_labels(form, share))),
        Fact(say(language, "Basis"), BASES[share.basis].said(language)),
    )
    return Part(say(language, "To: {roles}", roles=share.title), share.id, facts=facts)


def shared_labels(form: CompiledForm, share: CompiledShare) -> Iterator[str]:
    """Yield the labels of what *share* names, in the order of the form; those of cells after that of their rows."""
    order = {one.id: number for number, one in enumerate(form.fields)}
    for path in sorted(share.fields, key=lambda one: (order.get(one[0], 0), one[1:])):
        chain = (form.question(path[: depth + 1]) for depth in range(len(path)))
        labels = [one.definition.label for one in chain if one is not None]
        yield " > ".join(labels)
