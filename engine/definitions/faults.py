"""What stops the reading of a file, told in our words: a parser's problem becomes a sentence, a place and a way out.

The rule of this file: a parser's own words are looked for and never shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.definitions.nodes import Mark, Source
from engine.definitions.traps import CUT, DOCUMENT, INDENT, NO_NAME, directive, named, quoted, rest, short
from engine.findings import Code, Finding

LEADING = Code("Y140", "Text that starts with a sign of YAML's", "Put quotes round the text.")
COLON = Code("Y141", "A colon and a space inside a text", "Put quotes round the text.")
NO_COLON = Code("Y143", "A line without a colon and a space", "Write name: value.")
OPEN_QUOTE = Code("Y144", "A quote that is never closed", "Close it.")
AFTER_QUOTE = Code("Y145", "Text after a closing quote", "Put quotes round the whole text.")
BRACKET = Code("Y146", "A bracket inside or before a text", "Put quotes round the text.")
OPEN_BRACKET = Code("Y147", "A bracket that is never closed", "Close it.")
ESCAPE = Code("Y148", "A backslash in double quotes", "Use single quotes.")
UNREADABLE = Code("Y149", "A line that cannot be read", "Put quotes round text with : # [ ] { } in it.")

SYNTAX = frozenset(
    {LEADING, COLON, INDENT, NO_COLON, OPEN_QUOTE, AFTER_QUOTE, BRACKET, OPEN_BRACKET, ESCAPE, UNREADABLE}
)
"""The codes of what stops the reading, which happens once in a file at most. INDENT is the code of a trap as well."""


def explain(error: Exception, source: Source) -> Finding:
    """Return, in our own words, what stopped the parser, at the place that its author has to change."""
    problem, context = str(getattr(error, "problem", "")), str(getattr(error, "context", ""))
    stopped: Mark | None = getattr(error, "problem_mark", None)
    began: Mark | None = getattr(error, "context_mark", None) or stopped
    if stopped is None or began is None:
        return _Fault(source, _Point(0, 0), _Point(0, 0)).unreadable()
    fault = _Fault(source, _Point(*source.within(stopped)), _Point(*source.within(began)))
    for words, explanation in _EXPLANATIONS:
        if words in problem or words in context:
            return explanation(fault)
    return fault.unreadable()


@dataclass(frozen=True, slots=True)
class _Point:
    """A point in a file, counted from 0."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Fault:
    """Where a parser stopped, and where the thing began that it could not finish."""

    source: Source
    stopped: _Point
    began: _Point

    @property
    def line(self) -> str:
        return self.source.line(self.stopped.line + 1)

    @property
    def before(self) -> str:
        return self.line[: self.stopped.column]

    @property
    def sign(self) -> str:
        return self.line[self.stopped.column : self.stopped.column + 1]

    def told(self, code: Code, message: str, hint: str, at: _Point | None = None) -> Finding:
        point = at or self.stopped
        return Finding(code, message, self.source.place(point.line + 1, point.column + 1), hint)

    def unreadable(self) -> Finding:
        hint = 'Put quotes round any text with : # [ ] { } " in it, and look at the spaces at the start of the line.'
        return self.told(UNREADABLE, "This line cannot be read as YAML.", hint)

    def leading(self, at: _Point, what: str) -> Finding:
        """The text at *at* starts with a sign that YAML keeps for itself."""
        line = self.source.line(at.line + 1)
        sign = line[at.column : at.column + 1]
        text = quoted(rest(self.source, at, flow=_OPEN.search(line[: at.column]) is not None))
        message = f'{named(_name_before(line, at.column))} starts with "{sign}", which YAML {what}.'
        return self.told(LEADING if sign not in "[{" else BRACKET, message, f"Put quotes round the text: {text}.", at)


_OPEN = re.compile(r"[\[{]")
_NAME = re.compile(r"^[ ]*(?:- +)*[\"']?([^\"':#]+)[\"']?: ")


def _name_before(line: str, column: int) -> str:
    """Return the name that a text on *line* stands under, if it stands on the same line."""
    found = _NAME.match(line[:column])
    return found[1].strip() if found else ""


def _cannot_start(fault: _Fault) -> Finding:
    if fault.sign == "%" and fault.stopped.column == 0:
        return _order(fault)
    return fault.leading(fault.stopped, "keeps for itself")


def _order(fault: _Fault) -> Finding:
    return directive(fault.source)


def _block_head(fault: _Fault) -> Finding:
    return fault.leading(fault.began, "reads as the start of text over several lines")


