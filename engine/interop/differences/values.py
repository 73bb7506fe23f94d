"""What a setting says, in words: titles for ids, conditions as sentences, lengths of time as people say them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import pairwise

from engine.cases.compiling.workshop import Spot
from engine.definitions import keeping
from engine.definitions.accepting import Acceptance
from engine.definitions.configuration import Module, Subject
from engine.definitions.deadlines import BreachStep, Moment, Reminder
from engine.definitions.extending import Extends
from engine.definitions.fields import Check, Limits
from engine.definitions.letters import Letter
from engine.definitions.links import Opens
from engine.definitions.lists import OptionList
from engine.definitions.locks import ApprovedException
from engine.definitions.records import Record
from engine.definitions.tasks import Awaited, When
from engine.definitions.words import Duration
from engine.definitions.workflows import Always
from engine.interop.differences.codes import CODES
from engine.interop.differences.conditions import Conditions
from engine.interop.differences.edition import Edition
from engine.interop.differences.phrases import Named, Setting
from engine.interop.words import length, readable, shortened
from engine.sentences.dates import plain_day
from engine.sentences.say import Sentence, all_of, listing, say

LONGEST = 300
"""Letters of one value in a sentence."""

_MOMENTS: Mapping[str, Sentence] = {
    "entered": Sentence("when the state is entered"),
    "opened": Sentence("when the case is opened"),
}
_DEFAULTS: Mapping[str, Sentence] = {"today()": Sentence("today"), "now()": Sentence("this moment")}
_KNOWN_PATHS: Mapping[str, Sentence] = {
    "me.name": Sentence("the name of whoever fills it in"),
    "me.team": Sentence("the team of whoever fills it in"),
    "case.reference": Sentence("the case's reference"),
    "case.opened_on": Sentence("the day the case was opened"),
    "case.subject": Sentence("the case's subject"),
}


@dataclass(frozen=True, slots=True)
class Values:
    """The words for what settings say in one edition."""

    edition: Edition
    conditions: Conditions

    def said(self, spot: Spot, setting: Setting, value: object) -> str:
        """Return what the setting at *spot* says, as part of a sentence; text that people read in curly quotes."""
        if isinstance(value, tuple | list | frozenset):
            if setting.names == "condition":
                return shortened(
                    all_of(self._language, (self._text(spot, setting, str(one)) for one in value)), LONGEST
                )
            return shortened(listing(self._language, self.items(spot, setting, value)), LONGEST)
        return shortened(self._one(spot, setting, value), LONGEST)

    def items(self, spot: Spot, setting: Setting, values: object) -> list[str]:
        """Return what each of several things in a setting says."""
        if isinstance(values, Mapping):
            return [
                f"{name if '.' in name else readable(name)}: {self._one(spot, setting, one)}"
                for name, one in values.items()
            ]
        assert isinstance(values, tuple | list | frozenset)
        return [self._one(spot, setting, one) for one in values]

    @property
    def _language(self) -> str:
        return self.edition.language

    def _say(self, template: str, **parts: str) -> str:
        return say(self._language, template, **parts)

    def _one(self, spot: Spot, setting: Setting, value: object) -> str:
        match value:
            case bool():
                return self._say("yes") if value else self._say("no")
            case str():
                return self._text(spot, setting, value)
            case Duration():
                return length(value).said(self._language)
            case keeping.Term():
                return self._kept(value)
            case Moment():
                return self._moment(spot, value)
            case date():
                return plain_day(self._language, value)
            case time():
                return f"{value:%H:%M}"
            case int() | Decimal():
                return f"{value}"
            case Mapping():
                return listing(self._language, self.items(spot, setting, value))
            case tuple() | list():
                return listing(self._language, (self._one(spot, setting, one) for one in value))
        return self._group(spot, setting, value)

    def _text(self, spot: Spot, setting: Setting, text: str) -> str:
        match setting.names:
            case "words":
                return f"“{text}”"
            case "condition":
                return self.conditions.said(spot.kind, spot.name, text)
            case "code":
                return CODES[text].said(self._language) if text in CODES else f'"{readable(text)}"'
            case "paths":
                return self._path(spot, text)
            case "default":
                return self._default(spot, text)
        return f'"{self._named(spot, setting, text)}"'

    def _default(self, spot: Spot, text: str) -> str:
        if text in _DEFAULTS:
            return _DEFAULTS[text].said(self._language)
        form = self.edition.definition.forms.get(spot.name)
        path = tuple(str(name) for step, name in pairwise(spot.path) if step == "fields")
        question = form.question(path) if form is not None and path else None
        labels = question.options.labels if question is not None and question.options is not None else {}
        return f'"{labels.get(text, text)}"'

    def _named(self, spot: Spot, setting: Setting, name: str) -> str:
        one, configuration = self.edition, self.edition.configuration
        match setting.names:
            case "roles":
                return one.role(name)
            case "forms":
                return one.form(name)
            case "questions":
                return one.question(self._form_at(spot), name)
            case "steps":
                return one.step(spot.name, name)
            case "states":
                return one.state(spot.name, name)
            case "limits":
                return one.limit(spot.name, name)
            case "links":
                return one.link(spot.name, name)
        titled: Mapping[Named, Mapping[str, Record | Subject | Module | OptionList | Letter]] = {
            "records": configuration.records,
            "subjects": configuration.manifest.subjects,
            "modules": configuration.manifest.modules,
            "lists": configuration.lists,
            "letters": configuration.letters,
        }
        known = titled.get(setting.names, {}).get(name)
        if known is not None:
            return known.title
        return name if setting.names in ("plain", "lists") else readable(name)

    def _form_at(self, spot: Spot) -> str:
        """Return the form whose questions are named at *spot*: its own, or of an action the one that it fills in."""
        if spot.kind != "workflow":
            return spot.name
        node = self.edition.origins.node(spot.kind, spot.name, *spot.path[:-1], "form")
        return getattr(node, "value", spot.name)

    def _path(self, spot: Spot, path: str) -> str:
        if path in _KNOWN_PATHS:
            return _KNOWN_PATHS[path].said(self._language)
        owner, _, name = path.partition(".")
        configuration = self.edition.configuration
        if owner in configuration.records:
            fact = self.edition.question(owner, name)
            return self._say('"{fact}" in the record "{record}"', fact=fact, record=configuration.records[owner].title)
        if owner in configuration.forms and name in configuration.forms[owner].share:
            return f'"{readable(name)}"'
        if owner in configuration.forms:
            label = self.edition.question(owner, name)
            return self._say('"{field}" in the form "{form}"', field=label, form=configuration.forms[owner].title)
        if owner == "previous":
            label = self.edition.question(spot.name, name)
            return self._say('the answer to "{field}" when this form was last filled in', field=label)
        return f'"{path}"'

    def _moment(self, spot: Spot, moment: Moment) -> str:
        if moment.kind in _MOMENTS:
            return _MOMENTS[moment.kind].said(self._language)
        if moment.kind == "field":
            form, _, field = moment.name.partition(".")
            return self._say('on the day in "{field}"', field=self.edition.question(form, field))
        if moment.kind == "done":
            return self._say('when "{step}" is done', step=self.edition.step(spot.name, moment.name))
        return self._say('when "{state}" is entered', state=self.edition.state(spot.name, moment.name))

    def _kept(self, term: keeping.Term) -> str:
        span = length(term.length).said(self._language)
        if not term.record:
            return self._say("{length} after the end of the case", length=span)
        fact = self.edition.question(term.record, term.fact)
        return self._say('{length} after "{fact}"', length=span, fact=fact)

    # --- groups of settings that are told in one piece ----------------------------------------------------------------

    def _group(self, spot: Spot, setting: Setting, value: object) -> str:
        match value:
            case Check():
                condition = self.conditions.said(spot.kind, spot.name, value.that)
                return self._say("{condition}. If it is not: “{problem}”", condition=condition, problem=value.say)
            case Limits():
                return ", ".join(self._limits(value))
            case Awaited():
                return self._awaited(spot, value)
            case Reminder():
                told = self._roles(value.tell)
                return self._say(
                    "{roles}, {length} before", length=length(value.before).said(self._language), roles=told
                )
            case BreachStep():
                return self._breach(spot, value)
            case Opens():
                return f'"{self.edition.link(spot.name, value.link)}"'
            case Always():
                return f"“{value.say}”"
            case Extends():
                return f'"{value.id} {value.least}"'
            case ApprovedException() | Acceptance():
                return f'"{value.path}"'
        return f'"{value}"'

    def _limits(self, limits: Limits) -> Iterator[str]:
        if limits.min is not None:
            yield self._say("at least {least}", least=str(limits.min))
        if limits.max is not None:
            yield self._say("at most {most}", most=str(limits.max))

    def _awaited(self, spot: Spot, awaited: Awaited) -> str:
        if isinstance(awaited, When) and awaited.condition is not None:
            return self.conditions.said(spot.kind, spot.name, awaited.condition)
        if awaited.at_least is not None:
            return self._say("tasks done: at least {least}", least=str(awaited.at_least))
        if awaited.each_of:
            titles = (f'"{self.edition.step(spot.name, one)}"' for one in awaited.each_of)
            return self._say("these are done: {tasks}", tasks=listing(self._language, titles))
        return self._say("all required tasks are done")

    def _breach(self, spot: Spot, step: BreachStep) -> str:
        if step.task is not None:
            return self._say('the task "{title}" opens', title=step.task.title)
        if step.to is not None:
            return self._say('the case goes to "{state}"', state=self.edition.state(spot.name, step.to))
        return self._say("these are told: {roles}", roles=self._roles(step.tell))

    def _roles(self, names: tuple[str, ...]) -> str:
        return listing(self._language, (f'"{self.edition.role(one)}"' for one in names))
