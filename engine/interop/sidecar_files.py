"""Files of translations, brought up to date: what is translated stays as it is, to the letter, comments too.

A text that has none gets an empty entry in its place, with the English and its hash. A translation of what the English
no longer says becomes `before`, and its text waits to be written again. What nobody needs any more is left in place.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.definitions.layout import lay_out
from engine.definitions.nodes import MapNode, Node, at
from engine.definitions.sidecars import Sidecar, Translated, source_of
from engine.definitions.source import Plain, plain, read
from engine.definitions.texts import Text
from engine.interop.yaml_text import yaml_text


@dataclass(frozen=True, slots=True)
class Section:
    """What one file of translations says of one definition: its *texts* in order, and what there is of them."""

    name: str
    texts: Sequence[Text]
    sidecar: Sidecar
    node: MapNode | None
    """Where the translations stand now, if they do."""
    written: Mapping[str, str] = field(default_factory=dict)
    """Translations that were just written, by path."""


@dataclass(frozen=True, slots=True)
class SidecarPlan:
    """One file of translations that should be: how it starts, what it holds, and whether under `forms:`."""

    first: str
    language: str
    several: bool
    sections: Sequence[Section]


def refreshed(plan: SidecarPlan) -> str | None:
    """Return the file as it should be, or nothing where there is nothing to translate and nothing stands."""
    there = next((one.node for one in plan.sections if one.node is not None), None)
    if there is None and not any(one.texts for one in plan.sections):
        return None
    if plan.first.startswith("letter: "):
        return _as_letter(plan.sections[0], plan)
    if there is not None:
        try:
            edited = _edited(plan, there.source.lines)
        except _NotByLines:
            return _afresh(plan)
        if _says(edited, plan):
            return edited
    return _afresh(plan)


def wanted(section: Section) -> dict[str, Translated]:
    """Return the translations of *section* as they should stand, in order: new ones after what stands before them."""
    texts = {one.path: one for one in section.texts}
    entries = {
        path: _kept(one, texts.get(path), section.written.get(path))
        for path, one in section.sidecar.texts.items()
        if path in texts or one.text or one.before
    }
    order = list(entries)
    for number, text in enumerate(section.texts):
        if text.path not in entries:
            before = next((one.path for one in reversed(section.texts[:number]) if one.path in entries), None)
            order.insert(order.index(before) + 1 if before else 0, text.path)
            entries[text.path] = _kept(Translated(), text, section.written.get(text.path))
    return {path: entries[path] for path in order}


def _kept(one: Translated, text: Text | None, written: str | None) -> Translated:
    if text is None:
        return one
    source = source_of(text.english)
    if written is not None:
        return Translated(text=written, source=source)
    if one.text and one.source in ("", source):
        return Translated(text=one.text, source=source)
    return Translated(source=source, english=text.english, before=one.text or one.before)


# --- in place --------------------------------------------------------------------------------------------------------


class _NotByLines(Exception):
    """The translations do not stand one below the other, so they are written afresh."""


def _edited(plan: SidecarPlan, lines: Sequence[str]) -> str:
    """Return the file with only what must change changed."""
    made = list(lines)
    stretches = [(_Stretch.of(one.node), one) for one in plan.sections if one.node is not None]
    added = [one for one in plan.sections if one.node is None and one.texts]
    if added:
        last = max(stretch.last for stretch, _ in stretches)
        made[last:last] = [line for one in added for line in (f"  {one.name}:", *_texts(one, 4))]
    # From the last to the first, so that the lines of those before stay where they are.
    for stretch, one in sorted(stretches, key=lambda pair: -pair[0].first):
        made[stretch.first - 1 : stretch.last] = stretch.lines_for(wanted(one), one.sidecar, lines)
    return "\n".join(made)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """The lines, counted from 1, on which the translations of one definition stand, one below the other."""

    first: int
    last: int
    indent: int
    places: Mapping[str, tuple[int, int, int]]
    """By path: the line after the entry before, the line of the path, and the last line."""

    @classmethod
    def of(cls, node: MapNode) -> _Stretch:
        """Return the stretch of the translations in *node*; raise _NotByLines where their layout is another."""
        texts = at(node, ("texts",))
        if not isinstance(texts, MapNode) or texts is node or not texts.entries:
            raise _NotByLines
        places: dict[str, tuple[int, int, int]] = {}
        above = node.entries["texts"].key.line
        begins, indent = above + 1, texts.column - 1
        for path, entry in texts.entries.items():
            key, last = entry.key, _last_line(entry.value)
            if key.column - 1 != indent or key.line <= above:
                raise _NotByLines  # in brackets, several on one line
            places[path] = (above + 1, key.line, last)
            above = last
        return cls(begins, above, indent, places)

    def lines_for(self, entries: Mapping[str, Translated], there: Sidecar, lines: Sequence[str]) -> list[str]:
        made: list[str] = []
        for path, one in entries.items():
            if path not in self.places:
                made += _entry(path, one, self.indent)
                continue
            above, begins, last = self.places[path]
            made += lines[above - 1 : begins - 1]  # comments and empty lines above it
            same = there.texts[path] == one
            made += lines[begins - 1 : last] if same else _entry(path, one, self.indent)
        return made


def _last_line(node: Node) -> int:
    """Return the last line of *node*; a block of text ends, for YAML, at the beginning of the line after."""
    if isinstance(node, MapNode) and node.entries:
        return max(node.line, *(_last_line(entry.value) for entry in node.entries.values()))
    return node.end_line - 1 if node.end_column == 1 and node.end_line > node.line else node.end_line


# --- afresh ----------------------------------------------------------------------------------------------------------


def _afresh(plan: SidecarPlan) -> str:
    lines = [plan.first]
    if plan.several:
        for one in plan.sections:
            lines += [f"  {one.name}:", *_texts(one, 4)] if wanted(one) else []
        lines.append(f"language: {plan.language}")
    else:
        lines += [f"language: {plan.language}", *_texts(plan.sections[0], 0)]
    written = "\n".join(lines) + "\n"
    return lay_out(written, "").text or written


def _as_letter(section: Section, plan: SidecarPlan) -> str:
    """Return the translation of a letter: as it stands where it says what it should, else written afresh."""
    entries = wanted(section)
    if section.node is not None and dict(section.sidecar.texts) == entries:
        return "\n".join(section.node.source.lines)
    body = entries.pop("body", Translated())
    lines = ["---", plan.first, f"language: {plan.language}", "texts:"]
    for path, one in entries.items():
        lines += _entry(path, one, 2)
    # Its text stands below, where that of the letter does.
    lines += [line for line in _entry("body", body.model_copy(update={"text": ""}), 2) if line.strip() != "text:"]
    return "\n".join([*lines, "---", *([body.text] if body.text else [])]) + "\n"


def _texts(section: Section, indent: int) -> Iterator[str]:
    entries = wanted(section)
    yield " " * indent + ("texts:" if entries else "texts: {}")
    for path, one in entries.items():
        yield from _entry(path, one, indent + 2)


def _entry(path: str, one: Translated, indent: int) -> list[str]:
    begin = " " * indent
    lines = [f"{begin}{path}:"]
    for name in ("english", "before", "text", "source"):
        value = getattr(one, name)
        if value:
            lines += f"{begin}  {name}: {yaml_text(value, indent + 4)}".split("\n")
        elif name in ("text", "source"):
            lines.append(f"{begin}  {name}:")
    return lines


def _says(written: str, plan: SidecarPlan) -> bool:
    """Return whether the file that was edited says what it should, as our reader reads it."""
    reading = read(written, "")
    if reading.root is None or reading.findings:
        return False
    whole = plain(reading.root)
    return all(_found(whole, one, plan.several) == wanted(one) for one in plan.sections if one.node or one.texts)


def _found(whole: Plain, section: Section, several: bool) -> dict[str, Translated]:
    here = whole
    for step in ("forms", section.name, "texts") if several else ("texts",):
        here = here.get(step, {}) if isinstance(here, dict) else {}
    found = here if isinstance(here, dict) else {}
    return {
        path: Translated.model_validate({"text": one} if isinstance(one, str) else one) for path, one in found.items()
    }
