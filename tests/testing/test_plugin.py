"""Scenarios under pytest, in a vendor's repository that has nothing of ours but an installed Casepath."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.test_packaging import ROOT, install

VENDOR = ROOT / "tests/vendor"
FILE = "westmarch/workflow_definitions/scenarios/visits.scenarios.yaml"

# One worker installs Casepath for all of these.
pytestmark = pytest.mark.xdist_group("packaging")

LEFT = """
  harm_at_home:
    - open: {by: amy}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - expect:
        state: closed
"""
FOR_ANOTHER_REASON = """
  the_officer_does_not_decide:
    - open: {by: amy}
    - do:
        record_visit: {by: amy, form: {like: seen_at_school}}
    - cannot:
        decide:
          by: amy
          because: Nobody may.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder in which Casepath is installed from a wheel, as it is for a vendor."""
    folder = tmp_path_factory.mktemp("vendor") / "site"
    install(ROOT, into=folder)
    return folder


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """Return a copy of the vendor's repository, to be changed by a test."""
    return shutil.copytree(VENDOR, tmp_path / "vendor", ignore=shutil.ignore_patterns("__pycache__"))


def pytest_of(vendor: Path, site: Path, *more: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run plain pytest in the vendor's repository."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    # A second pytest closes its folder of temporary files to every other user, and the PostgreSQL of these tests,
    # which is one, stops at its next checkpoint: so it has a folder of its own.
    temporary = vendor.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    theirs = {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DEBUG_TEMPROOT": str(temporary)}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *more],
        cwd=vendor,
        env={**ours, **theirs, "COLUMNS": "120", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def told(answer: subprocess.CompletedProcess[str]) -> str:
    """Return what pytest printed, without how long it took."""
    return re.sub(r" in [0-9.]+s( \([0-9:]+\))?", "", answer.stdout)


def add(vendor: Path, scenario: str) -> None:
    with (vendor / FILE).open("a", encoding="utf-8") as file:
        file.write(scenario)


def test_each_run_of_a_scenario_is_a_test_beside_the_vendors_own(vendor: Path, site: Path) -> None:
    answer = pytest_of(vendor, site, "-v")

    assert answer.returncode == 0, told(answer)
    assert [line.partition(" ")[0] for line in told(answer).splitlines() if "PASSED" in line] == [
        "tests/test_opening.py::test_what_is_opened_is_told_outside",
        "tests/test_opening.py::test_limits_that_are_over_are_told_outside",
        f"{FILE}::a_visit_is_recorded",
        f"{FILE}::a_visit_is_decided[1]",
        f"{FILE}::a_visit_is_decided[2]",
        f"{FILE}::who_recorded_does_not_decide",
    ]


def test_scenarios_are_chosen_by_name_and_shared_out_to_processes(vendor: Path, site: Path) -> None:
    answer = pytest_of(vendor, site, "-q", "-k", "decided or opened", "-n", "2")
    by_id = pytest_of(vendor, site, "-q", f"{FILE}::a_visit_is_decided[2]")

    assert "3 passed" in told(answer), told(answer)
    assert "1 passed" in told(by_id), told(by_id)


def test_a_failure_points_at_its_line_and_tells_the_case_and_no_python(vendor: Path, site: Path) -> None:
    add(vendor, LEFT)

    answer = pytest_of(vendor, site, "-q", "westmarch")

    assert answer.returncode == 1
    assert (
        told(answer)
        == f"""\
....F                                                                                                            [100%]
======================================================= FAILURES =======================================================
_____________________________________________________ harm_at_home _____________________________________________________
{FILE}:50:16  N269  The case is in another state.
   50 |         state: closed
      |                ^^^^^^
  Expected: closed
  In fact:  visited

  CYP-2026-00001:
    10:00 on Thursday 12 March 2026, amy
      Opened CYP-2026-00001: Visits
      Now: Planned
      Visit made: due by Tuesday 17 March 2026
      Call back: due by 10:00 on Saturday 14 March 2026
    10:00 on Thursday 12 March 2026, amy
      Record the visit
      "Visit" submitted
      Now: Visited
      Visit made: done in time
      Call back: done in time
=============================================== short test summary info ================================================
FAILED {FILE}::harm_at_home - The case is in another state.
1 failed, 4 passed
"""
    )


def test_a_refusal_for_another_reason_is_told_with_both(vendor: Path, site: Path) -> None:
    add(vendor, FOR_ANOTHER_REASON)

    answer = pytest_of(vendor, site, "-q", "-k", "officer_does", "-n", "1")

    assert answer.returncode == 1
    assert f"""\
{FILE}:52:20  N269  "decide" was refused for other reasons.
   52 |           because: Nobody may.
      |                    ^^^^^^^^^^^
  Expected: Nobody may.
  In fact:  "Decide" is for: Manager, Allocated worker.
""" in told(answer)
    assert "Traceback" not in told(answer)


def test_mistakes_in_the_definitions_are_told_once_and_nothing_is_run(vendor: Path, site: Path) -> None:
    add(vendor, LEFT.replace("record_visit", "record_vist"))
    shutil.copy(vendor / FILE, vendor / FILE.replace("visits.", "zoo."))

    answer = pytest_of(vendor, site, "-q", "westmarch")

    assert answer.returncode == 2
    assert told(answer).count("There is no action") == 2  # one in each file, all told with the first
    assert f"""\
{FILE}:48:9  N256  There is no action "record_vist" here.
   48 |         record_vist: {{by: amy, form: {{like: seen_at_school}}}}
      |         ^^^^^^^^^^^
  Did you mean "record_visit"?
""" in told(answer)
    assert "Nothing was run: put these right first." in told(answer)
    assert "Nothing was run: the mistakes are told above." in told(answer)
    assert "Traceback" not in told(answer)


def test_a_fixture_tells_the_mistakes_too(vendor: Path, site: Path) -> None:
    add(vendor, LEFT.replace("record_visit", "record_vist"))

    answer = pytest_of(vendor, site, "-q", "tests")

    assert 'There is no action "record_vist" here.' in told(answer)
    assert "Traceback" not in told(answer)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("westmarch/lost.scenarios.yaml", "Put the file there."),
        ("westmarch/workflow_definitions/scenarios/visits.scenarios.yml", "Only files that end in .yaml are read."),
        ("westmarch/workflow_definitions/scenarios/visit.yaml", ""),
    ],
)
def test_a_misspelt_file_is_told_or_run_and_never_left_out(vendor: Path, site: Path, name: str, said: str) -> None:
    (vendor / FILE).rename(vendor / name)
    (vendor / "pytest.ini").write_text("[pytest]\n", "utf-8")

    answer = pytest_of(vendor, site, "-q", "westmarch")

    assert said in told(answer)
    assert answer.returncode == (2 if said else 0), told(answer)
    assert "4 passed" in told(answer) or said


def test_only_the_folders_that_are_named_are_tests(vendor: Path, site: Path) -> None:
    shutil.copytree(vendor / "westmarch", vendor / "eastmarch")

    answer = pytest_of(vendor, site, "-q", "--collect-only", ".")

    assert "eastmarch" not in told(answer)
    assert "westmarch" in told(answer)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--casepath-database", "nonsense"), "--casepath-database: This is not the URL of a database."),
        (("--casepath-database", "sqlite:////nowhere/at/all.db"), "The database cannot be opened."),
        (("-o", "casepath_folders=tests"), "casepath_folders: there is no casepath.yaml in "),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_runs(
    vendor: Path, site: Path, more: tuple[str, ...], said: str
) -> None:
    answer = pytest_of(vendor, site, "-q", *more)

    assert answer.returncode == 4
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr


def test_any_database_will_do_and_nothing_is_kept_there(vendor: Path, site: Path, database_url: str) -> None:
    answer = pytest_of(vendor, site, "-q", "-n", "2", CASEPATH_TEST_DATABASE=database_url)
    again = pytest_of(vendor, site, "-q", "--casepath-database", database_url)

    assert "6 passed" in told(answer), told(answer)
    assert "6 passed" in told(again), told(again)


def test_what_several_processes_come_past_is_put_together_and_too_little_fails(vendor: Path, site: Path) -> None:
    answer = pytest_of(vendor, site, "-q", "-n", "2", "--casepath-coverage", "--casepath-fail-under", "36", "westmarch")

    assert answer.returncode == 1
    assert "coverage of definitions" in told(answer)
    assert "In all               14 of    39   35.8 %" in told(answer)
    assert "westmarch: The scenarios cover 35.8 %, and 36 % are asked for." in told(answer)


def test_who_has_casepath_and_runs_other_tests_loads_nothing_of_it(tmp_path: Path, site: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "import sys\n\n\ndef test_nothing_is_loaded():\n"
        "    assert not {'sqlalchemy', 'pydantic', 'yaml', 'engine.service'} & sys.modules.keys()\n",
        "utf-8",
    )

    answer = pytest_of(tmp_path, site, "-q", "-p", "no:hypothesispytest")

    assert "1 passed" in told(answer), told(answer)
