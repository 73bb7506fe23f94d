"""`casepath deliveries`, and the worker's webhooks, as an operator meets them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine import Case, Database
from engine.cli import main
from engine.errors import DeliveryFailed
from engine.interop.cloud_events import CloudEvent
from engine.store.migrate import upgrade
from tests.cli.test_worker import written
from tests.support import LITTLE, OFFICER, Office

SECRET = "whsec_b2xkLW9sZC1vbGQtb2xkLW9sZC1vbGQtb2xk"


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return str(written(tmp_path / "council", LITTLE))


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cases.db'}"


@pytest.fixture
def office(url: str) -> Iterator[Office]:
    database = Database(url)
    with database.connection() as connection:
        upgrade(connection)
    yield Office(database)
    database.close()


def call(*args: str, env: dict[str, str] | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, args, env=env)
    return result.exit_code, result.output


def refuse(_event: CloudEvent) -> None:
    raise DeliveryFailed("It answered 400.")


def given_up(office: Office) -> Case:
    case = office.cases.open("path", subject={"child": "P-1"}, by=OFFICER).case
    while not office.engine.dead_letters(office.database):
        office.clock.move(timedelta(hours=1))
        office.engine.runner(office.database, deliver=refuse).run_due()
    return case


def test_nothing_to_decide_is_one_line(folder: str, url: str, office: Office) -> None:
    assert office.database.pool.dialect.name == "sqlite"
    assert call("deliveries", folder, "--database", url) == (
        0,
        "Every receiver took what it was given, or is still being asked.\n",
    )


def test_what_was_given_up_is_listed_and_can_be_tried_again_or_passed_over(
    folder: str, url: str, office: Office
) -> None:
    case = given_up(office)

    code, text = call("deliveries", folder, "--database", url)
    assert (code, text.splitlines()[1]) == (1, f"host  {case.id}  1  80  It answered 400.")
    assert call("deliveries", folder, "--database", url, "--again", "host", case.id)[0] == 0
    assert call("deliveries", folder, "--database", url, "--pass-over", "host", case.id) == (
        1,
        f'Error: "host" has nothing that was given up of case "{case.id}".\n',
    )


@pytest.mark.parametrize(
    ("webhook", "env", "says"),
    [
        ("returns", {}, "NAME=URL"),
        ("returns=http://cases.example.org/", {}, "https://"),
        ("returns=https://cases.example.org/", {}, "not on the list"),
        ("returns=https://cases.example.org/", {"CASEPATH_WEBHOOK_HOSTS": "cases.example.org"}, "one secret or two"),
    ],
)
def test_a_webhook_that_is_not_safe_stops_the_worker_before_it_starts(
    folder: str, url: str, webhook: str, env: dict[str, str], says: str
) -> None:
    code, text = call("worker", folder, "--database", url, "--webhook", webhook, env=env)

    assert code == 2
    assert says in " ".join(text.split())


def test_secrets_are_read_from_the_environment_and_never_shown(folder: str, url: str) -> None:
    env = {"CASEPATH_WEBHOOK_HOSTS": "cases.example.org", "CASEPATH_WEBHOOK_SECRETS_RETURNS": SECRET}
    webhook = "returns=https://cases.example.org/in"

    code, text = call("worker", folder, "--database", url, "--webhook", webhook, env=env)

    assert code == 1
    assert "casepath db upgrade" in text
    assert SECRET not in text
