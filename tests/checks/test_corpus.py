"""Every mistake is told where it is, in the same words each time, quickly, and with an example for every code."""

from __future__ import annotations

import importlib
import pkgutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import engine
from engine.checks import CONDITIONS, FLOW, NAMES, SETTINGS, WHOLE, check
from engine.checks.codes import all_codes
from engine.definitions.assemble import assemble
from engine.definitions.read import read_folder
from engine.findings import Code, has_errors
from tests.checks.corpus import base, examples, rendered, report

ROOT = Path(__file__).resolve().parent.parent.parent

TESTED_ELSEWHERE = (
    "engine.expressions",  # tests/expressions
    "engine.definitions.source",  # tests/bad/yaml
    "engine.definitions.traps",
    "engine.definitions.faults",
    "engine.definitions.read",  # tests/definitions/test_read.py, which makes folders
    "engine.definitions.letters",  # tests/definitions/test_letters.py, where a file is not what it should be
    "engine.definitions.scenarios",  # tests/checks/test_scenarios.py
    "engine.definitions.examples",
    "engine.definitions.vendor_types",  # tests/cases/test_vendor_types.py, which installs packages
    "engine.checks.scenarios",
    "engine.checks.since",  # tests/checks/test_since.py, which has an older version at hand
)

LIBRARY_WORDS = (
    "Traceback",
    "pydantic",
    "Input should",
    "validation",
    "NoneType",
    "Extra inputs",
    "Value error",
    "ScannerError",
    "ParserError",
    "ComposerError",
    "KeyError",
    "AttributeError",
    "TypeError",
    "<class",
    "object at 0x",
)

EXAMPLES = [pytest.param(one, id=one.name) for one in examples()]


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_mistake_is_reported_in_these_words(example: Path) -> None:
    assert rendered(example) == (example / "expected.txt").read_text("utf-8")


@pytest.mark.parametrize("example", EXAMPLES)
def test_a_mistake_is_found_within_a_second(example: Path) -> None:
    started = time.process_time()

    found = report(example).findings

    assert found
    assert time.process_time() - started < 1


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_word_of_a_library_reaches_a_reader(example: Path) -> None:
    told = rendered(example)

    for word in LIBRARY_WORDS:
        assert word not in told


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_finding_points_into_a_file_names_what_is_wrong_and_says_what_to_do(example: Path) -> None:
    for one in report(example).findings:
        assert one.place.file.endswith((".yaml", ".md"))
        assert one.place.line >= 1
        assert one.message.strip()
        assert one.hint.strip() or one.message.endswith("Keep one.")


def test_the_configuration_without_mistakes_has_no_findings() -> None:
    assert check(assemble(base())).findings == ()


def test_every_code_has_an_example() -> None:
    shown = {finding.code.id for example in examples() for finding in report(example).findings}

    assert {code.id: code.title for code in codes() if code.id not in shown} == {}


def test_no_two_codes_share_an_id() -> None:
    first: dict[str, Code] = {}
    for code in codes(everywhere=True):
        assert first.setdefault(code.id, code) == code, f"{code.id}: {code.title} and {first[code.id].title}"


def test_every_code_can_be_looked_up() -> None:
    assert all_codes() == {one.id: one for one in codes(everywhere=True)}


def test_every_check_is_in_the_registry_once() -> None:
    registered = [*NAMES, *SETTINGS, *FLOW, *CONDITIONS, *WHOLE]

    assert len(registered) == len(set(registered))
    assert all((one.__doc__ or "").strip() for one in registered)


def test_the_template_that_is_shipped_has_no_errors() -> None:
    assert not has_errors(check(read_folder(ROOT)).findings)


def codes(*, everywhere: bool = False) -> Iterator[Code]:
    """Yield the codes that the engine declares, each with the module it is declared in."""
    for found in pkgutil.walk_packages(engine.__path__, "engine."):
        if found.name.startswith(("engine.cli", "engine.service", "engine.store", "engine.web", "engine.testing")):
            continue
        if found.name.startswith(TESTED_ELSEWHERE) and not everywhere:
            continue
        module = importlib.import_module(found.name)
        yield from (
            one for one in vars(module).values() if isinstance(one, Code) and _declared_in(module.__name__, one)
        )


def _declared_in(module: str, code: Code) -> bool:
    """Return whether *code* is written in *module*; an import of it is not another declaration."""
    text = (ROOT / (module.replace(".", "/") + ".py")).with_suffix(".py")
    source = text if text.exists() else ROOT / module.replace(".", "/") / "__init__.py"
    return f'"{code.id}"' in source.read_text("utf-8")
