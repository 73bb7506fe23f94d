"""Single places of a file changed, and every other letter left as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.definitions.nodes import MapNode, TextNode, at, plain
from engine.definitions.rewriting import Change, Cut, Name, Put, Steps, emptied, paths_in, rewritten
from engine.definitions.source import read
from tests.support import LITTLE

FILE = """\
form: visit
# Above the questions.
fields:
  home:                  # beside home
    label: Home          # beside its label
    why: Asked for.

  school: {label: School, hint: 'Which one', show_if: home == yes}

  story:
    label: >-
      Told
      in words
    help: |
      One.

      Two.

    # below the help
  goes:
    - id: act
      to: panel
    - if: a
      # why b
      to: b
    - {else: closed}
remove: [fields.note, fields.extra,   fields.more]
view: {add: [nurse, guest], drop: worker}
"""


def changed(*changes: Change, text: str = FILE) -> str:
    made = rewritten(text.encode(), changes)
    assert made.left == frozenset()
    return made.content.decode()


def without(*lines: int, text: str = FILE) -> str:
    return "".join(line for number, line in enumerate(text.splitlines(keepends=True), 1) if number not in lines)


@pytest.mark.parametrize(
    ("steps", "lines"),
    [
        (("fields", "home", "label"), (5,)),
        (("fields", "home"), (4, 5, 6, 7)),
        (("fields", "school"), (8, 9)),
        (("fields", "story", "label"), (11, 12, 13)),
        (("fields", "story", "help"), (14, 15, 16, 17)),
        (("fields", "goes", 0), (21, 22)),
        (("fields", "goes", 1, "to"), (25,)),
        (("fields", "goes", 2), (26,)),
        (("remove",), (27,)),
    ],
)
def test_whole_lines_go_with_what_is_beside_and_inside(steps: Steps, lines: tuple[int, ...]) -> None:
    assert changed(Cut(steps)) == without(*lines)


@pytest.mark.parametrize(
    ("steps", "old", "new"),
    [
        ([("fields", "school", "label")], "{label: School, hint", "{hint"),
        ([("fields", "school", "hint")], "hint: 'Which one', ", ""),
        ([("fields", "school", "show_if")], ", show_if: home == yes", ""),
        (
            [("fields", "school", "hint"), ("fields", "school", "show_if")],
            ", hint: 'Which one', show_if: home == yes",
            "",
        ),
        ([("remove", 1), ("remove", 2)], ", fields.extra,   fields.more", ""),
        ([("remove", 0), ("remove", 1)], "fields.note, fields.extra,   ", ""),
        ([("view", "add", 0), ("view", "drop")], "[nurse, guest], drop: worker", "[guest]"),
        ([("fields", "goes", 0, "id")], "id: act\n      to", "to"),
    ],
)
def test_what_stands_beside_others_goes_with_its_comma(steps: list[Steps], old: str, new: str) -> None:
    assert changed(*map(Cut, steps)) == FILE.replace(old, new)


def test_names_and_texts_are_put_where_the_old_ones_stood() -> None:
    made = changed(
        Name(("fields", "home"), "house"), Put(("fields", "school", "hint"), "Its name"), Put(("view", "drop"), "chair")
    )

    assert made == FILE.replace("  home:  ", "  house:  ").replace("'Which one'", "'Its name'").replace(
        "worker", "chair"
    )


def test_what_was_to_change_inside_of_what_goes_goes_with_it() -> None:
    made = changed(Cut(("fields", "home")), Cut(("fields", "home", "why")), Name(("fields", "home", "label"), "title"))

    assert made == without(4, 5, 6, 7)


@pytest.mark.parametrize(
    "change",
    [
        Cut(("fields", "goes", 1, "if")),
        Cut(("fields", "nowhere")),
        Put(("fields", "story", "label"), "Words"),
        Put(("form",), "a: b # c"),
        Put(("fields",), "none"),
    ],
)
def test_where_there_is_no_single_place_nothing_is_done(change: Change) -> None:
    made = rewritten(FILE.encode(), [change, Cut(("remove",))])

    assert made.left == {change}
    assert made.content.decode() == without(27)


def test_what_cannot_be_read_is_left_as_it_is() -> None:
    for content in (b"", b"a: [", b"\xff\xfe", b"- &x y", b"only a text"):
        made = rewritten(content, [Cut(("a",))])
        assert (made.content, made.left) == (content, frozenset({Cut(("a",))}))


def test_windows_line_ends_and_the_mark_of_utf_8_stay() -> None:
    content = b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode()

    made = rewritten(content, [Cut(("fields", "home")), Name(("remove",), "gone")])

    expected = without(4, 5, 6, 7).replace("remove:", "gone:").replace("\n", "\r\n")
    assert made.content == b"\xef\xbb\xbf" + expected.encode()


def test_a_last_line_without_an_end_goes() -> None:
    assert changed(Cut(("b",)), text="a: 1\n\nb: 2") == "a: 1\n"


def test_lines_are_known_in_both() -> None:
    made = rewritten(FILE.encode(), [Cut(("fields", "home")), Cut(("fields", "goes", 0))])

    assert [made.line(number) for number in (1, 3, 5, 8, 20, 22, 23)] == [1, 3, 3, 4, 16, 16, 17]
    assert [made.line_before(number) for number in (1, 3, 4, 16, 17)] == [1, 3, 8, 20, 23]


def test_what_would_be_empty_goes_too_unless_something_in_it_stays() -> None:
    root = read(FILE, "").root
    assert root is not None
    gone: list[Steps] = [("fields", "home", "label"), ("view", "add", 0), ("view", "add", 1)]

    assert emptied(root, gone, [], ("why",)) == {*gone, ("fields", "home"), ("view", "add")}
    assert emptied(root, gone, [("fields", "home", "why"), ("view", "add")], ("why",)) == set(gone)
    assert emptied(root, [("form",), ("fields",), ("remove",), ("view",)], [], ()) == {
        ("form",),
        ("fields",),
        ("remove",),
        ("view",),
    }


@st.composite
def files_and_cuts(draw: st.DrawFn) -> tuple[str, list[Steps]]:
    text = draw(st.sampled_from([FILE, *(content.decode() for content in LITTLE.values())]))
    root = read(text, "").root
    assert root is not None
    ways = [steps for steps, _ in paths_in(root) if steps]
    return text, draw(st.lists(st.sampled_from(ways), max_size=6, unique=True))


@given(files_and_cuts())
def test_whatever_goes_the_rest_says_and_looks_the_same(drawn: tuple[str, list[Steps]]) -> None:
    text, chosen = drawn
    root = read(text, "").root
    assert isinstance(root, MapNode)
    cuts = emptied(root, chosen, [], ())

    made = rewritten(text.encode(), [Cut(one) for one in cuts])

    after = read(made.content, "").root
    assert after is not None or not made.content.strip()
    if made.left:
        return
    nodes = dict(paths_in(root))
    kept = [plain(node) for steps, node in nodes.items() if isinstance(node, TextNode) and not _is_in(steps, cuts)]
    assert [plain(node) for _, node in paths_in(after) if isinstance(node, TextNode)] == kept if after else not kept
    touched = {line for one in cuts for line in range(at(root, one, key=True).line, at(root, one).end_line + 1)}
    result, position = made.content.decode(), 0
    for number, line in enumerate(text.split("\n"), start=1):
        if number not in touched:
            position = result.index(line.strip(), position) + len(line.strip())


def _is_in(steps: Steps, cuts: frozenset[Steps]) -> bool:
    return any(steps[:length] in cuts for length in range(len(steps) + 1))
