"""`casepath diff` with a release on one side or both: what changes for a council is said before anybody approves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.test_releases import Shell
from tests.overlays import MANIFEST
from tests.support import LITTLE

FORM = "form_schemas/referral.yaml"


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """Return a shell with one release in force, and a folder that says something else."""
    made = Shell(tmp_path)
    made.in_force("1.0.0")
    changed = LITTLE[FORM].replace(b"label: Level\n", b"label: Level of concern\n")
    made.write({**LITTLE, FORM: changed, MANIFEST: LITTLE[MANIFEST].replace(b"1.0.0", b"2.0.0")})
    return made


def test_a_folder_is_compared_with_the_release_that_is_in_force(shell: Shell) -> None:
    code, told = shell.call("diff", "release:1.0.0", str(shell.folder))

    assert code == 1
    assert told.splitlines()[0] == "Little council 2.0.0, compared with Little council 1.0.0"
    assert '"Level of concern"' in told


def test_two_releases_are_compared(shell: Shell) -> None:
    shell.publish()

    code, told = shell.call("diff", "release:1.0.0", "release:2.0.0", "--council", "little")
    assert (code, '"Level of concern"' in told) == (1, True)
    assert shell.call("diff", "release:1.0.0", "release:1.0.0", "--council", "little")[0] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("release:1.0.0", "release:2.0.0"), "Name whose releases they are: --council."),
        (("release:9", "release:1.0.0", "--council", "little"), "There is no such release"),
        (("release:1.0.0", "--council", "little"), "extends no template"),
        (("release:", "--council", "little"), "There is no such release"),
        (("nowhere", "release:1.0.0", "--council", "little"), "does not exist"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(shell: Shell, args: tuple[str, ...], said: str) -> None:
    code, told = shell.call("diff", *args)

    assert (code, said in told) == (2, True), told
