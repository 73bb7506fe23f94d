"""`casepath publish` and `casepath releases` as those meet them who publish: two people, a day, and a way back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Database
from engine.cli import main
from engine.store.migrate import upgrade
from tests.cli.test_worker import written
from tests.overlays import HEAD, MANIFEST
from tests.support import LITTLE


class Shell:
    """A folder with the little council's definitions, and a database."""

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'cases.db'}"
        self.folder = folder / "council"
        database = Database(self.url)
        with database.connection() as connection:
            upgrade(connection)
        database.close()
        self.write(LITTLE)

    def write(self, files: Mapping[str, bytes]) -> None:
        written(self.folder, files)

    def call(self, *args: str) -> tuple[int, str]:
        result = CliRunner().invoke(main, [*args, "--database", self.url])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.output
        return result.exit_code, result.output

    def publish(self, *args: str, person: str = "ann") -> tuple[int, str]:
        return self.call("publish", str(self.folder), "--as", person, *args)

    def releases(self, *args: str, council: str = "little") -> tuple[int, str]:
        return self.call("releases", *args, "--council", council)

    def version(self, number: str) -> None:
        self.write({**LITTLE, MANIFEST: LITTLE[MANIFEST].replace(b"1.0.0", number.encode())})

    def in_force(self, number: str) -> None:
        self.version(number)
        assert self.publish()[0] == 0
        assert self.releases("approve", number, "--as", "ben")[0] == 0
        assert self.publish()[0] == 0


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_a_folder_is_proposed_approved_by_somebody_else_and_published_by_the_same_command(shell: Shell) -> None:
    code, told = shell.publish("--reason", "First of all")
    assert (code, told.splitlines()[-2:]) == (
        0,
        [
            "Proposed Little council 1.0.0. Somebody else has to approve it:",
            "  casepath releases approve 1.0.0 --council little --as PERSON --database DATABASE",
        ],
    )
    code, told = shell.releases("approve", "1.0.0", "--as", "ann")
    assert (code, "Ask somebody else" in told) == (1, True)
    assert shell.releases("approve", "1.0.0", "--as", "ben") == (
        0,
        "Approved Little council 1.0.0. It is in force once it is published: casepath releases publish.\n",
    )
    assert shell.publish() == (
        0,
        "Published Little council 1.0.0: in force now, for new cases. Open cases stay as they are.\n",
    )
    code, told = shell.releases("list")
    words = told.split()
    assert words[:6] == ["Little", "council", "1.0.0", "in", "force", "from"]
    assert "proposed by ann" in told
    assert "approved by ben" in told


def test_a_day_comes_with_the_publication_and_can_be_withdrawn(shell: Shell) -> None:
    shell.publish()
    code, told = shell.publish("--from", "2999-05-01")
    assert (code, "not approved yet" in told) == (2, True)
    shell.releases("approve", "1.0.0", "--as", "ben")
    assert shell.releases("publish", "1.0.0", "--as", "ann", "--from", "2999-05-01") == (
        0,
        "Published Little council 1.0.0: in force from 2999-05-01 00:00. Open cases stay as they are.\n",
    )
    assert shell.releases("withdraw", "1.0.0", "--as", "cat", "--reason", "The panel said no")[0] == 0
    assert "withdrawn" in shell.releases("list")[1]


def test_rolling_back_says_what_is_still_to_come(shell: Shell) -> None:
    shell.in_force("1.0.0")
    shell.in_force("2.0.0")
    shell.version("3.0.0")
    shell.publish()
    shell.releases("approve", "3.0.0", "--as", "ben")
    shell.publish("--from", "2999-05-01")

    code, told = shell.releases("roll-back", "1.0.0", "--as", "cat", "--reason", "Sign-off is broken")
    assert (code, told.splitlines()) == (
        0,
        [
            "Published Little council 1.0.0: in force now, for new cases. Open cases stay as they are.",
            "Little council 3.0.0 still comes into force 2999-05-01 00:00, unless it is withdrawn.",
        ],
    )
    code, told = shell.releases("show", "1.0.0")
    assert code == 0
    assert told.splitlines()[0] == "Little council 1.0.0: in force"
    assert told.splitlines()[-1].endswith(": Sign-off is broken")
    assert "rolled back to by cat, in force from" in told


def test_what_is_shown_is_there_for_programs_too(shell: Shell) -> None:
    shell.in_force("1.0.0")
    listed = json.loads(shell.releases("list", "--json")[1])
    shown = json.loads(shell.releases("show", "1.0.0", "--json")[1])

    assert [(one["edition"], one["state"], one["signed"]) for one in listed] == [
        ("Little council 1.0.0", "in_force", False)
    ]
    assert [one["what"] for one in shown["history"]] == ["proposed", "approved", "published"]
    assert listed[0] == {name: shown[name] for name in listed[0]}


