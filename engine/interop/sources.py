"""Where a value is copied or echoed from, in words: the same for every paper and every program."""

from __future__ import annotations

from collections.abc import Mapping

from engine.cases.compiled import Definition, Source
from engine.cases.links import shared_question
from engine.definitions.links import LINKED_ON
from engine.interop.saying import Label
from engine.interop.words import readable
from engine.sentences.say import Sentence, say

_CASE: Mapping[str, Sentence] = {
    "reference": Sentence("the case's reference"),
    "opened_on": Sentence("the day the case was opened"),
    "subject": Sentence("the case's subject"),
}
_LINKED: Mapping[str, Sentence] = {
    "": Sentence('the cases linked as "{link}", a row for each'),
    LINKED_ON: Sentence('the day on which a case was linked as "{link}"'),
    "case.reference": Sentence('the reference of the case linked as "{link}"'),
    "case.opened_on": Sentence('the day on which the case linked as "{link}" was opened'),
}


def source_said(source: Source, definition: Definition, label: Label) -> str:
    """Return where a value is copied from, in titles: `"Sex" in the record "Child"`. *label* is its own form's."""
    language = definition.language
    match source.kind:
        case "record":
            return _fact(source, definition)
        case "form" | "previous":
            return _answer(source, definition, label)
        case "system":
            supplied = _system(source.name, definition)
            return say(language, 'what the case system supplies: "{fact}"', fact=supplied)
        case "deadline":
            deadline = _deadline(source.owner, definition)
            return say(language, 'the day by which "{deadline}" is due', deadline=deadline)
        case "link":
            return _linked(source, definition)
        case "me" if source.name == "name":
            return say(language, "the name of whoever fills it in")
        case "me":
            return say(language, "the team of whoever fills it in")
    if source.name in definition.roles.titles:
        return say(language, 'who is "{role}" on the case', role=definition.roles.titles[source.name])
    return _CASE[source.name].said(language) if source.name in _CASE else source.text


def _fact(source: Source, definition: Definition) -> str:
    record = definition.records[source.owner]
    fact = record.fields.get(source.name)
    label = fact.label if fact else readable(source.name)
    return say(definition.language, '"{fact}" in the record "{record}"', fact=label, record=record.title)


def _answer(source: Source, definition: Definition, own: Label) -> str:
    language, form = definition.language, definition.forms.get(source.owner)
    if form is None:
        before = 'the answer to "{field}" when this form was last filled in'
        return say(language, before, field=own(source.name))
    one = form.by_id.get(source.name)
    label = one.definition.label if one else readable(source.name)
    return say(language, '"{field}" in the form "{form}"', field=label, form=form.definition.title)


def _linked(source: Source, definition: Definition) -> str:
    language = definition.language
    link = next(
        (flow.links[source.owner] for flow in definition.workflows.values() if source.owner in flow.links), None
    )
    title = link.title if link is not None else readable(source.owner)
    if source.name in _LINKED:
        return _LINKED[source.name].said(language, link=title)
    own = link.asks.row.by_id.get(source.name) if link is not None and link.asks is not None and link.asks.row else None
    far = definition.workflows[link.definition.to].definition.subject if link is not None else ""
    one = own or shared_question(definition, far, source.name)
    label = one.definition.label if one is not None else readable(source.name.rpartition(".")[2])
    return say(language, '"{fact}" of the case linked as "{link}"', fact=label, link=title)


def _system(name: str, definition: Definition) -> str:
    fact = definition.system.get(name)
    written = fact is not None and fact.label != "Supplied by the host"
    return fact.label if fact is not None and written else readable(name)


def _deadline(name: str, definition: Definition) -> str:
    for flow in definition.workflows.values():
        if name in flow.deadlines:
            return flow.deadlines[name].title
    return readable(name)
