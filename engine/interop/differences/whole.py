"""All that differs between two configurations: casepath.yaml, forms, lists, records, workflows, and what is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from engine.cases.compiling.workshop import Spot
from engine.definitions.configuration import Configuration, Manifest
from engine.definitions.deadlines import Deadline
from engine.definitions.fields import FieldBase
from engine.definitions.forms import Form
from engine.definitions.lists import OptionList
from engine.definitions.model import Kind, Model
from engine.definitions.nodes import plain
from engine.definitions.workflows import Action, Workflow
from engine.interop.differences import forms, questions, steps, workflows
from engine.interop.differences.change import GROUPS, Change, ChangeKind
from engine.interop.differences.comparing import Comparing, Special
from engine.interop.differences.edition import Edition
from engine.interop.differences.phrases import Setting, Things
from engine.interop.differences.things import Thing, phrase_of, title_of
from engine.interop.words import readable
from engine.sentences.say import Sentence, say

_SPECIAL: Mapping[type[Model], Special] = {
    Form: forms.form,
    FieldBase: questions.question,
    OptionList: questions.option_list,
    Workflow: workflows.workflow,
    Action: steps.action,
    Deadline: steps.deadline,
}
_GROUP = Sentence('the group "{title}"')
_IN_GROUP = Setting('the roles in the group "{title}"', "roles")
_MANIFEST = Spot("configuration", "")
_KINDS: Mapping[Kind, str] = {
    "form": "forms",
    "part": "parts",
    "list": "lists",
    "record": "records",
    "workflow": "workflows",
    "letter": "letters",
}


def differences(old: Edition, new: Edition) -> tuple[Change, ...]:
    """Return what became of *old* in *new*: statutory changes first, then local ones, then those of wording."""
    work = Comparing(old, new, _SPECIAL)
    found = list(_all(work, old.configuration, new.configuration))
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda one: order.index(one.group)))


def _all(work: Comparing, old: Configuration, new: Configuration) -> Iterator[Change]:
    yield from _manifest(work, old.manifest, new.manifest)
    for kind, held in _KINDS.items():
        phrase = phrase_of(Configuration, held)
        assert isinstance(phrase, Things)
        yield from _definitions(work, kind, phrase.one, getattr(old, held), getattr(new, held))
    yield from _translations(work, old, new)
    yield from _scenarios(work)


def _manifest(work: Comparing, old: Manifest, new: Manifest) -> Iterator[Change]:
    phrase = Sentence('the configuration "{title}"')
    thing = Thing(phrase, old.title, new.title, _MANIFEST, _MANIFEST, say(work.language, "The council as a whole"))
    # Another configuration is called otherwise and counts its versions by itself. The headline says both.
    itself = ("configuration", "title", "version", "extends", "why") if old.configuration != new.configuration else ()
    yield from work.settings(old, new, thing, leave=itself)
    at = thing.at("groups")
    for name in dict.fromkeys((*old.groups, *new.groups)):
        title = readable(name)
        group = Thing(_GROUP, title, title, at.was.at(name), at.now.at(name), thing.about)
        if name not in old.groups:
            yield work.added(group)
        elif name not in new.groups:
            yield work.removed(group)
        elif old.groups[name] != new.groups[name]:
            yield from work.setting(old.groups[name], new.groups[name], group, _IN_GROUP)


def _definitions(
    work: Comparing, kind: Kind, phrase: Sentence, old: Mapping[str, Model], new: Mapping[str, Model]
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        before, after = old.get(name), new.get(name)
        titles = [title_of(one, name) if one is not None else "" for one in (before, after)]
        spot = Spot(kind, name)
        about = phrase.said(work.language, title=titles[1] or titles[0])
        about = about[:1].upper() + about[1:]
        thing = Thing(phrase, titles[0] or titles[1], titles[1] or titles[0], spot, spot, about)
        if before is None:
            yield work.added(thing)
        elif after is None:
            yield work.removed(thing)
        else:
            yield from work.compared(before, after, thing)


# --- what is counted only --------------------------------------------------------------------------------------------


def _translations(work: Comparing, old: Configuration, new: Configuration) -> Iterator[Change]:
    for language in sorted({key[0] for key in (*old.translations, *new.translations)}):
        before, after = _texts(old, language), _texts(new, language)
        come = [key for key in after if key not in before]
        gone = [key for key in before if key not in after]
        other = [key for key in after if key in before and before[key] != after[key]]
        about = say(work.language, "Translations")
        counted: tuple[tuple[list[tuple[Kind, str, str]], Sentence, ChangeKind], ...] = (
            (come, Sentence('Translations into "{spoken}" that you added: {count}.'), "added"),
            (other, Sentence('Translations into "{spoken}" that you changed: {count}.'), "changed"),
            (gone, Sentence('Translations into "{spoken}" that you removed: {count}.'), "removed"),
        )
        for keys, template, kind in counted:
            if keys:
                spot = Spot("translation", f"{language} {keys[0][0]} {keys[0][1]}")
                thing = Thing(Sentence('the translation "{title}"'), language, language, spot, spot, about)
                said = template.said(work.language, spoken=language, count=str(len(keys)))
                made = work.change(thing, kind, said, after=str(len(keys)), is_words=True)
                yield replace(made, path=f"translations.{language}", was=None, spot=None)


def _texts(configuration: Configuration, language: str) -> dict[tuple[Kind, str, str], Model]:
    return {
        (kind, name, path): text
        for (spoken, kind, name), sidecar in configuration.translations.items()
        if spoken == language
        for path, text in sidecar.texts.items()
    }


def _scenarios(work: Comparing) -> Iterator[Change]:
    before, after = _written(work.old), _written(work.new)
    about = say(work.language, "Scenarios")
    come = sum(one not in before for one in after)
    # A council has scenarios of its own; its template's stay with the template.
    gone = 0 if work.new.template is not None else sum(one not in after for one in before)
    other = sum(one in before and before[one] != said for one, said in after.items())
    thing = Thing(Sentence('the scenarios of "{title}"'), "", "", _MANIFEST, _MANIFEST, about)
    for count, template in (
        (come, Sentence("Scenarios that you added: {count}.")),
        (other, Sentence("Scenarios that you changed: {count}.")),
        (gone, Sentence("Scenarios that you removed: {count}.")),
    ):
        if count:
            said = template.said(work.language, count=str(count))
            made = work.change(thing, "changed", said, after=str(count))
            yield replace(made, path="scenarios", old=None, new=None, was=None, spot=None)


def _written(edition: Edition) -> dict[tuple[str, str], object]:
    """Return every scenario as it is written, by its workflow and its name; with it what holds for all in its file."""
    found: dict[tuple[str, str], object] = {}
    for node in edition.scenarios.values():
        file = plain(node)
        if not isinstance(file, dict):
            continue
        scenarios, given = file.get("scenarios"), file.get("given", "")
        if isinstance(scenarios, dict):
            of = str(file.get("scenarios_of", ""))
            found |= {(of, name): (given, one) for name, one in scenarios.items()}
    return found
