"""The strict reader: what it returns, what it refuses before anything is built, and that nothing makes it raise."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.definitions.source import ListNode, MapNode, Node, Plain, TextNode, at, plain, read
from engine.findings import Place, has_errors, render_all

ROOT = Path(__file__).resolve().parent.parent.parent

FORM = """\
form: contact
title: Contact record
view: [manager, panel]      # who may read
pages:
  about:
    fields:
      name:
        type: text
        label: "Child's name"
        required: true
      why:
        label: What happened,
          in their own words?
        help: |
          One line.
          Another.
      shared:
        - to: police
          days: 010
"""


def form() -> MapNode:
    root = read(FORM, "contact.yaml").root
    assert isinstance(root, MapNode)
    return root


# --- what it returns -------------------------------------------------------------------------------------------------


def test_a_sound_file_has_no_findings_and_its_data_is_text() -> None:
    reading = read(FORM, "contact.yaml")

    assert reading.findings == ()
    assert reading.root is not None
    assert plain(reading.root) == {
        "form": "contact",
        "title": "Contact record",
        "view": ["manager", "panel"],
        "pages": {
            "about": {
                "fields": {
                    "name": {"type": "text", "label": "Child's name", "required": "true"},
                    "why": {"label": "What happened, in their own words?", "help": "One line.\nAnother.\n"},
                    "shared": [{"to": "police", "days": "010"}],
                }
            }
        },
    }


@pytest.mark.parametrize("word", ["yes", "no", "on", "NO", "12:30", "1.10", "010", "0x1f", "1_000", "2026-01-02", "~"])
def test_a_word_stays_the_letters_its_author_wrote(word: str) -> None:
    reading = read(f"answer: {word}\n", "a.yaml")

    assert reading.findings == ()
    assert reading.root is not None
    assert plain(reading.root) == {"answer": word}


def test_each_text_knows_where_it_stands_and_how_it_was_written() -> None:
    label = at(form(), ["pages", "about", "fields", "name", "label"])

    assert isinstance(label, TextNode)
    assert (label.line, label.column, label.end_line, label.end_column) == (9, 16, 9, 30)
    assert label.style == "quoted"
    assert str(label.place) == "contact.yaml:9:16"
    assert label.place.excerpt == '        label: "Child\'s name"'


def test_text_over_several_lines_knows_its_last_line() -> None:
    why = at(form(), ["pages", "about", "fields", "why"])

    assert isinstance(why, MapNode)
    label, lines = why.entries["label"].value, why.entries["help"].value
    assert (label.line, label.end_line) == (12, 13)
    assert isinstance(lines, TextNode)
    assert lines.style == "block"


def test_a_map_ends_with_its_last_value_and_not_where_the_next_thing_begins() -> None:
    name = at(form(), ["pages", "about", "fields", "name"])

    assert (name.line, name.end_line, name.end_column) == (8, 10, 23)


def test_a_list_in_brackets_ends_with_its_bracket() -> None:
    view = at(form(), ["view"])

    assert isinstance(view, ListNode)
    assert [plain(item) for item in view.items] == ["manager", "panel"]
    assert (view.column, view.end_column) == (7, 23)


def test_an_empty_value_is_kept_and_differs_from_an_empty_text() -> None:
    root = read('nothing:\nempty: ""\n', "a.yaml").root

    nothing, empty = at(root, ["nothing"]) if root else None, at(root, ["empty"]) if root else None
    assert isinstance(nothing, TextNode)
    assert isinstance(empty, TextNode)
    assert (nothing.is_empty, empty.is_empty) == (True, False)
    assert str(nothing.place) == "a.yaml:1:9"


@pytest.mark.parametrize(
    ("text", "start", "end", "place"),
    [
        ("when: risk_level == high\n", 14, 18, (1, 21, 1, 25)),
        ("when: 'risk_level == high'\n", 14, 18, (1, 22, 1, 26)),
        ("when: risk\n", 2, 900, (1, 9, 1, 11)),
        ("when: café == high\n", 8, 12, (1, 15, 1, 19)),
        ("when: 'it''s high'\n", 5, 9, (1, 7, 1, 19)),  # an escape: only the whole is sure
        ('when: "a\\tb"\n', 1, 2, (1, 7, 1, 13)),
        ("when: risk\n  and harm\n", 9, 13, (1, 7, 2, 11)),
        ("when: |\n  risk\n", 0, 4, (1, 7, 3, 1)),
    ],
)
def test_a_part_of_a_text_has_its_own_place_where_it_stands_in_the_file_letter_by_letter(
    text: str, start: int, end: int, place: tuple[int, int, int, int]
) -> None:
    root = read(text, "a.yaml").root
    assert root is not None
    when = at(root, ["when"])
    assert isinstance(when, TextNode)

    found = when.place_of(start, end)

    assert (found.line, found.column, found.end_line, found.end_column) == place


def test_a_path_leads_to_the_deepest_thing_there_is_and_skips_steps_that_are_not() -> None:
    root = form()

    there = at(root, ["pages", "about", "[tag]", "fields", "name", "type"])
    item = at(root, ["pages", "about", "fields", "shared", 0, "days"])
    no_item = at(root, ["pages", "about", "fields", "shared", 7])
    nowhere = at(root, ["nobody", "knows"])

    assert plain(there) == "text"
    assert plain(item) == "010"
    assert isinstance(no_item, ListNode)
    assert nowhere is root


def test_a_setting_nobody_knows_is_pointed_at_by_its_name() -> None:
    root = form()

    name = at(root, ["pages", "about", "fields", "name", "required"], key=True)

    assert plain(name) == "required"
    assert str(name.place) == "contact.yaml:10:9"
    assert at(root, [], key=True) is root


# --- limits ----------------------------------------------------------------------------------------------------------


def nested(levels: int) -> str:
    return "".join("  " * level + "a:\n" for level in range(levels))


@pytest.mark.parametrize(
    ("fits", "too_much", "sentence"),
    [
        ("a: " + "x" * 999_997, "a: " + "x" * 999_998, "This file is larger than 1 MB."),
        ("a: " + "é" * 499_998, "a: " + "é" * 499_999, "This file is larger than 1 MB."),
        (nested(50), nested(51), "This is more than 50 levels deep."),
        ("- a\n" * 99_990, "- a\n" * 100_001, "This file has more than 100,000 names and values."),
    ],
    ids=["letters", "bytes", "levels", "values"],
)
def test_a_file_may_reach_a_limit_and_not_pass_it(fits: str, too_much: str, sentence: str) -> None:
    within, beyond = read(fits, "a.yaml"), read(too_much, "a.yaml")

    assert within.root is not None
    assert within.findings == ()
    assert beyond.root is None
    assert [finding.message for finding in beyond.findings] == [sentence]


def test_bytes_with_the_mark_of_utf_8_read_like_text_without_it() -> None:
    reading = read(b"\xef\xbb\xbftitle: Caf\xc3\xa9\r\nnext: a\r\n", "a.yaml")

    assert reading.root is not None
    assert reading.findings == ()
    assert plain(reading.root) == {"title": "Café", "next": "a"}
    assert at(reading.root, ["title"]).place.excerpt == "title: Café"


def test_one_line_of_three_dashes_may_open_a_file() -> None:
    assert read("---\nform: a\n", "a.yaml").findings == ()
    assert has_errors(read("--- {form: a}\n", "a.yaml").findings)


def test_mistakes_of_all_kinds_are_told_together_in_the_order_of_the_file() -> None:
    reading = read("a: Room #4\nb: &x 1\na: 2\nc: *x\nd: “curly”\n", "a.yaml")

    assert [finding.place.line for finding in reading.findings] == [1, 2, 3, 4, 5]
    assert reading.root is not None
    assert plain(reading.root) == {"a": "Room", "b": "1", "c": "*x", "d": "“curly”"}


def test_a_file_that_cannot_be_read_to_its_end_has_no_root() -> None:
    reading = read("a: 1\nb: [1\n", "a.yaml")

    assert reading.root is None
    assert len(reading.findings) == 1


def test_a_flood_of_one_mistake_is_told_a_thousand_times_at_most() -> None:
    reading = read("a: &a 1\nb: [" + "*a, " * 50_000 + "]\n", "a.yaml")

    assert len(reading.findings) == 1_000
    assert render_all(reading.findings).endswith("and 980 more")


def test_without_libyaml_the_same_is_read_and_the_slowness_is_told() -> None:
    quick, slow = read(FORM, "a.yaml"), read(FORM, "a.yaml", libyaml=False)

    assert quick.root is not None
    assert slow.root is not None
    assert plain(slow.root) == plain(quick.root)
    assert [(one.code.id, one.severity) for one in slow.findings] == [("Y199", "warning")]


# --- laws ------------------------------------------------------------------------------------------------------------

# fmt: off
PIECES = st.sampled_from([
    "a", "key: ", "b: c", "\n", "\n  ", "\n- ", " ", "  ", "- ", ": ", ":", "?", "{", "}", "[", "]", ", ", '"', "'",
    "|\n  ", ">", " #", "  # c", "#", "&a", "*a", "!", "%", "@", "`", "\\", "\n---\n", "\n...\n", "<<", "\t", "\r\n",
    "é", "\xa0", "“", "”", "– ", "\u200b", "\u2028", "\x85", "\ufeff", "\x00", "\ud800", "\\x00", "\\ud800", "010",
])
LINES = st.sampled_from([
    "form: a", "- a", "- b: c", "  d: e", "x: 'it''s'", 'y: "q\\tz"', "z: |", "  one", "w: >-", "", "    more",
    "k: text", "  goes on", "m:", "  - 1", "  - [a, {b: c}]", "n:  # c", "# c", "o: {p: q, r: s}", "t: “u” or “v”",
])
# fmt: on
SOUP = st.lists(PIECES, max_size=14).map("".join)
NEARLY = st.tuples(st.lists(LINES, max_size=8), SOUP, st.integers(0, 60)).map(
    lambda made: "\n".join(made[0])[: made[2]] + made[1] + "\n".join(made[0])[made[2] :]
)


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60), SOUP, NEARLY))
@example("!%ED%A0%80")
@example(b"\xff\xfe\x00")
@settings(max_examples=400, deadline=None)
def test_reading_never_raises_and_every_place_lies_inside_the_file(given_file: str | bytes) -> None:
    reading = read(given_file, "a.yaml")

    text = given_file if isinstance(given_file, str) else given_file.decode("utf-8", "replace")
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    for finding in reading.findings:
        place = finding.place
        assert 1 <= place.line <= place.end_line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    assert render_all(reading.findings) or reading.root is not None


@given(st.one_of(SOUP, NEARLY, st.lists(LINES, max_size=8).map("\n".join)))
@settings(max_examples=400, deadline=None)
def test_what_is_accepted_reads_alike_in_libyaml_and_in_the_pure_reader(text: str) -> None:
    reading = read(text, "a.yaml")
    if has_errors(reading.findings) or reading.root is None:
        return

    pure = yaml.BaseLoader(text)
    assert plain(reading.root) == pure.get_single_data()


EVENT_BY_EVENT = "# - *a\n"
"""A comment in which there might be a reference: a file that starts with it is not read at once."""


@given(st.one_of(NEARLY, st.lists(LINES, max_size=8).map("\n".join)))
@example("a: [b, {c: d?, e}]\nf: 'g'\n")
@example("a: é\nb: text\n   - c\n")
@example("- a\n- [b]\n")
@example(" &a b: c\n")
@settings(max_examples=400, deadline=None)
def test_a_file_read_at_once_reads_as_it_does_event_by_event(text: str) -> None:
    at_once, slowly = read(text, "a.yaml"), read(EVENT_BY_EVENT + text, "a.yaml")
    if at_once.root is None or slowly.root is None or text.startswith(("\ufeff", "%")):
        return

    assert plain(at_once.root) == plain(slowly.root)
    assert list(everything(at_once.root)) == [(value, moved(place)) for value, place in everything(slowly.root)]
    told = [(one.code.id, one.place, one.hint) for one in at_once.findings]
    assert told == [(one.code.id, moved(one.place), one.hint) for one in slowly.findings]


def everything(node: Node) -> Iterator[tuple[Plain, Place]]:
    """Yield all names and values in order, each with its place."""
    yield plain(node), node.place
    for part in node.items if isinstance(node, ListNode) else ():
        yield from everything(part)
    for entry in node.entries.values() if isinstance(node, MapNode) else ():
        yield from everything(entry.key)
        yield from everything(entry.value)


def moved(place: Place) -> Place:
    """Return *place* one line further up, where it is without the comment."""
    return replace(place, line=place.line - 1, end_line=place.end_line - 1)


@given(st.one_of(NEARLY, st.lists(LINES, max_size=8).map("\n".join)))
@settings(max_examples=200, deadline=None)
def test_the_file_holds_each_plain_text_at_its_place(text: str) -> None:
    root = read(text, "a.yaml").root
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")

    for node in texts(root) if root is not None else ():
        place = node.place
        assert 1 <= place.line <= place.end_line <= len(lines)
        # A text behind an anchor or a tag, which are refused, begins at their sign.
        refused = lines[place.line - 1].startswith(("&", "!"), place.column - 1)
        if node.style == "plain" and place.line == place.end_line and not refused:
            assert lines[place.line - 1][place.column - 1 : place.end_column - 1] == node.value
            part = node.place_of(1, 3)
            assert lines[part.line - 1][part.column - 1 : part.end_column - 1] == node.value[1:3]


def texts(node: Node) -> Iterator[TextNode]:
    if isinstance(node, TextNode):
        yield node
    elif isinstance(node, ListNode):
        for item in node.items:
            yield from texts(item)
    else:
        for entry in node.entries.values():
            yield entry.key
            yield from texts(entry.value)


# --- hostile files ---------------------------------------------------------------------------------------------------

# What the child process does: read, and say how long it took and how much more memory it ever held. The peak comes from
# /proc where there is one, because Linux hands a parent's ru_maxrss down to its children.
CHILD = """
import resource, sys, time
from engine.definitions.source import read
from engine.findings import render_all

