"""`casepath serve`: it opens the pages, and says in one sentence what is missing where it cannot."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli import main

ROOT = Path(__file__).resolve().parents[2]
MAIN = "from engine.cli import main; main(prog_name='casepath')"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "Say how people sign in: --demo, or --oidc-issuer"),
        (("--demo", "--oidc-issuer", "https://login.example"), "Say how people sign in"),
        (("--oidc-issuer", "https://login.example"), "--oidc-client, --address and --database"),
        (("--demo", "--host", "0.0.0.0"), "A demonstration is for your own machine"),  # noqa: S104 - it is refused
        (("--demo", "--brand-colour", "#ffff00"), "too pale: against white its contrast is 1.1 to 1"),
        (("--demo", "--link-colour", "blue"), "The link colour is not one. Write it like this: #1d4f6f"),
        (("--demo", "--name", "x" * 101), "at most 100 characters"),
        (("--demo", "--database", "nonsense"), "This is not the URL of a database."),
        (("--demo", "--port", "0"), "--port"),
    ],
)
def test_what_is_missing_or_wrong_is_said_before_anything_is_opened(
    options: tuple[str, ...], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["serve", str(ROOT), *options])

    assert result.exit_code == 2
    assert said in " ".join(result.output.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_mistakes_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "casepath.yaml").write_text("casepath: 1\n", "utf-8")

    result = CliRunner().invoke(main, ["serve", ".", "--demo"])

    assert result.exit_code == 1
    assert "The definitions have mistakes" in result.output


def test_the_demonstration_opens_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MAIN, "serve", str(ROOT), "--demo", "--port", "8421"]
    serving = subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    try:
        page = _first_page("http://127.0.0.1:8421/")
    finally:
        serving.send_signal(signal.SIGINT)
        said, _ = serving.communicate(timeout=60)

    assert "Open http://127.0.0.1:8421 in a browser." in said
    assert "Demonstration: fictional people only" in page
    assert re.search(r'value="Amy"', page)


def _first_page(address: str) -> str:
    for _ in range(600):
        try:
            with urllib.request.urlopen(address) as answer:  # noqa: S310 - this machine's
                text: str = answer.read().decode()
                return text
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError("Nothing answers there.")
