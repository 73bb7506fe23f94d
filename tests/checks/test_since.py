"""With an older version at hand: all that its cases may stand in, and all that they were asked, has its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cases.compiling import compile_configuration
from engine.checks import check
from engine.checks.book import Book
from engine.checks.since import nothing_is_lost
from engine.cli import main
from engine.definitions.assemble import assemble
from engine.findings import has_errors, render_all
from tests.service.test_moving import FIRST, FLOW, FORM, MANIFEST, RENAMED, changed, second
from tests.support import definition_of


def lost(files: Mapping[str, bytes], before: Mapping[str, bytes] = FIRST) -> list[tuple[str, str]]:
    assembled = assemble(files)
    assert not has_errors(check(assembled).findings), render_all(check(assembled).findings)
    assert assembled.configuration is not None
    definition = compile_configuration(assembled.configuration, assembled.origins).definition
    book = Book(assembled.configuration, assembled.origins, definition)
    return [(one.code.id, one.message) for one in nothing_is_lost(book, definition_of(before))]


def test_a_version_that_says_what_became_of_everything_loses_nothing() -> None:
    assert lost(RENAMED) == []
    assert lost(FIRST) == []


def test_a_state_and_a_task_without_a_place_are_told_with_what_to_write() -> None:
    files = second(
        (FLOW, "  waiting:\n", "  to_decide:\n"),
        (FLOW, "goes: waiting", "goes: to_decide"),
        (FLOW, "      school:\n", "      school_return:\n"),
    )

    assert lost(files) == [
        ("O906", 'Version 1.0.0 has a state "waiting" with no place in 1.1.0.'),
        ("O906", 'Version 1.0.0 has a task "school" with no place in 1.1.0.'),
    ]


def test_a_time_limit_without_a_place_is_told() -> None:
    flow = FIRST[FLOW].decode()
    start, end = flow.index("    deadlines:\n      refer:"), flow.index("    actions:\n      refer:")

    assert lost(second((FLOW, flow[start:end], ""))) == [
        ("O906", 'Version 1.0.0 has a deadline "refer" with no place in 1.1.0.')
    ]


def test_a_question_that_is_gone_without_a_word_is_told_and_one_that_was_dropped_is_not() -> None:
    note = (FORM, "      note: {type: long_text, label: Note}\n", "")
    dropped = (FORM, "rules:\n", "changes:\n  - {in: 1.1.0, drop: note}\nrules:\n")

    assert lost(second(note)) == [("O907", 'Version 1.0.0 asks "note", and nothing says what became of the answers.')]
    assert lost(second(note, dropped)) == []


def test_a_change_of_something_that_never_was_is_told_at_its_line() -> None:
    slip = changed("state: wating, to: working")

    assert lost(second(slip)) == [("O908", 'Version 1.0.0 has no state "wating".')]
    dropped = (FORM, "rules:\n", "changes:\n  - {in: 1.1.0, drop: notes}\nrules:\n")
    assert lost(second(dropped)) == [("O908", 'Version 1.0.0 does not ask "notes".')]


def test_changes_of_versions_before_the_older_one_are_left_alone() -> None:
    old = second(changed("state: long_gone, to: working"))

    assert lost({**old, MANIFEST: old[MANIFEST].replace(b"1.1.0", b"1.2.0")}, before=old) == []


@pytest.fixture
def folders(tmp_path: Path) -> tuple[str, str]:
    files = second((FLOW, "  waiting:\n", "  to_decide:\n"), (FLOW, "goes: waiting", "goes: to_decide"))
    for name, one in (("old", FIRST), ("new", files)):
        for path, content in one.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_bytes(content)
    return str(tmp_path / "old"), str(tmp_path / "new")


def test_check_tells_it_where_an_older_folder_is_named(folders: tuple[str, str]) -> None:
    old, new = folders
    alone = CliRunner().invoke(main, ["check", new])
    since = CliRunner().invoke(main, ["check", new, "--since", old])

    assert (alone.exit_code, since.exit_code) == (0, 1)
    assert 'O906  Version 1.0.0 has a state "waiting" with no place in 1.1.0.' in since.output
    assert "Add it under changes: {in: 1.1.0, state: waiting, to: ...}" in since.output


def test_an_older_version_that_is_not_there_or_wrong_is_said_so(folders: tuple[str, str], tmp_path: Path) -> None:
    _, new = folders
    missing = CliRunner().invoke(main, ["check", new, "--since", str(tmp_path / "nowhere")])
    release = CliRunner().invoke(main, ["check", new, "--since", "release:1"])

    assert missing.exit_code == 2
    assert "nothing was compared" in missing.output
    assert (release.exit_code, "--database" in release.output) == (2, True)
