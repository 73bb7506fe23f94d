"""Translations: that they are of texts there are, say the same with the same slots, and how much is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.checks.book import Book
from engine.definitions.model import Kind
from engine.definitions.nodes import MapNode, Node, at
from engine.definitions.sidecars import Sidecar, Translated, source_of
from engine.definitions.texts import Text
from engine.definitions.translations import translatable
from engine.definitions.words import slot_names, without_slots
from engine.findings import Code, Finding, counted, listed, suggestion

MISSING = Code("W010", "Texts without a translation", "Run casepath translate, and write the empty texts.", "warning")
INCOMPLETE = Code(
    "W011", "Texts without a translation where all must have one", "Run casepath translate, and write the empty texts."
)
STALE = Code(
    "W012", "A translation of what the English no longer says", "Run casepath translate, and write it again.", "warning"
)
STALE_IN_COMPLETE = Code(
    "W013",
    "A translation of what the English no longer says, where all must be right",
    "Run casepath translate, and write it again.",
)
NO_SOURCE = Code("W014", "A translation without its source", "Run casepath translate; it writes the source.")
OF_NOTHING = Code(
    "W015", "A translation of a text that is not there", "Correct the path, or take the translation out.", "warning"
)
SLOTS_DIFFER = Code("W016", "A translation with other slots", "Write the slots of the English, and no others.")
UNDECLARED = Code("W017", "A translation into a language that is not named", 'Name it in casepath.yaml: "also: cy".')

_NAMED = 3
"""Texts that are named of those that have no translation; their number is told of all."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What is translated, and into what. *texts* are its texts by path; *node* is the file of translations, if any."""

    language: str
    kind: Kind
    name: str
    texts: Mapping[str, Text]
    original: Node
    sidecar: Sidecar
    node: Node | None

    def entries(self) -> Iterator[tuple[str, Translated, Node]]:
        """Yield each translation with its path and the node of its path."""
        for path, one in self.sidecar.texts.items():
            assert self.node is not None
            yield path, one, at(self.node, ("texts", path), key=True)

    def translated(self) -> Iterator[tuple[str, Translated, Text, Node]]:
        """Yield what is translated, beside the text it is of, with the node of the translation itself."""
        for path, one, node in self.entries():
            if one.text and path in self.texts:
                yield path, one, self.texts[path], node

    @property
    def accepted_as(self) -> str:
        """How the path of a finding begins."""
        return f"{self.name}." if self.name else ""


def translations(book: Book, *languages: str) -> Iterator[Translation]:
    """Yield all that can be translated, for each of *languages*, or of those the configuration names or offers."""
    for language in languages or book.configuration.manifest.languages.written:
        for kind, name, model in translatable(book.configuration):
            sidecar = book.configuration.translations.get((language, kind, name))
            node = book.origins.nodes.get(("translation", f"{language} {kind} {name}"))
            original = book.origins.nodes[kind, name]
            texts = book.texts(kind, name, model)
            yield Translation(language, kind, name, texts, original, sidecar or Sidecar(language=language), node)


def texts_are_translated(book: Book) -> Iterator[Finding]:
    """Every text has a translation into each language that the configuration names."""
    code = INCOMPLETE if book.configuration.manifest.languages.complete else MISSING
    for language in book.configuration.manifest.languages.also:
        of_template: list[tuple[int, int]] = []
        for one in translations(book, language):
            missing = _missing(book, one)
            own = [path for path in missing if _is_own(book, one, one.texts[path])]
            if own:
                yield _unfinished(book, one, own, code)
            of_template += [(len(missing) - len(own), len(one.texts))] * (len(missing) > len(own))
        if of_template:
            yield _template_unfinished(book, language, of_template, code)


def _missing(book: Book, one: Translation) -> list[str]:
    """Return what is without a translation, but for what the template leaves untranslated in the same language."""
    over = book.origins.over
    template = over.template.configuration if over is not None else None
    leaves_it = template is not None and one.language in template.manifest.languages.also
    return [
        path
        for path, text in one.texts.items()
        if path not in one.sidecar.said and (not leaves_it or _is_own(book, one, text))
    ]


def _is_own(book: Book, one: Translation, text: Text) -> bool:
    """Whether a text stands in this configuration's own files, and not in its template's."""
    over = book.origins.over
    return over is None or at(one.original, text.steps).source.file in over.files


def _unfinished(book: Book, one: Translation, missing: list[str], code: Code) -> Finding:
    have = "has" if len(missing) == 1 else "have"
    count = f"{len(missing)} of {len(one.texts)} texts {have}" if len(one.texts) > 1 else "The only text has"
    message = f'{count} no translation into "{one.language}": {listed(missing, at_most=_NAMED)}.'
    hint = f'Run "casepath translate {one.language}", and write the empty texts.'
    return Finding(code, message, _head(book, one).place, hint, f"{one.accepted_as}{missing[0]}")


