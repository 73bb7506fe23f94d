"""A step is kept whole or not at all, wherever the process dies."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

DRIVER = Path(__file__).with_name("kill_driver.py")
ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("operation", "points"),
    [
        ("open", 10),
        ("submit", 10),
        ("save", 6),
        ("assign", 6),
        ("write back", 12),
        ("record", 6),
        ("run", 12),
        ("merge", 14),
    ],
)
def test_a_process_killed_at_any_statement_leaves_all_of_a_step_or_nothing(
    database_url: str, operation: str, points: int
) -> None:
    done = subprocess.run(
        [sys.executable, str(DRIVER), database_url, operation],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )

    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["faults"] == []
    assert found["points"] >= points
