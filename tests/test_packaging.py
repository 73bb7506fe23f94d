"""However Casepath is installed, the national template and the migrations come with it and are found."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CORE = {"pydantic", "pyyaml", "transitions", "jinja2", "sqlalchemy", "alembic", "click", "rich", "holidays"}

# One worker builds the wheel and the sdist for all of these.
pytestmark = pytest.mark.xdist_group("packaging")

FIND = """
import site, sys
site.addsitedir(sys.argv[1])  # as Python does for site-packages: an editable install is a .pth file there
sys.path.insert(0, sys.path.pop())
from engine.shipped import shipped_configuration, shipped_migrations, shipped_mistakes
print(shipped_configuration())
print(shipped_migrations())
print(shipped_mistakes())
"""


@dataclass(frozen=True, slots=True)
class Built:
    """What a release uploads."""

    wheel: Path
    sdist: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--sdist", "--outdir", str(folder), str(ROOT))
    return Built(wheel=only(folder, "*.whl"), sdist=only(folder, "*.tar.gz"))


def test_the_wheel_carries_the_template_and_the_migrations_as_they_are(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        packed = {name.removeprefix("engine/_shipped/") for name in wheel.namelist() if "/_shipped/" in name}

    assert packed == shipped_files(ROOT)


def test_neither_wheel_nor_sdist_carries_what_python_left_behind(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel, tarfile.open(built.sdist) as sdist:
        names = wheel.namelist() + sdist.getnames()

    assert [name for name in names if "__pycache__" in name or name.endswith((".pyc", ".db", ".sqlite3"))] == []


def test_the_wheel_says_that_it_is_typed_and_brings_its_licence(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as wheel:
        names = wheel.namelist()

    assert "engine/py.typed" in names
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)


def test_an_installed_wheel_finds_what_came_with_it(built: Built, tmp_path: Path) -> None:
    install(built.wheel, into=tmp_path / "site")

    assert found_by_a_child(tmp_path / "site", running_in=tmp_path) == locations(tmp_path / "site/engine/_shipped")


def test_an_installed_sdist_finds_what_came_with_it(built: Built, tmp_path: Path) -> None:
    install(built.sdist, into=tmp_path / "site")

    assert found_by_a_child(tmp_path / "site", running_in=tmp_path) == locations(tmp_path / "site/engine/_shipped")


def test_an_unpacked_sdist_works_where_it_lies(built: Built, tmp_path: Path) -> None:
    with tarfile.open(built.sdist) as sdist:
        sdist.extractall(tmp_path, filter="data")
    unpacked = only(tmp_path, "casepath-*")

    assert shipped_files(unpacked) == shipped_files(ROOT)
    assert found_by_a_child(unpacked, running_in=tmp_path) == locations(unpacked)


def test_an_editable_install_finds_the_files_that_people_edit(tmp_path: Path) -> None:
    install("--editable", ROOT, into=tmp_path / "site")

    assert found_by_a_child(tmp_path / "site", running_in=tmp_path) == locations(ROOT)


def test_an_incomplete_installation_says_so_and_what_to_do(built: Built, tmp_path: Path) -> None:
    install(built.wheel, into=tmp_path / "site")
    shutil.rmtree(tmp_path / "site/engine/_shipped/migrations")

    answer = child(tmp_path / "site", running_in=tmp_path)

    assert answer.returncode == 1
    assert "Casepath is not completely installed" in answer.stderr
    assert "Install Casepath again." in answer.stderr


def test_the_core_installs_nine_libraries_and_no_more() -> None:
    names = {requirement_name(one) for one in project()["dependencies"]}

    assert names == CORE


def test_all_is_every_extra_but_the_developers_own() -> None:
    extras = project()["optional-dependencies"]

    [everything] = extras["all"]
    named = everything.removeprefix("casepath[").removesuffix("]").split(",")

    assert set(named) == set(extras) - {"all", "dev"}


def test_the_tools_of_a_developer_bring_all_that_the_pages_and_the_letters_need() -> None:
    extras = project()["optional-dependencies"]
    names = {extra: {requirement_name(one) for one in extras[extra]} for extra in ("web", "docs", "dev")}

    # Kept for the workshop, which watches files.
    assert names["web"] - names["dev"] <= {"watchfiles"}
    assert names["docs"] <= names["dev"]


def project() -> dict[str, dict[str, list[str]]]:
    loaded: dict[str, dict[str, list[str]]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return loaded


def requirement_name(requirement: str) -> str:
    return re.split(r"[\[<>=!~ ;]", requirement, maxsplit=1)[0].lower()


def shipped_files(folder: Path) -> set[str]:
    parts = [folder / "casepath.yaml"]
    for name in ("form_schemas", "workflow_definitions", "migrations", "tests/bad/definitions", "tests/bad/yaml"):
        parts += [path for path in (folder / name).rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    return {path.relative_to(folder).as_posix() for path in parts}


def locations(folder: Path) -> list[Path]:
    return [folder, folder / "migrations", folder / "tests/bad"]


def found_by_a_child(site: Path, *, running_in: Path) -> list[Path]:
    answer = child(site, running_in=running_in)
    assert answer.returncode == 0, answer.stderr
    return [Path(line) for line in answer.stdout.splitlines()]


def child(site: Path, *, running_in: Path) -> subprocess.CompletedProcess[str]:
    """Run a Python that knows *site* before all else, from a folder that is not the repository."""
    return subprocess.run(
        [sys.executable, "-I", "-c", FIND, str(site)], cwd=running_in, capture_output=True, text=True, check=False
    )


def install(*what: str | Path, into: Path) -> None:
    # Nothing is fetched: what Casepath needs is there already, since these tests run.
    offline = ("--no-index", "--no-deps", "--no-build-isolation", "--no-compile", "--disable-pip-version-check")
    run(sys.executable, "-m", "pip", "install", "--quiet", *offline, "--target", str(into), *map(str, what))


def run(*command: str) -> None:
    done = subprocess.run(
        command, cwd=ROOT, env={**os.environ, "PIP_NO_INPUT": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def only(folder: Path, pattern: str) -> Path:
    [found] = folder.glob(pattern)
    return found
