"""What a schema of answers cannot say, in words: what depends on other answers, on the step and on the person."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from engine.cases.compiled import CompiledField, CompiledForm, CompiledRule, Definition
from engine.definitions.fields import NumberField, TextField
from engine.interop.hands import hands
from engine.interop.limits import kind_of_answer
from engine.interop.saying import Label, said
from engine.interop.sources import source_said
from engine.interop.words import one_line

Schema: TypeAlias = "str | int | bool | Sequence[Schema] | Mapping[str, Schema] | None"
Object: TypeAlias = dict[str, Schema]

_SHARED = re.compile(
    r"(?:[A-Za-z0-9 ,:;=@%&'\"!<>/_~#-]"  # letters, digits and signs that mean themselves
    r"|\\[.\\/+*?()\[\]{}|^$]"  # a sign that stands for itself
    r"|\[\^?(?:[A-Za-z0-9 .,:;=@%'\"!<>/_+*?()|$#-]|\\[\\\]\[.^/-])+\]"  # a class
    r"|\{[0-9]+(?:,[0-9]*)?\}|\((?:\?:)?|[)|.?*+])*"  # counts, groups, either-or
)
_NOT_SHARED = re.compile(r"--|[*+?}][*+{]|\(\?[^:]")


def is_shared(pattern: str) -> bool:
    """Return whether *pattern* means the same to our engine, to JSON Schema's and to Python's."""
    return _SHARED.fullmatch(pattern) is not None and _NOT_SHARED.search(pattern) is None


def field_words(definition: Definition, one: CompiledField, label: Label) -> Object:
    """Return what depends on other answers, on the step or on the person, by what it decides."""
    field, language = one.definition, definition.language
    told: Object = {"answer": kind_of_answer(one, definition)} if _needs_words(one) else {}
    if one.show:
        told["asked_when"] = [said(show, label, language) for show in one.show]
    conditions = {"required_when": one.required_if, "read_only_when": one.read_only_if, "calculated_as": one.calc}
    told |= {name: said(when, label, language) for name, when in conditions.items() if when is not None}
    if one.asked_for:
        told["asked_for"] = sorted(one.asked_for)
    if field.required_for:
        told["required_for"] = list(field.required_for)
    if one.options is not None and one.options.offer_if:
        told["offered_when"] = {code: said(when, label, language) for code, when in one.options.offer_if.items()}
    if one.checks:
        told["must_hold"] = [
            {"that": said(one.expression, label, language), "say": one_line(one.say)} for one in one.checks
        ]
    if one.sources:
        told["copied_from"] = [source_said(source, definition, label) for source in one.sources]
    if field.write_back != "never":
        told["write_back"] = field.write_back
    if field.reports_to is not None:
        told["reports_to"] = field.reports_to
    return told


def _needs_words(one: CompiledField) -> bool:
    """Whether there is a limit that a schema cannot say: of words, of decimals kept as text, by another's pattern."""
    match one.definition:
        case TextField(words=words, format=format):
            return words is not None or (format is not None and not is_shared(format.pattern))
        case NumberField(type="decimal", min=low, max=high):
            return low is not None or high is not None
    return False


def form_words(definition: Definition, form: CompiledForm, label: Label) -> Object:
    """Return what holds for the whole form: which content it is, what each action requires, and its rules."""
    return {
        "configuration": definition.configuration,
        "version": definition.version,
        "release": definition.release,
        "form": form.id,
        "required_for": dict(_required_by_action(definition, form)),
        "rules": [_rule(rule, label, definition.language) for rule in form.rules],
    }


def _required_by_action(definition: Definition, form: CompiledForm) -> Iterator[tuple[str, Schema]]:
    """Yield each action that submits *form* with what it always requires beyond `required`."""
    for hand in {one.action: one for one in hands(definition, form.id)}.values():
        required = [one.id for one in form.fields if _is_required_for(one, hand.action, begins=hand.begins)]
        if required:
            yield hand.action, required


def _is_required_for(one: CompiledField, action: str, *, begins: bool) -> bool:
    asked = action in one.asked_for if one.asked_for else begins
    waits = one.show or one.edit or one.read_only_if is not None or one.calc is not None
    must = (one.definition.required and bool(one.asked_for)) or action in one.definition.required_for
    return asked and must and not waits


def _rule(rule: CompiledRule, label: Label, language: str) -> Object:
    told: Object = {"id": rule.id, "level": rule.definition.level}
    if rule.when is not None:
        told["when"] = said(rule.when, label, language)
    return told | {
        "require": said(rule.require, label, language),
        "say": one_line(rule.definition.say),
        "at": list(rule.definition.at),
    }
