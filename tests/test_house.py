"""The house rules that a machine can keep: layers, docstrings, no trace of a machine, make targets that exist."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("help", "run", "serve", "test", "soak", "check", "bench", "sbom", "docs", "clean")

# Put together from parts, so that this file passes its own test.
HOMES = ("work", "root", "farm", "Users", "home")
HOSTS = ("pypi" + r"\.org", "python" + r"hosted\.", r"registry\.np" + "mjs", "artifact" + "ory", "file:" + "//")
MACHINE_PATH = re.compile(rf"(?<![\w.:-])/(?:{'|'.join(HOMES)})/\w")
REGISTRY = re.compile("|".join(HOSTS), re.IGNORECASE)

EMPTY_LAYERS = (
    "cli",
    "web",
    "testing",
    "service",
    "documents",
    "store",
    "interop",
    "checks",
    "cases",
    "definitions",
    "expressions",
    "sentences",
)
DRAWING = {
    "documents/child.py": ("engine.documents.markdown",),
    "documents/markdown.py": ("markdown_it",),
    "documents/paper.py": ("docx", "weasyprint"),
    "documents/template.py": ("jinja2",),
    "web/pages.py": ("jinja2",),
    "web/words.py": ("jinja2",),
}
"""What the contracts let import what draws letters and pages."""


def test_every_import_keeps_the_layers() -> None:
    answer = lint_imports(ROOT)

    assert answer.returncode == 0, answer.stdout + answer.stderr


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("Each layer knows only the layers below it", "cases/planted.py", "import engine.store"),
        ("Each layer knows only the layers below it", "store/planted.py", "import engine.interop"),
        ("Each layer knows only the layers below it", "findings.py", "import engine.shipped"),
        ("Each layer knows only the layers below it", "sentences/planted.py", "import engine.errors"),
        ("Each layer knows only the layers below it", "newcomer.py", "import decimal"),
        ("The core knows no clock", "checks/planted.py", "import time"),
        ("The core knows no clock", "expressions/planted.py", "from os import path"),
        ("The core knows no clock", "sentences/planted.py", "from pathlib import Path"),
        ("The core knows no clock", "cases/planted.py", "from sqlalchemy.orm import Session"),
        ("Only engine.cases.machine knows transitions", "cases/planted.py", "import transitions.extensions"),
        ("Only engine.cases.machine knows transitions", "service/planted.py", "import transitions"),
        ("Only engine.service.dbos_carrier knows DBOS", "service/planted.py", "import dbos"),
        (
            "Nothing of Casepath imports engine.service.dbos_carrier",
            "cli/planted.py",
            "import engine.service.dbos_carrier",
        ),
        ("Only engine.definitions.read opens files", "definitions/planted.py", "from pathlib import Path"),
        ("No two neighbours import each other", "definitions/read.py", "import engine.definitions.planted"),
    ],
)
def test_a_planted_import_breaks_its_contract(tmp_path: Path, contract: str, module: str, line: str) -> None:
    house = an_empty_house(tmp_path)
    assert lint_imports(house).returncode == 0, lint_imports(house).stdout

    with (house / "engine" / module).open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    answer = lint_imports(house)

    broken = [line for line in answer.stdout.splitlines() if line.startswith(contract) and " BROKEN" in line]
    assert answer.returncode == 1
    assert broken, answer.stdout


def test_the_reader_and_the_machine_may_import_what_is_theirs(tmp_path: Path) -> None:
    house = an_empty_house(tmp_path)

    (house / "engine/definitions/read.py").write_text("import os\nimport pathlib\nimport engine.shipped\n", "utf-8")
    answer = lint_imports(house)

    assert answer.returncode == 0, answer.stdout


def test_no_file_tells_on_whose_machine_it_was_made() -> None:
    told = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path, text in texts_of_the_tree()
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line) or REGISTRY.search(line)
    ]

    assert told == []


@pytest.mark.parametrize("line", ["cd /" + "home/ann/casepath", "see /" + "work/notes", "https://PyPI" + ".org/simple"])
def test_a_machine_path_or_registry_would_be_found(line: str) -> None:
    assert MACHINE_PATH.search(line) or REGISTRY.search(line)


@pytest.mark.parametrize("line", ["engine/workflow_definitions/a.yaml", "harm at school/home/online", "form_schemas/x"])
def test_an_ordinary_path_is_no_machine_path(line: str) -> None:
    assert not MACHINE_PATH.search(line)


def test_every_module_of_the_engine_says_what_it_is_for() -> None:
    modules = sorted((ROOT / "engine").rglob("*.py"))
    silent = [str(path.relative_to(ROOT)) for path in modules if not ast.get_docstring(ast.parse(path.read_bytes()))]

    assert silent == []


def test_every_folder_of_the_engine_is_a_package() -> None:
    # import-linter and wheels see packages only: a folder without __init__.py would escape both.
    folders = {path.parent for path in (ROOT / "engine").rglob("*.py")}

    assert [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").is_file()] == []


@pytest.mark.parametrize("target", TARGETS)
def test_make_knows_each_target(target: str) -> None:
    answer = make("--dry-run", target)

    assert answer.returncode == 0, answer.stderr


def test_make_alone_lists_every_other_target() -> None:
    answer = make()

    assert answer.returncode == 0, answer.stderr
    assert re.findall(r"^make (\w+)", answer.stdout, re.MULTILINE) == [name for name in TARGETS if name != "help"]


def test_make_says_in_one_sentence_that_python_is_missing(tmp_path: Path) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    only_the_shell = tmp_path / "bin"
    only_the_shell.mkdir()
    (only_the_shell / "sh").symlink_to("/bin/sh")

    answer = make("run", folder=tmp_path, path=str(only_the_shell))

    assert answer.returncode != 0
    assert answer.stderr.splitlines()[0].startswith("Casepath needs Python 3.11 or newer. Install it,")


def test_what_ci_runs_is_executable_and_sound_bash() -> None:
    script = ROOT / ".ci/run"

    assert os.access(script, os.X_OK)
    assert subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False).returncode == 0


def an_empty_house(folder: Path) -> Path:
    """Return a folder with this project's contracts, and an engine with every layer and nothing in them."""
    shutil.copy(ROOT / "pyproject.toml", folder)
    engine = folder / "engine"
    for package in (engine, *(engine / name for name in EMPTY_LAYERS)):
        package.mkdir()
        (package / "__init__.py").touch()
        (package / "planted.py").touch()
    (engine / "planted.py").unlink()
    for module in ("errors.py", "findings.py", "shipped.py"):
        (engine / module).touch()
    (engine / "cases/machine.py").write_text("import transitions\n", "utf-8")
    (engine / "service/dbos_carrier.py").write_text("import dbos\n", "utf-8")
    for module, imports in DRAWING.items():
        (engine / module).write_text("".join(f"import {one}\n" for one in imports), "utf-8")
    (engine / "definitions/planted.py").write_text("import engine.definitions.read\n", "utf-8")
    (engine / "definitions/read.py").touch()
    return folder


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    wide = {**os.environ, "COLUMNS": "300", "NO_COLOR": "1", "PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=wide, capture_output=True, text=True, check=False)


def make(*arguments: str, folder: Path = ROOT, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run make as a person would, not as a child of the make that may run these tests."""
    environment = {
        name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MFLAGS", "MAKELEVEL"}
    }
    command = [shutil.which("make") or "make", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment if path is None else {**environment, "PATH": path},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def texts_of_the_tree() -> Iterator[tuple[Path, str]]:
    """Give each text file of the project, without what git, Python and the tools keep for themselves."""
    made = {"build", "dist", "htmlcov", "_build", "__pycache__"}
    for folder, folders, files in os.walk(ROOT):
        folders[:] = sorted(
            name for name in folders if name == ".ci" or (not name.startswith(".") and name not in made)
        )
        for name in sorted(files):
            path = Path(folder, name)
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue  # a picture or an archive
