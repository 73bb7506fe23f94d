"""`casepath letter`: a workshop reads a letter before anybody gets one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main
from tests.service.test_letters import lettered


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path, content in lettered().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    return tmp_path


def test_without_answers_each_is_its_question_in_brackets(folder: Path) -> None:
    done = CliRunner().invoke(main, ["letter", str(folder)])

    assert done.exit_code == 0, done.output
    assert "heard about [Name], born [Date of birth]" in done.output
    assert done.output.endswith("- [Under 18]\n- [Under 18]\n")


def test_answers_are_said_in_words_in_the_shape_that_the_file_is_named_for(folder: Path) -> None:
    answers = {"referral": {"child_name": "Sam <Example>", "where": ["park"]}, "child": {"born": "2011-05-04"}}
    (folder / "answers.json").write_text(json.dumps(answers), "utf-8")
    out = folder / "letter.html"

    done = CliRunner().invoke(
        main, ["letter", str(folder), "heard", "--answers", str(folder / "answers.json"), "--out", str(out)]
    )

    assert done.output == f"Wrote {out}.\n"
    page = out.read_text("utf-8")
    assert "Sam &lt;Example&gt;, born 4 May 2011" in page
    assert "Where: Park." in page


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["other"], 'There is no letter "other".'),
        (["heard", "--to", "pdf"], "Name a file: --out letter.pdf"),
        (["heard", "--out", "no/such/folder.txt"], "cannot be written"),
        (["heard", "--language", "fr"], 'speak "fr"'),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(folder: Path, said: list[str], told: str) -> None:
    done = CliRunner().invoke(main, ["letter", str(folder), *said])

    assert done.exit_code != 0
    assert told in done.output
