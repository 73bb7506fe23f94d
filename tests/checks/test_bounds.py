"""A bad folder costs little: every example of the corpus is checked, whole, by a process of under 64 MB."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.corpus import BAD, base, changed, examples

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1024

PROGRAM = """
import json, os, sys, time
from pathlib import Path
from engine.checks import check
from engine.definitions.read import read_folder
from engine.findings import render_all

slowest, largest = 0.0, 0
for folder in sorted(Path(sys.argv[1]).iterdir()):
    # A process of its own for each, as the command line has, but all is imported once.
    reads, writes = os.pipe()
    if os.fork() == 0:
        begun = time.process_time()
        report = render_all(check(read_folder(folder)).findings)
        took = time.process_time() - begun
        with open("/proc/self/status") as status:
            peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
        os.write(writes, json.dumps([took, peak, report.count(folder.as_posix())]).encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads) as told:
        took, peak, found = json.loads(told.read())
    os.wait()
    # What is wrong inside a letter's text is found by the process that draws letters.
    assert found >= 1 or (folder / "workflow_definitions/letters").is_dir(), folder
    slowest, largest = max(slowest, took), max(largest, peak)
print(json.dumps({"slowest": slowest, "peak": largest}))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
def test_every_bad_folder_is_told_within_a_second_and_64_megabytes(tmp_path: Path) -> None:
    for example in examples():
        write(tmp_path / example.name, changed(example))
    for yaml in sorted((BAD / "yaml").glob("*.yaml")):
        write(tmp_path / f"yaml-{yaml.stem}", {**base(), "form_schemas/bad.yaml": yaml.read_bytes()})
    brackets = b"form: x\ntitle: " + b"[" * 100_000
    write(tmp_path / "brackets", {**base(), "form_schemas/bad.yaml": brackets})

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False, cwd=ROOT
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["slowest"] < 1
    assert found["peak"] < 64 * MEGABYTE


def write(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
