"""One browser for everybody in a room, and small folders to open a workshop in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.web.chromium import launched

SMALL = Path(__file__).resolve().parents[2] / "bad/base"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with launched() as browser:
        yield browser


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a copy of a small configuration without mistakes."""
    return Path(shutil.copytree(SMALL, tmp_path / "small"))
