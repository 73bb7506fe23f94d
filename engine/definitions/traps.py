"""Where YAML reads, without complaint, something else than its author wrote: strange characters, cut texts, references.

The rule of this file: each trap has a code, a sentence and a way out. What stops the reading is in `faults`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice

from engine.definitions.nodes import Entry, ListNode, MapNode, Mark, Node, Source, TextNode
from engine.findings import Code, Finding, Place

CONTROL = Code("Y174", "A character that is not text", "Delete it, or save the file again as plain text.")
DIRECTIVE = Code("Y182", "A line that starts with %", "Delete the line.")
DOCUMENT = Code("Y183", "More than one document in a file", "Put the second one in a file of its own.")
TAB = Code("Y175", "A tab", "Use spaces.")
HARD_SPACE = Code("Y176", "A hard space", "Replace it with an ordinary space.")
INVISIBLE = Code("Y177", "An invisible character", "Delete it.")
ALIAS = Code("Y178", "Text that starts with *, or a reference", "Put quotes round the text; write repeated text out.")
ANCHOR = Code("Y179", "Text that starts with &, or an anchor", "Put quotes round the text; write repeated text out.")
TAG = Code("Y180", "Text that starts with !, or a tag", "Put quotes round the text, or delete the tag.")
MERGE = Code("Y181", "A merge key", "Write the settings out where they are needed.")
ODD_NAME = Code("Y186", "A name that is not plain letters", "Type the name again.")
NO_NAME = Code("Y187", "A value without a name", "Write a name before the colon.")
CUT = Code("Y190", "Text cut off at #", "Put quotes round the text; a comment needs two spaces before its #.")
COMMA = Code("Y191", "Text cut off at a comma", "Put quotes round the text.")
NO_VALUE = Code("Y192", "A name without a value in brackets", "Write a value after a colon and a space.")
CURLY = Code("Y193", "Curly quotes round a text", "Use straight quotes.")
DASH = Code("Y194", "A long dash or bullet for a list", 'Use "- ", a hyphen and a space.')
DIFFERS = Code("Y195", "Text that YAML readers read differently", "Put quotes round the text.")
INDENT = Code("Y142", "A line that does not line up", "Start it under the line it belongs to.")

_CONTROL = re.compile(r"[^\t\n\r -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|\r(?!\n)")
_STRANGE = re.compile(r"[\t\xa0\xad\u180e\u2007\u200b\u2028-\u202f\u2060-\u206f\ufeff]")
_PLAIN_BYTES = bytes([10, *range(32, 127)])
_HARD = "\xa0\u2007\u202f"


def look_at_characters(text: str, source: Source) -> tuple[list[Finding], bool]:
    """Return a finding for the first strange character of each line, and whether the file cannot be read for them."""
    if not text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_BYTES):
        return [], False  # the usual file, told in a few microseconds
    if _CONTROL.search(text):
        return list(islice(_first_of_each_line(_CONTROL, source, _unreadable), MOST_FINDINGS)), True
    if _STRANGE.search(text):
        return list(islice(_first_of_each_line(_STRANGE, source, _strange), MOST_FINDINGS)), False
    return [], False


MOST_FINDINGS = 1_000
"""Told of one file. A report shows twenty and counts the rest; a bomb must not fill memory with findings instead."""

_LOOK = 200
"""Letters looked at round a trap: a line may be as long as the file, and hold a trap at each of its letters."""


def _first_of_each_line(
    pattern: re.Pattern[str], source: Source, tell: Callable[[str, Place], Finding]
) -> Iterator[Finding]:
    for number, line in enumerate(source.lines, 1):
        found = pattern.search(line)
        if found and not (found[0] in "\t" + _HARD and line.lstrip(" ").startswith("#")):
            yield tell(found[0], source.place(number, found.start() + 1))


def _unreadable(letter: str, place: Place) -> Finding:
    if letter == "\ufeff":
        return _invisible(place)
    name = {"\0": "an empty byte (NUL)", "\r": "a line end of an old kind (CR)"}.get(letter, f"U+{ord(letter):04X}")
    if letter in "\x85\u2028\u2029":
        name = f"a line end of an odd kind ({name})"
    hint = "Delete it, or save the file again as plain text (UTF-8)."
    return Finding(CONTROL, f"There is a character here that is not text: {name}.", place, hint)


def _strange(letter: str, place: Place) -> Finding:
    if letter == "\t":
        hint = r'Use spaces: two for each level. A tab inside a text is written "\t", in double quotes.'
        return Finding(TAB, "There is a tab here; it looks like spaces but is read differently.", place, hint)
    if letter in _HARD:
        message = "There is a hard space here, as word processors paste it; it looks like a space but is not one."
        return Finding(HARD_SPACE, message, place, "Delete it and type an ordinary space.")
    return _invisible(place)


def _invisible(place: Place) -> Finding:
    return Finding(INVISIBLE, "There is an invisible character here.", place, "Delete it: retype the words round it.")


def look_at_texts(root: Node, bracketed: list[MapNode | ListNode], text: str) -> list[Finding]:
    """Return the traps in a file that YAML reads without complaint. *bracketed*: its maps and lists in { } and [ ]."""
    found: Iterator[Finding] = (finding for node in bracketed for finding in _in_brackets(node))
    lines = _suspects(text)
    if lines:
        found = chain(found, _in_texts(root, lines), _in_names(root, set(lines)))
    return list(islice(found, MOST_FINDINGS))


def _in_texts(root: Node, lines: list[int]) -> Iterator[Finding]:
    return (finding for name, node in _texts(root, lines) for finding in _in_text(name, node))


def _in_names(root: Node, lines: set[int]) -> Iterator[Finding]:
    ordered = sorted(lines)
    return (finding for key in _names(root, ordered) if key.start.line in lines for finding in _in_name(key))


def _suspects(text: str) -> list[int]:
    """Return the lines, counted from 0 and in order, on which a trap may be.

    The whole text is looked at first, at a few microseconds for each trap: most files have nothing to look for.
    """
    suspects = set(_items_taken_in(text))
    if not text.isascii():
        suspects.update(_lines_of(_NOT_ASCII, text))
    if not all(_is_comment(before) for before in text.split("#")[:-1]):
        suspects.update(_lines_of(_HASH, text))
    escapes = "\\" in text
    if escapes:
        suspects.update(_lines_of(_ESCAPE, text))
    if suspects or escapes:
        # What `_items_taken_in` is not sure of is looked at too, once the nodes are looked at anyway.
        suspects.update(_lines_of(_ANY_ITEM, text))
    return sorted(suspects)


def _is_comment(before: str) -> bool:
    """Tell whether a `#` after this text starts a comment for people and YAML alike."""
    return not before or before.endswith(("  ", "\n"))


def _lines_of(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    """Yield the lines, counted from 0, on which *pattern* is found to its end."""
    counted, line = 0, 0
    for hit in pattern.finditer(text):
        line += text.count("\n", counted, hit.end())
        counted = hit.end()
        yield line


_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_ANY_ITEM = re.compile(r"\n *- ")
_HASH = re.compile(r"[^ \n] #|[>|][-+0-9]*#")
# Those escapes of double quotes that stand for a character which is not seen, or not of a to z.
_ESCAPE = re.compile(r"\\[0abefnrtvxuUNLP_\t]")


def _items_taken_in(text: str) -> Iterator[int]:
    """Yield the lines, counted from 0, that start like an item of a list but may be read as more of the text above."""
    if " - " not in text:
        return  # as in most files, whose lists stand in brackets; `_ITEM` takes three times as long to say so
    counted, line = 0, 0
    for hit in _ITEM.finditer(text):
        above_ends = hit.start()
        # Right after "name:" an item is an item. That is nearly every first one, and the next stand under it.
        if text[above_ends - 1] != ":":
            above = text[text.rfind("\n", 0, above_ends) + 1 : above_ends]
            if not above.startswith(hit[1]) and not above.split(" #", 1)[0].rstrip().endswith(":"):
                line += text.count("\n", counted, hit.end())
                counted = hit.end()
                yield line


_ITEM = re.compile(r"\n( +)- ")


def _touches(node: Node, lines: list[int]) -> bool:
    """Whether *node* stands on any of *lines*, which are in order."""
    next_one = bisect_left(lines, node.start.line)
    return next_one < len(lines) and lines[next_one] <= node.end.line


def _texts(root: Node, lines: list[int]) -> Iterator[tuple[str, TextNode]]:
    """Yield every text on *lines* with the name it stands under, in order, without recursion."""
    waiting: list[tuple[str, Node]] = [("", root)]
    while waiting:
        name, node = waiting.pop()
        if not _touches(node, lines):
            continue
        if isinstance(node, TextNode):
            yield name, node
        elif isinstance(node, ListNode):
            waiting += ((name, item) for item in reversed(node.items))
        else:
            waiting += ((entry.key.value, entry.value) for entry in reversed(list(node.entries.values())))


def _names(root: Node, lines: list[int]) -> Iterator[TextNode]:
    """Yield every name in the maps that stand on *lines*."""
    waiting: list[Node] = [root]
    while waiting:
        node = waiting.pop()
        if not _touches(node, lines):
            continue
        if isinstance(node, ListNode):
            waiting += node.items
        elif isinstance(node, MapNode):
            for entry in node.entries.values():
                yield entry.key
                waiting.append(entry.value)


def look_at_names(entries: Mapping[str, Entry]) -> Iterator[Finding]:
    """Yield what is wrong with the names "" and "<<"."""
    for name in ("", "<<"):
        if name in entries and (not name or entries[name].key.style == "plain"):
            place = entries[name].key.place
            if name:
                message = '"<<" would copy settings from elsewhere in the file; nothing is copied here.'
                yield Finding(MERGE, message, place, "Write the settings out where they are needed.")
            else:
                yield Finding(NO_NAME, "There is no name before this colon.", place, "Write one: name: value.")


def _in_name(key: TextNode) -> Iterator[Finding]:
    if not key.value.isascii() or not key.value.isprintable():
        letter = next(letter for letter in key.value if not (letter.isascii() and letter.isprintable()))
        # A hard space as it stands in the file is already told, and told better.
        if not (_STRANGE.match(letter) and letter in key.source.line(key.line)):
            shown = f'"{letter}"' if letter.isprintable() else f"an invisible character (U+{ord(letter):04X})"
            message = f"This name has {shown} in it; names are written with a to z, 0 to 9 and _ only."
            yield Finding(ODD_NAME, message, key.place, "Type the name again; do not paste it.")


def _in_text(name: str, node: TextNode) -> Iterator[Finding]:
    if node.style == "quoted":
        if _CONTROL.search(node.value.replace("\r", "\0")):
            message = f"{named(name)} holds a character that is not text."
            yield Finding(CONTROL, message, node.place, "Delete the escape.")
    elif node.style == "block":
        if _HASH_HEAD.match(node.source.line(node.line), node.column - 1):
            yield _differs(node, "a # straight after", "Put two spaces before the #.")
    else:
        yield from _in_plain_text(name, node)
        yield from _lines_taken_in(node)


def _in_plain_text(name: str, node: TextNode) -> Iterator[Finding]:
    value, line = node.value, node.source.line(node.end_line)
    if line.startswith(" #", node.end_column - 1):
        whole = quoted((value + line[node.end_column - 1 :][:_LOOK]).strip())
        message = f'{named(name)} looks like text cut off at "#".'
        hint = f'Put quotes round the text: {whole}. If it is a comment, put two spaces before the "#".'
        yield Finding(CUT, message, node.source.place(node.end_line, node.end_column + 1), hint)
    if _CURLY.fullmatch(value):
        message = f"{named(name)} stands in curly quotes, as word processors make them; they become part of the text."
        yield Finding(CURLY, message, node.place, f"Use straight quotes: {quoted(value[1:-1])}.")


_HASH_HEAD = re.compile(r"[|>][-+0-9]*#")
# One pair round the whole: “Yes” or “no” is an ordinary text, and so is one with an apostrophe.
_CURLY = re.compile(
    "[\u201c\u201e][^\u201c\u201d\u201e]+[\u201c\u201d]|[\u2018\u201a][^\u2018\u2019]+[\u2018\u2019]|\xab[^\xab\xbb]+\xbb"
)
_LONG_DASH = re.compile("[\u2013\u2014\u2022\u00b7] ")


def _lines_taken_in(node: TextNode) -> Iterator[Finding]:
    """Find list items that YAML takes for more of the text above them, or for a text, because of how they are typed."""
    for number in range(node.line, node.end_line + 1):
        start = node.source.line(number)[:_LOOK]
        text = start.lstrip(" ")
        column = len(start) - len(text) + 1
        if number == node.line and column != node.column:
            continue
        if _LONG_DASH.match(text):
            message = "This line starts with a long dash or bullet, which does not make a list."
            yield Finding(DASH, message, node.source.place(number, column), 'Start it with "- ", a hyphen and a space.')
        elif number > node.line and text.startswith("- "):
            message = f"This line is read as more of the text on line {node.line}, not as an item of a list."
            hint = 'Start it under the item above it, or end the line above with ":".'
            yield Finding(INDENT, message, node.source.place(number, column), hint)


def _in_brackets(node: MapNode | ListNode) -> Iterator[Finding]:
    if isinstance(node, ListNode):
        for item in node.items:
            if isinstance(item, TextNode) and item.style == "plain" and "?" in item.value:
                yield _differs(item, 'a "?" inside [ ]', f"Put quotes round the text: {quoted(item.value)}.")
        return
    before: Entry | None = None
    for entry in node.entries.values():
        for part in (entry.key, entry.value):
            if isinstance(part, TextNode) and part.style == "plain" and "?" in part.value:
                yield _differs(part, 'a "?" inside { }', f"Put quotes round the text: {quoted(part.value)}.")
        if (
            isinstance(entry.value, TextNode)
            and entry.value.is_empty
            and not (_has_colon(entry.key) or _is_bracketed(entry.key))
        ):
            yield _no_value(entry.key, before)
        before = entry


def _is_bracketed(key: TextNode) -> bool:
    """Tell whether a list or map stands where this name should: that is told already."""
    return key.source.line(key.line)[key.column - 1 : key.column] in ("[", "{")


def _has_colon(key: TextNode) -> bool:
    """Tell `{a: }` from `{a}`. A colon on a later line is so odd that the finding is right to ask for it here."""
    return _THEN_COLON.match(key.source.line(key.end_line), key.end_column - 1) is not None


_THEN_COLON = re.compile(r" {0,200}:")


def _no_value(key: TextNode, before: Entry | None) -> Finding:
    if ":" in key.value:
        name, _, value = key.value.partition(":")
        hint = short(f"Write {name}: {value.strip()}") if value.strip() else "Write name: value"
        return Finding(NO_VALUE, "There is no space after this colon.", key.place, hint + ", with a space.")
    if before is not None and isinstance(before.value, TextNode) and before.value.style == "plain":
        whole = f"{before.value.value}, {key.value}"
        message = f"The comma ends the text of {named(before.key.value)}; inside {{ }} a comma starts the next setting."
        return Finding(COMMA, message, key.place, f"Put quotes round the text: {quoted(whole)}.")
    message = f"{named(key.value)} has no value; inside {{ }} each setting is written name: value."
    return Finding(NO_VALUE, message, key.place, "Write a colon, a space and a value, or use [ ] for a list.")


def _differs(node: TextNode, what: str, hint: str) -> Finding:
    return Finding(DIFFERS, f"YAML readers do not agree on {what}.", node.place, hint)


def named(name: str) -> str:
    """Return how a sentence begins that speaks of the text under *name*, or of one that stands under none."""
    return f'"{short(name)}"' if name else "This"


def short(text: str) -> str:
    """Return *text* as a sentence can hold it."""
    return text if len(text) <= 60 else text[:57] + "..."


def quoted(text: str) -> str:
    """Return *text* in quotes, as an author may paste it into the file; a long text is cut."""
    shown = short(text)
    if '"' not in shown and "\\" not in shown:
        return f'"{shown}"'
    return "'" + shown.replace("'", "''") + "'"


def starts_with(
    code: Code, sign: str, what: str, source: Source, at: Mark, key: TextNode | None, flow: bool
) -> Finding:
    """Return the finding for a text whose first letter YAML takes for a sign of its own."""
    text = rest(source, at, flow)
    message = f'{named(key.value if key else "")} starts with "{sign}", which YAML reads as {what}.'
    hint = f"Put quotes round the text: {quoted(text)}."
    if not re.match(r"[*&!][^!\s]\S* +[^\[{&*!|>\"'\s]", text) or code is TAG:
        otherwise = (
            "write out what it stands for" if code is ALIAS else f"delete it: Casepath has no {what.split()[1]}s"
        )
        hint = f"If it is text, put quotes round it: {quoted(text)}. If not, {otherwise}."
    return Finding(code, message, source.place(at.line + 1, at.column + 1), hint)


def directive(source: Source) -> Finding:
    """Return the finding for the first line that starts with `%`."""
    number = next((number for number, line in enumerate(source.lines, 1) if line.startswith("%")), 1)
    message = 'A line that starts with "%" gives YAML orders; none are needed.'
    return Finding(DIRECTIVE, message, source.place(number, 1), "Delete the line.")


def rest(source: Source, at: Mark, flow: bool) -> str:
    """Return the text from *at* to the end of its line, without a comment; in brackets, a comma or bracket."""
    line = source.line(at.line + 1)[at.column : at.column + _LOOK]
    line = re.split(r"\s{2,}#", line, maxsplit=1)[0]
    return (re.split(r"[,\]}]", line, maxsplit=1)[0] if flow else line).strip()
