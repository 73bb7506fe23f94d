"""Names in what a council wrote itself, its conditions above all, that the template has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.definitions.nodes import at
from engine.definitions.rewriting import Change, Name, Steps, Word
from engine.findings import Finding, Place
from engine.interop.upgrades.follow import definition_of
from engine.interop.upgrades.outcome import Edited, Outcome
from engine.interop.upgrades.renames import Renames
from engine.interop.upgrades.spots import OwnFile

_NAMES = "N"
"""The family of findings about names that stand for nothing."""


def mentions(
    findings: Iterable[Finding], files: Mapping[str, tuple[OwnFile, OwnFile]], renames: Renames
) -> Iterator[Outcome]:
    """Yield the names that *findings* say stand for nothing, where the template says what they are called now.

    *files* are those of the council as they are, and as the findings are about them.
    """
    for finding in findings:
        place = finding.place
        if not finding.code.id.startswith(_NAMES) or not finding.is_error or place.file not in files:
            continue
        before, after = files[place.file]
        word = place.excerpt[place.column - 1 : place.end_column - 1]
        named, own = after.named(place), _text_round(after, place)
        steps = own if named is None else named
        now = renames.called_now(word, definition_of(before, steps)[1]) if steps is not None and word else None
        if steps is None or now is None:
            continue
        if named is None:
            text = after.texts[steps]
            start = place.column - text.column - (1 if text.style == "quoted" else 0)
            there = before.texts[steps].place_of(start, start + len(word))
            change: Change = Word(steps, start, word, now)
        else:
            there, change = at(before.root, named, key=True).place, Name(named, now)
        sentence = f'"{word}" is called "{now}" in the template now.'
        edits: tuple[Edited, ...] = ((before.path, change),)
        path = tuple(finding.path.split("."))
        yield Outcome("renamed", path, sentence, there, before.path, steps, edits=edits)


def _text_round(file: OwnFile, place: Place) -> Steps | None:
    """Return the way to the text on one line in which *place* lies."""
    for steps, text in file.texts.items():
        is_here = text.line == text.end_line == place.line
        if is_here and text.column <= place.column and place.end_column <= text.end_column:
            return steps
    return None
