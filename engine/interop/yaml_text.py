"""One text as YAML that our own reader reads back letter by letter, as plainly as it can be written."""

from __future__ import annotations

from engine.definitions.source import MapNode, TextNode, read

_PLAIN = frozenset(" '’,.;?!()/-–&%+£")
"""Signs that need no quotes in the middle of a text."""
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def yaml_text(text: str, indent: int) -> str:
    """Return *text* as it stands after `name: `: as it is, as a block of lines under it, or in double quotes.

    *indent* is how far the lines of a block are moved in.
    """
    if text == "" or _is_plain(text):
        return text
    if "\n" in text:
        block = "|-" + "".join(f"\n{' ' * indent}{line}" if line else "\n" for line in text.split("\n"))
        if _reads_back(block, text):
            return block
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


def can_be_kept(text: str) -> bool:
    """Return whether a definition file can hold *text*: characters that are not text it cannot."""
    return _reads_back(yaml_text(text, 2), text)


def _is_plain(text: str) -> bool:
    """Return whether *text* needs no quotes: letters and figures, and few signs between them."""
    ends = text[0].isalnum() and text[-1] != " "
    return ends and all(letter.isalnum() or letter in _PLAIN for letter in text)


def _escaped(letter: str) -> str:
    if letter in _ESCAPED:
        return _ESCAPED[letter]
    if letter.isprintable():
        return letter
    return f"\\U{ord(letter):08X}" if ord(letter) > 0xFFFF else f"\\u{ord(letter):04X}"


def _reads_back(written: str, text: str) -> bool:
    reading = read(f"text: {written}\n".encode("utf-8", "replace"), "")
    root = reading.root
    entry = root.entries.get("text") if isinstance(root, MapNode) else None
    value = entry.value if entry else None
    return not reading.findings and isinstance(value, TextNode) and value.value == text