def _item_here(fault: _Fault) -> Finding:
    if fault.before.strip():
        return fault.leading(fault.stopped, "reads as the start of a list")
    return _out_of_line(fault)


def _question(fault: _Fault) -> Finding:
    return fault.leading(fault.stopped, "reads as the start of a name")


def _reference(fault: _Fault) -> Finding:
    return fault.leading(fault.began, "reads as a reference")


def _tag(fault: _Fault) -> Finding:
    return fault.leading(fault.began, "reads as a tag")


def _colon(fault: _Fault) -> Finding:
    name = _NAME.match(fault.before + " ") or _NAME.match(fault.before)
    if name and name.end() <= fault.stopped.column:
        message = f'"{name[1].strip()}" has a colon and a space in its text, where YAML starts another setting.'
        text = rest(fault.source, _Point(fault.stopped.line, name.end()), flow=False)
        return fault.told(COLON, message, f"Put quotes round the text: {quoted(text)}.")
    above = fault.source.line(fault.stopped.line)
    indent, indent_above = _indent(fault.line), _indent(above)
    if above.strip() and not above.rstrip().endswith(":") and indent >= indent_above:
        if indent == indent_above:
            return _no_colon(replace(fault, began=_Point(fault.stopped.line - 1, indent_above)))
        message = "This line is further in than the line above, which is finished already."
        hint = "Start it under the line it belongs to, or put quotes round the text if both lines are one text."
        return fault.told(INDENT, message, hint, _Point(fault.stopped.line, indent))
    return _out_of_line(replace(fault, stopped=_Point(fault.stopped.line, indent)))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _open_quote(fault: _Fault) -> Finding:
    line = fault.source.line(fault.began.line + 1)
    sign = line[fault.began.column : fault.began.column + 1]
    hint = f"Write {sign} at the end of the text."
    if sign == "'":
        hint += " If the text itself starts with an apostrophe, put double quotes round it."
    return fault.told(OPEN_QUOTE, f"The quote {sign} that opens here is never closed.", hint, fault.began)


def _escape(fault: _Fault) -> Finding:
    line = fault.source.line(fault.began.line + 1)
    found = re.search(r"\\(?![\"\\/0abtnvfreN_LP \t]|x[0-9A-Fa-f]{2}|u(?![dD][89a-fA-F])[0-9A-Fa-f]{4})", line)
    at = _Point(fault.began.line, found.start()) if found and found.start() > fault.began.column else fault.began
    message = "Inside double quotes a backslash starts a special letter, and YAML does not know this one."
    return fault.told(ESCAPE, message, "Use single quotes round the text, or write the backslash twice.", at)


def _no_colon(fault: _Fault) -> Finding:
    line = fault.source.line(fault.began.line + 1)
    text = line[fault.began.column :].strip()
    name, colon, value = text.partition(":")
    if colon and value and name.isidentifier():
        hint = f"Put a space after the colon: {name}: {value.strip()}"
        return fault.told(NO_COLON, "There is no space after the colon on this line.", hint, fault.began)
    message = "This line is not a setting: it has no colon and space."
    hint = "Write name: value. If it belongs to the text above, start it further in."
    return fault.told(NO_COLON, message, hint, fault.began)


def _not_a_key(fault: _Fault) -> Finding:
    """A block goes on with something that is no setting: text after a closing quote or bracket, or a wrong indent."""
    before = fault.before.rstrip()
    if before.endswith(('"', "'")):
        found = _NAME.match(fault.line)
        text = fault.line[found.end() :].strip() if found else fault.line.strip(" -")
        hint = f"Put quotes round the whole text: {_outer(text)}."
        return fault.told(AFTER_QUOTE, "There is more text after the closing quote.", hint)
    if before.endswith(("]", "}")):
        column = min((at for sign in "[{" if (at := before.find(sign)) >= 0), default=fault.stopped.column)
        what = "reads as a list" if before[column : column + 1] == "[" else "reads as a map"
        return fault.leading(_Point(fault.stopped.line, column), what)
    if fault.sign == ":" and not before.strip(" -"):
        return fault.told(NO_NAME, "There is no name before this colon.", "Write one: name: value.")
    above = fault.source.line(fault.stopped.line)
    if not before and (cut := re.search(r"(?<=[^ ]) #", above)):
        message = 'The text above is cut off at its "#"; this line comes too late for it.'
        hint = 'Put quotes round the text, or two spaces before the "#" of a comment.'
        return fault.told(CUT, message, hint, _Point(fault.stopped.line - 1, cut.start() + 1))
    return _out_of_line(fault)


