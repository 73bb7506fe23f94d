"""What becomes of a form's answers once they are given, in plain sentences: which partners are sent which of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.cases.compiled import CompiledForm, CompiledShare
from engine.definitions.forms import Basis
from engine.interop.outline import Fact, Part
from engine.sentences.say import Sentence, say

BASES: Mapping[Basis, Sentence] = {
    "public_task": Sentence("a public task"),
    "legal_obligation": Sentence("a legal obligation"),
    "vital_interests": Sentence("vital interests"),
    "consent": Sentence("consent"),
    "contract": Sentence("a contract"),
}


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
