"""What belongs to a module that is off is as if it was not written, down to the release's identity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from engine.cases.compiling import compile_configuration
from engine.checks import check
from engine.definitions.assemble import assemble
from engine.definitions.modules import Switches
from engine.definitions.nodes import Entry, Written
from engine.definitions.source import MapNode, plain, read
from engine.definitions.translations import in_language
from engine.findings import render_all
from engine.interop.translation_work import TranslationWork
from tests.support import definition_of, little, little_with

EXTRA_PAGE = "  extra:\n    module: roth\n    title: Extra\n    fields:\n      a: {type: text, label: A}\n"
TASK = "{title: Extra, by: officer, module: roth}"
ADDED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "question": {
        "form": ("      held_on:\n", "      extra: {type: text, label: Extra, module: roth}\n      held_on:\n")
    },
    "page": {"form": ("  decision:\n", EXTRA_PAGE + "  decision:\n")},
    "option": {"form": ("unclear: Not clear}", "unclear: Not clear, extra: {label: Extra, module: roth}}")},
    "option of a list": {"levels": ("  low: {", "  extra: {label: Extra, points: 0, module: roth}\n  low: {")},
    "cell": {
        "form": ("          young: {", "          extra: {type: text, label: Extra, module: roth}\n          young: {")
    },
    "fact": {"record": ("  born: {", "  extra: {type: text, label: Extra, module: roth}\n  born: {")},
    "action": {
        "workflow": (
            "      drop:\n",
            "      extra: {title: Extra, by: officer, goes: stay, module: roth}\n      drop:\n",
        )
    },
    "action of any time": {
        "workflow": ("anytime:\n", "anytime:\n  extra: {title: Extra, by: officer, goes: stay, module: roth}\n")
    },
    "task": {
        "workflow": ("    actions:\n      decide:\n", f"    tasks: {{extra: {TASK}}}\n    actions:\n      decide:\n")
    },
    "task from a list": {
        "workflow": ("  closed:\n", f"    ad_hoc: {{by: officer, tasks: {{extra: {TASK}}}}}\n  closed:\n")
    },
    "task from a list for any state": {
        "workflow": ("anytime:\n", f"ad_hoc: {{by: officer, tasks: {{extra: {TASK}}}}}\nanytime:\n")
    },
    "task of a breach": {
        "workflow": (
            "        within: 2 working days\n",
            f"        within: 2 working days\n        breach:\n          - task: {{id: extra, {TASK[1:]}\n",
        )
    },
    "state": {"workflow": ("  closed:\n", "  extra: {title: Extra, ending: true, module: roth}\n  closed:\n")},
}


def with_module(files: Mapping[str, bytes], *, used: str = "") -> dict[str, bytes]:
    """Return *files* with a module `roth`, on unless *used* says otherwise."""
    manifest = files["casepath.yaml"] + f"modules: {{roth: {{title: Outside the home{used}}}}}\n".encode()
    return {**files, "casepath.yaml": manifest}


OFF = ", used: false"


def told(files: Mapping[str, bytes]) -> list[str]:
    return [one.code.id for one in check(assemble(files)).findings]


@pytest.mark.parametrize("what", ADDED)
def test_what_belongs_to_a_module_that_is_off_is_as_if_it_was_not_written(what: str) -> None:
    files = little_with(**ADDED[what])

    off = assemble(with_module(files, used=OFF))
    never = assemble(with_module(little_with(), used=OFF))

    assert off.configuration is not None, render_all(off.findings)
    assert never.configuration is not None
    release = compile_configuration(off.configuration, off.origins).definition.release
    assert release == compile_configuration(never.configuration, never.origins).definition.release
    on = definition_of(with_module(files))
    assert "Extra" in repr((on.forms, on.records, [one.definition for one in on.workflows.values()]))


def test_a_form_and_a_workflow_can_be_off_as_a_whole() -> None:
    page = b"pages: {one: {title: One, fields: {a: {type: text, label: A}}}}\n"
    form = b"form: extra\nmodule: roth\ntitle: Extra\nsubject: child\n" + page
    flow = little_with()["workflow_definitions/path.yaml"].replace(
        b"workflow: path\n", b"workflow: extra_path\nmodule: roth\n"
    )
    extra = {"form_schemas/extra.yaml": form, "workflow_definitions/extra_path.yaml": flow}
    files = {**little_with(), **extra}

    off, on = definition_of(with_module(files, used=OFF)), definition_of(with_module(files))

    assert (set(off.forms), set(off.workflows)) == (set(little().forms), set(little().workflows))
    assert (set(on.forms), set(on.workflows)) == ({"referral", "extra"}, {"path", "extra_path"})


NESTED = """\
workflow: nested
states:
  outer:
    title: Outer
    states:
      inner: {title: Inner}
      extra: {title: Extra, module: roth}
    parallel:
      strand:
        states:
          one: {title: One, actions: {extra: {title: Extra, module: roth}, act: {title: Act}}}
"""


def test_states_inside_states_and_in_strands_can_be_off() -> None:
    root = read(NESTED.encode(), "nested.yaml").root
    assert isinstance(root, MapNode)

    kept = Switches({"roth": False}).kept(root, "workflow", [])

    assert kept.node is not None
    assert plain(kept.node) == plain_of(NESTED.replace("      extra: {title: Extra, module: roth}\n", "").replace(
        "extra: {title: Extra, module: roth}, ", ""))  # fmt: skip
    assert kept.left_out == {"states.outer.states.extra", "states.outer.parallel.strand.states.one.actions.extra"}


TASKS = """\
workflow: tasks
ad_hoc:
  by: officer
  tasks:
    ours: {title: Ours, by: officer}
    extra: {title: Extra, by: officer, module: roth}
