"""The house layout: what a file looks like in it, and that nothing its author wrote is lost on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from engine.definitions.layout import lay_out, says_the_same
from engine.definitions.margins import margins
from engine.definitions.nodes import Node, TextNode, plain
from engine.definitions.source import ListNode, read
from engine.findings import has_errors
from tests.definitions.hands import files
from tests.definitions.looks import LOOKS
from tests.definitions.test_source import LINES, NEARLY, SOUP

ROOT = Path(__file__).resolve().parents[2]


def laid_out(text: str) -> str:
    made = lay_out(text, "a.yaml")
    assert made.text is not None, made.findings
    return made.text


# --- what it looks like ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LOOKS)
def test_a_file_in_the_house_layout(name: str) -> None:
    before, after = LOOKS[name]

    assert laid_out(before) == after
    assert laid_out(after) == after
    assert says_the_same(before, after)


@pytest.mark.parametrize(
    "text", ["just a text", "- a\n- &b c\n", "a: 1\na: 2\n", "a:\t1\n", "a: Room #4\n", "# only\n", ""]
)
def test_a_file_with_mistakes_has_findings_and_no_layout(text: str) -> None:
    made = lay_out(text, "a.yaml")

    assert (made.text is None) == bool(made.findings)
    assert made.findings == read(text, "a.yaml").findings


@pytest.mark.parametrize("text", ["just a text  \n", "? " + "a" * 1_100 + "\n: b\n", "? |\n  a\n: b\n"])
def test_what_is_no_definition_comes_back_as_it_was(text: str) -> None:
    assert laid_out(text) == text


def test_a_file_that_would_grow_beyond_a_megabyte_is_told_to_be_split() -> None:
    made = lay_out("".join(f"n{n}: 1  # c\n" for n in range(30_000)), "a.yaml")

    assert made.text is None
    assert [str(one.place) for one in made.findings] == ["a.yaml:1:1"]
    assert [one.message for one in made.findings] == ["In the house layout this file would be larger than 1 MB."]


def test_the_repositorys_own_files_are_in_the_house_layout() -> None:
    own = [ROOT / "casepath.yaml", *(ROOT / "form_schemas").rglob("*.yaml")]
    own += (ROOT / "workflow_definitions").rglob("*.yaml")

    assert [path.name for path in own if laid_out(path.read_text("utf-8")) != path.read_text("utf-8")] == []


# --- laws ------------------------------------------------------------------------------------------------------------


@given(files())
@settings(max_examples=300)
def test_the_layout_changes_no_name_no_value_and_no_order(text: str) -> None:
    after = lay_out(text, "a.yaml").text
    if after is None:
        return

    one, other = read(text, "a.yaml"), read(after, "a.yaml")
    assert one.root is not None
    assert other.root is not None
    assert other.findings == ()
    assert in_order(plain(other.root)) == in_order(plain(one.root))
    assert nothings(other.root) == nothings(one.root)


@given(files())
@settings(max_examples=300)
def test_a_second_time_changes_nothing(text: str) -> None:
    after = lay_out(text, "a.yaml").text

    assert after is None or laid_out(after) == after


@given(files())
@settings(max_examples=300)
def test_every_comment_is_there_in_its_order_and_beside_the_same_setting(text: str) -> None:
    before = read(text, "a.yaml")
    if before.root is None or has_errors(before.findings):
        return

    after = laid_out(text)
    root = read(after, "a.yaml").root

    assert root is not None
    comments = margins(root).texts
    assert comments == margins(before.root).texts
    lines = after.split("\n")
    for comment in comments:
        where, _, name = comment.removeprefix("# ").partition(" ")
        if name.startswith("k"):
            number = next(number for number, line in enumerate(lines) if line.endswith(comment))
            assert name in around(lines, number, where), after


@given(st.one_of(st.text(max_size=60), SOUP, NEARLY, st.lists(LINES, max_size=8).map("\n".join)))
@settings(max_examples=400)
def test_whatever_can_be_read_can_be_laid_out(text: str) -> None:
    made = lay_out(text, "a.yaml")

    if made.text is None:
        assert has_errors(made.findings)
    else:
        assert says_the_same(text, made.text)
        assert laid_out(made.text) == made.text


@given(files())
@example(f'k1: "{"harm " * 23}to"')
@settings(max_examples=200)
def test_lines_are_short_and_end_with_a_letter(text: str) -> None:
    after = lay_out(text, "a.yaml").text or "a\n"
    root = read(after, "a.yaml").root
    assert root is not None
    # Lines of a text in block style belong to their author.
    blocks = {n for one in texts(root) if one.style == "block" for n in range(one.line + 1, one.end_line + 1)}

    for number, line in enumerate(after.removesuffix("\n").split("\n"), 1):
        if number not in blocks:
            assert line == line.rstrip()
            assert len(line) <= 120 or "  " in line.strip() or "\\" in line, line
    assert "\n\n\n" not in after or blocks
    assert after.endswith("\n")


@given(
    st.text(st.sampled_from("ab :#-,[]{}?'\"\\&*!|>%@é“\n"), max_size=200),
    st.sampled_from(["{}", "a: {}", "- {}", "[{}]"]),
)
@example("---", "{}")
@example("- a", "[{}]")
def test_any_text_in_quotes_is_read_back(value: str, frame: str) -> None:
    quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    before = frame.replace("{}", quoted if frame != "{}" else f"{quoted}: {quoted}")

    made = lay_out(before, "a.yaml")

    assert made.text is None or says_the_same(before, made.text)


@given(files())
@settings(max_examples=100)
def test_two_files_say_the_same_only_if_every_name_value_and_comment_agrees(text: str) -> None:
    if lay_out(text, "a.yaml").text is None:
        return
    after = laid_out(text)

    assert says_the_same(text, after)
    assert not says_the_same(text, after + "more: 1\n")
    assert not says_the_same(text, after + "# more\n")
    assert not says_the_same(text, after.replace(":", ": x", 1))
    assert not says_the_same(text, after + "a: &b c\n")


def test_nothing_and_an_empty_text_are_not_the_same() -> None:
    assert not says_the_same("a:\n", 'a: ""\n')
    assert not says_the_same("a: []\n", "a: {}\n")
    assert not says_the_same("- [a]\n- b\n", "- [a, b]\n")
    assert not says_the_same("a: 1\nb: 2\n", "b: 2\na: 1\n")


def in_order(data: object) -> object:
    """Return *data* with maps as lists, for which the order counts."""
    if isinstance(data, dict):
        return [(name, in_order(value)) for name, value in data.items()]
    return [in_order(one) for one in data] if isinstance(data, list) else data


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


def nothings(node: Node) -> list[bool]:
    return [one.is_empty for one in texts(node)]


def around(lines: list[str], number: int, where: str) -> set[str]:
    """Return the words of the settings that the comment on line *number* may belong to."""
    line = lines[number]
    alone = line.lstrip().startswith("#")
    if not alone:
        return words(line) if where != "below" else set()
    following = next((one for one in lines[number:] if one.strip() and not one.lstrip().startswith("#")), "")
    holders: set[str] = set()
    column = indent(line)
    for one in reversed(lines[:number]):
        if one.strip() and not one.lstrip().startswith("#") and indent(one) < column:
            holders |= words(one)
            column = indent(one)
    return {"above": words(following), "below": holders, "beside": words(following) | holders}[where]


def words(line: str) -> set[str]:
    marks = str.maketrans(dict.fromkeys(":,[]{}-\"'", " "))
    return set(line.partition("  #")[0].translate(marks).split())


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# --- large files -----------------------------------------------------------------------------------------------------

CHILD = """
import resource, sys
from engine.definitions.layout import lay_out, says_the_same

