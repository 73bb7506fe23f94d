"""An editor takes, offers and refuses what our models do: every shipped file passes, every slip is seen."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as some
from jsonschema import Draft7Validator

from engine.definitions.lists import OptionList
from engine.definitions.model import FileKind, Model
from engine.definitions.scenarios import Script
from engine.definitions.shapes import field_types, settings_of
from engine.definitions.source import ListNode, Node, TextNode, read
from engine.definitions.validate import validate
from engine.definitions.words import RESERVED
from engine.interop.editor_schema import KINDS, editor_schema, settings_in

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT, ROOT / "tests" / "bad" / "base")
_PLACES: dict[str, FileKind] = {
    "form_schemas": "form",
    "lists": "list",
    "parts": "part",
    "records": "record",
    "workflow_definitions": "workflow",
    "scenarios": "scenarios",
}


def shipped() -> list[tuple[Path, FileKind]]:
    found: list[tuple[Path, FileKind]] = []
    for folder in FOLDERS:
        found.append((folder / "casepath.yaml", "configuration"))
        for part in ("form_schemas", "workflow_definitions"):
            # `form.cy.yaml` holds the translations of `form.yaml`, which a tool writes.
            files = sorted(path for path in (folder / part).rglob("*.yaml") if "." not in path.stem)
            found += [(path, _PLACES[path.parent.name]) for path in files]
    return found


def seen(node: Node) -> object:
    """Return a file as an editor sees it: true, 3 and 2.5 are no texts for YAML 1.2, unless they are quoted."""
    if isinstance(node, ListNode):
        return [seen(one) for one in node.items]
    if not isinstance(node, TextNode):
        return {name: seen(entry.value) for name, entry in node.entries.items()}
    text = node.value
    if node.style != "plain":
        return text
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?[0-9]+", text):
        return int(text)
    if re.fullmatch(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)", text):
        return float(text)
    return None if text in ("", "~", "null") else text


def in_editor(text: str, kind: FileKind) -> list[str]:
    """Return what an editor would underline in *text*."""
    root = read(text, "x.yaml").root
    assert root is not None
    return [one.message for one in Draft7Validator(editor_schema(kind)).iter_errors(seen(root))]


@pytest.mark.parametrize(
    ("path", "kind"), shipped(), ids=lambda one: one.relative_to(ROOT).as_posix() if isinstance(one, Path) else one
)
def test_nothing_is_underlined_in_what_we_ship(path: Path, kind: FileKind) -> None:
    assert in_editor(path.read_text(), kind) == []


@pytest.mark.parametrize("kind", get_args(FileKind))
def test_every_kind_of_file_has_a_schema_that_is_one(kind: FileKind) -> None:
    schema = editor_schema(kind)

    Draft7Validator.check_schema(schema)
    json.dumps(schema)
    assert kind in KINDS


def models_under(model: type[Model]) -> set[type[Model]]:
    """Return *model* and every model that its settings lead to."""
    found: set[type[Model]] = set()
    waiting: list[Any] = [model]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, Model) and one not in found:
            found.add(one)
            waiting += [info.annotation for info in one.model_fields.values()]
        waiting += get_args(one)
    return found


@pytest.mark.parametrize("kind", get_args(FileKind))
def test_the_settings_an_editor_offers_are_those_of_the_models(kind: FileKind) -> None:
    offered = dict(settings_in(editor_schema(kind)))
    models = models_under(KINDS[kind]) | (models_under(Script) - {Script} if kind == "scenarios" else set())

    named = {model.__name__: model for model in models}
    for name, model in named.items():
        assert offered[name] == frozenset(settings_of(model)), name
    assert set(offered) - set(named) <= {"ShortForm", "Forms"}


def test_every_type_of_field_is_offered() -> None:
    definitions = editor_schema("form")["$defs"]
    types = [one for said in definitions.values() for one in said.get("properties", {}).get("type", {}).get("enum", [])]

    assert sorted(types) == sorted(field_types())


FORM = "form: a\ntitle: A\nsubject: child\npages:\n  p:\n    title: P\n    fields:\n      x:\n        type: text\n"


@pytest.mark.parametrize(
    "more",
    [
        "        label: 2026\n",  # text to our reader, a number to an editor
        "        label: X\n        required: true\n",
        "        label: X\n        view: [a, b]\n        edit: a\n",
        "        label: X\n        check: {that: x == 1, say: No}\n",
        "        label: X\n        words: {max: 300}\n",
        "        label: X\n        default: 3\n",
    ],
)
def test_an_editor_lets_pass_what_our_reader_takes(more: str) -> None:
    assert in_editor(FORM + more, "form") == []


@pytest.mark.parametrize(
    "more",
    [
        "",  # no label
        "        labell: X\n",
        "        label: X\n        requierd: true\n",
        "        label: X\n        required: maybe\n",
        "        label: X\n        options: {a: A}\n",  # not of a text
        "        label: X\n        view: Not An Id\n",
        "        label: X\n        words: {max: many}\n",
        "        label: [X]\n",
        "        label:\n",
    ],
)
def test_an_editor_underlines_a_slip(more: str) -> None:
    assert in_editor(FORM + more, "form") != []


def test_several_short_forms_stand_in_one_file() -> None:
    page = "    pages: {p: {title: P, fields: {x: {type: date, label: X}}}}\n"
    several = f"forms:\n  a:\n    title: A\n    subject: child\n{page}  b:\n    title: B\n    subject: child\n{page}"

    assert in_editor(several, "form") == []
    assert in_editor(several.replace("title: B", "titel: B"), "form") != []


STEPS = "scenarios_of: w\ngiven:\n  today: 2026-03-27\n  people: {amy: officer}\nscenarios:\n  one:\n"


def test_steps_stand_alone_or_beside_examples_whose_values_they_take() -> None:
    alone = STEPS + "    - open: {by: amy}\n    - expect: {state: new}\n"
    examples = STEPS + "    examples:\n      - level: low\n    steps:\n"
    examples += '      - open: {by: "{{ level }}"}\n      - wait: "{{ level }}"\n'

    assert in_editor(alone, "scenarios") == []
    assert in_editor(examples, "scenarios") == []
    assert in_editor(alone.replace("state: new", "stat: new"), "scenarios") != []
    assert in_editor(alone.replace("open:", "opn:"), "scenarios") != []


def test_what_can_be_one_word_can_also_be_said_in_full() -> None:
    action = "workflow: w\ntitle: W\nsubject: child\nstart: a\nstates:\n  a:\n    title: A\n"
    action += "    actions:\n      go:\n        title: Go\n"

    assert in_editor(action + "        goes: stay\n", "workflow") == []
    assert in_editor(action + "        goes:\n          - {if: x, to: a}\n          - else: stay\n", "workflow") == []
    assert in_editor(action + "        goes:\n          - {wen: x, to: a}\n", "workflow") != []


@given(some.from_regex(r"[a-zA-Z0-9_ -]{0,70}", fullmatch=True) | some.text(max_size=5))
def test_an_editor_takes_the_ids_that_our_reader_takes(name: str) -> None:
    pattern = editor_schema("list")["properties"]["list"]["pattern"]
    text = json.dumps({"list": name, "title": "T", "options": {"a": "A"}})

    ours = read(text, "x.yaml")
    if ours.root is None or ours.findings or name in RESERVED:
        return
    assert bool(re.fullmatch(pattern, name)) == isinstance(validate(ours.root, OptionList, name="the list"), OptionList)


def test_advice_beside_a_setting_is_what_our_reader_would_say() -> None:
    within = editor_schema("workflow")["$defs"]["Deadline"]["properties"]["within"]

    assert "3 working days" in within["description"]
