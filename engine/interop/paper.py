"""A blank form as a page to print. Black on white, no pictures, nothing from the network.

On a screen the tick boxes can be ticked; on paper they are squares. Lines to write on are borders, because printers
leave backgrounds out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.interop.blank_form import BlankForm, Question, Sheet
from engine.interop.outline import page, safe
from engine.interop.paper_words import BY, GROUPS, HOW, INSTEAD, LINED, ON_TOP, TICKED, more, told

_STYLE = """\
@media print { body { font-size: 10pt; } }
.about { border: 1pt solid #000; padding: .5em .9em; margin: 1em 0; }
.about .line { display: inline-block; width: 16em; height: 1.8em; }
.hand { font-weight: bold; }
.hand, .note, .hint, .only { break-after: avoid; break-inside: avoid; }
.more { margin: .3em 0 0 2.1em; break-before: avoid; }
fieldset { border: 0; margin: 1em 0 0; padding: 0; min-width: 0; }
.short { break-inside: avoid; }
legend { font-weight: bold; padding: 0 0 0 2.1em; text-indent: -2.1em; break-after: avoid; }
.inner legend { padding-left: 0; text-indent: 0; }
.number { display: inline-block; min-width: 2.1em; text-indent: 0; }
.answer, .hint, .only { margin: .15em 0 0 2.1em; }
.must { font-weight: normal; font-style: italic; }
.only { font-style: italic; }
.tick { list-style: none; padding: 0; }
.tick li { margin: 0; padding: .2em 0 .2em 1.75em; text-indent: -1.75em; break-inside: avoid; }
.tick.inline li { display: inline-block; margin-right: 1.6em; }
.tick.two { columns: 2; column-gap: 1.5em; }
.tick.three { columns: 3; column-gap: 1.5em; }
input { appearance: none; -webkit-appearance: none; width: 4mm; height: 4mm; margin: 0 .55em 0 0; padding: 0;
  border: .4mm solid #000; background: #fff; vertical-align: -.7mm; }
input[type=radio] { border-radius: 50%; }
input:checked { border-width: 1.5mm; }
.line { border-bottom: .3mm solid #000; height: 2.2em; }
.boxes { margin-top: .3em; }
.group { display: inline-block; margin-right: 1em; font-size: .85em; }
.digits { display: block; margin-top: .1em; white-space: nowrap; }
.digit { display: inline-block; width: 6.4mm; height: 7.5mm; border: .3mm solid #000; margin-right: -.3mm; }
.part { display: grid; grid-template-columns: 6em 1fr; align-items: end; }
.part .line { height: 1.9em; }
.inner { border: .4mm solid #000; padding: .1em .9em .9em; margin: .6em .4mm 0 2.1em; }
.inner h3 { margin: .5em 0 0; font-size: 1.05em; }
.inner .grid { display: grid; grid-template-columns: 1fr 1fr; column-gap: 2em; align-items: start; }
.inner .wide { grid-column: 1 / -1; }
.inner fieldset { margin-top: .6em; }
.inner .answer, .inner .hint, .inner .only { margin-left: 0; }
table { border-collapse: collapse; }
th, td { border: .3mm solid #000; padding: .3em .6em; text-align: center; font-size: .9em; }
th[scope=row] { text-align: left; }
td input { margin: 0; }
.end { margin-top: 2em; border-top: 1pt solid #000; padding-top: .3em; font-size: .9em; }
"""
_LINE = '<div class="line"></div>'
_DIGIT = '<span class="digit"></span>'
_MANY, _INLINE, _VERY_MANY = 3, 4, 12


def as_html(form: BlankForm) -> str:
    """Return *form* as an HTML page that stands alone, with a heading for each page and a label for each box."""
    return page(form.title, _STYLE, _Paper(form.language).form(form), form.language)


def as_part(form: BlankForm) -> str:
    """Return what stands on that page, for a page of which it is a part: its style is the page's own matter."""
    return "\n".join(_Paper(form.language).form(form))


class _Paper:
    """One page being written; ids are numbered, so that every label finds its box."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.boxes = 0

    def form(self, form: BlankForm) -> Iterator[str]:
        yield f"<h1>{safe(form.title)}</h1>"
        if form.summary:
            yield f"<p>{safe(form.summary)}</p>"
        yield '<div class="about">'
        yield from (f'<p>{safe(words.said(self.language))}: <span class="line"></span></p>' for words in ON_TOP)
        yield f"<p>{safe(HOW.said(self.language))}</p>"
        yield "</div>"
        for number, sheet in enumerate(form.sheets, start=1):
            yield from self._sheet(number, sheet)
        yield f'<p class="end">{safe(form.edition)}</p>'

    def _sheet(self, number: int, sheet: Sheet) -> Iterator[str]:
        yield f'<section class="sheet" aria-labelledby="part{number}">'
        yield f'<h2 id="part{number}">{safe(sheet.title)}</h2>'
        if sheet.filled_by:
            yield f'<p class="hand">{safe(BY.said(self.language, people=sheet.filled_by))}</p>'
        yield from (f'<p class="note">{safe(note)}</p>' for note in sheet.notes)
        for one in sheet.questions:
            yield from self._question(one)
        yield "</section>"

    def _question(self, one: Question, layout: str = "") -> Iterator[str]:
        kinds = " ".join(filter(None, (layout, "" if _is_long(one) else "short")))
        number = f'<span class="number">{safe(one.number)}</span>' if one.number else ""
        must = f' <span class="must">({safe(said)})</span>' if (said := told(one, self.language)) else ""
        yield f'<fieldset class="{kinds}">' if kinds else "<fieldset>"
        yield f"<legend>{number}{safe(one.title)}{must}</legend>"
        yield from (f'<p class="only">{safe(note)}</p>' for note in one.notes)
        yield from (f'<p class="hint">{safe(hint)}</p>' for hint in one.hints)
        yield from self._space(one)
        yield "</fieldset>"

    def _space(self, one: Question) -> Iterator[str]:
        match one.space:
            case "one" | "several":
                yield from self._ticks(one.options, one_only=one.space == "one")
            case "line" | "lines":
                yield from ('<div class="answer line"></div>' for _ in range(one.lines))
            case "date" | "time" | "datetime" | "number" | "partial_date" | "duration":
                yield from _digits(one, self.language)
            case "place" | "address" | "subject" | "file" | "declaration":
                names = (safe(name.said(self.language)) if name else "" for name in LINED[one.space])
                parts = (f'<div class="part"><span>{name}</span>{_LINE}</div>' for name in names)
                yield f'<div class="answer">{"".join(parts)}</div>'
            case "grid":
                yield from self._grid(one)
            case "rows":
                yield from self._rows(one)
        if one.space in TICKED:
            ticked = [words.said(self.language) for words in TICKED[one.space]]
            yield from self._ticks(ticked, one_only=one.space == "duration")
        if one.instead:
            yield f'<p class="hint">{safe(INSTEAD.said(self.language))}</p>'
            yield from self._ticks(one.instead, one_only=True)

    def _grid(self, one: Question) -> Iterator[str]:
        yield '<table class="answer"><thead><tr><td></td>'
        yield from (f'<th scope="col">{safe(option)}</th>' for option in one.options)
        yield "</tr></thead><tbody>"
        for line in one.grid:
            self.boxes += 1
            boxes = (
                f'<td><input type="radio" name="q{self.boxes}" aria-label="{safe(one_)}"></td>' for one_ in one.options
            )
            yield f'<tr><th scope="row">{safe(line)}</th>{"".join(boxes)}</tr>'
        yield "</tbody></table>"

    def _ticks(self, options: Sequence[str], *, one_only: bool) -> Iterator[str]:
        kind = "radio" if one_only else "checkbox"
        self.boxes += 1
        group = f"q{self.boxes}"
        yield f'<ul class="answer tick {_columns(options)}">'
        for option in options:
            self.boxes += 1
            box = f'<input type="{kind}" id="b{self.boxes}" name="{group}">'
            yield f'<li>{box}<label for="b{self.boxes}">{safe(option)}</label></li>'
        yield "</ul>"

    def _rows(self, one: Question) -> Iterator[str]:
        for copy in range(1, one.copies + 1):
            yield f'<div class="inner{"" if one.is_heavy else " short"}">'
            yield f"<h3>{safe(one.row)} {copy}</h3>"
            yield '<div class="grid">'
            for inner in one.inner:
                yield from self._question(inner, "wide" if _is_wide(inner) else "")
            yield "</div>"
            yield "</div>"
        if one.most != one.copies:
            yield f'<p class="more">{safe(more(one, self.language))}</p>'


def _columns(options: Sequence[str]) -> str:
    if len(options) <= _INLINE and sum(map(len, options)) < 50:
        return "inline"
    longest = max(map(len, options), default=0)
    if len(options) > _VERY_MANY and longest < 50:
        return "three"
    return "two" if len(options) > _MANY else "one"


def _is_long(one: Question) -> bool:
    """Whether a question may run over to the next page of paper."""
    return one.space == "rows" or len(one.options) > 2 * _VERY_MANY


def _is_wide(one: Question) -> bool:
    """Whether a question of a row needs the whole width."""
    return one.space in ("lines", "place", "address", "subject", "grid", "duration", "rows") or (
        bool(one.options) and _columns(one.options) != "inline"
    )


def _digits(one: Question, language: str) -> Iterator[str]:
    yield '<div class="answer boxes">'
    for name, count in GROUPS[one.space]:
        words = safe(one.unit if one.unit and one.space == "number" else name.said(language))
        yield f'<span class="group">{words}<span class="digits">{_DIGIT * count}</span></span>'
    yield "</div>"
