"""A comparison as text for a terminal, as a page that stands alone, and as JSON for programs."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.findings import Place
from engine.interop.differences.change import GROUPS, Change, Group
from engine.interop.differences.edition import Edition
from engine.interop.outline import page, safe
from engine.interop.words import one_line
from engine.sentences.say import Sentence, listing, say

WIDTH = 100
"""Letters of a line of text."""
JSON_FORMAT = "casepath-diff-1"
_COUNTED: Mapping[Group, Sentence] = {
    "statutory": Sentence("statutory or locked: {count}"),
    "local": Sentence("local: {count}"),
    "wording": Sentence("wording: {count}"),
}
_STYLE = """\
h3 { font-weight: bold; }
ul { margin: .2em 0 .8em; padding-left: 1.2em; }
li { margin: .35em 0; break-inside: avoid; }
.why { margin: .1em 0 0 1em; border-left: 2pt solid #999; padding-left: .6em; }
.place { color: #444; font: .85em/1.4 monospace; overflow-wrap: anywhere; }
"""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions, by what they are called, and all that differs; *impact* says what that does to live cases."""

    old: str
    new: str
    changes: tuple[Change, ...]
    language: str = "en"
    impact: tuple[str, ...] = ()

    def in_group(self, group: Group) -> tuple[Change, ...]:
        return tuple(one for one in self.changes if one.group == group)


def edition_said(edition: Edition) -> str:
    """Return what an edition is called: `Northshire 4 on example 1.1.0`, or without a template `Example 1.1.0`."""
    own = one_line(f"{edition.definition.title} {edition.definition.version}")
    base = edition.template.configuration if edition.template is not None else None
    if base is None:
        return own
    template = f"{base.manifest.configuration} {base.manifest.version}"
    return say(edition.language, "{council} on {base}", council=own, base=template)


def headline(found: Comparison) -> str:
    """Return what was compared with what."""
    return say(found.language, "{new}, compared with {old}", new=found.new, old=found.old)


def summary(found: Comparison) -> str:
    """Return how many changes there are, in all and in each group."""
    if not found.changes:
        return say(found.language, "Nothing differs.")
    counts = ((group, len(found.in_group(group))) for group in GROUPS)
    each = [_COUNTED[group].said(found.language, count=str(count)) for group, count in counts if count]
    groups = listing(found.language, each)
    return say(found.language, "Changes: {count} ({groups}).", count=str(len(found.changes)), groups=groups)


def about_in(changes: Sequence[Change]) -> Mapping[str, list[Change]]:
    """Return changes by the form, list or workflow that they are part of, in the order in which each is first met."""
    found: dict[str, list[Change]] = {}
    for one in changes:
        found.setdefault(one.about, []).append(one)
    return found


# --- text ------------------------------------------------------------------------------------------------------------


def as_text(found: Comparison) -> str:
    """Return the comparison for a terminal, in lines of at most 100 letters, with each place on a line of its own."""
    lines = [*_wrapped(headline(found), ""), *_wrapped(summary(found), "")]
    if found.impact:
        lines += [
            "",
            say(found.language, "Live cases"),
            *(line for one in found.impact for line in _wrapped(one, "  ")),
        ]
    for group, heading in GROUPS.items():
        changes = found.in_group(group)
        if changes:
            lines += ["", f"{heading.said(found.language)} ({len(changes)})"]
        for about, inside in about_in(changes).items():
            lines += ["", *_wrapped(about, "  ")]
            lines += (line for one in inside for line in _text(one, found.language))
    return "\n".join([*lines, ""])


def _text(one: Change, language: str) -> Iterator[str]:
    yield from _wrapped(one.sentence, "    ")
    if one.why:
        yield from _wrapped(say(language, "Why: {why}", why=one.why), "        ")
    place = one.new or one.old
    if place is not None:
        yield f"        {at(place)}"


def at(place: Place) -> str:
    """Return where something is, as editors open it."""
    return f"{place.file}:{place.line}"


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(one_line(text), WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


# --- HTML ------------------------------------------------------------------------------------------------------------


def as_html(found: Comparison) -> str:
    """Return the comparison as a page without scripts, links or pictures, fit for a printer and for sign-off."""
    return page(headline(found), _STYLE, _html(found), found.language)


def _html(found: Comparison) -> Iterator[str]:
    yield f"<h1>{safe(headline(found))}</h1>"
    yield f"<p>{safe(summary(found))}</p>"
    if found.impact:
        yield f"<h2>{safe(say(found.language, 'Live cases'))}</h2>"
        yield f"<ul>{''.join(f'<li>{safe(one)}</li>' for one in found.impact)}</ul>"
    for group, heading in GROUPS.items():
        changes = found.in_group(group)
        if changes:
            yield f"<h2>{safe(heading.said(found.language))} ({len(changes)})</h2>"
        for about, inside in about_in(changes).items():
            yield f"<h3>{safe(about)}</h3>"
            yield "<ul>"
            yield from (_item(one, found.language) for one in inside)
            yield "</ul>"


def _item(one: Change, language: str) -> str:
    place = one.new or one.old
    why = f'<div class="why">{safe(say(language, "Why: {why}", why=one.why))}</div>' if one.why else ""
    where = f'<div class="place">{safe(at(place))}</div>' if place is not None else ""
    return f"<li>{safe(one.sentence)}{why}{where}</li>"


# --- JSON ------------------------------------------------------------------------------------------------------------


def as_data(found: Comparison) -> dict[str, object]:
    """Return the comparison as data for JSON. What each name holds is in docs/reference/cli.md, and stays so."""
    return {
        "format": JSON_FORMAT,
        "old": found.old,
        "new": found.new,
        "language": found.language,
        "counts": {group: len(found.in_group(group)) for group in GROUPS},
        "impact": list(found.impact),
        "changes": [_data(one) for one in found.changes],
    }


def _data(one: Change) -> dict[str, object]:
    return {
        "path": one.path,
        "kind": one.kind,
        "group": one.group,
        "about": one.about,
        "sentence": one.sentence,
        "decision": one.decision,
        "before": one.before,
        "after": one.after,
        "why": one.why,
        "old": _place(one.old),
        "new": _place(one.new),
    }


def _place(place: Place | None) -> dict[str, object] | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}