def _out_of_line(fault: _Fault) -> Finding:
    if fault.before.strip():
        return fault.unreadable()
    message = "This line does not line up with the lines above it."
    hint = "Start it under the line it belongs to: two spaces further in for each level, and no more."
    return fault.told(INDENT, message, hint)


def _outer(text: str) -> str:
    shown = short(text)
    return "'" + shown.replace("'", "''") + "'" if '"' in shown else f'"{shown}"'


def _opening(fault: _Fault) -> _Point:
    """Return where the bracket opens. At the end of the file a parser points at the end instead."""
    line, column = fault.began.line, fault.began.column
    if fault.source.line(line + 1)[column : column + 1] in ("[", "{"):
        return fault.began
    for number in range(line, -1, -1):
        text = fault.source.line(number + 1)[: column if number == line else None]
        found = max(text.rfind("["), text.rfind("{"))
        if found >= 0:
            return _Point(number, found)
    return fault.began


def _brackets(fault: _Fault) -> Finding:
    began = _opening(fault)
    opening = fault.source.line(began.line + 1)[began.column : began.column + 1]
    pair = {"{": "{ }", "[": "[ ]"}.get(opening, "brackets")
    if fault.stopped.line == began.line and fault.sign and fault.sign in "[{":
        return _bracket_in_text(fault, pair)
    if fault.sign and fault.sign in "]}":
        message = f'The "{opening}" on line {began.line + 1} is closed by "{fault.sign}".'
        return fault.told(OPEN_BRACKET, message, f'Close it with "{pair[-1]}".')
    if fault.before.rstrip().endswith(('"', "'")) and fault.stopped.line == began.line:
        message = "There is more text after the closing quote."
        return fault.told(AFTER_QUOTE, message, "Put quotes round the whole text.")
    if fault.sign == ":" and fault.stopped.line == began.line:
        message = f"Inside {pair} a text cannot have a colon and a space without quotes."
        return fault.told(COLON, message, "Put quotes round the text.")
    hint = f'Close it with "{pair[-1]}". If it is part of a text, put quotes round the text.'
    return fault.told(OPEN_BRACKET, f'The "{opening}" that opens here is never closed.', hint, began)


def _bracket_in_text(fault: _Fault, pair: str) -> Finding:
    start = max(fault.before.rfind(sign) for sign in ",{[") + 1
    name = _NAME.match(fault.line[start:])
    text = fault.line[start + (name.end() if name else 0) :].strip()
    what, closing = ("list", "]") if fault.sign == "[" else ("map", "}")
    text = text[: text.find(closing) + 1] or text
    message = f'Inside {pair} a "{fault.sign}" starts a {what}, even in a text.'
    return fault.told(BRACKET, message, f"Put quotes round the text: {quoted(text)}.")


def _no_content(fault: _Fault) -> Finding:
    if fault.sign and fault.sign in "]}":
        return fault.leading(fault.stopped, "reads as the end of brackets")
    if fault.sign == ",":
        return fault.leading(fault.stopped, "reads as the end of a text")
    if fault.sign == ":":
        return fault.told(NO_NAME, "There is no name before this colon.", "Write one: name: value.")
    if fault.sign == "-" and fault.before.strip():
        return fault.leading(fault.stopped, "reads as the start of a list")
    if fault.line.startswith("..."):
        return fault.told(DOCUMENT, 'This line ends the file for YAML: "...".', "Delete it.")
    return _out_of_line(fault) if fault.sign else _brackets(fault)


def _no_document(fault: _Fault) -> Finding:
    if any(line.startswith("%") for line in fault.source.lines):
        return _order(fault)
    return _not_a_key(fault) if fault.before.strip() else _out_of_line(fault)


# libyaml's words and those of PyYAML's own reader, first match first. They are looked for, never shown.
_EXPLANATIONS: tuple[tuple[str, Callable[[_Fault], Finding]], ...] = (
    ("cannot start any token", _cannot_start),
    ("scanning a directive", _order),
    ("scanning a block scalar", _block_head),
    ("sequence entries are not allowed", _item_here),
    ("mapping keys are not allowed", _question),
    ("mapping values are not allowed", _colon),
    ("escape", _escape),
    ("hexdecimal", _escape),
    ("found unexpected end of stream", _open_quote),
    ("found unexpected document", _open_quote),
    ("expected ':'", _no_colon),
    ("scanning an alias", _reference),
    ("scanning an anchor", _reference),
    ("scanning a tag", _tag),
    ("parsing a tag", _tag),
    ("undefined tag handle", _tag),
    ("node content", _no_content),
    ("parsing a flow", _brackets),
    ("parsing a block", _not_a_key),
    ("document start", _no_document),
)