def test_steps_are_signed_and_verified(shell: Shell, tmp_path: Path) -> None:
    key = str(tmp_path / "releases.key")
    assert CliRunner().invoke(main, ["audit", "new-key", key]).exit_code == 0
    shell.publish("--key", key)

    assert shell.releases("verify", "--key", f"{key}.pub") == (
        0,
        "All 1 steps are as they were written, and signed with this key.\n",
    )
    assert shell.releases("approve", "1.0.0", "--as", "ben")[0] == 0
    code, told = shell.releases("verify", "--key", f"{key}.pub")
    assert (code, told) == (1, "Step 2 of the releases is not signed with this key.\n")
    code, told = shell.releases("publish", "1.0.0", "--as", "ben", "--key", f"{key}.pub")
    assert (code, "private key" in told) == (1, True)


def test_an_exception_that_was_approved_is_shown_with_its_release(shell: Shell) -> None:
    template = {**LITTLE, MANIFEST: LITTLE[MANIFEST] + b"locked:\n  referral.fields.level: may not be removed\n"}
    shell.write(template)
    exception = (
        "approved_exceptions:\n  - {path: referral.fields.level, who: The board, when: 2026-03-01, why: Pilot}\n"
    )
    inner = shell.folder / "councils" / "northshire"
    written(inner, {MANIFEST: (HEAD + exception).encode()})
    code, told = shell.call("publish", str(inner), "--as", "ann")
    assert (code, "Proposed Northshire 4 on little 1.0.0." in told) == (0, True)

    told = shell.releases("show", "4", council="northshire")[1]
    assert told.splitlines()[-1] == "  exception referral.fields.level: Pilot (The board, 2026-03-01)"


def test_a_template_is_found_among_the_releases_of_whoever_publishes_it(shell: Shell, tmp_path: Path) -> None:
    shell.in_force("1.0.0")
    alone = tmp_path / "northshire"
    written(alone, {MANIFEST: HEAD.encode()})

    code, told = shell.call("publish", str(alone), "--as", "ann")
    assert (code, "O911" in told) == (1, True)
    assert shell.call("check", str(alone), "--templates", "little")[0] == 0
    assert shell.call("check", str(alone), "--templates", "large")[0] == 1
    code, told = shell.call("publish", str(alone), "--as", "ann", "--templates", "little")
    assert (code, "Proposed Northshire 4 on little 1.0.0." in told) == (0, True)


def test_check_asks_for_the_database_that_templates_are_published_in(shell: Shell) -> None:
    told = CliRunner().invoke(
        main, ["check", str(shell.folder), "--templates", "little"], env={"CASEPATH_DATABASE": None}
    )

    assert (told.exit_code, "Name the database that the templates are published in" in told.output) == (2, True)


@pytest.mark.parametrize(
    ("args", "code", "said"),
    [
        (("approve", "9", "--as", "ben"), 1, 'There is no such release of "little" here.'),
        (("show", "9"), 1, "`casepath releases list` shows"),
        (("approve", "1.0.0", "--as", " "), 2, "A person's id is"),
        (("publish", "1.0.0", "--as", "ben", "--from", "tomorrow"), 2, "Write year, month and day"),
        (("publish", "1.0.0", "--as", "ben"), 1, "Nobody has approved this yet."),
        (("roll-back", "1.0.0", "--as", "ben", "--reason", "x"), 1, "Nobody has approved this yet."),
        (("withdraw", "1.0.0", "--as", "ben", "--reason", " "), 1, "Say why"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(shell: Shell, args: tuple[str, ...], code: int, said: str) -> None:
    shell.publish()

    ended, told = shell.releases(*args)
    assert (ended, said in told) == (code, True), told


def test_a_day_that_has_passed_is_refused(shell: Shell) -> None:
    shell.publish()
    shell.releases("approve", "1.0.0", "--as", "ben")

    assert shell.publish("--from", "2020-01-01")[1].startswith("Error: That day has passed.")


def test_mistakes_stop_a_proposal_at_their_line(shell: Shell) -> None:
    shell.write(
        {**LITTLE, "form_schemas/referral.yaml": LITTLE["form_schemas/referral.yaml"].replace(b"levels", b"lvels")}
    )
    code, told = shell.publish()

    assert (code, "so nothing was kept" in told, "form_schemas/referral.yaml:" in told) == (1, True, True)
    assert (
        shell.releases("list")[1] == 'Nothing is kept for "little" here. Propose a folder: casepath publish FOLDER.\n'
    )


def test_a_folder_without_a_manifest_and_a_database_without_tables_are_said(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    url = f"sqlite:///{tmp_path / 'none.db'}"
    runner = CliRunner()

    told = runner.invoke(main, ["publish", str(empty), "--as", "ann", "--database", url])
    assert (told.exit_code, "does not say which configuration" in told.output) == (1, True)
    told = runner.invoke(main, ["releases", "list", "--council", "little", "--database", url])
    assert (told.exit_code, "casepath db upgrade" in told.output) == (1, True)
    told = runner.invoke(main, ["releases", "list", "--council", "little", "--database", "nonsense"])
    assert (told.exit_code, "This is not the URL of a database" in told.output) == (2, True)
