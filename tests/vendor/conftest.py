"""What a vendor's own tests share."""

from __future__ import annotations

import pytest

from engine import Actor


@pytest.fixture
def amy() -> Actor:
    """Return an officer of Westmarch."""
    return Actor("amy", ["officer"])
