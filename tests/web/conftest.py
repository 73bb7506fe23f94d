"""A council's pages with two fictional cases behind them, and one browser for all who look at them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from engine import Case
from tests.web.site import Site, begun, site_at


@dataclass
class Office:
    """A site, with its case about a child and its case about a place."""

    site: Site
    child: Case
    place: Case


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    site = site_at(tmp_path)
    cases = begun(site)
    yield Office(site, cases["child"], cases["place"])
    site.database.close()
