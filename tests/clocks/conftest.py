"""What the tests of clocks have in common: a council with every kind of limit, on each kind of database."""

from __future__ import annotations

import pytest

from engine import Database
from tests.clocks.limits import Council


@pytest.fixture
def council(database: Database) -> Council:
    """Return the council with an empty database."""
    return Council(database)
