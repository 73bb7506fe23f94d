"""The bad files, each with its whole expected report beside it, and the sentences for what YAML would misread."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from engine.definitions import faults, source, traps
from engine.definitions.source import read
from engine.findings import Code, render_all

ROOT = Path(__file__).resolve().parent.parent.parent
BAD = sorted((ROOT / "tests/bad/yaml").glob("*.yaml"))

# What a parser says. None of it helps a council.
LIBRARY_WORDS = re.compile(
    r"token|scalar|mapping|sequence|block end|expected|while (?:parsing|scanning)|context|stream|codec|Error|None"
)


def messages(text: str) -> list[str]:
    return [finding.message for finding in read(text, "a.yaml").findings]


def hints(text: str) -> list[str]:
    return [finding.hint for finding in read(text, "a.yaml").findings]


# --- the bad files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_bad_file_gets_the_report_that_stands_beside_it(path: Path) -> None:
    report = render_all(read(path.read_bytes(), path.name).findings)

    assert report + "\n" == path.with_suffix(".expected.txt").read_text("utf-8")


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_a_report_has_none_of_a_parsers_words(path: Path) -> None:
    findings = read(path.read_bytes(), path.name).findings

    assert findings
    assert [text for one in findings for text in (one.message, one.hint) if LIBRARY_WORDS.search(text)] == []
    assert all(one.hint or "Keep one." in one.message for one in findings)


def test_every_expected_report_has_its_bad_file() -> None:
    reports = {path.name.removesuffix(".expected.txt") for path in (ROOT / "tests/bad/yaml").glob("*.expected.txt")}

    assert reports == {path.stem for path in BAD}


def test_the_bad_files_cost_no_memory_no_time_and_run_nothing(tmp_path: Path) -> None:
    # One child for all: its peak can only grow, so the last answer bounds each file's.
    child = """
import resource, sys, time
from pathlib import Path
from engine.definitions.source import read
from engine.findings import render_all

def peak():
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
    except OSError:
        size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return size if sys.platform == "darwin" else size * 1024

read("a: 1", "warm.yaml")
before = peak()
for name in sys.argv[1:]:
    text, begun = Path(name).read_bytes(), time.perf_counter()
    render_all(read(text, name).findings)
    print(time.perf_counter() - begun, peak() - before, flush=True)
"""
    command = [sys.executable, "-c", child, *map(str, BAD)]
    environment = {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    answer = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert (answer.returncode, answer.stderr) == (0, "")
    costs = [line.split() for line in answer.stdout.splitlines()]
    assert len(costs) == len(BAD)
    assert max(float(seconds) for seconds, _ in costs) < 1
    assert max(int(memory) for _, memory in costs) < 64 * 2**20
    assert list(tmp_path.iterdir()) == []


# The bomb of 100,000 brackets, the huge file and the like are made in test_source.py, not stored.
MADE_ELSEWHERE = {"Y170", "Y172", "Y199"}


def test_every_code_of_the_reader_has_a_bad_file() -> None:
    declared = {one.id for module in (source, traps, faults) for one in vars(module).values() if isinstance(one, Code)}
    told = {code for path in BAD for code in re.findall(r"  (Y\d{3})  ", path.with_suffix(".expected.txt").read_text())}

    assert declared - told - {"Y149"} == MADE_ELSEWHERE


# --- what must not be refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "line",
    [
        "label: What happened?",
        "label: The child’s own words – as they said them",
        "label: “Yes” or “no”",
        "label: ‘Right’ or ‘wrong’",
        "label: – not known",
        "label: Text  # a comment after two spaces",
        "label: C# or F#",
        "label: Room no.4#b",
        'label: "Room #4, second floor"  # said in quotes',
        "label: 'Ask #4: {yes}, [no]'",
        "label: it's - as they say - fine",
        "label: 5 > 3 and 3 < 5 & more * less",
        "label: see https://www.example.org/a?b=c#d",
        "label: time 12:30",
        "label: -5",
        "label: 100%",
        "when: count(rows, at_risk_now) > 0 and harm in [home, school]",
        "when: a != b",
        "text: Pa lwybr bws neu drên?",
        "text: Ŵyr neb ddim ŷd",
        "label: \U0001f468\u200d\U0001f469\u200d\U0001f467 family",
        "pages:  # the pages\n  - one",
        "view: [a, b] # a comment after a bracket cuts nothing",
        'label: "quoted" # nor after a quote',
        "text: |\n  # a heading in a letter\n  Room #4\n  - one\n  - two\n",
        "text: one\n  two three",
        "code: {type: text, required: true}",
        "code: {a: , b: c}",
        "changes:      # why\n  - in: 1.1.0\n    to: contexts\n  - in: 1.2.0",
    ],
)
def test_an_ordinary_line_is_left_alone(line: str) -> None:
    assert messages(line + "\n") == []


# --- the traps, where one file is not enough -------------------------------------------------------------------------


def test_a_reference_by_accident_is_told_in_the_words_of_the_language() -> None:
    assert messages("help: *required fields\n") == ['"help" starts with "*", which YAML reads as a reference.']
    assert hints("help: *required fields\n") == ['Put quotes round the text: "*required fields".']


def test_a_name_written_twice_names_both_lines_and_its_parent() -> None:
    text = "actions:\n  screen:\n    by: mash\n  screen:\n    by: panel\n"

    assert messages(text) == ['"screen" is written twice in "actions" (lines 2 and 4). Keep one.']


def test_a_name_written_three_times_is_told_twice() -> None:
    assert messages("a: 1\na: 2\na: 3\n") == [
        '"a" is written twice (lines 1 and 2). Keep one.',
        '"a" is written twice (lines 1 and 3). Keep one.',
    ]


def test_text_in_quotes_already_is_quoted_with_the_other_quotes() -> None:
    assert hints('label: Room #4 "B"\n') == [
        'Put quotes round the text: \'Room #4 "B"\'. If it is a comment, put two spaces before the "#".'
    ]


@pytest.mark.parametrize("text", ['a: "b\\0c"\n', 'a: "b\\0\n  c"\n', 'a: "b\n  c\\x07\n  d"\n', 'a: "b\\r"\n'])
def test_an_escape_smuggles_no_control_character_in(text: str) -> None:
    assert messages(text) == ['"a" holds a character that is not text.']


@pytest.mark.parametrize("text", ["“Ask”", "‘Ask’", "„Ask“", "«Ask»"])
def test_curly_quotes_round_a_whole_text_are_not_part_of_it(text: str) -> None:
    assert hints(f"label: {text}\n") == ['Use straight quotes: "Ask".']


@pytest.mark.parametrize("name", ["na\u200bme", "na\u00a0me", "n\u0430me", "“name”", "naïve", "\ufb01eld"])
def test_a_name_that_only_looks_like_letters_is_told_once(name: str) -> None:
    assert len(messages(f"fields:\n  {name}: text\n")) == 1


def test_a_hard_space_explains_the_fault_it_causes() -> None:
    finding = read("title:\xa0Contact\nsummary: a\n", "a.yaml").findings

    assert [one.code for one in finding] == [traps.HARD_SPACE]
