"""`casepath keeping` as an operator meets it: a preview, two people, a run and its proof."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Database
from engine.cli import main
from engine.store.migrate import upgrade
from engine.testing.fakes import FakeClock
from tests.cli.test_worker import written
from tests.support import LITTLE, MANAGER, OFFICER, Office, referred

KEPT = {
    **LITTLE,
    "form_schemas/referral.yaml": LITTLE["form_schemas/referral.yaml"].replace(
        b"subject: child\n", b"subject: child\nkeep: {submitted: 1 month, then: erase}\n", 1
    ),
}
LONG_AGO = datetime(2020, 3, 12, 12, 0, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(written(tmp_path / "council", KEPT))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cases.db'}"


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    """Return an office that worked long ago, with two cases that have ended."""
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    office = Office(database, files=KEPT, clock=FakeClock(LONG_AGO))
    for _ in range(2):
        case = referred(office)
        office.cases.act(case, "decide", {"outcome": "close"}, by=MANAGER, seen=2)
        office.clock.move(timedelta(days=1))
    yield office
    database.close()


def call(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["keeping", *args])
    return result.exit_code, result.output


def test_two_people_erase_what_is_due_and_the_proof_is_printed(
    office: Office, folder: str, url: str, tmp_path: Path
) -> None:
    where, erased = (folder, "--database", url), ("--erased", str(tmp_path / "erased"))
    code, told = call("preview", *where)
    assert code == 0
    assert told.splitlines() == [
        "CH-2020-00001  referral  submitted  erase  since 2020-04-12  (submitted: 1 month)",
        "CH-2020-00002  referral  submitted  erase  since 2020-04-13  (submitted: 1 month)",
        "referral, submitted: erase 2",
        "Due: 2. Held: 0. No date known to keep them until: 0.",
    ]

    code, told = call("hold", *where, "--case", "CH-2020-00001", "--reason", "An inquiry", "--as", "ann")
    assert code == 0
    hold = told.split()[-1]
    assert "held" in call("preview", *where)[1].splitlines()[0]

    code, told = call("propose", *where, "--as", "ann")
    assert (code, "1 of referral (submitted) to erase" in told) == (0, True)
    erasure = told.split()[1].rstrip(":")
    assert call("approve", *where, erasure, "--as", "ann") == (
        1,
        "Error: Whoever proposed this cannot approve it. Ask somebody else to.\n",
    )
    assert call("run", *where, erasure, *erased) == (1, "Error: Nobody has approved this yet.\n")
    assert call("approve", *where, erasure, "--as", "ben")[0] == 0
    code, told = call("run", *where, erasure, *erased)
    assert code == 0
    assert told.splitlines()[0] == "Done: 1. Held: 0. Not due any more: 0. Still to do: 0."
    assert json.loads(told.splitlines()[2])["approved_by"] == ["ben"]
    raw = b"".join(one.read_bytes() for one in tmp_path.glob("cases.db*"))
    assert raw.count(b"Sam Example") > 0  # of the case that is held

    assert call("end", *where, hold, "--as", "ann")[0] == 0
    erasure = call("propose", *where, "--as", "ann")[1].split()[1].rstrip(":")
    call("approve", *where, erasure, "--as", "ben")
    assert call("run", *where, erasure, *erased)[0] == 0
    raw = b"".join(one.read_bytes() for one in tmp_path.glob("cases.db*"))
    assert raw.count(b"Sam Example") == 0
    assert call("preview", *where)[1] == "Due: 0. Held: 0. No date known to keep them until: 0.\n"
    assert call("replay", *where, *erased) == (0, "Erased again: 0.\n")


def test_what_is_not_there_or_not_due_is_told_in_one_sentence(office: Office, folder: str, url: str) -> None:
    where = (folder, "--database", url)
    assert call("approve", *where, "none", "--as", "ben") == (1, "Error: We cannot find that record.\n")
    assert call("end", *where, "none", "--as", "ben")[0] == 1
    assert call("propose", *where, "--form", "none", "--as", "ann") == (
        1,
        "Error: Nothing was kept long enough to be erased.\n",
    )
    assert call("hold", *where, "--reason", "x", "--as", "ann") == (
        1,
        "Error: Name a case or a subject, not both.\n",
    )
    assert call("run", *where, "none")[0] == 2
    assert office.cases.find(by=OFFICER)
