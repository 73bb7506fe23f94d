"""A configuration in another language: other words, and everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.definitions.configuration import Configuration
from engine.definitions.forms import Form
from engine.definitions.model import Kind, Model
from engine.definitions.sidecars import Translated, source_of
from engine.definitions.texts import Say, Steps, own_path, said


def languages_of(configuration: Configuration) -> tuple[str, ...]:
    """Return the languages of *configuration*, the one that its files are written in first."""
    languages = configuration.manifest.languages
    return (languages.default, *languages.also)


def translatable(configuration: Configuration) -> Iterator[tuple[Kind, str, Model]]:
    """Yield all that holds texts, with its kind and id: casepath.yaml, whose id is empty, first."""
    yield "configuration", "", configuration.manifest
    yield from (("form", name, one) for name, one in configuration.forms.items())
    yield from (("part", name, one) for name, one in configuration.parts.items())
    yield from (("list", name, one) for name, one in configuration.lists.items())
    yield from (("record", name, one) for name, one in configuration.records.items())
    yield from (("workflow", name, one) for name, one in configuration.workflows.items())
    yield from (("letter", name, one) for name, one in configuration.letters.items())


def in_language(configuration: Configuration, language: str) -> Configuration:
    """Return *configuration* with its texts in *language*.

    A text that has no translation, or one of what the English no longer says, stays English: a question must never ask
    something else in one language than in the other.
    """
    if language == configuration.manifest.languages.default:
        return configuration
    work = _Translating(configuration, language)
    return configuration.model_copy(
        update={
            "manifest": said(configuration.manifest, work.say("configuration", "")),
            "parts": {name: said(one, work.say("part", name)) for name, one in configuration.parts.items()},
            "forms": {name: said(one, work.say_in_form(one)) for name, one in configuration.forms.items()},
            "lists": {name: said(one, work.say("list", name)) for name, one in configuration.lists.items()},
            "records": {name: said(one, work.say("record", name)) for name, one in configuration.records.items()},
            "workflows": {name: said(one, work.say("workflow", name)) for name, one in configuration.workflows.items()},
            "letters": {name: said(one, work.say("letter", name)) for name, one in configuration.letters.items()},
        }
    )


class _Translating:
    """One configuration on its way into one language."""

    def __init__(self, configuration: Configuration, language: str) -> None:
        self.configuration, self.language = configuration, language

    def say(self, kind: Kind, name: str) -> Say:
        texts = self._texts(kind, name)
        return lambda steps, english: _in_words(texts, own_path(steps), english)

    def say_in_form(self, form: Form) -> Say:
        """Return how the texts of *form* are said: those of a part by the part's translation."""
        own = self._texts("form", form.form)
        parts: dict[tuple[str, str], Mapping[str, Translated]] = {
            (page, field): self._texts("part", part)
            for page, one in form.pages.items()
            for part in one.use
            for field in self.configuration.parts[part].fields
        }

        def say(steps: Steps, english: str) -> str:
            inside = (str(steps[1]), str(steps[3])) if own_path(steps).startswith("fields.") else ("", "")
            return _in_words(parts.get(inside, own), own_path(steps), english)

        return say

    def _texts(self, kind: Kind, name: str) -> Mapping[str, Translated]:
        sidecar = self.configuration.translations.get((self.language, kind, name))
        return sidecar.said if sidecar else {}


def _in_words(texts: Mapping[str, Translated], path: str, english: str) -> str:
    one = texts.get(path)
    return one.text if one is not None and one.source == source_of(english) else english
