"""What the tests of the service have in common: an office at work, on each kind of database."""

from __future__ import annotations

import pytest

from engine import Database
from tests.support import Office


@pytest.fixture
def office(database: Database) -> Office:
    """Return an office of the little council with an empty database."""
    return Office(database)