states:
  new:
    tasks:
      extra: {title: Extra, by: officer, module: roth}
    hears:
      news: {from: groups, task: {id: extra, title: Extra, by: officer, module: roth}}
    ad_hoc: {by: officer, tasks: {extra: {title: Extra, by: officer, module: roth}}}
    deadlines:
      first:
        breach:
          - {tell: officer, task: {id: extra, title: Extra, by: officer, module: roth}}
          - {task: {id: extra, title: Extra, by: officer, module: roth}}
          - {task: {id: ours, title: Ours, by: officer}}
      second:
        breach: {task: {id: extra, title: Extra, by: officer, module: roth}}
alerts:
  busy: {tell: officer, task: {id: extra, title: Extra, by: officer, module: roth}}
"""
WITHOUT = """\
workflow: tasks
ad_hoc:
  by: officer
  tasks:
    ours: {title: Ours, by: officer}
states:
  new:
    hears:
      news: {from: groups}
    deadlines:
      first:
        breach:
          - {tell: officer}
          - {task: {id: ours, title: Ours, by: officer}}
      second: {}
alerts:
  busy: {tell: officer}
"""


def test_tasks_can_be_off_wherever_they_stand_and_what_held_nothing_else_goes_with_them() -> None:
    root = read(TASKS.encode(), "nested.yaml").root
    assert isinstance(root, MapNode)

    kept = Switches({"roth": False}).kept(root, "workflow", [])

    assert kept.node is not None
    assert plain(kept.node) == plain_of(WITHOUT)
    assert kept.left_out == {
        "ad_hoc.tasks.extra",
        "states.new.tasks.extra",
        "states.new.hears.news.task",
        "states.new.ad_hoc.tasks.extra",
        "states.new.deadlines.first.breach.0.task",
        "states.new.deadlines.first.breach.1.task",
        "states.new.deadlines.second.breach.0.task",
        "alerts.busy.task",
    }
    on = Switches({"roth": True}).kept(root, "workflow", [])
    assert on.node is root


def test_what_still_names_a_task_that_is_off_is_a_mistake() -> None:
    tasks = f"    tasks: {{extra: {TASK}}}\n    actions:\n      decide:\n        require_tasks: [extra]\n"
    files = little_with(workflow=("    actions:\n      decide:\n", tasks))

    assert "N311" not in told(with_module(files))
    assert "N311" in told(with_module(files, used=OFF))


def test_what_only_holds_tasks_belongs_to_no_module_itself() -> None:
    root = read(b"states: {new: {hears: {news: {from: groups, module: roth}}}}", "nested.yaml").root
    assert isinstance(root, MapNode)

    assert Switches({"roth": False}).kept(root, "workflow", []).node is root


def plain_of(text: str) -> object:
    root = read(text.encode(), "nested.yaml").root
    assert root is not None
    return plain(root)


def test_a_question_of_a_part_that_is_off_is_asked_nowhere() -> None:
    part = (
        b"part: ending\nfields:\n  done: {type: text, label: Done}\n  extra: {type: text, label: Extra, module: roth}\n"
    )
    files = {
        **little_with(form=("    title: About\n", "    title: About\n    use: ending\n")),
        "form_schemas/parts/ending.yaml": part,
    }

    assert "done" in definition_of(with_module(files, used=OFF)).forms["referral"].by_id
    assert "extra" not in definition_of(with_module(files, used=OFF)).forms["referral"].by_id
    assert "extra" in definition_of(with_module(files)).forms["referral"].by_id


def test_a_module_named_before_the_manifest_in_the_alphabet_is_known_all_the_same() -> None:
    files = with_module(little_with(**ADDED["question"]), used=OFF)
    moved = {name.replace("form_schemas/referral", "form_schemas/a"): text for name, text in files.items()}

    assert "extra" not in definition_of(moved).forms["referral"].by_id


def test_an_option_that_is_called_module_belongs_to_none() -> None:
    files = little_with(form=("unclear: Not clear}", "unclear: Not clear, module: roth}"))

    assert "module" in repr(definition_of(with_module(files, used=OFF)).forms["referral"].by_id["harm"].options)


WELSH = """\
form: referral
language: cy
texts:
  fields.extra.label:
    text: Ychwanegol
    source: 5125c2ab
  pages.about.title:
    text: ""
    source: "00000000"
"""


def test_translations_of_what_is_off_are_kept_and_not_looked_at() -> None:
    files = with_module(little_with(**ADDED["question"]), used=OFF)
    files["casepath.yaml"] += b"languages: {default: en, also: cy}\n"
    files["form_schemas/referral.cy.yaml"] = WELSH.encode()
    assembled = assemble(files)
    assert assembled.configuration is not None, render_all(assembled.findings)

    work = TranslationWork(assembled.configuration, assembled.origins, "cy")
    refreshed = next(one for one in work.sidecars({}) if one.path.endswith("referral.cy.yaml"))

    assert "W015" not in told(files)
    assert "Ychwanegol" in refreshed.wanted
    assert refreshed.gone == []
    assert in_language(assembled.configuration, "cy").forms["referral"].title == "Referral"


def test_a_definition_of_no_module_is_kept_without_finding_the_place_of_any_word() -> None:
    def find(name: str) -> Entry:
        raise AssertionError(f"The place of {name} was asked for.")

    root = read("form: a\npages: {one: {title: One, fields: {b: {type: text}}}}\n", "a.yaml").root
    assert isinstance(root, MapNode)
    data = plain(root)
    assert isinstance(data, dict)
    usual = replace(root, entries=Written(data, find))
    assert Switches({"roth": False}).kept(usual, "form", []).node is usual
