"""`casepath keys` as an operator meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Database
from engine.cli import main
from engine.store.migrate import upgrade
from tests.cli.test_worker import written
from tests.support import LITTLE, Office, referred


@pytest.fixture
def council(tmp_path: Path) -> Path:
    return written(tmp_path / "council", LITTLE)


@pytest.fixture
def url(tmp_path: Path) -> str:
    """Return the URL of a database with a case that was written before there were keys."""
    database = Database(f"sqlite:///{tmp_path / 'cases.db'}")
    with database.connection() as connection:
        upgrade(connection)
    referred(Office(database))
    database.close()
    return f"sqlite:///{tmp_path / 'cases.db'}"


def call(*args: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(one) for one in args])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_from_plain_to_the_first_key_and_on_to_the_next(council: Path, url: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    at = ("--keys", keys, "--database", url)

    code, output = call("keys", "new", council, "--keys", keys, "--plain")
    assert (code, "`casepath keys rotate`" in output) == (0, True)
    assert call("keys", "drop", council, "plain", *at)[1].endswith(
        "values are still under it. Run `casepath keys rotate` first.\n"
    )
    code, output = call("keys", "status", council, *at)
    assert (code, "under no key" in output, "left in casepath_case.folded" in output) == (1, True, True)
    code, output = call("keys", "rotate", council, *at)
    assert (code, output.endswith("Left to do: 0. Cannot be decrypted: 0.\n")) == (0, True)
    assert call("keys", "drop", council, "plain", *at) == (0, '"plain" is taken out.\n')

    assert call("keys", "new", council, "--keys", keys, "--later")[1].endswith("then `casepath keys use`.\n")
    assert call("keys", "status", council, *at)[0] == 0
    assert call("keys", "use", council, "k2", "--keys", keys)[0] == 0
    assert call("keys", "status", council, *at)[0] == 1
    assert call("keys", "rotate", council, *at, "--limit", "2")[0] == 1
    assert call("keys", "rotate", council, *at, "--no-sweep")[0] == 0
    assert call("keys", "drop", council, "k1", *at)[0] == 0
    code, output = call("keys", "status", council, *at)
    assert (code, output.splitlines()[-1]) == (0, "Everything is under the current key.")
    assert call("audit", "verify", council, *at)[0] == 0
    assert "Answers are encrypted." in call("health", council, *at)[1]


def test_keys_may_come_from_the_environment(
    council: Path, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("keys", "new", council, "--keys", tmp_path / "keys", "--plain")
    monkeypatch.setenv("LITTLE_KEYS", (tmp_path / "keys" / "little.keys").read_text())

    assert call("keys", "rotate", council, "--keys", "env:LITTLE_KEYS", "--database", url)[0] == 0
    monkeypatch.setenv("CASEPATH_KEYS", "env:LITTLE_KEYS")
    assert call("keys", "status", council, "--database", url)[0] == 0
    code, output = call("keys", "use", council, "k1")
    assert (code, "changed where it is set" in output) == (2, True)
    monkeypatch.delenv("LITTLE_KEYS")
    code, output = call("keys", "status", council, "--database", url)
    assert (code, "LITTLE_KEYS is not set" in output) == (2, True)


def test_what_is_amiss_is_one_sentence(council: Path, url: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    assert call("keys", "status", council, "--keys", keys, "--database", url)[1].endswith("Put the file back.\n")
    assert call("keys", "status", council, "--database", url)[1].startswith("Error: There are no keys.")
    assert call("keys", "use", council, "k1", "--keys", keys)[1] == 'Error: There is no key "k1".\n'
    call("keys", "new", council, "--keys", keys)
    assert call("keys", "drop", council, "k1", "--keys", keys, "--database", url)[0] == 1
    assert call("keys", "drop", council, "k9", "--keys", keys, "--database", url)[1] == 'Error: There is no key "k9".\n'
    code, output = call("worker", council, "--keys", keys, "--database", url)
    assert (code, "is not encrypted, and the keys of this council do not allow that" in output) == (1, True)
    (keys / "little.keys").write_text("key k1 hunter2\ncurrent k1\n")
    code, output = call("health", council, "--keys", keys, "--database", url)
    assert (code, "line 1: a key is 32 bytes" in output, "hunter2" in output) == (1, True, False)


def test_without_its_keys_every_verb_says_so_and_shows_nothing(council: Path, url: str, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    call("keys", "new", council, "--keys", keys, "--plain")
    assert call("keys", "rotate", council, "--keys", keys, "--database", url)[0] == 0

    for verb in (("audit", "verify"), ("keeping", "preview"), ("worker",)):
        code, output = call(*verb, council, "--database", url)
        assert (code, "there are no keys here" in output) == (1, True), verb