def _template_unfinished(book: Book, language: str, files: list[tuple[int, int]], code: Code) -> Finding:
    """Tell once what the template says in its own language only: beside the council's own work it would be drowned."""
    missing, all_texts = (sum(numbers) for numbers in zip(*files, strict=True))
    have = "has" if missing == 1 else "have"
    message = (
        f"{missing} of {all_texts} texts that come from the template, in {counted(len(files), 'file')}, {have} no "
        f'translation into "{language}".'
    )
    hint = f'They are shown as the template says them. "casepath translate {language}" writes the files to fill in.'
    return Finding(code, message, book.origins.place("configuration", "", "languages", "also"), hint, "languages.also")


def _head(book: Book, one: Translation) -> Node:
    """Return where it is told what a whole file lacks: at the translations there are, else at the original's start."""
    over = book.origins.over
    own = one.node is not None and (over is None or one.node.source.file in over.files)
    node = one.node if own and one.node is not None else one.original
    texts = at(node, ("texts",), key=True) if own else node
    return next(iter(node.entries.values())).key if texts is node and isinstance(node, MapNode) else texts


def translations_are_of_today(book: Book) -> Iterator[Finding]:
    """Every translation is of what the English says now; else the English is shown in its place."""
    code = STALE_IN_COMPLETE if book.configuration.manifest.languages.complete else STALE
    for one in translations(book):
        for path, translated, text, node in one.translated():
            if translated.source and translated.source != source_of(text.english):
                message = f'The English of "{path}" has changed since this was written, so the English is shown.'
                hint = f'Run "casepath translate {one.language}", and write it again.'
                yield Finding(code, message, node.place, hint, f"{one.accepted_as}{path}")


def translations_have_a_source(book: Book) -> Iterator[Finding]:
    """Every translation says by a hash which English it is of."""
    for one in translations(book):
        for path, translated, _, node in one.translated():
            if not translated.source:
                message = f'"{path}" does not say which English it translates.'
                hint = f'Nobody types a source: run "casepath translate {one.language}".'
                yield Finding(NO_SOURCE, message, node.place, hint, f"{one.accepted_as}{path}")


def translations_are_of_something(book: Book) -> Iterator[Finding]:
    """Every translation is of a text that is there."""
    for one in translations(book):
        for path, _, node in one.entries():
            if path not in one.texts and not book.origins.is_left_out(one.kind, one.name, path):
                message = f'There is no text "{path}" to translate.'
                hint = _part_of(book, one, path) or suggestion(path, one.texts, what="texts")
                yield Finding(OF_NOTHING, message, node.place, hint, f"{one.accepted_as}{path}")


def _part_of(book: Book, one: Translation, path: str) -> str:
    """Return where a text is to be translated that a form has from a part."""
    if one.kind != "form" or not path.startswith("fields."):
        return ""
    for page in book.configuration.forms[one.name].pages.values():
        for part in page.use:
            if path.split(".")[1] in book.configuration.parts[part].fields:
                return f'It comes from the part "{part}". Translate it beside the file of the part.'
    return ""


def translations_keep_slots(book: Book) -> Iterator[Finding]:
    """A translation has the slots of the English, in any order, and no others."""
    for one in translations(book):
        for path, translated, text, node in one.translated():
            # The text of a letter says more than slots: it is drawn as a whole, in every language.
            wrong = "" if one.kind == "letter" and path == "body" else slots_wrong(text.english, translated.text)
            # One of what the English no longer says is not shown, so its slots harm nobody.
            if wrong and translated.source == source_of(text.english):
                yield Finding(SLOTS_DIFFER, wrong, node.place, SLOTS_DIFFER.remedy, f"{one.accepted_as}{path}")


def slots_wrong(english: str, translation: str) -> str:
    """Return in a sentence which slots *translation* leaves out or makes up; nothing when they are those of *english*.

    >>> slots_wrong("{{ name }} ({{ role }})", "{{ nam }}")
    'The translation leaves out {{ name }}, {{ role }} and makes up {{ nam }}.'
    """
    wanted, has = dict.fromkeys(slot_names(english)), dict.fromkeys(slot_names(translation))
    lost = [f"{{{{ {name} }}}}" for name in wanted if name not in has]
    new = [f"{{{{ {name} }}}}" for name in has if name not in wanted]
    does = [f"leaves out {listed(lost)}"] * bool(lost) + [f"makes up {listed(new)}"] * bool(new)
    if not does and any(sign in without_slots(translation) for sign in ("{{", "}}")):
        return "The braces of a slot do not match in the translation."
    return f"The translation {' and '.join(does)}." if does else ""


def languages_are_named(book: Book) -> Iterator[Finding]:
    """A translation is into a language that the configuration names."""
    known = book.configuration.manifest.languages.written
    for language, kind, name in book.configuration.translations:
        if language not in known:
            place = book.origins.place("translation", f"{language} {kind} {name}", "language")
            message = f'casepath.yaml does not name the language "{language}", so nobody would read this.'
            hint = (
                f"Write it there under languages: also: {language}."
                if not known
                else f"Its languages: {listed(known)}."
            )
            yield Finding(UNDECLARED, message, place, hint, name)
