"""All the texts of a configuration beside their translations into one language: what is done, and what is to do.

It is what a translator's sheet is made of, and what one that comes back is judged against.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from engine.checks.translations import slots_wrong
from engine.definitions.assemble import Origins
from engine.definitions.configuration import Configuration
from engine.definitions.model import Kind
from engine.definitions.nodes import Entry, MapNode, Node, at
from engine.definitions.sidecars import Sidecar
from engine.definitions.texts import Text, texts_of
from engine.definitions.translations import translatable
from engine.definitions.words import slot_names
from engine.findings import suggestion
from engine.interop.sidecar_files import Section, SidecarPlan, refreshed, wanted
from engine.interop.yaml_text import can_be_kept

State = Literal["done", "new", "changed"]
LONGEST_TEXT = 20_000
"""Letters in one translation; longer ones are a mistake of copying."""


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One text with its translation. *path* is whole, beginning with the id of what the text stands in."""

    path: str
    english: str
    text: str
    state: State
    before: str
    note: str
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Returned:
    """One row of a sheet as it came back. *trouble* says why its translation cannot be taken, if that is known."""

    number: int
    path: str
    english: str
    text: str
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A row whose translation was not taken, and why."""

    number: int
    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a sheet: the new translations by whole path, what was left, and how many rows said nothing new."""

    texts: Mapping[str, str]
    not_taken: Sequence[NotTaken]
    as_before: int


@dataclass(frozen=True, slots=True)
class SidecarState:
    """A file of translations: its path, what it says now (nothing where there is none) and what it should say."""

    path: str
    now: str | None
    wanted: str
    states: Counter[State]
    gone: Sequence[str]
    """Paths of translations that are of no text any more."""


class TranslationWork:
    """One configuration and one language. Of a council's, what its template has not translated: that is its own."""

    def __init__(self, configuration: Configuration, origins: Origins, language: str, *, shown_under: str = "") -> None:
        """*shown_under* is what stands before each path inside the folder, and is left off in a sheet."""
        self.configuration, self.origins, self.language = configuration, origins, language
        self._shown_under = shown_under
        self._texts = {
            (kind, name): self._own(kind, name, texts_of(model, origins.nodes[kind, name]))
            for kind, name, model in translatable(configuration)
        }

    # --- out ---------------------------------------------------------------------------------------------------------

    def rows(self) -> list[WorkRow]:
        """Return every text, file by file, in the order in which they stand."""
        return [row for (kind, name), texts in self._texts.items() for row in self._rows(kind, name, texts)]

    def _rows(self, kind: Kind, name: str, texts: Sequence[Text]) -> Iterator[WorkRow]:
        entries = wanted(self._section(kind, name, {}))
        for text in texts:
            one = entries[text.path]
            state: State = "done" if one.text else "changed" if one.before else "new"
            here = at(self.origins.nodes[kind, name], text.steps)
            path = _whole(kind, name, text.path)
            yield WorkRow(
                path,
                text.english,
                one.text,
                state,
                one.before,
                note_on(text),
                here.source.file.removeprefix(self._shown_under),
                here.line,
            )

    # --- back --------------------------------------------------------------------------------------------------------

    def taken(self, returned: Iterable[Returned]) -> Taken:
        """Return what of a sheet can be taken. A row is taken only if it is of a text there is, as it is now."""
        rows = {row.path: row for row in self.rows()}
        texts: dict[str, str] = {}
        not_taken: list[NotTaken] = []
        as_before = 0
        for one in returned:
            if not one.text.strip() and not one.trouble:
                as_before += 1
                continue
            row = rows.get(one.path)
            why = _why_not(one, row, rows, texts)
            if why:
                not_taken.append(NotTaken(one.number, one.path, why))
            elif row is not None and _same(row.text, one.text):
                as_before += 1
            else:
                texts[one.path] = _lines(one.text).strip()
        return Taken(texts, not_taken, as_before)

    # --- the files ---------------------------------------------------------------------------------------------------

    def sidecars(self, new: Mapping[str, str]) -> Iterator[SidecarState]:
        """Yield each file of translations as it should be, with the *new* texts in it, by their whole paths."""
        for file, holds in self._files().items():
            sections = [self._section(kind, name, new) for kind, name in holds]
            refreshed_file = refreshed(self._plan(holds, sections))
            if refreshed_file is None:
                continue
            now = next(("\n".join(one.node.source.lines) for one in sections if one.node), None)
            states: Counter[State] = Counter()
            gone = []
            for one in sections:
                known = {text.path for text in one.texts}
                for path, entry in wanted(one).items():
                    if path in known:
                        states["done" if entry.text else "changed" if entry.before else "new"] += 1
                    elif not self.origins.is_left_out(*holds[sections.index(one)], path):
                        gone.append(path)
            stem, dot, ending = file.rpartition(".")
            path = f"{stem}.{self.language}{dot}{ending}"
            yield SidecarState(path, now, refreshed_file, states, gone)

    def _files(self) -> Mapping[str, list[tuple[Kind, str]]]:
        files: dict[str, list[tuple[Kind, str]]] = {}
        for kind, name in self._texts:
            files.setdefault(self._file(kind, name), []).append((kind, name))
        return files

    def _file(self, kind: Kind, name: str) -> str:
        """Return the file beside which translations are written; never one of a template.

        What stands in the template alone is translated in the council's folder, where the template has it in its own.
        """
        file, over = self.origins.nodes[kind, name].source.file, self.origins.over
        if over is None or file in over.files:
            return file
        inside = next((path for path, one in over.template.originals.items() if name in one.names), file)
        return self._shown_under + inside

    def _own(self, kind: Kind, name: str, texts: Sequence[Text]) -> Sequence[Text]:
        """Return the texts of a definition that no template has translated."""
        there = self._entries(kind, name)
        return [one for one in texts if one.path not in there or self._is_own(there[one.path].key)]

    def _entries(self, kind: Kind, name: str) -> Mapping[str, Entry]:
        node = self.origins.nodes.get(("translation", f"{self.language} {kind} {name}"))
        held = node.entries.get("texts") if isinstance(node, MapNode) else None
        return held.value.entries if held is not None and isinstance(held.value, MapNode) else {}

    def _is_own(self, node: Node) -> bool:
        over = self.origins.over
        return over is None or node.source.file in over.files

    def _plan(self, holds: Sequence[tuple[Kind, str]], sections: Sequence[Section]) -> SidecarPlan:
        kind, name = holds[0]
        node = self.origins.nodes[kind, name]
        assert isinstance(node, MapNode)
        # A form under `forms:` has its id as the key there, not as a setting of its own.
        several = kind == "form" and node.entries["form"].key is node.entries["form"].value
        called = name or self.configuration.manifest.configuration
        first = "forms:" if several else f"{kind}: {called}"
        return SidecarPlan(first, self.language, several, sections)

    def _section(self, kind: Kind, name: str, new: Mapping[str, str]) -> Section:
        texts = self._texts[kind, name]
        sidecar = self.configuration.translations.get((self.language, kind, name), Sidecar(language=self.language))
        node = self.origins.nodes.get(("translation", f"{self.language} {kind} {name}"))
        if self.origins.over is not None:
            own = {path for path, one in self._entries(kind, name).items() if self._is_own(one.key)}
            sidecar = sidecar.model_copy(update={"texts": {p: one for p, one in sidecar.texts.items() if p in own}})
            node = _only(node, own) if isinstance(node, MapNode) and self._is_own(node) else None
        whole = {text.path: _whole(kind, name, text.path) for text in texts}
        written = {path: new[one] for path, one in whole.items() if one in new}
        return Section(name, texts, sidecar, node if isinstance(node, MapNode) else None, written)


