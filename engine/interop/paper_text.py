"""A blank form as text: Markdown that is also plain to read, for an e-mail or a typewriter."""

from __future__ import annotations

from collections.abc import Iterator

from engine.interop.blank_form import BlankForm, Question
from engine.interop.outline import marked
from engine.interop.paper_words import BY, GROUPS, HOW, INSTEAD, LINED, ON_TOP, TICKED, more, told

_RULE = "_" * 60


def as_text(form: BlankForm) -> str:
    """Return *form* as Markdown that is also plain to read: boxes as `[ ]`, lines as underscores."""
    language = form.language
    lines = [f"# {marked(form.title)}", ""]
    lines += [marked(form.summary), ""] if form.summary else []
    lines += [f"{words.said(language)}: {_RULE[:30]}  " for words in ON_TOP]
    lines += ["", HOW.said(language)]
    for sheet in form.sheets:
        lines += ["", f"## {marked(sheet.title)}", ""]
        lines += [BY.said(language, people=marked(sheet.filled_by)), ""] if sheet.filled_by else []
        lines += [line for note in sheet.notes for line in (marked(note), "")]
        for one in sheet.questions:
            lines += _question_text(one, "###", language)
    return "\n".join([*lines, "", marked(form.edition), ""])


def _question_text(one: Question, mark: str, language: str) -> Iterator[str]:
    number = f"{one.number} " if one.number else ""
    must = f" ({marked(said)})" if (said := told(one, language)) else ""
    yield f"{mark} {number}{marked(one.title)}{must}"
    yield ""
    for words in (*one.notes, *one.hints):
        yield from (marked(words), "")
    yield from _space_text(one, language)
    yield ""


def _space_text(one: Question, language: str) -> Iterator[str]:
    match one.space:
        case "one" | "several":
            yield from (f"- [ ] {marked(option)}" for option in one.options)
        case "line" | "lines":
            yield from (f"{_RULE}  " for _ in range(one.lines))
        case "date" | "time" | "datetime" | "number" | "partial_date" | "duration":
            yield "   ".join(f"{marked(one.unit or name.said(language))}: {_RULE[:6]}" for name, _ in GROUPS[one.space])
            if one.space in TICKED:
                yield from ("", *(f"- [ ] {words.said(language)}" for words in TICKED[one.space]))
        case "place" | "address" | "subject" | "file" | "declaration":
            names = (name.said(language) if name else "" for name in LINED[one.space])
            yield from (f"{name}: {_RULE}  " if name else f"{_RULE}  " for name in names)
        case "grid":
            boxes = "  ".join(f"[ ] {marked(option)}" for option in one.options)
            yield from (f"- {marked(line)}: {boxes}" for line in one.grid)
        case "rows":
            for copy in range(1, one.copies + 1):
                yield from (f"#### {marked(one.row)} {copy}", "")
                for inner in one.inner:
                    yield from _question_text(inner, "#####", language)
            if one.most != one.copies:
                yield marked(more(one, language))
    if one.instead:
        yield from ("", INSTEAD.said(language), "")
        yield from (f"- [ ] {marked(reason)}" for reason in one.instead)