def peak():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
    except OSError:
        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size if sys.platform == "darwin" else size * 1024

def taken(work):
    begun = time.process_time()
    made = work()
    return time.process_time() - begun, made

read("a: 1", "warm.yaml")
text = sys.stdin.buffer.read()
before = peak()
seconds, report = taken(lambda: render_all(read(text, "hostile.yaml").findings))
memory = peak() - before
limit, _ = taken(lambda: [None for _ in range(5_000_000)])
print(seconds / limit, memory, len(report))
"""

HOSTILE = {
    "brackets": "[" * 100_000,
    "braces": "{a: " * 25_000,
    "open and close": "[]" * 400_000,
    "dashes": "- " * 400_000,
    "questions": "? " * 400_000,
    "colons": ": " * 400_000,
    "quotes": '"' * 900_000,
    "one long word": "a" * 999_999,
    "one long name": "? " + "a" * 900_000 + "\n: b\n? " + "a" * 50_000 + "\n",
    "line ends": "\n" * 999_999,
    "hashes": "#" * 999_999,
    "many hashes": "a: b #\n" * 140_000,
    "anchors": "- &a b\n" * 140_000,
    "aliases on one line": "a: &a 1\nb: [" + "*a," * 300_000 + "]",
    "names on one line": "{" + ",".join(f"a{n}" for n in range(45_000)) + "}",
    "names with no space": "{" + ",".join(f"a{n}:b" for n in range(45_000)) + "}",
    "the same name": "a: b\n" * 190_000,
    "curly quotes on one line": "[" + "“a”," * 90_000 + "]",
    "text cut on one line": "[\n" + "a #b\n," * 90_000 + "]",
    "lists as names": "{" + "[a]: b, " * 24_000 + "}",
    "items under text": "a: b\n" + "  - c\n" * 160_000,
    "lists under text": "a: b\n  - c\n" * 80_000,
    "tabs": "\t" * 999_999,
    "tabs on each line": "\t\n" * 490_000,
    "hard spaces": "\xa0" * 490_000,
    "empty bytes": "\0" * 999_999,
    "tags": "!a " * 330_000,
    "directives": "%a\n" * 330_000,
    "more than a megabyte": "a: b\n" * 2_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_answered_in_little_time_and_64_megabytes(name: str) -> None:
    """Little: within twenty times what counting to five million costs the same process, some two seconds."""
    answer = subprocess.run(
        [sys.executable, "-c", CHILD], input=HOSTILE[name].encode(), cwd=ROOT, capture_output=True, check=False
    )

    assert answer.returncode == 0, answer.stderr.decode()
    effort, memory, letters = answer.stdout.split()
    assert float(effort) < 20
    assert int(memory) < 64 * 2**20
    assert int(letters) < 20_000