# A runaway is stopped by the system; a busy machine is not punished, since only our own seconds count.
resource.setrlimit(resource.RLIMIT_CPU, (30, 30))
text = sys.stdin.read()
made = lay_out(text, "large.yaml").text
print(made is not None and says_the_same(text, made) and lay_out(made, "large.yaml").text == made)
"""

LARGE = {
    "settings": "".join(f"setting_{n}: a value  # note\n" for n in range(18_000)),
    "brackets": "a: [" + "[" * 48 + "]" * 48 + ", [x]" * 30_000 + "]\n",
    "deep brackets": ("- " + "[" * 48 + "a" + "]" * 48 + "\n") * 900,
    "rows": "- {a: b, c: d, e: [f, g]}  # note\n" * 9_000,
    "comments": "a:\n" + "  # c\n" * 150_000 + "  b: 1\n",
    "comments in brackets": "a: [\n" + "b,  # c\n" * 20_000 + "]\n",
    "comments under nothing": "a:\n" + "  b:\n".join("    # c\n" for _ in range(2)) + "# d\n" * 150_000,
    "blank lines": "a: 1\n" + "\n" * 900_000 + "b: 2\n",
    "one long text": "a: " + "word " * 190_000 + "\n",
    "spaces": 'a: "b' + " " * 900_000 + 'c"\n',
    "quotes": "a: '" + "''" * 450_000 + "'\n",
    "block": "a: |\n" + "  line\n\n" * 100_000,
    "blank lines in a block": "a: |+\n" + "\n" * 900_000,
    "maps in lists": "- a:\n    - b:\n        - c: d\n" * 7_000,
}


@pytest.mark.parametrize("name", LARGE)
def test_a_file_of_a_megabyte_is_laid_out_within_bounds(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHILD], input=LARGE[name], text=True, cwd=ROOT, capture_output=True, check=False
    )

    assert done.stdout == "True\n", done.stderr