def _only(node: MapNode, paths: Collection[str]) -> MapNode:
    """Return translations without those that stand in another file, in the order in which they stand."""
    held = node.entries.get("texts")
    if held is None or not isinstance(held.value, MapNode):
        return node
    here = [(path, one) for path, one in held.value.entries.items() if path in paths]
    kept = dict(sorted(here, key=lambda pair: (pair[1].key.line, pair[1].key.column)))
    return replace(node, entries={**node.entries, "texts": Entry(held.key, replace(held.value, entries=kept))})


def _whole(kind: Kind, name: str, path: str) -> str:
    if kind == "letter":
        return f"letters.{name}.{path}"  # a form may be called like its letter
    return f"{name}.{path}" if name else path


def _lines(text: str) -> str:
    """Return *text* with line ends as definition files have them; spreadsheets write others."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _same(one: str, other: str) -> bool:
    return _lines(one).strip() == _lines(other).strip()


def _why_not(one: Returned, row: WorkRow | None, rows: Mapping[str, WorkRow], texts: Mapping[str, str]) -> str:
    """Return why a translation cannot be taken; nothing when it can."""
    if row is None:
        return f'There is no text "{one.path[:100]}". {suggestion(one.path, rows, what="texts")}'
    if one.trouble:
        return one.trouble
    if not _same(one.english, row.english):
        return "The English here is not what the definitions say now. Translate this one from a new sheet."
    if one.path in texts and not _same(texts[one.path], one.text):
        return "This text has another translation further up. Keep one."
    if len(one.text) > LONGEST_TEXT:
        return f"The translation has more than {LONGEST_TEXT:,} letters."
    if not can_be_kept(_lines(one.text).strip()):
        return "The translation holds a character that is not text. Type it again."
    # The text of a letter says more than slots: it is drawn as a whole when it is checked.
    is_of_a_letter = row.path.startswith("letters.") and row.path.endswith(".body")
    return "" if is_of_a_letter else slots_wrong(row.english, one.text)


_NOTES = {
    "label": "label",
    "title": "title",
    "hint": "hint under a question",
    "help": "help with a question",
    "purpose": "why it is asked",
    "summary": "summary",
    "unit": "unit behind a number",
    "say": "said when a check fails",
    "none": "answer that excludes the others",
    "other": "answer that asks for more",
    "row": "what one row is called",
    "row_title": "heading of a row",
    "body": "text of a letter: keep what stands in {{ }} and {% %} as it is",
    "shown_as": "how it is named on a screen",
}


def note_on(text: Text) -> str:
    """Return for a translator what a text is: `answer to choose`, `title of an action. Keep {{ name }} as it is`."""
    last, before = str(text.steps[-1]), [str(step) for step in text.steps[:-1]]
    note = "line of a grid" if before[-1:] == ["lines"] else _NOTES.get(last, last)
    if last in ("label", "hint") and before[-2:-1] == ["options"]:
        note = "answer to choose" if last == "label" else "hint under an answer"
    if last == "title" and len(before) > 1:
        note = f"title of {_OWNERS.get(before[-2], before[-2])}"
    slots = [f"{{{{ {name} }}}}" for name in dict.fromkeys(slot_names(text.english))]
    return f"{note}. Keep {', '.join(slots)} as it is" if slots else note


_OWNERS = {
    "pages": "a page",
    "states": "a state",
    "actions": "an action",
    "anytime": "an action",
    "deadlines": "a time limit",
    "roles": "a role",
    "case_roles": "a place on a case",
    "teams": "a team",
    "subjects": "what a case is about",
}
