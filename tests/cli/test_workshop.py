"""`casepath workshop` listens on this machine alone, prints its address, and ends when it is told to."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

from click.testing import CliRunner

from engine.cli import main

SMALL = Path(__file__).resolve().parents[1] / "bad/base"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def status(port: int) -> int:
    """Return what the first page answers to whoever has no key."""
    asked = HTTPConnection("127.0.0.1", port)
    try:
        asked.request("GET", "/")
        return asked.getresponse().status
    finally:
        asked.close()


def is_there(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def test_it_opens_with_a_key_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    folder, port = shutil.copytree(SMALL, tmp_path / "small"), free_port()
    command = [str(Path(sys.executable).parent / "casepath"), "workshop", str(folder), "--no-open", "--port", str(port)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={"PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.fullmatch(r"Open (http://127\.0\.0\.1:\d+/)\?key=\S{30,} in a browser\. Ctrl-C ends it\.\n", said)
        assert found, said
        while not is_there(port):
            assert process.poll() is None
        assert status(port) == 403
        again = CliRunner().invoke(main, ["workshop", str(folder), "--no-open", "--port", str(port)])
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=60)[0]

    assert (process.returncode, rest) == (0, "")
    assert again.exit_code == 1
    assert f"Something else listens on port {port} already" in again.output
    assert not (folder / ".workshop").exists()


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    answer = CliRunner().invoke(main, ["workshop", str(tmp_path / "none")])

    assert answer.exit_code == 2
    assert "does not exist" in answer.output
